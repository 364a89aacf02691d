"""Addresses of consultations, by reader: book, patient, prepare, join, practice, office."""

from directory.consultations.views import (
    book,
    consents,
    join,
    more,
    office,
    opinion,
    patient,
    practice,
    practice_more,
    practice_opinion,
    prepare,
    proof,
    subscription,
)
from directory.consultations.views.blueprint import bp

__all__ = [
    "book",
    "bp",
    "consents",
    "join",
    "more",
    "office",
    "opinion",
    "patient",
    "practice",
    "practice_more",
    "practice_opinion",
    "prepare",
    "proof",
    "subscription",
]
