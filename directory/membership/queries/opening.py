"""Before a round opens: everything that is missing, and who could sit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.membership.models import Application, Round
from directory.membership.queries import conflicts, desk, referee_counts, screening
from directory.membership.queries import policy as policies
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules.desk import Answered, Lacking, Ready, lacking
from directory.membership.rules.panel import Panel, filled
from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import SECRECY, Kind, Seat, State
from directory.membership.rules.screening import Finding, SourceResult
from directory.physicians.rules import CredentialKind


def answered(application_id: int) -> Answered:
    """Referees whose answers count: those the office has confirmed."""
    found = referee_counts.answered(application_id)
    return Answered(found.colleagues, found.patients, found.from_period, found.unconfirmed)


def ready(application: Application, people: Sequence[Candidate], now: datetime) -> Ready:
    stops = screening.stops_of(application)
    kinds = {each.credential.kind for each in screening.confirmed(application, now)}
    stand = [each.credential for each in screening.credentials_of(application)]
    free = [each for each in people if each.excluded is None and not each.suggestions]
    return Ready(
        answered=answered(application.id),
        waived=desk.least_waived(application.id),
        unchecked=tuple(stop.number for stop in stops if stop.finding is None),
        found=tuple(stop.number for stop in stops if stop.finding is Finding.FOUND),
        licence=CredentialKind.LICENCE in kinds,
        malpractice=CredentialKind.MALPRACTICE in kinds,
        unconfirmed=sum(each.result is SourceResult.NOT_CONFIRMED for each in stand),
        judges=sum(each.physician or each.external for each in free),
        lay=sum(not each.physician and not each.external for each in free),
        proposal=screening.open_proposal(application.id) is not None,
    )


def missing(application: Application, people: Sequence[Candidate], now: datetime) -> list[Lacking]:
    """By the present policy: the round is pinned to it."""
    return lacking(ready(application, people, now), policies.current()[1])


def candidates(application: Application) -> list[Candidate]:
    """Everybody who may be seated, with what our own data suggest. The round is not there yet, and is not written."""
    return conflicts.candidates(_imagined(application))


def _imagined(application: Application) -> Round:
    """What the conflicts are asked about; it is in no session."""
    kind = Kind.ADMISSION
    return Round(kind=kind, secrecy=SECRECY[kind], state=State.PLANNED, application_id=application.id)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A line of the preview."""

    candidate: Candidate
    seat: Seat


def preview(panel: Panel, people: Sequence[Candidate], policy: Policy) -> list[Sitting]:
    """Who would sit, external assessors of the policy among them. Raises PanelTooSmall."""
    known = {each.person_id: each for each in people}
    close = [each.person for each in policy.externals if _free(known.get(each.person))]
    return [Sitting(known[person], seat) for person, seat in filled(panel, close, policy).items() if person in known]


def _free(candidate: Candidate | None) -> bool:
    return candidate is not None and candidate.excluded is None and not candidate.suggestions
