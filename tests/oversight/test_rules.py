"""How a concern moves, and what its reference looks like."""

import re

import pytest

from directory.core.refusals import Refusal
from directory.core.workflow import WrongState
from directory.oversight.rules import CLOSE, MOVES, REOPEN, TAKE, ReasonNeeded, State, Step, new_reference


@pytest.mark.parametrize(
    ("name", "state", "target"),
    [
        (TAKE, State.NEW, State.IN_HAND),
        (CLOSE, State.NEW, State.CLOSED),
        (CLOSE, State.IN_HAND, State.CLOSED),
        (REOPEN, State.CLOSED, State.IN_HAND),
    ],
)
def test_a_move_in_the_table_leads_to_its_state(name: str, state: State, target: State) -> None:
    assert MOVES.target(name, state, Step("because")) is target


@pytest.mark.parametrize(
    ("name", "state", "words", "refusal"),
    [
        (TAKE, State.IN_HAND, "", WrongState),
        (TAKE, State.CLOSED, "", WrongState),
        (CLOSE, State.CLOSED, "because", WrongState),
        (CLOSE, State.NEW, "", ReasonNeeded),
        (REOPEN, State.CLOSED, "", ReasonNeeded),
        (REOPEN, State.NEW, "because", WrongState),
    ],
)
def test_a_move_that_does_not_fit_says_why(name: str, state: State, words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        MOVES.target(name, state, Step(words))


def test_references_can_be_read_out_and_do_not_count() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"K-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", text) for text in made)
