"""Photos of demo patients: the cleaned bytes of a base picture, sealed anew with each patient's key; and who looked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from directory.consultations.models import Event
from directory.core import vault
from directory.core.audit import Entry
from directory.demo.actions.rows import put
from directory.photos import queries
from directory.photos.actions import Cleaned
from directory.photos.actions.keeping import put as store
from directory.photos.models import Opening, Photo, PhotoSlot
from directory.photos.rules import OPEN_FOR, Format, State, Why

if TYPE_CHECKING:
    from directory.demo.actions.consultations import File

Album = Mapping[str, Cleaned]  # the name of a base picture -> what the pipeline made of it


def keep(each: "File", album: Album, *, name: str) -> list[Entry]:
    """Returns the openings for the audit chains."""
    sent = each.life.photographed
    if sent is None:
        return []
    rng = Random(f"{each.uid}/photos")
    shown = [(view, album[picture]) for view, picture in each.life.look.photos]
    rows = [
        _photo(each, view, cleaned, sent + timedelta(seconds=7 * slot), rng)
        for slot, (view, cleaned) in enumerate(shown)
    ]
    put(Photo, rows)
    put(PhotoSlot, [{"owner": each.owner, "slot": n, "photo_id": row["id"]} for n, row in enumerate(rows)])
    for row, (_, cleaned) in zip(rows, shown, strict=True):
        store(each.key, row["id"], row["stored"], cleaned)
    return [entry for at in each.life.opened for entry in _open(each, at, len(rows), name=name, rng=rng)]


def _photo(each: "File", view: str, cleaned: Cleaned, at: datetime, rng: Random) -> dict[str, Any]:
    photo_id = f"{rng.getrandbits(128):032x}"
    return {
        "id": photo_id,
        "vault_id": each.key.id,
        "owner": each.owner,
        "view": view,
        "state": State.READY,
        "advice": [str(said) for said in cleaned.advice],
        "form": Format.JPEG,
        "width": cleaned.width,
        "height": cleaned.height,
        "likeness": vault.seal(each.key, queries.likeness_name(photo_id), cleaned.likeness),
        "stored": f"{rng.getrandbits(128):032x}",
        "attempts": 1,
        "created": at,
    }


def _open(each: "File", at: datetime, photos: int, *, name: str, rng: Random) -> list[Entry]:
    """What `photos.actions.open_for` and the consultation's own history keep of an opening."""
    opening, actor = f"{rng.getrandbits(128):032x}", f"person:{each.person_id}"
    row = {"id": opening, "owner": each.owner, "actor": actor, "role": "physician", "name": name, "why": Why.CARE}
    put(Opening, [{**row, "photos": photos, "at": at, "until": at + OPEN_FOR}])
    codes: dict[str, str | int | bool | None] = {"why": Why.CARE.value, "opening": opening}
    put(Event, [{"consultation_id": each.id, "at": at, "actor": actor, "what": "photos_opened", "detail": codes}])
    return [
        Entry("openings", at, actor, "opened", each.owner, {"role": "physician", "why": Why.CARE.value}),
        Entry(each.owner, at, actor, "photos_opened", each.owner, codes),
    ]
