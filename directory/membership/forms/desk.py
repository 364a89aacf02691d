"""What coordinators send about a file. Shapes only; what is missing where, the rules say."""

import re
from typing import Any, ClassVar, cast

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import Optional

from directory.core import formats
from directory.core.forms import Form, Line, Needed, Ticks, Words
from directory.membership.forms.application import Day
from directory.membership.queries.conflicts import Candidate
from directory.membership.rules import comments, desk, screening
from directory.membership.rules.comments import Weight
from directory.membership.rules.desk import Waivable
from directory.membership.rules.information import ITEM_MOST, Item, NothingAsked
from directory.membership.rules.panel import Panel
from directory.membership.rules.screening import Credential, Finding, SourceResult
from directory.membership.rules.sections import TITLES, WRITTEN, Section
from directory.physicians.rules import CredentialKind
from directory.places.queries import countries

ROWS = 5  # items of one request for information that a page offers
PEOPLE_MOST = 2000


class Asking(Form):
    """`NEEDED`: controls that only look optional, as the rule says what is missing in them."""

    NEEDED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for name in self.NEEDED:
            self._fields[name].flags.optional = False


class PressForm(Form):
    """A button."""


class NoteForm(Asking):
    NEEDED = ("words",)

    words = Words(_("Note for the office"), high=desk.NOTE_MOST)


class ConflictForm(Form):
    reason = Words(
        _("What is the conflict?"), high=desk.REASON_MOST, needed=_("Say in a sentence what the conflict is.")
    )


class Whole(IntegerField):
    """A number; anything else is said to be none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]).strip() if valuelist else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None
        if self.data is None:
            raise ValueError(str(_("Give a number.")))


class WaiverForm(Asking):
    NEEDED = ("reason",)

    what = RadioField(
        _("What is waived?"),
        choices=[(each.value, _(words)) for each, words in desk.WAIVABLE_WORDS.items()],
        validators=[Needed(_("Choose one."))],
    )
    least = Whole(_("How many are enough here?"), default=0)
    reason = Words(_("Why are fewer enough here?"), high=desk.REASON_MOST)

    def asked(self) -> tuple[Waivable, int, str]:
        return Waivable(self.what.data), self.least.data or 0, self.reason.data or ""


class TickForm(Asking):
    NEEDED = ("note",)

    finding = RadioField(
        _("What did you find?"),
        choices=[(each.value, _(words)) for each, words in screening.FINDING_WORDS.items()],
        validators=[Needed(_("Choose one."))],
    )
    note = Words(_("How was it checked, and what was found?"), high=screening.SOURCE_MOST)

    def asked(self) -> tuple[Finding, str]:
        return Finding(self.finding.data), self.note.data or ""


class CredentialForm(Asking):
    NEEDED = ("checked",)

    kind = SelectField(_("Kind"), choices=[(each.value, _(words)) for each, words in screening.KIND_WORDS.items()])
    title = Line(_("Title"), high=160, needed=_("Give the title as the source has it."))
    issuer = Line(_("Issued by"), high=160, needed=_("Say who issued it."))
    country = SelectField(_("Country, for a licence"), validate_choice=False)
    region = Line(_("State or province, if it holds there only"), high=10)
    number = Line(_("Number"), high=60)
    issued = Day(_("Issued on"))
    expires = Day(_("Valid until"))
    result = RadioField(
        _("What does the source say?"),
        choices=[(each.value, _(words)) for each, words in screening.RESULT_WORDS.items()],
        validators=[Needed(_("Choose one."))],
    )
    address = Line(_("Address of the source on the web"), high=500)
    source = Words(_("Or in words: whom did you ask, and what was said?"), high=screening.SOURCE_MOST)
    checked = Day(_("Checked on"))

    def offer(self) -> None:
        self.country.choices = [("", str(_("No country"))), *countries(formats.locale())]

    def asked(self, today: Any) -> Credential:
        named = {choice[0] for choice in cast("list[tuple[str, str]]", self.country.choices or [])}
        return Credential(
            kind=CredentialKind(self.kind.data),
            title=self.title.data or "",
            issuer=self.issuer.data or "",
            country=self.country.data if self.country.data in named else "",
            region=self.region.data or "",
            number=self.number.data or "",
            issued=self.issued.data,
            expires=self.expires.data,
            address=self.address.data or "",
            source=self.source.data or "",
            checked=self.checked.data or today,
            result=SourceResult(self.result.data),
        )


class DeclineForm(Asking):
    NEEDED = ("reapply", "reason")

    rule = RadioField(_("Which rule is not met?"), coerce=str, validate_choice=False)
    reapply = Day(_("May apply again from"))
    reason = Words(_("What was found? (for the office; not in the letter)"), high=desk.REASON_MOST)

    def offer(self, sentences: tuple[str, ...]) -> None:
        from flask_babel import gettext

        self.rule.choices = [(str(n), gettext(each)) for n, each in enumerate(sentences, 1)]

    def number(self) -> int:
        text = self.rule.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


class AskForm(Form):
    """Made by `ask_form`: pairs of a section and words."""

    def items(self) -> list[Item]:
        """A row with neither part nor words is not there. Raises NothingAsked for one that has only half."""
        found = []
        for section, words in self.rows():
            if not section.data and not words.data:
                continue
            if section.data not in set(WRITTEN_OR_CASES):
                raise NothingAsked(field=section.name)
            found.append(Item(Section(section.data), words.data or ""))
        return found

    def rows(self) -> list[tuple[Any, Any]]:
        return [(self._fields[f"section_{n}"], self._fields[f"words_{n}"]) for n in range(1, ROWS + 1)]


WRITTEN_OR_CASES = (*WRITTEN, Section.CASES)


def ask_form(titles: dict[Section, str]) -> AskForm:
    choices = [("", str(_("Choose a part"))), *((str(each), titles[each]) for each in WRITTEN_OR_CASES)]
    controls: dict[str, Any] = {}
    for n in range(1, ROWS + 1):
        controls[f"section_{n}"] = SelectField(
            _("Part, item %(number)d", number=n), choices=choices, validate_choice=False
        )
        controls[f"words_{n}"] = Words(_("What do we need, item %(number)d", number=n), high=ITEM_MOST)
    return cast(AskForm, type("AskForm", (AskForm,), controls)())


def section_titles(criteria: dict[int, str]) -> dict[Section, str]:
    """Every part by name, in the reader's language; `criteria` by number, translated."""
    from flask_babel import gettext

    found = {section: gettext(words) for section, words in TITLES.items()}
    for number, title in criteria.items():
        found[Section(f"criterion-{number}")] = gettext("Criterion %(number)s: %(title)s", number=number, title=title)
    return found


