"""The blueprint, and the filters that turn codes into words."""

from flask import Blueprint
from flask_babel import gettext

from directory.core import formats
from directory.physicians import queries as physicians
from directory.physicians.rules import Jurisdiction
from directory.places import queries as places
from directory.scheduling.rules import REASONS, Reason

bp = Blueprint("scheduling", __name__)


@bp.app_template_filter("licence_place")
def licence_place(licence: Jurisdiction) -> str:
    """Massachusetts (United States)."""
    return physicians.jurisdiction_label(licence.country, licence.region, str(formats.locale()))


@bp.app_template_filter("reason_name")
def reason_name(reason: str) -> str:
    return gettext(REASONS[Reason(reason)]) if reason in set(Reason) else reason


@bp.app_template_filter("country_of")
def country_of(code: str) -> str:
    return places.country_name(code, str(formats.locale()))
