"""Reads of the directory."""

from directory.physicians.queries.cards import Card, Site, cards
from directory.physicians.queries.loaders import by_id, by_slug, clinics, listed_or_404, own_or_404, primary_clinic
from directory.physicians.queries.office import (
    OfficeAsked,
    OfficePage,
    OfficeRow,
    Sort,
    office_page,
    roll,
    standing_changes,
)
from directory.physicians.queries.owned import clinic_or_404, credential_or_404, procedure_or_404, publication_or_404
from directory.physicians.queries.profile import (
    Offer,
    Profile,
    credentials,
    offers,
    profile,
    publications,
    result_or_404,
    results,
)
from directory.physicians.queries.regions import jurisdiction_label, place_label, region_name
from directory.physicians.queries.search import Found, languages, search
from directory.physicians.queries.standing import (
    bookable,
    bookable_on,
    is_bookable,
    is_searchable,
    licences,
    listed,
    searchable,
)

__all__ = [
    "Card",
    "Found",
    "Offer",
    "OfficeAsked",
    "OfficePage",
    "OfficeRow",
    "Profile",
    "Site",
    "Sort",
    "bookable",
    "bookable_on",
    "by_id",
    "by_slug",
    "cards",
    "clinic_or_404",
    "clinics",
    "credential_or_404",
    "credentials",
    "is_bookable",
    "is_searchable",
    "jurisdiction_label",
    "languages",
    "licences",
    "listed",
    "listed_or_404",
    "offers",
    "office_page",
    "own_or_404",
    "place_label",
    "primary_clinic",
    "procedure_or_404",
    "profile",
    "publication_or_404",
    "publications",
    "region_name",
    "result_or_404",
    "results",
    "roll",
    "search",
    "searchable",
    "standing_changes",
]
