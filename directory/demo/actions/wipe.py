"""Everything the demo brought, and what was added to it since, removed. Audit rows stay: they are append-only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from directory.accounts.models import Person
from directory.consultations.queries import subscription
from directory.consultations.queries.access import LETTER, LINK, PHONE_LINK
from directory.core import append_only, files
from directory.core.db import db, session
from directory.core.links import Link
from directory.core.vault import Vault
from directory.demo.actions.pictures import object_name
from directory.demo.drawing import Picture, base_pictures
from directory.membership.letters.comments import LINK as COMMENT_LINK
from directory.membership.models import Comment, Document, RefereeProof
from directory.membership.queries import referees
from directory.membership.queries.comments import FOLDER as COMMENTS
from directory.membership.queries.documents import FOLDER as DOCUMENTS
from directory.membership.queries.retention import PROOFS
from directory.photos import queries as photos
from directory.photos.models import Photo
from directory.photos.rules import Size
from directory.privacy.models import DoomedFile

# Accounts that are not the demo's are kept, with what belongs to them.
KEPT = frozenset(
    {
        "audit_rows",
        "audit_heads",
        "people",
        "person_roles",
        "recovery_codes",
        "sign_in_sessions",
        "letter_hours",
        "letter_ways",
        "links",
        "vaults",
    }
)
_PURPOSES = (LINK, LETTER, PHONE_LINK, subscription.LINK, COMMENT_LINK, referees.LINK, referees.CARD_LINK)


def wipe() -> None:
    """Only for a database whose directory is the demo: whoever calls this has made sure."""
    _remove_files()
    with _changeable([table.name for table in append_only.TABLES if table.name not in KEPT]):
        for table in reversed(db.metadata.sorted_tables):
            if table.name not in KEPT:
                session().execute(sa.delete(table))
    session().execute(sa.delete(Link).where(Link.purpose.in_(_PURPOSES)))
    session().execute(sa.delete(Person).where(Person.email.like("%@example.org")))
    kept = sa.select(Person.vault_id).where(Person.vault_id.is_not(None))
    session().execute(sa.delete(Vault).where(Vault.id.not_in(kept)))


@contextmanager
def _changeable(tables: Sequence[str]) -> Iterator[None]:
    """Tables whose triggers refuse that rows are taken away, without them: generated rows prove nothing."""
    if session().get_bind().dialect.name == "postgresql":
        for table in tables:
            session().execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield
        for table in tables:
            session().execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        return
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables")
    known = session().execute(query.bindparams(sa.bindparam("tables", tables, expanding=True))).all()
    for name, _statement in known:
        session().execute(sa.text(f"DROP TRIGGER {name}"))
    yield
    for _name, statement in known:
        session().connection().exec_driver_sql(statement)


def _remove_files() -> None:
    store = files.store()
    for folder, key in ((DOCUMENTS, Document.id), (PROOFS, RefereeProof.id), (COMMENTS, Comment.document)):
        for name in session().scalars(sa.select(key).where(key.is_not(None))):
            store.delete(f"{folder}/{name}")
    for name in session().scalars(sa.select(DoomedFile.name)):  # erased by the nightly task, which was to remove them
        store.delete(name)
    for stored in session().scalars(sa.select(Photo.stored)):
        for size in Size:
            store.delete(photos.object_name(stored, size))
    for after in base_pictures():
        before = Picture(after.view, after.row, after.key, after.kind, after.tone, seed=after.seed)
        for each in (before, after):
            store.delete(object_name(each))
