"""A former patient's card: the link or the code, an address and a proof; then the link to the page comes by e-mail.

What a used card shows is what an unused one shows: whoever printed it must not learn who has answered.
"""

import secrets

from flask import redirect, url_for
from werkzeug.datastructures import FileStorage

from directory.core import links, transaction, vault
from directory.core.clock import now
from directory.core.limits import limiter
from directory.core.policy import public
from directory.core.web import Answer, confidential, page, refusals_on
from directory.membership.actions import referee as actions
from directory.membership.actions.referees import code_digest
from directory.membership.forms.referee import CardForm, CodeForm
from directory.membership.models.application import Application
from directory.membership.models.referee import Card
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.rules import documents
from directory.membership.rules.referees import CardOver
from directory.membership.views.blueprint import bp


@bp.route("/referee", methods=["GET", "POST"])
@public
@limiter.limit("20 per hour", methods=["POST"])
def referee_code() -> Answer:
    """The code of a card, typed in. Fifty bits and few tries."""
    form = CodeForm()
    if form.validate_on_submit():
        with refusals_on(form):
            card = queries.card_by_code(code_digest(form.asked()), now())
            if card is None:
                raise CardOver
            token = links.token_for(queries.CARD_LINK, str(card.id)) or ""
            return confidential(redirect(url_for(".referee_card", token=token), 303))
    return confidential(page("membership/referees/code.html", form=form))


@bp.route("/referee/card/<token>", methods=["GET", "POST"])
@public
@limiter.limit("60 per hour")
def referee_card(token: str) -> Answer:
    card, application = _behind(token)
    form = CardForm()
    if form.validate_on_submit():
        with refusals_on(form):
            proof = kept_proof(card.id, form.file.data)
            actions.use_card(card.id, form.asked(), proof, actor=f"card:{card.id}", now=now())
            return confidential(redirect(url_for(".referee_card_used"), 303))
    card, application = _behind(token)
    name = applications.name_of(application)
    return confidential(page("membership/referees/card.html", form=form, name=name, token=token))


@bp.get("/referee/card")
@public
def referee_card_used() -> Answer:
    return confidential(page("membership/referees/card_used.html"))


def _behind(token: str) -> tuple[Card, Application]:
    """Raises CardOver."""
    card = queries.card_by_link(token, now())
    application = applications.by_id(card.application_id) if card else None
    if card is None or application is None:
        raise CardOver
    return card, application


def kept_proof(card_id: int, upload: FileStorage | None) -> actions.Proof | None:
    """Checked, sealed and stored outside any transaction."""
    if upload is None or not upload.filename:
        return None
    with transaction.reading():
        card = queries.card_by_id(card_id)
        application = applications.by_id(card.application_id) if card else None
        if application is None:
            raise CardOver
        key, proof_id = vault.opened(applications.referees_vault(application)), secrets.token_hex(16)
        bound = actions.proof_name(application, proof_id)
    data = upload.stream.read(documents.BYTES_MOST + 1)
    documents.check(data)
    return actions.store_proof(key, bound, proof_id, data)
