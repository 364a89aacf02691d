"""The pages of Prepare."""

from directory.consultations.forms.prepare.answers import AnswersForm, RowForm, StepForm, row_form, step_form
from directory.consultations.forms.prepare.own import QuestionsForm, questions_form
from directory.consultations.forms.prepare.photos import PhotosPageForm, photos_form

__all__ = [
    "AnswersForm",
    "PhotosPageForm",
    "QuestionsForm",
    "RowForm",
    "StepForm",
    "photos_form",
    "questions_form",
    "row_form",
    "step_form",
]
