"""What weighs against an applicant: what ballots still wait for, and summaries with their answers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.models import AdverseSummary, Application, Comment, Referee, Round
from directory.membership.queries.application import own_vault, sealed_as
from directory.membership.rules.comments import Standing, Weight
from directory.membership.rules.referees import State as RefereeState
from directory.membership.rules.rounds import Kind, State


def standing(round_id: int, now: datetime) -> Standing:
    """Two statements; asked by every ballot."""
    unread = sa.func.count(sa.case((Comment.weight.is_(None), 1)))
    unsent = sa.func.count(sa.case((sa.and_(Comment.weight == Weight.AGAINST, Comment.summary_id.is_(None)), 1)))
    counted = sa.select(unread, unsent, _untold_referees(round_id)).where(
        Comment.round_id == round_id, Comment.received.is_not(None), Comment.refused.is_(None)
    )
    row = session().execute(counted).one()
    due = sa.select(sa.func.max(AdverseSummary.due)).where(
        AdverseSummary.round_id == round_id, AdverseSummary.answered.is_(None), AdverseSummary.due > now
    )
    return Standing(row[0], row[1] + (row[2] or 0), session().scalar(due))


def _untold_referees(round_id: int) -> sa.ScalarSelect[int]:
    """Confirmed statements that weigh against, given or corrected after the last summary made of such."""
    about = sa.select(Round.application_id).where(Round.id == round_id).scalar_subquery()
    told = (
        sa.select(AdverseSummary.id)
        .join(Round, Round.id == AdverseSummary.round_id)
        .where(
            Round.application_id == Referee.application_id,
            AdverseSummary.referees,
            AdverseSummary.sent >= sa.func.coalesce(Referee.corrected, Referee.submitted),
        )
    )
    query = sa.select(sa.func.count(Referee.id)).where(
        Referee.application_id == about,
        Referee.state == RefereeState.CONFIRMED,
        Referee.adverse,
        ~sa.exists(told.correlate(Referee)),
    )
    return query.scalar_subquery()


@dataclass(frozen=True, slots=True)
class Summary:
    """As applicant, office and panel read it: without its authors."""

    number: int
    words: str
    sent: datetime
    due: datetime
    answer: str
    answered: datetime | None

    def open_at(self, now: datetime) -> bool:
        return self.answered is None and self.due > now


def of_application(application: Application) -> list[Summary]:
    """Oldest first."""
    query = sa.select(AdverseSummary).join(Round, Round.id == AdverseSummary.round_id)
    query = query.where(Round.application_id == application.id).order_by(AdverseSummary.number)
    return [_opened(application, row) for row in session().scalars(query)]


def summary_or_404(application: Application, number: int) -> Summary:
    return _opened(application, row_or_404(application, number))


def row_or_404(application: Application, number: int) -> AdverseSummary:
    query = sa.select(AdverseSummary).join(Round, Round.id == AdverseSummary.round_id)
    query = query.where(Round.application_id == application.id, AdverseSummary.number == number)
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotThere
    return found


def by_id(summary_id: int) -> AdverseSummary | None:
    return session().get(AdverseSummary, summary_id)


def application_of(summary: AdverseSummary) -> Application:
    query = sa.select(Application).join(Round, Round.application_id == Application.id)
    return session().scalars(query.where(Round.id == summary.round_id)).one()


def next_number(application_id: int) -> int:
    query = sa.select(sa.func.coalesce(sa.func.max(AdverseSummary.number), 0))
    query = query.join(Round, Round.id == AdverseSummary.round_id).where(Round.application_id == application_id)
    return (session().scalar(query) or 0) + 1


def open_round(application_id: int) -> Round | None:
    """The admission whose ballots can still be put off."""
    query = sa.select(Round).where(
        Round.application_id == application_id, Round.kind == Kind.ADMISSION, Round.state == State.OPEN
    )
    return session().scalar(query.execution_options(populate_existing=True))


def rounds_to_hold(now: datetime, soon: datetime) -> list[int]:
    """Open admissions whose ballots may begin soon, or have begun, with something received or said."""
    query = sa.select(Round.id).where(
        Round.kind == Kind.ADMISSION,
        Round.state == State.OPEN,
        Round.comments_until.is_not(None),
        Round.comments_until < soon,
        Round.closes > now,
        sa.or_(
            sa.exists(
                sa.select(Comment.id).where(
                    Comment.round_id == Round.id, Comment.received.is_not(None), Comment.refused.is_(None)
                )
            ),
            sa.exists(
                sa.select(Referee.id).where(
                    Referee.application_id == Round.application_id,
                    Referee.state == RefereeState.CONFIRMED,
                    Referee.adverse,
                )
            ),
        ),
    )
    return list(session().scalars(query.order_by(Round.id)))


def words_name(application: Application, number: int) -> str:
    return sealed_as(application, f"adverse/{number}")


def answer_name(application: Application, number: int) -> str:
    return sealed_as(application, f"adverse/{number}/answer")


def _opened(application: Application, row: AdverseSummary) -> Summary:
    key = vault.opened(own_vault(application))
    words = vault.open_(key, words_name(application, row.number), row.words).decode()
    answer = b"" if row.answer is None else vault.open_(key, answer_name(application, row.number), row.answer)
    return Summary(row.number, words, row.sent, row.due, answer.decode(), row.answered)
