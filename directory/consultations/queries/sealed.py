"""What is encrypted with the patient's key, opened."""

from typing import Any, cast

from directory.consultations.models import Consultation, Patient
from directory.consultations.rules.booking import Contact
from directory.core import vault

EMPTY = Contact("", "", "", leave_message=False, country="", region="", birth_year=0, birth_date="")


def contact_of(consultation: Consultation) -> Contact:
    """Name, address, telephone; empty where nothing was typed yet. Raises vault.Erased after erasure."""
    if consultation.sealed_contact is None:
        return EMPTY
    opened = vault.open_json(key_of(consultation), name_of(consultation, "contact"), consultation.sealed_contact)
    return Contact(**cast("dict[str, Any]", opened))


def answers_of(consultation: Consultation) -> dict[str, dict[str, Any]]:
    """Task name -> its answers; `wish` holds what was said when booking."""
    if consultation.sealed_answers is None:
        return {}
    opened = vault.open_json(key_of(consultation), name_of(consultation, "answers"), consultation.sealed_answers)
    return cast("dict[str, dict[str, Any]]", opened)


def email_of(patient: Patient) -> str:
    key = vault.opened(vault_by_id(patient.vault_id))
    return vault.open_(key, "patient/email", patient.sealed_email).decode()


def key_of(consultation: Consultation) -> vault.Key:
    return vault.opened(vault_by_id(consultation.vault_id))


def vault_by_id(vault_id: str) -> vault.Vault:
    found = vault.by_id(vault_id)
    if found is None:
        raise vault.Erased
    return found


def name_of(consultation: Consultation, part: str) -> str:
    """What binds a sealed value to its place."""
    return f"consultation/{consultation.uid}/{part}"
