"""The opinion as it is written: shape only. What is missing is asked before signing, not while a draft is saved."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import FieldList, FormField, HiddenField, RadioField
from wtforms import Form as Inner
from wtforms.validators import Optional

from directory.accounts.forms import Hidden
from directory.consultations.rules.opinion import words as sentences
from directory.consultations.rules.opinion.needed import GRAFTS_MOST, STEPS_MOST, Part, Problem
from directory.consultations.rules.opinion.plan import (
    Cost,
    Donor,
    Hands,
    Medicine,
    NextStep,
    Opinion,
    Scale,
    Step,
    StepKind,
    Suitability,
    Zone,
)
from directory.core.forms import Form, Line, Ticks, Words
from directory.photos.rules import VIEWS
from directory.physicians.forms.parts import Choice, Day, Whole, is_currency, plain_amount, smallest

Member = TypeVar("Member", bound=StrEnum)
LONGEST = 4000
_NONE = lazy_gettext("Not given")


def _choices(table: Mapping[Any, str], empty: object = None) -> list[tuple[str, Any]]:
    first = [] if empty is None else [("", empty)]
    return [*first, *((str(key), lazy_gettext(label)) for key, label in table.items())]


def _ticked(field: Ticks, known: Any) -> tuple[str, ...]:
    """An empty first value passes for an unanswered field: whatever stands behind it was not checked."""
    return tuple(key for key in field.data or () if key in known)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0


def _one(kind: type[Member], value: object) -> Member | None:
    """What is no member passes for an unanswered field where it is blank."""
    return kind(str(value)) if value in set(kind) else None


class Rows(FieldList):  # type: ignore[type-arg]  # generic in its stubs only
    """Reads the rows of the page and no others, whatever their names claim to be."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for number in range(STEPS_MOST):
            if any(name.startswith(f"{prefix}-{number}-") for name in formdata):
                yield number


class StepForm(Inner):
    """One step of the plan; without a kind it is none."""

    kind = Choice(lazy_gettext("What"), choices=_choices(sentences.STEPS, lazy_gettext("No step")))
    zone = Choice(lazy_gettext("Zone"), choices=_choices(sentences.ZONES, _NONE))
    when = Line(lazy_gettext("When"), high=120)
    grafts_low = Whole(lazy_gettext("Grafts, lowest"), 0, GRAFTS_MOST)
    grafts_high = Whole(lazy_gettext("Grafts, highest"), 0, GRAFTS_MOST)
    sessions = Whole(lazy_gettext("Sessions"), 1, 20)
    months = Whole(lazy_gettext("Months between"), 1, 60)

    def asked(self) -> Step:
        return Step(
            kind=StepKind(self.kind.data),
            zone=_one(Zone, self.zone.data),
            when=self.when.data or "",
            grafts_low=self.grafts_low.number,
            grafts_high=self.grafts_high.number,
            sessions=self.sessions.number,
            months=self.months.number,
        )


