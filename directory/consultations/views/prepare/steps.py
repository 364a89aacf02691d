"""One subject a page: shown, checked, saved, and on to the next."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import redirect, request, session, url_for
from flask_babel import gettext as _

from directory.consultations import drawings, safety
from directory.consultations.actions import preparing as actions
from directory.consultations.forms.prepare import StepForm, step_form
from directory.consultations.models import Consultation
from directory.consultations.queries import preparing, sealed
from directory.consultations.rules.intake import (
    AFFECTED,
    LISTED,
    Facts,
    Step,
    rows_of,
    step_of,
    steps_of,
    unseen,
    without_faults,
)
from directory.consultations.rules.tasks import DISCREET, TITLES, Task
from directory.consultations.views.blueprint import bp
from directory.consultations.views.patient import OPENS, show
from directory.consultations.views.prepare.guard import ANSWERS, check_asked, read, slug_of, task_of
from directory.consultations.views.prepare.tasks import PAGES, tell_later
from directory.core.clock import now
from directory.core.policy import public
from directory.core.refusals import NotThere
from directory.core.web import Answer, confidential, refusals_on
from directory.places.emergency import emergency

SPECIAL = {"drawing": "drawing", "signs": "signs", "impact": "impact", "treatments": "rows", "operations": "rows"}
HAIR, TONE = "hair", "tone"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands in its task."""

    token: str
    task: Task
    step: Step

    @property
    def slug(self) -> str:
        return slug_of(self.task)

    @property
    def number(self) -> int:
        return self._keys.index(self.step.key) + 1

    @property
    def total(self) -> int:
        return len(self._keys)

    @property
    def here(self) -> str:
        return self._address(self.step.key)

    @property
    def back(self) -> str:
        """The page before, or the list."""
        before = self._keys[self.number - 2] if self.number > 1 else None
        return self._address(before) if before else url_for(".prepare", token=self.token)

    @property
    def following(self) -> str:
        """The page after, or the list."""
        after = self._keys[self.number] if self.number < self.total else None
        return self._address(after) if after else url_for(".prepare", token=self.token)

    @property
    def review(self) -> str:
        return url_for(".prepare_task", token=self.token, task=self.slug)

    @property
    def _keys(self) -> list[str]:
        return [step.key for step in steps_of(self.task)]

    def _address(self, step: str) -> str:
        return url_for(".prepare_step", token=self.token, task=self.slug, step=step)


@bp.route("/c/<token>/prepare/<task>/<step>", methods=["GET", "POST"])
@public
@OPENS
@ANSWERS
def prepare_step(token: str, task: str, step: str) -> Answer:
    place = place_of(token, task, step)
    consultation = read(token)
    check_asked(consultation, place.task)
    if not preparing.may_add(consultation, now()):
        return confidential(redirect(place.review, 303))
    stored = sealed.answers_of(consultation).get(place.task, {})
    form = step_form(place.step, consultation.visit, stored)
    if form.is_submitted():
        form.validate()
        answer = _submitted(consultation, place, form, stored)
        if answer is not None:
            return confidential(answer)
    return _shown(consultation, place, form, stored)


def place_of(token: str, task: str, step: str) -> Place:
    """Raises NotThere."""
    found = task_of(task)
    known = step_of(found, step)
    if known is None or found in PAGES:
        raise NotThere
    return Place(token, found, known)


def _submitted(consultation: Consultation, place: Place, form: StepForm, stored: Mapping[str, object]) -> Answer | None:
    """None: something is to be mended."""
    at = now()
    facts = preparing.facts_of(consultation, at)
    _choose_look()
    if "later" in request.form:
        return _left(consultation, place, form, facts)
    if not form.fits(place.step, facts):
        return None
    with refusals_on(form):
        actions.save_step(consultation.id, place.task, place.step, form.answers(), at)
        return redirect(_next(place, form, stored), 303)
    return None


def _left(consultation: Consultation, place: Place, form: StepForm, facts: Facts) -> Answer:
    """The page is left half-way: what is good is kept."""
    plain = Step(place.step.key, place.step.title, form.questions)
    actions.save_draft(consultation.id, place.task, without_faults(plain, form.answers(), facts), now())
    actions.finish_later(consultation.id, now())
    tell_later()
    return redirect(url_for(".prepare", token=place.token), 303)


def _next(place: Place, form: StepForm, stored: Mapping[str, object]) -> str:
    """On to the next page; back to the review for a change; once more here where advice was not shown yet."""
    if _newly_advised(place, form, stored) and not form.shown.data:
        return f"{place.here}#advice"
    rows = place.step.rows
    if (
        rows is not None
        and rows.when is not None
        and form.answers().get(rows.when[0]) == LISTED
        and not rows_of(rows, stored)
    ):
        return url_for(".prepare_row", token=place.token, task=place.slug, step=place.step.key, row="new")
    return place.following if unseen(place.task, stored) else place.review


def _newly_advised(place: Place, form: StepForm, stored: Mapping[str, object]) -> bool:
    given = form.answers()
    if place.step.key == "signs":
        return bool(_told(given)) and _told(given) != _told(stored)
    return place.step.key == "impact" and given["impact"] in AFFECTED and stored.get("impact") not in AFFECTED


def _told(answers: Mapping[str, object]) -> tuple[safety.Group, ...]:
    ticked = answers.get("signs")
    return safety.told([str(key) for key in ticked]) if isinstance(ticked, list) else ()


def _shown(consultation: Consultation, place: Place, form: StepForm, stored: Mapping[str, object]) -> Answer:
    answers = form.answers() if form.is_submitted() else stored
    template = SPECIAL.get(place.step.key, "step")
    return show(
        f"consultations/prepare/{template}.html",
        consultation,
        form=form,
        place=place,
        task_title=_(TITLES[place.task]),
        discreet=_(DISCREET[place.task]),
        **_further(consultation, place, answers, stored),
    )


def _further(
    consultation: Consultation, place: Place, answers: Mapping[str, object], stored: Mapping[str, object]
) -> dict[str, object]:
    """What the pages of their own kind show besides."""
    if place.step.key == "drawing":
        return {"drawings": drawings, "hair": _look(HAIR, drawings.HAIR), "tone": _look(TONE, drawings.TONES)}
    if place.step.key == "signs":
        help_there = emergency(consultation.country)
        return {"safety": safety, "told": _told(answers), "help": help_there, "sex": _sex(consultation)}
    if place.step.key == "impact":
        return {"affected": answers.get("impact") in AFFECTED, "help": emergency(consultation.country)}
    if place.step.rows is not None:
        from directory.consultations.views.prepare.rows import listed

        return {"listed": listed(consultation, place.step.rows, stored), "most": place.step.rows.high}
    return {}


def _sex(consultation: Consultation) -> object:
    return sealed.answers_of(consultation).get(Task.HEALTH, {}).get("sex")


def _look(name: str, choices: tuple[drawings.Choice, ...]) -> str:
    """How the drawings are drawn: as chosen in this browser, else the first hair and the middle tone."""
    chosen = request.args.get(name) or session.get(name)
    default = "straight" if name == HAIR else "medium"
    return str(chosen) if chosen in {choice.key for choice in choices} else default


def _choose_look() -> None:
    """Kept in the session, on every way out of the page."""
    for name, choices in ((HAIR, drawings.HAIR), (TONE, drawings.TONES)):
        if request.form.get(name) in {choice.key for choice in choices}:
            session[name] = request.form[name]
