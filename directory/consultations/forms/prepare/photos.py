"""The photos page: a field a view, why a view cannot be taken, and what is underneath."""

from collections.abc import Iterable
from typing import Any, cast

from flask_babel import lazy_gettext

from directory.consultations.forms.prepare.answers import problem_words
from directory.consultations.rules.intake import LONGEST_REASON, UNDERNEATH, Problem
from directory.core.forms import Line, Words
from directory.photos.forms import PhotosForm, field_name, with_views
from directory.photos.rules import VIEWS, Asked

_WHY = "cannot_"


class PhotosPageForm(PhotosForm):
    underneath = Words(lazy_gettext(UNDERNEATH.words), high=UNDERNEATH.high)

    def why_field(self, view: str) -> Any:
        """The field "I cannot take this view", where the view is required."""
        return self._fields.get(f"{_WHY}{view}")

    def cannot(self) -> dict[str, str]:
        given = {view: self.why_field(view) for view in VIEWS}
        return {view: field.data for view, field in given.items() if field is not None and field.data}

    def complain(self, problems: Iterable[Problem]) -> None:
        """At the view of the photo that is missing."""
        for problem in problems:
            field = self._fields.get(field_name(problem.field))
            if field is not None and not field.errors:
                field.errors = [problem_words(problem)]


def photos_form(asked: Iterable[Asked], reasons: dict[str, str], underneath: str) -> PhotosPageForm:
    """Filled from this request, else with what was kept."""
    required = [each.key for each in asked if each.required]
    whys = {f"{_WHY}{view}": Line(_why_label(view), high=LONGEST_REASON) for view in required}
    form = with_views(cast(type[PhotosPageForm], type("PhotosPageForm", (PhotosPageForm,), dict(whys))))
    for view in required:
        form.why_field(view).flags.optional = False  # a reason is one of two ways to answer
    if not form.is_submitted():
        form.underneath.data = underneath
        for view in required:
            form.why_field(view).data = reasons.get(view, "")
    return form


def _why_label(view: str) -> str:
    return lazy_gettext("Why can you not take this view (%(view)s)?", view=lazy_gettext(VIEWS[view].label))
