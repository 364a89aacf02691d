"""What the patient agreed to is on a page; withdrawing it closes everything at once."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.models import Consent
from directory.accounts.rules.texts import Purpose
from directory.consultations.actions import ending, withdrawing
from directory.consultations.rules.booking import CancelReason
from directory.consultations.rules.states import Appointment
from directory.core import clock
from directory.core.db import session
from tests.conftest import Client
from tests.consultations.desk import Desk, blind_post, press, set_up, text

pytestmark = pytest.mark.both


@pytest.fixture
def desk(app: Flask) -> Desk:
    return set_up(app)


def page(desk: Desk, rest: str = "") -> str:
    return f"/c/{desk.token}/consents{rest}"


def opened(owner: Client, desk: Desk) -> str:
    """The physician opens the photos; the address of one."""
    shown = owner.get(press(owner, f"{desk.page}/photos", desk.page).location).text
    found = re.search(r'src="(/photos/[^"]+)"', shown)
    assert found is not None
    return found.group(1).replace("&amp;", "&")


def test_the_page_shows_the_words_and_the_day(desk: Desk) -> None:
    desk.photo()
    shown = text(desk.patient().get(page(desk)))
    assert "to look at my answers and photos and tell me what may be possible" in shown
    assert "can open your photos. The Coalition&#39;s office" in shown
    assert shown.count("Given: ") == 2
    assert "Withdrawn: " not in shown


def test_it_is_linked_and_asks_an_unknown_device_for_a_code(desk: Desk) -> None:
    assert page(desk) in desk.browser().get(f"/c/{desk.token}").text
    assert page(desk) in desk.patient().get(f"/c/{desk.token}/prepare").text
    for path in (page(desk), page(desk, "/share")):
        assert "/code?next=" in desk.browser().get(path).location
    assert "/code?next=" in blind_post(desk.browser(), page(desk, "/share")).location
    assert "consent_withdrawn" not in desk.events()


def test_withdrawing_closes_answers_and_photos_also_those_open_now(desk: Desk) -> None:
    desk.photo()
    owner, patient = desk.browser(desk.people.owner), desk.patient()
    address = opened(owner, desk)
    assert owner.get(address).status_code == 200
    assert "can no longer open your answers and photos" in text(patient.get(page(desk, "/share")))
    assert press(patient, page(desk, "/share"), page(desk, "/share")).status_code == 303
    assert owner.get(address).status_code == 404
    shown = owner.get(desk.page).text
    assert "It began at the temples." not in shown
    assert "The patient has withdrawn consent" in shown
    assert blind_post(owner, f"{desk.page}/photos").status_code == 409
    after = text(patient.get(page(desk)))
    assert "Your appointment still stands" in after
    assert "Withdrawn: " in after
    assert f"/c/{desk.token}/cancel" in patient.get(page(desk)).text
    assert desk.row().appointment is Appointment.BOOKED
    assert desk.events().count("consent_withdrawn") == 1


def test_the_office_opens_photos_then_only_for_safety_or_the_law(desk: Desk) -> None:
    desk.photo()
    desk.write(lambda row: withdrawing.withdraw(row.id, Purpose.SHARE, clock.now()))
    office = desk.browser(desk.people.coordinator)
    reason = {"words": "The reason for it."}
    assert press(office, f"{desk.office}/photos", desk.office, why="help", **reason).status_code == 409
    assert press(office, f"{desk.office}/photos", desk.office, why="legal", **reason).status_code == 303


def test_the_photos_alone_can_be_closed(desk: Desk) -> None:
    desk.photo()
    owner, patient = desk.browser(desk.people.owner), desk.patient()
    address = opened(owner, desk)
    assert press(patient, page(desk, "/photos"), page(desk, "/photos")).status_code == 303
    assert owner.get(address).status_code == 404
    shown = owner.get(desk.page).text
    assert "It began at the temples." in shown
    assert "withdrawn consent to the photos" in shown
    assert "Open photos" not in shown
    assert blind_post(owner, f"{desk.page}/photos").status_code == 409
    desk.agree_to_photos()
    assert press(owner, f"{desk.page}/photos", desk.page).status_code == 303


def test_twice_is_once_and_odd_addresses_are_answered(desk: Desk) -> None:
    patient = desk.patient()
    for _ in range(2):
        assert blind_post(patient, page(desk, "/share")).status_code == 303
    assert desk.events().count("consent_withdrawn") == 1
    assert patient.get(page(desk, "/share")).status_code == 303
    for odd in ("/gallery", "/x", "/%00"):
        assert patient.get(page(desk, odd)).status_code == 404
    assert patient.get("/c/wrong/consents").status_code == 404


def given(desk: Desk) -> list[tuple[str, bool]]:
    """Purpose and whether it is in force, oldest first."""
    with desk.app.app_context():
        rows = session().scalars(sa.select(Consent).order_by(Consent.id))
        return [(row.purpose.value, row.withdrawn is None) for row in rows]


def test_a_withdrawn_consent_can_be_given_again_as_a_new_one(desk: Desk) -> None:
    desk.photo()
    owner, patient = desk.browser(desk.people.owner), desk.patient()
    press(patient, page(desk, "/share"), page(desk, "/share"))
    again = page(desk, "/share/again")
    assert again in patient.get(page(desk)).text
    shown = patient.get(again)
    assert "to look at my answers and photos and tell me what may be possible" in text(shown)
    assert "checked" not in shown.text
    assert press(patient, again, again).status_code == 422
    assert given(desk) == [("share", False), ("photos", True)]
    assert press(patient, again, again, consent="y").status_code == 303
    assert given(desk) == [("share", False), ("photos", True), ("share", True)]
    assert desk.events()[-1] == "consent_given"
    assert "It began at the temples." in owner.get(desk.page).text
    assert press(owner, f"{desk.page}/photos", desk.page).status_code == 303
    after = patient.get(page(desk)).text
    assert again not in after
    assert "can no longer open what you entered" not in after


def test_the_photos_can_be_opened_again_without_another_photo(desk: Desk) -> None:
    desk.photo()
    owner, patient = desk.browser(desk.people.owner), desk.patient()
    press(patient, page(desk, "/photos"), page(desk, "/photos"))
    again = page(desk, "/photos/again")
    assert press(patient, again, again, consent="y").status_code == 303
    assert press(owner, f"{desk.page}/photos", desk.page).status_code == 303


def test_what_is_in_force_never_given_or_over_is_not_given_again(desk: Desk) -> None:
    patient = desk.patient()
    for purpose in ("share", "photos"):
        assert patient.get(page(desk, f"/{purpose}/again")).status_code == 303
        assert blind_post(patient, page(desk, f"/{purpose}/again"), consent="y").status_code == 409
    desk.write(lambda row: withdrawing.withdraw(row.id, Purpose.SHARE, clock.now()))
    desk.write(lambda row: ending.cancel(row.id, "cancel_by_office", CancelReason.OTHER, "person:1", clock.now()))
    assert blind_post(patient, page(desk, "/share/again"), consent="y").status_code == 409
    assert "/again" not in patient.get(page(desk)).text
    assert given(desk) == [("share", False)]
    assert "/code?next=" in blind_post(desk.browser(), page(desk, "/share/again"), consent="y").location
    assert patient.get(page(desk, "/gallery/again")).status_code == 404


@pytest.mark.parametrize("purpose", [Purpose.SHARE, Purpose.PHOTOS])
def test_a_call_for_help_opens_nothing_that_was_withdrawn(desk: Desk, purpose: Purpose) -> None:
    desk.photo()
    desk.write(lambda row: withdrawing.withdraw(row.id, purpose, clock.now()))
    office = desk.browser(desk.people.coordinator)
    refused = press(office, f"{desk.office}/photos", desk.office, why="help", words="She asked for help.")
    assert refused.status_code == 409
    assert "only where safety or the law requires it" in text(refused)
    assert desk.openings() == []
    for why in ("safety", "legal"):
        assert press(office, f"{desk.office}/photos", desk.office, why=why, words="A reason.").status_code == 303
    assert len(desk.openings()) == 2
