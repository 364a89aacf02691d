"""The paper and the files of a record: pure functions of what stands in it."""

import base64
import io
import re
import zipfile
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest

from directory.core.paper import Line, pdf, plain
from directory.membership.rules import documents, record, rounds
from directory.membership.rules.application import State
from directory.membership.rules.archive import packed
from directory.membership.rules.record import Chain, Contents, Counted, Entry, Part, Redaction, entry
from directory.membership.rules.record_verifier import counted


def texts(data: bytes) -> list[str]:
    """What is drawn, page by page."""
    found = []
    for each in re.findall(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        drawn = re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", zlib.decompress(base64.a85decode(each.strip()[:-2])))
        found.append("\n".join(re.sub(rb"\\([0-7]{3}|.)", _letter, text).decode("cp1252") for text in drawn))
    return found


def _letter(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 8)]) if len(escaped[1]) == 3 else escaped[1]


def written(chapters: int = 3, words: int = 40) -> bytes:
    lines = []
    for number in range(1, chapters + 1):
        lines += [Line("heading", f"{number}. Chapter"), *(Line("text", "A sentence (of words). " * 9),) * words]
    return pdf("Title", lines, footer="A-1", index="Contents")


def test_a_paper_is_a_pdf_that_our_own_check_takes() -> None:
    documents.check(written())


def test_every_reference_of_the_table_points_at_its_object() -> None:
    data = written()
    start = int(re.findall(rb"startxref\n(\d+)", data)[0])
    assert data[start:].startswith(b"xref")
    places = [int(each) for each in re.findall(rb"(\d{10}) 00000 n ", data)]
    assert [data[place:].split(b" ", 1)[0] for place in places] == [b"%d" % n for n in range(1, len(places) + 1)]


def test_the_index_names_the_page_of_each_chapter() -> None:
    pages = texts(written())
    named = [int(page) for page in re.findall(r"\d\. Chapter  ·  (\d+)", pages[0])]
    stands = [next(n for n, text in enumerate(pages[1:], 2) if f"{chapter}. Chapter" in text) for chapter in (1, 2, 3)]
    assert named == stands
    assert len(set(named)) == 3
    assert f"1 / {len(pages)}" in pages[0]


def test_a_long_index_moves_the_pages_on() -> None:
    pages = texts(written(chapters=120, words=1))
    number = int(re.findall(r"100\. Chapter  ·  (\d+)", "\n".join(pages))[0])
    assert "100. Chapter" in pages[number - 1]


def test_long_hashes_stay_on_the_paper() -> None:
    pages = texts(pdf("T", [Line("text", "a" * 300)], footer="", index="C"))
    assert max(len(line) for line in pages[1].split("\n")) < 120
    assert sum(line.count("a") for line in pages[1].split("\n")) == 300


@pytest.mark.parametrize(
    ("written_", "shown"),
    [("Müller – “so”", "Müller – “so”"), ("Łukasz Dvořák", "?ukasz Dvorák"), ("王", "?"), ("a\tb", "a    b")],
)
def test_what_the_paper_cannot_show_is_simplified(written_: str, shown: str) -> None:
    assert plain(written_) == shown


def contents() -> Contents:
    parts = (Part("about", "About", (Entry((("Name", "王 (Wang)"),)),)), Part("none", "Nothing", ()))
    chains = (Chain("application:1", "ab", (("[]", "ab"),)), Chain("round:2", "cd", (), whole=False))
    return Contents("A-7F3Q-9XWM", Redaction.COURT, parts, chains, (Counted("round:2", (("yes", 0),)),))


def test_the_same_contents_are_the_same_bytes() -> None:
    assert packed(contents()) == packed(contents())
    with zipfile.ZipFile(io.BytesIO(packed(contents()))) as archive:
        assert archive.namelist() == sorted(archive.namelist())
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "王" in archive.read("record.json").decode()


def test_facts_that_are_not_there_are_left_out_and_times_are_utc() -> None:
    east = datetime(2026, 11, 24, 17, 0, tzinfo=timezone(timedelta(hours=2)))
    assert entry(("At", east), ("By", None), ("Why", ""), ("Number", 0)) == Entry(
        (("At", "2026-11-24 15:00:00 UTC"), ("Number", "0"))
    )
    assert east.astimezone(UTC).hour == 15


@pytest.mark.parametrize(
    ("state", "states", "refused"),
    [
        (State.IN_REVIEW, [rounds.State.OPEN], record.RoundOpen),
        (State.DECIDED, [rounds.State.CONFIRMED, rounds.State.PLANNED], record.RoundOpen),
        (State.SCREENING, [], record.NotDecided),
        (State.IN_REVIEW, [rounds.State.VOID], record.NotDecided),
        (State.DECISION_PENDING, [rounds.State.CLOSED], None),
        (State.DECIDED, [], None),
    ],
)
def test_when_it_may_be_made(
    state: State, states: list[rounds.State], refused: type[record.NotDecided | record.RoundOpen] | None
) -> None:
    if refused is None:
        record.check(state, states)
        return
    with pytest.raises(refused):
        record.check(state, states)


def test_an_edition_for_a_court_is_the_chairs() -> None:
    record.check_maker(Redaction.COURT, record.BY_CHAIR)
    with pytest.raises(record.NotForYou):
        record.check_maker(Redaction.COURT, record.BY_OFFICE)


def test_the_script_counts_the_last_vote_of_those_who_sit() -> None:
    def row(action: str, who: str = "", **detail: str) -> list[object]:
        return ["round:1", 1, "", "", f"round.{action}", who, detail, ""]

    told = [row("seated", name) for name in ("a", "b", "c")]
    told += [row("cast", "a", vote="no"), row("cast", "b", vote="yes"), row("cast", "a", vote="yes")]
    told += [row("recused", "b"), row("closed"), row("cast", "c", vote="no")]
    assert counted(told) == {"yes": 1, "no": 0, "abstain": 0}
    assert counted([row("ballot", vote="abstain")]) == {"yes": 0, "no": 0, "abstain": 1}
