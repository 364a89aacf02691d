"""Accounts, passwords, sessions and codes in the database; and the promises its constraints keep."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy.exc import IntegrityError

from directory.accounts import actions, letters, queries
from directory.accounts.actions import attempts, passwords, second_factor, sessions
from directory.accounts.models import Attempt, Person, PersonRole, RecoveryCode, SignInSession
from directory.accounts.queries.passwords import known
from directory.accounts.rules import EmailTaken, LinkEnded, Role, WrongCode, totp
from directory.accounts.rules.attempts import Kind, WaitALittle
from directory.core import audit, clock, links, transaction
from directory.core.db import session
from directory.core.outbox import LetterRow
from directory.core.refusals import Busy
from tests import cast
from tests.factories import accounts as people


def actions_in_log() -> list[str]:
    return list(session().scalars(sa.select(audit.AuditRow.action).order_by(audit.AuditRow.seq)))


@pytest.mark.both
def test_an_account_starts_without_a_password_and_with_its_roles(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician(email=" Doctor@Example.org ")
    person = queries.by_email("DOCTOR@example.org")
    assert person is not None
    assert (person.id, person.email, person.password_hash, person.totp) == (made.id, "doctor@example.org", None, None)
    assert queries.roles_of(person.id) == {Role.PHYSICIAN}
    assert actions_in_log() == ["account_created", "role_given"]


@pytest.mark.both
def test_one_address_has_one_account(context: Flask) -> None:
    with transaction.unit():
        people.physician()
    with pytest.raises(IntegrityError) as refused, transaction.unit():
        people.coordinator(email="DOCTOR@example.org")
    assert isinstance(transaction.refusal_of(refused.value), EmailTaken)


@pytest.mark.both
@pytest.mark.parametrize(
    "broken",
    [
        sa.update(Person).values(email="Doctor@example.org"),
        sa.update(Person).values(email=""),
        sa.update(Person).values(totp=b"sealed"),
        sa.insert(PersonRole).values(person_id=999, role=Role.PHYSICIAN, given=clock.now()),
    ],
)
def test_the_database_refuses_what_must_not_be(context: Flask, broken: sa.Executable) -> None:
    with transaction.unit():
        people.physician()
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(broken)


@pytest.mark.both
def test_the_database_knows_no_other_role(context: Flask) -> None:
    with transaction.unit():
        made = people.physician()
    with pytest.raises(IntegrityError), transaction.unit():
        session().execute(
            sa.text("INSERT INTO person_roles (person_id, role, given) VALUES (:id, 'emperor', :at)"),
            {"id": made.id, "at": "2026-11-24 15:00:00"},
        )


@pytest.mark.both
def test_a_role_taken_away_is_gone_with_the_next_request(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        token = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    with transaction.unit():
        actions.take_role(made.id, Role.PHYSICIAN, actor="system", now=now)
    found = queries.signed_in(token, now)
    assert found is not None
    assert found.permissions == frozenset()


def test_passwords_are_argon2id_with_19_mib(context: Flask) -> None:
    stored = passwords.hashed("four quiet words together")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(stored, "four quiet words together") == passwords.Verdict(True)
    assert passwords.verify(stored, "four quiet words apart").right is False


def test_an_unknown_address_is_verified_with_the_same_parameters(context: Flask) -> None:
    assert passwords.verify(None, "four quiet words together").right is False
    assert passwords._of_nobody().startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_hash_that_cannot_be_read_is_a_wrong_password(context: Flask) -> None:
    assert passwords.verify("not a hash", "four quiet words together").right is False


def test_a_hash_with_old_parameters_is_renewed(context: Flask) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("four quiet words together")
    newer = passwords.verify(old, "four quiet words together").newer
    assert newer is not None
    assert newer.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(newer, "four quiet words together") == passwords.Verdict(True)
    assert passwords.verify(old, "wrong words").newer is None


def test_nothing_is_hashed_inside_a_transaction(context: Flask) -> None:
    with transaction.unit():
        session().execute(sa.text("SELECT 1"))
        with pytest.raises(RuntimeError, match="outside any transaction"):
            passwords.hashed("four quiet words together")


def test_at_most_two_passwords_are_hashed_at_once(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    assert passwords._turns.acquire()
    assert passwords._turns.acquire()
    try:
        with pytest.raises(Busy):
            passwords.hashed("four quiet words together")
    finally:
        passwords._turns.release()
        passwords._turns.release()
    assert passwords.hashed("four quiet words together")


@pytest.mark.both
def test_a_session_is_found_by_its_token_until_it_ends(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        token = sessions.enter(made.id, newer_hash=None, network="n", agent="Firefox on Linux", now=now)
    found = queries.signed_in(token, now)
    assert found is not None
    assert (found.id, found.enrolled, found.second_factor) == (made.id, False, False)
    assert found.roles == {Role.PHYSICIAN}
    assert queries.signed_in(token + "x", now) is None
    assert queries.signed_in(token, now + timedelta(days=14)) is None
    with transaction.unit():
        assert sessions.end(found.session_id, made.id, now) is True
    assert queries.signed_in(token, now) is None
    with transaction.unit():
        assert sessions.end(found.session_id, made.id, now) is False


def test_the_database_does_not_hold_the_token(context: Flask, now: datetime) -> None:
    with transaction.unit():
        token = sessions.enter(people.physician().id, newer_hash=None, network="n", agent="", now=now)
    row = session().scalars(sa.select(SignInSession)).one()
    assert token not in (row.hash, row.agent, row.network)
    assert len(row.hash) == 64


@pytest.mark.both
def test_nobody_ends_the_session_of_another(context: Flask, now: datetime) -> None:
    with transaction.unit():
        owner, other = people.physician(), people.physician(email="other@example.org")
        token = sessions.enter(owner.id, newer_hash=None, network="n", agent="", now=now)
    found = queries.signed_in(token, now)
    assert found is not None
    with transaction.unit():
        assert sessions.end(found.session_id, other.id, now) is False
    assert queries.signed_in(token, now) is not None


@pytest.mark.both
def test_a_closed_account_has_no_sessions_and_no_password(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        token = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    with transaction.unit():
        actions.close(made.id, actor="system", now=now)
    assert queries.signed_in(token, now) is None
    assert known(made.email) is None


@pytest.mark.both
def test_the_confirmed_session_has_another_token(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        cast.enrol(made.id)
        first = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    before = queries.signed_in(first, now)
    assert before is not None
    with transaction.unit():
        second = sessions.confirm(before.session_id, now)
    assert queries.signed_in(first, now) is None
    after = queries.signed_in(second, now)
    assert after is not None
    assert after.second_factor is True
    later = queries.signed_in(second, now + timedelta(hours=8))
    assert later is not None
    assert later.second_factor is False


def enrolled(now: datetime) -> tuple[int, bytes, list[str]]:
    with transaction.unit():
        made = people.physician()
        secret = second_factor.offered_secret(made.id, 1, 0)
        codes = second_factor.enrol(made.id, 1, totp.code(secret, totp.step_of(now)), now)
    return made.id, secret, codes


@pytest.mark.both
def test_the_secret_is_kept_sealed_and_the_codes_hashed(context: Flask, now: datetime) -> None:
    person_id, secret, codes = enrolled(now)
    row = session().get_one(Person, person_id)
    assert row.totp is not None
    assert secret not in row.totp
    digests = set(session().scalars(sa.select(RecoveryCode.digest)))
    assert len(digests) == 10
    assert not digests & set(codes)
    assert "second_factor_set" in actions_in_log()


@pytest.mark.both
def test_a_code_of_the_app_works_once(context: Flask, now: datetime) -> None:
    person_id, secret, _ = enrolled(now)
    at = now + timedelta(seconds=30)
    code = totp.code(secret, totp.step_of(at))
    with transaction.unit():
        second_factor.check_code(person_id, code, at)
    with pytest.raises(WrongCode), transaction.unit():
        second_factor.check_code(person_id, code, at)


@pytest.mark.both
def test_the_code_of_the_set_up_cannot_be_used_again(context: Flask, now: datetime) -> None:
    person_id, secret, _ = enrolled(now)
    with pytest.raises(WrongCode), transaction.unit():
        second_factor.check_code(person_id, totp.code(secret, totp.step_of(now)), now)


@pytest.mark.both
def test_a_recovery_code_works_once(context: Flask, now: datetime) -> None:
    person_id, _, codes = enrolled(now)
    with transaction.unit():
        second_factor.check_code(person_id, codes[3].upper(), now)
    assert queries.codes_left(person_id) == 9
    with pytest.raises(WrongCode), transaction.unit():
        second_factor.check_code(person_id, codes[3], now)


@pytest.mark.both
def test_new_recovery_codes_end_the_earlier_ones(context: Flask, now: datetime) -> None:
    person_id, _, codes = enrolled(now)
    with transaction.unit():
        fresh = second_factor.new_codes(person_id, now)
    with pytest.raises(WrongCode), transaction.unit():
        second_factor.check_code(person_id, codes[0], now)
    with transaction.unit():
        second_factor.check_code(person_id, fresh[0], now)


def test_the_recovery_code_of_another_person_is_worth_nothing(context: Flask, now: datetime) -> None:
    _, _, codes = enrolled(now)
    with transaction.unit():
        other = people.physician(email="other@example.org")
    with pytest.raises(WrongCode), transaction.unit():
        second_factor.check_code(other.id, codes[0], now)


@pytest.mark.both
def test_a_reset_takes_app_codes_and_sessions_away(context: Flask, now: datetime) -> None:
    person_id, secret, codes = enrolled(now)
    with transaction.unit():
        token = sessions.enter(person_id, newer_hash=None, network="n", agent="", now=now)
    with transaction.unit():
        assert second_factor.reset(person_id, actor="system", now=now) is True
    assert queries.signed_in(token, now) is None
    assert queries.codes_left(person_id) == 0
    later = now + timedelta(seconds=60)
    for typed in (totp.code(secret, totp.step_of(later)), codes[0]):
        with pytest.raises(WrongCode), transaction.unit():
            second_factor.check_code(person_id, typed, later)
    with transaction.unit():
        assert second_factor.reset(person_id, actor="system", now=now) is False
    # The next set-up offers another secret, even in a session of the same number.
    assert second_factor.offered_secret(person_id, 1, 2) != secret


def reset_token(email: str, now: datetime) -> str:
    with transaction.unit():
        person = queries.by_email(email)
        assert person is not None
        passwords.ask_reset(person.email_digest, now=now, expires=now + timedelta(hours=1))
        token = links.token_for(letters.RESET_LINK, person.email_digest)
    assert token is not None
    return token


@pytest.mark.both
def test_a_reset_works_once_and_signs_out_everywhere(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        session_token = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    token = reset_token(made.email, now)
    with transaction.unit():
        passwords.reset(token, "hash one", now)
    account = known(made.email)
    assert account is not None
    assert account.password_hash == "hash one"
    assert queries.signed_in(session_token, now) is None
    with pytest.raises(LinkEnded), transaction.unit():
        passwords.reset(token, "hash two", now)


@pytest.mark.both
def test_a_reset_ends_after_an_hour(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
    token = reset_token(made.email, now)
    with pytest.raises(LinkEnded), transaction.unit():
        passwords.reset(token, "hash", now + timedelta(hours=1))


@pytest.mark.both
def test_of_two_resets_at_once_one_wins(app: Flask, now: datetime) -> None:
    with app.app_context():
        with transaction.unit():
            made = people.physician()
        token = reset_token(made.email, now)
    start, results = threading.Barrier(4), list[str]()

    def one(name: str) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction.unit():
                    passwords.reset(token, name, now)
            except LinkEnded:
                return
            results.append(name)

    threads = [threading.Thread(target=one, args=(f"hash {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        account = known(made.email)
        assert account is not None
        assert results == [account.password_hash]


@pytest.mark.both
def test_of_two_uses_of_one_recovery_code_at_once_one_wins(app: Flask, now: datetime) -> None:
    with app.app_context():
        person_id, _, codes = enrolled(now)
    start, won = threading.Barrier(4), list[int]()

    def one() -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction.unit():
                    second_factor.check_code(person_id, codes[0], now)
            except WrongCode:
                return
            won.append(1)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [1]


@pytest.mark.both
def test_changing_the_password_voids_a_reset_and_ends_the_other_sessions(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        here = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
        there = sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    token = reset_token(made.email, now)
    found = queries.signed_in(here, now)
    assert found is not None
    with transaction.unit():
        passwords.change(made.id, "hash", keep_session=found.session_id, now=now)
    assert queries.signed_in(here, now) is not None
    assert queries.signed_in(there, now) is None
    with pytest.raises(LinkEnded), transaction.unit():
        passwords.reset(token, "other", now)


@pytest.mark.both
def test_tries_are_counted_in_the_database(context: Flask, set_settings: Callable[..., None], now: datetime) -> None:
    set_settings(rate_limits=True)
    for _ in range(5):
        with transaction.unit():
            attempts.count(Kind.SIGN_IN, "target", "network", now)
    with pytest.raises(WaitALittle), transaction.unit():
        attempts.count(Kind.SIGN_IN, "target", "network", now)
    assert session().scalar(sa.select(sa.func.count()).select_from(Attempt)) == 5
    with transaction.unit():
        attempts.count(Kind.SIGN_IN, "other target", "network", now)
        attempts.count(Kind.CODE, "target", "network", now)
        attempts.count(Kind.SIGN_IN, "target", "other network", now)
        attempts.count(Kind.SIGN_IN, "target", "network", now + timedelta(minutes=15, seconds=1))


@pytest.mark.both
def test_a_known_network_stays_open_when_strangers_try_elsewhere(
    context: Flask, set_settings: Callable[..., None], now: datetime
) -> None:
    set_settings(rate_limits=True)
    with transaction.unit():
        made = people.physician()
        sessions.enter(made.id, newer_hash=None, network="home", agent="", now=now)
        for number in range(30):
            attempts.count(Kind.SIGN_IN, made.email_digest, f"stranger {number}", now)
    with transaction.unit():
        attempts.count(Kind.SIGN_IN, made.email_digest, "home", now)
    with pytest.raises(WaitALittle), transaction.unit():
        attempts.count(Kind.SIGN_IN, made.email_digest, "elsewhere", now)


@pytest.mark.both
def test_signing_in_forgives_and_old_tries_are_forgotten(
    context: Flask, set_settings: Callable[..., None], now: datetime
) -> None:
    set_settings(rate_limits=True)
    with transaction.unit():
        made = people.physician()
        attempts.count(Kind.SIGN_IN, made.email_digest, "n", now)
        attempts.count(Kind.SIGN_IN, "somebody else", "n", now)
        sessions.enter(made.id, newer_hash=None, network="n", agent="", now=now)
    assert list(session().scalars(sa.select(Attempt.target))) == ["somebody else"]
    with transaction.unit():
        actions.forget_old(now + timedelta(days=2))
    assert session().scalar(sa.select(Attempt.id)) is None
    assert session().scalar(sa.select(SignInSession.id)) is not None


def test_rate_limits_off_counts_nothing(context: Flask, now: datetime) -> None:
    with transaction.unit():
        for _ in range(100):
            attempts.count(Kind.SIGN_IN, "target", "network", now)
    assert session().scalar(sa.select(Attempt.id)) is None


def test_a_reset_for_nobody_leaves_the_same_rows(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
    for digest in (made.email_digest, "0" * 64):
        with transaction.unit():
            passwords.ask_reset(digest, now=now, expires=now + timedelta(hours=1))
    kinds = session().execute(sa.select(LetterRow.kind, sa.func.count()).group_by(LetterRow.kind)).all()
    assert [tuple(row) for row in kinds] == [("password_reset", 2)]
    assert session().scalar(sa.select(sa.func.count()).select_from(links.Link)) == 2


def test_links_for_nobody_are_forgotten_and_those_of_accounts_kept(context: Flask, now: datetime) -> None:
    with transaction.unit():
        made = people.physician()
        for digest in (made.email_digest, "0" * 64):
            passwords.ask_reset(digest, now=now, expires=now + timedelta(hours=1))
    with transaction.unit():
        actions.forget_old(now + timedelta(hours=2))
    assert list(session().scalars(sa.select(links.Link.subject))) == [made.email_digest]


def test_the_list_of_people_costs_the_same_for_one_and_three(context: Flask) -> None:
    statements: list[str] = []
    sa.event.listen(session().get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    counts = []
    for email in ("a@example.org", "b@example.org", "c@example.org"):
        with transaction.unit():
            people.physician(email=email)
        session().rollback()
        statements.clear()
        assert queries.people()
        counts.append(len([s for s in statements if s.startswith("SELECT")]))
    assert counts == [2, 2, 2]
