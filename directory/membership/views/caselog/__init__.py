"""Pages of the case log, for the applicant and invited assistants; and the office's draw."""

from directory.membership.views.caselog import assistants, cases, look, office, period, photos, table

__all__ = ["assistants", "cases", "look", "office", "period", "photos", "table"]
