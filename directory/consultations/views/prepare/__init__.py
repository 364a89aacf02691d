"""Prepare: the task list, its pages, photos, and going on with a telephone."""

from directory.consultations.views.prepare import own, phone, photos, rows, steps, tasks

__all__ = ["own", "phone", "photos", "rows", "steps", "tasks"]
