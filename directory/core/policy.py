"""Who may call an endpoint. Default deny: an endpoint without a declaration stops the application from starting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import Flask, g, request

from directory.core.refusals import NotAllowed, SecondFactorNeeded, SignInNeeded

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_access"


class Principal(Protocol):
    """The signed-in person, as access control sees one."""

    @property
    def id(self) -> int: ...
    @property
    def permissions(self) -> frozenset[StrEnum]: ...
    @property
    def second_factor(self) -> bool: ...


Identify = Callable[[], Principal | None]


@dataclass(frozen=True, slots=True)
class Access:
    """`permission` None and `signed_in` False: everybody."""

    signed_in: bool = False
    permission: StrEnum | None = None
    second_factor: bool = True

    @property
    def name(self) -> str:
        return str(self.permission) if self.permission else ("signed in" if self.signed_in else "public")


def _declare(view: View, access: Access) -> View:
    setattr(view, MARK, access)
    return view


def public(view: View) -> View:
    """Everybody may call it; what it shows is decided by its loader."""
    return _declare(view, Access())


def signed_in(view: View) -> View:
    """Any signed-in person, even before the second factor."""
    return _declare(view, Access(signed_in=True, second_factor=False))


def requires(permission: StrEnum, *, second_factor: bool = True) -> Callable[[View], View]:
    """Signed in, with the permission, and confirmed by a second factor unless said otherwise."""
    return lambda view: _declare(view, Access(signed_in=True, permission=permission, second_factor=second_factor))


def access_of(app: Flask, endpoint: str) -> Access | None:
    return getattr(app.view_functions[endpoint], MARK, None)


def check(app: Flask, endpoints: Iterable[str] | None = None) -> None:
    """Raises RuntimeError naming every endpoint that declares no access."""
    undeclared = [name for name in endpoints or app.view_functions if access_of(app, name) is None]
    if undeclared:
        raise RuntimeError(f"endpoints without declared access: {', '.join(sorted(undeclared))}")


def set_identify(app: Flask, identify: Identify) -> None:
    """The feature that knows people says who is signed in."""
    app.extensions["identify"] = identify


def principal() -> Principal | None:
    """The signed-in person of this request, found once."""
    if "principal" not in g:
        identify: Identify | None = _identify()
        g.principal = identify() if identify else None
    found: Principal | None = g.principal
    return found


def _identify() -> Identify | None:
    from flask import current_app

    found: Identify | None = current_app.extensions.get("identify")
    return found


def enforce(app: Flask) -> None:
    """Called before every view; raises the refusal that fits."""
    if request.endpoint is None:
        return
    access = access_of(app, request.endpoint)
    if access is None:
        raise NotAllowed
    if not access.signed_in:
        return
    person = principal()
    if person is None:
        raise SignInNeeded
    if access.permission is not None and access.permission not in person.permissions:
        raise NotAllowed
    if access.second_factor and not person.second_factor:
        raise SecondFactorNeeded
