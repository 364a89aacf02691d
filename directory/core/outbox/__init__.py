"""Letters (e-mails) as rows without a body, rendered from the current state when they are sent.

A feature's `letters.py` registers each kind: `load(due)` reads what the e-mail says now, or None = no longer due;
`example(now)` is the same for the preview page. The text and HTML are `templates/letters/<kind>.txt|html`.
"""

from directory.core.outbox.delivering import (
    BATCH,
    LEASE,
    MAX_ATTEMPTS,
    PATIENCE,
    Postponed,
    RejectedAddress,
    Send,
    ServerDown,
    deliver_due,
)
from directory.core.outbox.posting import (
    DELIVER,
    LetterRow,
    LetterState,
    Posted,
    post,
    post_all,
    send_again,
)
from directory.core.outbox.rendering import (
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

__all__ = [
    "BATCH",
    "DELIVER",
    "KINDS",
    "LEASE",
    "MAX_ATTEMPTS",
    "PATIENCE",
    "Attachment",
    "Content",
    "Due",
    "Example",
    "Kind",
    "Letter",
    "LetterRow",
    "LetterState",
    "Load",
    "Posted",
    "Postponed",
    "RejectedAddress",
    "Send",
    "ServerDown",
    "compose",
    "deliver_due",
    "message_id",
    "post",
    "post_all",
    "preview",
    "register",
    "send_again",
]
