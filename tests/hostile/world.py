"""One site with somebody and something of every kind in it, asked as anybody, put back after each change.

A copy is the database of before, so a request that changed something does not spoil the next one.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from directory.accounts.actions import give_consent, passwords
from directory.accounts.models import SignInSession
from directory.accounts.rules import normal_email
from directory.accounts.rules.texts import Purpose
from directory.accounts.views.who import TOKEN
from directory.consultations import letters as consultation_letters
from directory.consultations.actions import access, changing, drafting, looking
from directory.consultations.models import Consultation
from directory.consultations.queries import access as found
from directory.consultations.queries.preparing import owner_of
from directory.consultations.rules.booking import Birth
from directory.consultations.rules.intake import steps_of
from directory.consultations.rules.tasks import Task
from directory.core import links, transaction
from directory.core.db import db, session
from directory.core.outbox import LetterRow
from directory.oversight import rules as oversight
from directory.photos import queries as photo_queries
from directory.photos.rules import Size
from directory.physicians.models import Clinic, ClinicPhysician, Credential, Physician
from directory.physicians.rules import VisitKind
from directory.scheduling import actions as scheduling
from directory.scheduling.rules import HoldRequest
from tests import cast
from tests.cast import Cast, Member
from tests.conftest import NOW
from tests.factories import consultations as made
from tests.factories import oversight as concerns
from tests.factories import photos, physicians
from tests.factories import scheduling as times
from tests.hostile import society
from tests.hostile.roles import COORDINATOR, HALF, OTHER, OWNER, PATIENT, STRANGER, VISITOR
from tests.hostile.stores import Store

CSRF = "c" * 40
BEFORE = NOW + timedelta(hours=1)
ROOM = made.STARTS - timedelta(minutes=5)  # the join page is open
AFTER = made.STARTS + timedelta(hours=2)
STAGES = {"before": BEFORE, "room": ROOM, "after": AFTER}

# What a refused request may leave: counted tries, and the audit's record that somebody tried.
OUTLIVES = {"attempts", "codes", "audit_rows", "audit_heads"}

Args = dict[str, str]


class Watched(ImmutableMultiDict[str, str]):
    """What a browser sent; remembers which names the application asked for."""

    asked: ClassVar[set[str]] = set()

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, *rest: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **kwargs)

    def getlist(self, key: str, *rest: Any, **kwargs: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **kwargs)


@dataclass(frozen=True, slots=True)
class Things:
    """What exists, by the ids and tokens an address may carry."""

    slug: str
    other_slug: str
    letter_token: str
    link_token: str
    other_token: str
    proposed_token: str
    reference: str
    other_reference: str
    concern: str
    reset_token: str
    phone_token: str
    photo: str
    opening: str
    own_address: str
    opened_address: str
    ids: dict[str, int] = field(default_factory=dict)
    consultations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, as it is told when it went wrong."""

    role: str
    method: str
    path: str
    what: str = ""

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.path[:200]} [{self.what[:120]}]"