class OpinionForm(Form):
    revision = HiddenField(default="0")
    suitability = RadioField(
        lazy_gettext("How suitable is it?"), choices=_choices(sentences.SUITABILITY), validators=[Optional()]
    )
    words = Words(lazy_gettext("In a sentence or more, to the patient"), high=LONGEST)
    retake = Ticks(
        lazy_gettext("Which view to take again"),
        choices=[(view.key, lazy_gettext(view.label)) for view in VIEWS.values()],
        validators=[Optional()],
    )
    next_step = RadioField(lazy_gettext("The next step"), choices=_choices(sentences.NEXT), validators=[Optional()])
    next_words = Line(lazy_gettext("The next step in your words"), high=300)
    scale = Choice(lazy_gettext("Pattern: scale"), choices=_choices(sentences.SCALES, _NONE))
    stage = Line(lazy_gettext("Stage, or in words"), high=60)
    steps = Rows(FormField(StepForm), min_entries=1, max_entries=STEPS_MOST)
    fut = Line(lazy_gettext("Who performs FUT"), high=500)
    fue = Line(lazy_gettext("Who performs FUE"), high=500)
    smp = Line(lazy_gettext("Who performs SMP"), high=500)
    cost_low = Line(lazy_gettext("Cost, lowest"), high=15)
    cost_high = Line(lazy_gettext("Cost, highest"), high=15)
    currency = Line(lazy_gettext("Currency"), high=3)
    included = Words(lazy_gettext("What the cost includes"), high=LONGEST)
    until = Day(lazy_gettext("Holds until"))
    donor = Choice(lazy_gettext("Donor reserve"), choices=_choices(sentences.DONOR, _NONE))
    medicines = Ticks(lazy_gettext(sentences.DISCUSS), choices=_choices(sentences.MEDICINES), validators=[Optional()])
    risks = Words(lazy_gettext("Risks and limits"), high=LONGEST)
    will = Words(lazy_gettext("What it will do"), high=LONGEST)
    will_not = Words(lazy_gettext("What it will not do"), high=LONGEST)
    progression = Words(lazy_gettext("Master plan: the further loss you assume"), high=LONGEST)
    later = Words(lazy_gettext("Master plan: what would come later"), high=LONGEST)
    answered = Ticks(lazy_gettext("Questions you have answered"), validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in [*self, *(each for row in self.steps for each in row.form)]:
            field.flags.optional = False  # what is needed is decided by the whole of it

    def ask(self, questions: tuple[str, ...]) -> "OpinionForm":
        """The patient's questions, to be ticked off."""
        self.answered.choices = [(str(place), question) for place, question in enumerate(questions)]
        return self

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Checked here: optional fields that are left empty are not asked by validators of their own."""
        good = bool(super().validate(extra_validators))
        currency = (self.currency.data or "").upper()
        if currency and not is_currency(currency):
            self.currency.errors = [_("Give a currency by its three letters, such as EUR.")]
            return False
        for field in (self.cost_low, self.cost_high):
            if field.data and smallest(field.data, currency or "EUR") is None:
                field.errors = [_("Give an amount, such as 4500.")]
                good = False
        return good

    @property
    def number(self) -> int:
        """The revision this page was made from."""
        return _number(self.revision.data)

    def asked(self) -> Opinion:
        who = {Hands.FUT: self.fut, Hands.FUE: self.fue, Hands.SMP: self.smp}
        places = {str(number) for number in range(len(self.answered.choices or ()))}
        return Opinion(
            suitability=_one(Suitability, self.suitability.data),
            words=self.words.data or "",
            next_step=_one(NextStep, self.next_step.data),
            next_words=self.next_words.data or "",
            retake=_ticked(self.retake, VIEWS),
            scale=_one(Scale, self.scale.data),
            stage=self.stage.data or "",
            steps=tuple(row.form.asked() for row in self.steps if row.form.kind.data),
            performers=tuple((hands, field.data) for hands, field in who.items() if field.data),
            cost=self._cost(),
            donor=_one(Donor, self.donor.data),
            medicines=tuple(Medicine(key) for key in _ticked(self.medicines, set(Medicine))),
            risks=self.risks.data or "",
            will=self.will.data or "",
            will_not=self.will_not.data or "",
            progression=self.progression.data or "",
            later=self.later.data or "",
            answered=tuple(int(key) for key in _ticked(self.answered, places)),
        )

    def _cost(self) -> Cost:
        currency = (self.currency.data or "").upper()
        low, high = (smallest(each.data or "", currency or "EUR") for each in (self.cost_low, self.cost_high))
        return Cost(low, high, currency, self.included.data or "", self.until.data)

    def show(self, problems: Sequence[Problem]) -> None:
        """Each at its field; of a step, at its row."""
        rows = [row.form.kind for row in self.steps if row.form.kind.data] or [self.steps[0].form.kind]
        for problem in problems:
            field = self._fields.get(str(problem.values.get("hands") or problem.part.value))
            if problem.part is Part.STEPS:
                field = rows[problem.row or 0]
            if field is not None:
                field.errors = [*field.errors, _(problem.sentence, **problem.values)]
        self.steps.errors = [row.errors for row in self.steps if row.errors]

    def renew(self, revision: int) -> None:
        """Sent once more, this page is saved over what another window saved."""
        self.revision.data = self.revision.raw_data = None
        self.revision.process_data(str(revision))


class SignForm(Form):
    """The password says who signs; `revision` what was read."""

    revision = HiddenField()
    password = Hidden(lazy_gettext("Your password"), needed=lazy_gettext("Enter your password to sign"))

    @property
    def number(self) -> int:
        return _number(self.revision.data)


class AddForm(Form):
    """A correction: added, never written over."""

    words = Words(lazy_gettext("What is added"), high=LONGEST, needed=lazy_gettext("Write what is to be added"))
    password = Hidden(lazy_gettext("Your password"), needed=lazy_gettext("Enter your password to sign"))


def filled(opinion: Opinion, revision: int) -> dict[str, Any]:
    """What the form begins with: one empty row more than there are steps."""
    cost, who = opinion.cost, dict(opinion.performers)
    plain = ("words", "next_words", "stage", "risks", "will", "will_not", "progression", "later")
    chosen = ("suitability", "next_step", "scale", "donor")
    return {
        **{name: getattr(opinion, name) for name in plain},
        **{name: str(getattr(opinion, name) or "") for name in chosen},
        "revision": str(revision),
        "retake": list(opinion.retake),
        "medicines": [str(each) for each in opinion.medicines],
        "answered": [str(each) for each in opinion.answered],
        "steps": _rows_of(opinion),
        **{str(hands): who.get(hands, "") for hands in Hands},
        "cost_low": plain_amount(cost.low, cost.currency or "EUR"),
        "cost_high": plain_amount(cost.high, cost.currency or "EUR"),
        "currency": cost.currency,
        "included": cost.included,
        "until": cost.until,
    }


def _rows_of(opinion: Opinion) -> list[dict[str, Any]]:
    empty = max(1, 2 - len(opinion.steps)) if len(opinion.steps) < STEPS_MOST else 0
    return [*map(_row, opinion.steps), *({} for _number in range(empty))]


def _row(step: Step) -> dict[str, Any]:
    numbers = {name: getattr(step, name) for name in ("grafts_low", "grafts_high", "sessions", "months")}
    texts = {name: "" if number is None else str(number) for name, number in numbers.items()}
    return {"kind": str(step.kind), "zone": str(step.zone or ""), "when": step.when, **texts}
