"""What an applicant is asked, as a table: pages, saving, merging, the list of what is missing and the differences
shown to reviewers are all read off it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from directory.core.refusals import N_, Conflict

Body = Mapping[str, str | bool]
STATEMENT_MOST = 4000


class Section(StrEnum):
    YOU = "you"
    CRITERION_1 = "criterion-1"
    CRITERION_2 = "criterion-2"
    CRITERION_3 = "criterion-3"
    CRITERION_4 = "criterion-4"
    CRITERION_5 = "criterion-5"
    CRITERION_6 = "criterion-6"
    CRITERION_7 = "criterion-7"
    CRITERION_8 = "criterion-8"
    CASES = "cases"  # its own pages: the case log
    REFEREES = "referees"  # its own pages
    DECLARATIONS = "declarations"

    @property
    def criterion(self) -> int | None:
        """The number of the criterion it answers."""
        name, _, number = self.value.partition("-")
        return int(number) if name == "criterion" else None


def of_criterion(number: int) -> Section:
    return Section(f"criterion-{number}")


ELSEWHERE = frozenset({Section.CASES, Section.REFEREES})
WRITTEN = tuple(section for section in Section if section not in ELSEWHERE)


class Input(StrEnum):
    LINE = "line"
    WORDS = "words"
    DATE = "date"
    COUNTRY = "country"
    TICK = "tick"
    YES_NO = "yes_no"
    LANGUAGES = "languages"  # tags with a space between


@dataclass(frozen=True, slots=True)
class Field:
    """`needed` is the sentence shown when it is missing at submit; without it: optional."""

    key: str
    input: Input
    label: str
    needed: str = ""
    hint: str = ""
    high: int = 160


class Stale(Conflict):
    """The page was saved in another window since it was opened there."""

    message = N_(
        "This page was saved in another window after you opened it here. Nothing is lost: compare both texts below, "
        "then save the one that should stand."
    )


class SectionClosed(Conflict):
    message = N_("This part cannot be changed at present.")


YES, NO = "yes", "no"
EXPIRED_LICENCE = N_("Your licence has expired on the date given: an unexpired one is needed.")
EXPIRED_COVER = N_("Your malpractice cover has expired on the date given: cover in force is needed.")

_YOU = (
    Field("name", Input.LINE, N_("Your full name"), N_("Give your full name.")),
    Field("degrees", Input.LINE, N_("Degrees"), N_("Give your degrees."), N_("Such as MD, DO, MBBS")),
    Field(
        "languages",
        Input.LANGUAGES,
        N_("Languages you consult in"),
        "",
        N_("They stand in your profile if you are admitted, and patients search by them."),
    ),
    Field("clinic", Input.LINE, N_("Clinic"), N_("Name the clinic you work in.")),
    Field("city", Input.LINE, N_("City of the clinic"), N_("Give the city of your clinic.")),
    Field("country", Input.COUNTRY, N_("Country of the clinic"), N_("Choose the country of your clinic.")),
    Field("more_clinics", Input.WORDS, N_("Further clinics, one a line"), "", N_("Name, city and country"), 1000),
    Field("licence_country", Input.COUNTRY, N_("Country of your licence"), N_("Choose the country of your licence.")),
    Field("licence_region", Input.LINE, N_("State or province of your licence"), "", N_("If it holds there only"), 80),
    Field("licence_number", Input.LINE, N_("Licence number"), N_("Give your licence number."), "", 60),
    Field("licence_expires", Input.DATE, N_("Licence valid until"), N_("Say until when your licence is valid.")),
    Field("cover_insurer", Input.LINE, N_("Malpractice cover: insurer"), N_("Name the insurer of your cover.")),
    Field("cover_number", Input.LINE, N_("Policy number"), N_("Give the number of your cover’s policy."), "", 60),
    Field("cover_expires", Input.DATE, N_("Cover valid until"), N_("Say until when your cover is valid.")),
)
_DECLARATIONS = (
    Field(
        "disclosure",
        Input.YES_NO,
        N_("Have there been complaints, suits or actions of a licensing board against you?"),
        N_("Say whether there have been complaints, suits or board actions."),
        N_("Also those that are closed. Having some does not decide; leaving one out does."),
    ),
    Field(
        "disclosed",
        Input.WORDS,
        N_("Each complaint, suit or board action: when, what, and how it ended"),
        "",
        N_("Only if you answered yes. Name no patient."),
        6000,
    ),
    Field(
        "inspection",
        Input.TICK,
        N_("I agree that my clinic may be inspected, announced or not, before and during membership."),
        N_("Agree to inspection: without it nobody can become a member."),
    ),
    Field(
        "complaint_rule",
        Input.TICK,
        N_(
            "I agree to the rule on complaints: the Coalition looks into each, asks me, and may make its findings the "
            "basis of a decision about my membership."
        ),
        N_("Agree to the rule on complaints: without it nobody can become a member."),
    ),
    Field(
        "dues",
        Input.TICK,
        N_("I know the yearly dues and will pay them as a member. They decide nothing about admission or ranking."),
        N_("Confirm that you know the dues."),
    ),
    Field(
        "photo_consent",
        Input.TICK,
        N_(
            "Every patient whose photos I give has consented in writing to this use, and I will show the consent if "
            "the office asks."
        ),
        N_("Confirm the consent of every patient whose photos you give."),
    ),
    Field(
        "truth",
        Input.TICK,
        N_("What I have written is true and complete, and I will tell the office at once when something changes."),
        N_("Confirm that what you have written is true and complete."),
    ),
)


def _statement() -> tuple[Field, ...]:
    return (
        Field(
            "statement",
            Input.WORDS,
            N_("Your statement"),
            N_("Write your statement."),
            N_("How you meet this criterion, in your own words. Name no patient."),
            STATEMENT_MOST,
        ),
    )


FIELDS: Mapping[Section, tuple[Field, ...]] = {
    section: {Section.YOU: _YOU, Section.DECLARATIONS: _DECLARATIONS}.get(section, _statement()) for section in WRITTEN
}
TITLES = {
    Section.YOU: N_("You, your licence and your clinic"),
    Section.CASES: N_("Case log"),
    Section.REFEREES: N_("Referees"),
    Section.DECLARATIONS: N_("Declarations"),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """`field` is where on the page."""

    field: str
    message: str


def missing(section: Section, body: Body, today: date) -> list[Missing]:
    """What this page lacks before the application can be submitted."""
    found = [Missing(each.key, each.needed) for each in FIELDS[section] if each.needed and not body.get(each.key)]
    if section is Section.YOU:
        found += _expired(body, today)
    if section is Section.DECLARATIONS and body.get("disclosure") == YES and not body.get("disclosed"):
        found.append(Missing("disclosed", N_("Tell what there was: you answered that there has been something.")))
    return found


def _expired(body: Body, today: date) -> list[Missing]:
    pairs = (("licence_expires", EXPIRED_LICENCE), ("cover_expires", EXPIRED_COVER))
    return [Missing(key, words) for key, words in pairs if body.get(key) and as_date(body[key]) < today]


def as_date(text: str | bool) -> date:
    return date.fromisoformat(str(text))


def licence_text(body: Body) -> str | None:
    """Country, region and number in one spelling, to be hashed; None while one of them is missing."""
    country, number = str(body.get("licence_country") or ""), str(body.get("licence_number") or "")
    plain = "".join(letter for letter in number.upper() if letter.isalnum())
    if not country or not plain:
        return None
    region = " ".join(str(body.get("licence_region") or "").upper().split())
    return f"{country}/{region}/{plain}"


@dataclass(frozen=True, slots=True)
class Difference:
    field: Field
    before: str
    after: str


def differences(section: Section, before: Body, after: Body) -> list[Difference]:
    """Field by field, in the order of the page."""
    fields = [each for each in FIELDS[section] if _text(before, each) != _text(after, each)]
    return [Difference(each, _text(before, each), _text(after, each)) for each in fields]


def _text(body: Body, field: Field) -> str:
    value = body.get(field.key)
    if field.input is Input.TICK:
        return YES if value else NO
    return str(value or "")
