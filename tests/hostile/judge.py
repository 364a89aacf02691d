"""What every answer to every request must be, whatever was sent."""

import re

from werkzeug.test import TestResponse

from tests.hostile.world import World

REFUSED = {400, 403, 404, 405, 409, 410, 413, 422, 429}
SENT_ON = {301, 302, 303, 308}
_SENTENCE = re.compile(r'<p class="lead">\s*\S|class="error-summary|<p class="error"|class="note danger')
_LOCAL = re.compile(r"/(?![/\\])[!-~]*$")

# One good photo among bad ones is kept although the page says 422: a file input is empty when shown again.
KEEPS_WHAT_WAS_GOOD = {"photos", "photo_slots", "consultations"}


def faults(world: World, method: str, answer: TestResponse, *, may_keep: set[str] | None = None) -> list[str]:
    """What is wrong with an answer; the world is put back."""
    changed = world.changed() - (may_keep or set())
    return [*_of_status(answer), *_of_page(answer), *_of_rows(method, answer, changed)]


def _of_status(answer: TestResponse) -> list[str]:
    if answer.status_code in SENT_ON:
        where = answer.headers.get("Location", "")
        return [] if _LOCAL.match(where.removeprefix("http://localhost")) else [f"sent on to {where[:200]!r}"]
    allowed = {200, *REFUSED}
    return [] if answer.status_code in allowed else [f"status {answer.status_code}"]


def _of_page(answer: TestResponse) -> list[str]:
    """A refusal is a page with one heading and a sentence, or JSON with a message."""
    if answer.status_code < 400:
        return []
    if answer.mimetype == "application/json":
        said = answer.get_json(silent=True) or {}
        return [] if said.get("message") or said.get("error") else ["a refusal without a message"]
    if answer.mimetype != "text/html":
        return [f"a refusal as {answer.mimetype}"]
    headings = len(re.findall(r"<h1[\s>]", answer.text))
    wrong = [] if headings == 1 else [f"{headings} headings of the first level, status {answer.status_code}"]
    return wrong if _SENTENCE.search(answer.text) else [*wrong, f"no sentence, status {answer.status_code}"]


def _of_rows(method: str, answer: TestResponse, changed: set[str]) -> list[str]:
    if not changed:
        return []
    if method in {"GET", "HEAD", "OPTIONS"}:
        return [f"reading changed {sorted(changed)}"]
    return [f"refused with {answer.status_code}, yet changed {sorted(changed)}"] if answer.status_code >= 400 else []
