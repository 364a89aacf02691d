"""Reads: an owner's photos, who opened them, and the signed addresses at which they are shown."""

from directory.photos.queries.addresses import opening_address, patient_address, shown_to_opener, shown_to_patient
from directory.photos.queries.names import key_name, likeness_name, object_name, sealed_name
from directory.photos.queries.openings import (
    OpeningRow,
    opened_photos_since,
    opening_or_404,
    openings_of,
    reader_to_mark,
    sheet_or_404,
)
from directory.photos.queries.photos import PhotoCard, all_of, as_json, ids_of, of_owner, own, views_sent
from directory.photos.queries.pictures import picture

__all__ = [
    "OpeningRow",
    "PhotoCard",
    "all_of",
    "as_json",
    "ids_of",
    "key_name",
    "likeness_name",
    "object_name",
    "of_owner",
    "opened_photos_since",
    "opening_address",
    "opening_or_404",
    "openings_of",
    "own",
    "patient_address",
    "picture",
    "reader_to_mark",
    "sealed_name",
    "sheet_or_404",
    "shown_to_opener",
    "shown_to_patient",
    "views_sent",
]
