"""Every form there is, as a browser would find it, sent back with all that could be wrong with it."""

import html

import pytest
from werkzeug.test import TestResponse

from tests.hostile.found import Found, walk
from tests.hostile.judge import KEEPS_WHAT_WAS_GOOD, faults
from tests.hostile.roles import COORDINATOR, OWNER, PATIENT
from tests.hostile.sweep import rules, tell
from tests.hostile.values import VALUES_FOR_A_DATABASE
from tests.hostile.ways import Sent, Ways, all_together, filled_in
from tests.hostile.world import STAGES, Asked, World

# Shown in states this world has not; pressed without fields by test_addresses, and tested with them where they belong.
NOT_SHOWN_HERE = {
    "consultations.keep",
    "consultations.office_open_photos",
    "consultations.prepare_photo",  # the script's own, without a form
    "consultations.prepare_photo_delete",
    "consultations.prepare_row_remove",
    "membership.application_submit",  # only with a whole case log, which takes minutes to make
    "membership.case_photos_announce",  # the script's own, without a form
    "membership.case_photos_known",  # the same
    "consultations.video_after_all",
    "office.send_again",
    "oversight.move",
    "physicians.office_first_clinic",
    "physicians.office_resume",
    "physicians.own_first_clinic",
    "scheduling.change_rule",
}
WITHOUT_TOKEN = {"pages.theme"}


@pytest.mark.parametrize("stage", list(STAGES))
def test_every_form_refuses_what_is_wrong_and_keeps_what_was_typed(world: World, stage: str) -> None:
    """Each form is sent at the first stage that shows it."""
    earlier = {_same(each) for before in list(STAGES)[: list(STAGES).index(stage)] for each in _at(world, before)}
    wrong, ways = [], Ways(world.csrf)
    for found in [each for each in _at(world, stage) if _same(each) not in earlier]:
        for sent in ways.of(found):
            told = _send(world, found, sent)
            if told:
                wrong.append((Asked(found.role, "POST", found.path, sent.what), told))
    assert not wrong, tell(wrong)


@pytest.mark.postgres
def test_every_form_on_postgresql_is_taken_or_refused_whatever_the_values(world: World) -> None:
    """The shapes of a body are judged above: here only the database is another."""
    wrong, sent_before = [], set[object]()
    for found in walk(world):
        fields, full = frozenset(found.form.inputs), {**found.form.filled(), "csrf_token": world.csrf}
        hostile = [] if fields in sent_before else all_together(full, VALUES_FOR_A_DATABASE)
        for sent in (filled_in(found.form, world.csrf), *hostile):
            told = _send(world, found, sent)
            if told:
                wrong.append((Asked(found.role, "POST", found.path, sent.what), told))
        sent_before.add(fields)
    assert not wrong, tell(wrong)


def _at(world: World, stage: str) -> list[Found]:
    if world.stage != stage:
        world.enter(stage)
    return walk(world, stage)


def _same(found: Found) -> tuple[str, frozenset[str]]:
    return found.endpoint, frozenset(found.form.inputs)


def _send(world: World, found: Found, sent: Sent) -> list[str]:
    answer = world.ask(found.role, "POST", found.path, data=sent.body, content_type=sent.content_type or None)
    photos = found.endpoint.startswith("consultations.prepare_photo")
    told = faults(world, "POST", answer, may_keep=KEEPS_WHAT_WAS_GOOD if photos else None)
    return [*told, *_forgotten(answer, sent)]


def _forgotten(answer: TestResponse, sent: Sent) -> list[str]:
    if answer.status_code not in {409, 422} or answer.mimetype != "text/html":
        return []
    page = html.unescape(answer.text)
    return [f"{text!r} is not in the page again" for text in sent.typed if text not in page]


def test_no_form_is_taken_without_its_token(world: World) -> None:
    """Neither without one, nor with another browser's."""
    wrong = []
    for found in walk(world):
        if found.endpoint in WITHOUT_TOKEN:
            continue
        full = found.form.filled()
        for what, token in {"none": {}, "empty": {"csrf_token": ""}, "another's": {"csrf_token": "x.y.z"}}.items():
            fields = {name: value for name, value in full.items() if name != "csrf_token"} | token
            answer = world.ask(found.role, "POST", found.path, data=fields)
            told = faults(world, "POST", answer)
            if answer.status_code != 403 or told:
                wrong.append((Asked(found.role, "POST", found.path, what), [f"status {answer.status_code}", *told]))
    assert not wrong, tell(wrong)


def test_every_address_that_takes_a_form_is_reached_by_one(world: World) -> None:
    """Else its fields are not in these tests: show the form somewhere in the world, or say here why not."""
    everywhere = [each for stage in STAGES for each in _at(world, stage)]
    takes = {rule.endpoint for rule in rules(world) if "POST" in (rule.methods or ())}
    assert takes - {found.endpoint for found in everywhere} - NOT_SHOWN_HERE == set()
    assert {OWNER, COORDINATOR, PATIENT} <= {found.role for found in everywhere}
