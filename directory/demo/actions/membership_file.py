"""What an applicant puts into a file: sections, evidence, documents, the case log with its pictures, referees."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from directory.core import audit, paper, vault
from directory.core.db import session
from directory.demo.actions.membership_story import Story
from directory.demo.actions.rows import put
from directory.demo.rules import membership_people as people
from directory.demo.rules import membership_words as words
from directory.membership.actions import caselog, sections
from directory.membership.actions.referees import make_cards, name_colleague
from directory.membership.models import Application, DrawnPeriod, Operation, OperationPhoto
from directory.membership.queries import caselog as cases
from directory.membership.queries import policy as policies
from directory.membership.queries import sections as written
from directory.membership.queries.application import own_vault, sealed_as
from directory.membership.rules import period
from directory.membership.rules.criteria import NAMES, EvidenceKind
from directory.membership.rules.evidence import Piece, Shape, given_here
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.sections import Body, Section, of_criterion
from directory.photos import queries as photos
from directory.photos.actions.keeping import put as store
from directory.photos.models import Photo, PhotoSlot
from directory.photos.rules import EACH, Format, State


def write(story: Story, *, criteria: int = 8, pictured: bool = False) -> None:
    """Everything, or the first so many criteria. The period is drawn on the way."""
    save(story, Section.YOU, people.you(story.rng, story.who, story.hall.today.date()))
    for number in range(1, criteria + 1):
        story.after(minutes=20 + story.rng.randrange(60))
        _criterion(story, number)
    draw_period(story)
    if criteria < 8:
        return
    story.after(days=1)
    log(story, pictured=pictured)
    _referees(story)
    story.after(minutes=30)
    save(story, Section.DECLARATIONS, people.declarations(story.rng))


def save(story: Story, section: Section, body: Body) -> None:
    row = story.application
    sections.save(row.id, section, body, revision=written.text_of(row, section).revision, now=story.now)


def _criterion(story: Story, number: int) -> None:
    row, section = story.application, of_criterion(number)
    save(story, section, {"statement": words.STATEMENTS[number]})
    for each in given_here(policies.of(row.policy).criterion(number)):
        document = None if each.kind in words.FIGURES else _document(story, each.kind)
        piece = _piece(each.kind, document is not None)
        sections.add_piece(row.id, section, piece, document=document, replaces=None, now=story.now)


def _piece(kind: EvidenceKind, document: bool) -> Piece:
    if document:
        return Piece(kind, Shape.DOCUMENT, f"{NAMES[kind]} (demonstration)", issuer="Invented Institute")
    shape = Shape.PUBLICATION if kind is EvidenceKind.PUBLICATIONS else Shape.WORDS
    return Piece(kind, shape, words.FIGURES[kind])


def _document(story: Story, kind: EvidenceKind) -> sections.Sealed:
    row, document_id = story.application, story.hex()
    lines = [paper.Line("heading", NAMES[kind]), paper.Line("text", f"Dr {story.who.name}. {words.INVENTED}")]
    data = paper.pdf(NAMES[kind], lines, footer=words.INVENTED, index="Contents")
    bound = sealed_as(row, f"document/{document_id}")
    return sections.store_document(vault.opened(own_vault(row)), bound, document_id, data)


def draw_period(story: Story) -> None:
    """As `caselog.draw_due`, with a draw that is the same each time."""
    row, seed, planned = story.application, story.hex(), story.now + timedelta(minutes=5)
    story.after(days=2)
    found = period.draw(seed, row.reference, story.now.date(), period.MONTHS)
    session().add(
        DrawnPeriod(
            application_id=row.id,
            number=1,
            due=planned + timedelta(days=1),
            drawn=story.now,
            seed=seed,
            months=period.MONTHS,
            starts=found.starts,
            ends=found.ends,
            actor="system",
        )
    )
    session().flush()
    made_of: dict[str, str | int | None] = {"seed": seed, "today": story.now.date().isoformat()}
    made_of |= {"months": period.MONTHS, "starts": found.starts.isoformat(), "ends": found.ends.isoformat()}
    _record(story, "application.period_drawn", actor="system", **made_of)


def _record(story: Story, action: str, *, actor: str, **codes: str | int | None) -> None:
    subject = f"application:{story.application.id}"
    audit.record(subject, action, actor=actor, subject=subject, now=story.now, **codes)


def log(story: Story, *, pictured: bool) -> None:
    """Sheets by CSV, as most do; then the pictures, and where each case stands in the period."""
    row, drawn = story.application, cases.period_of(story.application)
    if drawn is None or drawn.starts is None or drawn.ends is None:
        raise ValueError("no period drawn")
    asked = people.cases(story.rng, starts=drawn.starts, ends=drawn.ends, pictured=pictured)
    caselog.import_rows(row, asked, actor=story.actor, now=story.now)
    if not pictured:
        return
    story.after(minutes=50)
    _pictures(story, row)
    places = {number: number for number in range(1, people.CONSECUTIVE + 1)}
    total = people.CONSECUTIVE + 3
    caselog.state_period(row, total, places=places, gaps={}, actor=story.actor, now=story.now)


def _pictures(story: Story, row: Application) -> None:
    """Base pictures that went through the pipeline once, sealed with this case log's key."""
    key = vault.opened(cases_vault(row))
    query = sa.select(Operation.number, Operation.id).where(Operation.application_id == row.id)
    ids = {number: operation for number, operation in session().execute(query)}  # noqa: C416 (rows are no pairs)
    rows, slots, kept, used = [], [], [], dict.fromkeys(ids, 0)
    for number, view, moment, picture in people.PICTURES:
        photo = _photo(story, key, cases.owner_of(ids[number]), picture)
        rows.append(photo)
        slots.append({"owner": photo["owner"], "slot": used[number], "photo_id": photo["id"]})
        used[number] += 1
        kept.append(
            {
                "id": photo["id"],
                "application_id": row.id,
                "operation_id": ids[number],
                "number": number,
                "view": view,
                "moment": moment,
                "digest": vault.blind(str(photo["id"]), "demo picture"),
                "size": 180_000,
                "added": story.now,
                "actor": story.actor,
                "confirmed": story.now,
                "confirmed_by": story.actor,
            }
        )
    put(Photo, rows)
    put(PhotoSlot, slots)
    put(OperationPhoto, kept)
    _record(story, "application.photos_received", actor=story.actor, photos=len(rows))


