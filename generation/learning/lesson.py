"""One training from a request to what came of it: the model sat down, the pictures read, the steps taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from generation.catalogue import Catalogue
from generation.learning.album import read_album
from generation.requests import TrainingRequest

if TYPE_CHECKING:
    from generation.learning.learn import Learnt, Told

SAVE_EVERY = 50  # steps
SKETCHES = 8  # that are shown on the way, where it is long enough
SKETCH_LEAST = 50  # steps between two of them


class Teacher:
    """Teaches models what people bring. Each training sits a model down anew, and frees the device."""

    def __init__(self, catalogue: Catalogue, device: str = "auto", save_every: int = SAVE_EVERY) -> None:
        self._catalogue = catalogue
        self._device = device
        self._save_every = save_every  # steps: so many are lost at most where a machine is

    def teach(
        self,
        request: TrainingRequest,
        files: Mapping[str, bytes],
        checkpoint: Path,
        tell: Callable[[Told], None],
        cancelled: Callable[[], bool],
        aside: Callable[[], None],
    ) -> Learnt:
        """Teach a request's model its pictures, ``files`` by their keys; the rest is as for ``learn``.

        Raises what ``learn``, ``sit`` and ``read_album`` raise, DeviceTooSmall, DeviceBroken.
        """
        from generation.batching.trouble import free, translated  # noqa: PLC0415 - likewise
        from generation.learning.learn import Lesson, learn  # noqa: PLC0415 - torch is for the child alone
        from generation.learning.sitter import sit  # noqa: PLC0415 - likewise

        card = self._catalogue.card(request.model)
        every = max(SKETCH_LEAST, -(-request.steps // SKETCHES // SKETCH_LEAST) * SKETCH_LEAST)
        saved = self._save_every
        lesson = Lesson(request.words, request.steps, request.seed, saved, sketch_every=every, tell_every=1)
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        with translated():
            sitter = sit(card, self._device)
            try:
                named = {str(number): files[key] for number, key in enumerate(request.pictures, 1)}
                pictures = read_album(named, sitter.side_px)
                return learn(sitter, pictures, lesson, checkpoint, tell, cancelled, aside)
            finally:
                device = sitter.device
                del sitter
                free(device)
