"""Chapters of a decision's record that the panel made. By the secrecy of the round: confidential ballots have names,
secret ones have none anywhere, so none can stand here."""

from collections.abc import Iterator

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core import vault
from directory.core.db import session
from directory.membership.models import (
    Application,
    BallotVersion,
    ConflictSuggestion,
    Decision,
    Elector,
    ItemOpening,
    OpenedBallot,
    Operation,
    Round,
)
from directory.membership.queries import ballots, replay, rounds, talk
from directory.membership.queries import decision as made
from directory.membership.queries.record_file import name_of
from directory.membership.rules.conflicts import BECAUSE_WORDS
from directory.membership.rules.record import Entry, Redaction, entry
from directory.membership.rules.result import CriterionResult, Result
from directory.membership.rules.rounds import Secrecy
from directory.photos.models import Opening


def held(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for round_ in rounds.of_application(application.id):
        yield entry(
            ("Round", round_.reference),
            ("Kind", f"{round_.kind.value}, {round_.secrecy.value}"),
            ("State", round_.state.value),
            ("Policy", round_.policy),
            ("Opened", round_.opened),
            ("Ballots from", round_.comments_until),
            ("Closed", round_.closed),
        )


def electorate(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    query = sa.select(Elector, Person.name).join(Person, Person.id == Elector.person_id)
    for round_ in rounds.of_application(application.id):
        rows = session().execute(query.where(Elector.round_id == round_.id).order_by(Elector.person_id)).all()
        for seat, name in rows:
            yield entry(
                ("Seat", f"{round_.reference}: {name} (person:{seat.person_id})"),
                ("As", seat.seat.value),
                ("Seated", seat.seated),
                ("Replacement", "yes" if seat.replacement else None),
                ("Declared", seat.declared),
                ("Takes no part since", seat.recused),
                ("Reason", _reason(round_, seat)),
                ("Replaced", seat.replaced),
            )
        yield from _suggested(round_)


def _reason(round_: Round, seat: Elector) -> str | None:
    if seat.reason is None:
        return None
    part = rounds.sealed_as(round_, f"recusal/{seat.person_id}")
    return vault.open_(rounds.key(round_), part, seat.reason).decode()


def _suggested(round_: Round) -> Iterator[Entry]:
    query = sa.select(ConflictSuggestion).where(ConflictSuggestion.round_id == round_.id)
    for row in session().scalars(query.order_by(ConflictSuggestion.person_id, ConflictSuggestion.because)):
        detail = vault.open_(rounds.key(round_), rounds.sealed_as(round_, "because"), row.detail).decode()
        because = BECAUSE_WORDS[row.because].replace("%(detail)s", detail)
        yield entry(("Suggested by the site", name_of(f"person:{row.person_id}")), ("Because", because))


def discussion(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for round_ in rounds.of_application(application.id):
        for criterion, lines in sorted(talk.remarks(round_, 0).items()):
            for line in lines:
                about = f"criterion {criterion}" if criterion else "the whole"
                head = ("Remark", f"{round_.reference}, {about}")
                yield entry(head, ("By", line.name), ("At", line.at), ("", line.words))
        for block in talk.blocks(round_):
            yield entry(
                ("Block", f"{round_.reference}, {block.ground.value}"),
                ("By", block.name),
                ("At", block.raised),
                ("Reason", block.reason),
                ("Evidence", block.evidence),
                ("Finding", block.finding.value if block.finding else "none"),
                *((f"Ruling of {each.name}", f"{each.finding.value}: {each.words}") for each in block.rulings),
            )


def votes(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for round_ in rounds.of_application(application.id):
        yield from _secret(round_) if round_.secrecy is Secrecy.SECRET else _named(round_)


def _named(round_: Round) -> Iterator[Entry]:
    """Every version: what was changed stays readable."""
    query = sa.select(BallotVersion).where(BallotVersion.round_id == round_.id)
    for row in session().scalars(query.order_by(BallotVersion.person_id, BallotVersion.number)):
        said = ballots.words_of(round_, row)
        notes = ((f"Note on criterion {n}", words) for n, words in sorted(said.notes.items()))
        yield entry(
            ("Ballot", f"{round_.reference}: {name_of(f'person:{row.person_id}')}, version {row.number}"),
            ("At", row.at),
            ("Vote", row.vote.value),
            ("Scores", _scores(row)),
            ("Reason", said.reason),
            *notes,
            ("SHA-256", row.digest),
        )


def _secret(round_: Round) -> Iterator[Entry]:
    """Votes, scores and words were shuffled apart at closing: what stands together here is no one's ballot."""
    query = sa.select(OpenedBallot).where(OpenedBallot.round_id == round_.id).order_by(OpenedBallot.number)
    for row in session().scalars(query):
        said = ballots.said_from(ballots.raw_opened(round_, row))
        notes = ((f"Note on criterion {n}", words) for n, words in sorted(said.notes.items()))
        yield entry(
            ("Place in the shuffled list", f"{round_.reference}: {row.number}"),
            ("Vote", row.vote.value),
            ("Scores", _scores(row)),
            ("Reason", said.reason),
            *notes,
            ("SHA-256", row.digest),
        )


def _scores(row: BallotVersion | OpenedBallot) -> str:
    numbers = sorted(row.scores.items(), key=lambda each: int(each[0]))
    return ", ".join(f"{n}: {'N' if value is None else value}" for n, value in numbers)


def tally(application: Application, redaction: Redaction) -> Iterator[Entry]:
    """The stored result, and whether the chain gives the same. Only a court gets numbers."""
    for round_ in rounds.of_application(application.id):
        if round_.result is None:
            continue
        result, found = Result.from_json(round_.result), replay.replay(round_)
        head: tuple[tuple[str, object], ...]
        same = "agrees with the result" if not found.problems else "; ".join(found.problems)
        head = (("Round", round_.reference), ("Replay from the chain", same))
        if redaction is Redaction.COURT:
            head = (*head, ("Verdict", result.verdict.value))
            votes_ = f"yes {result.yes}, no {result.no}, abstained {result.abstained}"
            numbers = f"{result.ballots} of {result.eligible} ballots, quorum {result.quorum}"
            head = (*head, ("Votes", votes_), ("Ballots", numbers))
        yield entry(*head)
        if redaction is not Redaction.PUBLIC:
            for each in result.criteria:
                yield _criterion(each, redaction)


def _criterion(each: CriterionResult, redaction: Redaction) -> Entry:
    met = "met" if each.met else ("not met" if each.enough else "judged by too few")
    if redaction is not Redaction.COURT:
        return entry(("Criterion", each.number), ("Result", met))
    counts = " ".join(str(count) for count in each.counts)
    facts = (("Lower median", each.median), ("Scores 0 to 5", counts), ("N", each.not_judged))
    return entry(("Criterion", each.number), ("Result", met), *facts)


def decisions(application: Application, redaction: Redaction) -> Iterator[Entry]:
    """Those that were made, and the letters as they were sent."""
    query = sa.select(Decision).where(Decision.application_id == application.id, Decision.made.is_not(None))
    court = redaction is Redaction.COURT
    for decision in session().scalars(query.order_by(Decision.made, Decision.id)):
        second = name_of(f"person:{decision.second}") if decision.second else None
        yield entry(
            ("Decision", decision.outcome.value if decision.outcome else decision.kind.value),
            ("Made", decision.made),
            ("Result of the round", decision.computed.value if court else None),
            ("Signed by", name_of(f"person:{decision.signed_by}") if court else None),
            ("Second signature", second if court else None),
            ("Root of the audit log", decision.root),
        )
        if court:
            yield _chosen(decision)
        if redaction is not Redaction.PUBLIC:
            yield from _letters(decision)


def _chosen(decision: Decision) -> Entry:
    """As the chair wrote it, beside the letter that was made of it."""
    asked = made.asked_of(decision)
    reasons = ((f"Criterion {number}", words) for number, words in sorted(asked.reasons.items()))
    conditions = (("Condition", f"{each.words} (until {each.due})") for each in asked.conditions)
    return entry(("Chosen", decision.kind.value), ("Reason", asked.reason), ("", asked.overall), *reasons, *conditions)


def _letters(decision: Decision) -> Iterator[Entry]:
    for sent in reversed(made.letters_of(decision)):
        yield entry(
            ("Letter", sent.number),
            ("Written", sent.at),
            ("E-mail", sent.state.value if sent.state else None),
            ("Ended", sent.ended),
            ("Root of the audit log", sent.root),
            ("", "\n".join(sent.lines)),
        )


def openings(application: Application, redaction: Redaction) -> Iterator[Entry]:
    """Who opened what. The applicant learns in what role and on which day: not how often, which would count people."""
    if redaction is Redaction.APPLICANT:
        for owner, role, day in sorted({(row.owner, row.role, f"{row.at:%Y-%m-%d}") for row in _photos(application)}):
            yield entry(("Opened", owner), ("Role", role), ("Day", day))
        return
    for row in _photos(application):
        facts = (("Role", row.role), ("Photos", row.photos), ("At", row.at), ("Why", row.why.value))
        yield entry(("Opened", row.owner), ("By", f"{row.name} ({row.actor})"), *facts)
    for round_ in rounds.of_application(application.id):
        query = sa.select(ItemOpening).where(ItemOpening.round_id == round_.id)
        for item in session().scalars(query.order_by(ItemOpening.at, ItemOpening.person_id, ItemOpening.item)):
            what = f"{round_.reference}, criterion {item.criterion}: {item.item}"
            yield entry(("Opened", what), ("By", name_of(f"person:{item.person_id}")), ("At", item.at))


def _photos(application: Application) -> list[Opening]:
    cases = sa.select(Operation.id).where(Operation.application_id == application.id)
    owners = [f"operation:{case}" for case in session().scalars(cases)]
    query = sa.select(Opening).where(Opening.owner.in_(owners)).order_by(Opening.at, Opening.owner, Opening.id)
    return list(session().scalars(query))
