"""The office looks at policies, prepares the next one, sees the differences, and adopts it."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask

from directory.accounts.rules import Role
from directory.core import transaction, vault
from directory.core.audit import AuditRow
from directory.core.db import session
from directory.membership.models import PolicyVersion, Round
from directory.membership.queries import assessors
from directory.membership.queries import policy as queries
from directory.membership.rules.policy import FIRST, External, Policy
from directory.membership.rules.policy_json import as_json
from directory.membership.rules.rounds import Kind, Secrecy, State
from tests import cast
from tests.conftest import NOW, Client
from tests.factories import accounts, membership_policy
from tests.factories import physicians as make

HOME = "/office/membership/policy"
EDIT, ADOPT = f"{HOME}/edit", f"{HOME}/adopt"
WHY = "Resolved by the committee on 3 November 2026."


@pytest.fixture
def office(app: Flask, client: Client) -> Client:
    with app.app_context():
        person = cast.member("office@example.org", "Kim Office", Role.COORDINATOR)
    cast.sign_in_fast(client, person)
    return client


def fields(page: str) -> dict[str, str | list[str]]:
    """What a browser would send of the page's last form."""
    form = page[page.rindex("<form", 0, page.index('name="base"')) : page.index("</form>", page.index('name="base"'))]
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag or " checked" in tag
        if name and ticked:
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text).removeprefix("\r\n").removeprefix("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def previewed(office: Client, **changes: str | list[str]) -> tuple[int, str]:
    data = {**fields(office.get(EDIT).text), **changes}
    answer = office.post(EDIT, data=data)
    return answer.status_code, answer.text


def adopted(office: Client, page: str, **changes: str) -> int:
    return office.post(ADOPT, data={**fields(page), "why": WHY, **changes}).status_code


def now_holds(app: Flask) -> tuple[int, Policy]:
    with app.app_context():
        return queries.current()


@pytest.mark.both
def test_a_change_is_previewed_and_adopted_with_who_and_why(app: Flask, office: Client) -> None:
    status, page = previewed(
        office, floor="4", c3_weight="20", c5_weight="15", round_admission_part="3", round_admission_whole="4"
    )
    assert status == 200
    assert now_holds(app) == (1, FIRST)  # a preview changes nothing
    text = unescape(re.sub(r"<[^>]+>|\s+", " ", page))
    assert "4 parts differ from version 1" in text
    assert "Criterion 3: weight 15 20" in re.sub(r"\s+", " ", text)
    assert adopted(office, page) == 303
    number, policy = now_holds(app)
    assert number == 2
    assert (policy.floor, policy.criterion(3).weight, policy.criterion(5).weight) == (4, 20, 15)
    carried = policy.of_kind(Kind.ADMISSION).carried
    assert (carried.numerator, carried.denominator) == (3, 4)
    shown = office.get(HOME).text
    assert WHY in shown
    assert "Kim Office" in shown
    assert "by the system" in shown
    with app.app_context():
        row = session().scalars(sa.select(AuditRow).where(AuditRow.subject == "policy:2")).one()
        assert (row.stream, row.action, row.detail["digest"]) == (
            "site",
            "policy.adopted",
            session().get_one(PolicyVersion, 2).digest,
        )


def test_every_word_and_number_of_a_policy_can_be_changed_on_the_page(app: Flask, office: Client) -> None:
    data = fields(office.get(EDIT).text)
    changed = {name: other(name, value) for name, value in data.items() if name not in {"csrf_token", "base"}}
    changed |= {"c1_weight": "8", "c5_weight": "27"}  # together they stay 100
    for number in (2, 3, 4, 6, 7, 8):
        changed[f"c{number}_weight"] = str(FIRST.criterion(number).weight)
    changed |= {"round_removal_competitors": "y", "round_appeal_competitors": "y"}
    for kind in ("admission", "re_review"):  # ticked before: a browser sends nothing for a tick taken away
        del data[f"round_{kind}_competitors"], changed[f"round_{kind}_competitors"]
    answer = office.post(EDIT, data={**data, **changed})
    assert answer.status_code == 200, re.findall(r'class="error".*', answer.text)
    assert adopted(office, answer.text) == 303
    _, policy = now_holds(app)
    assert same(as_json(FIRST), as_json(policy)) == {
        *(f"criteria.{each}.{name}" for each in range(8) for name in ("number", "key")),
        *(
            f"criteria.{n}.evidence.{i}.kind"
            for n, each in enumerate(FIRST.criteria)
            for i in range(len(each.evidence))
        ),
        *(f"criteria.{number - 1}.weight" for number in (2, 3, 4, 6, 7, 8)),
        *(f"qualities.{number}.{name}" for number in range(4) for name in ("key", "title", "sentence")),
        *(f"rounds.{number}.{name}" for number in range(4) for name in ("kind", "scores")),
    }


def other(name: str, value: object) -> str:
    text = str(value)
    if name == "dues_currency":
        return "EUR"
    if name == "public_conditions":
        return "one, two, three"
    if name == "dues_amount":
        return "999.50"
    if name.endswith("_whole"):
        return "5"
    if name.endswith("_part"):
        return "4"
    if name in {"floor", "spread_wide"}:
        return "2"
    if name in {"lay_criteria", "blind_criteria"}:
        return "1, 2"
    if re.fullmatch(r"[-0-9, ]+", text):
        return ", ".join(str(int(each) + 1) for each in text.split(","))
    return "\n".join(f"{line} Further." for line in text.splitlines())


def same(before: object, after: object, where: str = "") -> set[str]:
    """The leaves that did not change."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(name, before[name], after[name]) for name in before]
    elif isinstance(before, list) and isinstance(after, list):
        pairs = [(str(number), *both) for number, both in enumerate(zip(before, after, strict=True))]
    else:
        return {where} if before == after else set()
    return set().union(*(same(old, new, f"{where}.{name}".lstrip(".")) for name, old, new in pairs))


def test_saving_without_a_change_is_told_so(office: Client) -> None:
    status, page = previewed(office)
    assert status == 422
    assert "Nothing was changed" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"floor": "9"}, "Give a whole number from 1 to 5."),
        ({"floor": ""}, "Give a whole number from 1 to 5."),
        ({"floor": "٣"}, "Give a whole number from 1 to 5."),
        ({"floor": "9" * 5000}, "Give a whole number from 1 to 5."),
        ({"c1_sentence": " "}, "Fill this in"),
        ({"c1_sentence": "x" * 5000}, "This is too long"),
        ({"c1_weight": "16"}, "The weights are 101 together; they must be 100."),
        ({"round_admission_part": "1", "round_admission_whole": "3"}, "it must be between one half and all"),
        ({"draft_reminders": "30, 60,"}, "Give whole numbers from 1 to 730, with commas."),
        ({"draft_reminders": "30; 60"}, "Give whole numbers from 1 to 730, with commas."),
        ({"dues_amount": "-5"}, "Give an amount, such as 1200.00."),
        ({"dues_amount": "1e9"}, "Give an amount, such as 1200.00."),
        ({"dues_currency": "XXX"}, "Not a valid choice"),
        ({"externals": "99"}, "not a valid choice"),
        ({"panel_wanted": "3", "panel_minimum": "4"}, "The wanted panel must not be smaller than the least."),
    ],
)
def test_what_cannot_be_used_is_said_beside_what_was_typed(office: Client, changes: dict[str, str], said: str) -> None:
    status, page = previewed(office, **changes)
    assert status == 422
    assert said in unescape(page)


def test_a_policy_without_a_reason_is_not_adopted(app: Flask, office: Client) -> None:
    _, page = previewed(office, floor="4")
    assert adopted(office, page, why=" ") == 422
    assert now_holds(app) == (1, FIRST)


@pytest.mark.both
def test_of_two_windows_the_second_is_told(app: Flask, office: Client) -> None:
    _, first = previewed(office, floor="4")
    _, second = previewed(office, floor="2")
    assert adopted(office, first) == 303
    answer = office.post(ADOPT, data={**fields(second), "why": WHY})
    assert answer.status_code == 409
    assert "Another version was adopted in the meantime." in answer.text
    assert now_holds(app) == (2, replace(FIRST, floor=4))


def test_going_on_editing_keeps_what_was_changed(app: Flask, office: Client) -> None:
    _, page = previewed(office, floor="4")
    again = office.post(f"{EDIT}/again", data=fields(page))
    assert again.status_code == 200
    assert fields(again.text)["floor"] == "4"
    answer = office.post(EDIT, data=fields(again.text))
    assert adopted(office, answer.text) == 303
    assert now_holds(app)[1].floor == 4


@pytest.mark.parametrize("body", ["", "{}", "[1]", "null", "{", "[" * 100_000, '{"floor": NaN}', "\x00", '"policy"'])
@pytest.mark.parametrize("path", [ADOPT, f"{EDIT}/again"])
def test_a_body_that_is_no_policy_gets_no_page(office: Client, path: str, body: str) -> None:
    token = fields(previewed(office, floor="4")[1])["csrf_token"]
    assert office.post(path, data={"csrf_token": token, "base": "x", "body": body, "why": WHY}).status_code == 404


def test_a_body_made_by_hand_is_looked_at_by_the_rules(app: Flask, office: Client) -> None:
    _, page = previewed(office, floor="4")
    weak = {**as_json(FIRST), "floor": 0}
    assert adopted(office, page, body=json.dumps(weak)) == 422
    assert adopted(office, page, body=json.dumps(as_json(replace(FIRST, externals=(External(0, "x" * 9000),))))) == 422
    assert now_holds(app) == (1, FIRST)


def test_an_open_round_keeps_its_version(app: Flask, office: Client) -> None:
    with app.app_context(), transaction.unit():
        number = membership_policy.adopted(replace(FIRST, comment_days=22), NOW).number
        session().add(
            Round(
                reference="R-TEST-0001",
                kind=Kind.REMOVAL,
                secrecy=Secrecy.SECRET,
                state=State.OPEN,
                physician_id=make.physician().id,
                policy=number,
                vault_id=vault.create(NOW).id,
                planned=NOW,
                opened=NOW,
            )
        )
    _, page = previewed(office, floor="4")
    assert adopted(office, page) == 303
    with app.app_context():
        pinned = session().scalars(sa.select(Round.policy)).one()
        assert pinned is not None
        assert (queries.of(pinned).floor, queries.current()[1].floor) == (3, 4)


def test_differences_can_be_seen_between_any_two_versions(app: Flask, office: Client) -> None:
    with app.app_context(), transaction.unit():
        membership_policy.adopted(replace(FIRST, floor=4), NOW)
        membership_policy.adopted(replace(FIRST, floor=4, comment_days=30), NOW)
    assert "1 part differs from version 2." in office.get(f"{HOME}/3/difference").text
    assert "2 parts differ from version 1." in office.get(f"{HOME}/3/difference?from=1").text
    assert "0 parts differ from version 3." in office.get(f"{HOME}/3/difference?from=3").text
    assert "This is the first version." in office.get(f"{HOME}/1/difference").text
    assert "Floor: the least lower median" in office.get(f"{HOME}/2").text
    for wrong in ("9", "0", "99999999"):
        assert office.get(f"{HOME}/3/difference?from={wrong}").status_code == 404
    for odd in ("", "x", "-1", "9" * 50, "١"):
        assert office.get(f"{HOME}/3/difference", query_string={"from": odd}).status_code == 200
    assert office.get(f"{HOME}/9").status_code == 404
    assert office.get(f"{HOME}/9/difference").status_code == 404


def test_the_pages_are_there_before_any_version_is_written(office: Client) -> None:
    assert "No version has been written down yet." in office.get(HOME).text
    assert office.get(f"{HOME}/1").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CHAIR, Role.TREASURER, Role.PHYSICIAN, Role.APPLICANT])
def test_nobody_but_the_office_sees_or_changes_a_policy(app: Flask, client: Client, role: Role) -> None:
    assert client.get(HOME).status_code in {302, 303}
    with app.app_context():
        person = cast.member("someone@example.org", "Sam Someone", role)
    cast.sign_in_fast(client, person)
    for path in (HOME, EDIT, f"{HOME}/1", f"{HOME}/1/difference"):
        assert client.get(path).status_code == 403, path


def test_the_office_needs_its_second_factor(app: Flask, client: Client) -> None:
    with app.app_context():
        person = cast.member("office@example.org", "Kim Office", Role.COORDINATOR)
    cast.sign_in_fast(client, person, second_factor=False)
    assert client.get(EDIT).status_code in {302, 303}


@pytest.mark.both
def test_assessors_are_reviewers_who_are_no_members(app: Flask, office: Client) -> None:
    with app.app_context(), transaction.unit():
        outside = accounts.person(Role.REVIEWER, email="outside@example.org", name="Dr Ada Outside").id
        member = accounts.person(Role.REVIEWER, email="member@example.org", name="Dr Bo Member").id
        accounts.person(Role.PHYSICIAN, email="other@example.org", name="Dr Cy Other")
        make.physician("Bo Member", person_id=member)
    with app.app_context():
        assert assessors.possible() == [External(outside, "Dr Ada Outside")]
    _, page = previewed(office, externals=str(outside))
    assert adopted(office, page) == 303
    assert now_holds(app)[1].externals == (External(outside, "Dr Ada Outside"),)
