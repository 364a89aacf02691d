"""Consultations written as the real actions leave them, a batch in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from directory.consultations.actions.drafting import ALPHABET
from directory.consultations.models import Consultation, Device, Event, OpinionDraft, Patient, SignedOpinion
from directory.consultations.queries import access
from directory.consultations.queries.access import LETTER, LINK
from directory.consultations.rules.booking import VISIT_HOURS
from directory.consultations.rules.intake import INTAKE_VERSION, complete
from directory.consultations.rules.states import State
from directory.consultations.rules.tasks import Task
from directory.core import links, vault
from directory.core.audit import Entry
from directory.core.outbox import LetterRow, LetterState
from directory.demo.actions import claims, opinions
from directory.demo.actions.consents import Words, consents
from directory.demo.actions.photos import Album, keep
from directory.demo.actions.rows import put, put_for_ids
from directory.demo.rules.calendars import Calendar
from directory.demo.rules.life import Life
from directory.demo.rules.opinions import Practice


@dataclass(frozen=True, slots=True)
class House:
    """What consultations refer to: ids by number, names, pictures, and the clock that says which e-mails went out."""

    seed: int
    now: datetime
    physicians: dict[int, int]
    people: dict[int, int]
    others: dict[str, int]  # who is neither a physician nor the first coordinator, by address
    names: dict[int, str]
    practices: dict[int, Practice]
    calendars: dict[int, Calendar]
    office: str
    album: Album
    words: Words


@dataclass(slots=True)
class File:
    """A life with the ids it got."""

    life: Life
    physician_id: int
    person_id: int
    uid: str
    reference: str
    visitor: str
    key: vault.Key
    patient_id: int | None = None
    claim_id: int | None = None
    id: int = 0

    @property
    def owner(self) -> str:
        return f"consultation:{self.id}"

    @property
    def draft(self) -> bool:
        return self.life.state is State.DRAFT

    def actor(self, who: str, office: str) -> str:
        known = {"patient": f"patient:{self.patient_id}", "physician": f"person:{self.person_id}", "office": office}
        return known.get(who, who)


def write(batch: Sequence[Life], house: House) -> list[Entry]:
    """Returns what belongs into the audit chains."""
    files = [_file(life, house) for life in batch]
    _patients(files)
    for each, claim_id in zip(files, claims.write(files, house.calendars), strict=True):
        each.claim_id = claim_id
    for each, id_ in zip(files, put_for_ids(Consultation.id, [_row(each) for each in files]), strict=True):
        each.id = id_
    put(Device, [_device(each) for each in files if each.life.booked])
    put(LetterRow, [row for each in files for row in _letters(each, house.now)])
    _links(files)
    signed = opinions.signed(files, house)
    digests = {row["consultation_id"]: row["digest"] for row in signed}
    events = [(each, row) for each in files for row in _events(each, house.office, digests)]
    given = consents(files, house.words)
    opened = [entry for each in files for entry in keep(each, house.album, name=house.names[each.life.physician])]
    put(Event, [row for _, row in events])
    put(SignedOpinion, signed)
    put(OpinionDraft, opinions.drafts(files, house))
    return [*(_entry(each, row) for each, row in events), *given, *opened]


def _file(life: Life, house: House) -> File:
    rng = Random(f"{house.seed}/{life.created}/{life.number}")
    letters = "".join(rng.choice(ALPHABET) for _ in range(8))
    box = vault.create_named(f"{rng.getrandbits(128):032x}", life.created)
    return File(
        life=life,
        physician_id=house.physicians[life.physician],
        person_id=house.people[life.physician],
        uid=f"{rng.getrandbits(128):032x}",
        reference=f"{letters[:4]}-{letters[4:]}",
        visitor=f"{rng.getrandbits(128):032x}",
        key=vault.opened(box),
    )


def _patients(files: Sequence[File]) -> None:
    booked = [each for each in files if not each.draft]
    for each, id_ in zip(booked, put_for_ids(Patient.id, [_patient(each) for each in booked]), strict=True):
        each.patient_id = id_


def _patient(each: File) -> dict[str, Any]:
    email = each.life.contact.email
    return {
        "email_digest": access.email_digest(email),
        "vault_id": each.key.id,
        "sealed_email": vault.seal(each.key, "patient/email", email.encode()),
        "created": each.life.booked,
    }


def _row(each: File) -> dict[str, Any]:
    life = each.life
    person = vault.blind(f"{access.email_digest(life.contact.email)}\n{life.contact.name.casefold()}", "person")
    return {
        "reference": each.reference,
        "patient_id": each.patient_id,
        "physician_id": each.physician_id,
        "vault_id": each.key.id,
        "visit": life.visit,
        "state": life.state,
        "appointment": life.appointment,
        "claim_id": each.claim_id,
        "starts": life.slot.starts if life.slot else None,
        "ends": life.slot.ends if life.slot else None,
        "proposed": life.proposed,
        "uid": each.uid,
        "sequence": life.sequence,
        "zone": life.zone,
        "locale": life.locale,
        "private": life.private,
        "fewer_reminders": life.fewer_reminders,
        "about": life.about,
        "country": life.contact.country,
        "region": life.contact.region,
        **_sealed(each),
        "intake_version": INTAKE_VERSION,
        "tasks_done": _done(life),
        "draft_key": access.visitor_digest(each.visitor) if each.draft else None,
        "active_key": vault.blind(f"{person}\n{each.physician_id}", "active") if life.active else None,
        "person_digest": "" if each.draft else person,
        "created": life.created,
        "updated": life.updated,
        "booked": life.booked,
        "confirmed": life.confirmed,
        "ready": life.ready,
        "opinion_due": life.opinion_due,
        "cancel_reason": life.cancel_reason,
        "patient_says": life.patient_says,
        "physician_says": life.physician_says,
    }


def _sealed(each: File) -> dict[str, bytes | None]:
    name = f"consultation/{each.uid}/"
    words = each.life.cancel_words
    return {
        "sealed_contact": vault.seal_json(each.key, f"{name}contact", asdict(each.life.contact)),
        "sealed_answers": vault.seal_json(each.key, f"{name}answers", each.life.answers),
        "sealed_cancel_words": vault.seal(each.key, f"{name}cancel", words.encode()) if words else None,
    }


def _done(life: Life) -> list[str]:
    """Counted anew with every saved page; before the first there is nothing to count."""
    sent = {view for view, _ in life.look.photos} if life.photographed else set()
    if not any(task.value in life.answers for task in Task):
        return []
    return [task.value for task in Task if complete(task, life.answers.get(task.value, {}), life.visit, sent)]


def _device(each: File) -> dict[str, Any]:
    booked = each.life.booked or each.life.created
    return {
        "visitor": access.visitor_digest(each.visitor),
        "consultation_id": each.id,
        "until": booked + timedelta(hours=VISIT_HOURS),
        "proven": False,
    }


def _letters(each: File, now: datetime) -> list[dict[str, Any]]:
    mail = each.life.mail
    rows = []
    for letter in mail.posted.values():
        fate, ended = mail.fate(letter, now), mail.ended(letter, now)
        rows.append(
            {
                "kind": letter.kind.value,
                "subject": f"{each.id}{letter.part}",
                "revision": letter.revision,
                "due": letter.due,
                "try_at": ended or letter.due,
                "state": fate,
                "attempts": 0 if fate is LetterState.WAITING else 1,
                "ended": ended,
                "reason": "no longer due" if fate is LetterState.DROPPED else "",
            }
        )
    return rows


def _links(files: Sequence[File]) -> None:
    for each in files:
        if each.life.link_until is None:
            continue
        for purpose in (LINK, LETTER):
            links.issue(purpose, str(each.id), expires=each.life.link_until)
        if each.life.confirmed is not None:
            links.mark_opened(LETTER, str(each.id), each.life.confirmed)


def _events(each: File, office: str, digests: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "consultation_id": each.id,
            "at": line.at,
            "actor": each.actor(line.actor, office),
            "what": line.what,
            "detail": line.detail if line.what != "opinion_signed" else {**line.detail, "digest": digests[each.id]},
        }
        for line in each.life.events
    ]


def _entry(each: File, row: dict[str, Any]) -> Entry:
    return Entry(each.owner, row["at"], row["actor"], row["what"], each.owner, row["detail"])


def batches(told: Sequence[Life], size: int) -> list[Sequence[Life]]:
    return [told[first : first + size] for first in range(0, len(told), size)]
