"""Who sits in a round, as asked for, and what a panel must have."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.membership.rules.policy import Policy
from directory.membership.rules.rounds import PanelTooSmall, Seat


@dataclass(frozen=True, slots=True)
class Panel:
    """As the office chose it. Assessors of the policy are added where too few members are without a conflict."""

    members: tuple[int, ...]
    lay: int | None = None


def filled(panel: Panel, externals: Sequence[int], policy: Policy) -> dict[int, Seat]:
    """Seats by person. `externals`: those of the policy who may sit, in its order. Raises PanelTooSmall."""
    seats = dict.fromkeys(panel.members, Seat.MEMBER)
    free = [person for person in externals if person not in seats and person != panel.lay]
    missing = max(0, policy.panel_wanted - len(seats))
    seats |= dict.fromkeys(free[:missing], Seat.EXTERNAL)
    if len(seats) < policy.panel_minimum:
        raise PanelTooSmall(least=policy.panel_minimum, seated=len(seats))
    return seats | ({panel.lay: Seat.LAY} if panel.lay is not None else {})
