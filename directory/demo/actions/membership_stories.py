"""What happens in each kind of demo application, step by step, by the actions the real pages call."""

from collections.abc import Callable

from directory.demo.actions import membership_decided as decided
from directory.demo.actions import membership_desk as desk
from directory.demo.actions import membership_file as file
from directory.demo.actions import membership_panel as panels
from directory.demo.actions.membership_panel import ABSTAINS, MILD, NO, PRAISE, WEAK_FIFTH, YES
from directory.demo.actions.membership_story import Story
from directory.demo.rules import membership_words as words
from directory.demo.rules.membership import PICTURED, Path
from directory.membership.actions import adverse, closing, comments, screening, starting, submitting, talk
from directory.membership.actions import application as applications
from directory.membership.models import Round
from directory.membership.queries import comments as comment_queries
from directory.membership.queries import rounds as queries
from directory.membership.rules.blocks import BlockAsked, Ground
from directory.membership.rules.comments import Weight
from directory.membership.rules.sections import Section


def half(story: Story) -> None:
    file.write(story, criteria=5)


def started(story: Story) -> None:
    file.save(story, Section.CRITERION_1, {"statement": words.STATEMENTS[1]})


def complete(story: Story) -> None:
    file.write(story, pictured=True)


def submitted(story: Story) -> None:
    file.write(story, pictured=story.path in PICTURED)
    desk.send_in(story)


def in_screening(story: Story) -> None:
    submitted(story)
    desk.take(story)
    ending = desk.ENDINGS[story.who.number % len(desk.ENDINGS)]
    desk.check(story, stops=2 if story.path is Path.SCREENING else 4)
    if story.path is not Path.SCREENING:
        desk.hear_referees(story, ending, against=story.path is Path.ADVERSE)


def decline_proposed(story: Story) -> None:
    in_screening(story)
    reapply = story.hall.today.date().replace(day=1, year=story.hall.today.year + 1)
    reason = "The register does not know the number of the licence."
    screening.propose_decline(
        story.application, 1, reapply, reason, person_id=story.hall.office, now=story.after(days=1)
    )


def ineligible(story: Story) -> None:
    decline_proposed(story)
    screening.confirm_decline(story.application, person_id=story.hall.second_office, now=story.after(days=1))


def asked(story: Story) -> None:
    in_screening(story)
    desk.ask(story)


def answered(story: Story) -> None:
    asked(story)
    desk.answer(story)


def in_review(story: Story) -> Round:
    in_screening(story)
    return desk.open_round(story)


def judged(story: Story, *, recused: int = 0) -> Round:
    """Comments are over, everybody has declared."""
    row = in_review(story)
    panels.declare(story, row, recused=recused)
    panels.wait_for_ballots(story, row)
    return row


def weighs_against(story: Story) -> None:
    row = in_review(story)
    panels.declare(story, row)
    period = comment_queries.period_or_404(story.application.reference, story.now, None)
    author = next(each for each in comment_queries.members() if each not in {*panels.seats(row), story.hall.chair})
    comment = comments.by_member(
        period, words.COMMENT, person_id=author, submission=story.hex(), now=story.after(days=6)
    )
    by = story.hall.office
    comments.read(story.application, comment, Weight.AGAINST, person_id=by, now=story.after(days=1))
    adverse.summarise(story.application, words.SUMMARY, [comment.id], person_id=by, now=story.after(days=1))


def voting(story: Story) -> None:
    """One has stood aside, some have cast, one has changed the vote, one is in the middle of it."""
    row = judged(story, recused=1 if story.who.number % 2 else 0)
    voices = (MILD, PRAISE, YES)[: 1 + story.who.number % 3]
    panels.vote(story, row, voices)
    if len(voices) > 1:
        panels.discuss(story, row, len(voices))
        panels.cast(story, row, panels.seats(row)[0], YES)
    panels.save_draft(story, row, panels.seats(row)[len(voices)], 3)


