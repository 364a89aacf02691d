"""What the chair decides in demo data, and what follows: admission, a second ballot, an appeal."""

from datetime import timedelta

from directory.core import audit
from directory.demo.actions import membership_panel as panels
from directory.demo.actions.membership_story import Story
from directory.demo.rules import membership_words as words
from directory.membership.actions import appeal as appeals
from directory.membership.actions import decision, making, reseating
from directory.membership.models import Decision, Round
from directory.membership.queries import conflicts
from directory.membership.queries import rounds as queries
from directory.membership.rules.appeal import AppealAsked, Hearing
from directory.membership.rules.decision import ConditionAsked, ConditionKind, DecisionAsked, Kind, unmet
from directory.membership.rules.result import Result
from directory.membership.rules.rounds import Kind as RoundKind

SOON = 12  # minutes: after the ten in which a decision can be taken back


def confirm(story: Story, round_: Round, *, conditions: bool = False) -> Decision:
    """What was computed, made ten minutes later."""
    story.after(days=2)
    audit.seal()  # the round is replayed from what stands in its stream
    asked = DecisionAsked(Kind.CONFIRM, _reasons(round_), words.OVERALL)
    if conditions:
        due = story.hall.today.date() + timedelta(days=90)
        condition = ConditionAsked(ConditionKind.DOCUMENTS, words.CONDITION, due)
        asked = DecisionAsked(Kind.CONFIRM, {}, words.OVERALL, "Agreed in the discussion.", (condition,))
    found = decision.choose(round_, asked, person_id=story.hall.chair, now=story.now)
    if found.due is None:
        decision.sign(round_, person_id=story.hall.deputy, now=story.after(minutes=300))
    making.make(found.id, story.after(minutes=SOON))
    return found


def _reasons(round_: Round) -> dict[int, str]:
    result = Result.from_json(round_.result or {})
    return dict.fromkeys(unmet(result), words.LACKS)


def defer(story: Story, round_: Round, *, signed: bool = True) -> Decision:
    """A deferral by the chair wants a second signature."""
    audit.seal()
    asked = DecisionAsked(Kind.DEFER, {}, "", words.NEW_FACT)
    found = decision.choose(round_, asked, person_id=story.hall.chair, now=story.after(days=1))
    if signed:
        decision.sign(round_, person_id=story.hall.deputy, now=story.after(minutes=90))
        making.make(found.id, story.after(minutes=SOON))
    return found


def second_ballot(story: Story, round_: Round) -> Round:
    reason = "The ballots are equal."
    row = reseating.second_ballot(round_, reason, person_id=story.hall.chair, now=story.after(days=2))
    return story.draw_round_names(row)


def appeal(story: Story) -> Round:
    """Another panel, secret ballots. The second lay reviewer sits: the first judged before."""
    row, by = story.application, story.hall.office
    asked = AppealAsked(words.APPEAL, Hearing.NONE)
    lodged = appeals.lodge(row.id, asked, person_id=story.person_id, now=story.after(days=9))
    story.after(days=2)
    imagined = Round(kind=RoundKind.APPEAL, application_id=row.id)
    panel = panels.choose(story, conflicts.candidates(imagined), 4)
    appeals.open_round(lodged.id, panel, person_id=by, now=story.now)
    return story.draw_round_names(queries.locked(lodged.round_id or 0))
