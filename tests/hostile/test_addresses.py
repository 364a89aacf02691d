"""Every address there is with parameters and queries that make no sense. A new route is covered by itself."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from werkzeug.routing import Rule

from tests.hostile.roles import PATIENT, STRANGER
from tests.hostile.sweep import check, methods, role_of, rules, tell
from tests.hostile.values import (
    HOSTILE_PARTS,
    HOSTILE_VALUES,
    PARTS_FOR_A_DATABASE,
    PARTS_FOR_EVERY_ADDRESS,
    PARTS_FOR_EVERY_METHOD,
    VALUES_FOR_A_DATABASE,
    VALUES_ONE_BY_ONE,
)
from tests.hostile.world import Asked, Watched, World, address

NO_METHODS = ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X" * 300)


@pytest.mark.both
@pytest.mark.parametrize("stage", ["room", "after"])
def test_all_answers_are_in_order_at_the_time_of_the_call_and_later(world: World, stage: str) -> None:
    world.enter(stage)
    check(
        world,
        (
            Asked(role, method, address(rule, world.existing(rule)[0]))
            for rule in rules(world)
            if rule.endpoint.startswith("consultations.")
            for method in methods(rule)
            for role in {role_of(world.app, rule.endpoint), PATIENT}
        ),
    )


def test_parameters_that_make_no_sense(world: World) -> None:
    check(world, _parameters(world, set(HOSTILE_PARTS), PARTS_FOR_EVERY_ADDRESS))


@pytest.mark.postgres
def test_parameters_that_make_no_sense_to_postgresql(world: World) -> None:
    """Once for each loader: here only the database is another."""
    check(world, _parameters(world, PARTS_FOR_A_DATABASE, set()))


def _parameters(world: World, at_first: set[str], later: set[str]) -> Iterator[Asked]:
    """What stands at the same place of an address is loaded by the same query: all of them once, a few everywhere."""
    met: set[str] = set()
    for rule in rules(world):
        args = world.existing(rule)[0]
        for name in sorted(args):
            place = _place(rule, name)
            for what in HOSTILE_PARTS:
                if what in (later if place in met else at_first):
                    yield from _parameter(world, rule, name, what)
            met.add(place)


def _place(rule: Rule, name: str) -> str:
    before, _, _ = rule.rule.partition(f"{name}>")
    return f"{before}{name}"


def _parameter(world: World, rule: Rule, name: str, what: str) -> Iterator[Asked]:
    path = address(rule, world.existing(rule)[0], {name: HOSTILE_PARTS[what]})
    role = STRANGER if what == "word" else role_of(world.app, rule.endpoint)
    for method in methods(rule)[: None if what in PARTS_FOR_EVERY_METHOD else 1]:
        yield Asked(role, method, path, what)


def test_queries_that_make_no_sense(world: World) -> None:
    """Each name a page asks for: all together with each value, and one at a time with those that have bitten."""
    check(world, _queries(world, HOSTILE_VALUES, VALUES_ONE_BY_ONE))


@pytest.mark.postgres
def test_queries_that_make_no_sense_to_postgresql(world: World) -> None:
    """What the page makes of them is judged above: here only the database is another."""
    values = {what: value for what, value in HOSTILE_VALUES.items() if what in VALUES_FOR_A_DATABASE}
    check(world, _queries(world, values, set()))


def _queries(world: World, values: dict[str, str], alone: set[str]) -> Iterator[Asked]:
    """A feature reads the same name in the same way: where none is new, those that have bitten are enough."""
    met: set[tuple[str, str]] = set()
    for rule in rules(world):
        if "GET" not in (rule.methods or ()):
            continue
        role, path = role_of(world.app, rule.endpoint), address(rule, world.existing(rule)[0])
        names = _asked_names(world, role, path)
        ours = {(rule.endpoint.partition(".")[0], name) for name in names}
        new = not ours <= met
        met |= ours
        for what, value in values.items() if names else []:
            if new or what in alone:
                yield Asked(role, "GET", f"{path}?{'&'.join(f'{name}={value}' for name in names)}", what)
            for name in names if new and what in alone and len(names) > 1 else []:
                yield Asked(role, "GET", f"{path}?{name}={value}", what)
        if names and alone:
            yield Asked(role, "GET", path + "?" + "&".join(f"{name}=1&{name}=&{name}=x" for name in names), "repeated")
            yield Asked(role, "GET", path + "?" + "&".join(f"{name}[]=1&{name}[a]=1" for name in names), "arrays")


def _asked_names(world: World, role: str, path: str) -> list[str]:
    world.ask(role, "GET", path)
    world.changed()
    return sorted(Watched.asked - {"csrf_token"})


def test_methods_that_are_not_meant(world: World) -> None:
    """Which methods an address takes is known before its view: each is asked HEAD and one other, in turn."""
    wrong = []
    for rule, other in zip(rules(world), cycle(NO_METHODS), strict=False):
        for method in ("HEAD", other):
            asked = Asked(role_of(world.app, rule.endpoint), method, address(rule, world.existing(rule)[0]))
            answer = world.ask(asked.role, method, asked.path)
            changed = world.changed()
            if answer.status_code >= 500 or changed:
                wrong.append((asked, [f"status {answer.status_code}, changed {changed}"]))
    assert not wrong, tell(wrong)
