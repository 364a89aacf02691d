"""A removal: proposed with grounds, answered, heard, judged in secret by people who do not compete."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from directory.accounts.rules import Role
from directory.core import audit, outbox, transaction, vault
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import NotThere
from directory.membership.actions import matter as actions
from directory.membership.actions import membership
from directory.membership.models import Matter, Round
from directory.membership.queries import matter as queries
from directory.membership.queries import rounds as round_queries
from directory.membership.rules import matter as rules
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.ballots import TooEarly
from directory.membership.rules.matter import AnswerAsked, Asker, Ground, RemovalAsked
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Secrecy, Vote
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_matters as matters
from tests.factories import membership_rounds as rounds
from tests.factories.membership_matters import said

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("context")]
DUE = NOW + timedelta(days=30)
LATER = DUE + timedelta(hours=1)


def letters(kind: str) -> list[LetterRow]:
    with transaction.reading():
        return list(session().scalars(sa.select(LetterRow).where(LetterRow.kind == kind)))


def actions_of(stream: str) -> list[str]:
    with transaction.reading():
        query = sa.select(audit.AuditRow.action).where(audit.AuditRow.stream == stream)
        return list(session().scalars(query.order_by(audit.AuditRow.seq)))


def test_a_proposal_freezes_electorate_and_policy_and_waits_for_the_answer() -> None:
    found = matters.removal()
    with transaction.reading():
        matter = session().get_one(Matter, found.matter)
        round_ = session().get_one(Round, matter.round_id)
        assert (matter.ground, matter.asker, matter.due) == (Ground.INSPECTION, Asker.INSPECTION, DUE)
        assert (round_.policy, round_.secrecy, round_.physician_id) == (1, Secrecy.SECRET, found.physician)
        assert round_.comments_until == DUE
        assert round_.closes == DUE + timedelta(days=14)
        assert {each.person_id for each in round_queries.electors(round_.id)} == set(found.panel)
        assert queries.said(matter) == queries.Said(matters.ASKED.words, matters.ASKED.evidence, "", "")
    assert [each.subject for each in letters("removal_notice")] == [str(found.matter)]
    assert "matter.proposed" in actions_of(f"member:{found.physician}")
    assert "round.opened" in actions_of(f"round:{round_.id}")


def test_the_words_are_sealed_in_a_vault_of_their_own() -> None:
    found = matters.removal()
    with transaction.unit():
        matter = session().get_one(Matter, found.matter)
        assert matters.ASKED.words.encode() not in matter.said
        kept = vault.by_id(matter.vault_id)
        assert kept is not None
        vault.destroy(kept, NOW)
    with transaction.reading(), pytest.raises(vault.Erased):
        queries.said(session().get_one(Matter, found.matter))


def test_no_ballot_is_cast_before_the_time_to_answer_has_passed() -> None:
    found = matters.removal()
    with transaction.unit(), pytest.raises(TooEarly, match="the member has time to answer"):
        rounds.cast_secret(found.round(), found.panel[0], Vote.YES, now=DUE - timedelta(minutes=1))
    with transaction.unit():
        rounds.cast_secret(found.round(), found.panel[0], Vote.YES, now=LATER)


def test_the_member_answers_once_and_in_time() -> None:
    found = matters.removal()
    asked = AnswerAsked("I was abroad on both days.", Hearing.NONE)
    with transaction.unit():
        actions.answer(found.matter, asked, person_id=found.person, now=DUE)
    with transaction.unit(), pytest.raises(rules.AnswerEnded):
        actions.answer(found.matter, asked, person_id=found.person, now=DUE)
    with transaction.reading():
        matter = session().get_one(Matter, found.matter)
        assert (queries.said(matter).answer, matter.answered) == ("I was abroad on both days.", DUE)
    assert len(letters("member_answered")) == 1


def test_an_answer_that_is_late_empty_or_a_strangers_is_refused() -> None:
    found = matters.removal()
    with transaction.unit(), pytest.raises(rules.AnswerEnded):
        actions.answer(found.matter, AnswerAsked("Late."), person_id=found.person, now=LATER)
    with transaction.unit(), pytest.raises(rules.AnswerMissing):
        actions.answer(found.matter, AnswerAsked(" "), person_id=found.person, now=NOW)
    with transaction.unit(), pytest.raises(NotThere):
        actions.answer(found.matter, AnswerAsked("Mine?"), person_id=found.panel[0], now=NOW)


def test_who_asks_for_a_hearing_is_heard_before_anybody_votes() -> None:
    found = matters.removal()
    day = DUE + timedelta(days=10)
    with transaction.unit():
        asked = AnswerAsked("Hear me.", Hearing.VIDEO, companion=True)
        actions.answer(found.matter, asked, person_id=found.person, now=NOW)
    with transaction.unit():
        actions.set_hearing(found.physician, day, person_id=found.office, now=NOW)
        assert (found.round().comments_until, found.round().closes) == (day, day + timedelta(days=14))
    with transaction.unit(), pytest.raises(rules.NotHeard):
        rounds.cast_secret(found.round(), found.panel[0], Vote.YES, now=day + timedelta(hours=2))
    heard = day + timedelta(days=3)
    with transaction.unit():
        actions.keep_minutes(found.physician, "Both sides spoke.", person_id=found.office, now=heard)
        assert found.round().closes == heard + timedelta(days=14)
    with transaction.unit():
        rounds.cast_secret(found.round(), found.panel[0], Vote.YES, now=heard)
    assert len(letters("member_hearing")) == 1
    with transaction.unit(), pytest.raises(rules.NoHearing):
        actions.keep_minutes(found.physician, "Again.", person_id=found.office, now=heard)


def test_a_hearing_nobody_asked_for_has_no_day_and_no_minutes() -> None:
    found = matters.removal()
    with transaction.unit(), pytest.raises(rules.NoHearing):
        actions.set_hearing(found.physician, DUE, person_id=found.office, now=NOW)
    with transaction.unit(), pytest.raises(rules.NoHearing):
        actions.keep_minutes(found.physician, "Nothing.", person_id=found.office, now=NOW)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (RemovalAsked(Ground.SAFETY, Asker.CHAIR, " ", "A letter."), rules.WordsMissing),
        (RemovalAsked(Ground.SAFETY, Asker.CHAIR, "Infections.", " "), rules.EvidenceMissing),
    ],
)
def test_a_proposal_needs_grounds_and_evidence(asked: RemovalAsked, refusal: type[Exception]) -> None:
    with transaction.unit():
        physician, _person = matters.member()
        office, panel = matters.office(), [each.id for each in rounds.reviewers(5)]
    with transaction.unit(), pytest.raises(refusal):
        actions.propose_removal(physician, asked, Panel(tuple(panel)), person_id=office, now=NOW)


def test_a_panel_that_can_never_reach_five_votes_is_not_opened() -> None:
    with transaction.unit():
        physician, _person = matters.member()
        office, panel = matters.office(), [each.id for each in rounds.reviewers(4)]
    with pytest.raises(rules.TooFewSeats) as refused, transaction.unit():
        actions.propose_removal(physician, matters.ASKED, Panel(tuple(panel)), person_id=office, now=NOW)
    assert refused.value.values == {"least": 5, "seated": 4}
    with transaction.reading():
        assert session().scalars(sa.select(Round.id)).all() == []


def test_one_matter_at_a_time() -> None:
    found = matters.removal()
    with transaction.unit(), pytest.raises(rules.UnderWay):
        actions.propose_removal(
            found.physician, matters.ASKED, Panel(tuple(found.panel)), person_id=found.office, now=NOW
        )


def test_who_has_left_is_not_removed() -> None:
    with transaction.unit():
        physician, person = matters.member()
        office, panel = matters.office(), [each.id for each in rounds.reviewers(5)]
        membership.fire(physician, "resign", actor=f"person:{person}", now=NOW)
    with transaction.unit(), pytest.raises(rules.NobodyToRemove):
        actions.propose_removal(physician, matters.ASKED, Panel(tuple(panel)), person_id=office, now=NOW)


def test_nobody_opens_a_round_about_themselves() -> None:
    with transaction.unit():
        physician, person = matters.member()
        panel = [each.id for each in rounds.reviewers(5)]
    with transaction.unit(), pytest.raises(NotThere):
        actions.propose_removal(physician, matters.ASKED, Panel(tuple(panel)), person_id=person, now=NOW)


def test_the_notice_carries_the_grounds_and_neither_names_nor_evidence() -> None:
    found = matters.removal()
    row = letters("removal_notice")[0]
    with transaction.reading():
        content = outbox.KINDS[row.kind].load(outbox.Due(row.subject, row.revision, NOW))
    assert content is not None
    text = " ".join(said(content).lines)
    assert matters.ASKED.words in text
    assert matters.ASKED.evidence not in text
    assert "Reviewer" not in text + content.subject
    assert content.to == "vale@example.org"
    assert found.person


def test_a_role_opens_no_round_by_itself() -> None:
    """The panel is of reviewers: who only chairs cannot be seated."""
    from directory.membership.rules.rounds import NotEligible

    with transaction.unit():
        physician, _person = matters.member()
        office, panel = matters.office(), [each.id for each in rounds.reviewers(5)]
        chair = accounts.person(Role.CHAIR, email="chair@example.org", name="Chair")
    with transaction.unit(), pytest.raises(NotEligible):
        actions.propose_removal(physician, matters.ASKED, Panel((*panel, chair.id)), person_id=office, now=NOW)
