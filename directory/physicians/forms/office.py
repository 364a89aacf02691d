"""The office's forms: who a physician is, credentials, standing; and its list."""

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from directory.core.clock import is_zone
from directory.core.forms import Form, Line, Words, clean_line
from directory.physicians.forms.parts import Choice, Day, choices, named, reader
from directory.physicians.models import Credential, Physician
from directory.physicians.queries import OfficeAsked, Sort
from directory.physicians.rules import MOVES, CredentialEdit, CredentialKind, Identity, Standing, StandingReason
from directory.places.queries import countries, regions


class IdentityForm(Form):
    name = Line(_l("Name, without title"), needed=_l("Give the name."))
    degrees = Line(_l("Degrees"))
    sort_name = Line(_l("Name for sorting, last name first"))
    zone = Line(
        _l("Time zone of the practice"), high=60, needed=_l("Give the time zone, for example America/New_York.")
    )
    email = Line(_l("E-mail address to sign in with"), high=254)

    def __init__(self, physician: Physician | None = None, email: str = "") -> None:
        super().__init__(obj=physician, data={"email": email})

    def validate_zone(self, field: Line) -> None:
        if not is_zone(field.data or ""):
            raise ValidationError(_("This is no time zone we know. Write it like America/New_York or Europe/Berlin."))

    def validate_email(self, field: Line) -> None:
        try:
            field.data = validate_email(field.data, check_deliverability=False).normalized if field.data else ""
        except EmailNotValidError:
            raise ValidationError(_("This is no complete e-mail address. It looks like name@example.org.")) from None

    def asked(self) -> Identity:
        return Identity(
            self.name.data or "",
            self.degrees.data or "",
            self.sort_name.data or "",
            self.zone.data or "",
            self.email.data or "",
        )


class CredentialForm(Form):
    kind = Choice(_l("Kind"), choices=choices(CredentialKind))
    title = Line(
        _l("What it is called"), high=160, needed=_l("Say what was issued, for example “Licence to practise medicine”.")
    )
    issuer = Line(_l("Issued by"), high=160, needed=_l("Name the issuer: a board, a society, an insurer."))
    country = Choice(_l("Country"), choices=[])
    region = Choice(_l("State or province (where licences are given by it)"), choices=[])
    number = Line(_l("Number"), high=60)
    issued = Day(_l("Issued on"))
    expires = Day(_l("Last day"))

    def __init__(self, credential: Credential | None = None) -> None:
        super().__init__(data=_credential_values(credential) if credential else None)
        self.country.choices = named([("", _("None")), *countries(reader())])
        self.region.choices = named([("", _("Whole country")), *_regions()])

    def validate_region(self, field: Choice) -> None:
        if field.data and not field.data.startswith(f"{self.country.data}-"):
            raise ValidationError(_("This state or province is not in the country chosen."))

    def asked(self) -> CredentialEdit:
        return CredentialEdit(
            CredentialKind(self.kind.data),
            self.title.data or "",
            self.issuer.data or "",
            self.country.data or None,
            (self.region.data or "").partition("-")[2] or None,
            self.number.data or "",
            self.issued.data,
            self.expires.data,
        )


class StandingForm(Form):
    standing = Choice(_l("New standing"), choices=[])
    reason = Choice(_l("Reason"), choices=choices(StandingReason))
    note = Words(
        _l("In words, for the office only"), high=1000, needed=_l("Say why, so that it can be understood later.")
    )

    def __init__(self, present: Standing) -> None:
        super().__init__()
        self.standing.choices = choices([standing for standing in Standing if standing in MOVES[present]])


class VerifyForm(Form):
    by = Line(
        _l("Checked with"), high=120, needed=_l("Say with whom it was checked, for example the register of the board.")
    )


def office_asked(args: MultiDict[str, str]) -> OfficeAsked:
    """Read kindly, as every address is."""
    standing, sort, page = args.get("standing", ""), args.get("sort", ""), args.get("page", "")
    return OfficeAsked(
        clean_line(args.get("q", "")[:400])[:100],
        next((each for each in Standing if each.value == standing), None),
        next((each for each in Sort if each.value == sort), Sort.NAME),
        min(int(page), 100_000) if page.isascii() and page.isdigit() and 0 < len(page) < 9 and int(page) else 1,
    )


def _credential_values(credential: Credential) -> dict[str, object]:
    return {
        "kind": credential.kind.value,
        "title": credential.title,
        "issuer": credential.issuer,
        "country": credential.country or "",
        "region": f"{credential.country}-{credential.region}" if credential.region else "",
        "number": credential.number,
        "issued": credential.issued,
        "expires": credential.expires,
    }


def _regions() -> list[tuple[str, str]]:
    names = dict(countries(reader()))
    return [
        (f"{country}-{code}", f"{name} ({names[country]})")
        for country in ("US", "CA", "AU")
        for code, name in regions(country)
    ]
