"""Chapters of a decision's record that the applicant and the office wrote. In English: the same for all readers."""

from collections.abc import Iterator

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.core.db import session
from directory.membership.models import Application, PolicyVersion
from directory.membership.queries import (
    adverse,
    desk,
    information,
    policy,
    referee_answers,
    referee_counts,
    rounds,
    screening,
    snapshots,
)
from directory.membership.queries import application as applications
from directory.membership.queries import comments as comment_queries
from directory.membership.rules.policy_lines import difference
from directory.membership.rules.record import Entry, Redaction, entry
from directory.membership.rules.sections import TITLES, Section


def about(application: Application, redaction: Redaction) -> Iterator[Entry]:
    name = None if redaction is Redaction.PUBLIC else applications.name_of(application)
    yield entry(
        ("Application", application.reference),
        ("Applicant", name),
        ("State", application.state.value),
        ("Outcome", application.outcome.value if application.outcome else None),
        ("Submitted", application.submitted),
        ("In this state since", application.entered),
    )


def policies(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    """Each version a round was held under, and what was different from the one before."""
    pinned = {round_.policy for round_ in rounds.of_application(application.id) if round_.policy is not None}
    for number in sorted(pinned | {application.policy}):
        row = session().get_one(PolicyVersion, number)
        yield entry(("Version", number), ("Adopted", row.adopted), ("Reason", row.why), ("SHA-256", row.digest))
        if number > 1:
            yield from _differences(number)


def _differences(number: int) -> Iterator[Entry]:
    for change in difference(policy.of(number - 1), policy.of(number)):
        label = change.line.label % dict(change.line.values) if change.line.values else change.line.label
        yield entry(("Changed", label), (f"Version {number - 1}", change.before), (f"Version {number}", change.after))


def history(application: Application, redaction: Redaction) -> Iterator[Entry]:
    court = redaction is Redaction.COURT
    for step in applications.steps(application.id):
        yield entry(
            ("Step", f"{step.move}: {step.before.value} to {step.after.value}"),
            ("At", step.at),
            ("By", who(application, step.actor, redaction)),
            ("Reason", applications.reason_of(application, step) if court else None),
        )


def who(application: Application, actor: str, redaction: Redaction) -> str:
    """A name for a court; for everybody else the applicant, the site, or the Coalition."""
    if actor == f"person:{application.person_id}":
        return "the applicant"
    if not actor.startswith("person:"):
        return "the site"
    return name_of(actor) if redaction is Redaction.COURT else "the Coalition"


def name_of(actor: str) -> str:
    person = actor.removeprefix("person:")
    if person == actor or not person.isdigit():
        return actor
    name = session().scalar(sa.select(Person.name).where(Person.id == int(person)))
    return f"{name} ({actor})" if name else actor


def statements(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    """As they were in the last snapshot, which is what the panel read."""
    last = snapshots.latest_of(application.id)
    if last is None:
        return
    for section, body in sorted(snapshots.texts_then(application, last).items()):
        said = ((key, "yes" if value is True else "no" if value is False else value) for key, value in body.items())
        yield entry(("Section", _title(section)), *said)


def _title(section: Section) -> str:
    return TITLES.get(section) or section.value.replace("-", " ").capitalize()


def evidence(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for snapshot in snapshots.snapshots_of(application.id):
        yield entry(("Snapshot", snapshot.number), ("Taken", snapshot.taken), ("SHA-256 of the list", snapshot.digest))
        yield entry(("Items", len(snapshot.items)), *sorted(snapshot.items.items()))


def asked(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for each in information.requests_of(application):
        items = "\n".join(f"{_title(item.section)}: {item.words}" for item in each.items)
        yield entry(
            ("Request", each.number),
            ("Asked", each.asked),
            ("Items", items),
            ("Due", each.due),
            ("Answered", each.answered),
            ("Answer", each.reply),
        )


def against(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    """What weighs against, without its authors, and what the applicant said to it."""
    for each in adverse.of_application(application):
        yield entry(
            ("Summary", each.number),
            ("Sent", each.sent),
            ("Words", each.words),
            ("Answered", each.answered),
            ("Answer", each.answer),
        )


def checked(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    for stop in screening.stops_of(application):
        for tick in stop.ticks:
            found = (("Finding", tick.finding.value), ("At", tick.at), ("By", tick.by), ("Note", tick.note))
            yield entry(("Hard stop", stop.sentence), *found)
    for waived in desk.waivers_of(application):
        facts = (("Least", waived.least), ("Reason", waived.reason), ("By", waived.by), ("At", waived.at))
        yield entry(("Waived", waived.what.value), *facts)
    for check in screening.credentials_of(application, ended=True):
        yield _credential(check)
    for each in desk.conflicts_of(application):
        yield entry(("Office, takes no part", each.name), ("Since", each.declared), ("Reason", each.reason))
    for note in desk.notes_of(application):
        yield entry(("Note of the office", note.number), ("At", note.at), ("By", note.by), ("Words", note.words))


def _credential(check: screening.Checked) -> Entry:
    """Confirmed at its source, by whom and when."""
    said = check.credential
    return entry(
        ("Checked at its source", said.title),
        ("Issuer", said.issuer),
        ("Number", said.number),
        ("Expires", said.expires),
        ("Address", said.address),
        ("Source", said.source),
        ("On", said.checked),
        ("Result", said.result.value),
        ("By", check.by),
        ("Recorded", check.at),
        ("Counts no more since", check.ended),
    )


def comments(application: Application, _redaction: Redaction) -> Iterator[Entry]:
    """To a court only: comments are not published, and their authors are protected."""
    for number, each in enumerate(comment_queries.of_application(application), 1):
        row = each.comment
        yield entry(
            ("Comment", number),
            ("By", f"{each.told.name or name_of(f'person:{row.person_id}')} ({row.sender.value})"),
            ("Words", each.told.words),
            ("Clinic", each.told.clinic),
            ("When", each.told.when),
            ("Received", row.received),
            ("Proof", row.proof.value),
            ("Verified", row.verified),
            ("Verified by", each.verified_by),
            ("Not relied on since", row.refused),
            ("Read as", row.weight.value if row.weight else None),
            ("Read by", each.read_by),
        )


def referees(application: Application, redaction: Redaction) -> Iterator[Entry]:
    """The words to a court, which may order them; to the applicant how many were sent and received."""
    if redaction is not Redaction.COURT:
        found = referee_counts.counts(application.id)
        yield entry(("Referees asked", found.sent), ("Answers received", found.received))
        return
    for each in referee_answers.files(application):
        said = ((line.question.words, f"{line.choice}\n{line.words}".strip()) for line in each.said)
        yield entry(
            ("Referee", each.details.name or f"number {each.row.id}"),
            ("Group", each.row.group.value),
            ("State", each.row.state.value),
            ("Clinic", each.details.clinic),
            ("Relation", each.details.relation),
            ("Why not relied on", each.reason),
            *((what, words) for what, words in said if words),
        )
