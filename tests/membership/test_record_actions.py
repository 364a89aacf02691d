"""The record of a decision: three editions, the same bytes for the same content, checked by its own script."""

import base64
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Person
from directory.core import audit, transaction, vault
from directory.core.db import session
from directory.core.settings import current
from directory.membership.actions import making
from directory.membership.actions import record as actions
from directory.membership.models import Record, Round
from directory.membership.queries.application import own_vault
from directory.membership.rules import record_verifier
from directory.membership.rules.record import NotDecided, Redaction, RoundOpen
from directory.membership.rules.rounds import State, Vote
from tests.conftest import NOW
from tests.factories import membership_decide, membership_rounds
from tests.factories import membership_record as make

pytestmark = pytest.mark.both
LATER = membership_rounds.VOTING + timedelta(days=1)


def archive(application_id: int, redaction: Redaction = Redaction.COURT) -> bytes:
    """Made, kept and opened again."""
    with transaction.unit():
        chair = session().scalars(sa.select(Person.id).order_by(Person.id)).first() or 0
    built = actions.build(application_id, redaction)
    with transaction.unit():
        number = actions.keep(make.application(application_id), built, person_id=chair, now=LATER)
    with transaction.unit():
        row = session().get_one(Record, number)
        return actions.open_(make.application(application_id), row, person_id=chair, now=LATER)


def files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def text_of(data: bytes) -> str:
    """Everything in the archive a person could read."""
    return "\n".join(body.decode("utf-8", "replace") for name, body in files(data).items() if name != "verify.py")


def chapters(data: bytes) -> dict[str, str]:
    parts = json.loads(files(data)["record.json"])["parts"]
    return {part["key"]: json.dumps(part["entries"], ensure_ascii=False) for part in parts}


def test_a_court_reads_who_voted_how_and_every_version(context: Flask) -> None:
    application_id, _round_id, _people = make.decided()
    found = chapters(archive(application_id))
    assert make.REASON in found["ballots"]
    assert "Reviewer 2 (person:" in found["ballots"]
    assert "version 1" in found["ballots"]
    assert "version 2" in found["ballots"]
    assert make.REMARK in found["discussion"]
    assert "We are friends." in found["electorate"]
    assert "agrees with the result" in found["tally"]
    assert found["statements"] == "[]"  # nothing was submitted by the factory, so no snapshot was taken
    assert "Reviewer: the round is closed" in found["notices"]
    assert "round_closed" not in found["notices"]


@pytest.mark.parametrize("redaction", [Redaction.APPLICANT, Redaction.PUBLIC])
def test_other_editions_tell_nothing_of_reviewers(context: Flask, redaction: Redaction) -> None:
    application_id, round_id, people = make.decided()
    data = archive(application_id, redaction)
    text = text_of(data)
    for word in ("Reviewer 1", "Reviewer 2", make.REASON, make.REMARK, "We are friends.", "yes 5", "round.cast"):
        assert word not in text
    assert [person for person in people if f"person:{person}" in text] == []
    assert json.loads(files(data)[f"chain/round-{round_id}.json"])["rows"] == []
    assert {"electorate", "ballots", "discussion", "office"} & set(chapters(data)) == set()


def test_the_decision_and_its_letters_stand_in_it(context: Flask) -> None:
    with transaction.unit():
        round_id, chair = membership_decide.closed(Vote.NO, 2).id, membership_decide.chair().id
    reasons = {number: f"What was missing for {number}." for number in range(1, 9)}
    with transaction.unit():
        round_ = session().get_one(Round, round_id)
        application_id = round_.application_id or 0
        membership_decide.chosen(round_, chair, membership_decide.confirm(reasons, overall="Not this time."))
    assert making.make_due(membership_decide.MADE) == 1
    court = chapters(archive(application_id))["decision"]
    for word in ("declined", "Chair 1 (person:", "What was missing for 3.", "Letter", "waiting"):
        assert word in court
    applicant = chapters(archive(application_id, Redaction.APPLICANT))["decision"]
    assert "What was missing for 3." in applicant
    assert "Chair 1 (person:" not in applicant
    assert "What was missing" not in text_of(archive(application_id, Redaction.PUBLIC))
    assert record_verifier.problems(files(archive(application_id)), current().audit_key) == []


def test_the_public_edition_has_nobodys_name_and_words(context: Flask) -> None:
    application_id, _round_id, _people = make.decided()
    text = text_of(archive(application_id, Redaction.PUBLIC))
    assert "Vale" not in text
    assert "What I do for criterion" not in text
    assert "Vale" in text_of(archive(application_id, Redaction.APPLICANT))


def test_the_same_content_gives_the_same_bytes_and_is_kept_once(context: Flask) -> None:
    application_id, _round_id, _people = make.decided()
    first, second = archive(application_id), archive(application_id)
    assert first == second
    assert session().scalar(sa.select(sa.func.count()).select_from(Record)) == 1
    actions_ = session().scalars(sa.select(audit.AuditRow.action).where(audit.AuditRow.stream == "site"))
    made = [action for action in actions_ if action.startswith("record.")]
    assert made == ["record.made", "record.opened"] * 2


