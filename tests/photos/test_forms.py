"""Each view is a field: what is good is kept, what is wrong is said at its view and in the summary."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string

from directory.core import clock, files, transaction
from directory.core.forms import Line
from directory.photos import actions, queries, rules
from directory.photos.forms import OnePhoto, PhotosForm, with_views
from directory.photos.views.art import FOLDER, drawing, view_art
from tests.factories import photos as make
from tests.factories.photos import OWNER

PAGE = """
{% import 'photos/_macros.html' as photos with context %}{% import 'components/forms.html' as f %}
{{ f.error_summary(form) }}
<form method="post" enctype="multipart/form-data" novalidate>{{ form.csrf_token }}
{% call(asked) photos.views_form(form, asked, cards, upload_url=url, status_url=url ~ '.json', delete_url=url) %}
<p>cannot {{ asked.key }}</p>
{% endcall %}</form>
"""


class Page(PhotosForm):
    remark = Line("Remark")


def files_of(**uploads: bytes) -> dict[str, tuple[io.BytesIO, str]]:
    return {f"photo_{view}": (io.BytesIO(data), "photo.jpg") for view, data in uploads.items()}


@pytest.fixture
def posted(context: Flask) -> Iterator[Page]:
    sent = files_of(front=make.jpeg(), top=b"<svg onload=alert(1)>", crown=b"")
    with context.test_request_context(method="POST", data={**sent, "remark": "x", "photo_side": "text, no file"}):
        yield with_views(Page)


def test_good_files_are_taken_and_bad_ones_become_errors_of_their_view(posted: Page) -> None:
    taken = posted.taken()
    assert [view for view, _accepted in taken] == ["front"]
    assert posted.errors == {
        "photo_top": [rules.NotAPhoto.message],
        "photo_crown": [rules.Empty.message],
    }
    assert posted.remark.data == "x"
    assert files.quarantine().names() == [taken[0][1].name]


def test_no_place_is_an_error_of_the_view(posted: Page) -> None:
    posted.no_place_for(["front"])
    assert posted.errors == {"photo_front": [rules.TooManyPhotos.message]}


def test_the_script_sends_one_photo(context: Flask) -> None:
    with context.test_request_context(method="POST", data={"photo": (io.BytesIO(make.jpeg()), "photo")}):
        assert len(OnePhoto().taken()) == 1
    with context.test_request_context(method="POST", data={"photo": "no file"}):
        assert OnePhoto().taken() == []


def rendered(context: Flask, form: PhotosForm, visit: str = "written") -> str:
    asked = rules.suggested(visit, "receding", "receding", False)
    cards = queries.of_owner(OWNER)
    return render_template_string(PAGE, form=form, asked=asked, cards=cards, now=clock.now(), url="/c/x/photos")


def test_a_page_of_views_has_a_labelled_file_input_for_each(context: Flask) -> None:
    with context.test_request_context():
        text = rendered(context, with_views(PhotosForm))
    for key, view in rules.VIEWS.items():
        assert len(re.findall(rf'<input[^>]*name="photo_{key}"[^>]*type="file"', text)) == 1
        assert f'for="photo_{key}"' in text
        assert f'id="photo_{key}-hint"' in text
        assert f"cannot {key}" in text
        assert view.label in text
    assert "5 of 5" in text
    assert "6 of" not in text
    assert 'style="' not in text
    assert "data:" not in text
    assert "capture" not in text
    assert "<svg" in text


def test_errors_stand_in_the_summary_and_at_the_view(context: Flask, posted: Page) -> None:
    posted.taken()
    text = rendered(context, posted, "video")
    assert f'<a href="#photo_top">{rules.NotAPhoto.message}</a>' in text
    assert 'id="photo_top-error"' in text
    assert 'aria-invalid="true"' in text


def test_what_was_sent_is_shown_with_its_state(context: Flask) -> None:
    now = clock.now()
    owners = make.make_vault(now)
    ready = make.make_ready(now, owners.id, "front")
    failed = make.make_ready(now, owners.id, "top", data=make.jpeg()[:-4000])
    dark = make.picture(seed=3).point(lambda value: value // 5)
    make.make_ready(now, owners.id, "extra_1", data=make.saved(dark))
    make.make_photo(now, owners.id, "crown")
    with context.test_request_context():
        text = rendered(context, with_views(PhotosForm))
    assert f"/photos/own/{ready.id}/thumb?" in text
    assert f'formaction="/c/x/photos/{failed.id}/delete"' in text
    for sentence in (rules.PROBLEMS[rules.Problem.DAMAGED], rules.ADVICE[rules.Advice.DARK], "We are checking it"):
        assert sentence in text
    assert "<details open>" in text


def test_the_states_are_told_to_the_script(context: Flask) -> None:
    now = clock.now()
    owners = make.make_vault(now)
    failed = make.make_ready(now, owners.id, "top", data=make.jpeg()[:-4000])
    with context.test_request_context():
        assert queries.as_json(queries.of_owner(OWNER)) == [
            {
                "id": failed.id,
                "view": "top",
                "state": "failed",
                "problem": rules.PROBLEMS[rules.Problem.DAMAGED],
                "advice": [],
            }
        ]


def test_opened_photos_and_who_looked_are_shown(context: Flask) -> None:
    now = clock.now()
    photo = make.make_ready(now, make.make_vault(now).id, "crown")
    with transaction.unit():
        opening = actions.open_for(
            OWNER, "person:1", role="physician", name="Dr <b>Vale</b>", why=rules.Why.CARE, now=now
        )
    page = """{% import 'photos/_macros.html' as photos with context %}
    {{ photos.opened(cards, opening) }}{{ photos.openings(rows, 'UTC') }}{{ photos.openings([], 'UTC') }}"""
    with context.test_request_context():
        text = render_template_string(
            page, cards=queries.of_owner(OWNER), opening=opening, rows=queries.openings_of(OWNER)
        )
    assert f"/photos/{opening.id}/{photo.id}/thumb?" in text
    assert "Dr &lt;b&gt;Vale&lt;/b&gt;" in text
    assert "To prepare or give the consultation" in text
    assert "Nobody has looked at your photos yet." in text


@pytest.mark.parametrize("key", rules.VIEWS)
def test_every_view_has_a_plain_drawing(key: str) -> None:
    assert view_art(rules.VIEWS[key]).startswith("<svg ")


@pytest.mark.parametrize(
    "bad",
    [
        "<svg onload='x'></svg>",
        "<svg ><script>1</script></svg>",
        "<svg style='x'></svg>",
        "<svg ><a href='x'/></svg>",
        "<p></p>",
        "<svg ><image /></svg>",
    ],
)
def test_a_drawing_that_could_act_is_refused(bad: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    from directory.photos.views import art

    assert isinstance(tmp_path, Path)
    (tmp_path / "bad.svg").write_text(bad)
    monkeypatch.setattr(art, "FOLDER", tmp_path)
    drawing.cache_clear()
    with pytest.raises(ValueError, match="not a plain drawing"):
        drawing("bad")
    drawing.cache_clear()
    assert FOLDER.is_dir()
