"""An engine without a model: the prompt says how it behaves."""

import os
import re
import signal
import tempfile
import time
from collections.abc import Callable

from PIL import Image

from generation.catalogue import Catalogue
from generation.errors import Cancelled, DeviceBroken, DeviceTooSmall
from generation.notes import Note
from generation.picture import Picture
from generation.requests import SEED_LIMIT, Drawing, PictureRequest
from generation.shortening import Weight
from generation.sources import NOTHING, Sources
from generation.step import Step
from tasks.worker.pictures import Pictures


class FakeEngine:
    """Draws plain colours. Prompts that begin with a word below behave as it says."""

    def __init__(self, catalogue: Catalogue, device: str = "auto") -> None:
        self._leak: list[bytearray] = []

    on_cpu = False  # tests measure time
    at_once = 1

    def warm(self, model: str) -> None:
        """Be ready at once."""

    def notes(self, request: Drawing) -> tuple[Note, ...]:
        """Know every word but wombat."""
        words = [word for word in request.prompt.split() if word == "wombat"]
        return tuple(Note(code="unknown_words", facts={"words": word, "more": 0}) for word in words[:1])

    def weigh(self, prompt: str, model: str) -> tuple[Weight, ...]:
        """Find that every word counts as much as it has letters."""
        words = list(re.finditer(r"\w+", prompt))
        whole = sum(len(word[0]) for word in words)
        return tuple(Weight(word[0], word.span(), len(word[0]) / whole) for word in words)

    def draw(
        self,
        request: PictureRequest,
        on_step: Callable[[Step], None],
        cancelled: Callable[[], bool],
        sources: Sources = NOTHING,
    ) -> list[Picture]:
        """Draw, or do what the first word of the prompt says: slow, hang, raise, segfault, broken, leak."""
        behaviour, _, rest = request.prompt.partition(" ")
        match behaviour:
            case "hang":
                tempfile.mkdtemp(prefix="half-a-clip-")
                time.sleep(3600)
            case "raise":
                raise RuntimeError("the engine raised as the prompt asked")
            case "segfault":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "broken":
                raise DeviceBroken
            case "large":
                raise DeviceTooSmall
            case "leak":
                self._leak.append(bytearray(os.urandom(1 << 20) * 64))
        pause_s = float(rest.split()[0]) / request.steps if behaviour == "slow" else 0.0
        for done in range(1, request.steps + 1):
            if cancelled():
                raise Cancelled
            time.sleep(pause_s)
            on_step(Step(done, request.steps, lambda: _plain(request, request.seed)))
        return [
            Picture(_plain(request, seed), seed)
            for seed in ((request.seed + index) % (SEED_LIMIT + 1) for index in range(request.count))
        ]


def open_fake(catalogue: Catalogue, device: str = "auto") -> Pictures:
    """Open the engine as a runner does."""
    return Pictures(FakeEngine(catalogue, device), catalogue.default)


def _plain(request: Drawing, seed: int) -> Image.Image:
    colour = (seed % 251, seed // 251 % 241, 128)
    return Image.new("RGB", (request.width_px, request.height_px), colour)