def extended(story: Story) -> None:
    """Too few ballots when they were due."""
    row = judged(story)
    panels.vote(story, row, (YES, MILD))
    story.after(days=22)
    closing.extend(row, "system", story.now)


def blocked(story: Story) -> None:
    row = judged(story)
    panels.vote(story, row, (YES, WEAK_FIFTH))
    seat = queries.locked_seat_or_404(row.reference, panels.seats(row)[1])
    reason, evidence = words.BLOCK
    talk.raise_block(seat, BlockAsked(Ground.DANGER, reason, evidence), story.after(days=1))


def carried(story: Story) -> Round:
    """One of six took no part, one changed the vote."""
    row = judged(story, recused=1)
    panels.vote(story, row, (MILD, PRAISE, YES, YES))
    panels.discuss(story, row, 3)
    story.after(minutes=90)
    panels.cast(story, row, panels.seats(row)[0], YES)
    story.after(minutes=90)
    panels.cast(story, row, panels.seats(row)[-1], MILD)
    return row


def tie(story: Story) -> Round:
    row = judged(story)
    panels.vote(story, row, (YES, MILD, YES, NO, NO, NO))
    return row


def second(story: Story) -> None:
    row = decided.second_ballot(story, tie(story))
    panels.declare(story, row)
    panels.vote(story, row, (YES, MILD))


def to_sign(story: Story) -> None:
    decided.defer(story, tie(story), signed=False)


def approved(story: Story) -> None:
    decided.confirm(story, carried(story))


def conditional(story: Story) -> None:
    decided.confirm(story, carried(story), conditions=True)


def deferred(story: Story) -> None:
    """A tie, a second ballot, and a majority with a criterion under the floor."""
    row = decided.second_ballot(story, tie(story))
    panels.declare(story, row)
    panels.vote(story, row, (WEAK_FIFTH, WEAK_FIFTH, WEAK_FIFTH, YES, WEAK_FIFTH, YES))
    decided.confirm(story, row)


def declined(story: Story) -> None:
    row = judged(story)
    panels.vote(story, row, (NO, NO, ABSTAINS, NO, MILD, NO))
    decided.confirm(story, row)


def withdrawn(story: Story) -> None:
    submitted(story)
    submitting.withdraw(story.application, words.WITHDRAWN, actor=story.actor, now=story.after(days=3))


def expired(story: Story) -> None:
    file.write(story, criteria=2)
    for days in (30, 30, 23, 8):
        starting.remind_or_expire(story.application.id, story.after(days=days))


def appealed(story: Story) -> None:
    declined(story)
    row = decided.appeal(story)
    panels.declare(story, row)


def closed(story: Story) -> None:
    declined(story)
    applications.fire(story.application, "close", actor="system", now=story.after(days=100))


STORIES: dict[Path, Callable[[Story], object]] = {
    Path.HALF: half, Path.STARTED: started, Path.COMPLETE: complete, Path.SUBMITTED: submitted,
    Path.SCREENING: in_screening, Path.READY: in_screening, Path.DECLINE_PROPOSED: decline_proposed,
    Path.ANSWERED: answered, Path.ASKED: asked, Path.COMMENTS: in_review, Path.ADVERSE: weighs_against,
    Path.VOTING: voting, Path.EXTENDED: extended, Path.BLOCKED: blocked, Path.SECOND_BALLOT: second,
    Path.CARRIED: carried, Path.TIE: tie, Path.TO_SIGN: to_sign, Path.APPROVED: approved,
    Path.CONDITIONAL: conditional, Path.DEFERRED: deferred, Path.DECLINED: declined, Path.INELIGIBLE: ineligible,
    Path.WITHDRAWN: withdrawn, Path.EXPIRED: expired, Path.APPEALED: appealed, Path.CLOSED: closed,
}  # fmt: skip


def tell(story: Story) -> None:
    story.begin()
    STORIES[story.path](story)
