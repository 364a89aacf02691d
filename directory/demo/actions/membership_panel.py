"""What a demo panel does: seats, conflicts, ballots, what it says to one another, and the chair's decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from directory.core.db import session
from directory.demo.actions.membership_story import Story
from directory.demo.actions.rows import put
from directory.demo.rules import membership_words as words
from directory.membership.actions import ballots, recusals, secret, talk
from directory.membership.models import ItemOpening, Round
from directory.membership.queries import casefile
from directory.membership.queries import rounds as queries
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules.ballots import BallotAsked, Score, contradicts, criteria_of, values_of
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Seat, Vote


@dataclass(frozen=True, slots=True)
class Voice:
    """How one seat judges: a vote, a score for all criteria, and those that differ (None: cannot judge)."""

    vote: Vote
    score: int = 4
    other: Mapping[int, int | None] = field(default_factory=dict)


YES, PRAISE, NO = Voice(Vote.YES), Voice(Vote.YES, 5, {2: 4, 7: None}), Voice(Vote.NO, 3, {5: 2, 2: 2})
MILD, ABSTAINS = Voice(Vote.YES, 3, {3: 4}), Voice(Vote.ABSTAIN, 3)
WEAK_FIFTH = Voice(Vote.YES, 3, {5: 2})


def choose(story: Story, people: Sequence[Candidate], members: int, *, without: Sequence[int] = ()) -> Panel:
    """Members without a conflict, the same for the same story; the reviewer who signs in is among them if possible."""
    free = {each.person_id for each in people if each.excluded is None and not each.suggestions} - set(without)
    hall = story.hall
    ranked = [*hall.reviewers[:1], *story.rng.sample(hall.reviewers[1:], len(hall.reviewers) - 1)]
    ranked += [hall.deputy, hall.chair]
    lay = next(person for person in (hall.lay, hall.second_lay) if person in free)
    return Panel(tuple([person for person in ranked if person in free][:members]), lay)


def seats(round_: Round) -> list[int]:
    """Who sits now: members first, the lay reviewer last."""
    found = [each for each in queries.electors(round_.id) if each.recused is None and each.replaced is None]
    return [each.person_id for each in sorted(found, key=lambda each: (each.seat is Seat.LAY, each.person_id))]


def declare(story: Story, round_: Round, *, recused: int = 0) -> None:
    """All say whether there is a conflict; so many of the first find one."""
    for number, person_id in enumerate(seats(round_)):
        now = story.after(minutes=35)
        seat = queries.locked_seat_or_404(round_.reference, person_id)
        if number < recused:
            recusals.recuse(seat, words.RECUSED, now)
        else:
            recusals.declare_none(seat, now)


def wait_for_ballots(story: Story, round_: Round) -> None:
    """Until comments have ended."""
    begins = round_.comments_until or story.now
    story.after(minutes=int(max(begins - story.now, timedelta()).total_seconds() // 60) + 90)


def vote(story: Story, round_: Round, voices: Sequence[Voice]) -> None:
    """The first seats cast, in their order; others have not yet."""
    items = _items(round_)
    for person_id, voice in zip(seats(round_), voices, strict=False):
        story.after(minutes=150 + story.rng.randrange(200))
        _cast(story, round_, person_id, voice, items)


def cast(story: Story, round_: Round, person_id: int, voice: Voice) -> None:
    _cast(story, round_, person_id, voice, _items(round_))


def _items(round_: Round) -> list[tuple[int, str]]:
    """What each of the panel opens: the first of every criterion."""
    found = casefile.items(round_, queries.policy_of(round_))
    return [(number, item.key) for number, items in found.items() for item in items[:1]]


def _open(story: Story, seat: queries.Seated, items: Sequence[tuple[int, str]]) -> None:
    """As `ballots.open_item`, all at once. The first time is kept."""
    round_id, person_id = seat.round.id, seat.elector.person_id
    own = sa.and_(ItemOpening.round_id == round_id, ItemOpening.person_id == person_id)
    opened = {(n, key) for n, key in session().execute(sa.select(ItemOpening.criterion, ItemOpening.item).where(own))}
    about = {"round_id": round_id, "person_id": person_id, "at": story.now}
    put(ItemOpening, [{**about, "criterion": n, "item": key} for n, key in items if (n, key) not in opened])


def _cast(story: Story, round_: Round, person_id: int, voice: Voice, items: Sequence[tuple[int, str]]) -> None:
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    _open(story, seat, items)
    ballots.cast(seat, _ballot(story, seat, voice), story.now)


def cast_secretly(story: Story, round_: Round, person_id: int, voice: Voice) -> None:
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    _open(story, seat, _items(round_))
    secret.cast_secret(seat, _ballot(story, seat, voice), story.now)


def save_draft(story: Story, round_: Round, person_id: int, criteria: int) -> None:
    """Begun and left: the page saves by itself."""
    seat = queries.locked_seat_or_404(round_.reference, person_id)
    for number in range(1, criteria + 1):
        story.after(minutes=6)
        ballots.save_score(seat, number, Score(4, story.rng.choice(words.NOTES)), story.now)


def _ballot(story: Story, seat: queries.Seated, voice: Voice) -> BallotAsked:
    policy = queries.policy_of(seat.round)
    numbers = criteria_of(seat.elector.seat, queries.judged(seat.round, policy), policy)
    scores = {number: _score(story, voice.other.get(number, voice.score)) for number in numbers}
    asked = BallotAsked(voice.vote, scores)
    reason = words.CONTRADICTS if voice.vote is Vote.YES else words.AGAINST
    against = contradicts(voice.vote, values_of(asked), policy.floor)
    return BallotAsked(voice.vote, scores, reason if against else "")


def _score(story: Story, value: int | None) -> Score:
    if value is None:
        return Score(None, words.CANNOT)
    notes = words.WEAK if value < 3 else words.NOTES
    return Score(value, story.rng.choice(notes) if story.rng.random() < 0.6 or value < 3 else "")


def discuss(story: Story, round_: Round, talking: int) -> None:
    """The first so many, who have voted."""
    for person_id, (criterion, said) in zip(seats(round_)[:talking], words.REMARKS, strict=False):
        seat = queries.locked_seat_or_404(round_.reference, person_id)
        talk.remark(seat, criterion, said, story.hex(), story.after(minutes=45))
