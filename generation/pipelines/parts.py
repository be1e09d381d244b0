"""Loads the parts of a model folder: safetensors only, from the disk only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from safetensors import SafetensorError
from transformers.models.clip.modeling_clip import CLIPTextModel, CLIPTextModelWithProjection
from transformers.models.clip.tokenization_clip import CLIPTokenizer
from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil
from transformers.models.dpt.modeling_dpt import DPTForDepthEstimation
from transformers.utils.logging import disable_progress_bar

from generation.catalogue import Purpose
from generation.errors import ModelUnavailable
from generation.folder import ModelFolder
from generation.memory import Plan
from generation.pipelines.depth import DepthEstimator
from generation.pipelines.fit import Turns, place, tile
from generation.pipelines.words import Words

if TYPE_CHECKING:
    from generation.adapters.tailor import Tailor

Part = Any  # diffusers and transformers models, which carry no types


class Parts:
    """The parts of one model folder, for one device, as a memory plan wants them.

    Methods raise ModelUnavailable if a part cannot be loaded. A ``tailor`` works adapters into each; the
    tokenizer of a text encoder is to be loaded after it, because that may have learnt words.
    """

    def __init__(
        self, folder: ModelFolder, device: torch.device, plan: Plan, tailor: Tailor | None = None
    ) -> None:
        self.folder = folder
        self.device = device
        self.plan = plan
        self._tailor = tailor
        self.dtype = torch.float16 if plan.half else torch.float32
        self._turns = Turns(device)
        disable_progress_bar()  # of loading, which takes a moment and would mix with our own

    @property
    def learnt(self) -> tuple[str, ...]:
        """List the words that the text encoders learn by adapters."""
        return self._tailor.learnt if self._tailor else ()

    def unet(self) -> Part:
        """Load the network that predicts the noise."""
        return self._load(UNet2DConditionModel, "unet", self.dtype)

    def vae(self) -> Part:
        """Load the network that decodes latents; in float32 where its values overflow half precision."""
        upcast = self.dtype is torch.float16 and self.folder.full_vae()
        vae = self._load(AutoencoderKL, "vae", torch.float32 if upcast else self.dtype)
        tile(vae, self.plan)
        return vae

    def text_encoder(self) -> Part:
        """Load the first text encoder."""
        return self._load(CLIPTextModel, "text_encoder", self.dtype)

    def text_encoder_2(self) -> Part:
        """Load the second text encoder of an SDXL model."""
        return self._load(CLIPTextModelWithProjection, "text_encoder_2", self.dtype)

    def depth_estimator(self) -> DepthEstimator | None:
        """Load what estimates the depth of a picture, where the model has it; in float32, it is small."""
        if self.folder.purpose() is not Purpose.DEPTH:
            return None
        model = self._load(DPTForDepthEstimation, "depth_estimator", torch.float32)
        name = "feature_extractor"
        reader = self._try(
            name,
            lambda: DPTImageProcessorPil.from_pretrained(self.folder.path / name, local_files_only=True),
        )
        return DepthEstimator(reader, model, self.device)

    def tokenizer(self, name: str = "tokenizer") -> Words:
        """Load a tokenizer."""
        tokenizer = self._try(
            name, lambda: CLIPTokenizer.from_pretrained(self.folder.path / name, local_files_only=True)
        )
        words = Words(tokenizer, self.device)
        return self._tailor.words(words, name.replace("tokenizer", "text_encoder")) if self._tailor else words

    def _load(self, kind: Part, name: str, dtype: torch.dtype) -> Part:
        path = self.folder.path / name
        options = {"dtype": dtype, "use_safetensors": True, "local_files_only": True}
        if variant := _variant(path, half=dtype is torch.float16):
            options["variant"] = variant
        model = self._try(name, lambda: kind.from_pretrained(path, **options)).eval().requires_grad_(False)
        if self._tailor is not None:
            model = self._tailor.fit(model, name)
        return place(model, self.plan, self._turns, unet=name == "unet")

    def _try(self, name: str, load: Callable[[], Part]) -> Part:
        if not (self.folder.path / name).is_dir():
            raise ModelUnavailable(self.folder.path.name, f"{self.folder.path / name} is missing")
        try:
            return load()
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as error:
            if "out of memory" in str(error):
                raise
            reason = str(error).strip().partition("\n")[0]
            raise ModelUnavailable(
                self.folder.path.name, f"{self.folder.path / name} cannot be loaded: {reason}"
            ) from error


def _variant(path: Path, half: bool) -> str | None:
    """Choose the fp16 files where they suffice, or where there are no others."""
    names = [file.name for file in path.glob("*.safetensors")]
    halves = [name for name in names if ".fp16" in name]
    return "fp16" if halves and (half or len(halves) == len(names)) else None
