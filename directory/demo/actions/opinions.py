"""Opinions of demo consultations, sealed as the real actions seal them: signed ones, and a draft."""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from directory.consultations.queries.opinion import DRAFT
from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.plan import canonical, digest, kept
from directory.consultations.rules.states import State
from directory.consultations.rules.tasks import Task
from directory.core import audit, vault
from directory.demo.rules.opinions import Asked, draft, opinion
from directory.demo.rules.paths import Path

if TYPE_CHECKING:
    from directory.demo.actions.consultations import File, House

DRAFTED = list(Path).index(Path.OPINION_DUE)  # the first of these is begun: a number of consultations
SAVED = 3  # times


def signed(files: Sequence["File"], house: "House") -> list[dict[str, Any]]:
    """Rows. The root is that of the record when they are written: what is told of earlier days stands in no record."""
    root = audit.root().digest
    return [_row(each, canonical(_document(each, house, root))) for each in files if each.life.signed]


def drafts(files: Sequence["File"], house: "House") -> list[dict[str, Any]]:
    return [
        {
            "consultation_id": each.id,
            "revision": SAVED,
            "sealed": _sealed(each, DRAFT, canonical(kept(draft(house.practices[each.life.physician])))),
            "saved": each.life.updated,
            "saved_by": each.person_id,
        }
        for each in files
        if each.life.number == DRAFTED and each.life.state is State.OPINION_DUE
    ]


def _row(each: "File", plain: bytes) -> dict[str, Any]:
    return {
        "consultation_id": each.id,
        "version": 1,
        "sealed": _sealed(each, "opinion/1", plain),
        "digest": digest(plain),
        "signed": each.life.signed,
        "signed_by": each.person_id,
    }


def _document(each: "File", house: "House", root: str) -> dict[str, Any]:
    life, rng = each.life, Random(f"opinion/{each.uid}")
    at, given = life.signed or life.updated, life.answers.get(Task.QUESTIONS, {}).get("questions")
    questions = [str(line) for line in given] if isinstance(given, list) else []
    asked = Asked(life.look, life.female, life.photographed is not None, len(questions))
    return {
        "opinion": kept(opinion(rng, asked, house.practices[life.physician], at)),
        "questions": questions,
        "sentences": words.VERSION,
        "reference": each.reference,
        "version": 1,
        "signed": at.isoformat(),
        "signer": house.names[life.physician],
        "root": root,
        "random": f"{rng.getrandbits(128):032x}",
    }


def _sealed(each: "File", part: str, plain: bytes) -> bytes:
    return vault.seal(each.key, f"consultation/{each.uid}/{part}", plain)
