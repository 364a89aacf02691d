"""An invoice as PDF. The same invoice gives the same bytes, whenever it is made."""

import io

from babel.numbers import format_currency
from flask_babel import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from directory.core import formats
from directory.core.settings import current
from directory.membership.models import Invoice
from directory.membership.rules.dues import major, number_words

LEFT, TOP, LINE = 56, A4[1] - 72, 18


def money(cents: int, currency: str) -> str:
    return str(format_currency(major(cents, currency), currency, locale=formats.locale()))


def pdf(invoice: Invoice) -> bytes:
    """One page with the fonts every reader has. Letters that they lack are shown as a question mark."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setTitle(number_words(invoice.number))
    canvas.setAuthor(current().mail_sender_name)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(LEFT, TOP, _plain(_("Invoice %(number)s", number=number_words(invoice.number))))
    canvas.setFont("Helvetica", 11)
    for place, (label, value) in enumerate(_lines(invoice), 3):
        canvas.drawString(LEFT, TOP - place * LINE, _plain(label))
        canvas.drawString(LEFT + 150, TOP - place * LINE, _plain(value))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _lines(invoice: Invoice) -> list[tuple[str, str]]:
    period = f"{formats.short_day(invoice.period_from)} - {formats.short_day(invoice.period_to)}"
    return [
        (_("From"), _("Coalition of Hair Restoration Physicians")),
        (_("Office"), current().office_email),
        (_("To"), invoice.name),
        (_("Issued"), formats.short_day(invoice.issued.date())),
        (_("Due"), formats.short_day(invoice.due)),
        (_("For"), _("Dues of membership")),
        (_("Year of membership"), period),
        (_("Amount"), money(invoice.cents, invoice.currency)),
        (_("Please quote"), number_words(invoice.number)),
    ]


def _plain(text: str) -> str:
    return text.encode("cp1252", "replace").decode("cp1252")
