"""The coordinators' pages about applications; importing a file adds its routes."""

from directory.membership.views.office import (
    adopting,
    adverse,
    asking,
    comments,
    desk,
    documents,
    hand,
    matters,
    members,
    opening,
    screening,
)

__all__ = [
    "adopting",
    "adverse",
    "asking",
    "comments",
    "desk",
    "documents",
    "hand",
    "matters",
    "members",
    "opening",
    "screening",
]
