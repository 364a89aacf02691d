"""Reads of Prepare: `intake_view` and `notes_view` for every reader, the rest for the patient's pages."""

from directory.consultations.queries.preparing.asked import ASKED, Ask, asks_in, asks_of, kept, open_asks, tasks_of
from directory.consultations.queries.preparing.intake import (
    NoteLine,
    Row,
    Section,
    facts_of,
    intake_view,
    notes_view,
    section,
)
from directory.consultations.queries.preparing.photos import (
    PhotosPage,
    asked_views,
    consent_values,
    consent_words,
    language_of,
    photos_page,
)
from directory.consultations.queries.preparing.tasks import (
    Preparation,
    TaskCard,
    consultation_of_photo,
    done,
    may_add,
    owner_of,
    preparation,
    sent_of,
)
from directory.consultations.queries.preparing.words import answer_words, option_words, row_lines, row_title

__all__ = [
    "ASKED",
    "Ask",
    "NoteLine",
    "PhotosPage",
    "Preparation",
    "Row",
    "Section",
    "TaskCard",
    "answer_words",
    "asked_views",
    "asks_in",
    "asks_of",
    "consent_values",
    "consent_words",
    "consultation_of_photo",
    "done",
    "facts_of",
    "intake_view",
    "kept",
    "language_of",
    "may_add",
    "notes_view",
    "open_asks",
    "option_words",
    "owner_of",
    "photos_page",
    "preparation",
    "row_lines",
    "row_title",
    "section",
    "sent_of",
    "tasks_of",
]
