"""Book: about you, what you would like help with, check, booked. A draft is saved at every step."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import flash, g, redirect, request, session, url_for
from flask_babel import gettext as _

from directory.consultations.actions import booking, drafting
from directory.consultations.actions.changing import forget_draft
from directory.consultations.forms.book import CheckForm, ContactForm, WishForm, meant_domain
from directory.consultations.forms.manage import PressForm
from directory.consultations.models import Consultation
from directory.consultations.queries import access, alternatives, consents, sealed
from directory.consultations.rules.booking import EASE, Ease
from directory.consultations.views.blueprint import bp
from directory.consultations.views.chosen import LANGUAGE, chosen, language_choices, language_of_reader, start
from directory.core import formats, links, visitors
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public
from directory.core.settings import current
from directory.core.web import Answer, confidential, page, refusals_on, safe_next
from directory.physicians import queries as physicians
from directory.physicians import rules as physician_rules
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind, language_name
from directory.places import queries as places
from directory.scheduling import actions as scheduling
from directory.scheduling import queries as times
from directory.scheduling.rules import REASONS, Reason, not_accepted


@bp.errorhandler(booking.NothingChosen)
def nothing_chosen(_refusal: booking.NothingChosen) -> Answer:
    return redirect(url_for("physicians.search"), 303)


@bp.route("/book/you", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour", methods=["POST"])
def you() -> Answer:
    at = now()
    begun = start()
    form = _contact_form(begun)
    if form.validate_on_submit():
        with refusals_on(form):
            asked = form.asked()
            session[LANGUAGE] = form.language.data
            _check_place(begun, asked.country, asked.region)
            _check_accepted(begun, country=asked.country, languages=[form.language.data])
            drafting.save_contact(asked, form.birth(), begun, at)
            return redirect(url_for(".help_with"), 303)
    return confidential(page("consultations/you.html", form=form, chosen=chosen(begun, at), others=g.get("others")))


def _contact_form(begun: drafting.Start) -> ContactForm:
    draft = access.draft_of(begun.visitor)
    form = ContactForm(data=_contact_data(draft, begun))
    form.ask_phone(needed=begun.visit is VisitKind.TELEPHONE)
    form.language.choices = language_choices(physicians.by_id(begun.physician_id))
    return form


def _contact_data(draft: Consultation | None, begun: drafting.Start) -> dict[str, object]:
    """What was typed before, or a guess of the country from the time zone."""
    if draft is None or draft.sealed_contact is None:
        country, region = places.zone_country(begun.zone) or "", places.zone_region(begun.zone) or ""
        region = f"{country}-{region}" if region else ""
        return {"country": country, "region": region, "language": language_of_reader()}
    known = sealed.contact_of(draft)
    return {
        "name": known.name,
        "email": known.email,
        "phone": known.phone,
        "leave_message": known.leave_message,
        "country": known.country,
        "region": f"{known.country}-{known.region}" if known.region else "",
        "adult": "yes",
        "language": language_of_reader(),
        "birth_year": str(known.birth_year),
        "birth_date": datetime.fromisoformat(known.birth_date).date() if known.birth_date else None,
    }


def _check_place(begun: drafting.Start, country: str, region: str) -> None:
    """Where the physician has no licence: told, or refused, as the installation's setting says."""
    physician = physicians.by_id(begun.physician_id)
    rule = _place_rule(physician, country, region)
    physician_rules.check_place(rule, begun.visit, physician.name)


def _check_accepted(
    begun: drafting.Start, *, reason: str | None = None, country: str | None = None, languages: Sequence[str] = ()
) -> None:
    """Said before booking, beside three physicians who do take it."""
    settings = times.booking_rules(begun.physician_id)
    for refusal in not_accepted(settings, reason=reason, country=country, languages=languages):
        g.others = alternatives.who_accept(
            begun.visit, reason=reason, country=country, language=language_of_reader(), now=now()
        )
        raise refusal


def _place_rule(physician: Physician, country: str, region: str) -> physician_rules.PlaceRule:
    licences = physicians.licences(physician.id, now())
    return physician_rules.place_rule(licences, country, region or None, current().other_places)


