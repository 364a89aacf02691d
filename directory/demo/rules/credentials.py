"""Licences, cover, boards: each with an issuer that says it is invented; some have ended, so that booking pauses."""

from datetime import date, timedelta
from enum import StrEnum
from random import Random

from directory.demo.rules.offers import Values
from directory.physicians.rules import CredentialKind
from directory.places.rules import country_name

OFFICE = "Coalition office (demonstration)"


class Trouble(StrEnum):
    NO_COVER = "no_cover"
    LICENCE_EXPIRED = "licence_expired"
    UNVERIFIED = "unverified"
    SECOND_LICENCE_EXPIRED = "second_licence_expired"


def credentials(
    rng: Random, country: str, region: str, joined: date, *, today: date, trouble: Trouble | None
) -> tuple[Values, ...]:
    rows = [_licence(rng, country, region, joined, today=today)]
    if trouble is Trouble.SECOND_LICENCE_EXPIRED or (region and rng.random() < 0.35):
        rows.append(_licence(rng, country, _neighbour(country, region), joined, today=today))
    if trouble is not Trouble.NO_COVER:
        rows.append(_cover(rng, country, joined, today=today))
    if rng.random() < 0.7:
        rows.append(_board(rng, joined))
    if rng.random() < 0.3:
        rows.append(_training(rng, joined))
    return tuple(_troubled(rows, trouble, today))


def _troubled(rows: list[Values], trouble: Trouble | None, today: date) -> list[Values]:
    if trouble is Trouble.LICENCE_EXPIRED:
        rows[0]["expires"] = today - timedelta(days=23)
    if trouble is Trouble.SECOND_LICENCE_EXPIRED:
        rows[1]["expires"] = today - timedelta(days=41)
    if trouble is Trouble.UNVERIFIED:
        rows[0]["verified_on"], rows[0]["verified_by"] = None, ""
    return rows


def _row(kind: CredentialKind, title: str, issuer: str, joined: date, **more: object) -> Values:
    return {
        "kind": kind,
        "title": title,
        "issuer": issuer,
        "country": None,
        "region": None,
        "number": "",
        "issued": None,
        "expires": None,
        "verified_on": joined - timedelta(days=12),
        "verified_by": OFFICE,
        **more,
    }


def _checked(joined: date, day: date) -> date:
    """By the office, before somebody became a member at the earliest."""
    return max(joined - timedelta(days=12), day)


def _licence(rng: Random, country: str, region: str, joined: date, *, today: date) -> Values:
    place = f"{region}, {country_name(country)}" if region else country_name(country)
    return _row(
        CredentialKind.LICENCE,
        "Licence to practise medicine",
        f"Medical board of {place} (demonstration)",
        joined,
        country=country,
        region=region or None,
        number=f"DEMO-{rng.randrange(100000, 999999)}",
        issued=joined - timedelta(days=rng.randrange(1500, 6000)),
        expires=today + timedelta(days=rng.randrange(120, 900)),
        verified_on=_checked(joined, today - timedelta(days=rng.randrange(20, 330))),
    )


def _neighbour(country: str, region: str) -> str:
    """A second place to be licensed in."""
    near = {"US": ("NJ", "CT", "FL", "TX", "CA"), "CA": ("ON", "AB", "BC"), "AU": ("NSW", "QLD", "VIC")}
    return next((code for code in near.get(country, ()) if code != region), region)


def _cover(rng: Random, country: str, joined: date, *, today: date) -> Values:
    """A year at a time."""
    expires = today + timedelta(days=rng.randrange(40, 340))
    issued = expires - timedelta(days=365)
    return _row(
        CredentialKind.MALPRACTICE,
        "Professional indemnity",
        "Harbour Mutual (invented insurer)",
        joined,
        country=country,
        number=f"HM-{rng.randrange(10000, 99999)}",
        issued=issued,
        expires=expires,
        verified_on=_checked(joined, min(today, issued + timedelta(days=rng.randrange(1, 12)))),
    )


def _board(rng: Random, joined: date) -> Values:
    title = rng.choice(
        ("Diplomate in hair restoration surgery", "Diplomate in dermatology", "Diplomate in plastic surgery")
    )
    issued = joined - timedelta(days=rng.randrange(800, 4000))
    return _row(CredentialKind.BOARD, title, "Board of the demonstration (invented)", joined, issued=issued)


def _training(rng: Random, joined: date) -> Values:
    issued = joined - timedelta(days=rng.randrange(1000, 5000))
    return _row(
        CredentialKind.TRAINING,
        "Fellowship in hair restoration",
        "Invented Fellowship Programme",
        joined,
        issued=issued,
    )
