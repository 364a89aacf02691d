"""The record of a decision: what stands in it for each reader, who may have it made, and those made so far."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from directory.core import audit
from directory.core.audit import AuditHead, AuditRow
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere
from directory.core.vault import Erased
from directory.membership.models import (
    AdverseSummary,
    Application,
    ApplicationStep,
    Decision,
    InformationRequest,
    Record,
    Round,
)
from directory.membership.queries import chair, desk, letters, rounds
from directory.membership.queries import record_file as file
from directory.membership.queries import record_panel as panel
from directory.membership.rules.letter_names import LETTER_NAMES
from directory.membership.rules.record import ERASED, Chain, Contents, Counted, Entry, Part, Redaction, entry
from directory.membership.rules.result import Result

Build = Callable[[Application, Redaction], Iterator[Entry]]
ALL = frozenset(Redaction)
WORDS = frozenset({Redaction.COURT, Redaction.APPLICANT})
COURT = frozenset({Redaction.COURT})


def notices(application: Application, redaction: Redaction) -> Iterator[Entry]:
    """E-mails about it, with what became of them; to a court all, to the applicant their own."""
    query = sa.select(LetterRow).where(_about(application, redaction)).order_by(LetterRow.due, LetterRow.id)
    for row in session().scalars(query):
        yield entry(
            ("E-mail", LETTER_NAMES[row.kind]), ("Due", row.due), ("State", row.state.value), ("Ended", row.ended)
        )


def _about(application: Application, redaction: Redaction) -> sa.ColumnElement[bool]:
    if redaction is Redaction.COURT:
        return letters.about(application.id, [round_.id for round_ in rounds.of_application(application.id)])
    asked = sa.select(sa.cast(InformationRequest.id, sa.String)).where(
        InformationRequest.application_id == application.id
    )
    decided = sa.select(sa.cast(Decision.id, sa.String)).where(Decision.application_id == application.id)
    told = sa.select(sa.cast(AdverseSummary.id, sa.String)).join(Round, Round.id == AdverseSummary.round_id)
    told = told.where(Round.application_id == application.id)
    return sa.or_(
        sa.and_(LetterRow.kind.startswith("adverse_"), LetterRow.subject.in_(told)),
        sa.and_(LetterRow.kind.startswith("application_"), LetterRow.subject == str(application.id)),
        sa.and_(LetterRow.kind.startswith("information_"), LetterRow.subject.in_(asked)),
        sa.and_(LetterRow.kind == "decision", LetterRow.subject.in_(decided)),
    )


PARTS: tuple[tuple[str, str, Build, frozenset[Redaction]], ...] = (
    ("about", "What this is about", file.about, ALL),
    ("policy", "Policy and its difference to the former", file.policies, ALL),
    ("history", "Steps of the application", file.history, ALL),
    ("notices", "Notices and their delivery", notices, WORDS),
    ("statements", "Statements", file.statements, WORDS),
    ("evidence", "Evidence, by hash", file.evidence, ALL),
    ("information", "What was asked for, and the answers", file.asked, WORDS),
    ("office", "What the office checked", file.checked, COURT),
    ("referees", "Referees", file.referees, WORDS),
    ("against", "What weighs against, and the applicant's answers", file.against, WORDS),
    ("comments", "Comments", file.comments, COURT),
    ("rounds", "Rounds", panel.held, ALL),
    ("electorate", "Electorate and conflicts", panel.electorate, COURT),
    ("discussion", "Discussion and blocks", panel.discussion, COURT),
    ("ballots", "Ballots", panel.votes, COURT),
    ("tally", "Result, and its replay from the chain", panel.tally, ALL),
    ("decision", "Decision and letters", panel.decisions, ALL),
    ("openings", "Who opened what", panel.openings, WORDS),
)


def contents(application: Application, redaction: Redaction) -> Contents:
    found = (_part(each, application, redaction) for each in PARTS if redaction in each[3])
    counted = tuple(_counted(application)) if redaction is Redaction.COURT else ()
    return Contents(application.reference, redaction, tuple(found), tuple(_chains(application, redaction)), counted)


def _part(one: tuple[str, str, Build, frozenset[Redaction]], application: Application, redaction: Redaction) -> Part:
    """Words whose key was destroyed are said to be erased; the rest of the record stands."""
    key, title, build, _readers = one
    try:
        return Part(key, title, tuple(build(application, redaction)))
    except Erased:
        return Part(key, title, (entry(("", ERASED)),))


def _counted(application: Application) -> Iterator[Counted]:
    for round_ in rounds.of_application(application.id):
        if round_.result is not None:
            result = Result.from_json(round_.result)
            votes = (("yes", result.yes), ("no", result.no), ("abstain", result.abstained))
            yield Counted(f"round:{round_.id}", votes)


def _chains(application: Application, redaction: Redaction) -> Iterator[Chain]:
    if redaction is Redaction.PUBLIC:
        yield _end(f"application:{application.id}")
    else:
        yield _whole(f"application:{application.id}", _open_rows(application, redaction))
    for round_ in rounds.of_application(application.id):
        stream = f"round:{round_.id}"
        yield _whole(stream, lambda _row: True) if redaction is Redaction.COURT else _end(stream)


def _open_rows(application: Application, redaction: Redaction) -> Callable[[AuditRow], bool]:
    """For the applicant: their own rows, and the moves; of the rest the hash only."""
    if redaction is Redaction.COURT:
        return lambda _row: True
    moves = session().scalars(
        sa.select(ApplicationStep.move).where(ApplicationStep.application_id == application.id).distinct()
    )
    names, own = {f"application.{move}" for move in moves}, {f"person:{application.person_id}"}
    return lambda row: row.actor in own or (row.actor == "system" and row.action in names)


def _whole(stream: str, shown: Callable[[AuditRow], bool]) -> Chain:
    query = sa.select(AuditRow).where(AuditRow.stream == stream).order_by(AuditRow.seq)
    rows = tuple(
        (audit.canonical(row, row.seq, row.previous) if shown(row) else None, row.hash)
        for row in session().scalars(query)
    )
    return Chain(stream, _end(stream).end, rows)


def _end(stream: str) -> Chain:
    end = session().scalar(sa.select(AuditHead.hash).where(AuditHead.stream == stream))
    return Chain(stream, end or "", (), whole=False)


def for_office_or_404(reference: str, person_id: int) -> Application:
    """A coordinator who is not in conflict."""
    return desk.file_or_404(reference, person_id)


def for_chair_or_404(reference: str, person_id: int) -> Application:
    """A chair without a conflict in any of its rounds, and not in conflict as somebody of the office."""
    found = desk.file_or_404(reference, person_id)
    mine = sa.select(Round.id).where(Round.application_id == found.id, ~chair.chaired_by(person_id))
    if session().scalar(mine.limit(1)) is not None:
        raise NotThere
    return found


def made_of(application_id: int, allowed: frozenset[Redaction]) -> list[Record]:
    """Newest first."""
    query = sa.select(Record).where(Record.application_id == application_id, Record.redaction.in_(allowed))
    return list(session().scalars(query.order_by(Record.made.desc(), Record.id.desc())))


def made_or_404(application_id: int, number: int, allowed: frozenset[Redaction]) -> Record:
    query = sa.select(Record).where(
        Record.application_id == application_id, Record.id == number, Record.redaction.in_(allowed)
    )
    found = session().scalar(query)
    if found is None:
        raise NotThere
    return found


def sealed_name(redaction: Redaction, digest: str) -> str:
    return f"record/{redaction}/{digest}"
