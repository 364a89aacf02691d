"""The sheet of a case, a table to read in, the drawn period, and an invitation."""

import re
from collections.abc import Sequence
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, HiddenField, RadioField, StringField
from wtforms.validators import Email

from directory.core.forms import Form, Line, Ticks, Words, clean
from directory.core.refusals import Refusal
from directory.membership.queries.caselog import Case, Period
from directory.membership.rules import casecsv, casesheet
from directory.membership.rules.operation import (
    CRITERIA,
    TECHNIQUE_WORDS,
    CaseAsked,
    Technique,
    label,
)

REASON_MOST = 300
USES = {
    "1": _("1: large sessions, tiny incisions"),
    "2": _("2: dense packing"),
    "3": _("3: orientation and direction"),
    "5": _("5: results"),
}


class CaseForm(Form):
    """Words only: `rules.casesheet` reads them, as it does for a line of CSV."""

    revision = HiddenField()
    number = Line(_("Case number"), high=6, needed=_("Give the case a number, like C07."))
    done_on = StringField(_("Date of the operation"))
    technique = RadioField(
        _("Technique"),
        choices=[(str(each), _(TECHNIQUE_WORDS[each])) for each in Technique],
        validate_choice=False,
    )
    grafts_1 = Line(_("Grafts with 1 hair"), high=8)
    grafts_2 = Line(_("Grafts with 2 hairs"), high=8)
    grafts_3 = Line(_("Grafts with 3 hairs or more"), high=8)
    tool = Line(_("Tool for the incisions"), high=casesheet.TOOL_MOST)
    tool_size = Line(_("Size of the tool"), high=12)
    team = Line(_("People in the team"), high=8)
    minutes = Line(_("Length of the operation"), high=8)
    criteria = Ticks(_("Use this case for"), choices=[(key, USES[key]) for key in CRITERIA], validate_choice=False)
    density = Line(_("Measured density"), high=8)
    not_done = Words(_("Why dense packing was not done here"), high=casesheet.WORDS_MOST)
    views_missing = Words(_("Why a standard view or time is missing"), high=casesheet.WORDS_MOST)
    consent_on = StringField(_("Date of the patient's written consent"))
    covers_identity = BooleanField(_("The consent also covers photos in which the patient can be recognised"))
    declared = BooleanField(
        _(
            "This patient has agreed in writing that these photos are used, without name, to judge my application. "
            "I keep the signed consent and show it to the office when asked."
        )
    )

    def asked(self, today: date) -> CaseAsked | None:
        """None when something is wrong: it stands at its field."""
        sheet = casesheet.read(self._values(), today)
        for name, message in sheet.errors.items():
            self[name].errors = [*self[name].errors, gettext(message)]
        if sheet.asked is not None and sheet.asked.consent_on and not self.declared.data:
            self.declared.errors = [gettext("Tick this when the patient has consented, or take the date away.")]
        return None if self.failed else sheet.asked

    def _values(self) -> dict[str, str]:
        values = {name: clean(str(self[name].data or "")) for name in casesheet.FIELDS}
        values["technique"] = self.technique.data if self.technique.data in set(Technique) else ""
        values["criteria"] = " ".join(self.criteria.data or [])
        values["covers_identity"] = "yes" if self.covers_identity.data else ""
        return values

    def show(self, case: Case) -> None:
        for name, value in casesheet.written(asked_of(case)).items():
            self[name].data = value
        self.number.data, self.revision.data = case.label, str(case.revision)
        self.criteria.data = list(case.criteria)
        self.covers_identity.data, self.declared.data = case.covers_identity, case.consent_on is not None

    def new(self, number: int) -> None:
        self.number.data, self.revision.data = label(number), "0"

    @property
    def seen(self) -> int:
        """The revision the page showed."""
        text = self.revision.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def asked_of(case: Case) -> CaseAsked:
    return CaseAsked(case.number, case.details, case.criteria, case.consent_on, case.covers_identity)


class TableForm(Form):
    """A file, or the text of one that was looked at and is now taken."""

    table = FileField(_("CSV file"))
    text = HiddenField()

    def content(self) -> str:
        """Raises NotATable, TableTooBig."""
        if self.text.data:
            return clean(self.text.data)
        stream = getattr(self.table.data, "stream", None)
        data = stream.read(casecsv.BYTES_MOST + 1) if stream is not None else b""
        return clean(casecsv.text_of(data))


class PeriodForm(Form):
    """The places and gaps are fields named by case and place: see `places` and `gaps`."""

    total = Line(_("Operations done in this period, all of them"), high=4)

    def asked(
        self, cases: Sequence[Case], period: Period, given: dict[str, str]
    ) -> tuple[int | None, dict[int, int], dict[int, str]]:
        """(total, place by case number, reason by place); what is wrong stands in the form's errors."""
        total = self._total()
        places: dict[int, int] = {}
        for case in cases:
            text = clean(given.get(f"place_{case.number}", ""))
            if text and not re.fullmatch(r"[1-9][0-9]{0,2}", text):
                self.refuse(Refusal(gettext("%(case)s: write its place as a whole number, like 3.", case=case.label)))
            elif text and int(text) in places.values():
                self.refuse(Refusal(gettext("Two cases have place %(place)s.", place=text)))
            elif text:
                places[case.number] = int(text)
        gaps = {
            int(name[4:]): clean(why)[:REASON_MOST]
            for name, why in given.items()
            if re.fullmatch(r"gap_[1-9][0-9]{0,2}", name) and period.drawn
        }
        return total, places, gaps

    def _total(self) -> int | None:
        text = (self.total.data or "").strip()
        if text and not re.fullmatch(r"[0-9]{1,3}", text):
            self.total.errors = [gettext("Write a whole number from 0 to 999.")]
            return None
        return int(text) if text else None


class AssistantForm(Form):
    email = Line(
        _("E-mail address of the person who helps"),
        high=254,
        needed=_("Give an e-mail address."),
        validators=[Email(message=_("Enter an e-mail address like name@example.org."))],
    )

    def asked(self) -> str:
        return self.email.data or ""


class DrawForm(Form):
    """The office draws: the first needs no words, a further one does."""

    months = Line(_("Months"), high=2)
    reason = Words(_("Why there must be another period"), high=500)

    def length(self) -> int:
        text = self.months.data or ""
        return int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 3
