"""Teaches a model somebody's pictures, as a runner uses it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generation.picture import PNG_LEVEL, SOFTWARE, encode_preview
from generation.requests import TrainingRequest
from tasks.errors import RenderFailed
from tasks.worker.aside import Aside
from tasks.worker.engine import Engine, Tell, Work
from tasks.worker.messages import LEARNING, Draw, Made, Stepped
from tasks.worker.screen import Screen

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.learning.learn import Told
    from generation.learning.lesson import Teacher
    from generation.safety import Safety


class School:
    """An engine that trains beside what it draws: a step at a time, while nothing is drawn."""

    def __init__(
        self, pictures: Engine, teacher: Teacher, safety: Safety | None, aside: Aside | None = None
    ) -> None:
        self._pictures = pictures
        self._teacher = teacher
        self._safety = safety
        self._aside = aside or Aside()
        self.on_cpu = pictures.on_cpu

    @property
    def at_once(self) -> int:
        """How many orders may be drawn at the same time; known once it is warm."""
        return self._pictures.at_once

    def warm(self) -> None:
        """Load the model that most orders want."""
        self._pictures.warm()

    def make(self, order: Draw, tell: Tell, cancelled: Callable[[], bool]) -> Work:
        """Draw; a training steps aside meanwhile."""
        with self._aside.drawing():
            return self._pictures.make(order, tell, cancelled)

    def teach(self, order: Draw, say: Callable[[Stepped], None], cancelled: Callable[[], bool]) -> Work:
        """Train what an order asks for, from its checkpoint on. What is brought and shown is screened.

        Raises Cancelled between two steps, and what ``Teacher.teach`` raises.
        """
        if not isinstance(order.request, TrainingRequest):
            raise RenderFailed
        screen = Screen(self._safety, order) if self._safety else None
        if screen:
            screen.admit()
        say(Stepped(order.ticket, 0.0, LEARNING))

        def further(told: Told) -> None:
            def tell(share: float, stage: str, preview: bytes) -> None:
                say(Stepped(order.ticket, share, stage, preview, told.loss))

            shown = screen.veil(tell) if screen else tell
            shown(told.step / told.steps, LEARNING, encode_preview(told.sketch) if told.sketch else b"")

        course = order.request, order.sources, Path(order.checkpoint)
        learnt = self._teacher.teach(*course, further, cancelled, partial(self._aside.wait, cancelled))
        assert learnt.sketch is not None  # noqa: S101 - lessons of people have sketches
        made = partial(_encoded, learnt.sketch, order.request)
        work = Work(made, drawn_s=learnt.spent_s, learnt=learnt.file)
        return screen.over(work) if screen else work


def _encoded(sketch: Image, request: TrainingRequest) -> tuple[Made, ...]:
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415 - for the child alone

    chunks, file = PngInfo(), BytesIO()
    chunks.add_text("Software", SOFTWARE)
    chunks.add_text("Comment", f"What {request.model} learnt in {request.steps} steps")
    sketch.save(file, "PNG", pnginfo=chunks, compress_level=PNG_LEVEL)
    data = file.getvalue()
    return (Made(data, "image/png", width_px=sketch.width, height_px=sketch.height, seed=request.seed),)
