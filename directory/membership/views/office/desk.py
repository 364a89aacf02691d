"""The queue, and a file as the office reads it."""

from flask import request

from directory.accounts.rules import Permission
from directory.core.clock import now
from directory.core.forms import Form, clean_line
from directory.core.policy import requires
from directory.core.web import Answer, confidential, page
from directory.membership.actions.application import reasons_against
from directory.membership.forms.desk import NoteForm, PressForm, section_titles
from directory.membership.models import Application
from directory.membership.queries import adverse, caselog, comments, desk, information, office, screening, sections
from directory.membership.queries import application as applications
from directory.membership.queries import policy as policies
from directory.membership.rules import sections as words
from directory.membership.rules.application import State
from directory.membership.rules.desk_queue import ORDER_WORDS, Order
from directory.membership.rules.evidence import SHAPE_WORDS
from directory.membership.rules.sections import Section
from directory.membership.rules.status import OFFICE_TITLES, OUTCOME_WORDS
from directory.membership.views.blueprint import bp
from directory.membership.views.office.guard import file, me
from directory.membership.views.public import page_number, policy_words


@bp.get("/office/membership")
@requires(Permission.OFFICE)
def desk_queue() -> Answer:
    asked, number = _asked(), page_number()
    found = office.queue(asked, me(), now(), number)
    values = {
        "found": found,
        "asked": asked,
        "number": number,
        "counts": office.by_state(me()),
        "waiting": office.WAITING,
    }
    values |= {"orders": ORDER_WORDS, "states": OFFICE_TITLES}
    return confidential(page("membership/office/queue.html", **values))


def _asked() -> office.Asked:
    """Whatever the address holds."""
    state, order = request.args.get("state", ""), request.args.get("order", "")
    return office.Asked(
        state=State(state) if state in set(State) else None,
        order=Order(order) if order in set(Order) else Order.LONGEST,
        reference=clean_line(request.args.get("reference", ""))[:12].upper(),
    )


@bp.get("/office/membership/<reference>")
@requires(Permission.OFFICE)
def desk_file(reference: str) -> Answer:
    return shown(file(reference), NoteForm())


def shown(found: Application, form: Form) -> Answer:
    """The file with everything in it; also when a note was refused."""
    row = office.queue(office.Asked(reference=found.reference), me(), now()).rows
    values = {
        "application": found,
        "name": applications.name_of(found),
        "outcome": OUTCOME_WORDS.get(found.outcome) if found.outcome else None,
        "next": row[0].next if row else None,
        "titles": titles(found),
        "fields": words.FIELDS,
        "texts": sections.texts_of(found),
        "pieces": sections.evidence_of(found),
        "shapes": SHAPE_WORDS,
        "cases": len([case for case in caselog.cases_of(found.id) if not case.withdrawn]),
        "photos": caselog.counts(found.id),
        "requests": information.requests_of(found),
        "proposal": screening.proposal_of(found),
        "summaries": adverse.of_application(found),
        "comments": len(comments.of_application(found)),
        "notes": desk.notes_of(found),
        "conflicts": desk.conflicts_of(found),
        "history": _history(found),
        "takes": not reasons_against(found, "take", actor=f"person:{me()}", now=now()),
        "note": form if isinstance(form, NoteForm) else NoteForm(formdata=None),
        "states": OFFICE_TITLES,
    }
    return confidential(page("membership/office/file.html", form=form, press=PressForm(formdata=None), **values))


def _history(found: Application) -> list[tuple[object, str, str]]:
    """Every step with who made it and why. The panel's steps have no name of a reviewer: the system makes them."""
    steps = applications.steps(found.id)
    names = desk.names_of([step.actor for step in steps])
    return [(step, names.get(step.actor, ""), applications.reason_of(found, step)) for step in steps]


def titles(found: Application) -> dict[Section, str]:
    criteria = policies.of(found.policy).criteria
    return section_titles({each.number: policy_words(each.title) for each in criteria})
