"""Procedures with who performs each step, and publications."""

from directory.core.db import session
from directory.physicians import queries
from directory.physicians.actions.standing import locked
from directory.physicians.actions.words import index
from directory.physicians.models import Procedure, ProcedureStep, Publication
from directory.physicians.rules import (
    Price,
    ProcedureEdit,
    PublicationEdit,
    StepEdit,
    check_performer,
    check_price,
    steps_of,
)


def save_procedure(physician_id: int, procedure_id: int | None, asked: ProcedureEdit) -> Procedure:
    """A new one without an id. Steps that do not belong to the technique are left out."""
    _check(asked)
    locked(physician_id)
    procedure = _procedure(physician_id, procedure_id)
    procedure.technique, procedure.variant = asked.technique, asked.variant
    _set_price(procedure, asked.price)
    wanted = [step for step in asked.steps if step.step in steps_of(asked.technique)]
    known = {row.step: row for row in procedure.steps}
    procedure.steps = [_step(known.get(each.step) or ProcedureStep(step=each.step), each) for each in wanted]
    session().add(procedure)
    session().flush()
    index([physician_id])
    return procedure


def remove_procedure(physician_id: int, procedure_id: int) -> None:
    session().delete(queries.procedure_or_404(physician_id, procedure_id))
    index([physician_id])


def save_publication(physician_id: int, publication_id: int | None, asked: PublicationEdit) -> Publication:
    publication = (
        queries.publication_or_404(physician_id, publication_id)
        if publication_id is not None
        else Publication(physician_id=physician_id)
    )
    publication.kind, publication.title, publication.venue = asked.kind, asked.title, asked.venue
    publication.year, publication.address = asked.year, asked.address
    session().add(publication)
    session().flush()
    return publication


def remove_publication(physician_id: int, publication_id: int) -> None:
    session().delete(queries.publication_or_404(physician_id, publication_id))


def _check(asked: ProcedureEdit) -> None:
    if asked.price:
        check_price(asked.price)
    for step in asked.steps:
        check_performer(step.performer, step.named)


def _procedure(physician_id: int, procedure_id: int | None) -> Procedure:
    if procedure_id is None:
        return Procedure(physician_id=physician_id)
    return queries.procedure_or_404(physician_id, procedure_id)


def _set_price(procedure: Procedure, price: Price | None) -> None:
    procedure.price_model = price.model if price else None
    procedure.currency = price.currency if price else None
    procedure.price_low = price.low if price else None
    procedure.price_high = price.high if price else None
    procedure.price_as_of = price.as_of if price else None


def _step(row: ProcedureStep, asked: StepEdit) -> ProcedureStep:
    row.performer, row.named = asked.performer, asked.named
    row.trained_by, row.trained_on = asked.trained_by, asked.trained_on
    return row
