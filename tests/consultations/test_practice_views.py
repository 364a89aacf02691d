"""The physician's inbox and consultation page."""

from datetime import datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts import actions as accounts
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import changing, ending, joining
from directory.consultations.models import Consultation
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.states import Appointment, State
from directory.core import clock, transaction, vault
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.physicians.models import Physician
from directory.physicians.rules import VisitKind
from tests.cast import csrf_token
from tests.conftest import NOW
from tests.consultations.desk import ENDS, STARTS, Desk, blind_post, counted, press, set_up, text
from tests.factories import consultations as made

MOVES = ("attend", "miss", "absent")
QUEUES = ("new", "mine", "theirs", "upcoming", "overdue", "done")


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def more(desk: Desk, number: int) -> None:
    """Further consultations of the same physician, half an hour apart."""
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        for n in range(number):
            starts = STARTS + timedelta(minutes=30 * (n + 1))
            made.confirmed(physician, starts, email=f"p{n}@example.org", name=f"Person Number{n}")


# Who may come in


@pytest.mark.both
def test_the_own_page_shows_the_patient(desk: Desk) -> None:
    answer = desk.browser(desk.people.owner).get(desk.page)
    assert answer.status_code == 200
    shown = text(answer)
    for words in ("Robin Reader", "robin@example.org", "It began at the temples.", desk.reference, "Acts next"):
        assert words in shown
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["", "/cancel", "/propose", "/join"])
def test_another_physician_gets_404(desk: Desk, path: str) -> None:
    stranger = desk.browser(desk.people.other)
    assert stranger.get(desk.page + path).status_code == 404
    assert desk.reference not in stranger.get("/practice").text


@pytest.mark.parametrize("path", ["mark/attend", "mark/miss", "late", "photos", "cancel", "propose"])
def test_another_physicians_posts_get_404_and_change_nothing(desk: Desk, path: str) -> None:
    desk.at(ENDS)
    before = desk.events()
    answer = blind_post(desk.browser(desk.people.other), f"{desk.page}/{path}", minutes="10", reason="other")
    assert answer.status_code == 404
    assert desk.events() == before
    assert desk.openings() == []


def test_a_coordinator_may_not_use_the_physicians_pages(desk: Desk) -> None:
    coordinator = desk.browser(desk.people.coordinator)
    assert coordinator.get("/practice").status_code == 403
    assert coordinator.get(desk.page).status_code == 403
    assert blind_post(coordinator, f"{desk.page}/photos").status_code == 403


@pytest.mark.parametrize("path", ["/practice", "/practice/consultations/{0}", "/practice/consultations/{0}/join"])
def test_who_is_not_signed_in_is_sent_to_sign_in(desk: Desk, path: str) -> None:
    answer = desk.browser().get(path.format(desk.reference))
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_the_second_factor_comes_first(desk: Desk) -> None:
    half = desk.browser(desk.people.owner, second_factor=False)
    assert half.get(desk.page).status_code == 303
    assert blind_post(half, f"{desk.page}/photos").status_code == 303
    assert desk.openings() == []


