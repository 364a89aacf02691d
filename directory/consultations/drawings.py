"""The answers to "Which looks most like yours?". The patient sees a picture and a sentence, never a medical name."""

from dataclasses import dataclass

from directory.core.refusals import N_

QUESTION = N_("Which looks most like yours?")


@dataclass(frozen=True)
class Drawing:
    row: str
    key: str
    scale: str  # for the physician's page only
    label: str
    little_loss: bool = False

    @property
    def value(self) -> str:
        """What the form sends and the answer keeps."""
        return f"{self.row}-{self.key}"

    def picture(self, hair: str, tone: str) -> str:
        """The file under static/."""
        return f"img/scale/{self.value}-{hair}-{tone}.svg"


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True)
class Choice:
    """An answer without a picture, or how the pictures are drawn."""

    key: str
    label: str


HAIR = (
    Choice("straight", N_("Straight hair")),
    Choice("curly", N_("Curly hair")),
    Choice("coily", N_("Coily hair")),
)
TONES = (
    Choice("light", N_("Light skin")),
    Choice("medium", N_("Medium skin")),
    Choice("dark", N_("Dark skin")),
)
NONE_OF_THESE = Choice("none", N_("None of these"))
NOT_SURE = Choice("unsure", N_("Not sure"))
WITHOUT_PICTURE = (NONE_OF_THESE, NOT_SURE)


def _norwood(stage: str, label: str, little_loss: bool = False) -> Drawing:
    return Drawing("receding", stage, f"Norwood {stage}", label, little_loss)


def _sinclair(stage: str, label: str, little_loss: bool = False) -> Drawing:
    return Drawing("parting", stage, f"Sinclair {stage}", label, little_loss)


_RECEDING = (
    _norwood("1", N_("The hairline is where it has always been"), little_loss=True),
    _norwood("2", N_("The hairline has gone back a little at both temples"), little_loss=True),
    _norwood("2a", N_("The whole front edge has gone back a little")),
    _norwood("3", N_("The hairline has gone back deeply at both temples, the middle has stayed forward")),
    _norwood("3a", N_("The whole front edge has clearly gone back, the middle too")),
    _norwood("3v", N_("The temples have gone back and there is a small bare place on the crown")),
    _norwood("4", N_("The temples have gone back deeply and the crown is bare, with a broad band of hair between")),
    _norwood("4a", N_("The front is bare to the middle of the head, the crown still has hair")),
    _norwood("5", N_("The front and the crown are bare, with only a narrow band of hair between")),
    _norwood("5a", N_("The front is bare in one piece, almost as far back as the crown")),
    _norwood("6", N_("The front and the crown have joined into one bare area, with hair at the sides and back")),
    _norwood("7", N_("Only a narrow band of hair is left, low at the sides and back")),
)
_PARTING = (
    _sinclair("1", N_("The parting is as narrow as it has always been"), little_loss=True),
    _sinclair("2", N_("The parting is about twice as wide as before")),
    _sinclair("3", N_("The parting is wide and the hair on both sides of it is thinner")),
    _sinclair("4", N_("The scalp shows through the hair on both sides of a wide parting")),
    _sinclair("5", N_("Only few hairs are left on top, with thicker hair at the sides and back")),
)
_DIFFUSE = (
    Drawing("diffuse", "some", "Diffuse, 1 of 3", N_("The hair is somewhat thinner everywhere")),
    Drawing(
        "diffuse", "much", "Diffuse, 2 of 3", N_("The hair is much thinner everywhere and the scalp shows through")
    ),
    Drawing("diffuse", "most", "Diffuse, 3 of 3", N_("Most of the hair is gone, evenly over the whole head")),
)
_PATCHES = (
    Drawing("patches", "one", "Patches, one", N_("There is one bald patch")),
    Drawing("patches", "several", "Patches, several", N_("There are several separate bald patches")),
    Drawing("patches", "most", "Patches, confluent", N_("Bald patches have joined and take up most of the head")),
)
_EDGES = (
    Drawing(
        "edges", "temples", "Edges, temples", N_("The hair is thin or gone at the temples and in front of the ears")
    ),
    Drawing("edges", "front", "Edges, front", N_("The hair is thin or broken along the front edge")),
    Drawing(
        "edges",
        "brows",
        "Edges, front with eyebrows",
        N_("The front edge has gone back and the eyebrows are thin or gone"),
    ),
)

ROWS = (
    Row("receding", N_("Receding and crown"), _RECEDING),
    Row("parting", N_("Wider parting"), _PARTING),
    Row("diffuse", N_("Thinner all over"), _DIFFUSE),
    Row("patches", N_("Bald patches"), _PATCHES),
    Row("edges", N_("Along the edges"), _EDGES),
)
DRAWINGS = {drawing.value: drawing for row in ROWS for drawing in row.drawings}
