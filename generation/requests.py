"""What can be asked of the picture engine. Importing a request never imports torch.

Pictures that a request is made of are keys of the store; what lies there was decoded and encoded anew by us.
"""

from enum import StrEnum
from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

from generation.catalogue import Scheduler
from generation.provenance import Provenance

PROMPT_LIMIT = 1000  # characters
EXPAND_LIMIT = 300  # characters of a prompt that is to be enriched: a short one
SEED_LIMIT = 2**32 - 1
BLEND_LEAST, BLEND_MOST = 2, 5  # pictures
CONTROLS_MOST = 3  # maps that one picture follows
PAD_LIMIT_PX = 4096  # that an outpainting adds on one side
ADAPTERS_MOST = 5  # that one picture wears
LEARNT_LEAST, LEARNT_MOST = 5, 20  # pictures that are learnt at once
LEARNT_WORDS_LIMIT = 120  # characters
LEARNING_LEAST, LEARNING_MOST = 10, 20_000  # of a training
ADAPTER_LEAST, ADAPTER_MOST = -2.0, 2.0  # the weight of one; below 0 it draws the opposite


class AdapterKind(StrEnum):
    """What is worked into a model for the pictures of one request."""

    LORA = "lora"
    TEXTUAL_INVERSION = "textual-inversion"
    HYPERNETWORK = "hypernetwork"


class Adapter(BaseModel, frozen=True, extra="forbid"):
    """A small change of a model, and how strongly it is worked in."""

    kind: AdapterKind
    name: str  # of its card
    weight: float = Field(1.0, ge=ADAPTER_LEAST, le=ADAPTER_MOST)
    added: str = Field("", max_length=PROMPT_LIMIT)  # its trigger words, put at the prompt's end by us


class Drawing(BaseModel, frozen=True, extra="forbid"):
    """What every drawing chooses, with no choice left open: the same request gives the same picture."""

    prompt: str = Field("", max_length=PROMPT_LIMIT)
    negative_prompt: str = Field("", max_length=PROMPT_LIMIT)
    model: str
    width_px: int = Field(ge=64, le=4096)  # of the picture that comes out of the engine
    height_px: int = Field(ge=64, le=4096)
    steps: int = Field(ge=1, le=150)
    guidance: float = Field(ge=0, le=30)  # classifier-free guidance scale; 1 and below turn it off
    scheduler: Scheduler
    seed: int = Field(ge=0, le=SEED_LIMIT)  # of the first picture; picture i has (seed + i) mod 2^32
    count: int = Field(1, ge=1, le=4)
    upscale: bool = False  # by the model's own upscaler: it draws smaller what comes out in this size
    tile: bool = False  # seamless: what leaves at one edge comes back at the opposite one
    provenance: Provenance | None = None  # of its words, where nobody typed them so
    adapters: tuple[Adapter, ...] = Field((), max_length=ADAPTERS_MOST)
    vae: str = ""  # the card of a VAE that decodes in place of the model's own


class Tongue(StrEnum):
    """The language of a description."""

    ENGLISH = "en"
    CHINESE = "zh"


class SecondPass(BaseModel, frozen=True, extra="forbid"):
    """The hi-res fix: a picture is first drawn smaller, then enlarged and drawn over."""

    width_px: int = Field(ge=64, le=4096)  # of the first pass
    height_px: int = Field(ge=64, le=4096)
    strength: float = Field(0.4, ge=0, le=1)  # of drawing over, as in ImageToImageRequest


class ImageRequest(Drawing, frozen=True, extra="forbid"):
    """A picture from words."""

    kind: Literal["text-to-image"] = "text-to-image"
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)
    second_pass: SecondPass | None = None


class ControlKind(StrEnum):
    """What a map shows that a picture is to follow."""

    CANNY = "canny"
    SCRIBBLE = "scribble"
    LINES = "lines"
    DEPTH = "depth"
    POSE = "pose"


