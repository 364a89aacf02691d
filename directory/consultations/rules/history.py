"""What the lines of a consultation's history say. Pure."""

from directory.consultations.rules.asking import DECLINE_CHOICES, DeclineReason
from directory.core.refusals import N_

HAPPENED = {
    "booked": N_("Booked"),
    "confirmed": N_("Address confirmed"),
    "code_entered": N_("A new device was opened with a code"),
    "address_changed": N_("E-mail address corrected"),
    "rescheduled": N_("Moved to another time"),
    "proposed": N_("Another time suggested"),
    "accepted": N_("Suggested time accepted"),
    "kept_old_time": N_("Suggested time not wanted, the booked time stands"),
    "cancelled": N_("Cancelled"),
    "released": N_("Given back: the e-mail was not opened"),
    "attend": N_("Marked: took place"),
    "miss": N_("Marked: missed by the patient"),
    "absent": N_("Marked: the physician could not attend"),
    "patient_says": N_("The patient was asked whether it took place"),
    "running_late": N_("Running late"),
    "patient_late": N_("The patient says: a little late"),
    "call_instead": N_("The patient asks to be telephoned instead"),
    "video_after_all": N_("The patient wants the video call after all"),
    "nobody_came": N_("The patient says that nobody has come; the office was told"),
    "photos_opened": N_("Photos opened"),
    "contact_opened": N_("Contact details opened"),
    "fewer_reminders": N_("The patient wants fewer reminders"),
    "consent_withdrawn": N_("The patient has withdrawn consent"),
    "consent_given": N_("The patient has given consent again"),
    "link_sent": N_("Link sent again"),
    "run_over": N_("The time for the opinion ran out"),
    "more_asked": N_("More was asked for"),
    "answered": N_("The patient sent what was asked for"),
    "opinion_signed": N_("Opinion signed"),
    "opinion_added": N_("Addendum to the opinion signed"),
    "declined": N_("Declined, and a colleague suggested"),
    "closed": N_("Closed: nothing was heard from the patient for 60 days"),
    "opened_again": N_("Opened again by the patient"),
    "prepared": N_("Prepared"),
    "reopened": N_("Opened again to prepare"),
}

CANCELLED = {
    "time": N_("The time did not suit"),
    "elsewhere": N_("Help found elsewhere"),
    "not_needed": N_("Not needed any more"),
    "unwell": N_("Unwell"),
    "worried": N_("Worried about privacy"),
    "other": N_("Another reason"),
    "replaced": N_("Replaced by another consultation"),
    "not_confirmed": N_("The e-mail was not opened"),
    "physician": N_("The physician cannot attend"),
    **{reason.value: words for reason, words in DECLINE_CHOICES.items() if reason is not DeclineReason.OTHER},
}


def words_of(what: str) -> str:
    """A sentence to translate; a code of another part of the product is shown as plain words."""
    return HAPPENED.get(what) or what.replace("_", " ").replace(".", " ").capitalize()
