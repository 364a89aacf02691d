"""A whole case log, as rows: everything the eight criteria ask of cases and photos; call inside `transaction.unit()`.

By the actions it would be two hundred uploads. `stored` adds the pixels, for tests that look at them.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.actions import caselog as actions
from directory.membership.actions.caselog.cases import CONSENT
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation, OperationConsent, OperationPhoto
from directory.membership.models.period import DrawnPeriod
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules.caselog import CHOSEN
from directory.membership.rules.operation import FOLLOWED, STANDARD, CaseView, Details, Moment
from directory.membership.rules.period import CONSECUTIVE
from directory.photos import actions as photos
from directory.photos.actions.keeping import put
from directory.photos.models import Photo, PhotoSlot
from directory.photos.queries import likeness_name
from directory.photos.rules import EACH, Format, State
from tests.conftest import NOW
from tests.factories.membership_caselog import FULL
from tests.factories.photos import jpeg

WIDTH, HEIGHT = 640, 480
Shot = tuple[CaseView, Moment]
ROUND = tuple((view, moment) for view in STANDARD for moment in (Moment.BEFORE, Moment.MONTH_12))
SLITS, MACRO = (CaseView.SLITS, Moment.DURING), (CaseView.MACRO, Moment.DURING)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A case to be written: its photos, and its `place` in the drawn period."""

    number: int
    criteria: tuple[str, ...]
    shots: tuple[Shot, ...] = ROUND
    place: int | None = None
    details: Details = FULL


def _and(*more: Shot) -> tuple[Shot, ...]:
    """Beside the standard ones."""
    return tuple(dict.fromkeys((*ROUND, *more)))


def _followed(view: CaseView) -> tuple[Shot, ...]:
    return tuple((view, moment) for moment in FOLLOWED)


DENSE = replace(FULL, density=42)
CHOSEN_CASES = (
    Wanted(13, ("1", "2", "3", "5"), _and(SLITS, MACRO, *_followed(CaseView.HAIRLINE)), details=DENSE),
    Wanted(14, ("1", "2", "3", "5"), _and(SLITS, MACRO, *_followed(CaseView.TEMPLE)), details=DENSE),
    Wanted(15, ("1", "2", "3", "5"), _and(SLITS, MACRO, *_followed(CaseView.CROWN)), details=DENSE),
    Wanted(16, ("1", "2", "5"), _and(SLITS, MACRO), details=DENSE),
    Wanted(17, ("1", "2", "5"), _and(SLITS), details=replace(FULL, not_done="The donor area was too thin.")),
    Wanted(18, ("1", "5"), _and(SLITS)),
    Wanted(19, ("5",)),
    Wanted(20, ("5",)),
)
assert len(CHOSEN_CASES) == CHOSEN


def whole(application: Application, now: datetime = NOW) -> None:
    """A drawn period with twelve consecutive cases, and eight chosen ones: nothing is missing."""
    period = actions.draw_period(application, "system", now)
    period.total, period.stated = CONSECUTIVE + 3, now
    write(application, [*_consecutive(period), *CHOSEN_CASES], now)


def write(application: Application, wanted: Sequence[Wanted], now: datetime = NOW) -> None:
    """These cases, each with the patient's consent and its photos."""
    actor = f"person:{application.person_id}"
    operations = _operations(application, wanted, now)
    session().add_all(
        OperationConsent(
            operation_id=each.id,
            given_on=case.details.done_on,
            covers_identity=False,
            wording=CONSENT,
            declared=now,
            actor=actor,
        )
        for each, case in zip(operations, wanted, strict=True)
    )
    _photos(application, list(zip(operations, wanted, strict=True)), now)


def _consecutive(period: DrawnPeriod) -> Iterator[Wanted]:
    assert period.starts
    for place in range(1, CONSECUTIVE + 1):
        day = period.starts + timedelta(days=place)
        yield Wanted(place, ("5",), place=place, details=replace(FULL, done_on=day))


def _operations(application: Application, wanted: Sequence[Wanted], now: datetime) -> list[Operation]:
    rows = [
        Operation(
            application_id=application.id,
            number=case.number,
            criteria=list(case.criteria),
            details=b"",
            place=case.place,
            created=now,
            changed=now,
        )
        for case in wanted
    ]
    session().add_all(rows)
    session().flush()
    key = vault.opened(applications.cases_vault(application))
    for row, case in zip(rows, wanted, strict=True):
        assert case.details.done_on
        values = {**asdict(case.details), "done_on": case.details.done_on.isoformat()}
        row.details = vault.seal_json(key, queries.case_name(application, row.id), values)
    session().flush()
    return rows


def _photos(application: Application, cases: list[tuple[Operation, Wanted]], now: datetime) -> None:
    """Each ready, in its place, and looked at large."""
    kept, key = applications.cases_vault(application), vault.opened(applications.cases_vault(application))
    actor = f"person:{application.person_id}"
    pixels, slots, belonging = list[dict[str, object]](), list[dict[str, object]](), list[dict[str, object]]()
    for operation, case in cases:
        for slot, (view, moment) in enumerate(case.shots):
            name, owner = secrets.token_hex(16), queries.owner_of(operation.id)
            likeness = vault.seal(key, likeness_name(name), secrets.token_bytes(8))
            pixels.append(
                {
                    "id": name,
                    "vault_id": kept.id,
                    "owner": owner,
                    "view": EACH,
                    "state": State.READY,
                    "form": Format.JPEG,
                    "advice": [],
                    "width": WIDTH,
                    "height": HEIGHT,
                    "likeness": likeness,
                    "stored": secrets.token_hex(16),
                    "attempts": 0,
                    "created": now,
                }
            )
            slots.append({"owner": owner, "slot": slot, "photo_id": name})
            belonging.append(
                {
                    "id": name,
                    "application_id": application.id,
                    "operation_id": operation.id,
                    "number": case.number,
                    "view": view,
                    "moment": moment,
                    "digest": queries.digest_of(name),
                    "size": 1000,
                    "added": now,
                    "actor": actor,
                    "confirmed": now,
                    "confirmed_by": actor,
                }
            )
    for model, rows in ((Photo, pixels), (PhotoSlot, slots), (OperationPhoto, belonging)):
        session().execute(sa.insert(model), rows)


def stored(application: Application) -> None:
    """The pixels of every photo: one picture for all, sealed for each."""
    key = vault.opened(applications.cases_vault(application))
    query = sa.select(Photo.id, Photo.stored).where(Photo.vault_id == key.id)
    for photo_id, name in session().execute(query):
        put(key, photo_id, name, _picture())


@cache
def _picture() -> photos.Cleaned:
    return photos.clean(jpeg(WIDTH, HEIGHT))
