"""Case logs for tests and demo data, through the real actions; inside `transaction.unit()` unless said otherwise."""

from datetime import date, datetime, timedelta
from io import BytesIO

from directory.core import transaction
from directory.membership.actions import caselog as actions
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation
from directory.membership.queries import caselog as queries
from directory.membership.rules.operation import CaseAsked, Details, Technique
from directory.photos import actions as photos
from tests.factories.photos import jpeg

OWNER = "person:1"
DONE = date(2025, 3, 14)
FULL = Details(
    done_on=DONE,
    technique=Technique.FUE,
    grafts_1=800,
    grafts_2=900,
    grafts_3=300,
    tool="Sapphire blade",
    tool_size=90,
    team=5,
    minutes=420,
)


def asked(
    number: int = 1,
    *criteria: str,
    details: Details = FULL,
    consent_on: date | None = date(2025, 3, 10),
    covers: bool = False,
) -> CaseAsked:
    return CaseAsked(number, details, criteria or ("1",), consent_on, covers)


def operation(
    application: Application, number: int, *criteria: str, now: datetime, details: Details = FULL, actor: str = OWNER
) -> Operation:
    return actions.add(application, asked(number, *criteria, details=details), actor=actor, now=now)


def upload(application: Application, name: str, data: bytes, *, now: datetime, actor: str = OWNER) -> list[str]:
    """Outside any transaction: what became of the file, or of each in a ZIP ("refused" for those not taken)."""
    looked = actions.look_at(
        [(name, BytesIO(data))], lambda digest, said: _arrived(application.id, digest, said.number)
    )
    with transaction.unit():
        sent = [each.sent for each in looked if each.sent is not None]
        outcomes = iter(actions.receive(application, sent, batch=None, actor=actor, now=now))
        return [str(next(outcomes)) if each.sent else "known" if each.known else "refused" for each in looked]


def _arrived(application_id: int, digest: str, number: int | None) -> bool:
    with transaction.reading():
        return queries.arrived(application_id, digest, number)


def settle(now: datetime) -> int:
    """As the worker does, outside any transaction: how many photos were looked at."""
    done = 0
    while (photo_id := photos.next_due(now)) is not None:
        photos.process(photo_id, now)
        actions.photo_settled(photo_id)
        done += 1
    return done


def photo(application: Application, name: str, *, now: datetime, seed: int = 1) -> str:
    """Uploaded and looked at by the worker; outside any transaction. Returns its id."""
    before = {each.id for each in _photos(application.id)}
    assert upload(application, name, jpeg(640, 480, seed=seed), now=now) != ["refused"]
    settle(now + timedelta(seconds=1))
    return next(each.id for each in _photos(application.id) if each.id not in before)


def _photos(application_id: int) -> list[queries.CasePhoto]:
    with transaction.reading():
        return queries.photos_of(application_id)
