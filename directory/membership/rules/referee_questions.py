"""What referees are asked: at most ten questions on one page, and which criteria each is about. Pure.

Everybody is asked about integrity. A former patient is asked only what a patient can have seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from directory.core.refusals import N_
from directory.membership.rules.referees import Group

Answers = Mapping[str, str]
QUESTIONS_MOST = 10
WORDS_MOST = 2000
INTEGRITY = "integrity"
CONFLICT, DATES, RELATION, AGAINST = "conflict", "dates", "relation", "against"

_HOW_FAR = (
    ("yes", N_("Yes")),
    ("mostly", N_("Mostly")),
    ("no", N_("No")),
    ("unsure", N_("I cannot judge this")),
)
_YES_NO = (("no", N_("No")), ("yes", N_("Yes")))
_RELATIONS = (
    ("same_clinic", N_("We work, or have worked, in the same clinic")),
    ("together", N_("We have operated or taught together, in different clinics")),
    ("patients", N_("I have seen patients treated by this physician")),
    ("meetings", N_("From meetings and publications only")),
)


@dataclass(frozen=True, slots=True)
class Question:
    """`choices` empty: words only. `words` is the label of the free text beside the choice."""

    key: str
    text: str
    choices: tuple[tuple[str, str], ...] = _HOW_FAR
    words: str = N_("In your own words")
    criteria: tuple[int, ...] = ()
    line: bool = False  # one line is enough


_CONFLICT = N_(
    "Is there anything that could make you partial: family, money, employment, a shared business, or a dispute?"
)
_AGAINST = Question(
    AGAINST,
    N_("Is there anything the panel should know that speaks against admitting this physician?"),
    _YES_NO,
    N_("If yes: what, and when"),
    (6,),
)
QUESTIONS: Mapping[Group, tuple[Question, ...]] = {
    Group.COLLEAGUE: (
        Question(RELATION, N_("How do you know this physician?"), _RELATIONS, N_("More about it")),
        Question(DATES, N_("Since when, and when did you last see their work?"), (), N_("Years are enough"), line=True),
        Question(CONFLICT, _CONFLICT, _YES_NO, N_("If yes: what")),
        Question(
            "sessions",
            N_(
                "Do they perform large sessions of follicular units, with tiny incisions and grafts "
                "prepared under the microscope?"
            ),
            criteria=(1,),
        ),
        Question(
            "placing",
            N_(
                "Are density, direction and angle of their grafts natural, and do they pack densely only "
                "where it is right?"
            ),
            criteria=(2, 3),
        ),
        Question("results", N_("Are their results excellent: growth, naturalness, artistry?"), criteria=(5,)),
        Question(
            "practice",
            N_("Is hair restoration their main work, and have they years of experience in it?"),
            criteria=(4, 7),
        ),
        Question(
            "training",
            N_(
                "Are their training and their contributions, such as lectures or publications, what you "
                "expect of a leading colleague?"
            ),
            criteria=(8,),
        ),
        Question(
            INTEGRITY,
            N_("Do they act with integrity: honest with patients, truthful about results, fair to colleagues?"),
            criteria=(6,),
        ),
        _AGAINST,
    ),
    Group.PATIENT: (
        Question(CONFLICT, _CONFLICT, _YES_NO, N_("If yes: what")),
        Question(
            "before",
            N_("Before you decided: were risks, costs and other ways explained so that you understood them?"),
            criteria=(6,),
        ),
        Question(
            "care",
            N_(
                "During the operation: were you looked after well, and was the physician there for the important parts?"
            ),
            criteria=(1,),
        ),
        Question("natural", N_("Does the result look natural, also close up?"), criteria=(3, 5)),
        Question("growth", N_("Did it grow as you were told it would?"), criteria=(5,)),
        Question(
            "after", N_("Afterwards: could you reach somebody when you had a question or a problem?"), criteria=(6,)
        ),
        Question(INTEGRITY, N_("Was the physician honest with you, also about what could not be done?"), criteria=(6,)),
        Question("again", N_("Would you send somebody of your family there?"), criteria=(6,)),
        _AGAINST,
    ),
}


def words_key(question: Question) -> str:
    return f"{question.key}_words"


def keys(group: Group) -> tuple[str, ...]:
    """Of all controls on the page, in their order."""
    return tuple(key for each in QUESTIONS[group] for key in ((each.key,) if each.choices else ()) + (words_key(each),))


def cleaned(group: Group, given: Answers) -> dict[str, str]:
    """Only known keys, only choices there are, no more words than there is room for."""
    found: dict[str, str] = {}
    for each in QUESTIONS[group]:
        if each.choices and given.get(each.key) in dict(each.choices):
            found[each.key] = given[each.key]
        words = given.get(words_key(each), "")[:WORDS_MOST]
        if words:
            found[words_key(each)] = words
    return found


def open_questions(group: Group, answers: Answers) -> list[Question]:
    """What keeps the answers from being sent: each question wants its choice, and a "yes" to a conflict its words."""
    return [each for each in QUESTIONS[group] if _is_open(each, answers)]


def _is_open(question: Question, answers: Answers) -> bool:
    if not question.choices:
        return not answers.get(words_key(question))
    if not answers.get(question.key):
        return True
    tells = question.key in {CONFLICT, AGAINST} and answers[question.key] == "yes"
    return tells and not answers.get(words_key(question))


def is_adverse(group: Group, answers: Answers) -> bool:
    """Weighs against, as far as the choices tell: the office reads the words and decides."""
    if answers.get(AGAINST) == "yes":
        return True
    return any(answers.get(each.key) == "no" for each in QUESTIONS[group] if each.choices is _HOW_FAR)


def said(question: Question, answers: Answers) -> str:
    """The choice in our words, marked for translation; empty where there is none."""
    return dict(question.choices).get(answers.get(question.key, ""), "")


def differing(group: Group, before: Answers, after: Answers) -> dict[str, str]:
    """What the other window saved, by control, where it differs from what stands here."""
    return {key: before.get(key, "") for key in keys(group) if before.get(key, "") != after.get(key, "")}
