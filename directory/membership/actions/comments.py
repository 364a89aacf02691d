"""Comments: written, sent by the button behind an e-mailed link, verified and read by the office."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from directory.core import audit, files, links, transaction, vault
from directory.core.db import session
from directory.core.outbox import post
from directory.membership.actions.desk import record
from directory.membership.letters import comments as letters
from directory.membership.models import Application, Comment
from directory.membership.queries import comments as queries
from directory.membership.queries.application import locked, referees_vault
from directory.membership.queries.comments import FOLDER, Period
from directory.membership.rules import comments as rules
from directory.membership.rules.comments import Proof, Sender, Told, Weight

ORPHANS_KEPT = timedelta(days=1)


def by_member(period: Period, words: str, *, person_id: int, submission: str, now: datetime) -> Comment:
    """Signed in, so nothing is left to prove. Raises SentBefore; sent twice is one."""
    _check(period, words)
    if period.application.person_id == person_id:
        raise rules.OwnApplication
    known = queries.by_submission(submission)
    if known is not None:
        return known
    row = Comment(
        round_id=period.round.id,
        submission=submission,
        sender=Sender.MEMBER,
        person_id=person_id,
        proof=Proof.MEMBER,
        written=now,
        received=now,
        verified=now,
    )
    _add(period.application, row, Told(words=words))
    _received(row, f"person:{person_id}", now)
    return row


def by_patient(period: Period, told: Told, *, submission: str, now: datetime) -> Comment:
    """Waits for the button behind the link; the page says the same whoever it is."""
    _check(period, told.words)
    known = queries.by_submission(submission)
    if known is not None:
        return known
    row = Comment(
        round_id=period.round.id,
        submission=submission,
        sender=Sender.PATIENT,
        email_digest=queries.digest_of(told.email),
        proof=Proof.NONE,
        written=now,
    )
    _add(period.application, row, told)
    links.issue(letters.LINK, submission, expires=now + timedelta(days=rules.LINK_DAYS))
    post(letters.PROOF, row.id, due=now)
    return row


def _check(period: Period, words: str) -> None:
    if not words.strip():
        raise rules.WordsMissing
    locked(period.application.id)  # a round that closes at this moment is seen
    session().refresh(period.round)
    queries.period_or_404(period.application.reference, period.round.opened or period.until, None)


def _add(application: Application, row: Comment, told: Told) -> None:
    values = {name: getattr(told, name) for name in Told.__slots__}
    row.told = vault.seal_json(referees_vault(application), queries.told_name(row), values)
    session().add(row)
    session().flush()


def send(comment: Comment, now: datetime) -> None:
    """The button behind the link: the mailbox is proved, and with it a consultation here if there is one."""
    application, round_ = queries.about(comment)
    locked(application.id)
    session().refresh(comment)
    if comment.received is not None:
        return
    queries.period_or_404(application.reference, now, None)
    comment.received = now
    if queries.has_consultation(comment.email_digest or ""):
        comment.proof, comment.verified = Proof.CONSULTATION, now
    session().flush()
    # The link shows and proves until the office has looked; it never ends before the comment period.
    links.issue(letters.LINK, comment.submission, expires=round_.comments_end or now)
    _received(comment, "visitor", now)


def _received(comment: Comment, by: str, now: datetime) -> None:
    subject = f"round:{comment.round_id}"
    audit.record(
        subject, "comment.received", actor=by, subject=subject, now=now, comment=comment.id, proof=str(comment.proof)
    )
    post(letters.RECEIPT, comment.id, due=now)


def store_proof(key: vault.Key, bound: str, document_id: str, data: bytes) -> None:
    """Outside any transaction: sealing and writing take long. An orphan is removed by the sweep."""
    files.store().put(f"{FOLDER}/{document_id}", vault.seal(key, bound, data))


def add_proof(comment: Comment, document_id: str) -> None:
    """Only the office sees it. A later one takes the place of the earlier, until the office has looked."""
    application, _round = queries.about(comment)
    locked(application.id)
    session().refresh(comment)
    if comment.verified is not None or comment.refused is not None:
        raise rules.VerifiedAlready
    comment.document = document_id
    session().flush()


def verify(application: Application, comment: Comment, *, person_id: int, now: datetime) -> None:
    """The office has seen a proof of treatment."""
    _check_unverified(comment)
    comment.proof, comment.verified, comment.verified_by = Proof.TREATMENT, now, person_id
    session().flush()
    record(application, "comment_verified", person_id, now, comment=comment.id)


def refuse(application: Application, comment: Comment, *, person_id: int, now: datetime) -> None:
    """Nobody knows who wrote it: it counts for nothing, and stays in the record."""
    _check_unverified(comment)
    comment.refused, comment.refused_by = now, person_id
    session().flush()
    record(application, "comment_refused", person_id, now, comment=comment.id)


def _check_unverified(comment: Comment) -> None:
    if comment.verified is not None or comment.refused is not None:
        raise rules.VerifiedAlready


def read(application: Application, comment: Comment, weight: Weight, *, person_id: int, now: datetime) -> None:
    """Whether it weighs against the applicant. Can be changed until the applicant was told."""
    if comment.verified is None:
        raise rules.NotVerified
    if comment.summary_id is not None:
        raise rules.ReadAlready
    comment.weight, comment.read, comment.read_by = weight, now, person_id
    session().flush()
    record(application, "comment_read", person_id, now, comment=comment.id, weight=str(weight))


def forget_unsent(now: datetime) -> int:
    """Written with an address that nobody confirmed."""
    old = sa.and_(Comment.received.is_(None), Comment.written < now - timedelta(days=rules.LINK_DAYS))
    gone = list(session().scalars(sa.delete(Comment).where(old).returning(Comment.submission)))
    session().execute(sa.delete(links.Link).where(links.Link.purpose == letters.LINK, links.Link.subject.in_(gone)))
    return len(gone)


def sweep_proofs(now: datetime) -> int:
    """Files that never got a row within a day."""
    stored = [name for name in files.store().names(before=now - ORPHANS_KEPT) if name.startswith(f"{FOLDER}/")]
    with transaction.reading():
        known = set(session().scalars(sa.select(Comment.document).where(Comment.document.is_not(None))))
    orphans = [name for name in stored if name.partition("/")[2] not in known]
    for name in orphans:
        files.store().delete(name)
    return len(orphans)
