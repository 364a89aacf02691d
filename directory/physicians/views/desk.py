"""One editor, two doors: a member's own profile, and any profile for the office."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for

from directory.accounts.rules import Permission
from directory.core.policy import principal, requires
from directory.core.refusals import SignInNeeded
from directory.core.web import Answer
from directory.physicians import queries
from directory.physicians.models import Physician
from directory.physicians.views.blueprint import bp

OWN, OFFICE = "/practice/profile", "/office/physicians/<slug>"


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose profile is edited, and where the editor's pages lie for who edits it."""

    physician: Physician
    actor: str
    office: bool

    def address(self, page: str, **values: Any) -> str:
        if self.office:
            return url_for(f"physicians.office_{page}", slug=self.physician.slug, **values)
        return url_for(f"physicians.own_{page}", **values)

    @property
    def home(self) -> str:
        return url_for("physicians.office_one", slug=self.physician.slug) if self.office else url_for("physicians.own")

    def back(self) -> Answer:
        return redirect(self.home, 303)


Editor = Callable[..., Answer]


def edits(rule: str, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[Editor], Editor]:
    """Registers an editor page twice, each with its own access: `own_<name>` and `office_<name>`."""

    def register(editor: Editor) -> Editor:
        @requires(Permission.PRACTICE)
        def own(**ids: int) -> Answer:
            return editor(own_desk(), **ids)

        @requires(Permission.OFFICE)
        def office(slug: str, **ids: int) -> Answer:
            return editor(office_desk(slug), **ids)

        name = editor.__name__
        bp.add_url_rule(f"{OWN}{rule}", f"own_{name}", own, methods=methods)
        bp.add_url_rule(f"{OFFICE}{rule}", f"office_{name}", office, methods=methods)
        return editor

    return register


def own_desk() -> Desk:
    """404 for a physician's account that is not connected to a profile yet."""
    return Desk(queries.own_or_404(_person_id()), actor(), office=False)


def office_desk(slug: str) -> Desk:
    return Desk(queries.by_slug(slug), actor(), office=True)


def actor() -> str:
    return f"person:{_person_id()}"


def _person_id() -> int:
    person = principal()
    if person is None:
        raise SignInNeeded
    return person.id
