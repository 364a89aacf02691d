"""The member's own page of a removal or re-review: the notice, the answer, the letter, the appeal; the panel's page."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from directory.accounts.models import Person
from directory.accounts.rules import Role
from directory.core import clock, transaction
from directory.core.db import session
from directory.membership.actions import decision as decisions
from directory.membership.actions import making
from directory.membership.rules.decision import DecisionAsked, Kind
from directory.membership.rules.rounds import Vote
from tests import cast
from tests.cast import Member, csrf_token, member
from tests.factories import membership_decide as decide
from tests.factories import membership_matters as make
from tests.membership.test_review_views import fresh


def account(person_id: int) -> Member:
    """Made by the factory; now with an authenticator app."""
    with transaction.unit():
        row = session().get_one(Person, person_id)
        return Member(row.id, row.email, row.name, cast.enrol(row.id))


def post(client: FlaskClient, path: str, **data: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf_token(client, path), **data})


def removal(context: Flask, *, long_ago: bool = False) -> tuple[make.Judged, FlaskClient, str]:
    now = clock.now() - timedelta(days=31 if long_ago else 0)
    found = make.removal(now=now)
    return found, fresh(context, account(found.person)), f"/practice/membership/matters/{found.matter}"


def test_the_member_reads_the_notice_and_answers_once(context: Flask) -> None:
    found, client, path = removal(context)
    assert path in client.get("/practice/membership").text
    page = client.get(path).text
    for words in (make.ASKED.words, make.ASKED.evidence, "An inspection was refused", "The finding of an inspection"):
        assert words in page
    assert "Reviewer" not in page
    missing = post(client, path, words="", hearing="").text
    assert "Write your answer first." in missing
    assert "Say whether you ask for a hearing." in missing
    answer = post(client, path, words="I was abroad.", hearing="video", companion="y")
    assert (answer.status_code, answer.location) == (303, path)
    assert "I was abroad." in client.get(path).text
    assert "Send my answer" not in client.get(path).text
    office = fresh(context, member("kim@example.org", "Kim Office", Role.COORDINATOR))
    shown = office.get(f"/office/membership/members/{found.physician}/removal")
    assert "I was abroad." in shown.text
    assert "No ballot is cast before its minutes are kept." in shown.text


def test_the_office_sets_the_day_and_keeps_the_minutes(context: Flask) -> None:
    found, client, path = removal(context)
    post(client, path, words="Hear me.", hearing="video")
    office = fresh(context, member("kim@example.org", "Kim Office", Role.COORDINATOR))
    page = f"/office/membership/members/{found.physician}"
    token = csrf_token(office, f"{page}/removal")
    assert "Give the day and time" in office.post(f"{page}/hearing", data={"csrf_token": token}).text
    set_ = office.post(f"{page}/hearing", data={"csrf_token": token, "at": "2030-05-01T15:00"})
    assert set_.status_code == 303
    assert "2030-05-01 15:00 UTC" in office.get(f"{page}/removal").text
    assert "Write the minutes first." in office.post(f"{page}/minutes", data={"csrf_token": token}).text
    kept = office.post(f"{page}/minutes", data={"csrf_token": token, "minutes": "Both sides spoke."})
    assert kept.status_code == 303
    assert "Both sides spoke." in fresh(context, account_of(found)).get(path).text


def account_of(found: make.Judged) -> Member:
    with transaction.reading():
        row = session().get_one(Person, found.person)
        return Member(row.id, row.email, row.name, b"")


def test_a_stranger_finds_no_matter(context: Flask) -> None:
    _found, _client, path = removal(context)
    stranger = fresh(context, member("other@example.org", "Dr Ola Other", Role.PHYSICIAN))
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/appeal").status_code == 404


def test_the_panel_reads_grounds_and_answer(context: Flask) -> None:
    found, client, path = removal(context)
    post(client, path, words="I was abroad.", hearing="none")
    with transaction.reading():
        reference = found.round().reference
    page = fresh(context, account(found.panel[0])).get(f"/review/{reference}").text
    for words in (make.ASKED.words, make.ASKED.evidence, "I was abroad.", "Ballots from"):
        assert words in page


def test_a_removed_member_reads_the_letter_and_appeals(context: Flask) -> None:
    found, client, path = removal(context, long_ago=True)
    make.voted(found, *[Vote.YES] * 5, now=clock.now())
    with transaction.unit():
        asked = DecisionAsked(Kind.CONFIRM, {}, "Two refusals without a reason.")
        decisions.choose(found.round(), asked, person_id=decide.chair().id, now=clock.now() - timedelta(minutes=10))
    assert making.make_due(clock.now()) == 1
    page = client.get(path).text
    assert "Two refusals without a reason." in page
    assert "Lodge an appeal" in page
    assert "Say what you appeal against" in post(client, f"{path}/appeal", grounds="", hearing="none").text
    assert post(client, f"{path}/appeal", grounds="I was abroad.", hearing="none").status_code == 303
    assert "Your appeal was lodged" in client.get(path).text
    assert "No appeal is possible here now." in client.get(f"{path}/appeal").text
    chair = fresh(context, member("cleo@example.org", "Cleo Chair", Role.CHAIR))
    appeals = chair.get("/review/chair/appeals").text
    assert "/review/chair/appeals/1" in appeals
    assert "I was abroad." in chair.get("/review/chair/appeals/1").text


@pytest.mark.parametrize("vote", [Vote.YES, Vote.NO])
def test_the_chair_previews_the_letter_of_a_removal(context: Flask, vote: Vote) -> None:
    found, _client, _path = removal(context, long_ago=True)
    reference = make.voted(found, *[vote] * 5, now=clock.now()).reference
    chair = fresh(context, member("cleo@example.org", "Cleo Chair", Role.CHAIR))
    path = f"/review/chair/{reference}/decision"
    follows = "Removed" if vote is Vote.YES else "Not removed: as it was before"
    assert follows in chair.get(path).text
    assert "Write what the decision rests on." in post(chair, path, kind="confirm", preview="1").text
    preview = post(chair, path, kind="confirm", preview="1", overall="Two refusals.").text
    assert "The letter as it would be sent" in preview
    assert "Two refusals." in preview
    assert post(chair, path, kind="confirm", overall="Two refusals.").status_code == 303


def test_a_re_review_is_judged_by_criterion_with_the_members_words(context: Flask) -> None:
    found = make.re_review(now=clock.now())
    path = f"/practice/membership/matters/{found.matter}"
    client = fresh(context, account(found.person))
    assert "What has changed since you were admitted?" in client.get(path).text
    assert post(client, path, words="A new microscope room.").status_code == 303
    with transaction.reading():
        reference = found.round().reference
    reviewer = fresh(context, account(found.panel[0]))
    page = reviewer.get(f"/review/{reference}/3").text
    assert "A new microscope room." in page
    assert "The member’s statement" in page
    assert reviewer.get(f"/review/{reference}/cast").status_code == 200
