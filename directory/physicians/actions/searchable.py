"""Until when search finds a physician, derived from standing and credentials after every change of either."""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa

from directory.core.db import session
from directory.physicians.models import Credential, Physician
from directory.physicians.rules import CredentialState, searchable_until

BATCH = 500


def keep_searchable(ids: Sequence[int]) -> None:
    """Any number of physicians in batches; running it twice is harmless."""
    for first in range(0, len(ids), BATCH):
        _keep(ids[first : first + BATCH])


def _keep(ids: Sequence[int]) -> None:
    session().flush()
    states = _states(ids)
    for physician in session().scalars(sa.select(Physician).where(Physician.id.in_(ids))):
        physician.searchable_until = searchable_until(physician.standing, states[physician.id])
    session().flush()


def _states(ids: Sequence[int]) -> dict[int, list[CredentialState]]:
    found: dict[int, list[CredentialState]] = defaultdict(list)
    columns = (Credential.physician_id, Credential.kind, Credential.expires, Credential.verified_on)
    for owner, kind, expires, verified_on in session().execute(
        sa.select(*columns).where(Credential.physician_id.in_(ids))
    ):
        found[owner].append(CredentialState(kind, expires, verified_on is not None))
    return found
