"""Signed opinions of demo consultations, sealed as the real action seals them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from directory.consultations.rules.opinion import words
from directory.consultations.rules.opinion.plan import canonical, digest, kept
from directory.consultations.rules.tasks import Task
from directory.core import vault
from directory.demo.rules.course import Happened
from directory.demo.rules.opinions import opinion

if TYPE_CHECKING:
    from directory.demo.actions.consultations import File

_NOTHING_YET = hashlib.sha256().hexdigest()  # the root of a record without a row


def rows(files: Iterable["File"], names: Mapping[int, str]) -> list[dict[str, Any]]:
    return [_row(each, _bytes(each, names, each.life.signed), each.life.signed) for each in files if each.life.signed]


def told(each: "File", names: Mapping[int, str], line: Happened) -> dict[str, Any]:
    """A line of the history; that of signing carries the digest."""
    if line.what != "opinion_signed":
        return line.detail
    return {**line.detail, "digest": digest(_bytes(each, names, line.at))}


def _row(each: "File", plain: bytes, at: datetime) -> dict[str, Any]:
    return {
        "consultation_id": each.id,
        "version": 1,
        "sealed": vault.seal(each.key, f"consultation/{each.uid}/opinion/1", plain),
        "digest": digest(plain),
        "signed": at,
        "signed_by": each.person_id,
    }


def _bytes(each: "File", names: Mapping[int, str], at: datetime) -> bytes:
    """What is signed; the same each time it is asked for."""
    rng, name = Random(f"opinion/{each.uid}"), names[each.life.physician]
    asked = each.life.answers.get(Task.QUESTIONS, {}).get("questions")
    return canonical(
        {
            "opinion": kept(opinion(rng, name, at)),
            "questions": [str(line) for line in asked] if isinstance(asked, list) else [],
            "sentences": words.VERSION,
            "reference": each.reference,
            "version": 1,
            "signed": at.isoformat(),
            "signer": name,
            "root": _NOTHING_YET,
            "random": f"{rng.getrandbits(128):032x}",
        }
    )
