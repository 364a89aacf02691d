"""Emergency numbers and crisis lines by country: a sourced table, and a sentence for every country that is not in it.

Only numbers that a public authority or the line itself publishes. Each line carries its source and the date up to
which the source is known to have said so; docs/texts-to-review.md asks for a check of every line before launch.
"""

from dataclasses import dataclass
from datetime import date

from directory.core.refusals import N_

DEFAULT = N_("your local emergency number")
_2025 = date(2025, 1, 1)


@dataclass(frozen=True, slots=True)
class CrisisLine:
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Emergency:
    country: str  # ISO 3166-1 alpha-2
    number: str
    crisis: CrisisLine | None
    source: str
    as_of: date


# (country, number, name of the crisis line, its number, source)
_LINES = (
    ("AU", "000", "Lifeline Australia", "13 11 14", "Triple Zero (triplezero.gov.au); Lifeline (lifeline.org.au)"),
    ("BR", "192", "CVV", "188", "SAMU 192 and CVV (gov.br/saude, cvv.org.br)"),
    ("CA", "911", "Suicide Crisis Helpline", "988", "Government of Canada (canada.ca, 988.ca)"),
    ("CH", "144", "Die Dargebotene Hand, La Main Tendue, Telefono Amico", "143", "Swiss authorities (ch.ch); 143.ch"),
    ("CL", "131", "", "", "SAMU (minsal.cl)"),
    ("CO", "123", "", "", "Línea 123 (gov.co)"),
    ("GB", "999", "Samaritans", "116 123", "GOV.UK (999 and 112); Samaritans (samaritans.org)"),
    ("HK", "999", "", "", "GovHK (gov.hk)"),
    ("IL", "101", "ERAN", "1201", "Magen David Adom (mdais.org); ERAN (eran.org.il)"),
    ("IN", "112", "Tele-MANAS", "14416", "Ministry of Home Affairs (112.gov.in); Tele-MANAS (telemanas.mohfw.gov.in)"),
    ("IS", "112", "Hjálparsími Rauða krossins", "1717", "112.is; Icelandic Red Cross (1717.is)"),
    ("JP", "119", "", "", "Fire and Disaster Management Agency (fdma.go.jp)"),
    (
        "KR",
        "119",
        "Suicide prevention counselling",
        "109",
        "National Fire Agency; Ministry of Health and Welfare (mohw.go.kr)",
    ),
    ("LI", "112", "Die Dargebotene Hand", "143", "Liechtenstein authorities (llv.li); 143.ch"),
    ("MX", "911", "", "", "Government of Mexico (gob.mx/911)"),
    ("MY", "999", "", "", "MERS 999 (999.gov.my)"),
    ("NO", "113", "Mental Helse", "116 123", "helsenorge.no; Mental Helse (mentalhelse.no)"),
    ("NZ", "111", "Need to talk?", "1737", "New Zealand Police (111.govt.nz); 1737.org.nz"),
    ("SG", "995", "Samaritans of Singapore", "1767", "Singapore Civil Defence Force (scdf.gov.sg); sos.org.sg"),
    (
        "TH",
        "1669",
        "Mental Health Hotline",
        "1323",
        "National Institute for Emergency Medicine (niems.go.th); Department of Mental Health",
    ),
    ("TR", "112", "", "", "112 Acil Çağrı Merkezleri (112.gov.tr)"),
    (
        "TW",
        "119",
        "Mental Health Support Line",
        "1925",
        "National Fire Agency; Ministry of Health and Welfare (mohw.gov.tw)",
    ),
    ("UA", "112", "Lifeline Ukraine", "7333", "112.gov.ua; lifelineukraine.com"),
    (
        "US",
        "911",
        "988 Suicide & Crisis Lifeline",
        "988",
        "Federal Communications Commission (911.gov, 988lifeline.org)",
    ),
    ("ZA", "112", "", "", "South African Government (gov.za; 10177 from a landline)"),
)
# In every member state 112 reaches all emergency services (Directive (EU) 2018/1972, Article 109).
_EU = (
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
)
_EU_SOURCE = "European Commission; Directive (EU) 2018/1972, Article 109"
_EU_CRISIS = {
    "AT": ("TelefonSeelsorge", "142", "telefonseelsorge.at"),
    "DE": ("TelefonSeelsorge", "0800 111 0 111", "telefonseelsorge.de"),
    "DK": ("Livslinien", "70 201 201", "livslinien.dk"),
    "ES": ("Línea 024", "024", "sanidad.gob.es"),
    "FR": ("Numéro national de prévention du suicide", "3114", "3114.fr"),
    "IE": ("Samaritans", "116 123", "samaritans.org"),
    "NL": ("113 Zelfmoordpreventie", "0800 0113", "113.nl"),
    "SE": ("Mind Självmordslinjen", "90101", "mind.se"),
}


def _line(country: str, number: str, name: str, crisis: str, source: str) -> Emergency:
    return Emergency(country, number, CrisisLine(name, crisis) if crisis else None, source, _2025)


def _member_state(country: str) -> Emergency:
    name, crisis, source = _EU_CRISIS.get(country, ("", "", ""))
    return _line(country, "112", name, crisis, f"{_EU_SOURCE}; {source}" if source else _EU_SOURCE)


NUMBERS: dict[str, Emergency] = {line[0]: _line(*line) for line in _LINES} | {
    country: _member_state(country) for country in _EU
}


def emergency(country: str | None) -> Emergency | None:
    """What is known for a country; None: say DEFAULT."""
    return NUMBERS.get((country or "").upper())
