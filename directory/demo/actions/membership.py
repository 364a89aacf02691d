"""Membership in the demo: policies, applications with their rounds, and the memberships of those who were there before.

The real actions write it, each with the time at which it happened; one application is one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random

import sqlalchemy as sa

from directory.core import audit, transaction, vault
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.demo.actions import accounts
from directory.demo.actions import membership_matters as matters
from directory.demo.actions.membership_stories import tell
from directory.demo.actions.membership_story import Hall, Story, deliver
from directory.demo.actions.photos import Album
from directory.demo.rules import membership_words as words
from directory.demo.rules import names, signs
from directory.demo.rules.members import Member
from directory.demo.rules.membership import APPLICATIONS, ENDS, Path, paths
from directory.demo.rules.membership_people import Applicant
from directory.demo.rules.towns import TOWNS
from directory.membership.actions import membership, panel
from directory.membership.actions import policy as policies
from directory.membership.models import Round
from directory.membership.rules.policy import FIRST
from directory.membership.rules.rounds import Kind, Secrecy, State
from directory.physicians.rules import Standing
from directory.places.queries import find, regions
from directory.places.rules import fold

_PLACE = "R-0000-0000"
PROPOSED, SMALL = 51, 12  # number of the member whose removal was proposed; where there are fewer, of another


def hall(
    people: Mapping[int, int], office: int, others: Mapping[str, int], album: Album, *, seed: int, today: datetime
) -> Hall:
    chair, deputy, *reviewers = (people[number] for number in accounts.REVIEWERS)
    reviewers.sort(key=lambda person: person != people[4])  # who signs in comes first
    return Hall(
        seed=seed,
        today=today,
        office=office,
        second_office=others[signs.SECOND_COORDINATOR],
        chair=chair,
        deputy=deputy,
        reviewers=tuple(reviewers),
        lay=others[signs.LAY],
        second_lay=others[signs.SECOND_LAY],
        album=album,
    )


def adopt_policies(where: Hall) -> None:
    """Three versions: what applied when the first were admitted, and two changes."""
    number = policies.ensure_first(where.today - timedelta(days=3600))
    second = replace(FIRST, withdrawal_undo_days=10)
    third = replace(second, dues=replace(second.dues, cents=126_000, restore_days=120))
    for policy, days, why in ((second, 420, words.WHY[0]), (third, 70, words.WHY[1])):
        at = where.today - timedelta(days=days) + timedelta(hours=15)
        number = policies.adopt(policy, base=number, why=why, person_id=where.chair, now=at).number


def members(chosen: Sequence[Member], ids: Mapping[int, int], where: Hall) -> None:
    """Who was listed before there was this software has a membership as it stands, and the standards met."""
    kinds = {each.number: [evidence.kind for evidence in each.evidence] for each in FIRST.criteria}
    noon = timedelta(hours=12)
    for each in chosen:
        if each.standing is Standing.DRAFT:
            continue
        membership.adopt(ids[each.number], actor=f"person:{where.office}", now=where.today - timedelta(days=300) + noon)
        panel.write(ids[each.number], kinds, on=each.since, policy=1)


def applicants(count: int, taken: set[str], *, seed: int) -> list[Applicant]:
    rng = Random(f"{seed}/applicants")
    drawn = islice((name for name in names.physicians(rng) if name not in taken), count)
    towns = [find(text, 1)[0] for text in TOWNS[12 : 12 + count]]
    return [
        Applicant(
            number=number,
            name=name,
            email=signs.APPLICANT if number == 1 else f"{'-'.join(fold(name).split())}@example.org",
            town=town,
            region={text: code for code, text in regions(town.country)}.get(town.region, ""),
        )
        for number, (name, town) in enumerate(zip(drawn, towns, strict=True), start=1)
    ]


def stories(where: Hall, taken: set[str], *, small: bool) -> list[Story]:
    """The oldest first, so that policies and letters come in their order."""
    told = paths(len(Path) if small else APPLICATIONS)
    people = applicants(len(told), taken, seed=where.seed)
    found = []
    for path, who in zip(told, people, strict=True):
        _end, days = ENDS[path]
        found.append(Story(where, path, who, where.today - timedelta(days=days + who.number % 3)))
    return sorted(found, key=lambda story: (story.begun, story.who.number))


def write(told: Sequence[Story], progress: Callable[[int], None]) -> None:
    for story in told:
        with transaction.unit():
            tell(story)
        progress(1)
    with transaction.unit():
        _end_place()


def about_members(where: Hall, ids: Mapping[int, int], who: Applicant) -> None:
    """The rounds that are about members: a removal that was carried, and a re-review that has been opened."""
    with transaction.unit():
        matters.removal(_about(where, who, 1, days=40), ids.get(PROPOSED) or ids[SMALL])
    with transaction.unit():
        matters.re_review(_about(where, who, 2, days=6))


def _about(where: Hall, who: Applicant, number: int, *, days: int) -> Story:
    """A story without an application. `who` has the letters of an applicant and is nobody here."""
    story = Story(where, Path.CLOSED, replace(who, number=1000 + number), where.today - timedelta(days=days))
    story.first_letter = _last_letter()
    return story


def _last_letter() -> int:
    return session().scalar(sa.select(sa.func.max(LetterRow.id))) or 0


def settle(now: datetime) -> None:
    """What was due until the moment of loading has gone out."""
    with transaction.unit():
        deliver(0, now)


def skip_used_rounds(physician_id: int, now: datetime) -> None:
    """The audit of an earlier load stays. A round that got an old number would go on with an old stream, and could not
    be replayed. SQLite gives the number after the highest row there is, so one stands there while rounds are made."""
    query = sa.select(audit.AuditHead.stream).where(audit.AuditHead.stream.like("round:%"))
    with transaction.unit():
        last = max((int(stream.partition(":")[2]) for stream in session().scalars(query)), default=0)
        if last == 0:
            return
        session().add(
            Round(
                id=last,
                reference=_PLACE,
                kind=Kind.REMOVAL,
                secrecy=Secrecy.SECRET,
                state=State.VOID,
                physician_id=physician_id,
                vault_id=vault.create(now).id,
                planned=now,
            )
        )


def _end_place() -> None:
    row = session().scalar(sa.select(Round).where(Round.reference == _PLACE))
    if row is not None:
        session().delete(row)
        session().flush()
        session().execute(sa.delete(vault.Vault).where(vault.Vault.id == row.vault_id))
