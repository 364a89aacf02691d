"""A refusal is a sentence for a person; it may name the constraint that guarantees the rule."""

from typing import ClassVar


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for it, which tools look for)
    """Marks a sentence for translation; it is translated at the edge, where the reader is known."""
    return text


class Refusal(Exception):
    """`message` may hold %(name)s places, filled from `values` after translation. `field` names a form field."""

    status: ClassVar[int] = 422
    message: str = N_("This is not possible.")
    field: str | None = None
    constraint: ClassVar[str | None] = None

    by_constraint: ClassVar[dict[str, type["Refusal"]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.constraint:
            Refusal.by_constraint[cls.constraint] = cls

    def __init__(self, message: str | None = None, /, *, field: str | None = None, **values: object) -> None:
        self.message = message or type(self).message
        self.field = field or type(self).field
        self.values = values
        super().__init__(self.message)


class NotThere(Refusal):
    """Also for what may not be known to exist."""

    status = 404
    message = N_("This page does not exist, or the link has ended.")


class NotAllowed(Refusal):
    status = 403
    message = N_("Your account may not do this.")


class Gone(Refusal):
    status = 410
    message = N_("This page has ended.")


class Conflict(Refusal):
    status = 409
    message = N_("Somebody changed this at the same moment. Please look again.")


class TooMany(Refusal):
    """`retry_after` (seconds) becomes the header."""

    status = 429
    message = N_("Too many attempts. Please wait a little and try again.")

    def __init__(
        self, message: str | None = None, /, *, field: str | None = None, retry_after: int = 60, **values: object
    ) -> None:
        super().__init__(message, field=field, retry_after=retry_after, **values)
        self.retry_after = retry_after


class Busy(Refusal):
    status = 503
    message = N_("We are busy at this moment. Please try again in a few seconds.")


class SignInNeeded(Refusal):
    """The edge sends the person to sign in and back."""

    status = 401
    message = N_("Please sign in first.")


class SecondFactorNeeded(Refusal):
    status = 401
    message = N_("Please confirm with your second factor first.")
