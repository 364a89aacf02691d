"""Physicians with all that their pages show."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from directory.core.audit import Entry
from directory.demo.actions import accounts
from directory.demo.actions.pictures import Pair, results
from directory.demo.actions.rows import put, put_for_ids
from directory.demo.rules import names
from directory.demo.rules.members import Member, member
from directory.demo.rules.towns import TOWNS
from directory.physicians.actions import index, keep_searchable
from directory.physicians.models import (
    Clinic,
    ClinicPhysician,
    Credential,
    Physician,
    PhysicianGroup,
    PhysicianLanguage,
    Procedure,
    ProcedureStep,
    Publication,
    Result,
    StandingChange,
)
from directory.physicians.rules import Standing, StandingReason
from directory.places.queries import find, regions
from directory.places.rules import Place

_REASONS = {
    Standing.ACTIVE: StandingReason.ADMITTED,
    Standing.PROBATION: StandingReason.ADMITTED,
    Standing.UNDER_REVIEW: StandingReason.CONCERN,
    Standing.SUSPENDED: StandingReason.CREDENTIAL,
    Standing.RESIGNED: StandingReason.OWN_WISH,
    Standing.LAPSED: StandingReason.TERM_ENDED,
    Standing.REMOVED: StandingReason.REVIEW,
}


def members(count: int, *, seed: int, today: date) -> Iterator[Member]:
    """One after the other: a hundred thousand would not fit into memory."""
    rng = Random(f"{seed}/{today}/names")
    towns = [(place, _region(place)) for place in map(_town, TOWNS)]
    for number, name in enumerate(islice(names.physicians(rng), count), start=1):
        yield member(number, name, *towns[(number - 1) % len(towns)], seed=seed, today=today)


def _town(text: str) -> Place:
    return find(text, 1)[0]


def _region(town: Place) -> str:
    codes = {name: code for code, name in regions(town.country)}
    return codes.get(town.region, "")


def sign_ins(chosen: Sequence[Member], password_hash: str, begun: datetime, *, seed: int) -> dict[int, int]:
    """Number -> person."""
    rng = Random(f"{seed}/vaults/people")
    return {
        each.number: accounts.physician(each, password_hash, f"{rng.getrandbits(128):032x}", begun).id
        for each in chosen
    }


def write(chosen: Sequence[Member], people: dict[int, int]) -> dict[int, int]:
    """Number -> physician."""
    ids = put_for_ids(Physician.id, [_physician(each, people.get(each.number)) for each in chosen])
    by_number = {each.number: id_ for each, id_ in zip(chosen, ids, strict=True)}
    _clinics(chosen, by_number)
    _procedures(chosen, by_number)
    own = [(by_number[each.number], each) for each in chosen]
    put(PhysicianLanguage, [_of(i, tag=tag, position=n) for i, m in own for n, tag in enumerate(m.languages)])
    put(PhysicianGroup, [_of(i, patient_group=group) for i, m in own for group in m.groups])
    put(Publication, [_of(i, **row) for i, m in own for row in m.publications])
    put(Credential, [_of(i, **row) for i, m in own for row in m.credentials])
    index(ids)
    keep_searchable(ids)
    return by_number


def show_results(
    chosen: Sequence[Member], ids: dict[int, int], pairs: tuple[Pair, ...], *, seed: int, today: date
) -> None:
    shown = [_of(ids[each.number], **row) for each in chosen for row in results(each, pairs, seed=seed, today=today)]
    put(Result, shown)


def history(chosen: Sequence[Member], ids: dict[int, int], office: str, today: date) -> list[Entry]:
    """How each came to the present standing, for the office's page and the chain."""
    changes: list[dict[str, Any]] = []
    entries: list[Entry] = []
    for each in chosen:
        subject = f"physician:{ids[each.number]}"
        entries.append(Entry("site", _noon(each.joined - timedelta(days=30)), office, "physician_created", subject, {}))
        for row in _changes(each, today):
            changes.append(_of(ids[each.number], actor=office, **row))
            codes = {name: str(row[name].value) for name in ("before", "after", "reason")}
            entries.append(Entry("site", row["at"], office, "standing_set", subject, dict(codes)))
    put(StandingChange, changes)
    return entries


def _changes(each: Member, today: date) -> list[dict[str, Any]]:
    """Admitted first; what followed came later."""
    if each.standing is Standing.DRAFT:
        return []
    first = Standing.PROBATION if each.standing is Standing.PROBATION else Standing.ACTIVE
    rows = [_change(Standing.DRAFT, first, each.since)]
    if each.standing is not first:
        left = each.values["left_on"]
        rows.append(_change(first, each.standing, left if isinstance(left, date) else today - timedelta(days=19)))
    return rows


def _change(before: Standing, after: Standing, day: date) -> dict[str, Any]:
    return {"before": before, "after": after, "reason": _REASONS[after], "note": "", "at": _noon(day)}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _of(physician_id: int, **row: Any) -> dict[str, Any]:
    return {"physician_id": physician_id, **row}


def _physician(each: Member, person_id: int | None) -> dict[str, Any]:
    values = {name: value for name, value in each.values.items() if name != "created_on"}
    return {**values, "person_id": person_id, "created": _noon(each.joined - timedelta(days=30))}


def _clinics(chosen: Sequence[Member], by_number: dict[int, int]) -> None:
    ids = iter(put_for_ids(Clinic.id, [dict(row) for each in chosen for row in each.clinics]))
    put(
        ClinicPhysician,
        [
            {"clinic_id": next(ids), "physician_id": by_number[each.number], "position": position}
            for each in chosen
            for position, _ in enumerate(each.clinics)
        ],
    )


def _procedures(chosen: Sequence[Member], by_number: dict[int, int]) -> None:
    offers = [(_of(by_number[each.number], **values), steps) for each in chosen for values, steps in each.procedures]
    ids = put_for_ids(Procedure.id, [values for values, _ in offers])
    put(
        ProcedureStep,
        [{"procedure_id": own, **step} for own, (_, steps) in zip(ids, offers, strict=True) for step in steps],
    )
