"""Which PDFs are taken, and that nothing that acts, hides or is two things at once gets through."""

import random
import time

import pytest
from playwright.sync_api import Browser

from directory.core.refusals import Refusal
from directory.membership.rules.documents import (
    BYTES_MOST,
    NotPdf,
    PdfActive,
    PdfBroken,
    PdfLocked,
    PdfTooLarge,
    check,
)
from tests.factories import membership_documents as pdfs


def test_a_page_of_text_passes() -> None:
    check(pdfs.pdf())


def test_an_office_program_says_on_which_page_to_begin() -> None:
    check(pdfs.pdf(catalog=b"/OpenAction [3 0 R /XYZ null null 0]"))


def test_objects_in_a_compressed_stream_pass_when_they_do_nothing() -> None:
    check(pdfs.pdf(objects=(pdfs.object_stream(b"<< /Title (CV) >>"),)))


def test_chance_bytes_of_pictures_are_no_actions() -> None:
    noise = random.Random(7).randbytes(2_000_000).replace(b"endstream", b"") + b"/JS /AA "
    check(pdfs.pdf(objects=(pdfs.stream(noise, b"/Subtype /Image"),)))


def test_words_about_scripts_in_a_text_are_no_scripts() -> None:
    check(pdfs.pdf(text=b"I taught JavaScript and held the Launch lecture"))


@pytest.mark.parametrize("name", sorted(pdfs.HOSTILE))
def test_what_acts_is_refused(name: str) -> None:
    with pytest.raises(PdfActive):
        check(pdfs.HOSTILE[name])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (pdfs.LOCKED, PdfLocked),
        (pdfs.TRUNCATED, PdfBroken),
        (pdfs.ZIP, NotPdf),
        (pdfs.TRAILING, NotPdf),
        (pdfs.LEADING, NotPdf),
        (pdfs.BOMB, PdfBroken),
        (b"", NotPdf),
        (b"%PDF-1.7", PdfBroken),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, NotPdf),
        (b"PK\x03\x04" + b"0" * 100, NotPdf),
        (b"%PDF-1.7\nstartxref\n99999999\n%%EOF", PdfBroken),
        (pdfs.pdf() + b" " * BYTES_MOST, PdfTooLarge),
    ],
)
def test_the_refusal_says_what_to_do(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check(data)


def test_many_false_streams_cost_little() -> None:
    """Each of these would be looked into; together they are bounded."""
    one = b"obj<< /First 1 /Filter /FlateDecode >>stream\nx\x9c"
    data = pdfs.pdf(text=one * (BYTES_MOST // len(one) - 100))
    began = time.perf_counter()
    with pytest.raises(Refusal):
        check(data)
    assert time.perf_counter() - began < 5


def test_damaged_files_are_refused_or_taken_and_never_fail() -> None:
    chance = random.Random(3)
    whole = pdfs.pdf(objects=(pdfs.object_stream(b"<< /Title (CV) >>"),))
    for _ in range(3000):
        data = bytearray(whole)
        for _n in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            check(bytes(data[: chance.randint(1, len(data))]))
        except Refusal:
            continue


def test_what_a_real_program_writes_passes(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<title>CV</title><h1>A CV</h1><a href='https://example.org'>A link</a><p>" + "x " * 9000)
    data = page.pdf()
    page.close()
    check(data)
