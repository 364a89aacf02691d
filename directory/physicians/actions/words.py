"""The words a physician is found by, derived from name, clinics and procedures after every change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from directory.core.db import session
from directory.physicians.models import Clinic, ClinicPhysician, Physician, Procedure, SearchWord
from directory.physicians.rules import TECHNIQUE_WORDS, words_of

BATCH = 500


def index(ids: Sequence[int]) -> None:
    """Any number of physicians in batches; running it twice is harmless."""
    for first in range(0, len(ids), BATCH):
        _index(ids[first : first + BATCH])


def _index(ids: Sequence[int]) -> None:
    session().flush()
    rows = [{"physician_id": owner, "word": word} for owner, words in _words(ids).items() for word in sorted(words)]
    session().execute(sa.delete(SearchWord).where(SearchWord.physician_id.in_(ids)))
    if rows:
        session().execute(sa.insert(SearchWord), rows)


def _words(ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for owner, text in _texts(ids):
        found[owner].update(words_of(text))
    return found


def _texts(ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    names = sa.select(Physician.id, Physician.name).where(Physician.id.in_(ids))
    clinics = sa.select(ClinicPhysician.physician_id, Clinic.name).join(Clinic)
    offers = sa.select(Procedure.physician_id, Procedure.technique, Procedure.variant)
    for owner, name in session().execute(names):
        yield owner, name
    for owner, name in session().execute(clinics.where(ClinicPhysician.physician_id.in_(ids))):
        yield owner, name
    for owner, technique, variant in session().execute(offers.where(Procedure.physician_id.in_(ids))):
        yield owner, f"{TECHNIQUE_WORDS[technique]} {variant}"
