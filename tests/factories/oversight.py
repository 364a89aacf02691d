"""Concerns for tests; call inside `transaction.unit()`."""

import secrets
from dataclasses import replace
from datetime import datetime

from directory.oversight import actions, queries
from directory.oversight.models import Concern
from directory.oversight.rules import ConcernAsked, Kind
from tests.conftest import NOW

ASKED = ConcernAsked(
    submission="0" * 32,
    kind=Kind.CONDUCT,
    physician_id=None,
    about="The clinic at the harbour",
    words="Nobody answered for three weeks.",
    name="Sam Sender",
    email="sam@example.org",
    may_contact=True,
)


def concern(*, now: datetime = NOW, kind: Kind = Kind.CONDUCT, physician_id: int | None = None) -> Concern:
    asked = replace(ASKED, submission=secrets.token_hex(16), kind=kind, physician_id=physician_id)
    return queries.concern_or_404(actions.raise_concern(asked, now))
