"""Where demo physicians work: real towns, so that distances and zones are real; prices of about the right size."""

from dataclasses import dataclass

from directory.physicians.rules import PriceModel


@dataclass(frozen=True, slots=True)
class Land:
    """`graft` and `session` are prices in whole currency units; `phone` begins a number kept free for fiction."""

    currency: str
    graft: tuple[int, int]
    session: tuple[int, int]
    degrees: tuple[str, ...]
    languages: tuple[str, ...]
    phone: str = ""
    model: PriceModel = PriceModel.GRAFT
    results: bool = True  # before/after pictures may not be shown everywhere
    decimals: int = 2


def _euro(degree: str, language: str, phone: str = "", *, results: bool = True) -> Land:
    return Land("EUR", (3, 6), (2500, 7000), (degree,), (language, "en"), phone, results=results)


LANDS = {
    "US": Land("USD", (5, 10), (6000, 18000), ("MD", "DO", "MD, FACS"), ("en", "es"), "+1 {area} 555 01{two}"),
    "CA": Land("CAD", (6, 10), (6000, 16000), ("MD", "MD, FRCSC"), ("en", "fr"), "+1 {area} 555 01{two}"),
    "GB": Land("GBP", (3, 6), (2800, 8000), ("MBBS", "MBChB", "MBBS, MRCS"), ("en",), "+44 {area}{three}"),
    "IE": _euro("MB BCh BAO", "en", "+353 20 910 {four}"),
    "DE": _euro("Dr. med.", "de", "+49 {area} {three}", results=False),
    "FR": _euro("MD", "fr", "+33 1 99 00 {two} {two}"),
    "ES": _euro("MD", "es"),
    "IT": _euro("MD", "it"),
    "NL": _euro("MD", "nl"),
    "SE": Land("SEK", (35, 60), (28000, 65000), ("MD",), ("sv", "en"), "+46 8 465 004 {two}"),
    "TR": Land("TRY", (60, 120), (90000, 220000), ("MD",), ("tr", "en", "de"), model=PriceModel.SESSION),
    "IN": Land("INR", (35, 90), (60000, 240000), ("MBBS, MD", "MBBS, MS"), ("en", "hi")),
    "NP": Land("NPR", (60, 120), (90000, 260000), ("MBBS, MD",), ("ne", "en", "hi")),
    "AU": Land("AUD", (6, 11), (7000, 18000), ("MBBS", "MBBS, FACD"), ("en",), "+61 {area} 5550 {four}"),
    "NZ": Land("NZD", (6, 11), (7000, 17000), ("MBChB",), ("en",)),
    "JP": Land("JPY", (800, 1500), (600000, 1800000), ("MD",), ("ja", "en"), decimals=0),
    "BR": Land("BRL", (10, 25), (9000, 30000), ("MD",), ("pt", "es", "en"), model=PriceModel.SESSION),
    "MX": Land("MXN", (40, 90), (40000, 120000), ("MD",), ("es", "en")),
    "ZA": Land("ZAR", (45, 90), (45000, 130000), ("MBChB",), ("en", "af")),
    "AE": Land("AED", (8, 16), (9000, 30000), ("MD",), ("ar", "en", "hi")),
}
AREAS = {
    "New York": "212", "Boston": "617", "Chicago": "312", "Minneapolis": "612", "Denver": "303", "Phoenix": "602",
    "Los Angeles": "213", "Seattle": "206", "Miami": "305", "Dallas": "214", "Atlanta": "404", "San Francisco": "415",
    "Houston": "713", "Philadelphia": "215", "Portland": "503", "Vancouver": "604", "Toronto": "416",
    "Montréal": "514", "Calgary": "403", "St. John's": "709", "London": "20 7946 0", "Manchester": "161 496 0",
    "Edinburgh": "131 496 0", "Birmingham": "121 496 0", "Bristol": "117 496 0", "Berlin": "30 23125",
    "Hamburg": "40 66969", "Munich": "89 99998", "Sydney": "2", "Port Macquarie": "2", "Melbourne": "3",
    "Adelaide": "8", "Perth": "8", "Brisbane": "7",
}  # fmt: skip
# As typed into the gazetteer; one physician each. The first is the one whose inbox is full.
TOWNS = (
    "New York", "Boston, MA", "Vancouver, BC", "London, UK", "Minneapolis", "Chicago", "Toronto", "Manchester, UK",
    "Berlin", "Paris, France", "Madrid, Spain", "Milan, Italy", "Amsterdam", "Stockholm", "Istanbul", "Mumbai",
    "Kathmandu", "Sydney", "Adelaide", "Port Macquarie", "Auckland", "Tokyo", "Sao Paulo", "Mexico City", "Cape Town",
    "Dubai", "Dublin, Ireland", "St. John's, Canada", "Phoenix", "Denver", "Los Angeles", "Seattle", "Miami", "Dallas",
    "Atlanta", "San Francisco", "Houston", "Philadelphia", "Portland, OR", "Montreal", "Calgary", "Edinburgh",
    "Birmingham, UK", "Bristol, UK", "Munich", "Hamburg", "Lyon", "Barcelona, Spain", "Rome, Italy", "Ankara", "Izmir",
    "New Delhi", "Kolkata", "Bengaluru", "Hyderabad, India", "Melbourne, Australia", "Perth, Australia", "Brisbane",
    "Rio de Janeiro", "Johannesburg",
)  # fmt: skip
# Lives on an island whose clocks move by half an hour, and operates on the mainland.
ZONES = {"Port Macquarie": "Australia/Lord_Howe"}


def minor(land: Land, amount: int) -> int:
    return amount * int(10**land.decimals)
