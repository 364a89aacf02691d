"""The coordinators' desk: what waits, the e-mails, the audit log."""

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _

from directory.accounts.rules import Permission
from directory.core import audit, outbox
from directory.core.clock import now
from directory.core.forms import clean_line
from directory.core.outbox import Letter, LetterState
from directory.core.policy import principal, requires
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, page
from directory.pages import queries, rules

bp = Blueprint("office", __name__, url_prefix="/office")
# A letter is a document of its own: its inline styles are allowed here, and nothing else.
LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; sandbox"


@bp.get("")
@requires(Permission.OFFICE)
def desk() -> Answer:
    return confidential(page("pages/office/desk.html", desk=queries.desk(now(), person_id())))


def person_id() -> int:
    person = principal()
    if person is None:  # the guard has made sure
        raise NotThere
    return person.id


@bp.get("/letters")
@requires(Permission.OFFICE)
def letters() -> Answer:
    chosen = request.args.get("state")
    state = LetterState(chosen) if chosen in set(LetterState) else None
    kind = request.args.get("kind", "")
    kind = kind if kind in outbox.KINDS else ""
    of = request.args.get("of", "")
    subject = clean_line(request.args.get("subject", ""))[:80]
    asked = queries.Shown(state, kind, subject, of if of in rules.SUBJECTS else "")
    number = page_number()
    values = {
        "found": queries.letter_page(asked, number, person_id()),
        "asked": asked,
        "number": number,
        "named": named,
    }
    values |= {"subjects": rules.SUBJECTS, "subject_of": rules.subject_of, "number_of": rules.number_of}
    kinds = sorted(outbox.KINDS, key=named)
    return confidential(page("pages/office/letters.html", kinds=kinds, states=LetterState, **values))


@bp.app_template_filter("letter_name")
def named(kind: str) -> str:
    """What the office calls a kind of e-mail."""
    return str(_(rules.letter_name(kind)))


@bp.post("/letters/<int(max=2147483647):letter_id>/again")
@requires(Permission.OFFICE)
def send_again(letter_id: int) -> Answer:
    letter = queries.again_or_404(letter_id, person_id())
    outbox.send_again(letter.id, now())
    audit.record("site", "letter.again", actor=f"person:{person_id()}", subject=f"letter:{letter.id}", now=now())
    flash(_("The e-mail is waiting to be sent again."), "success")
    return redirect(url_for(".letters", state="failed"), 303)


@bp.app_template_global()
def letter_part(kind: str, subject: str) -> str:
    """What the part of a subject after its colon means; empty where there is none."""
    found = rules.part_of(kind, subject)
    return "" if found is None else str(_(found[0], part=found[1]))


@bp.get("/letters/preview/<kind>")
@requires(Permission.OFFICE)
def preview(kind: str) -> Answer:
    return confidential(page("pages/office/preview.html", kind=kind, name=named(kind), letter=_example(kind)))


@bp.get("/letters/preview/<kind>.html")
@requires(Permission.OFFICE)
def preview_html(kind: str) -> Answer:
    answer = confidential(current_app.make_response(_example(kind).html))
    answer.headers["Content-Security-Policy"] = LETTER_CSP
    return answer


def _example(kind: str) -> Letter:
    if kind not in outbox.KINDS:
        raise NotThere
    return outbox.preview(kind, now())


@bp.get("/audit")
@requires(Permission.AUDIT)
def audit_log() -> Answer:
    stream, subject = request.args.get("stream", "")[:80].strip(), request.args.get("subject", "")[:80].strip()
    number = page_number()
    found = queries.audit_page(stream, subject, number, person_id())
    values = {"found": found, "stream": stream, "subject": subject, "number": number}
    return confidential(page("pages/office/audit.html", **values))


def page_number() -> int:
    """`?page=`, whatever it holds."""
    text = request.args.get("page", "1")
    return min(10_000, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1
