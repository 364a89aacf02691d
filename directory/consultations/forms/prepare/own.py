"""Up to five questions to the physician."""

from flask_babel import lazy_gettext

from directory.consultations.rules.intake import LONGEST_QUESTION
from directory.core.forms import Form, Line


class QuestionsForm(Form):
    """Five lines; empty ones are passed over."""

    question_1 = Line(lazy_gettext("First question"), high=LONGEST_QUESTION)
    question_2 = Line(lazy_gettext("Second question"), high=LONGEST_QUESTION)
    question_3 = Line(lazy_gettext("Third question"), high=LONGEST_QUESTION)
    question_4 = Line(lazy_gettext("Fourth question"), high=LONGEST_QUESTION)
    question_5 = Line(lazy_gettext("Fifth question"), high=LONGEST_QUESTION)

    @property
    def lines(self) -> list[Line]:
        return [self.question_1, self.question_2, self.question_3, self.question_4, self.question_5]

    def asked(self) -> list[str]:
        return [line.data for line in self.lines if line.data]


def questions_form(stored: object) -> QuestionsForm:
    kept = [str(line) for line in stored][:5] if isinstance(stored, list) else []
    return QuestionsForm(data={f"question_{number}": line for number, line in enumerate(kept, start=1)})
