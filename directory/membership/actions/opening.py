"""Opening the round of an application: everything checked, seats chosen, members told. `application` is locked."""

from datetime import datetime

from directory.membership.actions import rounds
from directory.membership.actions.application import fire
from directory.membership.actions.desk import actor
from directory.membership.letters import comments as letters
from directory.membership.models import Application, Round
from directory.membership.queries import comments, opening
from directory.membership.rules.desk import NotReady
from directory.membership.rules.panel import Panel
from directory.membership.rules.rounds import Kind


def open_admission(application: Application, panel: Panel, *, person_id: int, now: datetime) -> Round:
    """Electorate and policy are frozen, the comment period begins. Raises NotReady, PanelTooSmall, NotEligible,
    LayMissing, WrongState."""
    if opening.missing(application, opening.candidates(application), now):
        raise NotReady
    by = actor(person_id)
    fire(application, "open_round", actor=by, now=now)
    planned = rounds.plan(Kind.ADMISSION, application_id=application.id, actor=by, now=now)
    opened = rounds.open_round(planned, panel, actor=by, now=now)
    tell_members(opened, application, now)
    return opened


def tell_members(round_: Round, application: Application, now: datetime) -> None:
    """That comments are open: of every round with a comment period, also of one that was ordered anew."""
    told = [each for each in comments.members() if each != application.person_id]
    letters.post_notices(round_, told, now)
