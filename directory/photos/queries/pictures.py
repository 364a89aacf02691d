"""The bytes of a photo, opened for one answer."""

from directory.core import files, vault
from directory.core.refusals import NotThere
from directory.photos.models import Photo
from directory.photos.queries.names import object_name, sealed_name
from directory.photos.rules import Size


def picture(photo: Photo, size: Size) -> bytes:
    """A JPEG. Raises NotThere when its bytes are gone already, vault.Erased after erasure."""
    owners = vault.by_id(photo.vault_id)
    if owners is None:
        raise NotThere
    try:
        sealed = files.store().get(object_name(photo.stored, size))
    except files.Missing:
        raise NotThere from None
    return vault.open_(owners, sealed_name(photo.id, size), sealed)
