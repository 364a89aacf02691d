"""What a member says about oneself, about clinics and publications."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.physicians.forms.parts import Choice, Degrees, Whole, choices, named, reader
from directory.physicians.models import Clinic, Physician, Publication
from directory.physicians.queries import place_label
from directory.physicians.rules import (
    STATEMENT_LONGEST,
    ClinicEdit,
    PatientGroup,
    ProfileEdit,
    PublicationEdit,
    PublicationKind,
    VisitKind,
    language_name,
)

# Offered to be ticked; a language that a profile already has is offered as well.
LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "hy",
    "id", "it", "ja", "ka", "kn", "ko", "ml", "mr", "ms", "nb", "nl", "pa", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl",
    "sq", "sr", "sv", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "yue", "zh",
)  # fmt: skip


class ProfileForm(Form):
    statement = Words(_l("Your statement, in your own words"), high=STATEMENT_LONGEST)
    languages = Ticks(
        _l("Languages you consult in"), validators=[Needed(_l("Choose at least one language."))], choices=[]
    )
    visits = Ticks(
        _l("Free consultations you offer"),
        validators=[Needed(_l("Choose at least one kind of consultation."))],
        choices=choices(VisitKind),
    )
    groups = Ticks(_l("Patients you have particular experience with"), choices=choices(PatientGroup))
    accepts_new = BooleanField(_l("I take new patients"))
    out_of_hours = Line(_l("Telephone for patients after an operation, outside opening hours"), high=40)
    practising_since = Whole(_l("In hair restoration since (year)"), 1950, 2100)
    share_percent = Whole(_l("Share of hair restoration in your practice"), 0, 100)
    largest_session = Whole(_l("Largest session, in grafts"), 1, 20000)

    def __init__(self, physician: Physician) -> None:
        super().__init__(data=_values(physician))
        tags = dict.fromkeys([*LANGUAGES, *physician.languages])
        known = [(tag, language_name(tag, reader())) for tag in tags]
        self.languages.choices = named(sorted(known, key=lambda each: each[1].casefold()))

    def asked(self) -> ProfileEdit:
        return ProfileEdit(
            self.statement.data or "",
            tuple(self.languages.data or ()),
            tuple(PatientGroup(group) for group in self.groups.data or ()),
            tuple(VisitKind(visit) for visit in self.visits.data or ()),
            bool(self.accepts_new.data),
            self.out_of_hours.data or "",
            self.practising_since.number,
            self.share_percent.number,
            self.largest_session.number,
        )


class ClinicForm(Form):
    name = Line(_l("Name of the clinic"), high=160, needed=_l("Give the name of the clinic."))
    address = Words(_l("Street and number"), high=300)
    town = Line(_l("Town, region and country"), high=100, needed=_l("Give the town of the clinic."))
    phone = Line(_l("Telephone"), high=40)
    accessibility = Words(_l("Getting in: steps, lifts, parking, toilets"), high=500)
    latitude = Degrees(_l("Exact latitude"), 90)
    longitude = Degrees(_l("Exact longitude"), 180)

    def __init__(self, clinic: Clinic | None = None) -> None:
        super().__init__(data=_clinic_values(clinic) if clinic else None)

    def asked(self) -> ClinicEdit:
        return ClinicEdit(
            self.name.data or "",
            self.address.data or "",
            self.town.data or "",
            self.phone.data or "",
            self.accessibility.data or "",
            self.latitude.number,
            self.longitude.number,
        )


class PublicationForm(Form):
    kind = Choice(_l("Kind"), choices=choices(PublicationKind))
    title = Line(_l("Title"), high=300, needed=_l("Give the title."))
    venue = Line(_l("Journal, publisher or meeting"), high=200, needed=_l("Say where it appeared or was given."))
    year = Whole(_l("Year"), 1900, 2100)
    address = Line(_l("Link (https://…)"), high=300)

    def __init__(self, publication: Publication | None = None) -> None:
        super().__init__(data=_publication_values(publication) if publication else None)

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        super().validate(extra_validators)
        if self.year.number is None and not self.year.errors:
            self.year.errors = [_("Give the year.")]
        if self.address.data and not self.address.data.startswith("https://"):
            self.address.errors = [_("The link must begin with https://.")]
        return not self.errors

    def asked(self) -> PublicationEdit:
        return PublicationEdit(
            PublicationKind(self.kind.data),
            self.title.data or "",
            self.venue.data or "",
            self.year.number or 0,
            self.address.data or "",
        )


def _values(physician: Physician) -> dict[str, object]:
    return {
        "statement": physician.statement,
        "languages": list(physician.languages),
        "visits": [visit.value for visit in physician.visits],
        "groups": [group.value for group in physician.groups],
        "accepts_new": physician.accepts_new,
        "out_of_hours": physician.out_of_hours,
        "practising_since": _text(physician.practising_since),
        "share_percent": _text(physician.share_percent),
        "largest_session": _text(physician.largest_session),
    }


def _clinic_values(clinic: Clinic) -> dict[str, object]:
    return {
        "name": clinic.name,
        "address": clinic.address,
        "town": place_label(clinic.city, clinic.region, clinic.country),
        "phone": clinic.phone,
        "accessibility": clinic.accessibility,
        "latitude": f"{clinic.latitude:g}",
        "longitude": f"{clinic.longitude:g}",
    }


def _publication_values(publication: Publication) -> dict[str, object]:
    return {
        "kind": publication.kind.value,
        "title": publication.title,
        "venue": publication.venue,
        "year": _text(publication.year),
        "address": publication.address,
    }


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
