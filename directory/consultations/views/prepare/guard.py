"""Who may see the pages of Prepare: the link finds the consultation, this browser must be known to it."""

from flask import jsonify, redirect, request, url_for

from directory.consultations.forms.manage import PressForm
from directory.consultations.models import Consultation
from directory.consultations.queries import access, preparing
from directory.consultations.rules.tasks import Task
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import reader
from directory.core import transaction
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.refusals import N_, NotThere, Refusal
from directory.core.web import Answer, confidential, wants_json

# A whole Prepare is some thirty pages and sixteen photos; several people may share an address.
ANSWERS = limiter.shared_limit("600 per hour", scope="consultation answers", methods=["POST"])
# The script asks every 1.5 seconds until no photo is waiting: apart from the limit on links, or it would use that up.
STATES = limiter.shared_limit("1500 per 10 minutes", scope="consultation photo states")


class CodeNeeded(Refusal):
    """The edge sends the person to the page where a code is entered, and back."""

    status = 403
    message = N_("Please enter the code we send to your address first.")

    def __init__(self, back: str = ".prepare") -> None:
        """`back`: the page to go on at when a form was sent; a page that was only read is shown itself."""
        super().__init__()
        self.back = back


@bp.errorhandler(CodeNeeded)
def code_needed(refusal: CodeNeeded) -> Answer:
    transaction.roll_back()
    if wants_json():
        return jsonify({"error": "CodeNeeded", "message": refusal.message}), 403
    token = (request.view_args or {}).get("token")
    back = request.path if request.method == "GET" else url_for(refusal.back, token=token)
    return confidential(redirect(url_for(".code", token=token, next=back), 303))


def read(token: str, back: str = ".prepare") -> Consultation:
    """Raises NotThere for a wrong link, CodeNeeded where this browser may not read answers."""
    at = now()
    consultation = access.by_link_or_404(token, at)
    if not access.known(consultation, reader(), at).reads:
        raise CodeNeeded(back)
    return consultation


def task_of(slug: str) -> Task:
    """hair-loss -> the task. Raises NotThere."""
    try:
        return Task(slug.replace("-", "_"))
    except ValueError:
        raise NotThere from None


def check_asked(consultation: Consultation, task: Task) -> None:
    """Raises NotThere for the surgical list where no physician asked for it."""
    if task not in preparing.tasks_of(consultation):
        raise NotThere


def slug_of(task: Task) -> str:
    return task.value.replace("_", "-")


def pressed() -> bool:
    """A button was pressed on a page of ours."""
    return bool(PressForm().validate_on_submit())
