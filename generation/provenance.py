"""How the words of a request came about, for whoever reads its recipe. It changes no picture."""

from pydantic import BaseModel


class Drawn(BaseModel, frozen=True, extra="forbid"):
    """What was drawn from a list for a wildcard in a prompt."""

    name: str
    words: str


class Layer(BaseModel, frozen=True, extra="forbid"):
    """What is left out because somebody else says so."""

    source: str  # "studio", "discord:server:55", "model", "person"
    words: str


class Provenance(BaseModel, frozen=True, extra="forbid"):
    """Where the words come from, as far as nobody typed them so."""

    typed: str = ""  # the prompt as it was typed, where that is another
    drawn: tuple[Drawn, ...] = ()
    style: str = ""  # the name of the style whose words were added
    layers: tuple[Layer, ...] = ()  # of the negative prompt, the widest first
    translated: str = ""  # the prompt before it was translated
    translated_negative: str = ""  # ... and the negative prompt
