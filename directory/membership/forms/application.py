"""Forms of the applicant's pages, most of them read off `rules.sections`. They check shape; what is missing may be."""

from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import BooleanField, DateField, Field, FileField, HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from directory.core import formats
from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.membership.rules.criteria import FORMS, Criterion, EvidenceKind
from directory.membership.rules.criteria import Form as Given
from directory.membership.rules.evidence import SHAPE_WORDS, WORDS_MOST, Piece, Shape, given_here
from directory.membership.rules.sections import FIELDS, NO, YES, Body, Input, Section
from directory.membership.rules.sections import Field as Asked
from directory.physicians.forms.profile import LANGUAGES
from directory.physicians.rules import language_name
from directory.places.queries import countries

REASON_MOST = 2000
FIRST_YEAR, LAST_YEAR = 1900, 2200


class PressForm(Form):
    """A button."""


class NameForm(Form):
    name = Line(lazy_gettext("Your full name"), needed=lazy_gettext("Give your full name."))

    def asked(self) -> str:
        return self.name.data or ""


class WithdrawForm(Form):
    reason = Words(lazy_gettext("Why? You need not say"), high=REASON_MOST)

    def asked(self) -> str:
        return self.reason.data or ""


class ReplyForm(Form):
    reply = Words(
        lazy_gettext("Your answer"),
        high=WORDS_MOST,
        needed=lazy_gettext("Answer each item: say what you changed, or why nothing can be added."),
    )

    def asked(self) -> str:
        return self.reply.data or ""


class Day(DateField):
    """A date control; a year of five digits or of long ago is a slip."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, [Optional()], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a date like 2027-03-31.")) from None
        if self.data and not FIRST_YEAR <= self.data.year <= LAST_YEAR:
            raise ValueError(_("Check the year."))


class SectionForm(Form):
    """Made by `section_form`: one control for each field of the section."""

    revision = HiddenField()
    section: Section

    def seen(self) -> int:
        """The revision the page was opened with."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0

    def asked(self) -> Body:
        return {field.key: _value(field, self._fields[field.key]) for field in FIELDS[self.section]}

    def controls(self) -> list[tuple[Asked, Field]]:
        return [(field, self._fields[field.key]) for field in FIELDS[self.section]]


def section_form(section: Section, body: Body, revision: int) -> SectionForm:
    controls = {field.key: _control(field) for field in FIELDS[section]}
    made = type("SectionForm", (SectionForm,), {**controls, "section": section})
    form = cast(SectionForm, made(data={**_shown(section, body), "revision": str(revision)}))
    for field, control in form.controls():
        control.flags.optional = not field.needed  # may be saved without; must be there at the end
    return form


def _control(field: Asked) -> Any:
    label = _(field.label)
    if field.input is Input.DATE:
        return Day(label)
    if field.input is Input.TICK:
        return BooleanField(label)
    if field.input is Input.COUNTRY:
        named = [("", _("Choose a country")), *countries(formats.locale())]
        return SelectField(label, choices=named, validate_choice=False)
    if field.input is Input.YES_NO:
        return RadioField(label, choices=[(YES, _("Yes")), (NO, _("No"))], validate_choice=False)
    if field.input is Input.LANGUAGES:
        named = sorted(((tag, language_name(tag, formats.locale())) for tag in LANGUAGES), key=_by_name)
        return Ticks(label, choices=named, validate_choice=False)
    made = Line if field.input is Input.LINE else Words
    return made(label, high=field.high)


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _shown(section: Section, body: Body) -> dict[str, object]:
    shown: dict[str, object] = dict(body)
    for field in FIELDS[section]:
        if field.input is Input.DATE and body.get(field.key):
            shown[field.key] = date.fromisoformat(str(body[field.key]))
        if field.input is Input.LANGUAGES:
            shown[field.key] = str(body.get(field.key) or "").split()
    return shown


def _value(field: Asked, control: Field) -> str | bool:
    if field.input is Input.TICK:
        return bool(control.data)
    if field.input is Input.DATE:
        return control.data.isoformat() if control.data else ""
    if field.input is Input.LANGUAGES:
        return " ".join(tag for tag in LANGUAGES if tag in (control.data or ()))
    if field.input in {Input.COUNTRY, Input.YES_NO}:
        choices = cast(SelectField, control).choices or []
        return control.data if control.data in {choice[0] for choice in choices} else ""
    return control.data or ""


SHAPES = {
    Given.DOCUMENT: (Shape.DOCUMENT, Shape.LINK, Shape.NONE),
    Given.PHOTO: (Shape.DOCUMENT, Shape.NONE),
    Given.FIGURES: (Shape.WORDS, Shape.DOCUMENT, Shape.LINK, Shape.NONE),
    Given.STATEMENT: (Shape.WORDS, Shape.DOCUMENT, Shape.NONE),
}
OF_PUBLICATIONS = (Shape.PUBLICATION, Shape.WORDS, Shape.DOCUMENT, Shape.LINK, Shape.NONE)


class EvidenceForm(Form):
    shape = RadioField(
        lazy_gettext("How do you give it?"), validators=[Needed(lazy_gettext("Choose how you give it."))]
    )
    words = Words(lazy_gettext("Title, text, or the reason why there is none"), high=WORDS_MOST)
    address = Line(lazy_gettext("Address of the page, for a link"), high=500)
    issuer = Line(lazy_gettext("Issued by"), high=160)
    expires = Day(lazy_gettext("Valid until"))
    file = FileField(lazy_gettext("The PDF"))

    def piece(self, kind: EvidenceKind) -> Piece:
        return Piece(
            kind=kind,
            shape=Shape(self.shape.data),
            words=self.words.data or "",
            address=self.address.data or "",
            issuer=self._said("issuer") or "",
            expires=day.isoformat() if (day := self._said("expires")) else "",
        )

    def _said(self, name: str) -> Any:
        """Some kinds of evidence have no issuer."""
        return self._fields[name].data if name in self._fields else None


def evidence_form(kind: EvidenceKind, piece: Piece | None = None) -> EvidenceForm:
    """Prefilled with the piece it is to stand for."""
    shown: dict[str, object] = {}
    if piece is not None:
        shown = {"shape": str(piece.shape), "words": piece.words, "address": piece.address, "issuer": piece.issuer}
        shown["expires"] = date.fromisoformat(piece.expires) if piece.expires else None
    form = EvidenceForm(data=shown)
    shapes = OF_PUBLICATIONS if kind is EvidenceKind.PUBLICATIONS else SHAPES[FORMS[kind]]
    form.shape.choices = [(str(shape), _(SHAPE_WORDS[shape])) for shape in shapes]
    form.words.flags.optional = False  # said by the rule: which words are missing depends on how it is given
    if FORMS[kind] is not Given.DOCUMENT:
        del form.issuer, form.expires
    return form


def kind_of(criterion: Criterion, text: str | None) -> EvidenceKind | None:
    """The kind an address names, if it is given on this criterion's page."""
    return next((each.kind for each in given_here(criterion) if each.kind.value == text), None)