class Control(BaseModel, frozen=True, extra="forbid"):
    """A map that a picture follows by a ControlNet."""

    kind: ControlKind
    map: str  # as a ControlNet reads it: white on black, what is near is white
    net: str = ""  # the ControlNet by its name; nothing: the first that follows such maps
    read: bool = False  # ``map`` is a picture from which the map is still to be read
    scale: float = Field(1.0, ge=0, le=2)  # how strongly; 0 is not at all
    start: float = Field(0.0, ge=0, le=1)  # the share of the steps after which it begins
    end: float = Field(1.0, ge=0, le=1)  # ... and after which it ends

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.start >= self.end:
            msg = "a control ends after it begins"
            raise ValueError(msg)
        return self


class ControlRequest(Drawing, frozen=True, extra="forbid"):
    """A picture from words that follows maps."""

    kind: Literal["control"] = "control"
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)
    controls: tuple[Control, ...] = Field(min_length=1, max_length=CONTROLS_MOST)


class ImageToImageRequest(Drawing, frozen=True, extra="forbid"):
    """A picture from another one and words."""

    kind: Literal["image-to-image"] = "image-to-image"
    picture: str
    strength: float = Field(0.6, ge=0, le=1)  # 0 gives the picture back, 1 draws from words alone
    controls: tuple[Control, ...] = Field((), max_length=CONTROLS_MOST)


class InpaintRequest(Drawing, frozen=True, extra="forbid"):
    """A part of a picture drawn anew. Around it the picture stays, to the pixel, whatever the size drawn.

    The whole is drawn ``width_px`` by ``height_px`` large, or of a close-up a window around the mask; what
    comes out has the size of the picture.
    """

    kind: Literal["inpaint"] = "inpaint"
    picture: str
    mask: str  # as large as the picture: white is drawn anew
    strength: float = Field(1.0, ge=0, le=1)  # below 1, what was there shows through
    closeup: bool = False
    controls: tuple[Control, ...] = Field((), max_length=CONTROLS_MOST)


class OutpaintRequest(Drawing, frozen=True, extra="forbid"):
    """What lies around a picture. The picture stays, to the pixel.

    The whole is drawn ``width_px`` by ``height_px`` large; what comes out is as large as the picture and its
    pads together.
    """

    kind: Literal["outpaint"] = "outpaint"
    picture: str
    left_px: int = Field(0, ge=0, le=PAD_LIMIT_PX)  # how much is added, in pixels of the picture
    top_px: int = Field(0, ge=0, le=PAD_LIMIT_PX)
    right_px: int = Field(0, ge=0, le=PAD_LIMIT_PX)
    bottom_px: int = Field(0, ge=0, le=PAD_LIMIT_PX)


class DepthRequest(Drawing, frozen=True, extra="forbid"):
    """A picture with the depth of another one, by a model that was made for it."""

    kind: Literal["depth-to-image"] = "depth-to-image"
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)
    picture: str  # its depth is read by the model's own estimator
    strength: float = Field(1.0, ge=0, le=1)  # below 1, its colours show through, as in ImageToImageRequest


class BlendRequest(Drawing, frozen=True, extra="forbid"):
    """A picture between others: drawn over the weighted mean of their latents."""

    kind: Literal["blend"] = "blend"
    pictures: tuple[str, ...] = Field(min_length=BLEND_LEAST, max_length=BLEND_MOST)
    weights: tuple[float, ...] = ()  # one a picture, at least 0; nothing is equal shares
    strength: float = Field(0.6, ge=0, le=1)

    @model_validator(mode="after")
    def _one_weight_each(self) -> Self:
        if self.weights and (len(self.weights) != len(self.pictures) or min(self.weights) < 0):
            msg = "one weight a picture, none below 0"
            raise ValueError(msg)
        return self


