"""E-mails to members about their membership. Subjects say nothing of it."""

from collections.abc import Callable
from datetime import date, timedelta

from flask_babel import gettext as _

from directory.accounts import queries as people
from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.db import session
from directory.core.outbox import Content, Due, post, register
from directory.core.settings import current
from directory.membership.letters.topics import MEMBERSHIP
from directory.membership.models import MembershipStep
from directory.membership.queries import membership as queries
from directory.membership.queries import policy as policies
from directory.membership.rules.membership import reminder_today
from directory.physicians import queries as physicians
from directory.physicians.models import Credential
from directory.physicians.rules import CredentialKind, Standing
from directory.physicians.rules.standing import FORMER, REQUIRED

Lines = tuple[str, ...]
EXAMPLE_TO = "physician@example.org"
DAYS = 1000  # a credential's reminder: the day it ends, times this, plus the days that are left


def _content(to: str, name: str, subject: str, lines: Lines) -> Content:
    home = f"{current().base_url}/practice/membership"
    message = Message(_("Hello %(name)s,", name=name), lines, (), (Button(_("Open your membership"), home),))
    return Content(to=to, subject=subject, values={"message": message}, template="message", link=home)


def reader(physician_id: int) -> tuple[str, str] | None:
    """(address, name); None without an account."""
    physician = physicians.by_id(physician_id)
    person = people.by_id(physician.person_id) if physician.person_id is not None else None
    return None if person is None or person.closed is not None else (person.email, physician.display_name)


def content(physician_id: int, subject: str, lines: Lines) -> Content | None:
    to = reader(physician_id)
    return None if to is None else _content(*to, subject, lines)


def _called_off() -> str:
    return _(
        "Consultations that lie ahead are called off; the patients are told, without a reason, and are named other "
        "physicians."
    )


def _hidden() -> str:
    return _("Your profile is not shown at present, and nothing can be booked.")


STEPS: dict[str, Callable[[], Lines]] = {
    "put_on_probation": lambda: (
        _("You are a member on probation from today. The conditions stand on your page."),
        _("Patients do not see this, except for conditions that protect them."),
    ),
    "end_probation": lambda: (_("Your probation has ended: the conditions are met."),),
    "review": lambda: (
        _("Your membership is under review. Your profile stays as it is. The office writes to you about the matter."),
    ),
    "clear": lambda: (_("The review of your membership has ended. Nothing has changed."),),
    "unconfirmed": lambda: (
        _("Your licence or your malpractice cover has expired, or is not confirmed, so booking is paused."),
        _("Send the new document to the office. After 14 days without it your profile is hidden until it is there."),
    ),
    "confirmed": lambda: (_("Licence and cover are confirmed. Booking is open again."),),
    "suspend": lambda: (_("Your membership is suspended. The office writes to you about the reason."), _hidden(),
                        _called_off()),
    "suspend_unconfirmed": lambda: (
        _("Licence or cover could not be confirmed for 14 days. This is no finding against you."), _hidden(),
        _called_off(), _("It ends as soon as the office has confirmed both."),
    ),
    "restore": lambda: (_("Your membership is restored. Your profile is shown again."),),
    "lapse": lambda: (
        _("The dues were not paid, so your membership has lapsed."), _called_off(),
        _("It is restored by paying within 90 days."),
    ),
    "restore_paid": lambda: (_("Your payment has arrived: your membership is restored."),),
    "remove": lambda: (_("Your membership has ended by a decision of the Coalition. The letter about it tells more."),
                       _called_off()),
    "reinstate": lambda: (
        _("Your removal is taken back: you are a member again, and your profile is shown. The letter about it tells "
          "more."),
    ),
    "resign": lambda: (_("You have left the Coalition, as you wished. Thank you for having been a member."),
                       _called_off()),
    "renewed": lambda: (_("Your membership is renewed for another term."),),
}  # fmt: skip


def _load_step(due: Due) -> Content | None:
    """Dropped when the membership has moved on since."""
    physician_id = int(due.subject)
    step, row = session().get(MembershipStep, (physician_id, due.revision)), queries.of(physician_id)
    if step is None or row is None or step.move not in STEPS or row.state is not step.after:
        return None
    return content(physician_id, _("About your membership"), STEPS[step.move]())


STEP = register(
    "member_step", _load_step, lambda _now: _content(EXAMPLE_TO, "Dr Robin Vale", _("About your membership"),
                                                    STEPS["suspend_unconfirmed"]())
)  # fmt: skip


def post_step(step: MembershipStep) -> None:
    if step.move in STEPS:
        post(STEP, step.physician_id, due=step.at, revision=step.number)


def _expires(kind: CredentialKind, expires: date) -> Lines:
    words = {CredentialKind.LICENCE: _("Your licence"), CredentialKind.MALPRACTICE: _("Your malpractice cover")}
    what = words.get(kind, _("One of your certificates"))
    lines = (_("%(what)s ends on %(day)s. Please send the new document to the office.", what=what,
               day=formats.day(expires)),)  # fmt: skip
    return (*lines, _("Without it booking is paused on the day after.")) if kind in REQUIRED else lines


def _load_expires(due: Due) -> Content | None:
    """Only while that day still stands, and no nearer reminder is due: of several held up the last is sent."""
    row = session().get(Credential, int(due.subject))
    if row is None or row.expires is None or row.expires.toordinal() != due.revision // DAYS:
        return None
    member = queries.of(row.physician_id)
    if member is None or member.state in FORMER:
        return None
    days = policies.of(member.policy).credential_reminders
    if reminder_today(row.expires, due.now.date(), days) != due.revision % DAYS:
        return None
    return content(row.physician_id, _("A document needs to be renewed"), _expires(row.kind, row.expires))


EXPIRES = register(
    "credential_expires", _load_expires,
    lambda now: _content(EXAMPLE_TO, "Dr Robin Vale", _("A document needs to be renewed"),
                         _expires(CredentialKind.LICENCE, (now + timedelta(days=30)).date())),
    MEMBERSHIP,
)  # fmt: skip


def _re_review(opens: date, ends: date) -> Lines:
    return (
        _("Your term of membership ends on %(day)s. The re-review opens on %(opens)s.", day=formats.day(ends),
          opens=formats.day(opens)),
        _("A panel looks at the eight criteria again. The office writes to you about what is needed."),
    )  # fmt: skip


def _load_re_review(due: Due) -> Content | None:
    row = queries.of(int(due.subject))
    if row is None or row.term_ends.toordinal() != due.revision or row.state in {*FORMER, Standing.SUSPENDED}:
        return None
    return content(row.physician_id, _("About your next re-review"), _re_review(row.re_review_opens, row.term_ends))


RE_REVIEW = register(
    "re_review_opens", _load_re_review,
    lambda now: _content(EXAMPLE_TO, "Dr Robin Vale", _("About your next re-review"),
                         _re_review(now.date(), (now + timedelta(days=180)).date())),
    MEMBERSHIP,
)  # fmt: skip
