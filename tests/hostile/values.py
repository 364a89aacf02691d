"""What makes no sense in an address, a query or a field. Percent-encoded, valid or not."""

LONG = "a" * 3000
HOSTILE_PARTS = {
    "word": "x",
    "long": LONG,
    "letters of elsewhere": "%F0%9F%A6%94%C3%A9%D8%B9",
    "NUL": "%00",
    "a NUL inside": "front%00.jpg",
    "up": "..%2F..%2Fetc%2Fpasswd",
    "dots": "..",
    "negative": "-1",
    "zero": "0",
    "one too many for 32 bits": "2147483648",
    "one too many for 64 bits": "9223372036854775808",
    "huge": "9" * 400,
    "very huge": "9" * 5000,
    "Arabic digits": "%D9%A3",
    "superscript": "%C2%B2",
    "no UTF-8": "%FF%FE",
    "lone surrogate": "%ED%A0%80",
    "turned around": "%E2%80%AEabc",
    "line break": "%0d%0aX-Mine:%20y",
    "percent": "%25s%25d%n",
    "markup": "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "SQL": "'%20OR%201=1--",
}
HOSTILE_VALUES = {
    "empty": "",
    "10 kB": "a" * 10_000,
    "NUL": "%00",
    "a NUL inside": "a%00b",
    "turned around": "%E2%80%AE%E2%81%A6evil",
    "no UTF-8": "%FF%FE",
    "lone surrogate": "%ED%A0%80",
    "negative": "-1",
    "zero": "0",
    "huge": "99999999999999999999999999",
    "very huge": "9" * 5000,
    "endless": "1e400",
    "not a number": "nan",
    "Arabic digits": "%D9%A3",
    "superscript": "%C2%B2",
    "year 0": "0000-01-01",
    "year 1": "0001-01-01",
    "year 9999": "9999-12-31",
    "year 10000": "10000-01-01",
    "end of time": "9999-12-31T23:59:59%2B00:00",
    "no such zone": "Mars/Olympus",
    "a folder of zones": "America",
    "a zone outside": "../../etc/passwd",
    "an absolute zone": "/etc/localtime",
    "markup": "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "another site": "//evil.example/",
    "a script": "javascript:alert(1)",
    "line break": "%0d%0aSet-Cookie:x=y",
    "percent": "%25(name)s%25d",
}
PARTS_FOR_EVERY_METHOD = {"word", "NUL", "no UTF-8", "one too many for 64 bits"}
# The loader of the same address was asked all of them already: what is left may still end in the view.
PARTS_FOR_EVERY_ADDRESS = {"word", "NUL", "one too many for 64 bits"}
VALUES_ONE_BY_ONE = {"NUL", "no UTF-8", "very huge", "superscript", "year 1", "end of time", "a folder of zones"}
# What servers differ in: characters, lengths, ranges of numbers and days.
VALUES_FOR_A_DATABASE = {
    *("10 kB", "NUL", "a NUL inside", "no UTF-8", "lone surrogate", "negative", "huge", "endless"),
    *("year 0", "year 10000", "end of time"),
}
PARTS_FOR_A_DATABASE = {"long", "NUL", "no UTF-8", "negative", "one too many for 32 bits", "one too many for 64 bits"}
VALUES_OF_ZONES = {"no such zone", "a folder of zones", "a zone outside", "an absolute zone"}
VALUES_OF_WAYS_ON = {"another site", "a script"}
