"""Going on with a telephone: a QR code whose link lasts fifteen minutes, and no code is asked there."""

from io import BytesIO

import segno
from flask import redirect, url_for
from markupsafe import Markup

from directory.consultations.actions import access as access_actions
from directory.consultations.forms.manage import PressForm
from directory.consultations.queries import access
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import LOOKS, OPENS, show
from directory.consultations.views.prepare.guard import ANSWERS, pressed, read
from directory.core import links, visitors
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.core.web import Answer, confidential, page


@bp.route("/c/<token>/phone", methods=["GET", "POST"])
@public
@OPENS
@ANSWERS
def prepare_phone(token: str) -> Answer:
    """The link is made by a POST: a page that only reads makes nothing."""
    consultation = read(token)
    code = None
    if pressed():
        made = access_actions.phone_link(consultation, visitors.visitor_id(), now())
        code = qr_code(f"{current().base_url}{url_for('.phone_open', token=made)}")
    return show("consultations/prepare/phone.html", consultation, code=code, press=PressForm())


@bp.route("/phone/<token>", methods=["GET", "POST"])
@public
@LOOKS
def phone_open(token: str) -> Answer:
    """GET opens nothing: a link preview may have fetched it."""
    at = now()
    if links.subject_of(access.PHONE_LINK, token, at) is None:
        raise NotThere
    if pressed():
        consultation = access_actions.open_on_phone(token, visitors.visitor_id(), at)
        target = links.token_for(access.LINK, str(consultation.id))
        return confidential(redirect(url_for(".prepare", token=target), 303))
    return confidential(page("consultations/prepare/phone_open.html", press=PressForm()))


def qr_code(address: str) -> Markup:
    """An SVG for the page itself, dark on light in both themes: cameras need it."""
    drawn = BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=6, border=4, xmldecl=False, svgns=False, nl=False, svgclass="qr", lineclass=None,
        omitsize=True, title=None, dark="#000", light="#fff",
    )  # fmt: skip
    return Markup(drawn.getvalue().decode())  # noqa: S704 (made here from an address of ours)
