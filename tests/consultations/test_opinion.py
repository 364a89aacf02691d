"""An opinion from its first sentence to its addenda: written, kept, read, signed, and closed to everybody else."""

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import MultiDict

from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import opinion as actions
from directory.consultations.actions import outcomes, withdrawing
from directory.consultations.actions.drafting import save_answers
from directory.consultations.models import Consultation, OpinionDraft, SignedOpinion
from directory.consultations.queries import opinion as queries
from directory.consultations.queries import sealed
from directory.consultations.rules.opinion.needed import Incomplete
from directory.consultations.rules.opinion.plan import Opinion, canonical, digest
from directory.consultations.rules.states import State
from directory.consultations.rules.tasks import Task
from directory.core import audit, vault
from directory.core.db import session
from directory.core.workflow import WrongState
from directory.physicians.models import Procedure, ProcedureStep
from directory.physicians.rules import Performer, Step, Technique
from tests import cast
from tests.cast import PASSWORD
from tests.conftest import Client
from tests.consultations.desk import ENDS, Desk, blind_post, press, set_up, text
from tests.consultations.opinions import NO, PLAN, SENTENCE, draft, fields

pytestmark = pytest.mark.both


@pytest.fixture
def desk(app: Flask) -> Desk:
    """The call took place: the opinion is due by Friday."""
    made = set_up(app)
    made.write(lambda row: outcomes.attended(row.id, "person:1", ENDS))
    made.at(ENDS + timedelta(hours=1))
    return made


def write(desk: Desk) -> str:
    return f"{desk.page}/opinion"


def sign(desk: Desk, opinion: Opinion = NO) -> None:
    """By the action: for tests about what comes after."""
    who = desk.people.owner
    desk.write(lambda row: draft(row, opinion, by=who.id))
    desk.write(lambda row: actions.sign(row.id, 1, by=who.id, name=who.name, now=ENDS + timedelta(hours=1)))


def rows(desk: Desk) -> list[SignedOpinion]:
    with desk.app.app_context():
        return list(session().scalars(sa.select(SignedOpinion).order_by(SignedOpinion.version)))


def kept(desk: Desk) -> OpinionDraft | None:
    with desk.app.app_context():
        return session().get(OpinionDraft, desk.consultation_id)


def ask(desk: Desk, *questions: str) -> None:
    """The patient's own questions."""
    step = "questions"
    desk.write(lambda row: save_answers(row, Task.QUESTIONS, {step: list(questions)}, ENDS - timedelta(days=1)))


def on_paper(pdf: bytes) -> str:
    """What its pages show, lines run together."""
    pages = re.findall(rb"/ASCII85Decode /FlateDecode \].*?stream\s*(.*?)endstream", pdf, re.DOTALL)
    shown = b"".join(zlib.decompress(base64.a85decode(each.strip(), adobe=False)) for each in map(_bare, pages))
    return "".join(re.findall(r"\((.*?)\) Tj", shown.decode("latin-1")))


def _bare(stream: bytes) -> bytes:
    return stream.strip().removesuffix(b"~>")


