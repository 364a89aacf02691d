"""Requests to referees: invited, written, sent, reminded, bounced, expired; cards; the telephone; letters."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.actions import sessions
from directory.core import clock, links, outbox, transaction, vault
from directory.core.db import session
from directory.core.refusals import Refusal
from directory.core.workflow import WrongState
from directory.membership.actions import referee as writing
from directory.membership.actions import referee_clock as beat
from directory.membership.actions import referee_office as office
from directory.membership.actions import referees as actions
from directory.membership.models import Application, Card, Referee, Round
from directory.membership.models.period import DrawnPeriod
from directory.membership.queries import application as applications
from directory.membership.queries import places, problems
from directory.membership.queries import referee_answers as opened
from directory.membership.queries import referee_counts as counting
from directory.membership.queries import referees as queries
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.referee_flags import Details, Flag
from directory.membership.rules.referees import (
    CardOver,
    Group,
    LinkOver,
    Mode,
    NamedTwice,
    NotOpen,
    OwnAddress,
    StaleAnswers,
    State,
    TooLateToCorrect,
    TooManyCards,
    TooManyColleagues,
    Unanswered,
    told_until,
)
from directory.membership.rules.sections import Section
from tests.conftest import NOW
from tests.factories import accounts
from tests.factories import membership_application as applying
from tests.factories import membership_referees as factory
from tests.factories import membership_rounds as sitting

pytestmark = pytest.mark.both
DAY = timedelta(days=1)
OFFICE = "person:99"
CONFIDENCE = (
    "We keep your words from the applicant as far as the law allows; a court may order otherwise; if they weigh "
    "against, the applicant learns a summary without your name."
)


@pytest.fixture
def application(context: Flask) -> Application:
    """A draft that says where its clinic is."""
    with transaction.unit():
        made = applying.draft(accounts.person(email="robin@valeclinic.example").id)
        applying.put(made, Section.YOU, applying.YOU)
    return made


@pytest.fixture
def asked(application: Application) -> list[int]:
    """Three colleagues, written to; the application is submitted."""
    with transaction.unit():
        factory.enough(application)
    put(application, ApplicationState.SUBMITTED)
    assert beat.run_due(NOW) == 3
    with transaction.reading():
        return [row.id for row in queries.colleagues_of(application.id)]


def put(application: Application, state: ApplicationState) -> None:
    with transaction.unit():
        row = applications.locked(application.id)
        row.state, row.submitted, row.entered = state, NOW, NOW


def letters(at: datetime = NOW, refused: str = "") -> list[outbox.Letter]:
    """Those about referees; an address that is refused comes back."""
    sent: list[outbox.Letter] = []

    def send(letter: outbox.Letter) -> None:
        if refused and letter.to == refused:
            raise outbox.RejectedAddress("no such mailbox")
        sent.append(letter)

    outbox.deliver_due(lambda: at, send)
    return [letter for letter in sent if "robin@" not in letter.to]


def do(act: Callable[[], object]) -> None:
    with transaction.unit():
        act()


def row(referee_id: int) -> Referee:
    with transaction.reading():
        return session().get_one(Referee, referee_id, populate_existing=True)


def refused(refusal: type[Refusal], act: Callable[[], object]) -> None:
    with pytest.raises(refusal), transaction.unit():
        act()


def test_submitting_asks_for_three_colleagues_one_outside_and_three_cards(application: Application) -> None:
    def lacking(at: datetime = NOW) -> list[str]:
        with transaction.reading():
            found = problems.problems(applications.locked(application.id), at)
        return [each.address.partition("#")[2] for each in found if each.section == "referees"]

    assert lacking() == ["name", "name", "cards"]
    own = [Details(f"Dr {n}", f"d{n}@clinic.example", "Vale Clinic", "Colleague") for n in range(3)]
    do(lambda: factory.named(application, own))
    assert lacking() == ["name", "cards"]  # nobody is outside
    do(lambda: factory.cards(application, 3))
    do(lambda: factory.named(application, factory.COLLEAGUES[:1]))
    assert lacking() == []
    assert lacking(NOW + 42 * DAY) == ["cards"]  # void, unused


def test_who_cannot_be_named(application: Application) -> None:
    do(lambda: factory.named(application))
    refused(NamedTwice, lambda: factory.named(application, [factory.COLLEAGUES[0]]))
    own = Details("Me", "robin@valeclinic.example", "Vale Clinic", "Myself")
    refused(OwnAddress, lambda: factory.named(application, [own]))
    more = [Details(f"Dr {n}", f"d{n}@clinic.example", "North", "Colleague") for n in range(7)]
    do(lambda: factory.named(application, more))
    refused(TooManyColleagues, lambda: factory.named(application, [Details("X", "x@x.example", "X", "X")]))
    put(application, ApplicationState.SUBMITTED)
    refused(NotOpen, lambda: factory.named(application, [Details("X", "x@x.example", "X", "X")]))
    refused(NotOpen, lambda: actions.remove_colleague(application, 1, actor=OFFICE, now=NOW))


def test_a_removed_colleague_can_be_named_again(application: Application) -> None:
    do(lambda: factory.named(application))
    do(lambda: actions.remove_colleague(application, 1, actor=OFFICE, now=NOW))
    do(lambda: factory.named(application, [factory.COLLEAGUES[0]]))
    with transaction.reading():
        assert [each.number for each in queries.colleagues_of(application.id)] == [2, 3, 4]


def test_the_database_keeps_out_a_second_request_to_one_address(application: Application) -> None:
    do(lambda: factory.named(application))
    with pytest.raises(sa.exc.IntegrityError), transaction.unit():
        actions.add(application, Group.COLLEAGUE, factory.COLLEAGUES[0], NOW)


def test_names_and_addresses_are_sealed(application: Application) -> None:
    do(lambda: factory.named(application))
    with transaction.reading():
        kept = session().execute(sa.text("SELECT * FROM referees")).all()
        assert "casey" not in str(kept).lower()
        assert queries.details_of(application, queries.colleagues_of(application.id)[0]) == factory.COLLEAGUES[0]


def test_nobody_is_written_to_before_the_application_is_submitted(application: Application) -> None:
    do(lambda: factory.named(application))
    assert beat.run_due(NOW) == 0
    assert letters() == []


def test_they_are_invited_once_with_links_of_256_bits(asked: list[int]) -> None:
    assert beat.run_due(NOW) == 0
    sent = letters()
    assert [letter.to for letter in sent] == [each.email for each in factory.COLLEAGUES]
    assert "Dr Robin Vale" in sent[0].text
    assert "Dr Robin Vale" not in sent[0].subject
    with transaction.reading():
        token = factory.token(row(asked[0]))
        digest = session().get_one(links.Link, (queries.LINK, str(asked[0]))).digest
    assert f"/referee/{token}" in sent[0].text
    assert len(token) == 43  # 32 bytes
    assert digest == links.digest(token)


def test_begun_by_the_button_saved_and_sent_once(asked: list[int], application: Application) -> None:
    one, given = asked[0], factory.answers()
    refused(LinkOver, lambda: writing.save(one, given, revision=0, now=NOW))
    do(lambda: writing.start(one, NOW))
    do(lambda: writing.start(one, NOW))  # twice is once
    do(lambda: writing.save(one, {"results": "yes"}, revision=0, now=NOW))
    do(lambda: writing.save(one, {"results": "yes"}, revision=0, now=NOW))  # the same words again
    assert row(one).revision == 1
    refused(StaleAnswers, lambda: writing.save(one, given, revision=0, now=NOW))
    refused(Unanswered, lambda: writing.submit(one, {"results": "no"}, revision=1, network="n", now=NOW))
    assert (row(one).state, row(one).revision) == (State.STARTED, 1)
    do(lambda: writing.submit(one, given, revision=1, network="n", now=NOW))
    found = row(one)
    assert (found.state, found.mode, found.submitted, found.revision) == (State.SUBMITTED, Mode.WEB, NOW, 2)
    refused(LinkOver, lambda: writing.submit(one, given, revision=2, network="n", now=NOW))
    refused(LinkOver, lambda: writing.save(one, given, revision=2, now=NOW))
    with transaction.reading():
        assert queries.answers_of(application, found) == given
        assert b"Tells patients" not in (found.answers or b"")


def test_thanks_carry_the_sentence_and_no_link(asked: list[int]) -> None:
    letters()
    do(lambda: factory.answered(row(asked[0])))
    sent = letters()
    assert [letter.to for letter in sent] == [factory.COLLEAGUES[0].email]
    assert CONFIDENCE in " ".join(sent[0].text.split())
    assert "/referee/" not in sent[0].text


def test_declined_has_a_reason_and_ends_the_link(asked: list[int], application: Application) -> None:
    token = factory.token(row(asked[0]))
    do(lambda: writing.decline(asked[0], "We have fallen out.", NOW))
    found = row(asked[0])
    assert found.state is State.DECLINED
    with transaction.reading():
        assert queries.reason_of(application, found) == "We have fallen out."
        with pytest.raises(LinkOver):
            queries.by_link(token, NOW)


def test_not_now_can_begin_later(asked: list[int]) -> None:
    do(lambda: writing.later(asked[0], NOW))
    assert row(asked[0]).state is State.NOT_NOW
    do(lambda: writing.start(asked[0], NOW))
    assert row(asked[0]).state is State.STARTED


def test_reminders_come_three_times_each_with_a_fresh_link(asked: list[int]) -> None:
    letters()
    tokens, counts = [factory.token(row(asked[0]))], []
    for day in range(1, 42):
        at = NOW + day * DAY
        beat.run_due(at)
        beat.run_due(at)  # twice a day is once
        sent = letters(at)
        if sent:
            counts.append((day, len(sent)))
            tokens.append(factory.token(row(asked[0])))
            assert tokens[-1] in "".join(letter.text for letter in sent)
    assert counts == [(14, 3), (28, 3), (39, 3)]
    assert len(set(tokens)) == 4
    with transaction.reading():
        for old in tokens[:-1]:
            with pytest.raises(LinkOver):
                queries.by_link(old, NOW + 40 * DAY)
        assert queries.by_link(tokens[-1], NOW + 40 * DAY)[0].id == asked[0]


def test_whoever_is_writing_keeps_the_link(asked: list[int]) -> None:
    at = NOW + 14 * DAY
    do(lambda: writing.start(asked[0], at - timedelta(hours=2)))
    before = factory.token(row(asked[0]))
    assert beat.run_due(at) == 2
    assert factory.token(row(asked[0])) == before
    assert beat.run_due(at + DAY) == 1
    assert factory.token(row(asked[0])) != before


def test_after_days_without_a_worker_one_reminder_is_sent(asked: list[int]) -> None:
    letters()
    assert beat.run_due(NOW + 40 * DAY) == 3
    assert len(letters(NOW + 40 * DAY)) == 3
    assert beat.run_due(NOW + 40 * DAY) == 0


def test_a_letter_that_was_replaced_is_not_sent(asked: list[int]) -> None:
    do(lambda: office.move(asked[0], "resend", "", actor=OFFICE, now=NOW))
    sent = [letter for letter in letters() if letter.to == factory.COLLEAGUES[0].email]
    assert len(sent) == 1
    assert factory.token(row(asked[0])) in sent[0].text


def test_after_42_days_it_expires_and_a_resend_opens_what_was_written(asked: list[int]) -> None:
    one, end = asked[0], NOW + 42 * DAY
    do(lambda: writing.start(one, NOW))
    do(lambda: writing.save(one, {"results": "yes"}, revision=0, now=NOW))
    assert beat.run_due(end - timedelta(seconds=1)) == 3  # the last reminder
    token = factory.token(row(one))
    assert beat.run_due(end) == 3
    assert row(one).state is State.EXPIRED
    with transaction.reading(), pytest.raises(LinkOver):
        queries.by_link(token, end)
    do(lambda: office.move(one, "resend", "", actor=OFFICE, now=end))
    found = row(one)
    assert (found.state, found.expires, found.revision) == (State.SENT, end + 42 * DAY, 1)


def test_a_letter_that_comes_back_is_marked_and_a_new_address_is_asked(asked: list[int]) -> None:
    assert len(letters(refused=factory.COLLEAGUES[0].email)) == 2
    assert beat.run_due(NOW) == 1
    assert row(asked[0]).state is State.BOUNCED
    token = factory.token(row(asked[0]))
    do(lambda: office.change_address(asked[0], "casey@new.example", actor=OFFICE, now=NOW))
    assert row(asked[0]).state is State.SENT
    assert factory.token(row(asked[0])) != token
    assert [letter.to for letter in letters()] == ["casey@new.example"]
    assert beat.run_due(NOW) == 0  # the failed letter is an old one


def test_an_address_another_colleague_has_is_refused(asked: list[int]) -> None:
    taken = factory.COLLEAGUES[1].email
    with pytest.raises(sa.exc.IntegrityError) as broken, transaction.unit():
        office.change_address(asked[0], taken, actor=OFFICE, now=NOW)
    assert isinstance(transaction.refusal_of(broken.value), NamedTwice)


def test_links_are_dead_once_it_is_decided_or_withdrawn(asked: list[int], application: Application) -> None:
    token = factory.token(row(asked[0]))
    do(lambda: writing.start(asked[0], NOW))
    for state in (ApplicationState.WITHDRAWN, ApplicationState.CLOSED):
        put(application, state)
        with transaction.reading(), pytest.raises(LinkOver):
            queries.by_link(token, NOW)
        refused(LinkOver, lambda: writing.submit(asked[0], factory.answers(), revision=0, network="n", now=NOW))
    assert letters() == []  # what was still to be sent is dropped
    do(lambda: beat.end_links(NOW + 31 * DAY))
    assert not links.token_for(queries.LINK, str(asked[0]))


def test_a_card_makes_one_request_and_its_link_comes_by_e_mail(application: Application) -> None:
    put(application, ApplicationState.SUBMITTED)
    with transaction.unit():
        card = factory.cards(application, 1)[0]
        assert writing.use_card(card.id, factory.PATIENT, None, actor="visitor", now=NOW) is not None
    with transaction.unit():
        stranger = Details("X", "x@example.org", "", "", "")
        assert writing.use_card(card.id, stranger, None, actor="visitor", now=NOW) is None
    with transaction.reading():
        assert session().scalar(sa.select(sa.func.count(Referee.id))) == 1
    sent = letters()
    assert [letter.to for letter in sent] == [factory.PATIENT.email]
    for word in ("patient", "hair", "Vale"):
        assert word not in sent[0].subject.lower()
        assert word not in sent[0].text.partition("--")[0].split("http")[0].replace("Hair Restoration", "")


def test_a_card_is_void_after_42_days_and_twenty_are_the_most(application: Application) -> None:
    with transaction.unit():
        card = factory.cards(application, 20)[0]
    refused(TooManyCards, lambda: factory.cards(application, 1))
    end = NOW + 42 * DAY
    refused(CardOver, lambda: writing.use_card(card.id, factory.PATIENT, None, actor="visitor", now=end))
    do(lambda: factory.cards(application, 1, end))


def test_a_card_is_found_by_link_and_by_code_in_any_spelling(application: Application) -> None:
    with transaction.unit():
        card = factory.cards(application, 1)[0]
    token = links.token_for(queries.CARD_LINK, str(card.id)) or ""
    code = actions.code_of(token)
    assert len(code) == 11
    with transaction.reading():
        for text in (code, code.lower().replace("-", " "), code.replace("-", "")):
            found = queries.card_by_code(actions.code_digest(text), NOW)
            assert found is not None
            assert found.id == card.id
        assert queries.card_by_link(token, NOW) is not None
        assert queries.card_by_link(token, NOW + 42 * DAY) is None
        assert code.replace("-", "") not in str(session().execute(sa.select(Card.code)).all())


def test_the_month_says_whether_it_was_in_the_drawn_period(application: Application) -> None:
    row = DrawnPeriod(application_id=application.id, number=1, due=NOW, months=2, drawn=NOW, seed="seed", actor=OFFICE)
    row.starts, row.ends = date(2026, 2, 15), date(2026, 4, 10)
    with transaction.unit():
        session().add(row)
    months = {"2026-01": False, "2026-02": True, "2026-03": True, "2026-04": True, "2026-05": False, "": None}
    assert {month: writing.in_period(application, month) for month in months} == months


def test_the_telephone_form_is_marked_and_can_be_corrected_for_fourteen_days(asked: list[int]) -> None:
    letters()
    with transaction.unit():
        office_person = accounts.coordinator().id
        office.take_down(asked[0], factory.answers(), person_id=office_person, revision=0, now=NOW)
    found = row(asked[0])
    assert (found.state, found.mode, found.taken_by) == (State.SUBMITTED, Mode.TELEPHONE, office_person)
    sent = letters()
    assert [letter.to for letter in sent] == [factory.COLLEAGUES[0].email]
    assert factory.token(found) in sent[0].text
    do(lambda: office.move(asked[0], "confirm", "", actor=OFFICE, now=NOW))
    changed = factory.answers(results="mostly")
    do(lambda: writing.correct(asked[0], changed, revision=1, now=NOW + 13 * DAY))
    assert (row(asked[0]).state, row(asked[0]).corrected) == (State.SUBMITTED, NOW + 13 * DAY)
    again = factory.answers(results="no")
    refused(TooLateToCorrect, lambda: writing.correct(asked[0], again, revision=2, now=NOW + 14 * DAY))


def test_what_was_sent_on_the_page_cannot_be_corrected(asked: list[int]) -> None:
    do(lambda: factory.answered(row(asked[0])))
    refused(TooLateToCorrect, lambda: writing.correct(asked[0], factory.answers(), revision=1, now=NOW))


def test_an_unfinished_telephone_form_is_refused(asked: list[int]) -> None:
    with transaction.unit():
        who = accounts.coordinator().id
    refused(Unanswered, lambda: office.take_down(asked[0], {"results": "yes"}, person_id=who, revision=0, now=NOW))
    assert row(asked[0]).state is State.SENT


def test_the_panel_reads_confirmed_answers_without_names(asked: list[int], application: Application) -> None:
    do(lambda: factory.answered(row(asked[0]), results_words="First."))
    do(lambda: factory.confirmed(row(asked[1]), results="no"))
    do(lambda: factory.confirmed(factory.patient(application)))
    with transaction.reading():
        statements = opened.answers_for_panel(application)
        by_criterion = opened.by_criterion(application)
        found = counting.answered(application.id)
    assert [(each.group, each.number, each.adverse) for each in statements] == [
        (Group.COLLEAGUE, 1, True),
        (Group.PATIENT, 1, False),
    ]
    text = str(statements)
    for details in (*factory.COLLEAGUES, factory.PATIENT):
        assert details.name not in text
        assert details.email not in text
    assert set(by_criterion) == {1, 2, 3, 4, 5, 6, 7, 8}
    assert (found.colleagues, found.patients, found.unconfirmed) == (1, 1, 1)


def test_not_relied_on_needs_a_reason_and_can_be_taken_back(asked: list[int], application: Application) -> None:
    do(lambda: factory.confirmed(row(asked[0])))
    with pytest.raises(Refusal), transaction.unit():
        office.move(asked[0], "not_relied_on", "", actor=OFFICE, now=NOW)
    do(lambda: office.move(asked[0], "not_relied_on", "The address is a stranger's.", actor=OFFICE, now=NOW))
    with transaction.reading():
        assert opened.answers_for_panel(application) == []
        assert counting.counts(application.id).received == 1  # the applicant learns nothing of it
    do(lambda: office.move(asked[0], "confirm", "", actor=OFFICE, now=NOW))
    with transaction.reading():
        assert len(opened.answers_for_panel(application)) == 1


def test_a_request_moves_by_its_table_only(asked: list[int]) -> None:
    refused(WrongState, lambda: office.move(asked[0], "confirm", "", actor=OFFICE, now=NOW))
    do(lambda: office.move(asked[0], "cancel", "", actor=OFFICE, now=NOW))
    refused(WrongState, lambda: office.move(asked[0], "resend", "", actor=OFFICE, now=NOW))
    refused(WrongState, lambda: writing.start(asked[0], NOW))


def test_the_applicant_is_told_counts(asked: list[int], application: Application) -> None:
    do(lambda: factory.answered(row(asked[0])))
    do(lambda: factory.answered(factory.patient(application)))
    with transaction.reading():
        found = counting.counts(application.id)
    assert (found.sent, found.received, found.colleagues_named) == (7, 2, 3)


def test_an_answer_is_counted_for_the_applicant_from_the_next_midnight_on(
    asked: list[int], application: Application
) -> None:
    do(lambda: factory.answered(row(asked[0])))
    do(lambda: factory.answered(factory.patient(application)))
    evening, midnight = NOW.replace(hour=23, minute=59), NOW.replace(hour=0) + timedelta(days=1)
    with transaction.reading():
        told = [counting.counts(application.id, told_until(each)).received for each in (NOW, evening, midnight)]
    assert told == [0, 0, 2]


def test_the_office_is_told_what_to_look_at(asked: list[int], application: Application) -> None:
    with transaction.unit():
        twin = Details("Pat Twin", "casey@harborhair.example", "Vale Clinic", "", "2026-03")
        factory.patient(application, twin)
    with transaction.reading():
        found = {file.details.name: set(file.flags) for file in opened.files(application)}
    assert found == {
        "Dr Casey Colleague": {Flag.SHARED_ADDRESS},
        "Dr Dana Dunn": set(),
        "Dr Eli East": {Flag.FREE_MAIL, Flag.SAME_CLINIC},
        "Pat Twin": {Flag.SHARED_ADDRESS},
    }


def test_the_applicants_own_network_is_flagged(asked: list[int], application: Application) -> None:
    with transaction.unit():
        sessions.enter(application.person_id, newer_hash=None, network="theirs", agent="", now=NOW)
        for referee_id, network in ((asked[0], "theirs"), (asked[1], "another")):
            writing.start(referee_id, NOW)
            writing.submit(referee_id, factory.answers(), revision=0, network=network, now=NOW)
    with transaction.reading():
        found = [Flag.SAME_NETWORK in file.flags for file in opened.files(application)]
    assert found == [True, False, False]


def test_a_resent_request_is_reminded_anew(asked: list[int]) -> None:
    at = NOW + 14 * DAY
    assert beat.run_due(at) == 3
    do(lambda: office.move(asked[0], "resend", "", actor=OFFICE, now=at))
    assert beat.run_due(at + 13 * DAY) == 0
    assert beat.run_due(at + 14 * DAY) == 3
    assert row(asked[0]).reminded == 28


def test_proofs_without_a_row_are_swept(application: Application) -> None:
    with transaction.unit():
        card = factory.cards(application, 1)[0]
        key = vault.opened(applications.referees_vault(application))
    name = writing.proof_name(application, "a" * 32)
    kept = writing.store_proof(key, name, "a" * 32, b"%PDF kept")
    writing.store_proof(key, writing.proof_name(application, "b" * 32), "b" * 32, b"%PDF orphan")
    do(lambda: writing.use_card(card.id, factory.PATIENT, kept, actor="visitor", now=NOW))
    assert beat.sweep_proofs(clock.now() + 2 * DAY) == 1
    with transaction.reading():
        proof = queries.proofs_of(1)[0]
        assert writing.proof_bytes(application, proof) == b"%PDF kept"


def test_a_reviewer_who_is_asked_as_a_referee_is_known(asked: list[int], application: Application) -> None:
    with transaction.unit():
        colleague = accounts.person(email="casey@harborhair.example", name="Dr Casey Colleague")
        accounts.person(email="other@example.org")
        round_ = rounds_of(application)
    with transaction.reading():
        assert places.referees(session().get_one(Round, round_)) == {colleague.id}


def rounds_of(application: Application) -> int:
    from directory.membership.actions.rounds import plan
    from directory.membership.rules.rounds import Kind

    return plan(Kind.ADMISSION, application_id=application.id, actor=sitting.OFFICE, now=NOW).id