def test_what_is_kept_cannot_be_read_without_the_vault(context: Flask) -> None:
    application_id, _round_id, _people = make.decided()
    archive(application_id)
    sealed = session().scalars(sa.select(Record.archive)).one()
    assert b"Reviewer" not in sealed
    assert not zipfile.is_zipfile(io.BytesIO(sealed))
    with transaction.unit():
        vault.destroy(own_vault(make.application(application_id)), NOW)
    row, application = session().scalars(sa.select(Record)).one(), make.application(application_id)
    with pytest.raises(vault.Erased):
        actions.open_(application, row, person_id=1, now=NOW)


def test_none_is_made_while_a_round_is_open_or_before_the_decision(context: Flask) -> None:
    with transaction.unit():
        early = membership_rounds.application().id
        round_, _people = membership_rounds.admission()
        open_ = round_.application_id or 0
    with pytest.raises(NotDecided):
        actions.build(early, Redaction.PUBLIC)
    with pytest.raises(RoundOpen):
        actions.build(open_, Redaction.COURT)


def test_a_round_planned_while_it_was_built_is_noticed(context: Flask) -> None:
    application_id, round_id, _people = make.decided()
    built = actions.build(application_id, Redaction.COURT)
    with transaction.unit():
        session().get_one(Round, round_id).state = State.PLANNED
    with pytest.raises(RoundOpen), transaction.unit():
        actions.keep(make.application(application_id), built, person_id=1, now=LATER)


def forged(data: bytes, name: str, change: Callable[[bytes], bytes], *, manifest: bool = True) -> dict[str, bytes]:
    """As somebody could change it who also writes a new manifest."""
    found = files(data)
    found[name] = change(found[name])
    if manifest:
        found["MANIFEST.json"] = json.dumps(
            {"files": {n: hashlib.sha256(b).hexdigest() for n, b in found.items() if n != "MANIFEST.json"}}
        ).encode()
    return found


def test_the_verifier_names_what_was_changed(context: Flask) -> None:
    application_id, round_id, _people = make.decided()
    data, key = archive(application_id), current().audit_key
    chain, stream = f"chain/round-{round_id}.json", f"round:{round_id}"
    assert record_verifier.problems(files(data), key) == []
    assert record_verifier.problems(files(data), b"x" * 32) != []

    turned = forged(data, chain, lambda body: body.replace(b'\\"vote\\":\\"yes\\"', b'\\"vote\\":\\"no\\"', 1))
    without_key, with_key = record_verifier.problems(turned), record_verifier.problems(turned, key)
    assert without_key in ([], [f"{stream}: the votes of the chain are not those of the result."])
    assert any(each.startswith(f"{stream}: row") for each in with_key)

    def shorter(body: bytes) -> bytes:
        told = json.loads(body)
        return json.dumps({**told, "rows": told["rows"][:2] + told["rows"][3:]}).encode()

    assert any("stands in another's place" in each for each in record_verifier.problems(forged(data, chain, shorter)))
    plain = forged(data, "record.json", lambda body: body + b" ", manifest=False)
    assert record_verifier.problems(plain) == ["record.json was changed."]
    assert record_verifier.problems(files(data), earlier=files(data)) == []
    other = forged(data, chain, lambda body: body.replace(b'"rows": [', b'"rows": [[null, "0"],', 1))
    assert f"{stream}: the older record shows other rows." in record_verifier.problems(files(data), earlier=other)


def test_the_verifier_runs_alone(context: Flask, tmp_path: Path) -> None:
    application_id, _round_id, _people = make.decided()
    packed, script, key = tmp_path / "record.zip", tmp_path / "verify.py", tmp_path / "audit.key"
    packed.write_bytes(archive(application_id))
    script.write_bytes(files(packed.read_bytes())["verify.py"])
    key.write_text(base64.urlsafe_b64encode(current().audit_key).decode().rstrip("="))
    command = [sys.executable, "-I", "-S", str(script), str(packed)]  # nothing of ours can be imported
    done = subprocess.run([*command, "--key", str(key)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "every row shown was sealed with the key" in done.stdout
    key.write_text(base64.urlsafe_b64encode(b"x" * 32).decode())
    assert subprocess.run([*command, "--key", str(key)], capture_output=True, check=False).returncode == 1


def test_a_secret_round_stands_without_names(context: Flask) -> None:
    """An appeal is voted on in secret; what stands in the file is what was opened at closing."""
    application_id, _round_id, _people = make.decided()
    with transaction.unit():
        people = [each.id for each in membership_rounds.reviewers(5, first=50)]
        make.appealed(make.application(application_id), people)
    found = chapters(archive(application_id))["ballots"]
    assert found.count("Place in the shuffled list") == 5
    assert "Reviewer 50" not in found
