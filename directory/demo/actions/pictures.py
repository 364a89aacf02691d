"""The base pictures: drawn once, through the real pipeline once; and the pairs shown as results."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from random import Random

from directory.core import files
from directory.demo.drawing import Picture, base_pictures, picture_image
from directory.demo.rules.members import Member
from directory.demo.rules.offers import Values
from directory.photos.actions import Cleaned, clean
from directory.physicians.rules import PictureKeeper, ResultView, Technique

_VIEWS = {"top": ResultView.TOP, "front": ResultView.FRONT, "crown": ResultView.CROWN}
SIZE = (800, 600)  # of a result: the page shows no larger one


@dataclass(frozen=True, slots=True)
class Pair:
    """A before and an after in the store."""

    before: str
    after: str
    view: ResultView
    technique: Technique


@dataclass(frozen=True, slots=True)
class Drawn:
    photos: dict[str, Cleaned]
    pairs: tuple[Pair, ...]


def draw() -> Iterator[tuple[str, Cleaned | None, bytes]]:
    """(name, as a photo, as a result) of each; slow, so outside any transaction."""
    for picture in base_pictures():
        yield (picture.name, *_drawn(picture))


@cache
def _drawn(picture: Picture) -> tuple[Cleaned | None, bytes]:
    """Once a process: the same picture is the same bytes."""
    image = picture_image(picture)
    photo, result = BytesIO(), BytesIO()
    image.save(photo, "JPEG", quality=92)
    image.resize(SIZE).save(result, "WEBP", quality=80, method=1)
    return None if picture.regrowth else clean(photo.getvalue()), result.getvalue()


def keep_pairs(drawn: dict[str, bytes]) -> tuple[Pair, ...]:
    """Stores both pictures of every pair; the same names each time, so that a second load leaves nothing behind."""
    pairs = []
    for after in (picture for picture in base_pictures() if picture.regrowth):
        before = Picture(after.view, after.row, after.key, after.kind, after.tone, seed=after.seed)
        for each in (before, after):
            files.store().put(object_name(each), drawn[each.name])
        technique = Technique.FUE if after.row == "receding" else Technique.FUT
        pairs.append(Pair(object_name(before), object_name(after), _VIEWS[after.view], technique))
    return tuple(pairs)


def object_name(picture: Picture) -> str:
    return f"demo-results/{picture.name}.webp"


def results(member: Member, pairs: tuple[Pair, ...], *, seed: int, today: date) -> list[Values]:
    """None where pictures of this kind may not be shown."""
    rng = Random(f"{seed}/{today}/results/{member.number}")
    if not member.land.results or (member.number > 1 and rng.random() < 0.35):
        return []
    offered = {values["technique"] for values, _ in member.procedures}
    fitting = [pair for pair in pairs if pair.technique in offered] or list(pairs[:1])
    chosen = rng.sample(fitting, min(len(fitting), 3 if member.number == 1 else rng.choice((1, 1, 2))))
    return [_result(rng, pair, position, today) for position, pair in enumerate(chosen)]


def _result(rng: Random, pair: Pair, position: int, today: date) -> Values:
    after = (today - timedelta(days=rng.randrange(60, 900))).replace(day=1)
    months = rng.choice((10, 12, 12, 14, 18))
    before = _months_before(after, months + 1)
    return {
        "position": position,
        "view": pair.view,
        "technique": pair.technique,
        "before": pair.before,
        "after": pair.after,
        "keeper": PictureKeeper.FILES,
        "width": SIZE[0],
        "height": SIZE[1],
        "before_month": before,
        "after_month": after,
        "months_after": months,
        "grafts": rng.choice((1600, 1850, 2100, 2400, 2750, 3100)),
        "sessions": rng.choice((1, 1, 1, 2)),
        "consented_on": after + timedelta(days=rng.randrange(3, 40)),
        "illustration": True,
    }


def _months_before(month: date, months: int) -> date:
    count = month.year * 12 + month.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
