"""The password of whoever signs, asked again at the moment of signing; the second factor is the guard's."""

from directory.accounts.actions import attempts, passwords
from directory.accounts.actions.people import ADDRESS
from directory.accounts.queries.passwords import known_by_id
from directory.accounts.rules import WrongPassword
from directory.accounts.rules.attempts import Kind
from directory.consultations.views.staff import person
from directory.core import transaction, vault
from directory.core.clock import now
from directory.core.limits import client_network


def check_password(password: str) -> None:
    """Outside any transaction, for hashing is slow. Raises WrongPassword or WaitALittle."""
    signer = person()
    target, network = vault.blind(signer.email, ADDRESS), vault.blind(client_network(), "network")
    with transaction.unit():
        attempts.count(Kind.SIGN_IN, target, network, now())
    with transaction.reading():
        account = known_by_id(signer.id)
    if account is None or not passwords.verify(account.password_hash, password).right:
        raise WrongPassword
    with transaction.unit():
        attempts.forgive(Kind.SIGN_IN, target)
