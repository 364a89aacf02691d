"""/dev/mail: the e-mails of a trial on one's own machine. Nowhere else: it shows every link anybody was sent."""

from flask import Blueprint, Response, current_app, request

from directory.core.mailer import mail_folder
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.settings import current
from directory.core.web import Answer, confidential, page
from directory.pages import queries, rules
from directory.pages.queries import Mail
from directory.pages.views.office import LETTER_CSP, page_number

bp = Blueprint("mailbox", __name__, url_prefix="/dev/mail")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@bp.before_request
def _only_here() -> None:
    """Development, this machine, no proxy in between, and a name that is ours."""
    here = rules.is_loopback(request.remote_addr) and rules.is_local_name(request.host)
    if not current().development or not here or any(name in request.headers for name in FORWARDED):
        raise NotThere


@bp.get("")
@public
def mails() -> Answer:
    number = page_number()
    rows, total = queries.mails(mail_folder(), number)
    values = {"rows": rows, "total": total, "number": number, "pages": max(1, -(-total // 50))}
    return confidential(page("pages/mailbox/list.html", sends=bool(current().mail_server), **values))


@bp.get("/<key>")
@public
def mail(key: str) -> Answer:
    return confidential(page("pages/mailbox/mail.html", mail=_mail_or_404(key)))


@bp.get("/<key>/html")
@public
def html(key: str) -> Answer:
    answer = confidential(current_app.make_response(_mail_or_404(key).html))
    # Links may be followed, as in a mail program; scripts, forms and pictures stay out.
    answer.headers["Content-Security-Policy"] = f"{LETTER_CSP} allow-popups allow-top-navigation-by-user-activation"
    return answer


@bp.get("/<key>/files/<int(max=999):number>")
@public
def file(key: str, number: int) -> Answer:
    files = _mail_or_404(key).files
    if number >= len(files):
        raise NotThere
    answer = Response(files[number].data, mimetype="application/octet-stream")
    answer.headers.set("Content-Disposition", "attachment", filename=_ascii(files[number].name))
    return confidential(answer)


def _mail_or_404(key: str) -> Mail:
    found = queries.mail(mail_folder(), key)
    if found is None:
        raise NotThere
    return found


def _ascii(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return kept.strip("._")[:80] or "file"
