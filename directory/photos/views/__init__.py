"""Photos are shown at signed addresses; the pages around them belong to the features that own the photos."""

from flask import Flask

from directory.photos import queries
from directory.photos.views.art import view_art
from directory.photos.views.show import bp

__all__ = ["bp", "init_app"]


def init_app(app: Flask) -> None:
    """For templates: a view's drawing, and the address of a patient's own photo."""
    app.jinja_env.globals["view_art"] = view_art
    app.jinja_env.globals["own_photo_address"] = queries.patient_address
    app.jinja_env.globals["opened_photo_address"] = queries.opening_address
