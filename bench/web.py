"""Pages under gunicorn with 10,000 physicians, against a page of one query under the same gunicorn, in turns.

python -m bench.web [physicians]
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from statistics import median
from urllib.request import urlopen

from bench import serving
from bench.lines import say

PHYSICIANS = 10_000
ROUNDS, SECONDS = 5, 1.2
DAYS = 60


def main() -> None:
    physicians = int(sys.argv[1]) if len(sys.argv) > 1 else PHYSICIANS
    with serving.site() as site:
        serving.flask(site, "db", "upgrade")
        serving.flask(site, "demo", "load", "--physicians", str(physicians))
        web, floor = serving.start_web(site), serving.start_floor(site)
        slug = _bookable(web)
        first = (datetime.now(UTC) + timedelta(days=1)).date()
        times = f"/physicians/{slug}/times"
        _compare(f"search page, {physicians:,} physicians", web, "/physicians", floor, 0.25)
        _compare(f"search near a place, {physicians:,}", web, "/physicians?near=Boston", floor, 0.25)
        _compare(f"{DAYS} days of times, page", web, f"{times}?from={first}&days={DAYS}", floor, 0.2)
        _compare(f"{DAYS} days of times, JSON", web, f"{times}.json?from={first}&days={DAYS}", floor, 0.5)
        _compare("hello (bare Flask)", floor, "/hello", floor, 1.0)


def _bookable(port: int) -> str:
    """The physician with the most open times among the first twenty."""
    with urlopen(f"http://127.0.0.1:{port}/physicians?available=30") as answer:
        page = answer.read().decode()
    slugs = {part.split('"')[0].split("/")[0].split("?")[0] for part in page.split('href="/physicians/')[1:]}
    return max(sorted(slugs), key=lambda slug: _times(port, slug))


def _times(port: int, slug: str) -> int:
    with urlopen(f"http://127.0.0.1:{port}/physicians/{slug}/times.json?days={DAYS}") as answer:
        return len(json.load(answer)["times"])


def _compare(name: str, port: int, path: str, floor_port: int, target: float) -> None:
    """In turns, so that what else the machine does falls on both."""
    serving.throughput(port, path, 0.5)
    pairs = [
        (serving.throughput(port, path, SECONDS), serving.throughput(floor_port, "/one-query", SECONDS))
        for _ in range(ROUNDS)
    ]
    ours, bare = (median(column) for column in zip(*pairs, strict=True))
    ratio = median(one / other for one, other in pairs)
    say(name, f"{ours:,.0f} a second", f"{bare:,.0f} a second", ratio, f"at least {target}", met=ratio >= target)


if __name__ == "__main__":
    main()
