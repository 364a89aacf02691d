"""What the two e-mails say, and what they must not."""

from datetime import datetime

import pytest
from flask import Flask

from directory.core import outbox, transaction, vault
from directory.core.outbox import Letter
from directory.oversight import queries
from tests.factories import oversight


def deliver(now: datetime) -> list[Letter]:
    sent: list[Letter] = []
    outbox.deliver_due(lambda: now, sent.append)
    return sent


@pytest.mark.both
def test_the_office_learns_the_reference_and_nothing_else(context: Flask, now: datetime) -> None:
    with transaction.unit():
        reference = oversight.concern().reference
    notice, receipt = sorted(deliver(now), key=lambda letter: letter.to)
    assert (notice.to, notice.subject) == (
        context.extensions["settings"].office_email,
        f"A concern was raised, reference {reference}",
    )
    assert (receipt.to, receipt.subject) == ("sam@example.org", f"We have received your message, reference {reference}")
    for form in (notice.text, notice.html):
        assert f"/office/concerns/{reference}" in form
        assert not any(word in form for word in ("Sam", "sam@", "harbour", "three weeks"))
    for form in (receipt.text, receipt.html):
        assert reference in form
        assert not any(word in form for word in ("Sam", "harbour", "three weeks", "concern"))


def test_after_erasure_no_receipt_is_sent(context: Flask, now: datetime) -> None:
    with transaction.unit():
        own = vault.by_id(oversight.concern().vault_id)
        assert own is not None
        vault.destroy(own, now)
    assert [letter.subject.partition(",")[0] for letter in deliver(now)] == ["A concern was raised"]
    assert queries.waiting() == 1


@pytest.mark.parametrize("kind", ["concern_notice", "concern_receipt"])
def test_each_has_a_preview_in_text_and_html(context: Flask, now: datetime, kind: str) -> None:
    letter = outbox.preview(kind, now)
    assert "K-7F3Q-9XWM" in letter.text
    assert "K-7F3Q-9XWM" in letter.html
    assert "http-equiv" not in letter.html
    assert "<img" not in letter.html
