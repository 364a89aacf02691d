"""E-mails about a removal that was proposed and a re-review: to the member, and to the office when the member answers.
Subjects say nothing of it."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from directory.consultations.letters.message import Button, Message
from directory.core import formats
from directory.core.outbox import Content, Due, post, register
from directory.core.settings import current
from directory.core.vault import Erased
from directory.membership.letters.member import EXAMPLE_TO, reader
from directory.membership.letters.topics import MEMBERSHIP, OFFICE
from directory.membership.models import Matter
from directory.membership.queries import matter as queries
from directory.membership.rules.appeal import Hearing
from directory.membership.rules.matter import ASKER_WORDS, GROUND_WORDS, Asker, Ground
from directory.membership.rules.rounds import Kind

Lines = tuple[str, ...]
ABOUT = {Kind.REMOVAL: "removal_notice", Kind.RE_REVIEW: "re_review_opened"}


def _content(to: str, name: str, subject: str, lines: Lines, path: str) -> Content:
    link = f"{current().base_url}{path}"
    button = Button(_("Read and answer"), link)
    message = Message(_("Hello %(name)s,", name=name) if name else _("Hello,"), lines, (), (button,))
    return Content(to=to, subject=subject, values={"message": message}, template="message", link=link)


def _to_member(matter: Matter, subject: str, lines: Lines) -> Content | None:
    to = reader(matter.physician_id)
    return None if to is None else _content(*to, subject, lines, f"/practice/membership/matters/{matter.id}")


def removal(ground: Ground, asker: Asker, words: str, due: datetime) -> Lines:
    """The notice. The evidence stands on the page, behind the second factor."""
    return (
        _("The removal of your membership has been proposed. Nothing has been decided."),
        _("Asked for by: %(who)s. Ground: %(ground)s.", who=_(ASKER_WORDS[asker]), ground=_(GROUND_WORDS[ground])),
        words,
        _("On your page you find what is brought forward for it, and can answer in writing or ask for a hearing until "
          "%(moment)s. No vote is cast before. A companion may come with you, and minutes are kept.",
          moment=formats.moment(due, "UTC")),
        _("A panel votes in secret. Nobody from your metropolitan area sits in it. At least five votes are needed, and "
          "three quarters of them must be for the removal."),
    )  # fmt: skip


def re_review(due: datetime) -> Lines:
    return (
        _("The re-review of your membership has been opened. A panel looks at the eight criteria again."),
        _("Say on your page until %(moment)s what has changed since you were admitted, and what you want the panel to "
          "know. No vote is cast before.", moment=formats.moment(due, "UTC")),
        _("Your membership stays as it is meanwhile."),
    )  # fmt: skip


def _load_removal(due: Due) -> Content | None:
    matter = queries.by_id(int(due.subject))
    if matter is None or matter.ground is None or matter.asker is None or not queries.is_running(matter):
        return None
    try:
        lines = removal(matter.ground, matter.asker, queries.said(matter).words, matter.due)
    except Erased:
        return None
    return _to_member(matter, _("A notice about your membership"), lines)


def _load_re_review(due: Due) -> Content | None:
    matter = queries.by_id(int(due.subject))
    if matter is None or not queries.is_running(matter):
        return None
    return _to_member(matter, _("About your re-review"), re_review(matter.due))


def _hearing(at: datetime) -> Lines:
    return (
        _("The hearing you asked for is on %(moment)s.", moment=formats.moment(at, "UTC")),
        _("You may bring a companion. Minutes are kept; you may read them. Tell the office if the day does not suit."),
    )


def _load_hearing(due: Due) -> Content | None:
    """The revision is the minute: a day that was moved has a letter of its own."""
    matter = queries.by_id(int(due.subject))
    if matter is None or matter.hearing_at is None or int(matter.hearing_at.timestamp()) // 60 != due.revision:
        return None
    return _to_member(matter, _("A day for your hearing"), _hearing(matter.hearing_at))


def _answered(hearing: Hearing, path: str) -> Content:
    asked = _("A hearing was asked for: please set its day.")
    lines = (_("A member has answered the office."), *([asked] if hearing is not Hearing.NONE else []))
    return _content(current().office_email, "", _("A member has answered"), lines, path)


def _load_answered(due: Due) -> Content | None:
    matter = queries.by_id(int(due.subject))
    return None if matter is None else _answered(matter.hearing, office_page(matter))


def office_page(matter: Matter) -> str:
    page = "removal" if matter.kind is Kind.REMOVAL else "re-review"
    return f"/office/membership/members/{matter.physician_id}/{page}"


def _example(subject: str, lines: Lines) -> Content:
    return _content(EXAMPLE_TO, "Dr Robin Vale", subject, lines, "/practice/membership/matters/1")


REMOVAL = register(
    ABOUT[Kind.REMOVAL], _load_removal,
    lambda now: _example(_("A notice about your membership"),
                         removal(Ground.INSPECTION, Asker.INSPECTION, _("Two days for an inspection were refused."),
                                 now + timedelta(days=30))),
)  # fmt: skip
RE_REVIEW = register(
    ABOUT[Kind.RE_REVIEW], _load_re_review,
    lambda now: _example(_("About your re-review"), re_review(now + timedelta(days=30))),
    MEMBERSHIP,
)  # fmt: skip
HEARING = register(
    "member_hearing", _load_hearing, lambda now: _example(_("A day for your hearing"), _hearing(now))
)  # fmt: skip
ANSWERED = register(
    "member_answered", _load_answered,
    lambda _now: _answered(Hearing.VIDEO, "/office/membership/members/1/removal"),
    OFFICE,
)  # fmt: skip


def post_opened(matter: Matter, now: datetime) -> None:
    post(ABOUT[matter.kind], matter.id, due=now)


def post_answered(matter: Matter, now: datetime) -> None:
    post(ANSWERED, matter.id, due=now)


def post_hearing(matter: Matter, now: datetime) -> None:
    if matter.hearing_at is not None:
        post(HEARING, matter.id, due=now, revision=int(matter.hearing_at.timestamp()) // 60)
