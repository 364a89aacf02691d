"""Pages about referees: the applicant's counts, the referee's link, cards, the office; scanners, two windows."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask

from directory.accounts.rules import Role
from directory.core import clock, links, transaction
from directory.core.db import session
from directory.membership.actions import adverse as telling
from directory.membership.actions import application as moves
from directory.membership.actions import desk
from directory.membership.actions import referee as writing
from directory.membership.actions import referee_clock as beat
from directory.membership.actions import referee_office as desk_moves
from directory.membership.actions import referees as actions
from directory.membership.models import Referee, RefereeProof
from directory.membership.queries import adverse
from directory.membership.queries import application as applications
from directory.membership.queries import referees as queries
from directory.membership.rules.application import State as ApplicationState
from directory.membership.rules.referee_flags import Details
from directory.membership.rules.referees import Group, Mode, State
from directory.membership.rules.sections import Section
from tests import cast
from tests.conftest import Client, browser
from tests.factories import membership_application as applying
from tests.factories import membership_documents as pdfs
from tests.factories import membership_referees as factory
from tests.factories import membership_rounds as sitting

pytestmark = pytest.mark.both
PAGE = "/membership/application/referees"
CONFIDENCE = (
    "We keep your words from the applicant as far as the law allows; a court may order otherwise; if they weigh "
    "against, the applicant learns a summary without your name."
)


@pytest.fixture
def applicant(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("robin@valeclinic.example", "Dr Robin Vale", Role.APPLICANT, enrolled=False)


@pytest.fixture
def coordinator(app: Flask) -> cast.Member:
    with app.app_context():
        return cast.member("office@example.org", "Kim Office", Role.COORDINATOR)


@pytest.fixture
def mine(app: Flask, client: Client, applicant: cast.Member) -> int:
    with app.app_context(), transaction.unit():
        made = applying.draft(applicant.id, now=clock.now())
        applying.put(made, Section.YOU, applying.YOU, clock.now())
    cast.sign_in_fast(client, applicant, second_factor=False)
    return made.id


@pytest.fixture
def asked(app: Flask, mine: int) -> str:
    """The link of the first colleague, who has been written to."""
    with app.app_context():
        with transaction.unit():
            made = applications.locked(mine)
            factory.enough(made, clock.now())
            made.state, made.submitted = ApplicationState.SUBMITTED, clock.now()
        beat.run_due(clock.now())
        with transaction.reading():
            return f"/referee/{links.token_for(queries.LINK, '1')}"


@pytest.fixture
def begun(app: Flask, asked: str) -> str:
    with app.app_context(), transaction.unit():
        writing.start(1, clock.now())
    return asked


@pytest.fixture
def office(app: Flask, mine: int, coordinator: cast.Member) -> Client:
    made = browser(app)
    cast.sign_in_fast(made, coordinator)
    return made


def words(answer: object) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>", "", answer.text, flags=re.S)  # type: ignore[attr-defined]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def row(app: Flask, referee_id: int = 1) -> Referee:
    with app.app_context(), transaction.reading():
        found = session().get_one(Referee, referee_id, populate_existing=True)
        session().expunge(found)
        return found


def reference(app: Flask, mine: int) -> str:
    with app.app_context(), transaction.reading():
        return applications.locked(mine).reference


def base(app: Flask, mine: int) -> str:
    return f"/office/membership/{reference(app, mine)}/referees"


def test_colleagues_are_named_and_removed(client: Client, mine: int) -> None:
    given = {"name": "Dr A", "email": "a@north.example", "clinic": "North", "relation": "Congresses"}
    assert cast.post_form(client, PAGE, **given).status_code == 303
    again = cast.post_form(client, PAGE, **given)
    assert again.status_code == 409
    assert "already" in words(again)
    wrong = cast.post_form(client, PAGE, **{**given, "email": "nobody"})
    assert wrong.status_code == 422
    assert "name@example.org" in words(wrong)
    assert cast.post_form(client, f"{PAGE}/1/remove", at=PAGE).status_code == 303
    assert "Nobody yet." in words(client.get(PAGE))
    assert cast.post_form(client, f"{PAGE}/9/remove", at=PAGE).status_code == 404


def test_cards_are_made_and_printed_without_a_name_of_a_patient(client: Client, mine: int) -> None:
    assert cast.post_form(client, f"{PAGE}/cards", at=PAGE, count="4").status_code == 303
    sheet = client.get(f"{PAGE}/cards")
    assert sheet.text.count('class="qr"') == 4
    assert len(set(re.findall(r"[2-9A-Z]{5}-[2-9A-Z]{5}", sheet.text))) == 4
    assert cast.post_form(client, f"{PAGE}/cards", at=PAGE, count="99").status_code == 422
    assert cast.post_form(client, f"{PAGE}/cards", at=PAGE, count="20").status_code == 422


def test_the_applicant_sees_how_many_and_not_a_word_or_who(app: Flask, client: Client, mine: int, begun: str) -> None:
    with app.app_context(), transaction.unit():
        yesterday = clock.now() - timedelta(days=1)
        patient = factory.patient(applications.locked(mine), now=yesterday)
        factory.answered(patient, yesterday, against="yes", against_words="A quarrel over money.")
    with app.app_context(), transaction.unit():
        writing.decline(2, "Fallen out.", clock.now())
    for path in (PAGE, f"{PAGE}/cards", "/membership/application", "/membership/application/submit"):
        text = words(client.get(path, follow_redirects=True))
        for secret in ("quarrel", "Fallen", "Pat Former", "pat@", "declined", "begun", "Answered"):
            assert secret not in text, (path, secret)
    assert "Sent 7 3 colleagues, 4 invitation cards Received 1 Counted each midnight (UTC)" in words(client.get(PAGE))


def test_a_used_card_looks_like_an_unused_one(app: Flask, client: Client, mine: int) -> None:
    with app.app_context(), transaction.unit():
        one, two = factory.cards(applications.locked(mine), 2, clock.now())
        tokens = [links.token_for(queries.CARD_LINK, str(each.id)) for each in (one, two)]
        writing.use_card(one.id, factory.PATIENT, None, actor="visitor", now=clock.now())
    csrf = re.compile(r'name="csrf_token"[^>]*>')
    pages = [csrf.sub("", client.get(f"/referee/card/{token}").text) for token in tokens]
    assert pages[0].replace(str(tokens[0]), "") == pages[1].replace(str(tokens[1]), "")
    form = {"name": "X", "email": "x@example.org", "month": "3", "year": "2025", "clinic": "Vale"}
    places = [cast.post_form(client, f"/referee/card/{token}", **form).location for token in tokens]
    assert places == ["/referee/card", "/referee/card"]


def test_a_patient_uses_a_card_by_code_and_gets_the_link_by_e_mail(app: Flask, mine: int) -> None:
    with app.app_context(), transaction.unit():
        card = factory.cards(applications.locked(mine), 1, clock.now())[0]
        code = actions.code_of(links.token_for(queries.CARD_LINK, str(card.id)) or "")
    patient = browser(app)
    assert cast.post_form(patient, "/referee", code="ABCDE-FGHJK").status_code == 404
    found = cast.post_form(patient, "/referee", code=code.lower())
    assert found.status_code == 303
    shown = patient.get(found.location)
    assert CONFIDENCE in words(shown)
    bare = cast.post_form(patient, found.location, name="Pat", email="pat@example.net")
    assert bare.status_code == 422
    assert "month, year and clinic" in words(bare)
    form = {"name": "Pat", "email": "pat@example.net", "month": "3", "year": "2025", "clinic": "Vale"}
    used = cast.post_form(patient, found.location, **form)
    assert (used.status_code, used.location) == (303, "/referee/card")
    made = row(app)
    assert (made.group, made.state) == (Group.PATIENT, State.SENT)
    with app.app_context(), transaction.reading():
        kept = queries.details_of(applications.locked(mine), made)
    assert kept == Details("Pat", "pat@example.net", "Vale", "", "2025-03")


def test_a_document_proves_it_and_only_the_office_opens_it(app: Flask, mine: int, office: Client) -> None:
    with app.app_context(), transaction.unit():
        card = factory.cards(applications.locked(mine), 1, clock.now())[0]
        path = f"/referee/card/{links.token_for(queries.CARD_LINK, str(card.id))}"
    patient = browser(app)

    def send(data: bytes) -> int:
        csrf = cast.csrf_token(patient, path)
        from io import BytesIO

        form = {"csrf_token": csrf, "name": "Pat", "email": "pat@example.net", "file": (BytesIO(data), "bill.pdf")}
        return patient.post(path, data=form, content_type="multipart/form-data").status_code

    assert send(b"no pdf") == 422
    assert send(pdfs.pdf()) == 303
    with app.app_context(), transaction.reading():
        proof = session().query(RefereeProof).one().id
    at = f"{base(app, mine)}/1"
    opened = cast.post_form(office, f"{at}/proof/{proof}", at=at)
    assert opened.data.startswith(b"%PDF")
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    assert cast.post_form(office, f"{at}/proof/{'0' * 32}", at=at).status_code == 404


def test_a_scanner_opens_the_link_and_nothing_changes(app: Flask, asked: str) -> None:
    scanner = browser(app)
    for _ in range(3):
        answer = scanner.get(asked)
        assert answer.status_code == 200
        assert CONFIDENCE in words(answer)
        for path in (f"{asked}/decline", f"{asked}/print"):
            assert scanner.get(path).status_code == 200
        assert scanner.get(f"{asked}/start").status_code == 405
    found = row(app)
    assert (found.state, found.touched, found.revision) == (State.SENT, None, 0)


def test_behind_the_link_nothing_is_kept_by_caches(app: Flask, asked: str) -> None:
    for path in (asked, f"{asked}x", "/referee/" + "A" * 43):
        answer = browser(app).get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert browser(app).get(f"{asked}x").status_code == 410


def test_from_start_to_thanks_with_nothing_lost(app: Flask, asked: str) -> None:
    colleague = browser(app)
    assert cast.post_form(colleague, f"{asked}/start", at=asked).status_code == 303
    shown = colleague.get(asked)
    assert shown.text.count('class="question') <= 10
    saved = cast.post_form(colleague, asked, revision="0", results="yes", results_words="Fine.")
    assert saved.status_code == 303
    early = cast.post_form(colleague, asked, revision="1", results="yes", results_words="Very fine.", send="1")
    assert (early.status_code, row(app).revision) == (303, 2)  # saved, not sent
    lacking = colleague.get(early.location)
    assert "Not sent yet" in words(lacking)
    assert "Very fine." in lacking.text
    sent = cast.post_form(colleague, asked, revision="2", **factory.answers(), send="1")
    assert sent.status_code == 303
    done = colleague.get(asked)
    assert "Your answers have arrived" in words(done)
    assert "Tells patients" not in done.text
    assert row(app).state is State.SUBMITTED
    late = colleague.post(asked, data={"csrf_token": cast.csrf_token(colleague, "/referee"), "results": "no"})
    assert "Your answers have arrived" in words(late)
    assert row(app).revision == 3


def test_two_windows_get_409_and_both_texts(app: Flask, begun: str) -> None:
    one = browser(app)
    assert cast.post_form(one, begun, revision="0", results_words="From the telephone.").status_code == 303
    stale = cast.post_form(one, begun, revision="0", results_words="From the computer.", results="no")
    assert stale.status_code == 409
    assert "From the telephone." in stale.text
    assert "From the computer." in stale.text
    script = one.post(
        begun,
        data={"csrf_token": cast.csrf_token(one, begun), "revision": "0", "results_words": "Third."},
        headers={"Accept": "application/json"},
    )
    assert script.status_code == 409
    assert (script.json or {})["error"] == "Stale"
    kept = cast.post_form(one, begun, revision="1", results_words="From both.")
    assert (kept.status_code, row(app).revision) == (303, 2)


def test_autosave_answers_with_the_revision(app: Flask, begun: str) -> None:
    one = browser(app)
    data = {"csrf_token": cast.csrf_token(one, begun), "revision": "0", "results": "yes"}
    answer = one.post(begun, data=data, headers={"Accept": "application/json"})
    assert answer.json == {"revision": 1}


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 30, "٣"])
def test_odd_revisions_are_no_failure(app: Flask, begun: str, revision: str) -> None:
    assert cast.post_form(browser(app), begun, revision=revision, results="evil").status_code < 500


def test_declining_ends_the_link(app: Flask, asked: str) -> None:
    one = browser(app)
    assert cast.post_form(one, f"{asked}/decline", reason="").status_code == 422
    assert cast.post_form(one, f"{asked}/decline", reason="No time.").location == "/referee/declined"
    assert row(app).state is State.DECLINED
    assert one.get(asked).status_code == 410


def test_not_now_keeps_the_link(app: Flask, asked: str) -> None:
    one = browser(app)
    assert cast.post_form(one, f"{asked}/later", at=asked).status_code == 303
    assert "You have said “not now”" in words(one.get(asked))


def test_the_print_shows_what_was_written(app: Flask, begun: str) -> None:
    with app.app_context(), transaction.unit():
        writing.save(1, {"results_words": "On paper."}, revision=0, now=clock.now())
    assert "On paper." in browser(app).get(f"{begun}/print").text


def test_the_office_lists_flags_confirms_and_refuses(app: Flask, mine: int, begun: str, office: Client) -> None:
    with app.app_context(), transaction.unit():
        factory.answered(session().get_one(Referee, 1), clock.now(), against="yes", against_words="A dispute.")
    at = base(app, mine)
    text = words(office.get(at))
    for name in ("Dr Casey Colleague", "Dr Dana Dunn", "Dr Eli East", "weighs against", "2 flags"):
        assert name in text
    assert "A dispute." in words(office.get(f"{at}/1"))
    bare = cast.post_form(office, f"{at}/1/not_relied_on", at=f"{at}/1", reason="")
    assert bare.status_code == 422
    assert cast.post_form(office, f"{at}/1/confirm", at=f"{at}/1").status_code == 303
    assert row(app).state is State.CONFIRMED
    assert cast.post_form(office, f"{at}/1/cancel", at=f"{at}/1").status_code == 409
    assert cast.post_form(office, f"{at}/1/invite", at=f"{at}/1").status_code == 404
    assert office.get(f"{at}/99").status_code == 404


def test_words_that_were_not_sent_are_not_read_by_the_office(app: Flask, mine: int, begun: str, office: Client) -> None:
    with app.app_context(), transaction.unit():
        writing.save(1, {"results_words": "Only a draft."}, revision=0, now=clock.now())
    assert "Only a draft." not in office.get(f"{base(app, mine)}/1").text


def test_resend_and_a_new_address_end_the_link_before(app: Flask, mine: int, asked: str, office: Client) -> None:
    at = f"{base(app, mine)}/1"
    assert cast.post_form(office, f"{at}/resend", at=at).status_code == 303
    assert browser(app).get(asked).status_code == 410
    assert cast.post_form(office, f"{at}/address", at=at, email="casey@new.example").status_code == 303
    assert cast.post_form(office, f"{at}/address", at=at, email="no address").status_code == 422
    taken = cast.post_form(office, f"{at}/address", at=at, email=factory.COLLEAGUES[1].email)
    assert taken.status_code == 409


def test_the_coordinator_fills_it_in_reads_it_back_and_it_can_be_corrected(
    app: Flask, mine: int, asked: str, office: Client
) -> None:
    at = f"{base(app, mine)}/1/telephone"
    given = factory.answers()
    assert cast.post_form(office, at, revision="0", **given).status_code == 422  # not read back
    assert cast.post_form(office, at, revision="0", results="yes", read_back="y").status_code == 422
    assert cast.post_form(office, at, revision="0", **given, read_back="y").status_code == 303
    found = row(app)
    assert (found.mode, found.state) == (Mode.TELEPHONE, State.SUBMITTED)
    assert "by telephone" in words(office.get(f"{base(app, mine)}/1"))
    assert office.get(at).status_code == 303
    colleague = browser(app)
    assert colleague.get(asked).status_code == 410  # the link before
    with app.app_context(), transaction.reading():
        link = f"/referee/{links.token_for(queries.LINK, '1')}"
    assert "written down on the telephone" in words(colleague.get(link))
    corrected = {**given, "results": "mostly"}
    assert cast.post_form(colleague, link, revision="1", **corrected, send="1").status_code == 303
    assert row(app).corrected is not None


def test_somebody_calls_with_a_card(app: Flask, mine: int, asked: str, office: Client) -> None:
    with app.app_context(), transaction.unit():
        card = factory.cards(applications.locked(mine), 1, clock.now())[0]
        code = actions.code_of(links.token_for(queries.CARD_LINK, str(card.id)) or "")
    at = f"{base(app, mine)}/card"
    form = {"name": "Pat", "month": "3", "year": "2025", "clinic": "Vale"}
    assert cast.post_form(office, at, code="AAAAA-AAAAA", **form).status_code == 404
    made = cast.post_form(office, at, code=code, **form)
    assert made.location == f"{base(app, mine)}/4/telephone"
    given = {**factory.answers(Group.PATIENT), "revision": "0", "read_back": "y"}
    assert cast.post_form(office, made.location, **given).status_code == 303
    assert row(app, 4).state is State.SUBMITTED


def test_a_coordinator_in_conflict_finds_no_trace(
    app: Flask, mine: int, asked: str, office: Client, coordinator: cast.Member
) -> None:
    at = base(app, mine)
    assert office.get(at).status_code == 200
    csrf = cast.csrf_token(office, f"{at}/1")
    with app.app_context(), transaction.unit():
        desk.declare_conflict(applications.locked(mine), coordinator.id, "We are cousins.", clock.now())
    for path in (at, f"{at}/1", f"{at}/1/telephone", f"{at}/card"):
        assert office.get(path).status_code == 404
    assert office.post(f"{at}/1/resend", data={"csrf_token": csrf}).status_code == 404


def test_the_panel_reads_what_is_confirmed_under_each_criterion(app: Flask, mine: int, begun: str) -> None:
    with app.app_context():
        reviewers = [cast.member(f"r{n}@example.org", f"Reviewer {n}", Role.REVIEWER) for n in range(4)]
        with transaction.unit():
            factory.answered(session().get_one(Referee, 1), clock.now(), results_words="Superb growth.")
        with transaction.unit():
            moves.fire(applications.locked(mine), "take", actor="person:99", now=clock.now())
            ids = [each.id for each in reviewers]
            round_ = sitting.opened_people(ids[:3], ids[3], application_id=mine, now=clock.now())
            sitting.declare(round_, ids[0], now=clock.now())
            path = f"/review/{round_.reference}/5"
    reader = browser(app)
    cast.sign_in_fast(reader, reviewers[0])
    assert "Superb growth." not in reader.get(path).text
    with app.app_context(), transaction.unit():
        desk_moves.move(1, "confirm", "", actor="person:99", now=clock.now())
    text = words(reader.get(path))
    assert "Superb growth." in text
    assert "Colleague 1" in text
    for secret in ("Casey", "harborhair"):
        assert secret not in text
    assert "Superb growth." not in reader.get(path.replace("/5", "/4")).text


def test_ballots_wait_until_an_adverse_statement_is_summarised(app: Flask, mine: int, begun: str) -> None:
    with app.app_context():
        reviewers = [cast.member(f"r{n}@example.org", f"Reviewer {n}", Role.REVIEWER) for n in range(4)]
        with transaction.unit():
            factory.confirmed(session().get_one(Referee, 1), clock.now(), against="yes", against_words="A dispute.")
            moves.fire(applications.locked(mine), "take", actor="person:99", now=clock.now())
            ids = [each.id for each in reviewers]
            round_id = sitting.opened_people(ids[:3], ids[3], application_id=mine, now=clock.now()).id
        with transaction.reading():
            assert adverse.standing(round_id, clock.now()).unsent == 1
        with transaction.unit():
            found = applications.locked(mine)
            telling.summarise(found, "We were told of a quarrel.", (), referees=True, person_id=ids[0], now=clock.now())
        with transaction.reading():
            found_now = adverse.standing(round_id, clock.now())
        assert (found_now.unsent, found_now.answer_due is not None) == (0, True)


def test_strangers_and_applicants_do_not_reach_the_office_pages(app: Flask, client: Client, mine: int) -> None:
    at = base(app, mine)
    assert client.get(at).status_code == 403
    assert browser(app).get(at).status_code in {302, 303}