class PanelForm(Form):
    """Members and one lay reviewer, as ticked; `offer` says who there is."""

    members = Ticks(_("Members of the panel"), coerce=int, validate_choice=False)
    lay = RadioField(_("Lay reviewer"), coerce=str, validate_choice=False)
    seen = BooleanField(_("I have seen the preview"))

    def offer(self, people: list[Candidate]) -> None:
        free = [each for each in people if each.excluded is None]
        self.members.choices = [(each.person_id, each.name) for each in free if each.physician and not each.external]
        self.lay.choices = [
            (str(each.person_id), each.name) for each in free if not each.physician and not each.external
        ]

    def panel(self) -> Panel:
        offered = {choice[0] for choice in self.members.choices or []}
        lay = {choice[0] for choice in self.lay.choices or []}
        members = tuple(dict.fromkeys(person for person in self.members.data or [] if person in offered))
        return Panel(members, int(self.lay.data) if self.lay.data in lay else None)


class ReadForm(Form):
    weight = RadioField(
        _("How does it weigh?"),
        choices=[(each.value, _(words)) for each, words in comments.WEIGHT_WORDS.items()],
        validators=[Needed(_("Choose one."))],
    )

    def asked(self) -> Weight:
        return Weight(self.weight.data)


class SummaryForm(Form):
    sources = Ticks(_("Comments this is made of"), coerce=int, validate_choice=False)
    referees = BooleanField(_("Statements of referees as well"))
    words = Words(
        _("Summary for the applicant and the panel"),
        high=comments.SUMMARY_MOST,
        needed=_("Write the summary in words of the office."),
    )

    def chosen(self) -> list[int]:
        return list(self.sources.data or [])[:PEOPLE_MOST]


class LeastForm(Form):
    """Which waiver is taken back."""

    what = SelectField(validators=[Optional()], choices=[(each.value, each.value) for each in Waivable])
