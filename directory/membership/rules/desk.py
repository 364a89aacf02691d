"""The coordinators' desk: what must be there before a round opens, and what is refused there. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal
from directory.membership.rules.application import State
from directory.membership.rules.policy import Policy

NOTE_MOST = 4000
REASON_MOST = 2000
IN_HAND = frozenset({State.SCREENING, State.INFORMATION_REQUESTED, State.IN_REVIEW, State.DECISION_PENDING})


class Waivable(StrEnum):
    """What a round may open without, if the office says why."""

    COLLEAGUES = "colleagues"
    PATIENTS = "patients"
    PERIOD = "period"


WAIVABLE_WORDS = {
    Waivable.COLLEAGUES: N_("Colleagues who answered"),
    Waivable.PATIENTS: N_("Former patients who answered"),
    Waivable.PERIOD: N_("Former patients of the drawn period"),
}


class NoteEmpty(Refusal):
    message = N_("Write the note first.")
    field = "words"


class ConflictReason(Refusal):
    message = N_("Say in a sentence what the conflict is.")
    field = "reason"


class DeclaredAlready(Conflict):
    message = N_("This conflict has been declared already.")
    constraint = "uq_office_conflicts_one"


class NotInConflict(Conflict):
    message = N_("This conflict has been taken back already.")


class OwnConflict(Conflict):
    message = N_("A conflict is taken back by somebody else of the office.")
    constraint = "ck_office_conflicts_by_another"


class WaiverReason(Refusal):
    message = N_("Say why fewer referees are enough here. The reason stays in the record.")
    field = "reason"


class NothingWaived(Refusal):
    message = N_("This is not fewer than the policy asks for.")
    field = "least"


class WaivedAlready(Conflict):
    message = N_("This is waived already. Take the waiver back first to change it.")
    constraint = "uq_waivers_one"


class NotInHand(Conflict):
    message = N_("This is possible while an application is checked or reviewed.")


class NotReady(Refusal):
    message = N_("A round cannot be opened yet: each thing that is missing is listed below.")


@dataclass(frozen=True, slots=True)
class Answered:
    """Referees whose answers count."""

    colleagues: int = 0
    patients: int = 0
    from_period: int = 0
    unconfirmed: int = 0  # the office has neither confirmed them nor set them aside


@dataclass(frozen=True, slots=True)
class Ready:
    """A file as it is before its round: everything the office must have done."""

    answered: Answered
    waived: dict[Waivable, int]
    unchecked: tuple[int, ...]  # hard stops nobody has looked at
    found: tuple[int, ...]  # hard stops that are there
    licence: bool  # confirmed at its source and unexpired
    malpractice: bool
    unconfirmed: int  # credentials whose source said otherwise
    judges: int  # who could judge without a conflict, external assessors among them
    lay: int
    proposal: bool  # declining as ineligible waits for a second coordinator


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that keeps a round from being opened. `page` is where it is put right."""

    message: str
    page: str
    values: tuple[tuple[str, int], ...] = ()


def needed(policy: Policy, waived: dict[Waivable, int]) -> dict[Waivable, int]:
    asked = {
        Waivable.COLLEAGUES: policy.colleagues_answered,
        Waivable.PATIENTS: policy.patients_answered,
        Waivable.PERIOD: policy.patients_from_period,
    }
    return {what: min(least, waived.get(what, least)) for what, least in asked.items()}


def lacking(case: Ready, policy: Policy) -> list[Lacking]:
    """All of it at once; empty means that the round may be opened."""
    return [*_referees(case, policy), *_checks(case), *_panel(case, policy)]


_REFEREES = {
    Waivable.COLLEAGUES: N_("Colleagues who have answered: %(there)d, needed are %(least)d."),
    Waivable.PATIENTS: N_("Former patients who have answered: %(there)d, needed are %(least)d."),
    Waivable.PERIOD: N_("Former patients of the drawn period who have answered: %(there)d, needed are %(least)d."),
}


def _referees(case: Ready, policy: Policy) -> list[Lacking]:
    there = {
        Waivable.COLLEAGUES: case.answered.colleagues,
        Waivable.PATIENTS: case.answered.patients,
        Waivable.PERIOD: case.answered.from_period,
    }
    found = [
        Lacking(_REFEREES[what], "referees", (("there", there[what]), ("least", least)))
        for what, least in needed(policy, case.waived).items()
        if there[what] < least
    ]
    if case.answered.unconfirmed:
        message = N_("Answers of referees that were neither confirmed nor set aside: %(count)d.")
        found.append(Lacking(message, "referees", (("count", case.answered.unconfirmed),)))
    return found


def _checks(case: Ready) -> list[Lacking]:
    found = [Lacking(N_("Hard stop %(number)d was not checked."), "stops", (("number", n),)) for n in case.unchecked]
    found += [Lacking(N_("Hard stop %(number)d is there: no round."), "stops", (("number", n),)) for n in case.found]
    if not case.licence:
        found.append(Lacking(N_("No unexpired licence was confirmed at its source."), "credentials"))
    if not case.malpractice:
        found.append(Lacking(N_("No malpractice cover in force was confirmed at its source."), "credentials"))
    if case.unconfirmed:
        message = N_("Credentials that their source did not confirm: %(count)d. Check them again, or take them off.")
        found.append(Lacking(message, "credentials", (("count", case.unconfirmed),)))
    if case.proposal:
        found.append(Lacking(N_("Declining as ineligible was proposed: confirm it or take it back."), "decline"))
    return found


def _panel(case: Ready, policy: Policy) -> list[Lacking]:
    found = []
    if case.judges < policy.panel_minimum:
        message = N_("Members and assessors without a conflict: %(there)d, needed are %(least)d.")
        found.append(Lacking(message, "round", (("there", case.judges), ("least", policy.panel_minimum))))
    if case.lay < 1:
        found.append(Lacking(N_("There is no lay reviewer without a conflict."), "round"))
    return found


def check_waiver(least: int, asked: int, reason: str) -> None:
    """Raises WaiverReason, NothingWaived."""
    if not reason.strip():
        raise WaiverReason
    if not 0 <= least < asked:
        raise NothingWaived