def cases_vault(row: Application) -> vault.Vault:
    return session().get_one(vault.Vault, row.cases_vault_id)


def _photo(story: Story, key: vault.Key, owner: str, picture: str) -> dict[str, Any]:
    photo_id, stored, cleaned = story.hex(), story.hex(), story.hall.album[picture]
    store(key, photo_id, stored, cleaned)
    return {
        "id": photo_id,
        "vault_id": key.id,
        "owner": owner,
        "view": EACH,
        "state": State.READY,
        "advice": [str(said) for said in cleaned.advice],
        "form": Format.JPEG,
        "width": cleaned.width,
        "height": cleaned.height,
        "likeness": vault.seal(key, photos.likeness_name(photo_id), cleaned.likeness),
        "stored": stored,
        "attempts": 1,
        "created": story.now,
    }


def _referees(story: Story) -> None:
    """Three colleagues, one of them outside; cards for former patients."""
    row, slug = story.application, story.who.email.partition("@")[0]
    clinics = ("Oriel Hair Practice", "Tidewell Dermatology", "Sable Clinic")
    for number, clinic in enumerate(clinics, start=1):
        email = f"{slug}-colleague@clinic-{number}.example.org"  # one's own domain would be one's own clinic
        details = Details(f"Dr Colleague {number} (invented)", email, clinic)
        name_colleague(row, replace(details, relation="We taught a course together."), actor=story.actor, now=story.now)
    make_cards(row, 4, actor=story.actor, now=story.now)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"
