"""The patient reads an opinion; and, where it is late, sees who else takes such requests."""

from flask import redirect, url_for

from directory.consultations.queries import alternatives
from directory.consultations.queries import opinion as queries
from directory.consultations.queries.opinion_lines import sections
from directory.consultations.rules.opinion import words
from directory.consultations.rules.states import State
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import LOOKS, show
from directory.consultations.views.practice_opinion import paper_of
from directory.consultations.views.prepare.guard import read
from directory.core.clock import now
from directory.core.policy import public
from directory.core.web import Answer, confidential


@bp.get("/c/<token>/opinion")
@public
@LOOKS
def opinion(token: str) -> Answer:
    """Opens where a code was entered; the page can be printed as it is."""
    consultation = read(token)
    signed = queries.signed_of(consultation)
    if signed is None:
        return confidential(redirect(url_for(".manage", token=token), 303))
    found = sections(signed, consultation.zone)
    return show("consultations/opinion/read.html", consultation, signed=signed, sections=found, words=words)


@bp.get("/c/<token>/opinion.pdf")
@public
@LOOKS
def opinion_paper(token: str) -> Answer:
    consultation = read(token)
    return paper_of(consultation, consultation.zone)


@bp.get("/c/<token>/colleagues")
@public
@LOOKS
def colleagues(token: str) -> Answer:
    """While it is late: physicians by their next available time. Waiting costs nothing and stays possible."""
    consultation, at = read(token), now()
    if consultation.state is not State.OVERDUE:
        return confidential(redirect(url_for(".manage", token=token), 303))
    others = alternatives.instead_of(consultation, at)
    return show("consultations/opinion/late.html", consultation, others=others)
