"""Pages about referees: the applicant's, the referee's own, the cards of former patients, the office's."""

from directory.membership.views.referees import applicant, card, office, page, telephone

__all__ = ["applicant", "card", "office", "page", "telephone"]
