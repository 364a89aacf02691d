"""The bytes of a document, for pages that have asked before whether their reader may see it."""

from directory.core import files, vault
from directory.core.refusals import NotThere
from directory.membership.models.application import Application
from directory.membership.models.section import Document
from directory.membership.queries.application import own_vault
from directory.membership.queries.sections import document_name

FOLDER = "documents"


def bytes_of(application: Application, document: Document) -> bytes:
    """Raises vault.Erased after the key was destroyed, NotThere when the file is gone."""
    key = vault.opened(own_vault(application))
    try:
        sealed = files.store().get(f"{FOLDER}/{document.id}")
    except files.Missing:
        raise NotThere from None
    return vault.open_(key, document_name(application, document.id), sealed)
