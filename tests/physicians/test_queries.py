"""Search, standing in SQL, loaders: on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.core import transaction
from directory.core.db import db, session
from directory.core.refusals import NotThere
from directory.physicians import actions, queries
from directory.physicians.models import Credential, Physician
from directory.physicians.queries import OfficeAsked, Sort
from directory.physicians.rules import (
    FORMER,
    LISTED,
    Asked,
    CredentialKind,
    Jurisdiction,
    Standing,
    Technique,
    VisitKind,
    is_bookable,
    is_shown_in_search,
    place_in_lot,
    searchable_until,
)
from tests.factories import physicians as make

pytestmark = pytest.mark.both
WORCESTER = (42.2626, -71.8023)  # 64 km from Boston
NEW_YORK = (40.7128, -74.0060)  # 306 km
SYDNEY = (-33.8688, 151.2093)


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def at(place: tuple[float, float], name: str = "", **values: Any) -> Physician:
    physician = make.bare_physician(name, **values)
    make.clinic(physician, at=place)
    make.licence(physician)
    make.cover(physician)
    return physician


def names(asked: Asked, now: datetime) -> list[str]:
    return [card.name for card in queries.search(asked, now).cards]


def test_sql_and_rules_agree_on_who_is_bookable(context: Flask, now: datetime) -> None:
    today = now.date()
    closed: tuple[dict[str, Any], ...] = ({}, {"booking_paused": True}, {"accepts_new": False})
    with transaction.unit():
        for standing in Standing:
            for expires, verified, more in product((0, -1), (True, False), closed):
                left = today if standing in FORMER else None
                each = make.bare_physician(standing=standing, left_on=left, **more)
                checked: dict[str, Any] = {} if verified else {"verified_on": None, "verified_by": ""}
                make.licence(each, expires=today + timedelta(days=expires), **checked)
                make.cover(each)
    wrong = []
    able = set(session().scalars(sa.select(Physician.id).where(queries.bookable(now))))
    found = set(session().scalars(sa.select(Physician.id).where(queries.searchable(now))))
    for physician in session().scalars(sa.select(Physician)):
        held = session().scalars(sa.select(Credential).where(Credential.physician_id == physician.id)).all()
        until = searchable_until(physician.standing, [row.state for row in held])
        paused, accepts_new = physician.booking_paused, physician.accepts_new
        expected = is_bookable(until, now, paused=paused, accepts_new=accepts_new), is_shown_in_search(until, now)
        said = queries.is_bookable(physician, now), queries.is_searchable(physician, now)
        if not said == (physician.id in able, physician.id in found) == expected:
            wrong.append(physician.slug)
    assert wrong == []
    assert (len(able), len(found)) == (len(LISTED), 3 * len(LISTED))


def test_a_licence_that_ended_covers_no_place(context: Flask, now: datetime) -> None:
    with transaction.unit():
        physician = make.physician()
        make.licence(physician, "US", "NY", expires=now.date() - timedelta(days=1))
        make.licence(physician, "CA", None)
        make.licence(physician, "DE", None, verified_on=None, verified_by="")
    assert queries.licences(physician.id, now) == [Jurisdiction("CA"), Jurisdiction("US", "MA")]


def test_loaders_know_only_what_may_be_known(context: Flask) -> None:
    with transaction.unit():
        listed, draft = make.physician(), make.physician(standing=Standing.DRAFT)
    assert queries.listed_or_404(listed.slug) is listed
    assert queries.by_slug(draft.slug) is draft
    for broken in (draft.slug, "nobody", "", "\x00"[:0]):
        with pytest.raises(NotThere):
            queries.listed_or_404(broken)
    with pytest.raises(NotThere):
        queries.own_or_404(77)
    with pytest.raises(NotThere):
        queries.by_id(77)


def test_the_distance_widens_until_five_are_found_and_says_so(context: Flask, now: datetime) -> None:
    with transaction.unit():
        for place in (make.BOSTON, WORCESTER, NEW_YORK, NEW_YORK):
            at(place)
    found = queries.search(Asked(near="Boston"), now)
    assert (found.radius, found.widened, found.count) == (None, True, 4)
    with transaction.unit():
        at(NEW_YORK)
        at(SYDNEY)
    found = queries.search(Asked(near="Boston"), now)
    assert (found.radius, found.widened, found.count) == (500, True, 5)


def test_five_close_by_are_enough(context: Flask, now: datetime) -> None:
    with transaction.unit():
        for _each in range(5):
            at(make.BOSTON)
        at(WORCESTER)
    found = queries.search(Asked(near="Boston"), now)
    assert (found.radius, found.widened, found.count) == (25, False, 5)


def test_one_physician_with_five_clinics_is_one_physician(context: Flask, now: datetime) -> None:
    with transaction.unit():
        busy = at(make.BOSTON)
        for position in range(1, 5):
            make.clinic(busy, at=make.BOSTON, position=position)
    found = queries.search(Asked(near="Boston"), now)
    assert (found.radius, found.count, len(found.cards)) == (None, 1, 1)


def test_a_chosen_distance_is_kept_exactly(context: Flask, now: datetime) -> None:
    with transaction.unit():
        at(make.BOSTON, "Near One")
        at(WORCESTER, "Far One")
    site = queries.search(Asked(near="Boston"), now).cards[1].site
    assert site is not None
    assert site.km is not None
    assert 55 < site.km < 70
    assert names(Asked(near="Boston", radius=site.km + 0.01), now) == ["Near One", "Far One"]
    assert names(Asked(near="Boston", radius=site.km - 0.01), now) == ["Near One"]
    assert queries.search(Asked(near="Boston", radius=50), now).widened is False


def test_the_nearest_clinic_decides_and_is_shown(context: Flask, now: datetime) -> None:
    with transaction.unit():
        both = at(NEW_YORK, "Two Places")
        make.clinic(both, at=make.BOSTON, position=1, city="Boston")
        at(WORCESTER, "One Place")
    found = queries.search(Asked(near="Boston"), now)
    assert [(card.name, card.site.city) for card in found.cards if card.site] == [
        ("Two Places", "Boston"),
        ("One Place", "Boston"),
    ]
    assert [round(card.site.km or 0) for card in found.cards if card.site] == [0, 62]


def test_the_box_reaches_over_the_date_line(context: Flask, now: datetime) -> None:
    with transaction.unit():
        at((-16.85, -179.97), "East Side")  # Taveuni, Fiji lies on both sides of the line
        at((-16.85, 179.95), "West Side")
        at((-16.85, 170.0), "Far Side")
    assert sorted(names(Asked(near="Labasa, Fiji", radius=100), now)) == ["East Side", "West Side"]


def test_the_count_is_exact_and_pages_hold_twenty(context: Flask, now: datetime) -> None:
    with transaction.unit():
        everybody = {at(make.BOSTON).name for _each in range(41)}
    pages = [queries.search(Asked(near="Boston", page=number), now) for number in (1, 2, 3, 4, 10_000)]
    assert [(page.count, page.pages, page.page, len(page.cards)) for page in pages] == [
        (41, 3, 1, 20),
        (41, 3, 2, 20),
        (41, 3, 3, 1),
        (41, 3, 3, 1),
        (41, 3, 3, 1),
    ]
    assert {card.name for page in pages[:3] for card in page.cards} == everybody


def test_without_a_place_the_lot_of_the_day_orders(context: Flask, now: datetime) -> None:
    with transaction.unit():
        ids = [at(make.BOSTON).id for _each in range(12)]
    for day in (now, now + timedelta(days=1)):
        expected = sorted(ids, key=lambda each: place_in_lot(each, day.date()))
        assert [card.id for card in queries.search(Asked(), day).cards] == expected
    assert [card.id for card in queries.search(Asked(near="Boston"), now).cards] == sorted(
        ids, key=lambda each: place_in_lot(each, now.date())
    )


def test_nobody_unlisted_or_uncovered_is_found_and_a_paused_member_is(context: Flask, now: datetime) -> None:
    with transaction.unit():
        at(make.BOSTON, "Listed One")
        at(make.BOSTON, "Paused One", booking_paused=True)
        at(make.BOSTON, "Draft One", standing=Standing.DRAFT)
        at(make.BOSTON, "Suspended One", standing=Standing.SUSPENDED)
        make.clinic(make.bare_physician("No Papers"))
    assert sorted(names(Asked(), now)) == ["Listed One", "Paused One"]


def test_each_filter_leaves_only_who_fits(context: Flask, now: datetime) -> None:
    with transaction.unit():
        one = at(make.BOSTON, "One", languages=("es",), visits=[VisitKind.VIDEO])
        make.procedure(one, Technique.FUT)
        at(make.BOSTON, "Two", languages=("pt-BR", "de"), visits=[VisitKind.WRITTEN], accepts_new=False)
    assert names(Asked(technique=Technique.FUT), now) == ["One"]
    assert names(Asked(languages=("de",)), now) == ["Two"]
    assert sorted(names(Asked(languages=("de", "es")), now)) == ["One", "Two"]
    assert names(Asked(visits=(VisitKind.WRITTEN,)), now) == ["Two"]
    assert names(Asked(visits=(VisitKind.TELEPHONE,)), now) == []
    assert names(Asked(accepts=True), now) == ["One"]
    assert queries.languages() == ["de", "es", "pt-BR"]


def test_available_within_reads_the_next_open_times(context: Flask, now: datetime) -> None:
    with transaction.unit():
        soon, later = at(make.BOSTON, "Soon"), at(make.BOSTON, "Later")
        paused = at(make.BOSTON, "Paused", booking_paused=True)
        at(make.BOSTON, "Letters", visits=[VisitKind.WRITTEN])
        for physician, days in ((soon, 7), (later, 8), (paused, 1)):
            actions.set_next_times(physician.id, {VisitKind.VIDEO: now + timedelta(days=days)})
    assert names(Asked(within=7), now) == ["Soon"]
    assert sorted(names(Asked(within=30), now)) == ["Later", "Soon"]
    assert names(Asked(within=7, visits=(VisitKind.TELEPHONE,)), now) == []
    assert names(Asked(within=7, visits=(VisitKind.WRITTEN,)), now) == ["Letters"]
    with transaction.unit():
        actions.set_next_times(soon.id, {VisitKind.VIDEO: None, VisitKind.TELEPHONE: None})
        actions.set_next_times(later.id, {VisitKind.VIDEO: now + timedelta(days=2)})
    assert names(Asked(within=7), now) == ["Later"]


def test_text_finds_names_clinics_and_procedures_by_their_beginnings(context: Flask, now: datetime) -> None:
    with transaction.unit():
        sofia, elias = at(make.BOSTON, "Ana Sofía Ferreira"), at(make.BOSTON, "Elias Thornquist")
        make.clinic(elias, name="Lakeside Rooms", position=1)
        make.procedure(elias, Technique.FUE, variant="long hair")
        actions.index([sofia.id, elias.id])
    for text in ("sofia", "Dr. FERREIRA", "ferr ana"):
        assert names(Asked(q=text), now) == ["Ana Sofía Ferreira"]
    for text in ("Lakeside", "fue", "follicular unit excision", "long", "elias fue"):
        assert names(Asked(q=text), now) == ["Elias Thornquist"]
    assert names(Asked(q="ana fue"), now) == []
    assert names(Asked(q="%"), now) == names(Asked(), now)  # no letters, nothing asked


def test_a_misspelt_name_finds_the_physician_and_says_what_was_read(context: Flask, now: datetime) -> None:
    with transaction.unit():
        ids = [at(make.BOSTON, name).id for name in ("Maren Oduya", "Elias Thornquist")]
        ids.append(at(make.BOSTON, "Hidden Person", standing=Standing.DRAFT).id)
        actions.index(ids)
    found = queries.search(Asked(q="Marn Oduia"), now)
    assert ([card.name for card in found.cards], found.words) == (["Maren Oduya"], "maren oduya")
    assert queries.search(Asked(q="Maren"), now).words == ""
    hidden = queries.search(Asked(q="Hiddn Persn"), now)
    assert (hidden.count, hidden.words) == (0, "")


def test_a_misspelt_place_is_read_and_an_unknown_one_is_said(context: Flask, now: datetime) -> None:
    with transaction.unit():
        at(make.BOSTON)
    found = queries.search(Asked(near="Vancuver"), now)
    assert found.place is not None
    assert (found.place.name, found.misspelt_place) == ("Vancouver", True)
    nowhere = queries.search(Asked(near="qqqqxzxz"), now)
    assert (nowhere.place, nowhere.unknown_place, nowhere.count) == (None, True, 1)


def test_a_country_or_region_lists_its_own_and_else_the_nearest(context: Flask, now: datetime) -> None:
    with transaction.unit():
        at(make.BOSTON, "In Massachusetts")
        elsewhere = make.bare_physician("In Sydney")
        make.clinic(elsewhere, at=SYDNEY, region="NSW", country="AU", city="Sydney")
        make.licence(elsewhere)
        make.cover(elsewhere)
    assert names(Asked(near="Australia"), now) == ["In Sydney"]
    region = queries.search(Asked(near="Massachusetts"), now)
    assert ([card.name for card in region.cards], region.in_area) == (["In Massachusetts"], True)
    none = queries.search(Asked(near="New Zealand"), now)
    assert ([card.name for card in none.cards], none.in_area) == (["In Sydney", "In Massachusetts"], False)


@pytest.mark.parametrize("asked", [Asked(), Asked(near="Boston", technique=Technique.FUE), Asked(near="United States")])
def test_the_number_of_statements_does_not_grow_with_the_rows(context: Flask, now: datetime, asked: Asked) -> None:
    counts = []
    for more in (1, 2, 20):
        with transaction.unit():
            for _each in range(more):
                make.procedure(at(make.BOSTON))
        with statements() as seen:
            queries.search(asked, now)
        counts.append(len(seen))
    assert counts == sorted(counts, reverse=True)  # a town with few is looked around for more
    assert counts[0] <= 7


def test_the_office_list_filters_sorts_and_pages_in_two_statements(context: Flask, now: datetime) -> None:
    with transaction.unit():
        late = at(make.BOSTON, "Zoe Adams", booking_paused=True)
        early = at(make.BOSTON, "Ana Zimmer")
        make.cover(early, expires=date(2026, 1, 31))
        draft = make.bare_physician("Mia Young", standing=Standing.DRAFT, member_since=None)
        actions.index([late.id, early.id, draft.id])
    with statements() as seen:
        page = queries.office_page(OfficeAsked(), now)
    assert len(seen) == 2
    assert [(row.name, row.bookable, row.city) for row in page.rows] == [
        ("Zoe Adams", False, "Boston"),
        ("Mia Young", False, ""),
        ("Ana Zimmer", True, "Boston"),
    ]
    assert [row.name for row in queries.office_page(OfficeAsked(q="zim"), now).rows] == ["Ana Zimmer"]
    assert [row.name for row in queries.office_page(OfficeAsked(standing=Standing.DRAFT), now).rows] == ["Mia Young"]
    by_expiry = queries.office_page(OfficeAsked(sort=Sort.EXPIRES), now).rows
    assert [(row.name, row.expires) for row in by_expiry] == [
        ("Ana Zimmer", date(2026, 1, 31)),
        ("Zoe Adams", date(2030, 6, 30)),
        ("Mia Young", None),
    ]
    for sort in Sort:
        assert queries.office_page(OfficeAsked(sort=sort, page=9), now).count == 3


def test_the_profile_costs_the_same_for_one_and_three_of_everything(context: Flask, now: datetime) -> None:
    counts = []
    with transaction.unit():
        physician = make.physician()
    for number in (1, 2, 3):
        with transaction.unit():
            make.procedure(physician, variant=str(number))
            make.publication(physician, year=2000 + number)
            make.result(physician)
            make.clinic(physician, position=number)
            make.credential(physician, CredentialKind.HONOUR)
        with statements() as seen:
            profile = queries.profile(physician, now)
        assert len(profile.offers) == number
        counts.append(len(seen))
    assert counts == [counts[0]] * 3
