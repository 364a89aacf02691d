"""Letters (e-mails) as rows without a body, rendered from the current state when they are sent.

A feature's `letters.py` registers each kind: `load(due)` reads what the e-mail says now, or None = no longer due;
`example(now)` is the same for the preview page. The text and HTML are `templates/letters/<kind>.txt|html`.
A kind with a topic waits as its reader wishes: for the end of quiet hours, or for the daily digest.
"""

from directory.core.outbox.delivering import (
    MAX_ATTEMPTS,
    PATIENCE,
    Postponed,
    RejectedAddress,
    Send,
    ServerDown,
    deliver_due,
)
from directory.core.outbox.digests import LetterDigest, gathered, next_due, plan_again, reader_of
from directory.core.outbox.leasing import BATCH, LEASE
from directory.core.outbox.posting import (
    DELIVER,
    LetterRow,
    LetterState,
    Posted,
    post,
    post_all,
    post_dropped,
    send_again,
)
from directory.core.outbox.rendering import (
    DIGEST,
    KINDS,
    Attachment,
    Content,
    Due,
    Example,
    Kind,
    Letter,
    Load,
    compose,
    message_id,
    preview,
    register,
)
from directory.core.outbox.topics import ANY, DUTY, TOPICS, Topic, Way, Wishes, ask_readers, topic

__all__ = [
    "ANY",
    "BATCH",
    "DELIVER",
    "DIGEST",
    "DUTY",
    "KINDS",
    "LEASE",
    "MAX_ATTEMPTS",
    "PATIENCE",
    "TOPICS",
    "Attachment",
    "Content",
    "Due",
    "Example",
    "Kind",
    "Letter",
    "LetterDigest",
    "LetterRow",
    "LetterState",
    "Load",
    "Posted",
    "Postponed",
    "RejectedAddress",
    "Send",
    "ServerDown",
    "Topic",
    "Way",
    "Wishes",
    "ask_readers",
    "compose",
    "deliver_due",
    "gathered",
    "message_id",
    "next_due",
    "plan_again",
    "post",
    "post_all",
    "post_dropped",
    "preview",
    "reader_of",
    "register",
    "send_again",
    "topic",
]
