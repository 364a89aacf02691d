"""What the patient reads holds no medical name; what the physician reads names the scale."""

import re

from directory.consultations.drawings import DRAWINGS, ROWS, WITHOUT_PICTURE

MEDICAL = re.compile(
    r"norwood|sinclair|ludwig|savin|alopecia|traction|diffuse|androgen|areata|fibros|stage|grade|vertex", re.IGNORECASE
)


def test_rows_are_five_with_the_agreed_stages() -> None:
    assert {row.key: [drawing.key for drawing in row.drawings] for row in ROWS} == {
        "receding": ["1", "2", "2a", "3", "3a", "3v", "4", "4a", "5", "5a", "6", "7"],
        "parting": ["1", "2", "3", "4", "5"],
        "diffuse": ["some", "much", "most"],
        "patches": ["one", "several", "most"],
        "edges": ["temples", "front", "brows"],
    }


def test_patients_read_no_medical_name() -> None:
    words = [text for row in ROWS for text in (row.label, *(drawing.label for drawing in row.drawings))]
    assert [text for text in words if MEDICAL.search(text)] == []


def test_each_sentence_and_each_value_is_said_once() -> None:
    labels = [drawing.label for drawing in DRAWINGS.values()]
    assert len(set(labels)) == len(labels) == 26
    assert not {choice.key for choice in WITHOUT_PICTURE} & set(DRAWINGS)


def test_little_loss_is_the_first_stages_only() -> None:
    assert {value for value, drawing in DRAWINGS.items() if drawing.little_loss} == {
        "receding-1", "receding-2", "parting-1",
    }  # fmt: skip
    assert DRAWINGS["receding-3v"].scale == "Norwood 3v"
