"""E-mails to reviewers and the chair. Subjects name the round by its reference, never whom it is about."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from directory.accounts import queries as people
from directory.core.outbox import Content, Due, post, register
from directory.core.settings import current
from directory.membership.letters.topics import CLOSED_ROUNDS, REVIEW
from directory.membership.models import Block, Round
from directory.membership.queries import ballots, rounds, talk
from directory.membership.rules.rounds import REMINDERS, State

EXAMPLE = "R-7F3Q-9XWM"
TEMPLATE = "round"
Write = Callable[[Round, str], Content]


def _content(to: str, subject: str, lines: Iterable[str], button: tuple[str, str]) -> Content:
    link = f"{current().base_url}{button[0]}"
    values = {"lines": tuple(lines), "address": link, "button": button[1]}
    return Content(to=to, subject=subject, values=values, template=TEMPLATE, link=link)


def _seat(to: str, reference: str, until: str) -> Content:
    return _content(
        to,
        _("You have a seat in round %(reference)s", reference=reference),
        [
            _("You have a seat in round %(reference)s of the Coalition’s review.", reference=reference),
            _("First say whether you have a conflict of interest; the page suggests what our own data show."),
            _("Ballots are due by %(until)s.", until=until),
        ],
        (f"/review/{reference}", _("Open the round")),
    )


def _due(to: str, reference: str, until: str, days: int) -> Content:
    left = ngettext("Your ballot is due in %(num)s day", "Your ballot is due in %(num)s days", days)
    return _content(
        to,
        _("%(left)s: round %(reference)s", left=left, reference=reference),
        [_("Your ballot in round %(reference)s is due by %(until)s.", reference=reference, until=until)],
        (f"/review/{reference}", _("Go on where you were")),
    )


def _closed(to: str, reference: str, place: str = "/review") -> Content:
    return _content(
        to,
        _("Round %(reference)s is closed", reference=reference),
        [_("Round %(reference)s is closed. Its result is on the round’s page.", reference=reference)],
        (f"{place}/{reference}", _("Open the round")),
    )


def _block(to: str, reference: str, until: str) -> Content:
    return _content(
        to,
        _("A block was raised in round %(reference)s", reference=reference),
        [
            _("A reviewer has raised a block in round %(reference)s.", reference=reference),
            _("Chair and deputy rule on it in writing by %(until)s.", until=until),
        ],
        (f"/review/chair/{reference}", _("Read and rule")),
    )


def moment(at: datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%d %H:%M} UTC"


def _of(due: Due) -> tuple[Round, str] | None:
    """The round and the reviewer's address; None for a seat that is there no more."""
    number, _sep, person = due.subject.partition(":")
    round_, seat = rounds.by_id(int(number)), rounds.elector(int(number), int(person))
    if round_ is None or seat is None or seat.recused is not None or seat.replaced is not None:
        return None
    found = people.by_id(int(person))
    return None if found is None or found.closed is not None else (round_, found.email)


def _load_seat(due: Due) -> Content | None:
    found = _of(due)
    if found is None or found[0].state is not State.OPEN:
        return None
    return _seat(found[1], found[0].reference, moment(found[0].closes))


def _load_due(due: Due) -> Content | None:
    """Not when the ballot is in, the round closes on another day by now, or a later reminder is due as well. A round
    that closes some hours later on the same day is told of all the same: nobody posts this one again."""
    found = _of(due)
    if found is None or found[0].state is not State.OPEN or found[0].closes is None:
        return None
    round_, days = found[0], due.revision % 100
    moved = due.revision // 100 != _days_moved(round_)
    left = round_.closes - due.now if round_.closes else timedelta()
    superseded = any(left <= each < timedelta(days=days) for each in REMINDERS)
    person = int(due.subject.partition(":")[2])
    if moved or left <= timedelta() or superseded or ballots.has_cast(round_, person):
        return None
    return _due(found[1], round_.reference, moment(round_.closes), max(1, round(left / timedelta(days=1))))


def _load_closed(due: Due) -> Content | None:
    """To whoever has a seat, and to the chair and the deputies without one, who read it on the chair's page."""
    seated = _of(due)
    found = seated or _decider(due)
    if found is None or found[0].state not in {State.CLOSED, State.CONFIRMED}:
        return None
    return _closed(found[1], found[0].reference, "/review" if seated else "/review/chair")


def _decider(due: Due) -> tuple[Round, str] | None:
    """The round and the address of somebody who may decide it at this moment."""
    number, _sep, person = due.subject.partition(":")
    round_, found = rounds.by_id(int(number)), people.by_id(int(person))
    if round_ is None or found is None or int(person) not in talk.deciders(round_):
        return None
    return round_, found.email


def _load_block(due: Due) -> Content | None:
    """To one of those who may rule, while it is open."""
    number, _sep, person = due.subject.partition(":")
    block = talk.block_by_id(int(number))
    if block is None or block.finding is not None:
        return None
    round_, found = rounds.by_id(block.round_id), people.by_id(int(person))
    if round_ is None or found is None or int(person) not in talk.rulers(round_, block):
        return None
    return _block(found.email, round_.reference, moment(block.due))


def _soon(now: datetime) -> str:
    return moment(now + timedelta(days=7))


SEAT = register("round_seat", _load_seat, lambda now: _seat("r@example.org", EXAMPLE, _soon(now)), REVIEW)
DUE = register("round_due", _load_due, lambda now: _due("r@example.org", EXAMPLE, _soon(now), 7), REVIEW)
CLOSED = register("round_closed", _load_closed, lambda _now: _closed("r@example.org", EXAMPLE), CLOSED_ROUNDS)
BLOCK = register("round_block", _load_block, lambda now: _block("c@example.org", EXAMPLE, _soon(now)), REVIEW)


def post_seat(round_: Round, person_id: int, now: datetime) -> None:
    """Now, and the reminders before ballots are due."""
    post(SEAT, f"{round_.id}:{person_id}", due=now)
    post_reminders(round_, [person_id])


def post_reminders(round_: Round, people_ids: Iterable[int]) -> None:
    """By the present day: each day has its own, so that a day put off is reminded of again."""
    if round_.closes is None:
        return
    for person_id in people_ids:
        for before in REMINDERS:
            revision = 100 * _days_moved(round_) + before.days
            post(DUE, f"{round_.id}:{person_id}", due=round_.closes - before, revision=revision)


def _days_moved(round_: Round) -> int:
    return 0 if round_.closes is None else round_.closes.toordinal() - round_.planned.toordinal()


def post_closed(round_: Round, people_ids: Iterable[int], now: datetime) -> None:
    for person_id in people_ids:
        post(CLOSED, f"{round_.id}:{person_id}", due=now)


def post_block(block: Block, people_ids: Iterable[int], now: datetime) -> None:
    for person_id in people_ids:
        post(BLOCK, f"{block.id}:{person_id}", due=now)
