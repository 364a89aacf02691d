"""The record as files: one ZIP with the paper, the same as data, the chains, and a script that checks them.

The same contents give the same bytes: names in order, one date for all, nothing of the machine.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from directory.core.paper import Line, pdf
from directory.membership.rules import record_verifier
from directory.membership.rules.record import Chain, Contents, Entry, Part, Redaction, entry

_WHEN = (1980, 1, 1, 0, 0, 0)  # the first day a ZIP knows
_READABLE = 0o644 << 16
TITLE = "Record of a decision"
INDEX = "Contents"
LETTERS = "Letters other than those of Western Europe are simplified on this paper; record.json has them as written."
KINDS = {
    Redaction.COURT: "Edition for a court or an arbiter: everything that is kept, with names. Confidential.",
    Redaction.APPLICANT: "Edition for the applicant: without reviewers, referees and votes.",
    Redaction.PUBLIC: "Edition for the public: nobody's name and nobody's words.",
}

README = """Record of a decision
====================

{kind}

record.pdf      the record on paper, with an index
record.json     the same as data
chain/          rows of the audit log about this application and its rounds
results.json    how many voted how, by round, to be counted again (empty but in the edition for a court)
verify.py       checks all of it: python3 verify.py <this archive>   (Python 3.9 or newer, nothing else)
MANIFEST.json   SHA-256 of every file but itself

What verify.py shows
- without a key: that no file was changed since the archive was made, that every row shown follows the one before, and
  that the votes of the chain are those of the result. Whoever makes a whole archive anew can make one that passes.
- with the audit key (--key FILE, base64 as in the setting AUDIT_KEY): that every row shown was sealed with that key.
  Whoever holds the key could also have sealed other rows, so the key and the database belong in different hands.
- with an older record (--earlier FILE): that the rows known then are still the same. This needs no key, and it is what
  binds an archive in somebody else's hands: rows are only ever added.
- Not shown: that the rows are all that happened, or that this is the only chain. For that compare with the root over
  all chains as it was sent out each day and stands on the decision letter; the office runs `flask audit verify` and
  `flask audit root` on its own database.

Rows that this edition withholds stand with their hash only: they hold their place, and cannot be read or checked by
key. Where even the number of rows would tell something (how many reviewed), only the hash of the last row is given.
Photos and documents are named by their SHA-256 and are not part of the archive. Words whose time of keeping is over
stand as "(erased)".
"""


def packed(contents: Contents) -> bytes:
    files = dict(_files(contents))
    manifest = {"files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}}
    files["MANIFEST.json"] = _json(manifest)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _READABLE, 3
            archive.writestr(info, data)
    return made.getvalue()


def _files(contents: Contents) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.format(kind=KINDS[contents.redaction]).encode()
    yield "verify.py", Path(record_verifier.__file__).read_bytes()
    yield "record.pdf", paper(contents)
    yield "record.json", _json(_as_data(contents))
    yield "results.json", _json([{"stream": each.stream, "votes": dict(each.votes)} for each in contents.counted])
    for chain in contents.chains:
        yield f"chain/{chain.stream.replace(':', '-')}.json", _json(_chain(chain))


def _as_data(contents: Contents) -> dict[str, object]:
    parts = [{"key": p.key, "title": p.title, "entries": [list(e.facts) for e in p.entries]} for p in contents.parts]
    return {"reference": contents.reference, "edition": str(contents.redaction), "parts": parts}


def _chain(chain: Chain) -> dict[str, object]:
    return {"stream": chain.stream, "whole": chain.whole, "end": chain.end, "rows": [list(row) for row in chain.rows]}


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def paper(contents: Contents) -> bytes:
    title = f"{TITLE} {contents.reference}"
    return pdf(title, list(_lines(contents)), footer=f"{contents.reference}  ·  {contents.redaction}", index=INDEX)


def _lines(contents: Contents) -> Iterator[Line]:
    yield Line("text", KINDS[contents.redaction])
    yield Line("text", LETTERS)
    for number, part in enumerate(contents.parts, 1):
        yield Line("heading", f"{number}. {part.title}")
        yield from _part(part)
    yield Line("heading", f"{len(contents.parts) + 1}. Chain of the audit log")
    for chain in contents.chains:
        rows = str(len(chain.rows)) if chain.whole else "number withheld"
        yield from _entry(entry(("Stream", chain.stream), ("Rows", rows), ("Last hash", f"\n{chain.end or '-'}")))


def _part(part: Part) -> Iterator[Line]:
    if not part.entries:
        yield Line("text", "Nothing.")
    for each in part.entries:
        yield from _entry(each)


def _entry(each: Entry) -> Iterator[Line]:
    """The first fact names the entry."""
    for place, (what, words) in enumerate(each.facts):
        yield Line("label" if place == 0 else "text", f"{what}: {words}" if what else words)
    yield Line("text", "")
