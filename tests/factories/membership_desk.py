"""A file as the office brings it to its round, through the real actions; call inside `transaction.unit()`."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from directory.core.db import session
from directory.membership.actions import comments, desk, opening, screening
from directory.membership.models import Application, Comment, Round
from directory.membership.queries import comments as comment_queries
from directory.membership.queries import policy as policies
from directory.membership.rules.comments import Told
from directory.membership.rules.desk import Waivable
from directory.membership.rules.panel import Panel
from directory.membership.rules.screening import Credential, Finding, SourceResult
from directory.physicians.models import Physician
from directory.physicians.rules import CredentialKind
from tests.conftest import NOW


def credential(kind: CredentialKind = CredentialKind.LICENCE, **other: object) -> Credential:
    given: dict[str, object] = {
        "kind": kind,
        "title": "Licence to practise" if kind is CredentialKind.LICENCE else "Malpractice cover",
        "issuer": "Board of Medicine" if kind is CredentialKind.LICENCE else "Harbor Mutual",
        "country": "US" if kind is CredentialKind.LICENCE else "",
        "region": "MA" if kind is CredentialKind.LICENCE else "",
        "number": "MA-48211",
        "issued": date(2015, 1, 1),
        "expires": date(2030, 6, 30),
        "address": "https://board.example.org/48211",
        "source": "",
        "checked": NOW.date(),
        "result": SourceResult.CONFIRMED,
        **other,
    }
    return Credential(**given)  # type: ignore[arg-type]


def screened(application: Application, person_id: int, now: datetime = NOW) -> None:
    """Every hard stop looked at, licence and cover confirmed."""
    for stop in range(1, len(policies.of(application.policy).hard_stops) + 1):
        screening.tick(application, stop, Finding.CLEAR, "Looked up.", person_id=person_id, now=now)
    for kind in (CredentialKind.LICENCE, CredentialKind.MALPRACTICE):
        asked = credential(kind, checked=now.date())
        screening.check_credential(application, asked, person_id=person_id, now=now)


def waived(application: Application, person_id: int, now: datetime = NOW) -> None:
    """No referee is asked for."""
    for what in Waivable:
        desk.waive(application, what, 0, "They have died.", person_id=person_id, now=now)


def opened(application: Application, members: Sequence[int], lay: int, *, person_id: int, now: datetime = NOW) -> Round:
    """Checked, waived and opened; people are physicians where they judge."""
    screened(application, person_id, now)
    waived(application, person_id, now)
    return opening.open_admission(application, Panel(tuple(members), lay), person_id=person_id, now=now)


def judges(people: Sequence[int]) -> None:
    """Physicians of their own, each at no clinic: nothing suggests a conflict."""
    from tests.factories import physicians

    for number, person_id in enumerate(people):
        made = physicians.bare_physician(f"Judge Number{number}")
        session().get_one(Physician, made.id).person_id = person_id
    session().flush()


def from_patient(
    round_: Round, words: str = "The scar is wide.", *, email: str = "pat@example.org", now: datetime = NOW
) -> Comment:
    """Written, not sent."""
    period = _period(round_, now)
    told = Told(words=words, name="Pat Novak", email=email, clinic="Vale Clinic", when="May 2024")
    return comments.by_patient(period, told, submission=f"{abs(hash((email, words))):032x}"[:32], now=now)


def from_member(round_: Round, person_id: int, words: str = "I have seen good work.", now: datetime = NOW) -> Comment:
    submission = f"{person_id:032x}"
    return comments.by_member(_period(round_, now), words, person_id=person_id, submission=submission, now=now)


def _period(round_: Round, now: datetime) -> comment_queries.Period:
    application = session().get_one(Application, round_.application_id)
    return comment_queries.period_or_404(application.reference, now, None)


def after_comments(now: datetime = NOW) -> datetime:
    return now + timedelta(days=21, hours=1)
