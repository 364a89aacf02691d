"""Pages of membership, one file a group of readers; importing a file adds its routes."""

from directory.membership.views import (
    agenda,
    application,
    caselog,
    comments,
    decision,
    dues,
    evidence,
    member,
    office,
    policy,
    public,
    record,
    referees,
    reports,
    review,
    section,
    summaries,
)
from directory.membership.views.blueprint import bp

__all__ = [
    "agenda",
    "application",
    "bp",
    "caselog",
    "comments",
    "decision",
    "dues",
    "evidence",
    "member",
    "office",
    "policy",
    "public",
    "record",
    "referees",
    "reports",
    "review",
    "section",
    "summaries",
]
