"""Writes of the directory."""

from directory.physicians.actions.clinics import add_clinic, edit_clinic, leave_clinic, put_first
from directory.physicians.actions.credentials import remove_credential, save_credential, verify_credential
from directory.physicians.actions.offers import remove_procedure, remove_publication, save_procedure, save_publication
from directory.physicians.actions.people import confirm, create, edit_identity, edit_profile, set_languages
from directory.physicians.actions.rooms import set_own_room
from directory.physicians.actions.searchable import keep_searchable
from directory.physicians.actions.standing import pause_booking, resume_booking, set_member_since, set_standing
from directory.physicians.actions.times import set_next_times
from directory.physicians.actions.words import index

__all__ = [
    "add_clinic",
    "confirm",
    "create",
    "edit_clinic",
    "edit_identity",
    "edit_profile",
    "index",
    "keep_searchable",
    "leave_clinic",
    "pause_booking",
    "put_first",
    "remove_credential",
    "remove_procedure",
    "remove_publication",
    "resume_booking",
    "save_credential",
    "save_procedure",
    "save_publication",
    "set_languages",
    "set_member_since",
    "set_next_times",
    "set_own_room",
    "set_standing",
    "verify_credential",
]
