"""How fast a typed place is found, against a plain dict of folded names in the same run.

python -m bench.places
"""

from collections.abc import Callable
from time import perf_counter

from directory.places.models import gazetteer
from directory.places.queries import find
from directory.places.rules import Place, fold

SECONDS = 1.0
EXACT = ("Vancouver", "Boston, MA", "London, Ontario", "Paris", "München", "02115", "São Paulo", "New York")
TYPED_WRONG = ("San Fransisco", "Los Angles", "Chigaco", "Melborne", "Pheonix", "Cinncinati", "Seatle", "Bancouver")


def main() -> None:
    table = gazetteer()
    names = {table.names.at(number).decode(): number for number in range(len(table.names))}

    def floor(text: str) -> list[Place]:
        """What no search can do without: fold the text, look it up, hand back a place."""
        number = names.get(fold(text.partition(",")[0]))
        return [table.place(number)] if number is not None else []

    assert all(find(text) for text in (*EXACT, *TYPED_WRONG))
    bare = rate(floor, EXACT)
    exact, wrong = rate(find, EXACT), rate(find, TYPED_WRONG)
    print(
        f"places: exact {exact:,.0f}/s, typing error {wrong:,.0f}/s, floor (dict) {bare:,.0f}/s, "
        f"ratio {exact / bare:.3f} and {wrong / bare:.3f}"
    )


def rate(search: Callable[[str], list[Place]], texts: tuple[str, ...]) -> float:
    rounds, started = 0, perf_counter()
    while perf_counter() - started < SECONDS:
        for text in texts:
            search(text)
        rounds += 1
    return rounds * len(texts) / (perf_counter() - started)


if __name__ == "__main__":
    main()
