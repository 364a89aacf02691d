"""An opinion on paper. The same opinion, read in the same language, makes the same bytes."""

from flask_babel import gettext as _

from directory.consultations.queries.opinion import Signed
from directory.consultations.queries.opinion_lines import Section, sections
from directory.consultations.rules.opinion import words
from directory.core import formats
from directory.core.paper import Line, pdf


def paper(signed: Signed, *, physician: str, zone: str) -> bytes:
    """`zone` is the reader's. The digest of what was signed, and the root of the record, stand at its end."""
    lines = [line for section in sections(signed, zone) for line in _section(section)]
    note = words.reflect(signed.opinion)
    last = [Line("heading", _("Reference %(reference)s", reference=signed.reference)), *_proof(signed, physician, zone)]
    middle = [Line("label", _(note))] if note else []
    title = _("Opinion of %(physician)s", physician=physician)
    return pdf(title, [*lines, *middle, *last], footer=f"{signed.reference}  ·  {_(words.FOOTER)}")


def _section(section: Section) -> list[Line]:
    lines = [Line("heading", section.title)]
    for row in section.rows:
        lines += [Line("label", row.label)] if row.label else []
        lines.append(Line("text", row.text))
    return lines


def _proof(signed: Signed, physician: str, zone: str) -> list[Line]:
    when = formats.moment(signed.signed, zone)
    return [
        Line("text", _("Signed by %(name)s, %(when)s. Version %(version)s.", name=signed.signer or physician, when=when,
                       version=signed.version)),
        Line("text", _("Digest of what was signed (SHA-256): %(digest)s", digest=signed.digest)),
        *(
            Line("text", _("Digest of addendum %(version)s: %(digest)s", version=each.version, digest=each.digest))
            for each in signed.addenda
        ),
        Line("text", _("Root of the record at that time: %(root)s", root=signed.root)),
        Line("text", _(words.FOOTER)),
    ]  # fmt: skip
