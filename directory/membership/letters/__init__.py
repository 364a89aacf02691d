"""E-mails of membership, one file a noun; importing a file registers its kinds."""

from directory.membership.letters import (
    appeal,
    application,
    assistant,
    audit_root,
    comments,
    decision,
    dues,
    information,
    matter,
    member,
    referee,
    rounds,
    screening,
)

__all__ = [
    "appeal",
    "application",
    "assistant",
    "audit_root",
    "comments",
    "decision",
    "dues",
    "information",
    "matter",
    "member",
    "referee",
    "rounds",
    "screening",
]
