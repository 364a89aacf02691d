"""Somebody applies again: colleagues are taken over, the languages go into the profile, reviewers see what is new."""

from datetime import timedelta

import pytest
from flask import Flask

from directory.core import transaction, vault
from directory.membership.actions import referees, submitting
from directory.membership.models import Application
from directory.membership.queries import admitted, snapshots
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.queries import sections as written
from directory.membership.rules.application import NotBefore
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import State
from directory.membership.rules.sections import Section
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as factory
from tests.factories import membership_caselog_whole as log

ONE = Details("Dr Ada One", "ada@one.example.org", "One Clinic", "We trained together.")
TWO = Details("Dr Ben Two", "ben@two.example.org", "Two Clinic")
pytestmark = pytest.mark.both


def named(application: Application) -> list[Details]:
    return [queries.details_of(application, row) for row in queries.colleagues_of(application.id)]


@pytest.fixture
def first(context: Flask) -> Application:
    """An application with two colleagues that was withdrawn."""
    with transaction.unit():
        made = factory.draft(accounts.person(email="robin@example.org").id)
        for details in (ONE, TWO):
            referees.name_colleague(made, details, actor="person:1", now=NOW)
        factory.put(made, Section.CRITERION_1, {"statement": "As it was"})
    return made


def again(first: Application) -> Application:
    with transaction.unit():
        submitting.withdraw(first, "", actor=f"person:{first.person_id}", now=NOW)
    with transaction.unit():
        return factory.draft(first.person_id)


def test_colleagues_are_taken_over_and_can_be_replaced(first: Application) -> None:
    second = again(first)
    assert named(second) == [ONE, TWO]
    rows = queries.colleagues_of(second.id)
    assert [(row.state, row.letter, row.outside) for row in rows] == [(State.NAMED, 0, True)] * 2
    with transaction.unit():
        referees.remove_colleague(second, 1, actor="person:1", now=NOW)
        three = Details("Dr Cleo Three", "cleo@three.example.org", "Three Clinic")
        referees.name_colleague(second, three, actor="person:1", now=NOW)
    assert named(second) == [TWO, three]
    assert queries.live_cards(second.id, NOW) == []


def test_who_declined_or_was_removed_is_not_asked_again(first: Application) -> None:
    with transaction.unit():
        one, _two = queries.colleagues_of(first.id)
        referees.remove_colleague(first, one.number, actor="person:1", now=NOW)
    assert named(again(first)) == [TWO]


def test_after_erasure_nobody_is_taken_over(first: Application) -> None:
    with transaction.unit():
        vault.destroy(applications.referees_vault(first), NOW)
    assert named(again(first)) == []


def test_who_was_declined_as_ineligible_begins_again_on_the_day_that_was_named(first: Application) -> None:
    with transaction.unit():
        submitting.withdraw(first, "", actor=f"person:{first.person_id}", now=NOW)
        first.reapply_from = NOW.date() + timedelta(days=180)
    with transaction.unit(), pytest.raises(NotBefore) as refused:
        factory.draft(first.person_id, now=NOW + timedelta(days=179))
    assert refused.value.values == {"day": "2027-05-23"}
    with transaction.unit():
        assert factory.draft(first.person_id, now=NOW + timedelta(days=180)).earlier_id == first.id


def test_languages_go_from_the_application_to_the_profile(first: Application) -> None:
    with transaction.unit():
        body = {**written.text_of(first, Section.YOU).body, "languages": "en pt-BR"}
        factory.put(first, Section.YOU, body)
    assert admitted.stated(first).languages == ("en", "pt-BR")


def test_what_is_new_is_told_criterion_by_criterion(context: Flask) -> None:
    with transaction.unit():
        first = factory.draft(accounts.person(email="robin@example.org").id)
        factory.complete(first)
        log.whole(first)
        submitting.submit(first, actor=f"person:{first.person_id}", now=NOW)
    assert snapshots.new_in(first, 1) == ()
    second = again(first)
    with transaction.unit():
        factory.put(second, Section.CRITERION_2, {"statement": "Denser now"})
    [line] = snapshots.new_in(second, 2)
    assert (line.before, line.after) == ("What I do for criterion 2.", "Denser now")
    assert snapshots.new_in(second, 3) == ()
