"""Writing down, at an admission or re-review, which criteria were met and by what kind of evidence."""

from collections.abc import Iterable, Mapping
from datetime import date

from directory.core.db import session, upsert
from directory.membership.models import StandardMet
from directory.membership.models.panel import NO_KIND
from directory.membership.rules.criteria import EvidenceKind


def write(physician_id: int, met: Mapping[int, Iterable[EvidenceKind]], *, on: date, policy: int) -> None:
    """`met` maps the number of a criterion to the kinds of evidence it rested on, if any. Twice is as once."""
    rows = [
        {"physician_id": physician_id, "on": on, "criterion": number, "evidence_kind": kind, "policy": policy}
        for number, kinds in met.items()
        for kind in (*kinds,) or (NO_KIND,)
    ]
    if rows:
        keys = ["physician_id", "on", "criterion", "evidence_kind"]
        session().execute(upsert(StandardMet, rows, keys=keys, update=["policy"]))
