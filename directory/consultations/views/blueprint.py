"""One blueprint for all of the feature's views."""

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from directory.core.errors import behind_links

bp = Blueprint("consultations", __name__)


@bp.record_once
def _links(state: BlueprintSetupState) -> None:
    """A link that has ended may have been forwarded as well: its page is as discreet as the one it opened."""
    assert isinstance(state.app, Flask)  # noqa: S101 (for the type: a blueprint may belong to other kinds)
    for prefix in ("/c/", "/phone/", "/calendar/"):
        behind_links(state.app, prefix, frame="consultations/_link.html")
