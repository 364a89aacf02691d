"""Codes, waits, passwords, permissions: pure decisions."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.accounts import rules
from directory.accounts.rules import Permission, Role, attempts, devices, recovery, totp

RFC_SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_rfc_6238(seconds: int, expected: str) -> None:
    assert totp.code(RFC_SECRET, totp.step_of(datetime.fromtimestamp(seconds, UTC))) == expected


@pytest.mark.parametrize(("off", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_one_step_off(off: int, accepted: bool) -> None:
    step = totp.step_of(NOW) + off
    found = totp.matching_step(RFC_SECRET, totp.code(RFC_SECRET, step), NOW, after=0)
    assert found == (step if accepted else None)


def test_a_spent_step_is_refused_and_so_is_an_earlier_one() -> None:
    now = totp.step_of(NOW)
    assert totp.matching_step(RFC_SECRET, totp.code(RFC_SECRET, now), NOW, after=now) is None
    assert totp.matching_step(RFC_SECRET, totp.code(RFC_SECRET, now - 1), NOW, after=now) is None
    assert totp.matching_step(RFC_SECRET, totp.code(RFC_SECRET, now + 1), NOW, after=now) == now + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "\ud800"])
def test_what_is_no_code_is_no_code(typed: str) -> None:
    assert not totp.is_code(typed)


def test_the_app_gets_an_address_it_can_read() -> None:
    assert totp.address(RFC_SECRET, "a b@example.org", "Coalition Consultations") == (
        "otpauth://totp/Coalition%20Consultations:a%20b%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Coalition%20Consultations&algorithm=SHA1&digits=6&period=30"
    )


def test_recovery_codes_are_ten_and_typed_as_one_likes() -> None:
    codes = recovery.fresh()
    assert len(set(codes)) == 10
    assert recovery.normal(f" {codes[0].upper().replace('-', ' ')} ") == codes[0].replace("-", "")


def test_a_recovery_code_is_never_taken_for_a_code_of_the_app() -> None:
    assert not any(totp.is_code(recovery.normal(code)) for code in recovery.fresh())


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (11, 900), (10**6, 900)]
)
def test_waits_double_and_never_exceed_the_window(tries: int, seconds: int) -> None:
    assert attempts.wait_after(tries) == timedelta(seconds=seconds)


def tally(*, both: int = 0, ago: int = 0, network: int = 0, target: int = 0, known: bool = False) -> attempts.Tally:
    last = NOW - timedelta(seconds=ago) if both else None
    return attempts.Tally(both, last, network or both, target or both, known)


def test_the_first_five_tries_are_free() -> None:
    attempts.check(tally(both=4), NOW)


def test_the_sixth_try_waits_and_the_sentence_says_how_long() -> None:
    with pytest.raises(attempts.WaitALittle) as refused:
        attempts.check(tally(both=7, ago=20), NOW)
    assert refused.value.retry_after == 101
    assert refused.value.values["minutes"] == 2


def test_a_wait_is_over_when_it_is_over() -> None:
    attempts.check(tally(both=7, ago=120), NOW)


def test_one_network_cannot_go_through_many_addresses() -> None:
    with pytest.raises(attempts.WaitALittle):
        attempts.check(tally(both=1, ago=800, network=60), NOW)


def test_strangers_elsewhere_cannot_keep_the_owner_out() -> None:
    with pytest.raises(attempts.WaitALittle):
        attempts.check(tally(target=30), NOW)
    attempts.check(tally(target=10**6, known=True), NOW)


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "short",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "password12345",
        "QwertyQwerty1234",
        "someone@example.org",
        "someone-someone-1",
        "x" * 201,
    ],
)
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(rules.WeakPassword):
        rules.check_password(weak, "someone@example.org")


@pytest.mark.parametrize("good", ["four quiet words together", "Grüße aus Köln 88", "密码很长而且没有人知道它是什么"])
def test_long_passwords_in_any_script_are_fine(good: str) -> None:
    rules.check_password(good, "someone@example.org")


def test_one_character_written_in_two_ways_is_one_password() -> None:
    assert rules.normal_password("Ko\u0308ln") == rules.normal_password("K\u00f6ln")


def test_an_address_has_one_spelling() -> None:
    assert rules.normal_email("  Dr.Vale@Example.ORG ") == "dr.vale@example.org"


def test_roles_give_what_they_should_and_no_more() -> None:
    assert rules.permissions_of(frozenset({Role.PHYSICIAN})) == {Permission.PRACTICE, Permission.PHOTOS}
    assert rules.permissions_of(frozenset({Role.COORDINATOR})) == {
        Permission.OFFICE,
        Permission.AUDIT,
        Permission.PHOTOS,
        Permission.DUES,
    }
    assert rules.permissions_of(frozenset({Role.APPLICANT})) == {Permission.APPLY}
    assert rules.permissions_of(frozenset({Role.REVIEWER})) == {Permission.REVIEW}
    assert rules.permissions_of(frozenset({Role.CHAIR})) == {Permission.REVIEW, Permission.DECIDE}
    assert rules.permissions_of(frozenset({Role.TREASURER})) == {Permission.DUES}
    assert rules.permissions_of(frozenset()) == frozenset()


@pytest.mark.parametrize(("hours", "holds"), [(0, True), (7.99, True), (8, False), (9, False)])
def test_the_second_factor_holds_a_working_day(hours: float, holds: bool) -> None:
    assert rules.is_confirmed(NOW - timedelta(hours=hours), NOW) is holds


def test_a_session_without_a_second_factor_is_not_confirmed() -> None:
    assert rules.is_confirmed(None, NOW) is False


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_devices_are_named_in_a_few_words(agent: str, said: str) -> None:
    assert devices.summary(agent) == said