def test_a_wrong_reference_is_not_there(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    for reference in ("AAAA-AAAA", "%00", "x" * 300, "..%2f..", "‮abc"):
        assert owner.get(f"/practice/consultations/{reference}").status_code == 404


def test_an_account_without_a_profile_is_told_so(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        session().execute(sa.update(Physician).where(Physician.id == desk.physician_id).values(person_id=None))
    answer = desk.browser(desk.people.owner).get("/practice")
    assert answer.status_code == 200
    assert "not linked to a profile" in text(answer)


# The inbox


@pytest.mark.both
def test_every_queue_in_every_order(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    for queue, sort in product(QUEUES, ("start", "due", "booked")):
        answer = owner.get(f"/practice?queue={queue}&sort={sort}")
        assert answer.status_code == 200
        rows = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
        assert (desk.reference in rows) is (queue in {"new", "theirs", "upcoming"})


def test_a_call_that_ended_waits_for_me_and_a_day_later_is_overdue(desk: Desk) -> None:
    assert in_queues(desk, ENDS - timedelta(seconds=1)) == {"theirs", "upcoming"}
    assert in_queues(desk, ENDS + timedelta(seconds=1)) == {"mine"}
    assert in_queues(desk, ENDS + timedelta(hours=24, seconds=1)) == {"mine", "overdue"}


def in_queues(desk: Desk, moment: datetime) -> set[str]:
    desk.at(moment)
    owner = desk.browser(desk.people.owner)
    return {
        queue
        for queue in QUEUES
        if desk.reference in owner.get(f"/practice?queue={queue}").text.partition("<tbody>")[2]
    }


def test_a_marked_call_with_its_answer_due_waits_for_me(desk: Desk) -> None:
    desk.at(ENDS)
    press(desk.browser(desk.people.owner), f"{desk.page}/mark/attend", desk.page)
    assert in_queues(desk, ENDS + timedelta(hours=1)) == {"mine"}
    assert in_queues(desk, ENDS + timedelta(days=8)) == {"mine", "overdue"}


def test_what_was_cancelled_is_done(desk: Desk) -> None:
    desk.write(lambda row: ending.cancel(row.id, "cancel_by_patient", CancelReason.TIME, "patient:1", NOW))
    assert in_queues(desk, NOW) == {"done"}


def test_the_next_call_is_on_top_of_every_queue(desk: Desk) -> None:
    more(desk, 2)
    shown = desk.browser(desk.people.owner).get("/practice?queue=done").text
    head = shown.partition('class="queues"')[0]
    assert "Robin Reader" in head
    assert "Person Number0" not in head


def test_a_search_by_reference_or_initials_finds_the_one(desk: Desk) -> None:
    more(desk, 2)
    owner = desk.browser(desk.people.owner)
    for asked in (desk.reference, desk.reference.lower().replace("-", ""), "RR", "r.r."):
        found = owner.get("/practice", query_string={"q": asked}).text
        assert desk.reference in found.partition("<tbody>")[2], asked
        assert "1 consultation" in found
    assert "Nothing here matches" in owner.get("/practice?q=ZZ").text


def test_long_queues_have_pages(desk: Desk) -> None:
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        for n in range(20):
            made.confirmed(physician, visit=VisitKind.WRITTEN, email=f"w{n}@example.org").ready = NOW
    owner = desk.browser(desk.people.owner)
    first, second = (owner.get(f"/practice?queue=new&page={page}").text for page in (1, 2))
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (20, 1)
    assert 'aria-label="Result pages"' in first


def test_odd_addresses_are_answered(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    for query in ("queue=x&sort=y&page=-1", "page=99999999999", "page=٣", "q=%00%ff", "page=9999", "q=" + "a" * 5000):
        assert owner.get(f"/practice?{query}").status_code == 200, query


def test_the_inbox_costs_the_same_at_one_and_three_rows(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    with counted(desk.app) as one:
        owner.get("/practice")
    more(desk, 2)
    with counted(desk.app) as three:
        page = owner.get("/practice").text
    assert page.count('<th scope="row">') == 3
    assert len(three) == len(one)
    assert len(one) <= 7, one


# The page


def test_the_patients_zone_is_shown_beside_the_physicians(desk: Desk) -> None:
    shown = text(desk.browser(desk.people.owner).get(desk.page))
    assert "10:00" in shown
    assert "For the patient: Tuesday" in shown
    assert "Greenwich Mean Time" in shown


def test_a_physician_without_a_licence_there_is_told(desk: Desk) -> None:
    assert "No licence of yours for United Kingdom is listed here" in text(
        desk.browser(desk.people.owner).get(desk.page)
    )


def test_a_withdrawn_consent_closes_answers_and_photos_at_once(desk: Desk) -> None:
    desk.photo()
    owner = desk.browser(desk.people.owner)
    assert "It began at the temples." in owner.get(desk.page).text
    desk.write(withdrawn)
    shown = owner.get(desk.page).text
    assert "It began at the temples." not in shown
    assert "Open photos" not in shown
    assert blind_post(owner, f"{desk.page}/photos").status_code == 409
    assert desk.openings() == []


def withdrawn(row: Consultation) -> None:
    about = f"consultation:{row.id}"
    accounts.withdraw_consent(f"patient:{row.patient_id}", Purpose.SHARE, about=about, now=clock.now())


def test_earlier_consultations_of_the_same_person_are_linked(desk: Desk) -> None:
    desk.at(ENDS)
    press(desk.browser(desk.people.owner), f"{desk.page}/mark/miss", desk.page)
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        again = made.booked(physician, STARTS + timedelta(days=7), now=ENDS)
        couple = made.booked(physician, STARTS + timedelta(days=7, hours=1), now=ENDS, name="Sam Second")
        references = again.reference, couple.reference
    owner = desk.browser(desk.people.owner)
    assert desk.page in owner.get(f"/practice/consultations/{references[0]}").text
    assert desk.page not in owner.get(f"/practice/consultations/{references[1]}").text


def test_after_erasure_every_page_still_opens_and_tells_nothing(desk: Desk) -> None:
    desk.write(lambda row: vault.destroy(session().get_one(vault.Vault, row.vault_id), NOW))
    desk.at(STARTS)
    owner, office = desk.browser(desk.people.owner), desk.browser(desk.people.coordinator)
    for path in ("/practice", desk.page, f"{desk.page}/join", f"{desk.page}/cancel"):
        answer = owner.get(path)
        assert (path, answer.status_code, "Robin" in answer.text) == (path, 200, False)
    for path in ("/office/consultations", desk.office):
        assert office.get(path).status_code == 200
    reason = {"why": "legal", "words": "A court asks."}
    assert press(office, f"{desk.office}/contact", desk.office, **reason).status_code == 410
    assert blind_post(owner, f"{desk.page}/photos").status_code == 409


def test_reading_changes_nothing(desk: Desk) -> None:
    before = desk.events()
    owner = desk.browser(desk.people.owner)
    for path in ("/practice", desk.page, f"{desk.page}/cancel", f"{desk.page}/propose", f"{desk.page}/join"):
        assert owner.get(path).status_code == 200, path
    assert desk.events() == before
    assert desk.openings() == []


# Photos


@pytest.mark.both
def test_photos_show_only_after_the_post_that_opens_them(desk: Desk) -> None:
    first, second = desk.photo("front", 1), desk.photo("top", 2)
    owner = desk.browser(desk.people.owner)
    closed = owner.get(desk.page).text
    assert "2 photos" in closed
    assert "/photos/" not in closed.replace(f"{desk.page}/photos", "")
    answer = press(owner, f"{desk.page}/photos", desk.page)
    assert answer.status_code == 303
    assert [(row.role, row.photos) for row in desk.openings()] == [("physician", 2)]
    shown = owner.get(answer.location).text
    address = next(part.partition('"')[0] for part in shown.split('href="') if f"/{first}/full" in part)
    assert owner.get(address.replace("&amp;", "&")).mimetype == "image/jpeg"
    assert second in shown
    assert len(desk.openings()) == 1, "looking on is not opening again"
    assert desk.events()[-1] == "photos_opened"


def test_every_opening_is_recorded_once(desk: Desk) -> None:
    desk.photo()
    owner = desk.browser(desk.people.owner)
    for _ in range(2):
        press(owner, f"{desk.page}/photos", desk.page)
    assert len(desk.openings()) == 2
    with desk.app.app_context():
        rows = session().scalars(sa.select(AuditRow).where(AuditRow.stream == "openings")).all()
        assert [(row.actor, row.subject, row.detail["why"]) for row in rows] == [
            (f"person:{desk.people.owner.id}", f"consultation:{desk.consultation_id}", "care")
        ] * 2


def test_an_opening_ends_after_ten_minutes_and_says_so(desk: Desk) -> None:
    photo = desk.photo()
    owner = desk.browser(desk.people.owner)
    where = press(owner, f"{desk.page}/photos", desk.page).location
    desk.at(clock_of(desk) + timedelta(minutes=10, seconds=5))
    shown = owner.get(where).text
    assert "That opening has ended" in shown
    assert photo not in shown


def test_anothers_opening_shows_nothing(desk: Desk) -> None:
    photo = desk.photo()
    owner = desk.browser(desk.people.owner)
    press(owner, f"{desk.page}/photos", desk.page)
    opening = desk.openings()[0].id
    office = desk.browser(desk.people.coordinator).get(f"{desk.office}?opening={opening}").text
    assert photo not in office
    for bad in ("x", "%00", "a" * 500, "0" * 32):
        assert photo not in owner.get(f"{desk.page}?opening={bad}").text


def test_an_opening_of_one_patient_opens_no_other(desk: Desk) -> None:
    photo = desk.photo()
    with desk.app.app_context(), transaction.unit():
        physician = session().get_one(Physician, desk.physician_id)
        other = made.confirmed(physician, STARTS + timedelta(hours=1), email="b@example.org").reference
    owner = desk.browser(desk.people.owner)
    press(owner, f"{desk.page}/photos", desk.page)
    shown = owner.get(f"/practice/consultations/{other}?opening={desk.openings()[0].id}").text
    assert "That opening has ended" in shown
    assert photo not in shown


def test_two_photos_stand_side_by_side(desk: Desk) -> None:
    first, second = desk.photo("front", 1), desk.photo("top", 2)
    owner = desk.browser(desk.people.owner)
    press(owner, f"{desk.page}/photos", desk.page)
    opening = desk.openings()[0].id
    shown = owner.get(f"{desk.page}?opening={opening}&left={first}&right={second}").text
    assert "Side by side" in shown
    assert "Side by side" not in owner.get(f"{desk.page}?opening={opening}&left={first}&right=nothing").text
    assert "Side by side" not in owner.get(f"{desk.page}?left={first}&right={second}").text


def clock_of(desk: Desk) -> datetime:
    with desk.app.app_context():
        return clock.now()


# Marks


@pytest.mark.both
@pytest.mark.parametrize(
    ("move", "appointment", "state", "letter"),
    [
        ("attend", Appointment.ATTENDED, State.OPINION_DUE, "follow_up"),
        ("miss", Appointment.MISSED, State.CLOSED, "missed"),
        ("absent", Appointment.PHYSICIAN_ABSENT, State.CLOSED, "physician_absent"),
    ],
)
def test_a_mark_and_the_letter_that_follows(
    desk: Desk, move: str, appointment: Appointment, state: State, letter: str
) -> None:
    desk.at(ENDS)
    answer = press(desk.browser(desk.people.owner), f"{desk.page}/mark/{move}", desk.page)
    assert (answer.status_code, answer.location) == (303, desk.page)
    row = desk.row()
    assert (row.appointment, row.state) == (appointment, state)
    assert [each.revision for each in desk.letters(letter)] == [row.sequence]
    assert desk.events()[-1] == move


def test_a_wrong_mark_is_corrected_by_another(desk: Desk) -> None:
    desk.at(ENDS)
    owner = desk.browser(desk.people.owner)
    press(owner, f"{desk.page}/mark/miss", desk.page)
    assert "Marked wrongly?" in owner.get(desk.page).text
    press(owner, f"{desk.page}/mark/attend", desk.page)
    row = desk.row()
    assert (row.appointment, row.state) == (Appointment.ATTENDED, State.OPINION_DUE)
    assert desk.events()[-2:] == ["miss", "attend"]
    assert desk.letters("missed")[0].revision < row.sequence, "the earlier letter is no longer due"


@pytest.mark.parametrize("move", MOVES)
def test_nothing_is_marked_before_the_start(desk: Desk, move: str) -> None:
    desk.at(STARTS - timedelta(minutes=1))
    owner = desk.browser(desk.people.owner)
    assert f"mark/{move}" not in owner.get(desk.page).text
    answer = press(owner, f"{desk.page}/mark/{move}", desk.page)
    assert answer.status_code == 422
    assert desk.row().appointment is Appointment.BOOKED


def test_the_same_mark_twice_is_refused_the_second_time(desk: Desk) -> None:
    desk.at(ENDS)
    owner = desk.browser(desk.people.owner)
    press(owner, f"{desk.page}/mark/attend", desk.page)
    assert press(owner, f"{desk.page}/mark/attend", desk.page).status_code == 409
    assert desk.events().count("attend") == 1


def test_unknown_marks_and_forms_without_a_token_are_refused(desk: Desk) -> None:
    desk.at(ENDS)
    owner = desk.browser(desk.people.owner)
    assert blind_post(owner, f"{desk.page}/mark/replace").status_code == 404
    assert owner.post(f"{desk.page}/mark/attend").status_code == 403
    assert desk.row().appointment is Appointment.BOOKED


# Cancel, suggest, late


@pytest.mark.both
def test_a_physician_cancels_with_a_reason(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    path = f"{desk.page}/cancel"
    assert press(owner, path, path).status_code == 422
    assert press(owner, path, path, reason="physician", words="A fire in the clinic.").status_code == 303
    row = desk.row()
    assert (row.appointment, row.cancel_reason) == (Appointment.CANCELLED_BY_PHYSICIAN, "physician")
    assert len(desk.letters("cancelled")) == 1
    assert "A fire in the clinic." in owner.get(desk.page).text
    assert owner.get(path).status_code == 409, "twice is refused"


@pytest.mark.parametrize("reason", ["", "replaced", "time", "x", "\x00"])
def test_a_reason_off_the_list_is_refused(desk: Desk, reason: str) -> None:
    owner = desk.browser(desk.people.owner)
    path = f"{desk.page}/cancel"
    assert press(owner, path, path, reason=reason).status_code == 422
    assert press(owner, path, path, reason="other", words="w" * 1001).status_code == 422
    assert desk.row().appointment is Appointment.BOOKED


@pytest.mark.both
def test_another_time_is_suggested_among_the_open_ones(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    path = f"{desk.page}/propose"
    new = STARTS + timedelta(days=1)
    assert press(owner, path, path, start=new.isoformat()).status_code == 303
    row = desk.row()
    assert (row.appointment, row.proposed, row.starts) == (Appointment.PROPOSED, new, STARTS)
    assert len(desk.letters("proposed")) == 1
    assert "Another time suggested" in text(owner.get(desk.page))


@pytest.mark.parametrize(
    "start",
    ["", "soon", "2026-12-02T15:00:00", "2026-12-02T03:00:00Z", "2026-12-02T15:07:00Z", "2020-01-01T15:00:00Z",
     "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "\x00", STARTS.isoformat()],
)  # fmt: skip
def test_a_time_that_is_not_open_is_refused(desk: Desk, start: str) -> None:
    owner = desk.browser(desk.people.owner)
    path = f"{desk.page}/propose"
    assert press(owner, path, path, start=start).status_code in {409, 422}
    assert desk.row().appointment is Appointment.BOOKED


def test_no_other_time_is_suggested_once_it_has_begun(desk: Desk) -> None:
    desk.at(STARTS)
    owner = desk.browser(desk.people.owner)
    assert "/propose" not in owner.get(desk.page).text
    assert owner.get(f"{desk.page}/propose").status_code == 409
    answer = blind_post(owner, f"{desk.page}/propose", start=(STARTS + timedelta(days=3)).isoformat())
    assert answer.status_code == 409
    assert desk.row().proposed is None


def test_the_week_to_choose_from_can_be_any(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    for day in ("2026-12-08", "x", "0001-01-01", "9999-12-31", "2199-12-31"):
        assert owner.get(f"{desk.page}/propose?from={day}").status_code == 200, day


@pytest.mark.both
def test_running_late_is_one_letter_for_each_number_said(desk: Desk) -> None:
    desk.at(STARTS)
    owner = desk.browser(desk.people.owner)
    for minutes in ("10", "10", "20"):
        assert press(owner, f"{desk.page}/late", desk.page, minutes=minutes).status_code == 303
    assert sorted(row.subject for row in desk.letters("running_late")) == [
        f"{desk.consultation_id}:{n}" for n in (10, 20)
    ]
    assert desk.events()[-2:] == ["running_late", "running_late"]
    assert "about 20 minutes late" in desk.browser().get(desk.join).text


@pytest.mark.parametrize("minutes", ["", "0", "7", "-10", "1e9", "٣", "999999999999999999999"])
def test_odd_minutes_are_refused(desk: Desk, minutes: str) -> None:
    desk.at(STARTS)
    owner = desk.browser(desk.people.owner)
    assert press(owner, f"{desk.page}/late", desk.page, minutes=minutes).status_code == 422
    assert desk.letters("running_late") == []


def test_late_is_said_around_the_call_only(desk: Desk) -> None:
    owner = desk.browser(desk.people.owner)
    assert blind_post(owner, f"{desk.page}/late", minutes="10").status_code == 409
    assert desk.row().late_minutes is None


def test_what_was_said_about_the_old_time_does_not_follow_to_the_new(desk: Desk) -> None:
    desk.write(lambda row: _late_then_moved(row))
    row = desk.row()
    assert (row.late_minutes, row.patient_late, row.call_instead) == (None, False, False)


def _late_then_moved(row: Consultation) -> None:
    joining.running_late(row.id, 10, "person:1", STARTS - timedelta(minutes=10))
    row.patient_late = row.call_instead = True
    changing.reschedule(row.id, STARTS + timedelta(days=1), "patient:1", NOW)


def test_a_token_is_in_every_form(desk: Desk) -> None:
    desk.at(STARTS)
    page = desk.browser(desk.people.owner).get(desk.page).text
    assert page.count('method="post"') == page.count('name="csrf_token"') + page.count('action="/theme"')
    assert csrf_token(desk.browser(desk.people.owner), desk.page)
