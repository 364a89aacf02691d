"""What weighs against an applicant is summarised, sent and answered before anybody votes. Rows are locked in order:
the application, then the round."""

from collections.abc import Collection
from datetime import datetime, timedelta

from directory.core import audit, vault
from directory.core.db import session
from directory.membership.actions import rounds
from directory.membership.actions.desk import actor, record
from directory.membership.letters import comments as letters
from directory.membership.models import AdverseSummary, Application, Comment, Round
from directory.membership.queries import adverse as queries
from directory.membership.queries import application as applications
from directory.membership.queries import comments
from directory.membership.queries import referees as asked_for
from directory.membership.queries import rounds as round_queries
from directory.membership.queries.application import own_vault
from directory.membership.rules import comments as rules
from directory.membership.rules.comments import Weight

HELD = timedelta(days=1)  # how far ballots are put off while something is unread, each time


def summarise(
    application: Application,
    words: str,
    sources: Collection[int],
    *,
    referees: bool = False,
    person_id: int,
    now: datetime,
) -> AdverseSummary:
    """`sources` are ids of comments that weigh against; `referees`: statements of referees as well. No ballot is cast
    before it is answered or due."""
    round_ = queries.open_round(application.id)
    if round_ is None:
        raise rules.TooLateToTell
    found = [_adverse(application, comment_id) for comment_id in sorted(set(sources))]
    _check(application, words, found, referees=referees)
    row = _add(application, round_, words, referees=referees, person_id=person_id, now=now)
    for comment in found:
        comment.summary_id = row.id
    session().flush()
    rounds.put_off(round_, row.due, actor=actor(person_id), now=now)
    record(application, "summarised", person_id, now, number=row.number, comments=len(found), referees=int(referees))
    letters.post_summary(row, now)
    return row


def _adverse(application: Application, comment_id: int) -> Comment:
    comment = comments.received_or_404(application, comment_id)
    if comment.summary_id is not None:
        raise rules.ReadAlready
    if comment.weight is not Weight.AGAINST:
        raise rules.SourcesMissing
    return comment


def _check(application: Application, words: str, found: Collection[Comment], *, referees: bool) -> None:
    if not words.strip():
        raise rules.SummaryMissing
    if not found and not referees:
        raise rules.SourcesMissing
    named = rules.named_in(words, _authors(application))
    if named is not None:
        raise rules.NamesAuthor(name=named)


def _authors(application: Application) -> list[str]:
    """Everybody who wrote in confidence: naming another is no better. The applicant's own name is no secret."""
    own = applications.name_of(application).casefold()
    found = []
    for each in comments.of_application(application):
        member = [] if each.comment.person_id is None else comments.name_of(each.comment.person_id)
        found += [*member, each.told.name, each.told.email]
    for row in asked_for.of(application.id):
        details = asked_for.details_of(application, row)
        found += [details.name, details.email]
    return [name for name in found if name and not set(rules.parts(name)) & set(rules.parts(own))]


def _add(
    application: Application, round_: Round, words: str, *, referees: bool, person_id: int, now: datetime
) -> AdverseSummary:
    number = queries.next_number(application.id)
    days = round_queries.policy_of(round_).answer_days
    row = AdverseSummary(
        round_id=round_.id,
        number=number,
        words=vault.seal(own_vault(application), queries.words_name(application, number), words.encode()),
        referees=referees,
        sent=now,
        sent_by=person_id,
        due=now + timedelta(days=days),
    )
    session().add(row)
    session().flush()
    return row


def answer(application: Application, number: int, words: str, now: datetime) -> None:
    """By the applicant, once, in time. `application` is locked and their own."""
    row = queries.row_or_404(application, number)
    if not words.strip():
        raise rules.AnswerMissing
    if row.answered is not None or row.due <= now:
        raise rules.AnswerEnded
    row.answer = vault.seal(own_vault(application), queries.answer_name(application, number), words.encode())
    row.answered = now
    session().flush()
    subject = f"application:{application.id}"
    by = f"person:{application.person_id}"
    audit.record(subject, "adverse.answered", actor=by, subject=subject, now=now, number=number)


def hold_ballots(round_id: int, now: datetime) -> bool:
    """While comments are unread or untold, ballots begin a day later each day, and are due a day later."""
    row = round_queries.locked(round_id)
    standing = queries.standing(row.id, now)
    if not (standing.unread or standing.unsent):
        return False
    rounds.put_off(row, now + HELD, actor="system", now=now)
    return True
