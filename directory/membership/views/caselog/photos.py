"""Photos: many at once, sorted by their names or by hand."""

import re
from io import BytesIO

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from directory.core import transaction
from directory.core.clock import now
from directory.core.forms import translated
from directory.core.limits import limiter
from directory.core.policy import signed_in
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, wants_json
from directory.membership.actions import caselog as actions
from directory.membership.actions.caselog.incoming import Looked
from directory.membership.models.application import Application
from directory.membership.queries import caselog as queries
from directory.membership.rules.caselog import BYTES_MOST, FILES_MOST
from directory.membership.rules.filenames import Guess, guess
from directory.membership.rules.operation import MOMENT_WORDS, VIEW_WORDS, CaseView, LogClosed, Moment
from directory.membership.rules.uploads import OUTCOME_WORDS, Outcome
from directory.membership.views.blueprint import bp
from directory.membership.views.caselog.cases import BASE
from directory.membership.views.caselog.guard import actor, log_or_404, person, show

A_PAGE = 24
_FILE = re.compile(r"([0-9a-f]{64})\|(.{0,300})")


@bp.get(f"{BASE}/photos")
@signed_in
def case_photos(reference: str) -> Answer:
    return _page(log_or_404(reference), results=())


def _page(application: Application, results: object) -> Answer:
    every = queries.tray(application.id)
    pages = max(1, -(-len(every) // A_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return show(
        "photos",
        application,
        matrix=queries.matrix(application.id),
        tray=every[(number - 1) * A_PAGE : number * A_PAGE],
        number=number,
        pages=pages,
        results=results,
        batch=queries.open_batch(application.id, person().id),
        views=VIEW_WORDS,
        moments=MOMENT_WORDS,
        files_most=FILES_MOST,
        bytes_most=BYTES_MOST,
    )


@bp.post(f"{BASE}/photos")
@signed_in
@limiter.limit("3000 per hour")
def case_photos_send(reference: str) -> Answer:
    """Files are looked at before anything is written: on SQLite a statement holds the whole site's write lock."""
    application_id = _may_send(reference)
    files = [
        (file.filename or "", BytesIO(file.stream.read())) for file in request.files.getlist("photo") if file.filename
    ]
    looked = actions.look_at(files, lambda digest, said: _arrived(application_id, digest, said))
    application = log_or_404(reference)
    sent = [each.sent for each in looked if each.sent is not None]
    batch = request.form.get("batch", "")[:32] or None
    outcomes = iter(actions.receive(application, sent, batch=batch, actor=actor(), now=now()) if sent else [])
    results = [_result(each, next(outcomes) if each.sent is not None else None) for each in looked]
    if wants_json():
        return confidential(jsonify({"files": results}))
    return _page(application, results)


def _may_send(reference: str) -> int:
    """In a transaction of its own, which ends at once."""
    with transaction.reading():
        application = log_or_404(reference)
        if not queries.may_change(application):
            raise LogClosed
        return application.id


def _arrived(application_id: int, digest: str, said: Guess) -> bool:
    with transaction.reading():
        return queries.arrived(application_id, digest, said.number)


def _result(each: Looked, outcome: Outcome | None) -> dict[str, str]:
    """The name goes back to who sent it, and nowhere else."""
    if each.refusal is not None:
        return {"name": each.name[-120:], "state": "refused", "message": translated(each.refusal)}
    outcome = Outcome.KNOWN if outcome is None else outcome
    return {"name": each.name[-120:], "state": str(outcome), "message": _(OUTCOME_WORDS[outcome])}


@bp.post(f"{BASE}/photos/announce")
@signed_in
@limiter.limit("120 per hour")
def case_photos_announce(reference: str) -> Answer:
    """Before the first file: refused as a whole when the log could not hold them all."""
    application = log_or_404(reference)
    files, size = (request.form.get(name, -1, type=int) for name in ("files", "size"))
    if not 0 <= files <= 100_000 or not 0 <= size <= 2**50:
        raise NotThere
    batch = actions.announce(application, files=files, size=size, person_id=person().id, now=now())
    return confidential(jsonify({"batch": batch}))


@bp.post(f"{BASE}/photos/known")
@signed_in
@limiter.limit("1200 per hour")
def case_photos_known(reference: str) -> Answer:
    """Which of these files have arrived: `file` is "<SHA-256>|<name>", once a file; answered in their order."""
    application = log_or_404(reference)
    asked = [_FILE.fullmatch(text) for text in request.form.getlist("file")[:FILES_MOST]]
    if not all(asked):
        raise NotThere
    known = [
        queries.arrived(application.id, queries.digest_of(each.group(1)), guess(each.group(2)).number)
        for each in asked
        if each is not None
    ]
    return confidential(jsonify({"known": known}))


@bp.post(f"{BASE}/photos/done")
@signed_in
def case_photos_done(reference: str) -> Answer:
    actions.end_batch(log_or_404(reference), request.form.get("batch", "")[:32], now())
    return confidential(jsonify({"state": "ended"})) if wants_json() else _back(reference)


@bp.get(f"{BASE}/photos.json")
@signed_in
def case_photos_state(reference: str) -> Answer:
    found = queries.counts(log_or_404(reference).id)
    names = ("all", "waiting", "failed", "unsorted", "unconfirmed")
    return confidential(jsonify({name: getattr(found, name) for name in names}))


@bp.post(f"{BASE}/photos/sort")
@signed_in
def case_photos_sort(reference: str) -> Answer:
    """Of every photo on the page: its case, and view and time where they were chosen."""
    application = log_or_404(reference)
    refused = actions.sort(application, _places(), now())
    for sentence in sorted({translated(refusal) for _photo, refusal in refused}):
        flash(sentence, "danger")
    back = request.form.get("back", "")[:32]
    if back:
        return redirect(url_for(".case_look", reference=reference, photo=back), 303)
    return _back(reference, anchor="tray")


def _places() -> list[actions.Place]:
    found = []
    for name, text in request.form.items():
        said = re.fullmatch(r"\s*[cC]?0*([1-9][0-9]{0,2})\s*", text) if name.startswith("case_") else None
        if said is not None:
            photo = name.removeprefix("case_")[:32]
            view, moment = request.form.get(f"view_{photo}", ""), request.form.get(f"moment_{photo}", "")
            found.append(
                actions.Place(
                    photo,
                    int(said.group(1)),
                    CaseView(view) if view in set(CaseView) else None,
                    Moment(moment) if moment in set(Moment) else None,
                )
            )
    return found[: 2 * A_PAGE]


@bp.post(f"{BASE}/photos/delete")
@signed_in
def case_photo_delete(reference: str) -> Answer:
    actions.delete_photo(log_or_404(reference), request.form.get("photo", "")[:32], actor=actor(), now=now())
    flash(_("The photo is deleted."), "success")
    return _back(reference, anchor="tray")


def _back(reference: str, anchor: str | None = None) -> Answer:
    return redirect(url_for(".case_photos", reference=reference, _anchor=anchor), 303)
