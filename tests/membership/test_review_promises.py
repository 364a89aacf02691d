"""Smaller promises of the reviewers' pages: where one was, minutes left, who will see the vote, what is unanimous."""

import re

from directory.core import clock, transaction
from directory.membership.actions import ballots
from directory.membership.queries import rounds as queries
from directory.membership.rules.ballots import Score
from tests.membership.test_review_views import World, declare_all, vote, world

__all__ = ["world"]


def minutes(page: str) -> int:
    found = re.search(r"about (\d+) minutes? left", page)
    return int(found[1]) if found else 0


def test_the_case_leads_to_the_first_criterion_without_a_score_and_the_minutes_fall(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    first = client.get(world.path()).text
    with transaction.unit():
        seat = queries.locked_seat_or_404(world.reference, world.people[0].id)
        ballots.save_score(seat, 1, Score(4), clock.now())
    second = client.get(world.path()).text
    assert f'href="{world.path("/1")}">Criterion 1' in first
    assert f'href="{world.path("/2")}">Criterion 2' in second
    assert minutes(first) > minutes(second) > 0


def test_the_page_of_the_vote_says_that_a_result_of_equal_votes_tells_everything(world: World) -> None:
    declare_all(world)
    client = world.client(world.people[0])
    assert "If all vote alike, the result itself tells how everybody voted." in client.get(world.path("/cast")).text
    for each in world.people:
        vote(world, each)
    assert "All ballots are alike" in client.get(world.path("/panel")).text
