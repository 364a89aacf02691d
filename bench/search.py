"""Search by place with 100, 10,000 and (asked for) 100,000 physicians, against one indexed query in the same run.

python -m bench.search [100000]
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from directory import create_app
from directory.core import policy, transaction
from directory.core.db import db, session
from directory.core.settings import from_environment
from directory.physicians import actions, queries
from directory.physicians.models import Clinic, ClinicPhysician, Credential, Physician, PhysicianLanguage, Procedure
from directory.physicians.rules import Asked, CredentialKind, Standing, Technique, sort_name
from directory.places.models import gazetteer
from directory.places.rules import PlaceKind
from directory.scheduling.models import WeeklyRule

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECONDS = 1.5
BATCH = 1000
LANGUAGES = ("en", "es", "de", "tr", "fr", "pt-BR", "hi", "ar")
FIRST = ("Ada", "Bruno", "Chen", "Dara", "Emil", "Femi", "Gita", "Hana", "Ivo", "Jun")


def main() -> None:
    sizes = [100, 10_000, *map(int, sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder:
        app = _app(Path(folder))
        done, figures = 0, []
        for size in sizes:
            with app.app_context():
                _fill(done, size)
            done = size
            figures.append(_measure(app, size))
    first, last = figures[0], figures[-1]
    print(f"search: query for {sizes[0]:,} to {sizes[-1]:,} physicians grows {last / first:.2f} times")


def _app(folder: Path) -> Flask:
    app = create_app(from_environment({"VAR_DIR": str(folder), "RATE_LIMITS": "off"}))
    app.add_url_rule("/floor", "floor", policy.public(_floor_page))
    with app.app_context():
        db.create_all()
        db.session.commit()
    return app


def _floor_page() -> str:
    """One indexed query and a page."""
    names = session().scalars(sa.select(Physician.name).where(Physician.id.between(1, 20))).all()
    return render_template_string("<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>", names=names)


def _fill(known: int, wanted: int) -> None:
    """Spread over the towns of the world by turns, so that places fill up as the directory grows."""
    towns = _towns()
    for first in range(known, wanted, BATCH):
        with transaction.unit():
            ids = [number + 1 for number in range(first, min(first + BATCH, wanted))]
            _insert(ids, towns)
            actions.index(ids)
            actions.keep_searchable(ids)


def _towns() -> list[tuple[str, str, float, float, str]]:
    table = gazetteer()
    places = [table.place(line) for line in range(len(table.names)) if table.kind(line) is PlaceKind.CITY]
    return [(p.name, p.country, p.latitude, p.longitude, p.zone) for p in places]


def _insert(ids: list[int], towns: list[tuple[str, str, float, float, str]]) -> None:
    random = Random(ids[0])
    chosen = {each: random.choice(towns) for each in ids}
    rows: list[tuple[type, Iterator[dict[str, object]]]] = [
        (Physician, (_physician(each, chosen[each][4], random) for each in ids)),
        (Clinic, (_clinic(each, chosen[each]) for each in ids)),
        (ClinicPhysician, ({"clinic_id": each, "physician_id": each, "position": 0} for each in ids)),
        (Credential, (_credential(each, kind) for each in ids for kind in ("licence", "malpractice"))),
        (PhysicianLanguage, ({"physician_id": e, "tag": random.choice(LANGUAGES), "position": 0} for e in ids)),
        (Procedure, ({"physician_id": each, "technique": random.choice(list(Technique))} for each in ids)),
        (WeeklyRule, ({"physician_id": e, "weekday": e % 5, "starts": 540, "ends": 1020} for e in ids)),
    ]
    for model, values in rows:
        session().execute(sa.insert(model), list(values))


def _physician(number: int, zone: str, random: Random) -> dict[str, object]:
    name = f"{random.choice(FIRST)} {''.join(random.choice('aeioulmnrst') for _ in range(8)).capitalize()}"
    return {
        "id": number,
        "slug": f"p{number}",
        "name": name,
        "sort_name": sort_name(name),
        "zone": zone,
        "standing": Standing.ACTIVE,
        "member_since": date(2020, 1, 1),
        "created": NOW,
    }


def _clinic(number: int, town: tuple[str, str, float, float, str]) -> dict[str, object]:
    city, country, latitude, longitude, zone = town
    place = {"city": city, "country": country, "latitude": latitude, "longitude": longitude, "zone": zone}
    return {"id": number, "name": f"Clinic of {city}", **place}


def _credential(number: int, kind: str) -> dict[str, object]:
    checked = {"verified_on": date(2026, 1, 1), "verified_by": "Coalition office"}
    given = {"title": kind, "issuer": "A board", "number": str(number), "country": "US", "expires": date(2030, 1, 1)}
    return {"physician_id": number, "kind": CredentialKind(kind), **given, **checked}


def _measure(app: Flask, size: int) -> float:
    with app.app_context():
        one = best(lambda: session().scalar(sa.select(Physician.id).where(Physician.slug == "p50")))
        near = best(lambda: queries.search(Asked(near="Paris"), NOW))
        text = best(lambda: queries.search(Asked(near="Paris", technique=Technique.FUE, languages=("es",)), NOW))
        everywhere = best(lambda: queries.search(Asked(), NOW))
        session().rollback()
    client = app.test_client()
    page, floor = best(lambda: _get(client, "/physicians?near=Paris")), best(lambda: _get(client, "/floor"))
    print(
        f"search: {size:,} physicians | near a place {near:.2f} ms, filtered {text:.2f} ms, all {everywhere:.2f} ms"
        f" | one indexed query {one:.2f} ms, ratio {one / near:.3f}"
        f" | page {page:.1f} ms, floor (one-query page) {floor:.1f} ms, ratio {floor / page:.2f}"
    )
    return near


def _get(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 200


def best(work: Callable[[], object]) -> float:
    """Milliseconds of the quickest round: the least disturbed one."""
    taken, ends = [], time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken) * 1000


if __name__ == "__main__":
    main()