class World:
    def __init__(self, store: Store) -> None:
        self.store, self.kind = store, store.kind
        self.walked: dict[str, list[Any]] = {}  # the forms found at each stage
        self.app = store.kept.app
        self.app.request_class = type("Request", (self.app.request_class,), {"parameter_storage_class": Watched})
        self.at(BEFORE)
        with self.app.app_context():
            self.people: Cast = cast.assemble()
            self.things = _fill(self.people)
            self.society = society.fill(society.members(), self.people, BEFORE)
        store.keep("base")
        self.csrf = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps(CSRF)
        self.enter("before")

    def at(self, moment: datetime) -> None:
        settings = self.app.extensions["settings"]
        self.app.extensions["settings"] = replace(settings, clock_offset=moment - datetime.now(UTC))

    def enter(self, stage: str) -> None:
        """The same world at another time of the consultation; everybody has just signed in."""
        self.stage = stage
        self.store.put("base")
        self.at(STAGES[stage])
        self.cookies = {STRANGER: {}, PATIENT: self._patient(STAGES[stage]), **self._members()}
        self.store.keep("saved")
        self.before = self.store.digest()
        self.version = self.store.version()

    def _members(self) -> dict[str, dict[str, Any]]:
        who = {OWNER: self.people.owner, OTHER: self.people.other, COORDINATOR: self.people.coordinator}
        who |= self.society.people
        confirmed = {role: self._signed_in(each, bool(each.secret)) for role, each in who.items()}
        return {**confirmed, HALF: self._signed_in(who[OWNER], False)}

    def _signed_in(self, person: Member, second_factor: bool = True) -> dict[str, Any]:
        client = self.app.test_client()
        cast.sign_in_fast(client, person, second_factor)
        with client.session_transaction() as kept:
            return {TOKEN: kept[TOKEN]}

    def _patient(self, now: datetime) -> dict[str, Any]:
        with self.app.app_context(), transaction.unit():
            physician = session().scalars(sa.select(Physician).where(Physician.slug == self.things.slug)).one()
            for number in self.things.consultations[:2]:
                access.trust(session().get_one(Consultation, number), VISITOR, now, proven=True, remember=True)
            access.send_code(session().get_one(Consultation, self.things.consultations[0]), now)
            held = reserve(physician, VISITOR, now)
        return {"visitor": VISITOR, "zone": "Europe/London", "booking": held}

    def digest(self) -> dict[str, str]:
        """Of each table, but those that hold what may outlive a refusal."""
        return {name: each for name, each in self.store.digest().items() if name not in OUTLIVES}

    def changed(self) -> set[str]:
        """Which tables the last request changed; afterwards all is as before."""
        version = self.store.version()
        if version == self.version:
            return set()
        found_now = self.store.digest()
        if found_now != self.before:
            self.store.put("saved")
            version = self.store.version()
        self.version = version
        return {name for name, each in found_now.items() if name not in OUTLIVES and each != self.before[name]}

    def ask(self, role: str, method: str, path: str, **kwargs: Any) -> TestResponse:
        """As one of the cast, in a browser that has kept the CSRF token of an earlier page."""
        client = self.app.test_client()
        cookie = {**self.cookies[role], "csrf_token": CSRF}
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # Flask's default
        client.set_cookie("coalition", str(signer.dumps(cookie)))
        Watched.asked = set()
        try:
            return client.open(path, method=method, **kwargs)
        finally:
            with self.app.app_context():
                db.session.remove()

    def rules(self) -> list[Rule]:
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ())))

    def existing(self, rule: Rule) -> list[Args]:
        """Parameters that exist, for the cast's owner and their patient."""
        names = sorted(rule.arguments)
        if rule.endpoint == "photos.own":
            return [{"photo": self.things.photo, "size": "thumb"}]
        if rule.endpoint == "consultations.manage":
            return [{"token": token} for token in (self.things.letter_token, self.things.proposed_token)]
        if {"task", "step"} <= set(names):
            return [{**self._one(rule, names), **each} for each in _steps(names)]
        return [self._one(rule, names)]

    def _one(self, rule: Rule, names: list[str]) -> Args:
        return {name: self._value(rule.endpoint, name) for name in names}

    def _value(self, endpoint: str, name: str) -> str:
        things = self.things
        ours = society.value(self.society.values, endpoint, name)
        if ours is not None:
            return ours
        if name.endswith("_id"):
            return str(things.ids[name]) if name in things.ids else _missing(endpoint, name)
        by_endpoint = {
            ("accounts.reset", "token"): things.reset_token,
            ("consultations.phone_open", "token"): things.phone_token,
            ("consultations.accept", "token"): things.proposed_token,
            ("consultations.keep_old", "token"): things.proposed_token,
            ("oversight.concern", "reference"): things.concern,
            ("oversight.move", "reference"): things.concern,
            ("oversight.note", "reference"): things.concern,
            ("oversight.move", "name"): next(iter(oversight.MOVES.moves)),
            ("static", "name"): "css/site.css",
        }
        by_name = {
            "token": things.letter_token,
            "slug": things.slug,
            "reference": things.reference,
            "photo": things.photo,
            "opening": things.opening,
            "size": "thumb",
            "view": "front",
            "task": "hair-loss",
            "step": "start",
            "row": "new",
            "purpose": "share",
            "move": "attend",
            "side": "before",
            "kind": consultation_letters.CONFIRMATION,
            "key": "x",
            "number": "0",
            "digest": "x",
            "name": "x",
        }
        return by_endpoint.get((endpoint, name)) or by_name.get(name) or _missing(endpoint, name)


def _missing(endpoint: str, name: str) -> str:
    raise LookupError(f"{endpoint} has a new parameter <{name}>: say in tests/hostile/world.py what exists for it")


def address(rule: Rule, args: Args, raw: Args | None = None) -> str:
    """`raw` values are already percent-encoded, valid or not."""
    given = {name: quote(value, safe="/") for name, value in args.items()} | (raw or {})
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", lambda each: given[each.group(1)], rule.rule)


