"""PDFs for tests, written by hand: a plain one, and what must never be taken."""

import zlib


def pdf(*, catalog: bytes = b"", objects: tuple[bytes, ...] = (), trailer: bytes = b"", text: bytes = b"A CV") -> bytes:
    """One page with a line of text; `catalog` and `trailer` go into those dictionaries, `objects` are added."""
    content = b"BT /F1 24 Tf 72 720 Td (%s) Tj ET" % text
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *objects,
    ]
    out, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, trailer, len(out))
    return out + head + table + end


def stream(content: bytes, entries: bytes = b"", *, deflate: bool = False) -> bytes:
    data = zlib.compress(content) if deflate else content
    packed = b"/Filter /FlateDecode " if deflate else b""
    return b"<< /Length %d %s%s >>\nstream\n%s\nendstream" % (len(data), packed, entries, data)


def object_stream(content: bytes, *, escaped: bool = False) -> bytes:
    first = b"9 0 " + content
    name = b"/Type /Obj#53tm" if escaped else b"/Type /ObjStm"
    return stream(first, name + b" /N 1 /First 4", deflate=True)


SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
HOSTILE = {
    "script": pdf(catalog=b"/OpenAction 6 0 R", objects=(SCRIPT,)),
    "script in names": pdf(catalog=b"/Names << /JavaScript 6 0 R >>", objects=(b"<< /Names [(a) 7 0 R] >>", SCRIPT)),
    "escaped name": pdf(objects=(SCRIPT.replace(b"/JavaScript", b"/J#61va#53cript").replace(b"/JS", b"/J#53"),)),
    "script in an object stream": pdf(objects=(object_stream(SCRIPT),)),
    "script in a disguised object stream": pdf(objects=(object_stream(SCRIPT, escaped=True),)),
    "object stream behind a comment": pdf(objects=(b"1\n%>>stream\n", object_stream(SCRIPT))),
    "object stream behind a long dictionary": pdf(
        objects=(stream(b"9 0 " + SCRIPT, b"/Pad (" + b"x" * 5000 + b") /N 1 /First 4", deflate=True),)
    ),
    "object stream of another filter": pdf(
        objects=(stream(b"zzz", b"/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode"),)
    ),
    "launch": pdf(catalog=b"/OpenAction << /S /Launch /F (calc.exe) >>"),
    "attached file": pdf(catalog=b"/Names << /EmbeddedFiles << >> >>"),
    "form": pdf(catalog=b"/AcroForm << /XFA 6 0 R >>"),
    "additional action": pdf(catalog=b"/AA << /WC 6 0 R >>"),
    "rich media": pdf(objects=(b"<< /Subtype /RichMedia >>",)),
}
LOCKED = pdf(trailer=b"/Encrypt 6 0 R", objects=(b"<< /Filter /Standard /V 2 >>",))
TRUNCATED = pdf()[:-40]
ZIP = pdf(text=b"PK\x05\x06" + b"\0" * 18)
TRAILING = pdf() + b"<html><script>alert(1)</script></html>"
LEADING = b"<html><script>alert(1)</script></html>" + pdf()
BOMB = pdf(objects=(stream(b"0" * 80_000_000, b"/Type /ObjStm /N 1 /First 4", deflate=True),))