class Redraw(BaseModel, frozen=True, extra="forbid"):
    """How an upscaler that draws does so: led by words, from a seed."""

    prompt: str = Field("", max_length=PROMPT_LIMIT)
    width_px: int = Field(ge=2, le=4096)  # of the picture that comes out
    height_px: int = Field(ge=2, le=4096)
    steps: int = Field(20, ge=1, le=150)
    guidance: float = Field(1.0, ge=0, le=30)  # 1 and below turn it off; 0 leaves the words out as well
    seed: int = Field(ge=0, le=SEED_LIMIT)


class UpscaleRequest(BaseModel, frozen=True, extra="forbid"):
    """A picture two or four times as large: by an ESRGAN-type model, or drawn anew by one that draws."""

    kind: Literal["upscale"] = "upscale"
    picture: str
    factor: Literal[2, 4] = 2
    upscaler: str  # the name of its card
    redraw: Redraw | None = None  # where that one draws; others leave nothing to chance


class RestoreRequest(BaseModel, frozen=True, extra="forbid"):
    """A photo whose faces are to be drawn anew, sharp."""

    kind: Literal["restore"] = "restore"
    photo: str
    strength: float = Field(1.0, ge=0, le=1)  # 0 leaves the faces as they are
    upscale: Literal[1, 2] = 1  # how many times as large the photo comes out


class DescribeRequest(BaseModel, frozen=True, extra="forbid"):
    """A picture that is to be put into words."""

    kind: Literal["describe"] = "describe"
    picture: str
    language: Tongue = Tongue.ENGLISH  # what it is told in, where the model can


class TrainingRequest(BaseModel, frozen=True, extra="forbid"):
    """A LoRA that a model is to learn from somebody's own pictures; it becomes theirs alone."""

    kind: Literal["train"] = "train"
    name: str = Field(min_length=1, max_length=60)  # by which its owner has it worn
    words: str = Field(min_length=1, max_length=LEARNT_WORDS_LIMIT)  # that call it in a prompt
    pictures: tuple[str, ...] = Field(min_length=1, max_length=LEARNT_MOST)  # in order
    model: str
    steps: int = Field(ge=LEARNING_LEAST, le=LEARNING_MOST)
    seed: int = Field(ge=0, le=SEED_LIMIT)


class ShortenRequest(BaseModel, frozen=True, extra="forbid"):
    """A prompt whose words are to be weighed as a model reads them."""

    kind: Literal["shorten"] = "shorten"
    prompt: str = Field(min_length=1, max_length=PROMPT_LIMIT)
    model: str


class ExpandRequest(BaseModel, frozen=True, extra="forbid"):
    """A short prompt that is to be enriched, for a model to draw."""

    kind: Literal["expand"] = "expand"
    prompt: str = Field(min_length=1, max_length=EXPAND_LIMIT)
    model: str
    seed: int = Field(ge=0, le=SEED_LIMIT)


PictureRequest = (
    ImageRequest
    | ControlRequest
    | ImageToImageRequest
    | InpaintRequest
    | OutpaintRequest
    | DepthRequest
    | BlendRequest
)
EditRequest = ImageToImageRequest | InpaintRequest | OutpaintRequest | DepthRequest | BlendRequest


def controls_of(request: PictureRequest) -> tuple[Control, ...]:
    """Give the maps that a request's pictures follow."""
    if isinstance(request, ControlRequest | ImageToImageRequest | InpaintRequest):
        return request.controls
    return ()


def pictures_of(request: BaseModel) -> tuple[str, ...]:
    """Give the keys of the pictures, the mask and the maps that a request is made of, each once."""
    match request:
        case ControlRequest():
            keys = [control.map for control in request.controls]
        case ImageToImageRequest():
            keys = [request.picture, *(control.map for control in request.controls)]
        case InpaintRequest():
            keys = [request.picture, request.mask, *(control.map for control in request.controls)]
        case OutpaintRequest() | DepthRequest() | UpscaleRequest() | DescribeRequest():
            keys = [request.picture]
        case BlendRequest() | TrainingRequest():
            keys = list(request.pictures)
        case RestoreRequest():
            keys = [request.photo]
        case _:
            keys = []
    return tuple(dict.fromkeys(keys))
