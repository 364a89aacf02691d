"""Whose case log it is, and what its pages share."""

from flask import flash

from directory.accounts.rules import SignedIn
from directory.core import transaction
from directory.core.forms import translated
from directory.core.policy import principal
from directory.core.refusals import NotAllowed, Refusal, SignInNeeded
from directory.core.web import Answer, confidential, page
from directory.membership.models.application import Application
from directory.membership.queries import caselog as queries


def person() -> SignedIn:
    found = principal()
    if not isinstance(found, SignedIn):
        raise SignInNeeded
    return found


def actor() -> str:
    return f"person:{person().id}"


def log_or_404(reference: str) -> Application:
    """The applicant's own, or one the person assists with."""
    return queries.application_or_404(reference, person().id)


def is_own(application: Application) -> bool:
    return application.person_id == person().id


def own_or_refused(reference: str) -> Application:
    """What an assistant must not do."""
    application = log_or_404(reference)
    if not is_own(application):
        raise NotAllowed
    return application


def show(template: str, application: Application, **values: object) -> Answer:
    """Every page of the log knows how far it is, and what may be done."""
    return confidential(
        page(
            f"membership/cases/{template}.html",
            application=application,
            own=is_own(application),
            may_change=queries.may_change(application),
            counts=queries.counts(application.id),
            **values,
        )
    )


def tell(refusal: Refusal) -> None:
    """On the next page; what was done is undone."""
    transaction.roll_back()
    flash(translated(refusal), "danger")
