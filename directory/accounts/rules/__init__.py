"""Who may do what, and for how long a sign-in holds."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Gone, NotAllowed, NotThere, Refusal


class Role(StrEnum):
    PHYSICIAN = "physician"
    COORDINATOR = "coordinator"
    APPLICANT = "applicant"  # applies for membership, or helps an applicant; signs in by e-mail
    REVIEWER = "reviewer"  # sits on panels
    CHAIR = "chair"  # decides what the panel's ballots say; the deputy has the same role
    TREASURER = "treasurer"


class Permission(StrEnum):
    PRACTICE = "practice"  # a physician's own inbox, times and profile
    PHOTOS = "photos"  # open photos: always behind the second factor
    OFFICE = "office"  # the coordinators' pages
    AUDIT = "audit"  # read the audit log
    APPLY = "apply"  # one's own application
    REVIEW = "review"  # files of rounds one is an elector of
    DECIDE = "decide"  # rulings and decisions of rounds
    DUES = "dues"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.PHYSICIAN: frozenset({Permission.PRACTICE, Permission.PHOTOS}),
    Role.COORDINATOR: frozenset({Permission.OFFICE, Permission.AUDIT, Permission.PHOTOS, Permission.DUES}),
    Role.APPLICANT: frozenset({Permission.APPLY}),
    Role.REVIEWER: frozenset({Permission.REVIEW}),
    Role.CHAIR: frozenset({Permission.DECIDE, Permission.REVIEW}),
    Role.TREASURER: frozenset({Permission.DUES}),
}

SESSION_LIFE = timedelta(days=14)
SECOND_FACTOR_LIFE = timedelta(hours=8)  # one working day on one device
RESET_LIFE = timedelta(hours=1)
INVITATION_LIFE = timedelta(days=3)
EMAIL_LINK_LIFE = timedelta(minutes=30)
PASSWORD_LEAST = 12
PASSWORD_MOST = 200  # longer input only costs time to hash
EMAIL_MOST = 254


class WrongSignIn(Refusal):
    """One sentence for a wrong password, an unknown address and an account without a password."""

    message = N_("The e-mail address or the password is not right. Check both, or ask for a new password.")


class WrongCode(Refusal):
    message = N_(
        "This code is not right or was used before. Wait for the next code in your app, or use a recovery code."
    )
    field = "code"


class WrongSetUp(Refusal):
    message = N_(
        "This is not the right code. Type the code of the account you have just added; if it is refused again, check "
        "that the clock of your telephone sets itself."
    )
    field = "code"


class WrongPassword(Refusal):
    message = N_("This is not your present password.")
    field = "password"


class LinkEnded(Gone):
    message = N_("This link has ended or was used before. Ask for a new one on the page “Forgotten your password?”.")


class EmailLinkEnded(Gone):
    message = N_("This link has ended or was used before. Ask for a new one on the page “Sign in by e-mail”.")


class EmailTaken(Conflict):
    message = N_("There is an account with this e-mail address already.")
    field = "email"
    constraint = "uq_people_email"


class ConsentChanged(Conflict):
    message = N_("This was answered at the same moment in another window. Please look again.")
    constraint = "uq_consents_subject_purpose_about"


class UnknownPerson(NotThere):
    message = N_("There is no account with this e-mail address.")


class OfficeOnly(NotAllowed):
    message = N_("Only the office may do this.")


class WeakPassword(Refusal):
    message = N_("Please choose a longer password: at least %(least)d characters. Four words in a row are good.")
    field = "new"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in person of a request: values only, safe after any rollback."""

    id: int
    name: str
    email: str
    roles: frozenset[Role]
    session_id: int
    enrolled: bool  # has an authenticator app set up
    second_factor: bool  # confirmed by it on this device, not longer ago than a working day

    @property
    def permissions(self) -> frozenset[StrEnum]:
        return permissions_of(self.roles)


def permissions_of(roles: frozenset[Role]) -> frozenset[StrEnum]:
    return frozenset(permission for role in roles for permission in PERMISSIONS[role])


def may_sign_in_by_email(password: bool, roles: frozenset[Role]) -> bool:
    """Whoever has a password uses it, and whoever may do more than apply gets in by an invitation: a link in a mailbox
    is enough for one's own application only."""
    return not password and roles <= {Role.APPLICANT}


def normal_email(text: str) -> str:
    """One spelling an address: composed characters, no blanks around it, lower case."""
    return unicodedata.normalize("NFC", text).strip().lower()


def is_confirmed(second_factor_at: datetime | None, now: datetime) -> bool:
    return second_factor_at is not None and now - second_factor_at < SECOND_FACTOR_LIFE


def normal_password(text: str) -> str:
    """Two keyboards may write one character in two ways; nothing else of a password is touched."""
    return unicodedata.normalize("NFC", text)


_WORN = re.compile(r"(password|passwort|qwerty|azerty|abcdef|letmein|welcome|iloveyou|admin|12345|coalition)")


def check_password(password: str, email: str) -> None:
    """Long, not one worn word with trimmings, and not the address itself."""
    if len(password) < PASSWORD_LEAST:
        raise WeakPassword(least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise WeakPassword(N_("Please keep the password under %(most)d characters."), most=PASSWORD_MOST)
    rest = _WORN.sub("", password.lower().replace(email, "").replace(email.partition("@")[0], ""))
    if len(set(rest)) < 5:
        raise WeakPassword(
            N_("This password is too easy to guess. Four words in a row that only you would choose are good.")
        )
