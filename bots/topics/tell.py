"""Explains one choice, as it is met: /help steps. `docs/how-it-works.md` tells the whole story."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from bots.chat import Reply
from bots.grammar import ALIASES
from bots.wording import Wording

FOLDER = Path(__file__).parent
QUALITY = 88  # of JPEG
TOPICS: Mapping[str, str] = {  # by what they are about: the picture that shows it, or none
    "steps": "steps",
    "guidance": "guidance",
    "scheduler": "schedulers",
    "strength": "strength",
    "controlnet": "control",  # the command has its own page
    "seed": "",
    "negative_prompt": "",
    "aspect": "",
    "model": "",
    "emphasis": "words",
    "credits": "",
}


def topic_of(typed: str) -> str:
    """Find the topic that somebody means, by its name or its flag; nothing where it is none."""
    name = typed.strip().removeprefix("--").casefold().replace("-", "_")
    name = ALIASES.get(name, name)
    return name if name in TOPICS else ""


def topic_reply(topic: str, wording: Wording) -> Reply:
    """Explain a topic in some sentences, with a picture where one says more."""
    picture = TOPICS[topic]
    return Reply(
        text=wording.say(f"topic-{topic}"), preview=_shown(picture) if picture else b"", private=True
    )


@cache
def _shown(name: str) -> bytes:
    """Give a picture as a JPEG."""
    with Image.open(FOLDER / f"{name}.webp") as picture:
        encoded = BytesIO()
        picture.convert("RGB").save(encoded, "JPEG", quality=QUALITY)
    return encoded.getvalue()
