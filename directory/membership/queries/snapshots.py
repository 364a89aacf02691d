"""What was frozen at submission and at each answer, and what has changed between two of them, for reviewers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from directory.core import vault
from directory.core.db import session
from directory.membership.models.application import Application
from directory.membership.models.operation import Operation, OperationPhoto
from directory.membership.models.section import Document, EvidencePiece, SectionText
from directory.membership.models.snapshot import Snapshot, SnapshotText
from directory.membership.queries import caselog
from directory.membership.queries.application import earlier_of, own_vault
from directory.membership.queries.sections import body_of, texts_of
from directory.membership.rules.sections import WRITTEN, Body, Difference, Section, differences, of_criterion

Items = Mapping[str, str]
Differing = tuple[Section, tuple[Difference, ...]]


@dataclass(frozen=True, slots=True)
class Changes:
    """From one snapshot to another. `items` are names as in Snapshot.items."""

    texts: tuple[Differing, ...]
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def any(self) -> bool:
        return bool(self.texts or self.added or self.changed or self.removed)


def items_of(application: Application) -> dict[str, str]:
    """Every part as it is now, by name, with its hash."""
    items = {f"section/{row.section}": row.digest for row in _texts(application)}
    pieces = sa.select(EvidencePiece.number, EvidencePiece.digest, Document.id, Document.sha256)
    pieces = pieces.outerjoin(Document, Document.id == EvidencePiece.document_id)
    standing = sa.and_(EvidencePiece.application_id == application.id, EvidencePiece.ended.is_(None))
    for number, digest, document, sha256 in session().execute(pieces.where(standing)):
        items[f"evidence/{number}"] = digest
        if document is not None:
            items[f"document/{document}"] = sha256
    return dict(sorted((items | _cases(application)).items()))


def _texts(application: Application) -> list[SectionText]:
    return list(session().scalars(sa.select(SectionText).where(SectionText.application_id == application.id)))


def _cases(application: Application) -> dict[str, str]:
    items = {
        f"case/{case.id}": _hash(json.dumps(asdict(case), sort_keys=True, default=str))
        for case in caselog.cases_of(application.id)
    }
    photos = (
        sa.select(OperationPhoto)
        .outerjoin(Operation, Operation.id == OperationPhoto.operation_id)
        .where(OperationPhoto.application_id == application.id, Operation.deleted.is_(None))
    )
    for photo in session().scalars(photos):
        place = f"{photo.digest}/{photo.operation_id}/{photo.view}/{photo.moment}"
        items[f"photo/{photo.id}"] = _hash(place)
    return items


def digest_of(items: Items) -> str:
    return _hash(json.dumps(dict(items), sort_keys=True, separators=(",", ":")))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def snapshots_of(application_id: int) -> list[Snapshot]:
    """Oldest first."""
    query = sa.select(Snapshot).where(Snapshot.application_id == application_id)
    return list(session().scalars(query.order_by(Snapshot.number)))


def latest_of(application_id: int) -> Snapshot | None:
    query = sa.select(Snapshot).where(Snapshot.application_id == application_id)
    return session().scalar(query.order_by(Snapshot.number.desc()).limit(1))


def texts_then(application: Application, snapshot: Snapshot) -> dict[Section, Body]:
    """The sections as they were."""
    rows = session().scalars(sa.select(SnapshotText).where(SnapshotText.snapshot_id == snapshot.id)).all()
    key = vault.opened(own_vault(application))
    return {row.section: body_of(key, application, row.section, row.body) for row in rows}


def changes_since(application: Application, snapshot: Snapshot) -> Changes:
    """What is new in the latest snapshot: shown to those who had voted on the earlier one."""
    last = latest_of(application.id) or snapshot
    before, after = snapshot.items, last.items
    old, new = texts_then(application, snapshot), texts_then(application, last)
    return Changes(
        texts=_differing(old, new),
        added=tuple(sorted(set(after) - set(before))),
        changed=tuple(sorted(name for name in set(after) & set(before) if after[name] != before[name])),
        removed=tuple(sorted(set(before) - set(after))),
    )


def _differing(old: Mapping[Section, Body], new: Mapping[Section, Body]) -> tuple[Differing, ...]:
    found = [(each, tuple(differences(each, old.get(each, {}), new.get(each, {})))) for each in WRITTEN]
    return tuple((section, lines) for section, lines in found if lines)


def against_earlier(application: Application, earlier: Application) -> tuple[Differing, ...]:
    """Somebody who applies again: what is written differently from what was submitted then. Shown to both sides."""
    first, last = latest_of(earlier.id), latest_of(application.id)
    if first is None:
        return ()
    present = {name: text.body for name, text in texts_of(application).items()}
    return _differing(texts_then(earlier, first), texts_then(application, last) if last else present)


def new_in(application: Application, number: int) -> tuple[Difference, ...]:
    """What a further application says differently about one criterion, for those who judge it."""
    earlier = earlier_of(application)
    if earlier is None:
        return ()
    return dict(against_earlier(application, earlier)).get(of_criterion(number), ())
