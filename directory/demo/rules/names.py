"""Names of nobody: put together from syllables that are not those of any language's surnames."""

from collections.abc import Iterator
from random import Random

_GIVEN = ("Ma", "Ne", "Ri", "So", "Ta", "Vi", "Ze", "Lo", "Ki", "Da", "Fe", "Jo", "Pe", "Ya", "Bri", "Ca")
_GIVEN_END = ("rune", "lua", "venn", "mis", "drael", "telin", "niva", "sorin", "bell", "quill", "vane", "lise")
_FAMILY = ("Bel", "Dor", "Kar", "Lan", "Mer", "Nor", "Or", "Pel", "Ras", "Sel", "Tor", "Ul", "Ver", "Wen", "Yar", "Zan")
_FAMILY_MIDDLE = ("a", "e", "i", "o", "uva", "ela", "ori")
_FAMILY_END = ("vash", "quel", "drine", "thorne", "mereth", "valle", "sken", "brith", "dovan", "lisk", "munde", "tarri")
_PATIENTS = (
    "Alex", "Sam", "Robin", "Kim", "Jo", "Charlie", "Noor", "Sasha", "Ari", "Bo", "Dana", "Eli", "Fran", "Gio", "Indi",
    "Jules", "Kai", "Lee", "Mika", "Nico", "Oli", "Pat", "Quinn", "Remi", "Sky", "Toni", "Uma", "Val", "Wren", "Yael",
)  # fmt: skip
_STREETS = (
    "Larkspur",
    "Quarry",
    "Lantern",
    "Mill Race",
    "Harrowgate",
    "Saffron",
    "Willow Bank",
    "Old Tannery",
    "Juniper",
)
_STREET_KINDS = ("Row", "Lane", "Walk", "Square", "Court")
_CLINICS = (
    "Clearwater",
    "Meridian",
    "Northlight",
    "Kestrel",
    "Alder",
    "Lumen",
    "Tidewell",
    "Cinder Hill",
    "Oriel",
    "Sable",
)
_CLINIC_KINDS = ("Hair Clinic", "Hair Restoration", "Hair and Scalp Practice", "Dermatology and Hair")


def physicians(rng: Random) -> Iterator[str]:
    """Never the same name twice; there are a quarter of a million."""
    used: set[str] = set()
    while True:
        name = f"{rng.choice(_GIVEN)}{rng.choice(_GIVEN_END)} {_family(rng)}"
        if name not in used:
            used.add(name)
            yield name


def _family(rng: Random) -> str:
    return rng.choice(_FAMILY) + rng.choice(_FAMILY_MIDDLE) + rng.choice(_FAMILY_END)


def patient(rng: Random) -> str:
    """What somebody wants to be called; some say only the first name."""
    first = rng.choice(_PATIENTS)
    return first if rng.random() < 0.25 else f"{first} {_family(rng)}"


def street(rng: Random) -> str:
    return f"{rng.randint(1, 180)} {rng.choice(_STREETS)} {rng.choice(_STREET_KINDS)}"


def clinic(rng: Random, town: str) -> str:
    """Some are called after their town, as clinics are."""
    if rng.random() < 0.8:
        return f"{rng.choice(_CLINICS)} {rng.choice(_CLINIC_KINDS)}"
    return f"{rng.choice(_CLINICS)} {rng.choice(_CLINIC_KINDS)}, {town}"
