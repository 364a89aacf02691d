"""What the office does with a demo application, and what its referees answer, up to the opening of the round."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import audit
from directory.core.db import session
from directory.core.outbox import post
from directory.demo.actions import membership_panel as panels
from directory.demo.actions.membership_file import month_of
from directory.demo.actions.membership_story import Story
from directory.demo.rules import membership_words as words
from directory.demo.rules.membership import PICTURED
from directory.membership.actions import desk, information, referee, referee_clock, referee_office, screening
from directory.membership.actions import referees as asking
from directory.membership.actions.opening import open_admission
from directory.membership.actions.submitting import freeze, submit
from directory.membership.letters import application as letters
from directory.membership.models import ApplicationStep, Card, Round
from directory.membership.queries import caselog, referees
from directory.membership.queries import policy as policies
from directory.membership.queries import sections as written
from directory.membership.queries.opening import candidates
from directory.membership.rules.application import State
from directory.membership.rules.information import Item
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import Group
from directory.membership.rules.screening import Credential, Finding, SourceResult
from directory.membership.rules.sections import Section, as_date
from directory.physicians.rules import CredentialKind

Ending = Callable[[Story, int], None]  # what becomes of a referee who does not answer


def send_in(story: Story) -> None:
    """A complete case log goes the real way. The others are shorter than the rules ask for: a demo of forty whole logs
    would take minutes, so what submitting leaves behind is written for them."""
    story.after(days=2)
    row = story.application
    if story.path in PICTURED:
        submit(row, actor=story.actor, now=story.now)
        return
    row.state, row.entered, row.submitted = State.SUBMITTED, story.now, story.now
    step = ApplicationStep(
        application_id=row.id,
        number=1,
        move="submit",
        before=State.DRAFT,
        after=State.SUBMITTED,
        actor=story.actor,
        at=story.now,
    )
    session().add(step)
    session().flush()
    subject = f"application:{row.id}"
    codes = {"before": State.DRAFT.value, "after": State.SUBMITTED.value}
    audit.record(subject, "application.submit", actor=story.actor, subject=subject, now=story.now, **codes)
    freeze(row, actor=story.actor, now=story.now)
    post(letters.RECEIPT, row.id, due=story.now)


def take(story: Story) -> None:
    story.after(minutes=10)
    for each in referees.colleagues_of(story.application.id):
        asking.invite(each.id, story.now)
    story.after(days=2)
    desk.take(story.application, story.hall.office, story.now)


def check(story: Story, *, stops: int = 4) -> None:
    """The check list as far as it has come, and licence and cover at their source."""
    story.after(days=1)
    row, by = story.application, story.hall.office
    there = len(policies.of(row.policy).hard_stops)
    for number in range(1, min(stops, there) + 1):
        note = "Looked at the file and asked the register."
        screening.tick(row, number, Finding.CLEAR, note, person_id=by, now=story.now)
    body = written.text_of(row, Section.YOU).body
    for kind in (CredentialKind.LICENCE, CredentialKind.MALPRACTICE):
        screening.check_credential(row, _credential(kind, body, story.now), person_id=by, now=story.now)
    desk.note(row, words.NOTE, by, story.now)


def _credential(kind: CredentialKind, body: Mapping[str, str | bool], now: datetime) -> Credential:
    licence = kind is CredentialKind.LICENCE
    part = "licence" if licence else "cover"
    return Credential(
        kind=kind,
        title="Medical licence" if licence else "Malpractice cover",
        issuer="Register of demonstration licences" if licence else str(body["cover_insurer"]),
        country=str(body["licence_country"]) if licence else "",
        region=str(body["licence_region"]) if licence else "",
        number=str(body[f"{part}_number"]),
        issued=None,
        expires=as_date(body[f"{part}_expires"]),
        address="https://register.example.org/" if licence else "",
        source=words.SOURCE,
        checked=now.date(),
        result=SourceResult.CONFIRMED,
    )


def hear_referees(story: Story, ending: Ending | None = None, *, against: bool = False) -> None:
    """Two colleagues and two former patients answer, one of them by telephone; the office relies on them."""
    story.after(days=3)
    first, second, third = referees.colleagues_of(story.application.id)
    for row in (first, second):
        _answer(story, row.id, Group.COLLEAGUE, against=against and row is second)
    (ending or _no_time)(story, third.id)
    story.after(days=2)
    query = sa.select(Card.id).where(Card.application_id == story.application.id).order_by(Card.id)
    for number, card_id in enumerate(list(session().scalars(query))[:2], start=1):
        _patient(story, card_id, number)


def _answer(story: Story, referee_id: int, group: Group, *, against: bool = False) -> None:
    now = story.after(minutes=25)
    referee.start(referee_id, now)
    given = words.answers(story.rng, group, against=against)
    referee.submit(referee_id, given, revision=0, network="198.51.100.7", now=story.after(minutes=14))
    referee_office.move(referee_id, "confirm", "", actor=story.office, now=story.after(minutes=240))


def _patient(story: Story, card_id: int, number: int) -> None:
    drawn = caselog.period_of(story.application)
    if drawn is None or drawn.starts is None:
        raise ValueError("no period drawn")
    slug = story.who.email.partition("@")[0]
    email = f"{slug}-patient-{number}@mail.example.org"
    details = Details(f"Patient {number} (invented)", email, month=month_of(drawn.starts + timedelta(days=20)))
    made = referee.use_card(card_id, details, None, actor="visitor", now=story.now)
    if made is None:
        raise ValueError("the card was used before")
    if number == 1:
        _answer(story, made.id, Group.PATIENT)
        return
    given = words.answers(story.rng, Group.PATIENT)
    by = story.hall.office
    referee_office.take_down(made.id, given, person_id=by, revision=0, now=story.after(minutes=300))
    referee_office.move(made.id, "confirm", "", actor=story.office, now=story.after(minutes=5))


def _no_time(_story: Story, _referee_id: int) -> None:
    """Stays asked; the clock ends it."""


def declines(story: Story, referee_id: int) -> None:
    referee.decline(referee_id, "I have not seen enough of the work.", story.now)


def puts_off(story: Story, referee_id: int) -> None:
    referee.later(referee_id, story.now)


def begins(story: Story, referee_id: int) -> None:
    referee.start(referee_id, story.now)


def comes_back(story: Story, referee_id: int) -> None:
    referee_clock.bounce(referee_id, story.now)


def is_called_off(story: Story, referee_id: int) -> None:
    referee_office.move(referee_id, "cancel", "", actor=story.office, now=story.now)


ENDINGS: tuple[Ending, ...] = (_no_time, declines, puts_off, begins, comes_back, is_called_off)


def ask(story: Story) -> None:
    items = [Item(Section(section), said) for section, said in words.ITEMS]
    information.ask(story.application, items, actor=story.office, now=story.after(days=2))


def answer(story: Story) -> None:
    information.answer(story.application, words.REPLY, actor=story.actor, now=story.after(days=6))


def open_round(story: Story, members: int = 5) -> Round:
    """As the office does: all that is asked for is there, seats are chosen among those without a conflict."""
    story.after(days=2)
    panel = panels.choose(story, candidates(story.application), members)
    row = open_admission(story.application, panel, person_id=story.hall.office, now=story.now)
    return story.draw_round_names(row)
