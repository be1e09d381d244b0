"""What a request costs: one credit is one second of the reference GPU."""

import unicodedata
from collections.abc import Mapping
from math import ceil

from avatar.requests import AvatarRequest, PreviewRequest, SpeechRequest
from generation.catalogue import Catalogue
from generation.requests import (
    BlendRequest,
    ControlRequest,
    DepthRequest,
    DescribeRequest,
    Drawing,
    ExpandRequest,
    ImageRequest,
    ImageToImageRequest,
    InpaintRequest,
    Redraw,
    RestoreRequest,
    SecondPass,
    ShortenRequest,
    TrainingRequest,
    UpscaleRequest,
)
from tasks.job import Request

STEPS = 20  # a card's cost is that of a picture with this many steps
PIXELS = 512 * 512  # ... and of this area
MAP = 0.4  # a ControlNet is half a UNet; how much dearer each map makes a picture
ENLARGED = {2: 1, 4: 2}  # credits, by how many times as large a picture comes out
UNGUIDED = 0.5  # of a card's cost, which is that of a picture whose every step is made twice
FLAT = {"speech": 1, "describe": 1, "shorten": 1, "expand": 1}  # credits; each takes a second or two
RESTORED = 1  # credits; a face takes a tenth of a second, to enlarge what is around it some more
PREVIEW_S = 12  # six variants of two seconds
PREVIEW_SHARE = 0.5  # of what as much of a clip costs, and never more than the clip: people shall look first
LEARNT_STEP = 0.5  # of what a picture with 20 steps costs: four pictures forth and back, in float32
CLIP_S = {"puppet": 10.0, "sadtalker": 4.0}  # of a clip of 256 pixels that one credit pays for
LARGE_PX = 512
LARGE = {"puppet": 2.0, "sadtalker": 4.0}  # times dearer
SKETCH = "puppet"  # what others are priced like that nobody has measured
RESTORED_CLIP = 1.5  # times dearer: a face drawn anew is a third of SadTalker's work, and its place some more
LETTERS_PER_S = 14  # English at a voice's natural speed
WIDE_LETTERS = 3  # a Chinese character takes as long as so many Latin letters


def price(request: Request, catalogue: Catalogue, heard_s: float = 0.0) -> int:
    """Give the price of a request in whole credits, at least one.

    ``heard_s`` is the length of the recording that a face is to speak with, where there is one.
    Raises UnknownChoice if its model is not there.
    """
    match request:
        case Drawing():
            return _picture(request, catalogue)
        case UpscaleRequest():
            return max(ENLARGED[request.factor], _redrawn(request.redraw))
        case SpeechRequest() | DescribeRequest() | ShortenRequest() | ExpandRequest():
            return FLAT[request.kind]
        case RestoreRequest():
            return RESTORED * request.upscale
        case TrainingRequest():
            return _training(request, catalogue)
        case AvatarRequest() | PreviewRequest():
            return _clip(request, heard_s)


def _clip(request: AvatarRequest | PreviewRequest, heard_s: float) -> int:
    if isinstance(request, AvatarRequest):
        return clip_price(request, heard_s)
    sheet = max(1, ceil(PREVIEW_SHARE * PREVIEW_S / _of(CLIP_S, request.of)))
    return min(sheet, clip_price(request.of, heard_s))


def length_s(request: Request, heard_s: float = 0.0) -> float:
    """Guess how long a clip will be (seconds); 0 for what is none. ``heard_s`` as for `price`."""
    match request:
        case AvatarRequest(speech=line):
            return spoken_s(line) if line else heard_s
        case PreviewRequest(of=clip):
            return length_s(clip, heard_s)
        case _:
            return 0.0


def clip_price(request: AvatarRequest, heard_s: float) -> int:
    """Give the price of a clip in whole credits; ``heard_s`` as for `price`."""
    duration_s = spoken_s(request.speech) if request.speech else heard_s
    paid = max(1, ceil(duration_s / _of(CLIP_S, request)))
    large = _of(LARGE, request) if request.size_px >= LARGE_PX else 1
    return ceil(paid * large * (RESTORED_CLIP if request.restore else 1))


def spoken_s(line: SpeechRequest) -> float:
    """Guess how long a line will take (seconds), before anybody speaks it."""
    letters = sum(WIDE_LETTERS if unicodedata.east_asian_width(one) in "WF" else 1 for one in line.text)
    return letters / LETTERS_PER_S / line.rate


def _of(table: Mapping[str, float], request: AvatarRequest) -> float:
    return table.get(request.animator, table[SKETCH])


def _picture(request: Drawing, catalogue: Catalogue) -> int:
    card = catalogue.drawer(request.model)
    factor = card.upscale_factor if request.upscale else 1  # what is enlarged was drawn smaller
    pixels = request.width_px * request.height_px / factor**2
    share = request.steps * _drawn_share(request) / STEPS * (pixels / PIXELS)
    return max(1, ceil(request.count * share * card.cost * (1 + MAP * _maps(request))))


def _training(request: TrainingRequest, catalogue: Catalogue) -> int:
    card = catalogue.card(request.model).drawn()
    side_px = min(card.width_px, card.height_px)
    return max(1, ceil(request.steps * LEARNT_STEP * card.cost * (side_px**2 / PIXELS)))


def _drawn_share(request: Drawing) -> float:
    """Tell which share of its steps a picture goes through: what keeps of another one begins later."""
    match request:
        case ImageToImageRequest() | InpaintRequest() | DepthRequest() | BlendRequest():
            return request.strength
        case ImageRequest(second_pass=SecondPass() as over):
            first = over.width_px * over.height_px / (request.width_px * request.height_px)
            return first + over.strength
        case _:
            return 1.0


def _redrawn(redraw: Redraw | None) -> int:
    """Price a picture that an upscaler draws anew, as one that a Stable Diffusion draws so large."""
    if redraw is None:
        return 0
    share = redraw.steps / STEPS * (redraw.width_px * redraw.height_px / PIXELS)
    return ceil(share if redraw.guidance > 1 else share * UNGUIDED)


def _maps(request: Drawing) -> int:
    match request:
        case ControlRequest() | ImageToImageRequest() | InpaintRequest():
            return len(request.controls)
        case _:
            return 0
