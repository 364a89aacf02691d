"""One random id for a browser, and nothing left behind on a shared device."""

import flask
from flask import Flask

from directory.core.visitors import forget, visitor_id


def test_an_id_is_made_once_and_kept(app: Flask) -> None:
    with app.test_request_context():
        first = visitor_id()
        assert len(first) == 32
        assert visitor_id() == first
        assert flask.session["visitor"] == first
    with app.test_request_context():
        assert visitor_id() != first


def test_a_planted_value_of_another_shape_is_replaced(app: Flask) -> None:
    with app.test_request_context():
        flask.session["visitor"] = ["odd"]
        assert len(visitor_id()) == 32


def test_a_shared_device_keeps_nothing(app: Flask) -> None:
    with app.test_request_context():
        first = visitor_id()
        flask.session["zone"] = "Europe/Paris"
        forget()
        assert dict(flask.session) == {}
        assert visitor_id() != first
