"""Reviewers' and the chair's pages."""

from directory.membership.views.review import appeals, ballot, case, chair, decision, items, panel, queue, steps

__all__ = ["appeals", "ballot", "case", "chair", "decision", "items", "panel", "queue", "steps"]
