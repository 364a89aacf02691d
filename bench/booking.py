"""Hold and confirm over HTTP at thirty a second, against the floor application, which writes the same rows bare.

python -m bench.booking
"""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bench import serving
from bench.lines import say
from tests.chaos.visitors import Browser, Diary, Trouble, value_of
from tests.chaos.world import World, database

OFFERED = 30  # a second
SECONDS = 10
ALONE = 60  # visitors who come one after the other
P99 = 500  # milliseconds
TARGET = 0.5
ABOUT = {"name": "Robin", "country": "GB", "region": "", "adult": "yes", "birth_year": "1985"}
ASKED_FOR_NONE = 'name="csrf_token" value="none"'  # the floor looks at no token
WISH = {"reason": "receding", "words": "It began at the temples."}


@dataclass(slots=True)
class Ready:
    """A visitor whose answers are saved, with the time they are going to choose."""

    browser: Browser
    page: str
    reference: str
    slug: str
    start: str


def main() -> None:
    for kind in ("sqlite", "postgresql"):
        with database(kind, Path(), f"coalition_bench_{os.getpid()}") as url:
            if url is None:
                print("hold and confirm, PostgreSQL: not measured, there is no server")
                continue
            with serving.site("" if kind == "sqlite" else url) as site:
                _measure(kind, site)


def _measure(kind: str, site: serving.Site) -> None:
    world = World(site)
    slugs = world.fill()
    web, floor = serving.start_web(site), serving.start_floor(site)
    diary = Diary()
    visitors = _prepared(web, slugs[:-1], diary)  # the last physician is the floor's
    taken = offered([lambda each=each: _book(each) for each in visitors[ALONE:]])
    slow, overlaps = quantiles(taken, n=100)[98] * 1000, len(world.overlaps())
    # One at a time and in turns, so that both see the same machine.
    bare = Browser(floor, "10.255.0.2", Diary())
    drafts = [_floor_post(bare, "/draft", {})[2] for _ in range(ALONE)]
    alone = zip(visitors[:ALONE], drafts, strict=True)
    pairs = [(_timed(lambda one=one: _book(one)), _timed(lambda two=two: _insert(bare, two))) for one, two in alone]
    figure, least = (median(column) * 1000 for column in zip(*pairs, strict=True))
    world.close()
    ratio, name = least / figure, f"hold + confirm by HTTP, {kind}"
    say(name, f"{figure:.1f} ms", f"{least:.1f} ms", ratio, f"at least {TARGET}", met=ratio >= TARGET)
    failed = len(diary.failed())
    good = slow < P99 and not overlaps and not failed
    what = f"p99 {slow:.0f} ms, {overlaps} overlap, {failed} busy"
    say(f"  the same, {OFFERED} offered a second", what, "-", None, f"p99 < {P99} ms, 0, 0", met=good)


def _timed(work: Callable[[], None]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _prepared(port: int, slugs: list[str], diary: Diary) -> list[Ready]:
    """One after the other in time, so that no two want the same."""
    times = _times(port, slugs, 2 * (OFFERED * SECONDS + ALONE))
    pairs = list(zip(times[::2], times[1::2], strict=True))
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda numbered: _prepare(port, numbered[0], *numbered[1], diary), enumerate(pairs)))


def _times(port: int, slugs: list[str], wanted: int) -> list[tuple[str, str]]:
    first = (datetime.now(UTC) + timedelta(days=4)).date()
    found = []
    for slug in slugs:
        status, _, text = Browser(port, "10.255.0.1", Diary()).get(
            f"/physicians/{slug}/times.json?from={first}&days=50&zone=UTC"
        )
        assert status == 200, text
        starts = [part.split('"')[0] for part in text.split('"start": "')[1:]]
        found += [(slug, start) for start in starts[::4]]
    assert len(found) >= wanted, f"{len(found)} times are too few"
    return Random(1).sample(found, wanted)  # visitors want different physicians


def _prepare(port: int, number: int, first: tuple[str, str], then: tuple[str, str], diary: Diary) -> Ready:
    browser = Browser(port, f"10.1.{number // 256}.{number % 256}", diary)
    _, _, page = browser.get(f"/physicians/{first[0]}/times")
    _sent(browser, f"/physicians/{first[0]}/hold", {"start": first[1], "kind": "video"}, page)
    _sent(browser, "/book/you", {**ABOUT, "email": f"bench-{number}@example.org"}, page)
    _sent(browser, "/book/help", WISH, page)
    _, _, check = browser.get("/book/check")
    return Ready(browser, check, value_of(check, "reference"), *then)


def _sent(browser: Browser, path: str, data: dict[str, str], page: str) -> None:
    status, _, text = browser.post(path, data, page=page)
    if status != 303:
        raise Trouble(f"{path}: {status} {text[:300]}")


def _book(ready: Ready) -> None:
    _sent(ready.browser, f"/physicians/{ready.slug}/hold", {"start": ready.start, "kind": "video"}, ready.page)
    _sent(ready.browser, "/book/check", {"consent": "y", "reference": ready.reference}, ready.page)


def _insert(browser: Browser, draft: str) -> None:
    """Two requests as well, with forms as long as ours."""
    confirm = _floor_post(browser, f"/hold/{draft}", {"start": "2026-12-01T10:00:00+00:00", "kind": "video"})[1]
    _floor_post(browser, confirm, {"consent": "y", "reference": "ABCD-EFGH"})


def _floor_post(browser: Browser, path: str, data: dict[str, str]) -> tuple[int, str, str]:
    status, where, text = browser.post(path, data, page=ASKED_FOR_NONE)
    if status >= 400:
        raise Trouble(f"{path}: {status} {text[:300]}")
    return status, where, text


def offered(work: list[Callable[[], None]]) -> list[float]:
    """Begun at an even pace, whether or not the earlier ones are answered; seconds of hold and confirm.

    Late starts count: whoever waits for a free client waits as well.
    """
    taken: list[float] = []
    lock, began = threading.Lock(), time.monotonic() + 0.2

    def run(number: int) -> None:
        turn = began + number / OFFERED
        time.sleep(max(0.0, turn - time.monotonic()))
        with suppress(Trouble):  # its answer is in the diary, and its time counts
            work[number]()
        with lock:
            taken.append(time.monotonic() - turn)

    with ThreadPoolExecutor(60) as pool:
        list(pool.map(run, range(len(work))))
    return taken


if __name__ == "__main__":
    main()
