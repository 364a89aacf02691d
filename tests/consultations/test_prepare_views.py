"""Prepare: every page, both visits, without JavaScript; strangers see nothing; nothing is stored in the clear."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Consent
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import preparing as actions
from directory.consultations.models import Device, Event
from directory.consultations.queries import preparing as reads
from directory.consultations.rules.intake import steps_of
from directory.consultations.rules.states import State
from directory.consultations.rules.tasks import Task
from directory.core.clock import now
from directory.core.db import db, session
from directory.core.outbox import LetterRow
from directory.core.transaction import unit
from directory.photos import actions as photo_actions
from directory.photos.models import Photo
from tests.conftest import Client, browser
from tests.consultations import preparing, steps
from tests.factories.photos import jpeg

PAGES = [(task, step) for task in ("hair-loss", "health") for step in preparing.TASKS[task]]


@pytest.fixture
def token(app: Flask, client: Client) -> str:
    return preparing.call(client, app)


@pytest.fixture
def count_statements(app: Flask) -> Callable[[Callable[[], object]], int]:
    """How many statements a request sends to the database."""

    def count(work: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            sent.append(statement)

        with app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    return count


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.location)
    return answer.get_data(as_text=True)


def letters(app: Flask, kind: str) -> int:
    with app.app_context():
        query = sa.select(sa.func.count()).select_from(LetterRow).where(LetterRow.kind == kind)
        return session().scalar(query) or 0


def photo_rows(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = session().scalars(sa.select(Photo).where(Photo.deleted.is_(None)).order_by(Photo.view))
        return [(row.view, str(row.state)) for row in rows]


def files(**views: bytes) -> dict[str, Any]:
    return {f"photo_{view}": (io.BytesIO(data), "IMG_1.jpg") for view, data in views.items()}


def send_photos(client: Client, token: str, data: dict[str, Any]) -> Any:
    path = f"/c/{token}/prepare/photos"
    return steps.post(client, path, data, content_type="multipart/form-data")


def begin(app: Flask, set_settings: Callable[..., None]) -> None:
    """Let the time of the consultation come."""
    starts = preparing.the(app).starts
    assert starts is not None
    later = starts + timedelta(minutes=1)
    with app.app_context(), unit():
        session().execute(sa.update(Device).values(until=later + timedelta(hours=1)))
    set_settings(clock_offset=later - datetime.now(UTC))


class TestTaskList:
    def test_a_new_booking_has_everything_to_do(self, client: Client, token: str) -> None:
        page = text(client, f"/c/{token}/prepare")
        assert page.count(">To do<") == 3
        assert "If you like" in page
        assert "Your call takes place also when something is missing here" in page

    def test_statements_of_the_task_list(self, client: Client, token: str, count_statements: Any) -> None:
        few = count_statements(lambda: text(client, f"/c/{token}/prepare"))
        preparing.fill(client, token, "hair-loss")
        preparing.fill(client, token, "health")
        send_photos(client, token, {"send": "1", **files(front=jpeg(), top=jpeg(seed=2), crown=jpeg(seed=3))})
        assert count_statements(lambda: text(client, f"/c/{token}/prepare")) == few
        assert few <= 12

    def test_all_tasks_without_javascript_make_a_call_ready(self, app: Flask, client: Client, token: str) -> None:
        preparing.fill(client, token, "hair-loss")
        preparing.fill(client, token, "health")
        assert preparing.the(app).state is State.WAITING_FOR_PATIENT
        assert send_photos(client, token, {}).location == f"/c/{token}/prepare"
        consultation = preparing.the(app)
        assert consultation.state is State.READY
        assert consultation.ready is not None
        assert sorted(consultation.tasks_done) == ["hair_loss", "health", "photos"]
        assert "has what is needed" in text(client, f"/c/{token}/prepare")
        assert letters(app, "physician_request") == 0

    def test_a_written_request_starts_the_clock_and_tells_the_physician_once(self, app: Flask, client: Client) -> None:
        token = preparing.written(client, app)
        preparing.prove(client, app)
        preparing.fill(client, token, "hair-loss")
        preparing.fill(client, token, "health")
        missing = send_photos(
            client, token, files(front=jpeg(), top=jpeg(seed=2), crown=jpeg(seed=3), side=jpeg(seed=4))
        )
        assert missing.status_code == 422
        assert "Back of the head: add this photo, or say why you cannot take this view" in missing.get_data(
            as_text=True
        )
        assert len(photo_rows(app)) == 4
        done = send_photos(client, token, {"cannot_back": "I am alone and have no second mirror"})
        assert done.status_code == 303
        consultation = preparing.the(app)
        assert consultation.state is State.OPINION_DUE
        assert consultation.opinion_due is not None
        assert letters(app, "physician_request") == 1
        assert "writes to you by" in text(client, f"/c/{token}/prepare")
        with app.app_context():
            photo_id = session().scalars(sa.select(Photo.id).where(Photo.view == "top")).one()
        path = f"/c/{token}/prepare/photos"
        steps.post(client, f"{path}/{photo_id}/delete", {}, at=path)
        assert preparing.the(app).state is State.OPINION_DUE
        assert "Something is missing again" in text(client, f"/c/{token}/prepare")
        assert letters(app, "physician_request") == 1

    def test_a_call_is_to_do_again_when_an_answer_is_taken_back(self, app: Flask, client: Client, token: str) -> None:
        preparing.fill(client, token, "hair-loss")
        preparing.fill(client, token, "health")
        send_photos(client, token, {})
        row = {"what": "prp", "still": "no", "how_long": "not_sure", "helped": "not_sure"}
        steps.post(client, f"/c/{token}/prepare/health/treatments/new", row)
        [kept] = preparing.answers(app, "health")["treatments"]
        assert preparing.the(app).state is State.READY
        path = f"/c/{token}/prepare/health/treatments"
        steps.post(client, f"{path}/{kept['id']}/remove", {}, at=path)
        assert preparing.the(app).state is State.WAITING_FOR_PATIENT
        with app.app_context():
            happened = session().scalars(sa.select(Event.what).order_by(Event.id)).all()
        assert happened[-2:] == ["prepared", "reopened"]


class TestPages:
    @pytest.mark.both
    @pytest.mark.parametrize(("task", "step"), PAGES)
    def test_each_page_keeps_its_answers(self, app: Flask, client: Client, task: str, step: str) -> None:
        token = preparing.call(client, app)
        given = preparing.TASKS[task][step]
        path = f"/c/{token}/prepare/{task}/{step}"
        assert steps.post(client, path, given).status_code == 303
        kept = preparing.answers(app, task.replace("-", "_"))
        assert kept == {**given, "seen": [step]}
        page = text(client, path)
        for value in (each for v in given.values() for each in (v if isinstance(v, list) else [v])):
            assert re.search(rf'value="{value}"[^>]*checked|checked[^>]*value="{value}"', page) or value in page

    @pytest.mark.parametrize(("task", "step"), PAGES)
    def test_what_is_not_offered_is_refused_in_words(
        self, app: Flask, client: Client, token: str, task: str, step: str
    ) -> None:
        path = f"/c/{token}/prepare/{task}/{step}"
        wrong = {key: ["no-such-answer\x00\u202e"] for key in preparing.TASKS[task][step]}
        answer = steps.post(client, path, wrong)
        assert answer.status_code == 422
        page = answer.get_data(as_text=True)
        assert "There is a problem" in page
        assert "Choose one of the answers shown" in page
        assert preparing.answers(app, task.replace("-", "_")) == {}

    @pytest.mark.parametrize(("task", "step"), PAGES)
    def test_an_empty_page_asks_only_for_what_is_needed(self, client: Client, token: str, task: str, step: str) -> None:
        found = next(each for each in steps_of(Task(task.replace("-", "_"))) if each.key == step)
        needed = any(question.needed and question.when is None for question in found.questions)
        answer = steps.post(client, f"/c/{token}/prepare/{task}/{step}", {})
        assert answer.status_code == (422 if needed else 303)

    def test_typed_text_is_kept_when_something_else_is_missing(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/medicines"
        answer = steps.post(client, path, {"medicines": "yes", "medicines_words": "Zyxomol\u202e\x00 daily"})
        assert answer.status_code == 422
        assert ">Zyxomol daily</textarea>" in answer.get_data(as_text=True).replace("\r\n", "")

    def test_too_long_a_text_is_refused_in_words(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/medicines"
        long = {"medicines": "yes", "medicines_words": "x" * 1001, "allergies": "no"}
        answer = steps.post(client, path, long)
        assert answer.status_code == 422
        assert "1000" in answer.get_data(as_text=True)

    def test_ten_megabytes_of_text_are_refused(self, client: Client, token: str) -> None:
        answer = steps.post(client, f"/c/{token}/prepare/health/medicines", {"medicines_words": "x" * 10_000_000})
        assert answer.status_code == 413

    def test_signs_stop_once_on_their_page_and_never_block(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/signs"
        first = steps.post(client, path, {"signs": ["fever", "suicidal"]})
        assert first.location == f"{path}#advice"
        page = text(client, path)
        assert re.search(r'class="note says now said', page)
        assert re.search(r'class="note says today said', page)
        assert not re.search(r'class="note says soon said', page)
        assert "Nobody watches this site. Do not wait for a reply." in page
        assert "999" in page  # the emergency number of the country given when booking
        assert steps.post(client, path, {"signs": ["fever", "suicidal"]}).location.endswith("/hair-loss/where")

    def test_signs_shown_by_the_page_itself_are_not_shown_again(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/signs"
        assert steps.post(client, path, {"signs": ["fever"], "shown": "1"}).location.endswith("/hair-loss/where")

    def test_a_sign_of_women_is_not_asked_of_men(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/signs"
        assert 'value="hormonal"' in text(client, path)
        steps.post(client, f"/c/{token}/prepare/health/sex", {"sex": "male"})
        assert 'value="hormonal"' not in text(client, path)

    def test_support_is_shown_from_quite_a_lot(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/impact"
        assert steps.post(client, path, {"impact": "very_much"}).location == f"{path}#advice"
        assert "says affected said" in text(client, path)

    def test_drawings_are_drawn_as_chosen_and_stay_so(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/drawing"
        assert text(client, f"{path}?hair=coily&tone=dark").count("-coily-dark.svg") == 26
        steps.post(client, path, {"drawing": "unsure", "hair": "coily", "tone": "dark"})
        assert text(client, path).count("-coily-dark.svg") == 26
        assert text(client, f"{path}?hair=../../etc&tone=\x00").count("-coily-dark.svg") == 0

    def test_later_keeps_what_is_good_and_sends_one_link(self, app: Flask, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/hair-loss/start"
        answer = steps.post(client, path, {"when": "1_2_years", "course": "nonsense", "later": "1"})
        assert answer.location == f"/c/{token}/prepare"
        assert preparing.answers(app, "hair_loss") == {"when": "1_2_years"}
        assert letters(app, "resume") == 1
        assert "We have sent a link" in text(client, f"/c/{token}/prepare")

    def test_no_link_is_sent_unasked(self, app: Flask, client: Client, token: str) -> None:
        preparing.fill(client, token, "hair-loss")
        assert letters(app, "resume") == 0

    def test_a_task_gone_through_shows_its_answers_to_change(self, client: Client, token: str) -> None:
        assert client.get(f"/c/{token}/prepare/hair-loss").location.endswith("/hair-loss/start")
        preparing.fill(client, token, "hair-loss")
        page = text(client, f"/c/{token}/prepare/hair-loss")
        assert "1 to 2 years ago" in page
        assert page.count(">Change<") == 9
        changed = steps.post(client, f"/c/{token}/prepare/hair-loss/start", {"when": "not_sure", "course": "fast"})
        assert changed.location == f"/c/{token}/prepare/hair-loss"

    @pytest.mark.parametrize(
        "path",
        [
            "nonsense",
            "hair-loss/nonsense",
            "photos/nonsense",
            "health/sex/new",
            "health/treatments/deadbeef",
            "wish",
            "\x00",
        ],
    )
    def test_unknown_pages_are_not_there(self, client: Client, token: str, path: str) -> None:
        assert client.get(f"/c/{token}/prepare/{path}").status_code == 404


ROW = {"what": "minoxidil_lotion", "still": "yes", "how_long": "6_12_months", "helped": "a_little", "strength": "5 %"}


class TestRows:
    def test_rows_are_added_changed_and_removed_without_javascript(
        self, app: Flask, client: Client, token: str
    ) -> None:
        path = f"/c/{token}/prepare/health/treatments"
        assert steps.post(client, path, {"tried": "listed"}).location == f"{path}/new"
        again = steps.post(client, f"{path}/new", {**ROW, "another": "1"})
        assert again.location == f"{path}/new"
        steps.post(client, f"{path}/new", {**ROW, "what": "prp", "strength": ""})
        rows = preparing.answers(app, "health")["treatments"]
        assert [row["what"] for row in rows] == ["minoxidil_lotion", "prp"]
        steps.post(client, f"{path}/{rows[1]['id']}", {**ROW, "what": "laser", "side_effects": "It itched"})
        steps.post(client, f"{path}/{rows[0]['id']}/remove", {}, at=path)
        [left] = preparing.answers(app, "health")["treatments"]
        assert (left["id"], left["what"], left["side_effects"]) == (rows[1]["id"], "laser", "It itched")
        assert "Low-level laser" in text(client, path)
        assert steps.post(client, path, {"tried": "listed"}).location.endswith("/health/operations")

    def test_a_row_that_lacks_something_keeps_what_was_typed(self, app: Flask, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/treatments/new"
        answer = steps.post(client, path, {"what": "other", "side_effects": "Headache at first"})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "Headache at first" in page
        assert "Write which treatment it is" in page
        assert preparing.answers(app, "health") == {}

    def test_a_strength_far_outside_is_asked_about_and_kept(self, app: Flask, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/treatments"
        steps.post(client, f"{path}/new", {**ROW, "what": "finasteride_tablet", "strength": "35 mg"})
        assert preparing.answers(app, "health")["treatments"][0]["strength"] == "35 mg"
        page = text(client, path)
        assert "Is that per day, as on the box?" in page
        assert " 10 mg" not in page

    def test_at_most_eight_operations(self, app: Flask, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/operations/new"
        row = {"kind": "fue", "content": "3", "grafts": "1200", "year": "2015"}
        for _n in range(8):
            assert steps.post(client, path, row).status_code == 303
        refused = steps.post(client, path, row)
        assert refused.status_code == 422
        assert "the most we can keep" in refused.get_data(as_text=True)
        assert "This is the most we can keep here" in text(client, f"/c/{token}/prepare/health/operations")
        assert len(preparing.answers(app, "health")["operations"]) == 8

    @pytest.mark.parametrize(
        ("field", "value"),
        [("year", "1980"), ("year", "2199"), ("year", "MMXX"), ("grafts", "15001"), ("grafts", "-3"), ("grafts", "²")],
    )
    def test_years_and_numbers_are_ordered(self, client: Client, token: str, field: str, value: str) -> None:
        """Born in 1985."""
        path = f"/c/{token}/prepare/health/operations/new"
        answer = steps.post(client, path, {"kind": "fut", "content": "3", field: value})
        assert answer.status_code == 422
        assert f'value="{value}"' in answer.get_data(as_text=True)

    def test_a_strip_operation_asks_for_a_scar_photo(self, client: Client, token: str) -> None:
        row = {"kind": "fut", "content": "3"}
        steps.post(client, f"/c/{token}/prepare/health/operations/new", row)
        assert "A photo of the scar with a ruler" in text(client, f"/c/{token}/prepare")
        page = text(client, f"/c/{token}/prepare/photos")
        assert page.index("photo_scar_ruler") < page.index("More views, if you like")

    def test_a_row_of_somebody_else_is_not_there(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/health/treatments"
        assert client.get(f"{path}/00000000").status_code == 404
        assert steps.post(client, f"{path}/00000000/remove", {}, at=path).status_code == 303


class TestPhotos:
    def test_good_photos_are_kept_when_another_is_not_a_photo(self, app: Flask, client: Client, token: str) -> None:
        answer = send_photos(client, token, {"send": "1", **files(front=jpeg(), top=b"%PDF-1.4 not a photo")})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "This file is not a photo we can read" in page
        assert photo_rows(app) == [("front", "waiting")]
        assert "Photos are being checked" in page

    def test_the_consent_above_the_button_is_kept_with_the_first_photo(
        self, app: Flask, client: Client, token: str
    ) -> None:
        page = text(client, f"/c/{token}/prepare/photos")
        consultation = preparing.the(app)
        with app.app_context():
            words = reads.consent_words(consultation)
            assert session().scalars(sa.select(Consent).where(Consent.purpose == Purpose.PHOTOS)).all() == []
        assert words.replace("'", "&#39;") in page
        send_photos(client, token, {"send": "1", **files(front=jpeg())})
        send_photos(client, token, {"send": "1", **files(top=jpeg(seed=2))})
        with app.app_context():
            [given] = session().scalars(sa.select(Consent).where(Consent.purpose == Purpose.PHOTOS)).all()
            assert given.about == f"consultation:{consultation.id}"

    def test_the_script_sends_one_and_hears_its_id(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/photos"
        json = {"Accept": "application/json"}
        data = {"photo": (io.BytesIO(jpeg()), "photo.jpg")}
        sent = steps.post(client, f"{path}/crown", data, at=path, headers=json, content_type="multipart/form-data")
        assert sent.status_code == 200
        listed = client.get(f"{path}.json").get_json()["photos"]
        assert [(each["id"], each["view"], each["state"]) for each in listed] == [
            (sent.get_json()["id"], "crown", "waiting")
        ]

    @pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff"])
    def test_the_script_hears_what_is_wrong(self, app: Flask, client: Client, token: str, data: bytes) -> None:
        path = f"/c/{token}/prepare/photos"
        sent = steps.post(
            client, f"{path}/crown", {"photo": (io.BytesIO(data), "x.jpg")}, at=path,
            headers={"Accept": "application/json"}, content_type="multipart/form-data",
        )  # fmt: skip
        assert sent.status_code == 422
        assert sent.get_json()["message"].endswith(".")
        assert photo_rows(app) == []

    def test_a_view_that_does_not_exist_is_not_there(self, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/photos"
        data = {"photo": (io.BytesIO(jpeg()), "x.jpg")}
        sent = steps.post(client, f"{path}/passport", data, at=path, content_type="multipart/form-data")
        assert sent.status_code == 404

    def test_the_seventeenth_photo_is_refused_at_its_view(self, app: Flask, client: Client, token: str) -> None:
        consultation = preparing.the(app)
        with app.app_context():
            for seed in range(16):
                accepted = photo_actions.accept_bytes(jpeg(600, 500, seed=seed))
                with unit():
                    photo_actions.keep(
                        f"consultation:{consultation.id}", consultation.vault_id, "extra_1", accepted, now()
                    )
        answer = send_photos(client, token, {"send": "1", **files(front=jpeg())})
        assert answer.status_code == 422
        assert "You have sent 16 photos" in answer.get_data(as_text=True)
        assert len(photo_rows(app)) == 16

    def test_a_failed_photo_says_which_and_what_to_do(self, app: Flask, client: Client) -> None:
        token = preparing.written(client, app)
        why = {f"cannot_{view}": "Nobody can help me" for view in ("top", "crown", "side", "back")}
        send_photos(client, token, {**why, **files(front=jpeg()[:2000])})
        assert preparing.the(app).tasks_done == ["photos"]
        with app.app_context():
            photo_id = session().scalars(sa.select(Photo.id)).one()
            photo_actions.process(photo_id, now())
            actions.photo_settled(photo_id, now())
            actions.photo_settled("0" * 32, now())
        assert preparing.the(app).tasks_done == []
        assert "1 photo could not be used" in text(client, f"/c/{token}/prepare")
        assert "This photo is damaged" in text(client, f"/c/{token}/prepare/photos")

    def test_deleting_makes_a_written_task_to_do_again(self, app: Flask, client: Client) -> None:
        token = preparing.written(client, app)
        send_photos(client, token, {"send": "1", **files(front=jpeg())})
        why = {f"cannot_{view}": "Nobody can help me" for view in ("top", "crown", "side", "back")}
        send_photos(client, token, why)
        assert preparing.the(app).tasks_done == ["photos"]
        with app.app_context():
            photo_id = session().scalars(sa.select(Photo.id)).one()
        path = f"/c/{token}/prepare/photos"
        assert steps.post(client, f"{path}/{photo_id}/delete", {}, at=path).status_code == 303
        assert preparing.the(app).tasks_done == []
        assert photo_rows(app) == []

    def test_who_looked_is_told(self, app: Flask, client: Client, token: str) -> None:
        assert "Nobody has looked at your photos yet" in text(client, f"/c/{token}/prepare/photos")
        owner = f"consultation:{preparing.the(app).id}"
        with app.app_context(), unit():
            photo_actions.open_for(owner, "person:1", role="physician", name="Dr Robin Vale", why="care", now=now())  # type: ignore[arg-type]  # as stored
        assert "Dr Robin Vale" in text(client, f"/c/{token}/prepare/photos")


class TestQuestions:
    def test_up_to_five_are_kept(self, app: Flask, client: Client, token: str) -> None:
        path = f"/c/{token}/prepare/questions"
        sent = steps.post(client, path, {"question_1": "How long does it take?", "question_3": "Does it hurt?"})
        assert sent.location == f"/c/{token}/prepare"
        assert preparing.answers(app, "questions")["questions"] == ["How long does it take?", "Does it hurt?"]
        assert "Does it hurt?" in text(client, path)

    def test_one_that_is_too_long_stays_on_the_page(self, app: Flask, client: Client, token: str) -> None:
        answer = steps.post(client, f"/c/{token}/prepare/questions", {"question_1": "w" * 301})
        assert answer.status_code == 422
        assert "w" * 301 in answer.get_data(as_text=True)
        assert preparing.answers(app, "questions") == {}


class TestAccess:
    READS = (
        "",
        "/hair-loss",
        "/hair-loss/start",
        "/health/medicines",
        "/health/treatments/new",
        "/photos",
        "/questions",
        "/photos.json",
    )

    @pytest.mark.parametrize("path", READS)
    def test_a_link_alone_leads_to_the_code_and_shows_no_answer(
        self, app: Flask, client: Client, token: str, path: str
    ) -> None:
        preparing.fill(client, token, "health")
        stranger = browser(app)
        answer = stranger.get(f"/c/{token}/prepare{path}")
        assert answer.status_code == 303
        assert f"/c/{token}/code" in answer.location
        assert "Zyxomol" not in stranger.get(f"/c/{token}/prepare{path}", follow_redirects=True).get_data(as_text=True)

    def test_a_stranger_can_add_nothing(self, app: Flask, token: str) -> None:
        stranger = browser(app)
        page = stranger.get(f"/c/{token}/code").get_data(as_text=True)
        csrf = steps.csrf(page)
        for path, data in (
            ("hair-loss/start", {"when": "not_sure", "course": "slow"}),
            ("health/treatments/new", ROW),
            ("questions", {"question_1": "Who am I?"}),
            ("later", {}),
            ("photos", files(front=jpeg())),
            ("photos/front", {"photo": (io.BytesIO(jpeg()), "x.jpg")}),
        ):
            answer = stranger.post(f"/c/{token}/prepare/{path}", data={**data, "csrf_token": csrf})
            assert answer.status_code == 303, path
        assert preparing.answers(app, "hair_loss") == preparing.answers(app, "health") == {}
        assert photo_rows(app) == []
        assert letters(app, "resume") == 0

    def test_a_script_of_a_stranger_hears_why(self, app: Flask, token: str) -> None:
        answer = browser(app).get(f"/c/{token}/prepare/photos.json", headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["error"]) == (403, "CodeNeeded")

    def test_pages_are_kept_by_nobody(self, client: Client, token: str) -> None:
        for path in self.READS:
            answer = client.get(f"/c/{token}/prepare{path}")
            assert answer.headers["Cache-Control"] == "private, no-store", path
            assert answer.headers["Referrer-Policy"] == "no-referrer", path

    def test_another_patients_browser_is_a_stranger(self, app: Flask, token: str) -> None:
        other = browser(app)
        steps.book(other, app, steps.available(app), email="other@example.org", name="Kim")
        assert f"/c/{token}/code" in other.get(f"/c/{token}/prepare").location

    def test_a_wrong_link_is_not_there(self, client: Client, token: str) -> None:
        assert client.get(f"/c/{token[:-1]}_/prepare").status_code == 404

    def test_after_the_start_everything_is_read_only(
        self, app: Flask, client: Client, token: str, set_settings: Callable[..., None]
    ) -> None:
        preparing.fill(client, token, "hair-loss")
        send_photos(client, token, {"send": "1", **files(front=jpeg())})
        csrf = steps.csrf(text(client, f"/c/{token}/prepare/hair-loss/start"))
        begin(app, set_settings)
        assert "no longer changed" in text(client, f"/c/{token}/prepare")
        assert client.get(f"/c/{token}/prepare/hair-loss/start").location == f"/c/{token}/prepare/hair-loss"
        review = text(client, f"/c/{token}/prepare/hair-loss")
        assert "1 to 2 years ago" in review
        assert ">Change<" not in review
        assert (
            client.post(
                f"/c/{token}/prepare/questions", data={"question_1": "Too late?", "csrf_token": csrf}
            ).status_code
            == 409
        )
        late = client.post(f"/c/{token}/prepare/photos", data={**files(top=jpeg(seed=2)), "csrf_token": csrf})
        assert late.status_code == 409
        assert [view for view, _state in photo_rows(app)] == ["front"]
        with app.app_context():
            photo_id = session().scalars(sa.select(Photo.id)).one()
        client.post(f"/c/{token}/prepare/photos/{photo_id}/delete", data={"csrf_token": csrf})
        assert photo_rows(app) == []


class TestPhone:
    def test_a_code_opens_the_list_on_another_device_once(self, app: Flask, client: Client, token: str) -> None:
        page = steps.post(client, f"/c/{token}/phone", {})
        assert page.status_code == 200
        assert "<svg" in page.get_data(as_text=True)
        consultation = preparing.the(app)
        with app.app_context(), unit():
            from directory.consultations.actions import access as access_actions

            with client.session_transaction() as kept:
                visitor = kept["visitor"]
            made = access_actions.phone_link(consultation, visitor, now())
        phone = browser(app)
        assert phone.get(f"/phone/{made}").status_code == 200
        assert f"/c/{token}/code" in phone.get(f"/c/{token}/prepare").location  # looking opened nothing
        opened = steps.post(phone, f"/phone/{made}", {})
        assert opened.location == f"/c/{token}/prepare"
        assert phone.get(opened.location).status_code == 200
        assert phone.get(f"/phone/{made}").status_code == 404

    def test_reading_the_page_makes_no_link(self, client: Client, token: str) -> None:
        assert "<svg" not in text(client, f"/c/{token}/phone").partition("<main")[2]

    def test_a_made_up_code_is_not_there(self, client: Client) -> None:
        assert client.get("/phone/nonsense").status_code == 404


def test_no_answer_is_readable_on_disk(app: Flask, client: Client, token: str) -> None:
    preparing.fill(client, token, "health")
    with app.app_context():
        path = Path(str(session().get_bind().engine.url.database))
    stored = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert preparing.answers(app, "health")["medicines_words"] == "Zyxomol, a made-up name"
    assert b"Zyxomol" not in stored
    assert b"anaesthetic" not in stored


def test_the_physicians_view_of_the_intake(app: Flask, client: Client, token: str) -> None:
    preparing.fill(client, token, "hair-loss")
    preparing.fill(client, token, "health")
    with app.test_request_context():
        consultation = preparing.the(app)
        sections = reads.intake_view(consultation)
        notes = reads.notes_view(consultation, now())
    assert [section.key for section in sections] == ["wish", "hair_loss", "health", "photos", "questions"]
    drawing = next(row for row in sections[1].rows if row.step == "drawing")
    assert (drawing.scale, drawing.picture) == ("Norwood 3", "img/scale/receding-3-straight-medium.svg")
    assert [note.key for note in notes] == ["unstable", "hopes", "safety", "no_medicine"]
    assert all(note.said for note in notes)
