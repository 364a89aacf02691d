"""A procedure: price, and for each step who performs it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms import FormField

from directory.core.forms import Form, Line
from directory.physicians.forms.parts import Choice, Day, choices, is_currency, plain_amount, smallest
from directory.physicians.models import Procedure
from directory.physicians.rules import (
    Performer,
    Price,
    PriceModel,
    ProcedureEdit,
    Step,
    StepEdit,
    Technique,
    name_of,
)


class StepForm(PlainForm):
    """One step; without a performer it is not given."""

    performer = Choice(_l("Performed by"), choices=choices(Performer, _l("Not given")))
    named = Line(_l("Name of the other physician"), high=120)
    trained_by = Line(_l("Trained by"), high=120)
    trained_on = Day(_l("Trained on"))

    def check_named(self) -> None:
        if self.performer.data == Performer.NAMED_PHYSICIAN and not self.named.data:
            self.named.errors = [_("Name the other physician who performs this step.")]


class ProcedureForm(Form):
    technique = Choice(_l("Technique"), choices=choices(Technique))
    variant = Line(_l("Variant"), high=60)
    price_model = Choice(_l("Price"), choices=choices(PriceModel, _l("No price given")))
    currency = Line(_l("Currency"), high=3)
    price_low = Line(_l("Lowest price"), high=16)
    price_high = Line(_l("Highest price"), high=16)
    price_as_of = Day(_l("Price as of"))

    def __init__(self, procedure: Procedure | None = None) -> None:
        super().__init__(data=_values(procedure) if procedure else None)

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Fields that are optional alone are needed together, so they are looked at after the rest."""
        super().validate(extra_validators)
        for field in self.step_fields:
            field.form.check_named()
        if self.price_model.data:
            self._check_price()
        return not self.errors

    def asked(self) -> ProcedureEdit:
        technique = Technique(self.technique.data)
        return ProcedureEdit(technique, self.variant.data or "", self._price(), tuple(self._steps()))

    @property
    def step_fields(self) -> "list[FormField[StepForm]]":
        return [field for field in self if isinstance(field, FormField)]

    def _check_price(self) -> None:
        currency = (self.currency.data or "").upper()
        if not is_currency(currency):
            self.currency.errors = [_("Give the currency's three letters, for example USD.")]
            return
        self.currency.data = currency
        for field in (self.price_low, self.price_high):
            if smallest(field.data or "", currency) is None:
                field.errors = [_("Give an amount, for example 4.50.")]
        if self.price_as_of.data is None and not self.price_as_of.errors:
            self.price_as_of.errors = [_("Say of which day the price is.")]

    def _price(self) -> Price | None:
        if not self.price_model.data or self.price_as_of.data is None:
            return None
        currency = self.currency.data or ""
        low, high = (smallest(field.data or "", currency) or 0 for field in (self.price_low, self.price_high))
        return Price(PriceModel(self.price_model.data), currency, low, high, self.price_as_of.data)

    def _steps(self) -> list[StepEdit]:
        rows = zip(Step, (field.form for field in self.step_fields), strict=True)
        return [
            StepEdit(
                step,
                Performer(row.performer.data),
                (row.named.data or "") if row.performer.data == Performer.NAMED_PHYSICIAN else "",
                row.trained_by.data or "",
                row.trained_on.data,
            )
            for step, row in rows
            if row.performer.data
        ]


for _step in Step:
    setattr(ProcedureForm, f"step_{_step}", FormField(StepForm, _l(name_of(_step))))


def _values(procedure: Procedure) -> dict[str, object]:
    steps = {
        f"step_{row.step}": {
            "performer": row.performer.value,
            "named": row.named,
            "trained_by": row.trained_by,
            "trained_on": row.trained_on,
        }
        for row in procedure.steps
    }
    return {
        "technique": procedure.technique.value,
        "variant": procedure.variant,
        "price_model": procedure.price_model.value if procedure.price_model else "",
        "currency": procedure.currency or "",
        "price_low": plain_amount(procedure.price_low, procedure.currency),
        "price_high": plain_amount(procedure.price_high, procedure.currency),
        "price_as_of": procedure.price_as_of,
        **steps,
    }