def test_a_no_is_written_read_and_signed(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    answer = press(owner, write(desk), write(desk), on="1", **fields())
    assert (answer.status_code, answer.location) == (303, f"{write(desk)}/sign")
    page = text(owner.get(answer.location))
    assert "Not suitable" in page
    assert SENTENCE in page
    assert "See a doctor where you live who can examine you" in page
    assert "Preliminary, general information, not a diagnosis." in page
    answer = press(owner, answer.location, answer.location, revision="1", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, write(desk))
    row = desk.row()
    assert (row.state, row.opinion_due, row.active_key) == (State.OPINION_SIGNED, None, None)
    assert kept(desk) is None
    [signed] = rows(desk)
    assert (signed.version, signed.signed_by) == (1, desk.people.owner.id)
    assert "opinion_signed" in desk.events()
    assert len(desk.letters("something_new")) == 1
    assert SENTENCE in text(owner.get(write(desk)))


def test_the_record_carries_the_digest_of_the_very_bytes_that_are_sealed(desk: Desk) -> None:
    sign(desk)
    [signed] = rows(desk)
    with desk.app.app_context():
        row = desk.row()
        plain = vault.open_(sealed.key_of(row), sealed.name_of(row, "opinion/1"), signed.sealed)
        entry = session().scalars(sa.select(audit.AuditRow).where(audit.AuditRow.action == "opinion_signed")).one()
        assert audit.verify() is None
    document = json.loads(plain)
    assert digest(plain) == signed.digest == entry.detail["digest"] == digest(canonical(document))
    assert (document["reference"], document["version"], len(document["root"])) == (desk.reference, 1, 64)
    assert len(document["random"]) == 32
    assert SENTENCE.encode() not in signed.sealed


@pytest.mark.parametrize("change", ["UPDATE opinions SET digest = digest", "DELETE FROM opinions"])
def test_the_database_itself_refuses_to_change_what_was_signed(desk: Desk, change: str) -> None:
    sign(desk)
    with desk.app.app_context(), pytest.raises(sa.exc.DBAPIError, match="append-only"):
        session().execute(sa.text(change))
    assert len(rows(desk)) == 1


def test_a_second_signature_is_refused(desk: Desk) -> None:
    sign(desk)
    with pytest.raises(WrongState):
        desk.write(lambda row: actions.sign(row.id, 1, by=1, name="x", now=ENDS))
    owner = desk.browser(desk.people.owner)
    answer = blind_post(owner, f"{write(desk)}/sign", revision="1", password=PASSWORD)
    assert answer.status_code in {303, 409}
    assert blind_post(owner, write(desk), **fields(1)).status_code == 200  # it is shown as it stands
    assert len(rows(desk)) == 1


def test_a_wrong_password_signs_nothing(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    press(owner, write(desk), write(desk), **fields())
    page = f"{write(desk)}/sign"
    answer = press(owner, page, page, revision="1", password="something else entirely")
    assert answer.status_code == 422
    assert "This is not your present password." in text(answer)
    assert (rows(desk), desk.row().state) == ([], State.OPINION_DUE)


def test_what_was_read_is_what_is_signed(desk: Desk) -> None:
    """Changed in another window after it was read, it has to be read again."""
    owner, page = desk.browser(desk.people.owner), f"{write(desk)}/sign"
    press(owner, write(desk), write(desk), **fields())
    press(owner, write(desk), write(desk), **fields(1, words="Changed."))
    answer = press(owner, page, page, revision="1", password=PASSWORD)
    assert answer.status_code == 409
    assert "Read it again as it is now" in text(answer)
    assert "Changed." in text(answer)
    assert rows(desk) == []
    assert press(owner, page, page, revision="2", password=PASSWORD).status_code == 303


def test_what_is_missing_is_named_and_leads_back(desk: Desk) -> None:
    owner, page = desk.browser(desk.people.owner), f"{write(desk)}/sign"
    answer = press(owner, write(desk), write(desk), on="1", **fields(words="", next_step=""))
    assert answer.status_code == 422
    assert ["Say it in a sentence" in text(answer), "Choose the next step" in text(answer)] == [True, True]
    press(owner, write(desk), write(desk), **fields(words=""))
    assert (owner.get(page).status_code, owner.get(page).location) == (303, write(desk))
    with pytest.raises(Incomplete):
        desk.write(lambda row: actions.sign(row.id, 1, by=1, name="x", now=ENDS))


def test_of_two_windows_the_second_is_refused_and_loses_nothing(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    assert press(owner, write(desk), write(desk), **fields(words="The first.")).status_code == 303
    answer = press(owner, write(desk), write(desk), **fields(words="The second."))
    assert answer.status_code == 409
    assert "The second." in answer.text
    assert 'name="revision" type="hidden" value="1"' in answer.text
    assert "The first." in owner.get(write(desk)).text
    assert press(owner, write(desk), write(desk), **fields(1, words="The second.")).status_code == 303
    assert "The second." in owner.get(write(desk)).text


def test_it_saves_itself_by_the_same_form(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    token = {"csrf_token": _token(owner, write(desk))}
    json_ = {"Accept": "application/json"}
    first = owner.post(write(desk), data={**token, **fields()}, headers=json_)
    assert (first.status_code, first.json) == (200, {"revision": 1})
    stale = owner.post(write(desk), data={**token, **fields()}, headers=json_)
    assert (stale.status_code, stale.get_json()["error"]) == (409, "Stale")
    wrong = owner.post(write(desk), data={**token, **fields(1, cost_low="much")}, headers=json_)
    assert (wrong.status_code, wrong.get_json()["error"]) == (422, "Refused")


def _token(client: Client, path: str) -> str:
    return cast.csrf_token(client, path)


def test_a_whole_plan_goes_through_the_form_as_it_is(desk: Desk) -> None:
    ask(desk, "Will it hurt?", "How long?")
    owner = desk.browser(desk.people.owner)
    sent = {
        "suitability": "suitable", "words": PLAN.words, "next_step": "decide", "scale": "norwood", "stage": "3v",
        "steps-0-kind": "medicine", "steps-0-when": "now",
        "steps-1-kind": "fue", "steps-1-zone": "hairline", "steps-1-when": "after a year", "steps-1-grafts_low": "1000",
        "steps-1-grafts_high": "1500", "steps-1-sessions": "2", "steps-1-months": "8",
        "steps-2-kind": "fue", "steps-2-zone": "crown", "steps-2-when": "after two years",
        "steps-2-grafts_low": "1000", "steps-2-grafts_high": "1000",
        "fue": "Dr Olive Owner", "cost_low": "4000", "cost_high": "6500.50", "currency": "eur",
        "included": PLAN.cost.included, "until": "2027-06-30", "donor": "moderate", "risks": PLAN.risks,
        "will": PLAN.will, "will_not": PLAN.will_not, "progression": PLAN.progression, "later": PLAN.later,
        "answered": "1",
    }  # fmt: skip
    several = [*sent.items(), ("medicines", "finasteride_tablet"), ("medicines", "minoxidil_tablet")]
    body = [("csrf_token", _token(owner, write(desk))), ("revision", "0"), ("on", "1"), *several]
    answer = owner.post(write(desk), data=MultiDict(body))
    assert (answer.status_code, answer.location) == (303, f"{write(desk)}/sign"), text(answer)
    with desk.app.app_context():
        assert queries.draft_of(desk.row()).opinion == replace(PLAN, answered=(1,))
    page = text(owner.get(f"{write(desk)}/sign"))
    for words in (
        "1. Medicine", "2. FUE, Hairline", "Grafts: 1,000–1,500", "2 sessions", "8 months between sessions",
        "2,000–2,500", "Norwood 3v", "€4,000 – €6,500.50", "Will it hurt? Not answered here", "How long? Answered",
        "Minoxidil tablet (not approved for hair loss in many countries)", "Pregnancy:", "Mood:",
        "Take your time. We suggest at least two weeks before deciding on surgery.",
    ):  # fmt: skip
        assert words in page, words


def test_who_performs_it_comes_from_the_profile(desk: Desk) -> None:
    def offer(_row: object) -> None:
        steps = [
            ProcedureStep(step=Step.HARVESTING, performer=Performer.PHYSICIAN),
            ProcedureStep(step=Step.PLACEMENT, performer=Performer.TECHNICIAN),
        ]
        session().add(Procedure(physician_id=desk.physician_id, technique=Technique.FUE, steps=steps))

    desk.write(offer)
    page = desk.browser(desk.people.owner).get(write(desk)).text
    assert "Donor harvesting: Dr Olive Owner; Graft placement: " in page


def test_the_patient_reads_it_where_a_code_was_entered_and_nowhere_else(desk: Desk) -> None:
    sign(desk)
    patient, page = desk.patient(), f"/c/{desk.token}/opinion"
    assert "Read what" in text(patient.get(f"/c/{desk.token}"))
    assert SENTENCE in text(patient.get(page))
    assert patient.get(page).headers["Cache-Control"] == "private, no-store"
    stranger = desk.browser()
    assert (stranger.get(page).status_code, "/code" in stranger.get(page).location) == (303, True)
    assert stranger.get(f"{page}.pdf").status_code == 303
    assert SENTENCE not in text(stranger.get(f"/c/{desk.token}"))


def test_before_it_is_signed_the_patient_is_led_back(desk: Desk) -> None:
    desk.write(lambda row: draft(row, by=desk.people.owner.id))
    patient = desk.patient()
    assert patient.get(f"/c/{desk.token}/opinion").location == f"/c/{desk.token}"
    assert patient.get(f"/c/{desk.token}/opinion.pdf").status_code == 404
    assert SENTENCE not in text(patient.get(f"/c/{desk.token}"))


@pytest.mark.parametrize("end", ["", "/sign", "/addendum", ".pdf"])
def test_another_physician_finds_nothing(desk: Desk, end: str) -> None:
    sign(desk)
    other, stranger = desk.browser(desk.people.other), desk.browser()
    assert other.get(write(desk) + end).status_code == 404
    assert blind_post(other, write(desk) + end, password=PASSWORD, words="x").status_code in {404, 405}
    assert stranger.get(write(desk) + end).status_code == 303
    assert desk.browser(desk.people.coordinator).get(write(desk) + end).status_code == 403
    assert len(rows(desk)) == 1


def test_without_a_second_factor_nothing_opens(desk: Desk) -> None:
    half = desk.browser(desk.people.owner, second_factor=False)
    assert half.get(write(desk)).status_code == 303


def test_the_paper_is_the_same_every_time_and_says_its_reference(desk: Desk) -> None:
    sign(desk, PLAN)
    patient, path = desk.patient(), f"/c/{desk.token}/opinion.pdf"
    first, second = patient.get(path), patient.get(path)
    assert (first.data[:5], first.data) == (b"%PDF-", second.data)
    assert first.headers["Content-Disposition"] == f'attachment; filename="{desk.reference}.pdf"'
    said = on_paper(first.data)
    [row] = rows(desk)
    with desk.app.app_context():
        signed = queries.signed_of(desk.row())
        assert signed is not None
    for words in (desk.reference, row.digest, signed.root, PLAN.risks, "not a diagnosis"):
        assert words in said, words


def test_a_correction_is_added_and_the_patient_told_again(desk: Desk) -> None:
    sign(desk)
    owner, page = desk.browser(desk.people.owner), f"{write(desk)}/addendum"
    assert press(owner, page, page, words="", password=PASSWORD).status_code == 422
    assert press(owner, page, page, words="Not the left, the right.", password=PASSWORD).status_code == 303
    assert [row.version for row in rows(desk)] == [1, 2]
    read = text(desk.patient().get(f"/c/{desk.token}/opinion"))
    assert [SENTENCE in read, "Not the left, the right." in read, "Version 2" in read] == [True] * 3
    assert len(desk.letters("something_new")) == 2
    assert b"%PDF-" in owner.get(f"{write(desk)}.pdf").data


def test_nothing_can_be_added_before_it_is_signed(desk: Desk) -> None:
    assert desk.browser(desk.people.owner).get(f"{write(desk)}/addendum").status_code == 404
    with pytest.raises(actions.NotOpen):
        desk.write(lambda row: actions.add(row.id, "x", by=1, name="x", now=ENDS))


def test_without_consent_nothing_is_written_or_signed(desk: Desk) -> None:
    desk.write(lambda row: draft(row, by=desk.people.owner.id))
    desk.write(lambda row: withdrawing.withdraw(row.id, Purpose.SHARE, ENDS + timedelta(minutes=5)))
    owner = desk.browser(desk.people.owner)
    assert [owner.get(write(desk) + end).status_code for end in ("", "/sign")] == [409, 409]
    for act in (
        lambda row: draft(row, by=1, revision=1),
        lambda row: actions.sign(row.id, 1, by=1, name="x", now=ENDS),
    ):
        with pytest.raises(actions.NotOpen):
            desk.write(act)


def test_after_erasure_nothing_of_it_opens(desk: Desk) -> None:
    sign(desk)

    def erase(row: Consultation) -> None:
        found = vault.by_id(row.vault_id)
        assert found is not None
        vault.destroy(found, ENDS)

    desk.write(erase)
    owner = desk.browser(desk.people.owner)
    assert [owner.get(write(desk) + end).status_code for end in ("", ".pdf", "/addendum")] == [410, 410, 404]
    assert desk.patient().get(f"/c/{desk.token}/opinion").status_code == 410


def test_before_a_call_it_may_be_drafted_and_not_signed(app: Flask) -> None:
    desk = set_up(app)
    owner = desk.browser(desk.people.owner)
    assert press(owner, write(desk), write(desk), **fields()).status_code == 303
    assert owner.get(f"{write(desk)}/sign").status_code == 409
    with pytest.raises(actions.CallAhead):
        desk.write(lambda row: actions.sign(row.id, 1, by=1, name="x", now=ENDS))


def test_with_earlier_grafts_the_signing_page_warns(desk: Desk) -> None:
    operations = [{"kind": "fue", "grafts": "3000"}, {"kind": "fut", "grafts": "2600"}]
    answers: dict[str, object] = {"operated": "listed", "operations": operations}
    desk.write(lambda row: save_answers(row, Task.HEALTH, answers, ENDS - timedelta(days=1)))
    desk.write(lambda row: draft(row, PLAN, by=desk.people.owner.id))
    page = text(desk.browser(desk.people.owner).get(f"{write(desk)}/sign"))
    assert "8100 grafts in a lifetime, 5600 earlier ones among them: more than 8000." in page


def test_the_inbox_and_the_page_show_that_it_is_due(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    assert "Opinion due" in text(owner.get("/practice?queue=mine"))
    page = owner.get(desk.page).text
    assert ("Write the opinion" in page, write(desk) in page) == (True, True)
    sign(desk)
    assert "Read the opinion" in owner.get(desk.page).text
