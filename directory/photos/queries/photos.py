"""An owner's photos."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from directory.core.db import session
from directory.photos.models import Photo
from directory.photos.rules import ADVICE, PROBLEMS, VIEWS, Advice, State


@dataclass(frozen=True, slots=True)
class PhotoCard:
    """A photo as a page shows it; sentences are in English and translated where they are shown."""

    id: str
    view: str
    label: str
    state: State
    problem: str | None
    advice: tuple[str, ...]
    width: int | None
    height: int | None
    created: datetime

    @property
    def ready(self) -> bool:
        return self.state is State.READY

    @property
    def waiting(self) -> bool:
        return self.state is State.WAITING

    @property
    def failed(self) -> bool:
        return self.state is State.FAILED


def of_owner(owner: str) -> list[PhotoCard]:
    """In the order of the views, then of arrival."""
    order = {key: place for place, key in enumerate(VIEWS)}
    photos = sorted(all_of(owner), key=lambda photo: (order.get(photo.view, 99), photo.created, photo.id))
    return [_card(photo) for photo in photos]


def views_sent(owner: str) -> set[str]:
    """The views that need not be asked again: there is a photo, or one is being checked."""
    return {photo.view for photo in all_of(owner) if photo.state is not State.FAILED}


def all_of(owner: str) -> list[Photo]:
    """Everything not deleted."""
    return list(session().scalars(sa.select(Photo).where(Photo.owner == owner, Photo.deleted.is_(None))))


def ids_of(owner: str) -> list[str]:
    """Those that can be shown, oldest first."""
    ready = [photo for photo in all_of(owner) if photo.state is State.READY]
    return [photo.id for photo in sorted(ready, key=lambda photo: (photo.created, photo.id))]


def own(photo_id: str, owner: str) -> Photo | None:
    query = sa.select(Photo).where(Photo.id == photo_id, Photo.owner == owner, Photo.deleted.is_(None))
    return session().scalar(query)


def as_json(cards: list[PhotoCard]) -> list[dict[str, str | list[str] | None]]:
    """What the script of the upload page asks for until no photo is waiting."""
    return [
        {
            "id": card.id,
            "view": card.view,
            "state": str(card.state),
            "problem": _(card.problem) if card.problem else None,
            "advice": [_(sentence) for sentence in card.advice],
        }
        for card in cards
    ]


def _card(photo: Photo) -> PhotoCard:
    view = VIEWS.get(photo.view)
    return PhotoCard(
        id=photo.id,
        view=photo.view,
        label=view.label if view else photo.view,
        state=photo.state,
        problem=PROBLEMS[photo.problem] if photo.problem else None,
        advice=tuple(ADVICE[Advice(each)] for each in photo.advice),
        width=photo.width,
        height=photo.height,
        created=photo.created,
    )
