"""The task "Photos": with JavaScript one photo at a time, without it all that were chosen in one form."""

from collections.abc import Sequence

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from directory.consultations.actions import preparing as actions
from directory.consultations.forms.prepare import PhotosPageForm, photos_form
from directory.consultations.models import Consultation
from directory.consultations.queries import access, preparing
from directory.consultations.rules.intake import Closed, view_problems
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import LOOKS, show
from directory.consultations.views.prepare.guard import ANSWERS, STATES, pressed, read
from directory.consultations.views.prepare.tasks import tell_later
from directory.core import transaction
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, refusals_on
from directory.photos import queries as photos
from directory.photos.actions import Accepted
from directory.photos.forms import OnePhoto
from directory.photos.rules import VIEWS, Empty, TooManyPhotos

Taken = Sequence[tuple[str, Accepted]]


@bp.get("/c/<token>/prepare/photos")
@public
@LOOKS
def prepare_photos(token: str) -> Answer:
    consultation = read(token)
    found = preparing.photos_page(consultation, now())
    return _shown(consultation, photos_form(found.asked, found.reasons, found.underneath))


@bp.post("/c/<token>/prepare/photos")
@public
@ANSWERS
def prepare_photos_send(token: str) -> Answer:
    """Files are looked at before the first statement: on SQLite a statement holds the whole site's write lock."""
    consultation_id = _may_send(token)
    with transaction.reading():
        asked = preparing.asked_views(read(token))
    form = photos_form(asked, {}, "")
    form.validate()  # before the files are looked at: it begins by forgetting what was wrong
    taken = form.taken()
    if form.errors:
        return _refused(token, form, taken)
    left = actions.keep_photos(consultation_id, taken, now())
    form.no_place_for(left)
    _save_words(consultation_id, form)
    _check_views(token, form)
    return _refused(token, form, taken) if form.errors else _gone_on(token, consultation_id)


def _may_send(token: str) -> int:
    """In a transaction of its own that ends at once. Raises what `read` raises, and Closed."""
    with transaction.reading():
        consultation = read(token)
        if not preparing.may_add(consultation, now()):
            raise Closed
        return consultation.id


def _save_words(consultation_id: int, form: PhotosPageForm) -> None:
    finished = "send" not in request.form and "later" not in request.form
    with refusals_on(form):
        actions.save_photos(consultation_id, form.cannot(), form.underneath.data or "", now(), finished=finished)


def _check_views(token: str, form: PhotosPageForm) -> None:
    """Only "Continue" asks for what is missing; "Send photos" and "Save and finish later" never do."""
    if "send" in request.form or "later" in request.form or form.errors:
        return
    consultation = access.by_link_or_404(token, now())
    sent = photos.views_sent(preparing.owner_of(consultation))
    form.complain(view_problems(consultation.visit, {"cannot": form.cannot()}, sent))


def _refused(token: str, form: PhotosPageForm, taken: Taken) -> Answer:
    """What was good is kept all the same: it shows on this page, and is written once the refusal is rolled back."""
    at = now()
    consultation = access.by_link_or_404(token, at)
    consultation_id, words = consultation.id, (form.cannot(), form.underneath.data or "")
    actions.keep_photos(consultation_id, taken, at)
    transaction.aside(lambda: _keep_good(consultation_id, taken, words))
    return _shown(consultation, form)


def _keep_good(consultation_id: int, taken: Taken, words: tuple[dict[str, str], str]) -> None:
    actions.keep_photos(consultation_id, taken, now())
    actions.save_photos(consultation_id, *words, now(), finished=False)


def _gone_on(token: str, consultation_id: int) -> Answer:
    if "later" in request.form:
        actions.finish_later(consultation_id, now())
        tell_later()
    target = ".prepare_photos" if "send" in request.form else ".prepare"
    return confidential(redirect(url_for(target, token=token), 303))


def _shown(consultation: Consultation, form: PhotosPageForm) -> Answer:
    page = preparing.photos_page(consultation, now())
    return show("consultations/prepare/photos.html", consultation, form=form, photos_page=page)


@bp.post("/c/<token>/prepare/photos/<view>")
@public
@ANSWERS
def prepare_photo(token: str, view: str) -> Answer:
    """What the script sends; refusals are JSON."""
    if view not in VIEWS:
        raise NotThere
    consultation_id = _may_send(token)
    form = OnePhoto()
    taken = [(view, accepted) for _field, accepted in form.taken()]
    if form.errors or not taken:
        return _not_taken(form)
    if actions.keep_photos(consultation_id, taken, now()):
        raise TooManyPhotos
    return confidential(jsonify({"id": taken[0][1].id, "state": "waiting"}))


def _not_taken(form: OnePhoto) -> Answer:
    """Why, as the script shows it."""
    sentence = form.photo.errors[0] if form.photo.errors else _(Empty.message)
    return confidential((jsonify({"error": "photo", "message": sentence}), 422))


@bp.get("/c/<token>/prepare/photos.json")
@public
@STATES
def prepare_photos_state(token: str) -> Answer:
    consultation = read(token)
    cards = photos.of_owner(preparing.owner_of(consultation))
    return confidential(jsonify({"photos": photos.as_json(cards)}))


@bp.post("/c/<token>/prepare/photos/<photo>/delete")
@public
@ANSWERS
def prepare_photo_delete(token: str, photo: str) -> Answer:
    """At any time: also after the consultation has begun."""
    consultation = read(token)
    if pressed():
        actions.delete_photo(consultation.id, photo, now())
        flash(_("The photo is deleted."), "success")
    return confidential(redirect(url_for(".prepare_photos", token=token), 303))
