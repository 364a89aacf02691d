"""The blueprint all pages of membership hang on."""

from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState

from directory.core.errors import behind_links

bp = Blueprint("membership", __name__)


@bp.record_once
def _links(state: BlueprintSetupState) -> None:
    """A referee's link that has ended may have been forwarded: its page is as discreet as the one it opened."""
    assert isinstance(state.app, Flask)  # noqa: S101 (for the type: a blueprint may belong to other kinds)
    behind_links(state.app, "/referee/")