@bp.route("/book/help", methods=["GET", "POST"])
@public
def help_with() -> Answer:
    at = now()
    begun = start()
    draft = access.draft_of(begun.visitor)
    if draft is None:
        return redirect(url_for(".you"), 303)
    form = WishForm(data=sealed.answers_of(draft).get("wish"))
    if form.validate_on_submit():
        with refusals_on(form):
            asked = replace(form.asked(), language=language_of_reader())
            _check_accepted(begun, reason=asked.reason.value, country=draft.country)
            drafting.choose_again(begun, at)
            drafting.save_wish(draft, asked, begun.visitor, at)
            return redirect(url_for(".check"), 303)
    return confidential(page("consultations/help.html", form=form, chosen=chosen(begun, at), others=g.get("others")))


@bp.route("/book/check", methods=["GET", "POST"])
@public
@limiter.limit("30 per hour", methods=["POST"])
def check() -> Answer:
    at = now()
    form = CheckForm()
    draft = _draft(form)
    done = _already_booked(form, draft, at)
    if done is not None:
        return redirect(url_for(".booked", token=done), 303)
    begun = start()
    if draft is None or "wish" not in sealed.answers_of(draft):
        return redirect(url_for(".you" if draft is None else ".help_with"), 303)
    if form.validate_on_submit():
        with refusals_on(form):
            return _book(draft, form, begun, at)
    form.reference.data = draft.reference
    return confidential(page("consultations/check.html", form=form, chosen=chosen(begun, at), **_summary(draft)))


def _book(draft: Consultation, form: CheckForm, begun: drafting.Start, at: datetime) -> Answer:
    if form.earlier.data == "keep":
        forget_draft(draft, at)
        session.pop("booking", None)
        return redirect(url_for("physicians.search"), 303)
    token = booking.book_chosen(draft, form.asked(), begun, at)
    for taken_over in ("booking", "about"):
        session.pop(taken_over, None)
    return redirect(url_for(".booked", token=token), 303)


def _draft(form: CheckForm) -> Consultation | None:
    visitor = visitors.visitor_id()
    return access.draft_to_book(visitor) if form.is_submitted() else access.draft_of(visitor)


def _already_booked(form: CheckForm, draft: Consultation | None, at: datetime) -> str | None:
    """The same form sent twice is one booking and the same page."""
    if not form.is_submitted() or not form.reference.data:
        return None
    if draft is not None and draft.reference == form.reference.data:
        return None
    found = access.booked_here(form.reference.data, visitors.visitor_id(), at)
    return links.token_for(access.LINK, str(found.id)) if found else None


def _summary(draft: Consultation) -> dict[str, object]:
    contact, wish = sealed.contact_of(draft), sealed.answers_of(draft).get("wish", {})
    physician = physicians.by_id(draft.physician_id)
    return {
        "contact": contact,
        "meant": meant_domain(contact.email),
        "reason": _(REASONS[Reason(wish["reason"])]) if wish else "",
        "words": wish.get("words", ""),
        "ease": ", ".join(_(EASE[Ease(key)]) for key in wish.get("ease", ())),
        "country": places.country_name(contact.country),
        "region": dict(places.regions(contact.country)).get(contact.region, contact.region),
        "language": language_name(wish.get("language") or language_of_reader(), formats.locale()),
        "place_rule": _place_rule(physician, contact.country, contact.region),
        "not_licensed": _(physician_rules.NOT_LICENSED_THERE, name=physician.name),
        "consent": consents.share_words(physician.id, now()),
    }


@bp.post("/book/renew")
@public
def renew() -> Answer:
    """The button "Keep this time": some more minutes, never beyond two hours after the choice."""
    at = now()
    begun = start()
    form = PressForm()
    with refusals_on(form):
        if begun.claim_id is not None:
            scheduling.renew(begun.claim_id, begun.visitor, at)
    for problem in form.form_errors:
        flash(problem, "warning")
    return redirect(_back(), 303)


def _back() -> str:
    return safe_next(request.form.get("next"), url_for(".you"))


@bp.post("/shared-device")
@public
def shared_device() -> Answer:
    """ "I am on a shared device": the cookie ends at once."""
    visitors.forget()
    return redirect("/", 303)
