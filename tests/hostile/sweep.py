"""What every sweep shares: who asks which address, and how what went wrong is told."""

from collections.abc import Iterator

from flask import Flask
from werkzeug.routing import Rule

from directory.core import policy
from tests.hostile.judge import faults
from tests.hostile.roles import APPLICANT, CHAIR, COORDINATOR, OWNER, PATIENT, REVIEWER
from tests.hostile.world import Asked, World

APART = {
    "static",  # answers with files; the way out of its folder is tested in tests/core
    "core.readyz",  # says 503 to machines while no worker runs
}
ROLE_OF = {"office": COORDINATOR, "audit": COORDINATOR, "dues": COORDINATOR, "apply": APPLICANT}
ROLE_OF |= {"review": REVIEWER, "decide": CHAIR}
# Signed in is enough to ask; whose it is the loader decides.
OF_APPLICANTS = ("membership.case", "membership.assist", "membership.appeal")


def role_of(app: Flask, endpoint: str) -> str:
    """Somebody who may call it, so that the view is reached."""
    access = policy.access_of(app, endpoint)
    assert access is not None
    if not access.signed_in:
        return PATIENT
    if access.permission is None and endpoint.startswith(OF_APPLICANTS):
        return APPLICANT
    return ROLE_OF.get(str(access.permission), OWNER)


def rules(world: World) -> list[Rule]:
    return [rule for rule in world.rules() if rule.endpoint not in APART]


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def tell(wrong: list[tuple[Asked, list[str]]]) -> str:
    return "\n".join(f"{asked}: {'; '.join(each)}" for asked, each in wrong)


def check(world: World, requests: Iterator[Asked]) -> None:
    """A form is sent without a field."""
    wrong = []
    for asked in requests:
        fields = {"data": {"csrf_token": world.csrf}} if asked.method == "POST" else {}
        found = faults(world, asked.method, world.ask(asked.role, asked.method, asked.path, **fields))
        if found:
            wrong.append((asked, found))
    assert not wrong, tell(wrong)
