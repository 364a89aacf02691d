"""Each view is a form field, so that what is wrong with a photo stands in the error summary and beside its view."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, cast

from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from directory.core.forms import Form
from directory.core.refusals import Refusal
from directory.photos import actions
from directory.photos.rules import VIEWS, TooManyPhotos


class PhotoField(FileField):
    """One file; `view` says of what. Nothing chosen is no error here: which views are needed is the caller's matter."""

    def __init__(self, label: str, view: str = "", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.view = view

    @property
    def upload(self) -> FileStorage | None:
        """A browser sends a nameless, empty part where nothing was chosen."""
        return self.data if isinstance(self.data, FileStorage) and self.data.filename else None


class PhotosForm(Form):
    """A base for a page of views: add fields of your own, then `with_views(YourForm)`."""

    def photo_fields(self) -> Iterator[PhotoField]:
        yield from (field for field in self if isinstance(field, PhotoField))

    def photo_field(self, view: str) -> PhotoField | None:
        return next((field for field in self.photo_fields() if field.view == view), None)

    def taken(self) -> list[tuple[str, actions.Accepted]]:
        """(view, accepted) of each good file, sealed into quarantine; what is wrong becomes its field's error.

        Call it before the first statement of the request (load in `transaction.reading()` before), then keep all
        that is good, also when others are not: a file input is empty when its page is shown again.
        """
        good = []
        for field in self.photo_fields():
            if field.upload is not None:
                try:
                    good.append((field.view, actions.accept(field.upload)))
                except Refusal as refusal:
                    self.refuse(_at(refusal, field.name))
        return good

    def no_place_for(self, views: Iterable[str]) -> None:
        """What `actions.keep_all` had no place for, said at each view."""
        for view in views:
            self.refuse(TooManyPhotos(field=field_name(view)))


class OnePhoto(PhotosForm):
    """What the script sends: one file at a time, as `photo`."""

    photo = PhotoField("")


Made = TypeVar("Made", bound=PhotosForm)


def with_views(form: type[Made], views: Iterable[str] = tuple(VIEWS)) -> Made:
    """The form with one field a view, filled from this request."""
    fields = {field_name(key): PhotoField(lazy_gettext(VIEWS[key].label), view=key) for key in views}
    made = cast(type[Made], type(form.__name__, (form,), fields))
    return made()


def field_name(view: str) -> str:
    return f"photo_{view}"


def _at(refusal: Refusal, field: str) -> Refusal:
    refusal.field = field
    return refusal
