"""Dues: when an invoice is due, what has been paid on it, how a bank's list is read. Minor units, integers only."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from directory.core.refusals import N_, Conflict, Refusal

FIRST_DAYS = 30  # a new member's first invoice is due so many days after it was issued
AHEAD_DAYS = 30  # later ones are issued so many days before they are due
LINES_MOST = 5000
NOTE_MOST = 500
_DECIMALS = {"JPY": 0, "KRW": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3}


class State(StrEnum):
    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
    REFUNDED = "refunded"


STATE_WORDS = {
    State.DUE: N_("Due"),
    State.PAID: N_("Paid"),
    State.WAIVED: N_("Waived"),
    State.REFUNDED: N_("Refunded"),
}


class Way(StrEnum):
    HAND = "hand"
    IMPORT = "import"


class NotDue(Conflict):
    message = N_("This invoice is settled already.")


class NotPaid(Conflict):
    message = N_("There is nothing to refund on this invoice.")


class AmountWrong(Refusal):
    message = N_("Give the amount as a number above zero, such as 1200.00.")
    field = "amount"


class OtherCurrency(Refusal):
    message = N_("This invoice is in %(currency)s.")
    field = "currency"


class NoteMissing(Refusal):
    message = N_("Say why.")
    field = "note"


class IssuedBefore(Conflict):
    message = N_("There is an invoice for this year of membership already.")
    constraint = "uq_invoices_physician_id_period_from"


class LineTaken(Conflict):
    message = N_("This line was matched or set aside already.")


class FileWrong(Refusal):
    message = N_("Line %(line)d of the file could not be read: %(why)s.")
    field = "file"


def number_words(number: int) -> str:
    return f"INV-{number:06d}"


def payment_address(pattern: str, number: int, state: State) -> str:
    """Where this invoice is paid; empty without such a place, or when nothing is due."""
    return pattern.replace("{reference}", number_words(number)) if state is State.DUE else ""


def decimals(currency: str) -> int:
    return _DECIMALS.get(currency, 2)


def to_minor(text: str, currency: str) -> int:
    """ "1,200.50" or "1200,5". Raises AmountWrong: nothing is rounded."""
    plain = text.strip().replace(" ", "").replace("\u00a0", "")
    if re.search(r",\d{1,2}$", plain) and "." not in plain[plain.rfind(",") :]:
        plain = plain.replace(".", "").replace(",", ".")
    plain = plain.replace(",", "")
    try:
        amount = Decimal(plain).scaleb(decimals(currency))
    except InvalidOperation:
        raise AmountWrong from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 < amount < 2**31:
        raise AmountWrong
    return int(amount)


def major(cents: int, currency: str) -> Decimal:
    return Decimal(cents).scaleb(-decimals(currency))


def next_year(day: date) -> date:
    """29 February is followed by 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def state_of(cents: int, paid: int, refunded: int, *, waived: bool) -> State:
    """From what was paid and given back."""
    if waived:
        return State.WAIVED
    if refunded and refunded >= paid:
        return State.REFUNDED
    return State.PAID if paid - refunded >= cents else State.DUE


def reminders(issued: date, due: date, days: Iterable[int]) -> dict[int, date]:
    """The day of each reminder by its number of days; what would come before the invoice, or with it, is the invoice
    itself."""
    found = {each: due + timedelta(days=each) for each in days}
    return {each: day for each, day in found.items() if day > issued}


def latest_reminder(issued: date, due: date, today: date, days: Iterable[int]) -> int | None:
    """After days without a worker only the last one is sent."""
    passed = [each for each, day in reminders(issued, due, days).items() if day <= today]
    return max(passed, default=None)


@dataclass(frozen=True, slots=True)
class Line:
    """Of the bank's list. `digest` tells a line that was imported before."""

    received: date
    cents: int
    currency: str
    payer: str
    reference: str
    digest: str

    @property
    def invoice(self) -> int | None:
        """The number that the payer wrote."""
        found = re.search(r"INV[-\s]?0*(\d{1,9})", f"{self.reference} {self.payer}", re.IGNORECASE)
        return int(found[1]) if found else None


COLUMNS = ("date", "amount", "currency", "payer", "reference")


def read_csv(data: bytes) -> list[Line]:
    """A header with the five columns in any order; commas or semicolons; dates as 2026-11-24. Raises FileWrong."""
    text = _text(data)
    first = text.splitlines()[0] if text.strip() else ""
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    if not set(COLUMNS) <= names.keys():
        raise FileWrong(line=1, why="date, amount, currency, payer, reference")
    found: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        if number > LINES_MOST:
            raise FileWrong(line=number, why=f"more than {LINES_MOST} lines")
        found.append(_line(number, {each: str(row.get(names[each]) or "").strip() for each in COLUMNS}, seen))
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").replace("\0", "")


def _line(number: int, row: dict[str, str], seen: dict[str, int]) -> Line:
    currency = row["currency"].upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise FileWrong(line=number, why=row["currency"][:20] or "currency")
    try:
        received, cents = date.fromisoformat(row["date"]), to_minor(row["amount"], currency)
    except (ValueError, AmountWrong):
        raise FileWrong(line=number, why=f"{row['date'][:20]} {row['amount'][:20]}") from None
    payer, reference = row["payer"][:160], row["reference"][:200]
    same = "\x1f".join((received.isoformat(), str(cents), currency, payer, reference))
    seen[same] = seen.get(same, 0) + 1  # the same sum twice on one day is two lines
    digest = hashlib.sha256(f"{same}\x1f{seen[same]}".encode()).hexdigest()
    return Line(received, cents, currency, payer, reference, digest)
