"""The forms of the site, found by walking it as each of the cast: a new page's form is covered by itself."""

from dataclasses import dataclass

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from directory.core import policy
from tests.hostile.pages import PostForm, forms
from tests.hostile.roles import PATIENT, STRANGER
from tests.hostile.society import Sight
from tests.hostile.sweep import role_of, rules
from tests.hostile.world import World, address


@dataclass(frozen=True)
class Found:
    role: str
    endpoint: str
    form: PostForm

    @property
    def path(self) -> str:
        return self.form.action

    @property
    def feature(self) -> str:
        return self.endpoint.partition(".")[0]


Forms = dict[tuple[str, frozenset[str]], Found]


def walk(world: World, stage: str = "before") -> list[Found]:
    """Each form once: the same fields sent to the same endpoint are one form. Later only consultations have changed."""
    if stage not in world.walked:
        found: Forms = {}
        for rule in rules(world):
            if "GET" in (rule.methods or ()) and (stage == "before" or rule.endpoint.startswith("consultations.")):
                _read(world, rule, found)
        for sight in world.society.sights if stage == "before" else []:
            for form in _shown(world, sight):
                _keep(world, sight.role, form, found)
        world.walked[stage] = list(found.values())
    return world.walked[stage]


def _read(world: World, rule: Rule, found: Forms) -> None:
    access = policy.access_of(world.app, rule.endpoint)
    assert access is not None
    for role in [role_of(world.app, rule.endpoint)] if access.signed_in else [PATIENT, STRANGER]:
        for path in [address(rule, args) for args in world.existing(rule)]:
            answer = world.ask(role, "GET", path)
            for form in _forms(path, answer):
                _keep(world, role, form, found)


def _shown(world: World, sight: Sight) -> list[PostForm]:
    answer = world.ask(sight.role, "GET", sight.path)
    assert answer.status_code == 200, f"{sight}: {answer.status_code} {answer.headers.get('Location')}"
    if sight.sent:
        largest = max(_forms(sight.path, answer), key=lambda form: len(form.inputs))
        data = {**largest.filled(), **dict(sight.sent), "csrf_token": world.csrf}
        answer = world.ask(sight.role, "POST", sight.path, data=data)
    return _forms(sight.path, answer)


def _forms(path: str, answer: TestResponse) -> list[PostForm]:
    return forms(path, answer.text if answer.mimetype == "text/html" else "")


def _keep(world: World, role: str, form: PostForm, found: Forms) -> None:
    endpoint = endpoint_of(world, form.action)
    found.setdefault((endpoint, frozenset(form.inputs)), Found(role, endpoint, form))


def endpoint_of(world: World, path: str) -> str:
    try:
        return str(world.app.url_map.bind("localhost").match(path.partition("?")[0].partition("#")[0], "POST")[0])
    except HTTPException as error:
        raise AssertionError(f"a form is sent to {path}, which takes none") from error
