"""People who book through the real pages, each with a browser and a network of their own."""

import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PATIENCE = 30.0  # seconds; an answer this late is a failure anyway, and is reported as what it is
TRIES = 8  # other times, when somebody else was quicker


@dataclass(frozen=True, slots=True)
class Answered:
    method: str
    path: str  # without the token that some carry
    status: int
    seconds: float
    at: float  # seconds after the first visitor


@dataclass(slots=True)
class Diary:
    """What happened to all visitors, written by many threads."""

    began: float = field(default_factory=time.monotonic)
    answers: list[Answered] = field(default_factory=list)
    booked: list[str] = field(default_factory=list)  # e-mail addresses
    troubles: list[str] = field(default_factory=list)

    def slowest(self) -> list[Answered]:
        """Five, for the report."""
        return sorted(self.answers, key=lambda each: -each.seconds)[:5]

    def failed(self) -> list[Answered]:
        return [each for each in self.answers if each.status >= 500]


class Trouble(Exception):
    """A visitor could not go on."""


class Browser:
    """Cookies, forms with their CSRF token, and a watch."""

    def __init__(self, port: int, network: str, diary: Diary) -> None:
        self.port = port
        self.network = network
        self.diary = diary
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> tuple[int, str, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, data: dict[str, str], *, page: str) -> tuple[int, str, str]:
        """Send a form of the page that was just read."""
        return self._ask("POST", path, urlencode({**data, "csrf_token": value_of(page, "csrf_token")}))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        began = time.monotonic()
        status, where, text = self._exchange(method, path, body)
        taken = time.monotonic() - began
        shown = re.sub("(/c[a-z]*/)[^/?]+", r"\1...", path)
        self.diary.answers.append(Answered(method, shown, status, round(taken, 2), round(began - self.diary.began, 2)))
        return status, where, text

    def _exchange(self, method: str, path: str, body: str | None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"X-Forwarded-For": self.network, "Connection": "close"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or ():
                self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(f"{method} {path}: {error!r}") from error
        finally:
            connection.close()


def value_of(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    if found is None:
        raise Trouble(f"the page has no {name}: {page[:300]}")
    return found.group(1)


class Visitor:
    """One person with one wish."""

    def __init__(self, number: int, port: int, slugs: list[str], diary: Diary, today: datetime) -> None:
        self.number = number
        self.email = f"visitor-{number}@example.org"
        self.browser = Browser(port, f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}", diary)
        self.slugs = slugs
        self.today = today
        self.dice = random.Random(number)

    def book(self) -> None:
        """From choosing a time to "Booked". Raises Trouble."""
        self._choose()
        about = {"name": "Robin", "email": self.email, "country": "GB", "region": ""}
        self._fill("/book/you", {**about, "adult": "yes", "birth_year": "1985"}, then="/book/help")
        self._fill("/book/help", {"reason": "receding", "words": "It began at the temples."}, then="/book/check")
        self._confirm()

    def _choose(self) -> None:
        for _ in range(TRIES):
            slug = self.dice.choice(self.slugs)
            start = self._time_of(slug)
            _, _, page = self._read(f"/physicians/{slug}/times")
            status, where, text = self.browser.post(
                f"/physicians/{slug}/hold", {"start": start, "kind": "video"}, page=page
            )
            if status == 303 and where == "/book/you":
                return
            if status != 409:
                raise Trouble(f"hold: {status} {where} {text[:300]}")
        raise Trouble("every time was taken by somebody else")

    def _time_of(self, slug: str) -> str:
        """Most like it soon, so now and then two want the same time."""
        first = (self.today + timedelta(days=self.dice.randint(4, 20))).date()
        _, _, text = self._read(f"/physicians/{slug}/times.json?from={first}&days=7&zone=UTC")
        times = [each["start"] for each in json.loads(text)["times"]]
        if not times:
            raise Trouble(f"{slug} has no time")
        return str(self.dice.choice(times[:10] if self.number % 3 == 0 else times))

    def _fill(self, path: str, data: dict[str, str], *, then: str) -> None:
        _, _, page = self._read(path)
        status, where, text = self.browser.post(path, data, page=page)
        if (status, where) != (303, then):
            raise Trouble(f"{path}: {status} {where} {text[:300]}")

    def _confirm(self) -> None:
        _, _, page = self._read("/book/check")
        data = {"consent": "y", "reference": value_of(page, "reference")}
        status, where, text = self.browser.post("/book/check", data, page=page)
        if status != 303:
            raise Trouble(f"/book/check: {status} {text[:300]}")
        self.browser.diary.booked.append(self.email)
        self._read(urlsplit(where).path)

    def _read(self, path: str) -> tuple[int, str, str]:
        status, where, text = self.browser.get(path)
        if status != 200:
            raise Trouble(f"GET {path}: {status} {where} {text[:300]}")
        return status, where, text


class Crowd:
    """Books at an even pace until told to stop and the number asked for is reached."""

    def __init__(
        self,
        port: int,
        slugs: list[str],
        *,
        wanted: int,
        seconds: float,
        at_once: int = 6,
        today: datetime | None = None,
    ) -> None:
        self.today = today or datetime.now(UTC)  # by the site's clock
        self.port = port
        self.slugs = slugs
        self.wanted = wanted
        self.pace = seconds / wanted
        self.diary = Diary()
        self._began = time.monotonic()
        self._next = 0
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(at_once)]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (number := self._ticket()) is not None:
            try:
                Visitor(number, self.port, self.slugs, self.diary, self.today).book()
            except Trouble as trouble:
                self.diary.troubles.append(str(trouble))
            except Exception as error:  # noqa: BLE001 (a thread that dies silently would look like a quiet day)
                self.diary.troubles.append(repr(error))

    def _ticket(self) -> int | None:
        """The number of the next visitor, when it is their turn."""
        with self._lock:
            if self._over.is_set() and self._next >= self.wanted:
                return None
            self._next += 1
            number = self._next
        turn = self._began + number * self.pace
        time.sleep(max(0.0, turn - time.monotonic()))
        return number
