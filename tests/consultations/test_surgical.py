"""The surgical list: one click of the physician, one neutral e-mail, a fifth task, read with the rest of the intake."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import asking, outcomes, withdrawing
from directory.consultations.rules.asking import SURGICAL_LIST, ListAsked
from directory.consultations.rules.intake import SEEN, Kind, steps_of, validate
from directory.consultations.rules.states import State
from directory.consultations.rules.tasks import Task
from directory.core import clock
from directory.core.outbox import Letter, deliver_due
from tests.conftest import Client
from tests.consultations.desk import ENDS, Desk, press, set_up, text
from tests.consultations.test_more import patient_of

STEPS = steps_of(Task.SURGICAL)
ANSWERS = {"colour": "red", "sun": "2", "smoking": "before", "implants": "yes", "implants_words": "A pacemaker"} | {
    "goal_1": "crown",
    "goal_2": "keep",
}


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


@pytest.fixture
def due(desk: Desk) -> Desk:
    """It took place: the opinion is due."""
    desk.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    desk.at(ENDS + timedelta(hours=1))
    return desk


def ask(desk: Desk, who: Client | None = None) -> int:
    client = who or desk.browser(desk.people.owner)
    return press(client, f"{desk.page}/surgical-list", desk.page).status_code


def asked(desk: Desk) -> None:
    desk.write(lambda row: asking.ask(row.id, SURGICAL_LIST, "person:1", clock.now()))


def list_page(desk: Desk, step: str = "") -> str:
    return f"/c/{desk.token}/prepare/surgical" + (f"/{step}" if step else "")


def go_through(desk: Desk, patient: Client) -> None:
    for step in STEPS:
        page, keys = list_page(desk, step.key), {question.key for question in step.questions}
        given = {key: value for key, value in ANSWERS.items() if key in keys}
        assert press(patient, page, page, **given).status_code == 303


@pytest.mark.both
def test_one_click_asks_and_the_clock_stands_still_until_the_list_is_gone_through(due: Desk) -> None:
    owner = due.browser(due.people.owner)
    assert "Ask for the surgical list" in owner.get(due.page).text
    assert ask(due, owner) == 303
    assert due.row().state is State.MORE_ASKED
    assert "Ask for the surgical list" not in owner.get(due.page).text
    patient = patient_of(due)
    assert "A few more questions" in text(patient.get(f"/c/{due.token}/more"))
    assert "A few more questions" in text(patient.get(f"/c/{due.token}/prepare"))
    go_through(due, patient)
    assert due.row().state is State.OPINION_DUE
    assert [due.events().count(what) for what in ("more_asked", "answered")] == [1, 1]
    assert len(due.letters("physician_answered")) == 1
    shown = text(owner.get(due.page))
    for words in ("Surgical list", "Red", "Usually burns, tans a little", "Not any more", "A pacemaker", "The crown"):
        assert words in shown


def test_the_list_is_not_there_before_it_is_asked_for(due: Desk) -> None:
    patient = patient_of(due)
    assert "A few more questions" not in patient.get(f"/c/{due.token}/prepare").text
    assert [patient.get(list_page(due, step)).status_code for step in ("", "hair")] == [404, 404]
    assert "Surgical list" not in due.browser(due.people.owner).get(due.page).text


def test_asked_twice_it_is_asked_once(desk: Desk) -> None:
    asked(desk)
    with pytest.raises(ListAsked):
        asked(desk)
    assert desk.events().count("more_asked") == 1


def test_the_e_mail_says_only_that_something_is_asked_for(due: Desk) -> None:
    _sent(due.app)
    asked(due)
    [letter] = _sent(due.app)
    assert letter.subject == "Something more is asked for"
    for word in ("surgical", "hair", "skin", "smok"):
        assert word not in letter.text.partition("Nobody watches")[0].lower()


def test_before_a_call_it_is_asked_and_nothing_waits_for_it(desk: Desk) -> None:
    state = desk.row().state
    assert ask(desk) == 303
    assert desk.row().state is state
    go_through(desk, patient_of(desk))
    assert desk.row().state is state
    assert Task.SURGICAL in desk.row().tasks_done
    assert desk.events().count("answered") == 1


def test_words_instead_of_the_list_are_an_answer(due: Desk) -> None:
    asked(due)
    patient, page = patient_of(due), f"/c/{due.token}/more"
    assert press(patient, page, page, words="").status_code == 422
    assert press(patient, page, page, words="I would rather say it.").status_code == 303
    assert due.row().state is State.OPINION_DUE


def test_half_a_list_is_no_answer_yet_and_can_be_gone_on_with(due: Desk) -> None:
    asked(due)
    patient = patient_of(due)
    press(patient, list_page(due, "hair"), list_page(due, "hair"), colour="red", later="1")
    press(patient, list_page(due, "skin"), list_page(due, "skin"), sun="in_call")
    assert due.row().state is State.MORE_ASKED
    assert patient.get(list_page(due)).location.endswith("/surgical/hair")
    assert re.search('<input checked[^>]*value="red"', patient.get(list_page(due, "hair")).text)


def test_a_stranger_asks_for_nothing(due: Desk) -> None:
    stranger = due.browser(due.people.other)
    assert press(stranger, f"{due.page}/surgical-list", "/practice").status_code == 404
    assert due.events().count("more_asked") == 0


def test_every_question_can_be_left_open_says_why_and_keeps_nobody_from_going_on() -> None:
    for question in (each for step in STEPS for each in step.questions):
        assert not question.needed
        if question.when is None:
            assert {"not_sure", "in_call"} <= question.keys, question.key
            assert question.why
    assert validate(Task.SURGICAL, {SEEN: [step.key for step in STEPS]}) == []


def test_goals_are_ranked_each_once() -> None:
    twice = {"goal_1": "crown", "goal_2": "keep", "goal_3": "crown"}
    assert [problem.field for problem in validate(Task.SURGICAL, twice)] == ["goal_3"]
    open_twice = {"goal_1": "crown", "goal_2": "not_sure", "goal_3": "not_sure"}
    assert validate(Task.SURGICAL, open_twice) == []


def test_the_list_holds_what_the_specification_names() -> None:
    keys = {question.key for step in STEPS for question in step.questions if question.kind is not Kind.TEXT}
    hair = {"colour", "calibre", "curl", "length", "sun", "cover"}
    body = {"diabetes", "thyroid", "anaemia", "pcos", "autoimmune", "immune", "seizures", "glaucoma", "implants"}
    rest = {"smoking", "alcohol", "infection", "timing", "travel", "goal_1", "goal_2", "goal_3"}
    assert keys == hair | body | rest


def test_withdrawn_consent_closes_the_button(due: Desk) -> None:
    owner = due.browser(due.people.owner)
    assert "Ask for the surgical list" in owner.get(due.page).text
    due.write(lambda row: withdrawing.withdraw(row.id, Purpose.SHARE, clock.now()))
    assert "Ask for the surgical list" not in owner.get(due.page).text


def _sent(app: Flask) -> list[Letter]:
    found: list[Letter] = []
    with app.app_context():
        while deliver_due(clock.now, found.append):
            pass
    return found