def reserve(physician: Physician, visitor: str, now: datetime) -> dict[str, Any]:
    """A time reserved and the first two Book pages filled in; returns what the cookie says of it."""
    starts = (now + timedelta(days=9)).replace(hour=16, minute=0, second=0, microsecond=0)
    starts += timedelta(days=(7 - starts.weekday()) % 7)  # a Monday
    claim = scheduling.hold(HoldRequest(physician.id, starts, VisitKind.VIDEO), times.holder(visitor), now)
    start = drafting.Start(visitor, physician.id, VisitKind.VIDEO, claim.id, "Europe/London", "en", "")
    contact = replace(made.CONTACT, email="second@example.org", name="Second Reader")
    draft = drafting.save_contact(contact, Birth(adult=True, year=1985, full=None), start, now)
    drafting.save_wish(draft, made.WISH, visitor, now)
    return {"physician": physician.id, "visit": "video", "claim": claim.id}


def _steps(names: list[str]) -> list[Args]:
    """Every page of Prepare; the rows only where a page has rows."""
    found = [(task, step) for task in (Task.HAIR_LOSS, Task.HEALTH) for step in steps_of(task)]
    if "row" in names:
        found = [(task, step) for task, step in found if step.rows is not None]
    return [{"task": task.value.replace("_", "-"), "step": step.key} for task, step in found]


def _fill(people: Cast) -> Things:
    with transaction.unit():
        mine = made.physician_of(people.owner)
        theirs = made.physician_of(people.other)
        ids = _belongings(mine, people.owner)
        first = made.confirmed(mine, browser=made.Browser(VISITOR), now=BEFORE)
        second = made.confirmed(theirs, email="elsewhere@example.org", now=BEFORE)
        proposed = made.confirmed(
            mine,
            made.STARTS + timedelta(days=1),
            browser=made.Browser("b2" * 16),
            email="third@example.org",
            now=BEFORE,
        )
        another = made.STARTS + timedelta(days=2)
        changing.propose(proposed.id, another, f"person:{people.owner.id}", BEFORE)
        owner = owner_of(first)
    photo = photos.make_ready(BEFORE, first.vault_id, owner=owner)
    with transaction.unit():
        said = {"physician": "Dr Olive Owner", "staff": "", "days": "30"}
        give_consent(f"patient:{first.patient_id}", Purpose.PHOTOS, about=owner, values=said, now=BEFORE)
    with transaction.unit():
        opening = looking.open_photos(first, looking.Reader(people.owner.id, people.owner.name), BEFORE)
        phone = access.phone_link(first, VISITOR, BEFORE)
        reset = passwords._link(_reset_digest(people.owner), now=BEFORE, expires=BEFORE + timedelta(days=30))
        concern = concerns.concern(now=BEFORE)
        ids["letter_id"] = session().scalars(sa.select(LetterRow.id)).first() or 0
        return Things(
            slug=mine.slug,
            other_slug=theirs.slug,
            letter_token=made.token_of(first),
            link_token=links.token_for(found.LINK, str(first.id)) or "",
            other_token=made.token_of(second),
            proposed_token=made.token_of(proposed),
            reference=first.reference,
            other_reference=second.reference,
            concern=concern.reference,
            reset_token=reset,
            phone_token=phone,
            photo=photo.id,
            opening=opening.id,
            own_address=photo_queries.patient_address(photo.id, Size.THUMB, BEFORE),
            opened_address=photo_queries.opening_address(photo.id, Size.THUMB, opening),
            ids=ids,
            consultations=(first.id, proposed.id, second.id),
        )


def _reset_digest(person: Member) -> str:
    from directory.accounts.actions.people import ADDRESS
    from directory.core import vault

    return vault.blind(normal_email(person.email), ADDRESS)


def _belongings(mine: Physician, person: Member) -> dict[str, int]:
    """One row of each kind a physician has, and the ids of those the addresses name."""
    clinic = session().scalars(sa.select(Clinic).join(ClinicPhysician).where(ClinicPhysician.physician_id == mine.id))
    credential = session().scalars(sa.select(Credential).where(Credential.physician_id == mine.id)).first()
    there = session().scalars(sa.select(SignInSession.id)).first()
    assert credential is not None
    return {
        "clinic_id": clinic.one().id,
        "credential_id": credential.id,
        "procedure_id": physicians.procedure(mine).id,
        "publication_id": physicians.publication(mine).id,
        "result_id": physicians.result(mine).id,
        "rule_id": times.weekly(mine, 5).id,
        "exception_id": times.exception(mine, (BEFORE + timedelta(days=40)).date()).id,
        "time_off_id": times.time_off(mine, BEFORE + timedelta(days=50), BEFORE + timedelta(days=51)).id,
        "claim_id": times.booking(mine, BEFORE + timedelta(days=50, hours=2)).id,  # inside the time off
        "session_id": there or 1,
    }
