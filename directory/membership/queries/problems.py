"""Everything that keeps an application from being submitted, all at once, each with the place to put it right."""

from datetime import datetime

from directory.core.clock import today
from directory.core.refusals import N_
from directory.membership.models.application import Application
from directory.membership.queries import caselog, referees, sections
from directory.membership.queries import policy as policies
from directory.membership.rules.application import Problem
from directory.membership.rules.criteria import NAMES, Criterion, EvidenceKind
from directory.membership.rules.evidence import lacking
from directory.membership.rules.sections import WRITTEN, Section, missing, of_criterion

HOME = "/membership/application"


def problems(application: Application, now: datetime) -> list[Problem]:
    """In the order of the sections."""
    found = [*_written(application, now), *_evidence(application), *caselog.problems(application)]
    found += referees.problems(application, now)
    order = list(Section)
    return sorted(found, key=lambda problem: order.index(Section(problem.section)))


def address(section: Section, anchor: str = "") -> str:
    return f"{HOME}/{section}{'#' if anchor else ''}{anchor}"


def _written(application: Application, now: datetime) -> list[Problem]:
    texts, day = sections.texts_of(application), today("UTC", now)
    found = []
    for section in WRITTEN:
        body = texts[section].body if section in texts else {}
        lacks = missing(section, body, day)
        found += [Problem(section, each.message, address(section, each.field)) for each in lacks]
    return found


def _evidence(application: Application) -> list[Problem]:
    there: dict[Section, set[EvidenceKind]] = {}
    for given in sections.evidence_of(application):
        there.setdefault(given.section, set()).add(given.piece.kind)
    found = []
    for criterion in policies.of(application.policy).criteria:
        section = of_criterion(criterion.number)
        found += _lacking(criterion, section, there.get(section, set()))
    return found


def _lacking(criterion: Criterion, section: Section, there: set[EvidenceKind]) -> list[Problem]:
    message = N_("Give evidence, or say why there is none: %(what)s.")
    return [
        Problem(
            section,
            message,
            address(section, f"evidence-{each.kind}"),
            (("what", NAMES[each.kind]),),
        )
        for each in lacking(criterion, there)
    ]
