"""The shape of what is asked and chosen."""

from directory.scheduling.forms.choose import BadQuery, Chosen, HoldForm, TimesAsked, read_times
from directory.scheduling.forms.week import ExceptionForm, OffForm, RuleForm, SettingsForm

__all__ = [
    "BadQuery",
    "Chosen",
    "ExceptionForm",
    "HoldForm",
    "OffForm",
    "RuleForm",
    "SettingsForm",
    "TimesAsked",
    "read_times",
]
