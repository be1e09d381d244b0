"""Enlarges finished pictures: which upscaler does it, and the upscalers that are kept loaded."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from generation.catalogue import Catalogue, ExtraCard, Purpose, near
from generation.errors import DeviceTooSmall, UnknownChoice
from generation.memory import lighter_for
from generation.modes.canvas import check_canvas
from generation.modes.errors import UpscalerMissing, UpscalerWordless
from generation.notes import Note
from generation.requests import PROMPT_LIMIT, SEED_LIMIT, Redraw, UpscaleRequest
from generation.text import clean

if TYPE_CHECKING:
    from PIL.Image import Image

    from generation.upscalers.latent import LatentUpscaler
    from generation.upscalers.upscale import Upscaler

REDRAWN_SIDE_MOST_PX = 4096  # of what comes out of an upscaler that draws
REDRAWN_MEGAPIXELS_MOST = 9  # 3840x2224 among them
REDRAW_STEPS = 20
NOBODY = "none"  # of the upscalers here
WARM_UPSCALERS = 2  # kept loaded; the one used longest ago leaves first


class Factor(StrEnum):
    """How many times as large, written as people choose it."""

    TWO = "2"
    FOUR = "4"

    @property
    def times(self) -> Literal[2, 4]:
        """Give the number."""
        return 2 if self is Factor.TWO else 4


@dataclass(frozen=True)
class Leading:
    """What somebody says about how a picture is enlarged; all but the name is for upscalers that draw."""

    upscaler: str = ""  # the name of one; nothing: one that draws where there are words, else another
    prompt: str = ""
    steps: int | None = None
    guidance: float | None = None
    seed: int | None = None


def upscale(
    factor: Factor,
    picture: str,
    size: tuple[int, int],
    catalogue: Catalogue,
    leading: Leading = Leading(),
    known_words: str = "",
) -> UpscaleRequest:
    """Ask for a picture to be enlarged; ``known_words``: what it was drawn by, where nobody says other words.

    Raises UpscalerMissing, UnknownChoice, UpscalerWordless, CanvasTooLarge, and what ``clean`` raises.
    """
    times = factor.times
    card = _chosen(times, catalogue, leading)
    wide, high = size[0] * times, size[1] * times
    if not card.prompted:
        check_canvas(wide, high)
        return UpscaleRequest(picture=picture, factor=times, upscaler=card.name)
    check_canvas(wide, high, REDRAWN_SIDE_MOST_PX, REDRAWN_MEGAPIXELS_MOST)
    redraw = Redraw(
        prompt=clean(leading.prompt or known_words, "prompt", PROMPT_LIMIT),
        width_px=wide,
        height_px=high,
        steps=leading.steps or REDRAW_STEPS,
        guidance=1.0 if leading.guidance is None else leading.guidance,
        seed=secrets.randbelow(SEED_LIMIT + 1) if leading.seed is None else leading.seed,
    )
    return UpscaleRequest(picture=picture, factor=times, upscaler=card.name, redraw=redraw)


class Enlarger:
    """Enlarges pictures on a device, one at a time. Importing this imports no torch. Thread-safe."""

    def __init__(self, catalogue: Catalogue, device: str, memory: str = "auto") -> None:
        self._catalogue = catalogue
        self._device = device
        self._memory = memory  # the plan by which one that draws is fitted into the device
        self._warm: OrderedDict[str, Upscaler | LatentUpscaler] = OrderedDict()
        self._lock = Lock()

    def enlarge(
        self,
        request: UpscaleRequest,
        picture: Image,
        on_tile: Callable[[int, int], None],
        on_note: Callable[[Note], None] = lambda _: None,
    ) -> Image:
        """Make a picture as large as is asked for; ``on_tile`` hears of each tile or step, and may end it.

        One that draws does so once more by a lighter plan where memory ran out; ``on_note`` hears of it.
        Raises UpscalerMissing where the card is gone, ModelUnavailable, DeviceTooSmall and DeviceBroken.
        """
        from generation.batching.trouble import is_full, translated  # noqa: PLC0415 - torch
        from generation.upscalers.upscale import Upscaler  # noqa: PLC0415 - as above

        with self._lock, translated():
            upscaler = self._upscaler(request)
            if isinstance(upscaler, Upscaler):
                return upscaler.enlarge(picture, on_tile)
            assert request.redraw is not None  # noqa: S101 - the card fits the request
            try:
                return upscaler.enlarge(picture, request.redraw, on_tile)
            except (RuntimeError, MemoryError) as error:
                if not is_full(error):
                    raise
            del upscaler  # or it would stay beside the next
            lighter = self._lightened(request)
            on_note(Note(code="lighter_plan", facts={"plan": lighter.plan.name}))
            return lighter.enlarge(picture, request.redraw, on_tile)

    def _upscaler(self, request: UpscaleRequest) -> Upscaler | LatentUpscaler:
        if request.upscaler in self._warm:
            self._warm.move_to_end(request.upscaler)
            return self._warm[request.upscaler]
        card = _card(request, self._catalogue)
        while len(self._warm) >= WARM_UPSCALERS:
            self._warm.popitem(last=False)
        self._warm[card.name] = self._load(card)
        return self._warm[card.name]

    def _lightened(self, request: UpscaleRequest) -> LatentUpscaler:
        """Load one that draws by the next plan that should do for a picture; all others leave the device.

        Raises DeviceTooSmall where there is none lighter.
        """
        from generation.batching.trouble import free  # noqa: PLC0415 - torch
        from generation.gpu import choose_device, room_on  # noqa: PLC0415 - as above
        from generation.upscalers.latent import LatentUpscaler, load_latent  # noqa: PLC0415 - as above

        upscaler, device = self._upscaler(request), choose_device(self._device)
        assert isinstance(upscaler, LatentUpscaler)  # noqa: S101 - it is the one that memory ran out for
        assert request.redraw is not None  # noqa: S101 - as above
        plan, needs = upscaler.plan, upscaler.needs
        self._warm.clear()
        del upscaler
        free(device)
        size = request.redraw.width_px, request.redraw.height_px
        found = lighter_for(plan, needs, room_on(device), size)
        if found is None:
            raise DeviceTooSmall
        loaded = load_latent(Path(_card(request, self._catalogue).source), device, lighter=found)
        self._warm[request.upscaler] = loaded
        return loaded

    def _load(self, card: ExtraCard) -> Upscaler | LatentUpscaler:
        from generation.gpu import choose_device  # noqa: PLC0415 - torch
        from generation.upscalers.latent import load_latent  # noqa: PLC0415 - as above
        from generation.upscalers.upscale import load_upscaler  # noqa: PLC0415 - as above

        source, device = Path(card.source), choose_device(self._device)
        return load_latent(source, device, self._memory) if card.prompted else load_upscaler(source, device)


def _chosen(factor: int, catalogue: Catalogue, leading: Leading) -> ExtraCard:
    """Choose what enlarges: the one that was named, one that draws where there are words, else another.

    Raises UpscalerMissing, UnknownChoice with the names that there are, UpscalerWordless.
    """
    fitting = [one for one in catalogue.extras if one.purpose is Purpose.UPSCALER and one.scale == factor]
    if not fitting:
        raise UpscalerMissing(factor)
    names = [card.name for card in fitting]
    wanted = leading.upscaler.strip().casefold()
    named = [card for card in fitting if card.name.casefold() == wanted]
    if wanted and not named:
        raise UnknownChoice("upscaler", leading.upscaler, near(wanted, names))
    led = bool(leading.prompt.strip())
    found = (named or sorted(fitting, key=lambda card: card.prompted is not led))[0]
    if led and not found.prompted:
        raise UpscalerWordless(found.name if wanted else NOBODY)
    return found


def _card(request: UpscaleRequest, catalogue: Catalogue) -> ExtraCard:
    """Find the card of a request. Raises UpscalerMissing where it is gone, or another now."""
    for card in catalogue.extras:
        fits = card.scale == request.factor and card.prompted is (request.redraw is not None)
        if card.purpose is Purpose.UPSCALER and card.name == request.upscaler and fits:
            return card
    raise UpscalerMissing(request.factor)
