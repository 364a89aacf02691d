"""What everybody may read: the standards, who is a member, what is open for comments; and the self-check."""

from babel.numbers import format_currency
from flask import request
from flask_babel import gettext as _

from directory.core import formats
from directory.core.clock import now
from directory.core.policy import principal, public
from directory.core.web import Answer, confidential, page
from directory.membership.forms.eligibility import EligibilityForm
from directory.membership.queries import policy as policies
from directory.membership.queries import public as queries
from directory.membership.queries.comments import is_member
from directory.membership.rules import criteria, eligibility
from directory.membership.rules.policy import Fraction
from directory.membership.rules.rounds import Kind
from directory.membership.views.blueprint import bp


@bp.get("/membership")
@public
def standards() -> Answer:
    number, policy = policies.current()
    dues = format_currency(policy.dues.cents / 100, policy.dues.currency, locale=formats.locale())
    shown = {"policy": policy, "number": number, "kinds": Kind, "share": share, "dues": dues}
    return page("membership/public/standards.html", **shown)


def share(fraction: Fraction) -> str:
    """A majority in words."""
    named = {(1, 2): _("half"), (2, 3): _("two thirds"), (3, 4): _("three quarters"), (1, 1): _("all")}
    pair = (fraction.numerator, fraction.denominator)
    return named.get(pair) or _("%(part)s of %(whole)s", part=pair[0], whole=pair[1])


@bp.route("/membership/eligibility", methods=["GET", "POST"])
@public
def self_check() -> Answer:
    """Nothing is kept: the answer is made from the form and forgotten."""
    form, assessment = EligibilityForm(), None
    form.word(policies.current()[1])
    if form.validate_on_submit():
        assessment = eligibility.assess(form.asked())
    shown = {"form": form, "assessment": assessment, "rules": eligibility}
    return confidential(page("membership/public/self_check.html", **shown))


@bp.get("/membership/members")
@public
def members() -> Answer:
    number = page_number()
    return page("membership/public/members.html", found=queries.members(number), number=number, first=queries.PAGE)


@bp.get("/membership/comments")
@public
def comments() -> Answer:
    days = policies.current()[1].comment_days
    reader = principal()
    member = reader is not None and is_member(reader.id)
    periods = queries.comment_periods(now())
    return page("membership/public/comments.html", periods=periods, days=days, member=member)


def page_number() -> int:
    """`?page=`, whatever it holds."""
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1


@bp.app_template_filter("policy_words")
def policy_words(text: str) -> str:
    """Words of a policy, those of version 1 translated. Never `_`: the office may write them, so they are escaped."""
    return _(text) if text else ""


@bp.app_template_filter("evidence_name")
def evidence_name(kind: criteria.EvidenceKind) -> str:
    """By what kind of evidence a criterion was met."""
    return _(criteria.NAMES[kind])
