"""The three editions of one record, filled with everything people may say: each withholds what it promises to."""

import base64
import io
import re
import zipfile
import zlib

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import transaction
from directory.core.db import session
from directory.membership.actions import adverse, comments, desk, information, screening, talk
from directory.membership.actions import referees as inviting
from directory.membership.models import Application, Referee, Round
from directory.membership.queries import application as applications
from directory.membership.queries import record
from directory.membership.queries import rounds as queries
from directory.membership.rules.application import State
from directory.membership.rules.archive import packed
from directory.membership.rules.blocks import BlockAsked, Ground, RulingAsked
from directory.membership.rules.blocks import Finding as Ruling
from directory.membership.rules.comments import Weight
from directory.membership.rules.desk import Waivable
from directory.membership.rules.information import Item
from directory.membership.rules.record import Redaction
from directory.membership.rules.rounds import Vote
from directory.membership.rules.screening import Finding
from directory.membership.rules.sections import Section
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_desk as desk_factory
from tests.factories import membership_referees as referees
from tests.factories import membership_rounds as rounds_factory
from tests.factories.membership_rounds import VOTING

# Words nobody but a court reads, by who said them.
COLLEAGUE, PATIENT = "Plans each hairline by hand.", "He told me what could not be done."
REFUSED = "We trained together in Porto."
COMMENT, NOTE, TICK = "The scar on my head is wide.", "Rang the clinic on Tuesday.", "The board answered by letter."
WAIVED, OFFICE_CONFLICT = "Two colleagues have died.", "We shared a practice in 2009."
REASON, REMARK = "Density is shown in two cases only.", "Look again at case C04."
BLOCK, SHOWN_BY, RULED = "The cover ended in March.", "Document seven.", "It was renewed in April."
RECUSED = "We are friends."
NAMES = ("Casey Colleague", "Pat Former", "Pat Novak", "Kim Office", "Reviewer 2", "Chair Number One")
COURT_ONLY = (
    COLLEAGUE, PATIENT, REFUSED, COMMENT, NOTE, TICK, WAIVED, OFFICE_CONFLICT, REASON, REMARK, BLOCK, SHOWN_BY, RULED,
    RECUSED, *NAMES,
)  # fmt: skip
# Words the applicant has read or written.
SUMMARY, ANSWER = "Somebody is not content with a result.", "I have offered a revision."
QUESTION, REPLY = "Which year was the course?", "It was in 2012."
FOR_APPLICANT = (SUMMARY, ANSWER, QUESTION, REPLY, "Robin Vale", "Criterion 3")


def application(number: int) -> Application:
    return applications.locked(number)


@pytest.fixture
def filled(context: Flask) -> int:
    """A closed admission in which everybody has said something."""
    number = rounds_factory.whole_application(NOW)
    with transaction.unit():
        office = accounts.person(Role.COORDINATOR, email="kim@example.org", name="Kim Office").id
        other = accounts.person(Role.COORDINATOR, email="lee@example.org", name="Lee Second").id
        chair = accounts.person(Role.CHAIR, email="chair@example.org", name="Chair Number One").id
        people = [each.id for each in rounds_factory.reviewers(6)]
    with transaction.unit():
        before_the_round(application(number), office, other)
    with transaction.unit():
        row = rounds_factory.opened_people(people[:5], people[5], application_id=number)
        told(application(number), row, office)
        row_id = row.id
    with transaction.unit():
        judged(session().get_one(Round, row_id), people, chair)
    return number


def before_the_round(row: Application, office: int, other: int) -> None:
    row.state = State.DRAFT
    colleague = session().scalars(sa.select(Referee).order_by(Referee.id)).first()
    assert colleague is not None
    pat = referees.patient(row)
    row.state = State.SCREENING
    inviting.invite(colleague.id, NOW)
    referees.confirmed(colleague, integrity_words=COLLEAGUE, conflict="yes", conflict_words=REFUSED)
    referees.confirmed(pat, integrity_words=PATIENT)
    screening.tick(row, 1, Finding.CLEAR, TICK, person_id=office, now=NOW)
    credential = desk_factory.credential(source="Ms Register by telephone", address="")
    screening.check_credential(row, credential, person_id=office, now=NOW)
    desk.note(row, NOTE, office, NOW)
    desk.waive(row, Waivable.COLLEAGUES, 1, WAIVED, person_id=office, now=NOW)
    desk.declare_conflict(row, other, OFFICE_CONFLICT, NOW)
    information.ask(row, [Item(Section.YOU, QUESTION)], actor=f"person:{office}", now=NOW)
    information.answer(row, REPLY, actor=f"person:{row.person_id}", now=NOW)


def told(row: Application, round_: Round, office: int) -> None:
    made = desk_factory.from_patient(round_, COMMENT)
    comments.send(made, NOW)
    comments.verify(row, made, person_id=office, now=NOW)
    comments.read(row, made, Weight.AGAINST, person_id=office, now=NOW)
    adverse.summarise(row, SUMMARY, [made.id], person_id=office, now=NOW)
    adverse.answer(row, 1, ANSWER, NOW)


def judged(round_: Round, people: list[int], chair: int) -> None:
    rounds_factory.recuse(round_, people[0])
    for each in people[1:]:
        rounds_factory.declare(round_, each)
    seat = queries.locked_seat_or_404(round_.reference, people[1])
    block = talk.raise_block(seat, BlockAsked(Ground.DANGER, BLOCK, SHOWN_BY), VOTING)
    talk.rule(round_, block.id, RulingAsked(Ruling.DISMISSED, RULED), person_id=chair, now=VOTING)
    rounds_factory.cast(round_, people[1], Vote.NO, 2, reason=REASON, now=VOTING)
    talk.remark(queries.locked_seat_or_404(round_.reference, people[1]), 3, REMARK, "a" * 32, VOTING)
    for each in people[2:]:
        rounds_factory.cast(round_, each, now=VOTING)


def readable(data: bytes) -> str:
    """All that can be read in an archive: its names, its files, and what its paper shows."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    drawn = []
    for each in re.findall(rb"stream\r?\n(.*?)endstream", files["record.pdf"], re.DOTALL):
        page = zlib.decompress(base64.a85decode(each.strip()[:-2]))
        drawn += [b" ".join(re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page))]
    bodies = [name.encode() + b" " + body for name, body in files.items()]
    return b"\n".join([data, *bodies, *drawn]).decode("utf-8", "replace")


def edition(number: int, redaction: Redaction) -> str:
    with transaction.reading():
        return readable(packed(record.contents(application(number), redaction)))


def test_each_edition_has_what_its_readers_may_know_and_nothing_else(filled: int) -> None:
    court, applicant, public = (edition(filled, each) for each in Redaction)
    assert [words for words in (*COURT_ONLY, *FOR_APPLICANT) if words not in court] == []
    assert [words for words in (*COURT_ONLY, "pat@example.org") if words in applicant + public] == []
    assert [words for words in FOR_APPLICANT if words not in applicant] == []
    assert [words for words in FOR_APPLICANT if words in public] == []
