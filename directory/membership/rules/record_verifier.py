"""Checks the record of a decision. It needs Python 3.9 and nothing else; it is part of the archive it checks.

    python3 verify.py record.zip                        files, chains, the count of the votes
    python3 verify.py record.zip --key audit.key        the same, and the seal of every row
    python3 verify.py record.zip --earlier older.zip    that the older record's chains are the beginning of these

What each check proves, and what it does not, is in README.txt.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

KEY_BYTES = 32


def problems(archive: dict[str, bytes], key: bytes | None = None, earlier: dict[str, bytes] | None = None) -> list[str]:
    """Every fault as a sentence; none: all that could be checked holds. `archive` maps names to bytes."""
    found = files(archive)
    for name in sorted(each for each in archive if each.startswith("chain/")):
        chain = json.loads(archive[name])
        found += links(chain) + (seals(chain, key) if key is not None else [])
        if earlier is not None and name in earlier:
            found += continues(json.loads(earlier[name]), chain)
    return found + votes(archive)


def files(archive: dict[str, bytes]) -> list[str]:
    named = json.loads(archive["MANIFEST.json"])["files"]
    found = [f"{name} is missing." for name in sorted(set(named) - set(archive))]
    found += [f"{name} was added." for name in sorted(set(archive) - set(named) - {"MANIFEST.json"})]
    for name in sorted(set(named) & set(archive)):
        if hashlib.sha256(archive[name]).hexdigest() != named[name]:
            found.append(f"{name} was changed.")
    return found


def links(chain: dict[str, Any]) -> list[str]:
    """Each row names its own place and the hash of the row before; the last hash is the chain's end."""
    found: list[str] = []
    previous, stream = "", chain["stream"]
    if not chain["whole"]:
        return found
    for number, (text, digest) in enumerate(chain["rows"], 1):
        if text is not None:
            row = json.loads(text)
            if row[0] != stream or row[1] != number:
                found.append(f"{stream}: row {number} stands in another's place.")
            if row[-1] != previous:
                found.append(f"{stream}: row {number} does not follow the row before.")
        previous = digest
    if previous != chain["end"]:
        found.append(f"{stream}: the last row is not the chain's end.")
    return found


def seals(chain: dict[str, Any], key: bytes) -> list[str]:
    """HMAC-SHA256 over the text of the row: only whoever has the key could have made it."""
    found: list[str] = []
    for number, (text, digest) in enumerate(chain["rows"], 1):
        if text is not None:
            made = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(made, digest):
                found.append(f"{chain['stream']}: row {number} was not sealed with this key.")
    return found


def continues(older: dict[str, Any], newer: dict[str, Any]) -> list[str]:
    """Rows are only ever added: an older copy is the beginning of a newer one."""
    before = [digest for _, digest in older["rows"]]
    after = [digest for _, digest in newer["rows"]]
    if older["whole"] and newer["whole"] and after[: len(before)] != before:
        return [f"{newer['stream']}: the older record shows other rows."]
    return []


def votes(archive: dict[str, bytes]) -> list[str]:
    """The votes of each round counted again from its chain, against the result of the record."""
    found: list[str] = []
    for line in json.loads(archive["results.json"]):
        stream = line["stream"]
        chain = json.loads(archive["chain/" + stream.replace(":", "-") + ".json"])
        if counted([json.loads(text) for text, _ in chain["rows"] if text is not None]) != line["votes"]:
            found.append(f"{stream}: the votes of the chain are not those of the result.")
    return found


def counted(rows: list[Any]) -> dict[str, int]:
    """The last vote of everybody who still sits at closing, or the ballots opened from a secret pool."""
    seats: set[str] = set()
    cast: dict[str, str] = {}
    secret: list[str] = []
    for _stream, _number, _at, _actor, action, subject, detail, _previous in rows:
        if action == "round.seated":
            seats.add(subject)
        elif action in ("round.recused", "round.replaced"):
            seats.discard(subject)
        elif action == "round.cast":
            cast[subject] = detail["vote"]
        elif action == "round.ballot":
            secret.append(detail["vote"])
        elif action == "round.closed":
            break
    given = secret or [vote for who, vote in cast.items() if who in seats]
    return {vote: given.count(vote) for vote in ("yes", "no", "abstain")}


def opened(path: str) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def key_from(path: str) -> bytes:
    """As in the setting AUDIT_KEY: base64 of 32 bytes."""
    text = Path(path).read_text(encoding="ascii").strip()
    key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(key) != KEY_BYTES:
        raise SystemExit("The key has to be base64 of 32 bytes.")
    return key


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Checks the record of a decision.")
    parser.add_argument("archive")
    parser.add_argument("--key", help="a file with the audit key")
    parser.add_argument("--earlier", help="an older record of the same application")
    given = parser.parse_args(arguments)
    key = key_from(given.key) if given.key else None
    earlier = opened(given.earlier) if given.earlier else None
    found = problems(opened(given.archive), key, earlier)
    for each in found:
        sys.stdout.write(each + "\n")
    if not found:
        sealed = "every row shown was sealed with the key" if key else "seals were not checked: no key was given"
        sys.stdout.write(f"Files, chains and votes hold; {sealed}.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
