"""Pure decisions: standing, licences, statements, telephone numbers, prices, search words, the daily lot."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest

from directory.core.refusals import NotThere
from directory.physicians.rules import (
    LISTED,
    MOVES,
    REQUIRED,
    CredentialKind,
    CredentialState,
    FormerMember,
    Jurisdiction,
    NotATelephone,
    NotAtPresent,
    NotInYourPlace,
    NotPossible,
    Phone,
    PlaceRule,
    Standing,
    Step,
    Superlative,
    Technique,
    VisitKind,
    WrittenOnly,
    asked_words,
    check_move,
    check_place,
    check_shown,
    check_statement,
    chord,
    corrected,
    covers,
    initials,
    is_bookable,
    is_current,
    is_shown_in_search,
    language_name,
    name_of,
    names,
    phone,
    place_in_lot,
    place_rule,
    searchable_until,
    sort_name,
    steps_of,
)

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LICENCE = CredentialState(CredentialKind.LICENCE, date(2027, 1, 1), verified=True)
COVER = CredentialState(CredentialKind.MALPRACTICE, date(2027, 1, 1), verified=True)


def bookable(*held: CredentialState, paused: bool = False, accepts_new: bool = True) -> bool:
    until = searchable_until(Standing.ACTIVE, held)
    return is_bookable(until, NOW, paused=paused, accepts_new=accepts_new)


def test_a_physician_is_bookable_when_listed_with_licence_and_cover() -> None:
    assert bookable(LICENCE, COVER)


@pytest.mark.parametrize(
    "standing", sorted(set(Standing) - {Standing.ACTIVE, Standing.PROBATION, Standing.UNDER_REVIEW})
)
def test_who_is_not_listed_is_not_bookable(standing: Standing) -> None:
    assert searchable_until(standing, [LICENCE, COVER]) is None
    assert not is_shown_in_search(None, NOW)


def test_a_credential_counts_on_its_last_day_and_not_on_the_next() -> None:
    last_day = CredentialState(CredentialKind.LICENCE, date(2026, 11, 24), verified=True)
    day_before = CredentialState(CredentialKind.LICENCE, date(2026, 11, 23), verified=True)
    assert bookable(last_day, COVER)
    assert not bookable(day_before, COVER)


def test_an_unverified_cover_or_none_or_a_pause_or_no_new_patients_stop_booking() -> None:
    unverified = CredentialState(CredentialKind.MALPRACTICE, date(2027, 1, 1), verified=False)
    assert not bookable(LICENCE, unverified)
    assert not bookable(LICENCE)
    assert not bookable(LICENCE, COVER, paused=True)
    assert not bookable(LICENCE, COVER, accepts_new=False)


def test_the_last_day_says_of_every_day_what_the_credentials_say() -> None:
    """Written out the slow way: on that day, one of each required kind counts."""
    random, days = Random(5), [None, *(date(2026, 11, 20) + timedelta(days=n) for n in range(9))]
    for _round in range(2000):
        standing = random.choice([Standing.ACTIVE, Standing.PROBATION, Standing.SUSPENDED])
        held = [
            CredentialState(random.choice(list(CredentialKind)), random.choice(days), verified=random.random() < 0.8)
            for _each in range(random.randrange(7))
        ]
        until = searchable_until(standing, held)
        for hours in range(0, 240, 7):
            at = datetime(2026, 11, 20, tzinfo=UTC) + timedelta(hours=hours)
            kinds = {each.kind for each in held if is_current(each, at)}
            assert is_shown_in_search(until, at) == (standing in LISTED and kinds >= REQUIRED)


def test_every_move_that_is_not_in_the_table_is_refused() -> None:
    for before, after in product(Standing, Standing):
        if after in MOVES[before]:
            check_move(before, after)
        else:
            with pytest.raises(NotPossible):
                check_move(before, after)


def test_nobody_keeps_a_standing_by_a_move() -> None:
    assert [standing for standing in Standing if standing in MOVES[standing]] == []


def test_what_a_visitor_is_told_of_a_profile_that_is_not_listed() -> None:
    check_shown(Standing.PROBATION, "A", None, NOW)
    with pytest.raises(NotAtPresent):
        check_shown(Standing.SUSPENDED, "A", None, NOW)
    for standing in (Standing.RESIGNED, Standing.LAPSED, Standing.REMOVED):
        with pytest.raises(FormerMember):
            check_shown(standing, "A", date(2023, 11, 25), NOW)
        with pytest.raises(NotThere):
            check_shown(standing, "A", date(2023, 11, 24), NOW)
    with pytest.raises(NotThere):
        check_shown(Standing.DRAFT, "A", None, NOW)


@pytest.mark.parametrize(
    ("country", "region", "covered"),
    [
        ("US", "MA", True),
        ("US", "NY", False),
        ("US", None, False),
        ("DE", None, True),
        ("DE", "BY", True),
        ("FR", None, False),
    ],
)
def test_a_licence_covers_its_place(country: str, region: str | None, covered: bool) -> None:
    licences = [Jurisdiction("US", "MA"), Jurisdiction("DE")]
    assert covers(licences, country, region) is covered
    assert place_rule(licences, country, region, "notice") == (PlaceRule.COVERED if covered else PlaceRule.NOTICE)


def test_the_setting_decides_what_a_patient_elsewhere_may_book() -> None:
    for rule in (PlaceRule.COVERED, PlaceRule.NOTICE):
        check_place(rule, VisitKind.VIDEO, "Maren Oduya")
    check_place(PlaceRule.WRITTEN, VisitKind.WRITTEN, "Maren Oduya")
    with pytest.raises(WrittenOnly):
        check_place(PlaceRule.WRITTEN, VisitKind.TELEPHONE, "Maren Oduya")
    with pytest.raises(NotInYourPlace):
        check_place(PlaceRule.REFUSE, VisitKind.WRITTEN, "Maren Oduya")


@pytest.mark.parametrize(
    "text",
    ["The best surgeon.", "Results guaranteed", "a PAINLESS method", "pain-free", "We are #1", "100% natural",
     "scarless", "the most experienced team", "world-class care", "guarantees growth"],
)  # fmt: skip
def test_a_superlative_is_refused_in_a_sentence_that_names_it(text: str) -> None:
    with pytest.raises(Superlative) as caught:
        check_statement(text)
    assert str(caught.value.values["word"]).casefold() in text.casefold()


@pytest.mark.parametrize(
    "text", ["I act in your best interest.", "Painful areas are numbed.", "Leadership", "", "bestow"]
)
def test_plain_words_are_accepted(text: str) -> None:
    check_statement(text)


def test_a_vanity_number_is_shown_as_given_and_dialled_in_full() -> None:
    assert phone("800-NEW-HAIR", "US") == Phone("800-NEW-HAIR", "+18006394247")
    assert phone("+44 20 7946 0018", "") == Phone("+44 20 7946 0018", "+442079460018")


@pytest.mark.parametrize("text", ["", "12", "hello", "\x00", "+1" * 40])
def test_what_is_no_telephone_number_is_refused(text: str) -> None:
    with pytest.raises(NotATelephone):
        phone(text, "US")


def test_names_and_languages_read_well() -> None:
    assert [initials(name) for name in ("Maren Oduya", "Ana Sofía de Ferreira", "Cher", "")] == ["MO", "AF", "C", ""]
    assert sort_name("Priyamvada Sundaresan-Whitfield") == "Sundaresan-Whitfield, Priyamvada"
    assert [language_name(tag) for tag in ("es", "pt-BR", "xx-nonsense")] == [
        "Spanish",
        "Portuguese (Brazil)",
        "xx-nonsense",
    ]
    assert language_name("es", "de") == "Spanisch"


def test_every_code_has_a_name() -> None:
    assert [member for member, _text in names._NAMES if not name_of(member)] == []
    assert {name_of(member) for member in Standing} == {
        text for member, text in names._NAMES if isinstance(member, Standing)
    }


def test_pigmentation_has_no_graft_steps() -> None:
    assert Step.PLACEMENT not in steps_of(Technique.SMP)
    assert Step.PIGMENTATION not in steps_of(Technique.FUE)


def test_titles_are_no_search_words_and_accents_do_not_count() -> None:
    assert asked_words("Dr. Sofía  SOFIA Ferreira") == ["sofia", "ferreira"]
    assert asked_words("\x00 ‮ ") == []


def test_a_typing_error_is_mended_by_the_vocabulary_and_nonsense_is_not() -> None:
    known = ["oduya", "maren", "fue", "thornquist"]
    assert corrected(["marn", "oduia"], known) == ["maren", "oduya"]
    assert corrected(["thorn"], known) is None  # a beginning is no error
    assert corrected(["xyzzy"], known) is None


def test_the_lot_is_fixed_for_a_day_and_gives_everybody_a_turn() -> None:
    ids = range(1, 11)
    days = [date(2026, 1, 1).fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(400)]
    first = [min(ids, key=lambda each: place_in_lot(each, day)) for day in days]
    counts = [first.count(each) for each in ids]
    assert min(counts) > 15, counts
    assert max(counts) < 80, counts


def test_the_chord_grows_with_the_distance() -> None:
    steps = [chord(km) for km in (0, 1, 25, 500, 5000, 20015, 30000)]
    assert steps == sorted(steps)
    assert steps[0] == 0
    assert steps[-1] == pytest.approx(4)
