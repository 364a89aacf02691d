"""The forms of a page, as a browser sees them: where they go, their fields, and what a person would put in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "email", "tel", "search", "textarea", "date", "number", "url", "time"}
SECRET = {"password"}
ANSWERS = {
    "email": "robin@example.org",
    "tel": "+442079460018",
    "date": "2026-12-30",
    "number": "1",
    "url": "https://example.org/",
    "time": "10:00",
    "password": "four quiet words together",
}


@dataclass
class Input:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    ticked: bool = False

    @property
    def typed(self) -> bool:
        return self.kind in TYPED

    def answer(self) -> str:
        """What stands there already, or what somebody might choose or type."""
        if self.value or self.kind in {"hidden", "checkbox"}:
            return self.value
        if self.options:
            return next((each for each in self.options if each), "")
        numeric = any(word in self.name for word in ("year", "minutes", "hours", "number"))
        return "7" if numeric else ANSWERS.get(self.kind, f"Typed into {self.name}")


@dataclass
class PostForm:
    action: str
    inputs: dict[str, Input] = field(default_factory=dict)

    def filled(self) -> dict[str, str]:
        """Files are left out; radios and boxes take their first option."""
        return {name: each.answer() for name, each in self.inputs.items() if each.kind != "file"}

    @property
    def kinds(self) -> set[str]:
        return {each.kind for each in self.inputs.values()}

    @property
    def files(self) -> list[str]:
        return [name for name, each in self.inputs.items() if each.kind == "file"]


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[PostForm] = []
        self.form: PostForm | None = None
        self.select: Input | None = None
        self.area: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = (
                PostForm(given.get("action") or self.path) if given.get("method", "").lower() == "post" else None
            )
            if self.form is not None:
                self.forms.append(self.form)
        elif tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")
        elif self.form is not None and "formaction" in given:
            self.forms.append(PostForm(given["formaction"], self.form.inputs))
        elif self.form is not None and given.get("name") and tag in {"input", "select", "textarea", "button"}:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self.form is not None
        kind = given.get("type", "text") if tag == "input" else tag
        each = self.form.inputs.setdefault(given["name"], Input(given["name"], kind))
        if tag == "select":
            self.select = each
        elif tag == "textarea":
            self.area = each
        elif kind in {"radio", "checkbox", "button"}:
            each.options.append(given.get("value", "y"))
            if kind == "checkbox" and "checked" in given:
                each.value = given.get("value", "y")
            each.value = each.value or each.options[0]
        else:
            each.value = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data.lstrip("\n") if not self.area.value else data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag == "form":
            self.form = None


def forms(path: str, text: str) -> list[PostForm]:
    reader = _Reader(path)
    reader.feed(text)
    return reader.forms
