"""Booked consultations to prepare, and answers that fill whole tasks, for tests of Prepare."""

from typing import Any

import sqlalchemy as sa
from flask import Flask

from directory.consultations.models import Consultation
from directory.consultations.queries import access, sealed
from directory.core import links
from directory.core.db import session
from directory.physicians.rules import VisitKind
from tests.conftest import Client
from tests.consultations import steps

HAIR_LOSS: dict[str, dict[str, Any]] = {
    "start": {"when": "1_2_years", "course": "slow"},
    "drawing": {"drawing": "receding-3"},
    "signs": {"signs": ["none"]},
    "where": {"areas": ["temples", "crown"], "donor": "no"},
    "family": {"family": ["father"]},
    "diagnosis": {"diagnosed": "no"},
    "impact": {"impact": "a_little"},
}
HEALTH: dict[str, dict[str, Any]] = {
    "sex": {"sex": "male"},
    "treatments": {"tried": "none"},
    "operations": {"operated": "none"},
    "pregnancy": {"pregnancy": "no"},
    "safety": {"anaesthetic": "no", "blood": "no", "scars": "not_sure", "heart": "in_call"},
    "mood": {"mood": "no"},
    "medicines": {"medicines": "yes", "medicines_words": "Zyxomol, a made-up name", "allergies": "no"},
}
TASKS = {"hair-loss": HAIR_LOSS, "health": HEALTH}


def flat(pages: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One task's answers as they are kept."""
    return {key: value for page in pages.values() for key, value in page.items()} | {"seen": list(pages)}


def call(client: Client, app: Flask) -> str:
    """The token of a booked video call; `client` is the browser that booked it."""
    return steps.book(client, app, steps.available(app)).token


def written(client: Client, app: Flask, **values: Any) -> str:
    physician = steps.available(app, visits=[VisitKind.VIDEO, VisitKind.WRITTEN], **values)
    with client.session_transaction() as kept:
        kept["booking"] = {"physician": physician.id, "visit": "written", "claim": None}
    assert steps.post(client, "/book/you", steps.ABOUT_YOU).location == "/book/help"
    assert steps.post(client, "/book/help", steps.HELP).location == "/book/check"
    page = client.get("/book/check").get_data(as_text=True)
    answer = client.post("/book/check", data={"consent": "y", "csrf_token": steps.csrf(page)})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.location).split("/")[2]


def prove(client: Client, app: Flask) -> None:
    """The button behind the link in the e-mail; only one consultation may exist."""
    token = letter(app)
    assert steps.post(client, f"/c/{token}/keep", {}, at=f"/c/{token}").status_code == 303


def letter(app: Flask) -> str:
    """The token in the e-mails of the only consultation."""
    with app.app_context():
        token = links.token_for(access.LETTER, str(session().scalars(sa.select(Consultation.id)).one()))
    assert token is not None
    return token


def fill(client: Client, token: str, task: str, **changes: dict[str, Any]) -> None:
    """Each page of a task, one after the other, as somebody without JavaScript goes through them."""
    for step, answers in {**TASKS[task], **changes}.items():
        path = f"/c/{token}/prepare/{task}/{step}"
        sent = steps.post(client, path, {**answers, "shown": "1"})
        assert sent.status_code == 303, sent.get_data(as_text=True)


def the(app: Flask) -> Consultation:
    """The only consultation there is."""
    with app.app_context():
        return session().scalars(sa.select(Consultation)).one()


def answers(app: Flask, task: str) -> dict[str, Any]:
    with app.app_context():
        return sealed.answers_of(session().scalars(sa.select(Consultation)).one()).get(task, {})
