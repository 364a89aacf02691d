"""Cases, photos, the drawn period and assistants, on both databases."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import audit, files, outbox, transaction
from directory.core.db import session
from directory.core.refusals import NotThere
from directory.membership.actions import caselog as actions
from directory.membership.models import (
    Application,
    Assistant,
    DrawnPeriod,
    Operation,
    OperationConsent,
    OperationPhoto,
)
from directory.membership.queries import application as applications
from directory.membership.queries import caselog as queries
from directory.membership.rules import assistant as assistants
from directory.membership.rules import period, uploads
from directory.membership.rules.application import State
from directory.membership.rules.operation import (
    CaseGone,
    CaseView,
    ChangedMeanwhile,
    LogClosed,
    Moment,
    NumberTaken,
    UndoEnded,
)
from directory.photos import queries as photos
from directory.photos.models import Opening, Photo
from directory.photos.rules import Size
from tests.conftest import NOW
from tests.factories import accounts, membership_application
from tests.factories.membership_caselog import FULL, OWNER, asked, operation, photo, settle, upload
from tests.factories.photos import jpeg

pytestmark = pytest.mark.both
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def application(context: Flask) -> Application:
    with transaction.unit():
        return membership_application.draft(accounts.person().id)


def add(application: Application, number: int, *criteria: str, **changes: object) -> Operation:
    with transaction.unit():
        return operation(application, number, *criteria, now=NOW, details=replace(FULL, **changes))  # type: ignore[arg-type]


def freeze(application: Application) -> None:
    with transaction.unit():
        row = applications.locked(application.id)
        row.state, row.submitted = State.SUBMITTED, NOW


def trail(application: Application) -> list[str]:
    query = sa.select(audit.AuditRow.action).where(audit.AuditRow.stream == f"application:{application.id}")
    return [action.removeprefix("application.") for action in session().scalars(query.order_by(audit.AuditRow.seq))]


# --- cases ---


def test_a_sheet_is_sealed_and_opened_again(application: Application) -> None:
    row = add(application, 7, "1", "3", not_done="Scar tissue")
    assert b"Scar" not in (row.details or b"")
    (case,) = queries.cases_of(application.id)
    assert (case.label, case.criteria, case.details) == ("C07", ("1", "3"), replace(FULL, not_done="Scar tissue"))
    assert (case.consent_on, case.covers_identity, case.place) == (date(2025, 3, 10), False, None)


def test_a_number_is_used_once(application: Application) -> None:
    add(application, 7)
    with pytest.raises(NumberTaken), transaction.unit():
        actions.add(application, asked(7), actor=OWNER, now=NOW)


def test_a_change_of_a_page_that_is_out_of_date_is_refused_and_nothing_is_lost(application: Application) -> None:
    add(application, 7)
    with transaction.unit():
        actions.change(application, 7, asked(7, details=replace(FULL, team=8)), revision=1, actor=OWNER, now=LATER)
    with pytest.raises(ChangedMeanwhile), transaction.unit():
        actions.change(application, 7, asked(7, details=replace(FULL, team=3)), revision=1, actor=OWNER, now=LATER)
    assert queries.cases_of(application.id)[0].details.team == 8


def test_consent_has_its_own_row_and_goes_with_its_date(application: Application) -> None:
    row = add(application, 7)
    consent = session().get_one(OperationConsent, row.id)
    assert (consent.given_on, consent.declared, consent.actor) == (date(2025, 3, 10), NOW, OWNER)
    with transaction.unit():
        actions.change(application, 7, asked(7, consent_on=None), revision=1, actor=OWNER, now=LATER)
    assert queries.cases_of(application.id)[0].consent_on is None


def test_photos_confirmed_under_a_wider_consent_are_looked_at_again_without_it(application: Application) -> None:
    with transaction.unit():
        actions.add(application, asked(7, covers=True), actor=OWNER, now=NOW)
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    with transaction.unit():
        actions.confirm(application, shown, actor=OWNER, now=LATER)
    with transaction.unit():
        actions.change(application, 7, asked(7, covers=True), revision=1, actor=OWNER, now=LATER)
    assert queries.to_look_at(application.id) == []
    with transaction.unit():
        actions.change(application, 7, asked(7), revision=2, actor=OWNER, now=LATER)
    assert [each.id for each in queries.to_look_at(application.id)] == [shown]


def test_a_photo_that_could_not_be_used_is_among_the_unsorted_and_in_no_cell(application: Application) -> None:
    add(application, 7, "5")
    upload(application, "C07_before_top.jpg", jpeg(640, 480)[:4000], now=NOW)
    settle(LATER)
    (failed,) = queries.tray(application.id)
    assert (failed.case, failed.problem is not None, queries.counts(application.id).failed) == ("C07", True, 1)
    (row,) = queries.matrix(application.id).rows
    assert (row.photos, row.missing) == (0, 10)
    with transaction.unit():
        actions.delete_photo(application, failed.id, actor=OWNER, now=LATER)
    assert queries.tray(application.id) == []


def test_a_deleted_case_comes_back_with_its_photos_for_ten_minutes(application: Application) -> None:
    row = add(application, 7)
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    with transaction.unit():
        actions.delete(application, 7, actor=OWNER, now=NOW)
    assert (queries.cases_of(application.id), queries.photos_of(application.id)) == ([], [])
    with transaction.unit():
        assert actions.erase_deleted(NOW + timedelta(minutes=9)) == 0
        actions.undo(application, row.id, actor=OWNER, now=NOW + timedelta(minutes=9))
    assert [each.id for each in queries.photos_of(application.id)] == [shown]


def test_after_ten_minutes_sheet_and_photos_are_erased(application: Application) -> None:
    row = add(application, 7)
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    with transaction.unit():
        actions.delete(application, 7, actor=OWNER, now=NOW)
    with transaction.unit():
        assert actions.erase_deleted(NOW + timedelta(minutes=10)) == 1
    with transaction.unit():
        assert actions.erase_deleted(NOW + timedelta(minutes=11)) == 0
    with pytest.raises(UndoEnded), transaction.unit():
        actions.undo(application, row.id, actor=OWNER, now=NOW + timedelta(minutes=9))
    stub = session().get_one(Operation, row.id)
    assert (stub.details, session().get_one(Photo, shown).deleted is not None) == (None, True)


def test_the_number_of_a_deleted_case_is_free_and_then_cannot_be_undone(application: Application) -> None:
    row = add(application, 7)
    with transaction.unit():
        actions.delete(application, 7, actor=OWNER, now=NOW)
    add(application, 7)
    with pytest.raises(NumberTaken), transaction.unit():
        actions.undo(application, row.id, actor=OWNER, now=LATER)


def test_a_table_is_read_in_whole_or_not_at_all(application: Application) -> None:
    add(application, 2)
    with transaction.unit():
        done = actions.import_rows(
            application, [asked(1), asked(2, details=replace(FULL, team=9))], actor=OWNER, now=NOW
        )
    assert done == (1, 1)
    with transaction.unit():
        actions.withdraw_consent(application, 2, actor=OWNER, now=NOW)
    with pytest.raises(CaseGone), transaction.unit():
        actions.import_rows(application, [asked(3), asked(2)], actor=OWNER, now=NOW)
    assert [case.number for case in queries.cases_of(application.id)] == [1, 2]


def test_once_sent_nothing_changes(application: Application) -> None:
    add(application, 7)
    freeze(application)
    with pytest.raises(LogClosed), transaction.unit():
        actions.add(application, asked(8), actor=OWNER, now=NOW)
    with pytest.raises(LogClosed), transaction.unit():
        actions.delete(application, 7, actor=OWNER, now=NOW)


def test_a_patients_wish_removes_photos_also_after_sending_and_reviewers_see_that(application: Application) -> None:
    add(application, 7, "5")
    add(application, 8, "5")
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    freeze(application)
    with transaction.unit():
        opened = actions.open_sheet(application.id, "5", actor="person:9", name="Ann Bell", now=NOW)
    with transaction.unit():
        assert actions.withdraw_consent(application, 7, actor=OWNER, now=LATER) == 1
    removed, other = queries.sheet(application.id, "5", opened, actor="person:9", now=LATER).cases
    assert (removed.label, removed.removed, removed.angles, removed.details) == ("C07", True, (), None)
    assert (other.label, other.removed) == ("C08", False)
    stub = session().scalars(sa.select(Operation).where(Operation.number == 7)).one()
    assert (stub.details, session().get_one(Photo, shown).deleted) == (None, LATER)
    assert trail(application)[-1] == "case_consent_withdrawn"
    assert session().scalars(sa.select(Opening).where(Opening.owner == queries.owner_of(stub.id))).one().until <= LATER


# --- photos ---


def test_a_photo_sorts_itself_by_its_name_which_is_forgotten(application: Application) -> None:
    add(application, 7)
    assert upload(application, "Jane Roe C07_before_top.jpg", jpeg(640, 480), now=NOW) == ["sorted"]
    (found,) = queries.photos_of(application.id)
    assert (found.case, found.view, found.moment) == ("C07", CaseView.TOP, Moment.BEFORE)
    row = session().get_one(OperationPhoto, found.id)
    assert not any("Jane" in str(value) for value in vars(row).values())


def test_a_photo_of_a_case_not_yet_there_waits_and_moves_in(application: Application) -> None:
    assert upload(application, "C07_before_top.jpg", jpeg(640, 480), now=NOW) == ["tray"]
    assert [each.case for each in queries.tray(application.id)] == ["C07"]
    add(application, 7)
    assert queries.tray(application.id) == []
    assert [each.view for each in queries.photos_of(application.id)] == [CaseView.TOP]


def test_the_same_file_again_is_known_also_after_sorting_by_hand(application: Application) -> None:
    add(application, 7)
    data = jpeg(640, 480)
    assert upload(application, "IMG_1.jpg", data, now=NOW) == ["tray"]
    (waiting,) = queries.tray(application.id)
    place = actions.Place(waiting.id, 7, CaseView.FRONT, Moment.BEFORE)
    with transaction.unit():
        assert actions.sort(application, [place], NOW) == []
    assert upload(application, "IMG_1.jpg", data, now=NOW) == ["known"]
    assert upload(application, "C07_before_front.jpg", data, now=NOW) == ["known"]
    assert len(queries.photos_of(application.id)) == 1


def test_the_same_file_in_another_case_is_kept_and_shown_as_a_twin(application: Application) -> None:
    add(application, 7)
    add(application, 8)
    data = jpeg(640, 480)
    upload(application, "C07_before_top.jpg", data, now=NOW)
    upload(application, "C08_before_top.jpg", data, now=LATER)
    first, second = queries.photos_of(application.id)
    assert (first.twin_id, second.twin_id) == (None, first.id)
    with transaction.unit():
        actions.delete_photo(application, first.id, actor=OWNER, now=LATER)
    assert [each.twin_id for each in queries.photos_of(application.id)] == [None]


def test_a_likeness_in_another_case_is_found_by_the_worker(application: Application) -> None:
    add(application, 7)
    add(application, 8)
    first = photo(application, "C07_before_top.jpg", now=NOW, seed=3)
    upload(application, "C08_before_top.jpg", jpeg(640, 480, seed=3, quality=60), now=LATER)
    upload(application, "C08_before_front.jpg", jpeg(640, 480, seed=4), now=LATER)
    settle(LATER + timedelta(seconds=1))
    twins = {each.view: each.twin_id for each in queries.photos_of(application.id) if each.number == 8}
    assert twins == {CaseView.TOP: first, CaseView.FRONT: None}


def test_several_photos_of_one_view_stay_beside_each_other(application: Application) -> None:
    add(application, 7)
    for seed in (1, 2):
        photo(application, "C07_before_top.jpg", now=NOW + timedelta(seconds=seed), seed=seed)
    assert len([each for each in queries.photos_of(application.id) if each.ready]) == 2


def test_a_case_holds_sixteen_photos_and_the_next_waits_in_the_tray(application: Application) -> None:
    add(application, 7)
    said = [upload(application, "C07_before_top.jpg", jpeg(500, 500, seed=n), now=NOW)[0] for n in range(17)]
    assert said == ["sorted"] * 16 + ["case_full"]
    (waiting,) = queries.tray(application.id)
    place = actions.Place(waiting.id, 7, CaseView.TOP, Moment.BEFORE)
    with transaction.unit():
        ((refused, why),) = actions.sort(application, [place], NOW)
    assert (refused, type(why).__name__) == (waiting.id, "CaseFull")
    settle(LATER)
    assert len(queries.tray(application.id)) == 1


def test_a_photo_sorted_while_the_worker_looks_is_ready_in_its_case(application: Application) -> None:
    add(application, 7)
    upload(application, "IMG_1.jpg", jpeg(640, 480), now=NOW)
    (waiting,) = queries.tray(application.id)
    with transaction.unit():
        actions.sort(application, [actions.Place(waiting.id, 7, CaseView.TOP, Moment.BEFORE)], NOW)
    settle(LATER)
    row = session().scalars(sa.select(Operation)).one()
    assert photos.ids_of(queries.owner_of(row.id)) == [waiting.id]
    assert photos.picture(session().get_one(Photo, waiting.id), Size.FULL)[:3] == b"\xff\xd8\xff"


def test_moving_to_another_case_asks_to_look_again(application: Application) -> None:
    add(application, 7)
    add(application, 8)
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    with transaction.unit():
        actions.confirm(application, shown, actor=OWNER, now=LATER)
    assert queries.to_look_at(application.id) == []
    with transaction.unit():
        actions.sort(application, [actions.Place(shown, 8, None, None)], LATER)
    assert [each.case for each in queries.to_look_at(application.id)] == ["C08"]


def test_a_photo_is_looked_at_once_it_is_ready_and_what_is_marked_is_deleted(application: Application) -> None:
    add(application, 7)
    upload(application, "C07_before_top.jpg", jpeg(640, 480), now=NOW)
    (waiting,) = queries.photos_of(application.id)
    with pytest.raises(uploads.NotLooked), transaction.unit():
        actions.confirm(application, waiting.id, actor=OWNER, now=NOW)
    settle(LATER)
    with transaction.unit():
        actions.confirm(application, waiting.id, actor=OWNER, now=LATER)
        actions.mark(application, waiting.id, LATER)
    assert queries.counts(application.id).marked == 1
    with transaction.unit():
        assert actions.delete_marked(application, actor=OWNER, now=LATER) == 1
    assert queries.photos_of(application.id) == []


def test_another_applications_photo_is_not_there(application: Application) -> None:
    add(application, 7)
    shown = photo(application, "C07_before_top.jpg", now=NOW)
    with transaction.unit():
        other = membership_application.draft(accounts.person(email="other@example.org").id)
    for act in (
        lambda: actions.confirm(other, shown, actor=OWNER, now=NOW),
        lambda: actions.delete_photo(other, shown, actor=OWNER, now=NOW),
        lambda: actions.sort(other, [actions.Place(shown, 7, None, None)], NOW),
    ):
        with pytest.raises(NotThere), transaction.unit():
            act()


def test_the_log_has_limits_which_are_known_before_the_start(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.membership.actions.caselog.photos.FILES_MOST", 2)
    names = [f"IMG_{n}.jpg" for n in range(3)]
    said = [upload(application, name, jpeg(500, 500, seed=n), now=NOW)[0] for n, name in enumerate(names)]
    assert said == ["tray", "tray", "no_room"]
    with pytest.raises(uploads.TooManyFiles), transaction.unit():
        actions.announce(application, files=601, size=1, person_id=application.person_id, now=NOW)
    with pytest.raises(uploads.TooMuch), transaction.unit():
        actions.announce(application, files=1, size=7 * 1024**3, person_id=application.person_id, now=NOW)


# --- ZIP files ---


def zipped(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in entries.items():
            opened.writestr(name.replace("__", "/"), data)
    return made.getvalue()


def test_a_zip_is_read_entry_by_entry(application: Application) -> None:
    add(application, 7)
    data = zipped(
        **{
            "C07__before_top.jpg": jpeg(640, 480),
            "._C07.jpg": b"x",
            "C07__notes.txt": b"x",
            "in.zip": b"PK\x03\x04",
        }
    )
    assert upload(application, "all.zip", data, now=NOW) == ["sorted", "refused", "refused"]


def test_names_in_a_zip_lead_nowhere(application: Application) -> None:
    add(application, 7)
    data = zipped(
        **{"../../../../tmp/C07_before_top.jpg": jpeg(640, 480), "/etc/C07_front_before.jpg": jpeg(640, 480, seed=2)}
    )
    assert upload(application, "all.zip", data, now=NOW) == ["sorted", "sorted"]
    assert len(files.quarantine().names()) == 2


def _bomb() -> bytes:
    """Ten times 20 MB of zeros in 200 kB."""
    return zipped(**{f"C01_before_{n}.jpg": b"\xff\xd8\xff" + bytes(20 * 1024 * 1024 - 3) for n in range(10)})


def _locked() -> bytes:
    data = bytearray(zipped(**{"C01.jpg": jpeg(500, 500)}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lzma() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as opened:
        opened.writestr("C01.jpg", jpeg(500, 500))
    return made.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\x00" * 500,
        zipped(a=b"x")[:-10],
        _locked(),
        _lzma(),
        zipped()[:0] + b"PK\x03\x04x",
    ],
    ids=["start", "zeros", "cut", "locked", "lzma", "stub"],
)
def test_a_zip_that_cannot_be_opened_is_refused(application: Application, data: bytes) -> None:
    assert upload(application, "all.zip", data, now=NOW) == ["refused"]


def test_a_zip_that_unpacks_to_too_much_is_stopped(application: Application) -> None:
    said = upload(application, "bomb.zip", _bomb(), now=NOW)
    assert said[-1] == "refused"
    assert len(said) <= 6
    assert queries.photos_of(application.id) == []


def test_a_zip_with_too_many_entries_is_refused(application: Application) -> None:
    data = zipped(**{f"{n}.txt": b"" for n in range(2001)})
    assert upload(application, "many.zip", data, now=NOW) == ["refused"]


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"%PDF-1.7"])
def test_files_that_are_no_photos_are_refused_alone(application: Application, data: bytes) -> None:
    assert upload(application, "C07_before_top.jpg", data, now=NOW) == ["refused"]


# --- the drawn period ---


def drawn(application: Application) -> DrawnPeriod:
    with transaction.unit():
        return actions.draw_period(application, "person:5", NOW)


def test_every_draft_is_drawn_once_at_its_own_moment(application: Application) -> None:
    with transaction.unit():
        assert (actions.plan_draws(NOW), actions.plan_draws(NOW)) == (1, 0)
    with transaction.unit():
        assert actions.draw_due(NOW + timedelta(hours=23)) == 0
    with transaction.unit():
        assert actions.draw_due(NOW + timedelta(days=7)) == 1
    with transaction.unit():
        assert actions.draw_due(NOW + timedelta(days=8)) == 0
    assert trail(application).count("period_drawn") == 1


def test_the_draw_can_be_made_again_from_the_audit(application: Application) -> None:
    found = drawn(application)
    query = sa.select(audit.AuditRow.detail).where(audit.AuditRow.action == "application.period_drawn")
    detail = session().scalars(query).one()
    again = period.draw(detail["seed"], application.reference, date.fromisoformat(detail["today"]), detail["months"])
    assert (again.starts, again.ends) == (found.starts, found.ends)
    assert (detail["starts"], detail["ends"]) == (again.starts.isoformat(), again.ends.isoformat())


def test_the_office_draws_once_and_again_only_with_a_reason(application: Application) -> None:
    drawn(application)
    with pytest.raises(period.DrawnAlready):
        drawn(application)
    add(application, 7)
    with transaction.unit():
        actions.state_period(application, 1, places={7: 1}, gaps={}, actor=OWNER, now=NOW)
    with transaction.unit():
        actions.draw_again(application, months=6, reason="Only four", actor="person:5", now=LATER)
    found = queries.period_of(application)
    assert found is not None
    assert (found.number, found.total, queries.cases_of(application.id)[0].place) == (2, None, None)


def test_places_can_be_exchanged_and_gaps_are_sealed(application: Application) -> None:
    drawn(application)
    for number in (1, 2):
        add(application, number)
    with transaction.unit():
        actions.state_period(application, 9, places={1: 1, 2: 2}, gaps={3: "Moved away"}, actor=OWNER, now=NOW)
    with transaction.unit():
        actions.state_period(application, 9, places={1: 2, 2: 1}, gaps={3: "Moved away", 1: "x"}, actor=OWNER, now=NOW)
    found = queries.period_of(application)
    assert found is not None
    assert (found.total, found.gaps) == (9, {3: "Moved away"})
    assert [case.place for case in queries.cases_of(application.id)] == [2, 1]
    with pytest.raises(period.TotalWrong), transaction.unit():
        actions.state_period(application, 1, places={1: 2, 2: 1}, gaps={}, actor=OWNER, now=NOW)


def test_nothing_is_stated_before_the_draw(application: Application) -> None:
    with pytest.raises(period.NotDrawnYet), transaction.unit():
        actions.state_period(application, 9, places={}, gaps={}, actor=OWNER, now=NOW)


# --- problems ---


def test_an_empty_log_has_problems_with_addresses_on_this_site(application: Application) -> None:
    found = queries.problems(application)
    assert len(found) == 8
    assert all(each.address.startswith(f"/membership/application/{application.reference}/cases") for each in found)
    assert {each.section for each in found} == {"cases"}


# --- contact sheets ---


def test_a_sheet_pairs_the_same_angle_and_is_recorded_for_each_case(application: Application) -> None:
    one = add(application, 7, "3", "5")
    add(application, 8, "1")
    for n, name in enumerate(("C07_12m_top.jpg", "C07_before_top.jpg", "C07_before_front.jpg", "C08_slits_during.jpg")):
        photo(application, name, now=NOW, seed=n)
    with transaction.unit():
        opened = actions.open_sheet(application.id, "5", actor="person:9", name="Ann Bell", now=NOW)
    sheet = queries.sheet(application.id, "5", opened, actor="person:9", now=LATER)
    (case,) = sheet.cases
    assert [(angle.view_words, [shot.moment for shot in angle.shots]) for angle in case.angles] == [
        ("Front", [Moment.BEFORE]),
        ("Top", [Moment.BEFORE, Moment.MONTH_12]),
    ]
    assert case.details == FULL
    assert [(row.role, row.name) for row in photos.openings_of(queries.owner_of(one.id))] == [("reviewer", "Ann Bell")]
    for actor, at in (("person:8", LATER), ("person:9", NOW + timedelta(minutes=11))):
        with pytest.raises(NotThere):
            queries.sheet(application.id, "5", opened, actor=actor, now=at)


def test_a_blind_sheet_hides_numbers_and_has_an_order_of_each_readers_own(application: Application) -> None:
    for number in range(1, 9):
        add(application, number, "3", grafts_1=number)
    with transaction.unit():
        opened = actions.open_sheet(application.id, "3", actor="person:9", name="Ann Bell", now=NOW)

    photo(application, "C01_before_top.jpg", now=NOW, seed=1)

    def place_of_the_first(seed: str) -> int:
        sheet = queries.blind_sheet(application.id, "3", opened, actor="person:9", now=NOW, seed=seed)
        assert [case.label for case in sheet.cases] == [str(n) for n in range(1, 9)]
        assert all(case.details is None and case.place is None for case in sheet.cases)
        return next(place for place, case in enumerate(sheet.cases) if case.angles)

    assert len({place_of_the_first(f"R-1:{person}") for person in range(20)}) > 3
    assert place_of_the_first("R-1:9") == place_of_the_first("R-1:9")


# --- assistants ---


def invited(application: Application, email: str = "helper@example.org") -> Assistant:
    with transaction.unit():
        return actions.invite(application, email, NOW)


def test_an_assistant_is_who_signs_in_with_the_invited_address(application: Application) -> None:
    asked_for = invited(application, " Helper@Example.org")
    with transaction.unit():
        helper = accounts.person(email="helper@example.org")
        stranger = accounts.person(email="stranger@example.org")
    with pytest.raises(NotThere), transaction.unit():
        actions.accept(asked_for.id, person_id=stranger.id, email=stranger.email, now=LATER)
    with pytest.raises(NotThere):
        queries.application_or_404(application.reference, helper.id)
    with transaction.unit():
        actions.accept(asked_for.id, person_id=helper.id, email=helper.email, now=LATER)
    assert queries.application_or_404(application.reference, helper.id).id == application.id
    with transaction.unit():
        actions.end(application, asked_for.id, actor=OWNER, now=LATER)
    with pytest.raises(NotThere):
        queries.application_or_404(application.reference, helper.id)


def test_an_invitation_ends_after_fourteen_days_and_its_letter_with_it(application: Application) -> None:
    asked_for = invited(application)
    kind = outbox.KINDS["case_assistant"]
    assert kind.load(outbox.Due(str(asked_for.id), 0, LATER)) is not None
    late = NOW + timedelta(days=assistants.INVITED_DAYS)
    assert kind.load(outbox.Due(str(asked_for.id), 0, late)) is None
    with pytest.raises(NotThere), transaction.unit():
        actions.accept(asked_for.id, person_id=application.person_id, email="helper@example.org", now=late)


def test_oneself_twice_and_a_sixth_are_not_invited(application: Application) -> None:
    invited(application)
    with pytest.raises(assistants.InvitedAlready):
        invited(application)
    with pytest.raises(assistants.OneselfInvited):
        invited(application, "someone@example.org")
    for n in range(4):
        invited(application, f"h{n}@example.org")
    with pytest.raises(assistants.TooManyAssistants):
        invited(application, "sixth@example.org")


def test_when_the_application_is_over_nobody_helps_any_more(application: Application) -> None:
    asked_for = invited(application)
    with transaction.unit():
        row = applications.locked(application.id)
        row.state, row.submitted = State.CLOSED, NOW
    with transaction.unit():
        assert actions.end_all(LATER) == 1
    assert session().get_one(Assistant, asked_for.id).ended == LATER


def test_nothing_of_a_case_log_is_in_the_audit_but_codes(application: Application) -> None:
    add(application, 7, tool="Jane Roe")
    photo(application, "Jane Roe C07_before_top.jpg", now=NOW)
    rows = session().execute(sa.select(audit.AuditRow.detail, audit.AuditRow.subject)).all()
    assert "Jane" not in str(rows)
    assert audit.verify() is None


def test_times_are_kept_as_they_were(application: Application) -> None:
    row = add(application, 7)
    assert (row.created, row.changed) == (NOW, NOW)
    assert isinstance(applications.locked(application.id).touched, datetime)
