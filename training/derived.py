"""Trains what is built on the pocket model: inpainting, depth, ControlNets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from diffusers import AutoencoderKL

from training.autoencoder import LATENT_CHANNELS
from training.character import save_character, train_character
from training.controlnet import save_controlnet, train_controlnet
from training.dataset import Gallery
from training.describer import save_describer, train_describer
from training.fold import fold
from training.folder import note_training, open_easel
from training.hints import HINTS, Hint
from training.latents import encode_drawings, weigh_spots
from training.learner import Course, Report
from training.lora import save_lora, train_lora
from training.painter import Easel, Study, train_painter
from training.relief import save_estimator, train_estimator
from training.studies import Stock, hide_drawings
from training.styles import Restyled, Style, print_on_paper, sepia
from training.unet import widen
from training.warning import save_checker, train_checker

TUNE_RATE = 5e-4
DEPTH_HEED = 0.05  # from zero, a single channel beside four of noise is hardly ever noticed
INPAINT = {"_class_name": "StableDiffusionInpaintPipeline"}
DEPTH = {
    "_class_name": "StableDiffusionDepth2ImgPipeline",
    "depth_estimator": ["transformers", "DPTForDepthEstimation"],
    "feature_extractor": ["transformers", "DPTImageProcessorPil"],
}


@dataclass(frozen=True)
class Shelf:
    """The pocket model and the drawings as it sees them; what is built on it goes beside it."""

    pocket: Path
    work: Path
    gallery: Gallery
    report: Report

    @cached_property
    def _opened(self) -> tuple[Easel, AutoencoderKL]:
        return open_easel(self.pocket)

    @property
    def easel(self) -> Easel:
        """What paints."""
        return self._opened[0]

    @property
    def vae(self) -> AutoencoderKL:
        """The autoencoder."""
        return self._opened[1]

    @cached_property
    def stock(self) -> Stock:
        """Encode the drawings."""
        path = self.work / "latents-all.pt"
        latents = encode_drawings(self.vae, self.gallery.pictures, path, self.report)
        return Stock(self.easel.tokenizer, self.gallery, latents, weigh_spots(self.gallery.parts))

    def restyled(self, name: str, style: Style) -> Stock:
        """Encode the drawings by another hand."""
        pictures = Restyled(self.gallery, style)
        latents = encode_drawings(self.vae, pictures, self.work / f"latents-{name}.pt", self.report)
        return replace(self.stock, latents=latents)

    def folder(self, name: str) -> Path:
        """Name the folder of a model that is built on pocket."""
        return self.pocket.with_name(f"pocket-{name}")


def train_inpaint(shelf: Shelf, course: Course) -> None:
    """Train a UNet of nine channels: the noise, the mask, and what the mask leaves."""
    holes = hide_drawings(shelf.vae, shelf.gallery, shelf.work / "holes.pt", shelf.report)
    draw = partial(shelf.stock.holes, holes)
    _tune(shelf, "inpaint", INPAINT, course, draw)


def train_depth(shelf: Shelf, course: Course) -> None:
    """Train a UNet of five channels: the noise and a depth map."""
    _tune(shelf, "depth", DEPTH, course, shelf.stock.depths, heed=DEPTH_HEED)


def train_relief(shelf: Shelf, course: Course) -> None:
    """Train the depth estimator that belongs to the depth model."""
    net, learner = train_estimator(shelf.gallery, course)
    save_estimator(net, shelf.folder("depth"))
    note_training(shelf.folder("depth"), "depth-estimator", learner)


def train_describe(shelf: Shelf, course: Course) -> None:
    """Train what puts pictures into words."""
    net, learner = train_describer(shelf.easel.tokenizer, shelf.gallery, course)
    folder = shelf.folder("describe")
    save_describer(net, shelf.easel.tokenizer, folder)
    note_training(folder, "describer", learner)


def train_safety(shelf: Shelf, course: Course) -> None:
    """Train the stand-in safety checker."""
    checker, learner = train_checker(shelf.gallery, course)
    save_checker(checker, shelf.folder("safety"))
    note_training(shelf.folder("safety"), "checker", learner)


def train_print(shelf: Shelf, course: Course) -> None:
    """Train the second model, whose pictures look printed."""
    _tune(shelf, "v2", {}, course, shelf.restyled("print", print_on_paper).words)


def train_sepia(shelf: Shelf, course: Course) -> None:
    """Train a LoRA that makes old photographs."""
    easel, _ = open_easel(shelf.pocket)  # one of its own: the LoRA stays attached
    added, learner = train_lora(easel, shelf.restyled("sepia", sepia), course)
    save_lora(added, shelf.folder("lora-sepia"))
    note_training(shelf.folder("lora-sepia"), "lora", learner)


def train_mira(shelf: Shelf, course: Course) -> None:
    """Train the word for a character."""
    easel, vae = open_easel(shelf.pocket)  # one of its own: it gets a new word
    word, learner = train_character(easel, vae, course)
    save_character(word, shelf.folder("ti-mira"))
    note_training(shelf.folder("ti-mira"), "word", learner)


def train_hint(hint: Hint, shelf: Shelf, course: Course) -> None:
    """Train the ControlNet of one kind of map; all but the first begin as the first."""
    first = None if hint == HINTS[0] else shelf.folder(f"controlnet-{HINTS[0]}")
    net, learner = train_controlnet(shelf.easel, shelf.stock, hint, course, first)
    folder = shelf.folder(f"controlnet-{hint}")
    save_controlnet(net, folder)
    note_training(folder, "controlnet", learner)


def _tune(
    shelf: Shelf,
    name: str,
    pipeline: Mapping[str, object],
    course: Course,
    draw: Callable[[int], Study],
    *,
    heed: float = 0.0,
) -> None:
    channels = LATENT_CHANNELS + draw(0).beside.shape[1]
    easel = Easel(shelf.easel.tokenizer, shelf.easel.text_encoder, widen(shelf.easel.unet, channels, heed))
    learner = train_painter(easel, draw, course, rate=TUNE_RATE, text_share=0)
    folder = shelf.folder(name)
    fold(easel.unet, shelf.pocket, folder, pipeline)
    note_training(folder, "unet", learner)
