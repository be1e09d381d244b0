"""What a person would write with diffusers' own pipelines, one a mode: the picture that ours has to equal."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

from PIL.Image import Image

from generation.catalogue import Catalogue, Scheduler
from generation.pocket.unfold import unfold
from generation.requests import (
    ControlRequest,
    DepthRequest,
    ImageToImageRequest,
    InpaintRequest,
    PictureRequest,
    controls_of,
)
from generation.sources import Sources

# Each sampler as diffusers' own guides name it.
SAMPLERS: dict[Scheduler, tuple[str, dict[str, object]]] = {
    Scheduler.PNDM: ("PNDMScheduler", {"skip_prk_steps": True}),  # as Stable Diffusion's own
    Scheduler.DDIM: ("DDIMScheduler", {"clip_sample": False}),
    Scheduler.EULER: ("EulerDiscreteScheduler", {}),
    Scheduler.EULER_A: ("EulerAncestralDiscreteScheduler", {}),
    Scheduler.DPM_2M: ("DPMSolverMultistepScheduler", {}),
    Scheduler.DPM_2M_KARRAS: ("DPMSolverMultistepScheduler", {"use_karras_sigmas": True}),
    Scheduler.UNIPC: ("UniPCMultistepScheduler", {}),
    Scheduler.LCM: ("LCMScheduler", {}),
}

Pipe = Any  # diffusers carries no types


@dataclass
class PlainDiffusers:
    """Diffusers' pipelines over the models of a catalogue, each loaded once."""

    catalogue: Catalogue
    room: Path  # for models that ship folded
    _usual: dict[int, Any] = field(
        default_factory=dict
    )  # the scheduler's configuration that a pipe came with
    _pipes: dict[tuple[str, ...], Pipe] = field(default_factory=dict)

    def draw(self, request: PictureRequest, sources: Sources) -> Image:
        """Draw the first picture of a request as one would by hand."""
        import torch  # noqa: PLC0415 - heavy

        pipe = self._pipe(request)
        usual = self._usual.setdefault(id(pipe), pipe.scheduler.config)
        pipe.scheduler = _scheduler(usual, request)
        with catch_warnings():
            simplefilter("ignore")  # the depth pipeline asks a CPU for what it cannot do, and goes on without
            drawn: Image = pipe(
                request.prompt,
                negative_prompt=request.negative_prompt or None,
                num_inference_steps=request.steps,
                guidance_scale=request.guidance,
                generator=torch.Generator().manual_seed(request.seed),
                **self._options(request, sources),
            ).images[0]
        return drawn

    def _options(self, request: PictureRequest, sources: Sources) -> dict[str, Any]:
        size = {"width": request.width_px, "height": request.height_px}
        match request:
            case ControlRequest():
                maps = {
                    "image": list(sources.maps),
                    "controlnet_conditioning_scale": [one.scale for one in request.controls],
                    "control_guidance_start": [one.start for one in request.controls],
                    "control_guidance_end": [one.end for one in request.controls],
                }
                return {**size, **maps}
            case InpaintRequest():
                masked = {"image": sources.picture, "mask_image": sources.mask}
                return {**size, **masked, "strength": request.strength}
            case ImageToImageRequest() | DepthRequest():
                return {"image": sources.picture, "strength": request.strength}
            case _:
                return size

    def _pipe(self, request: PictureRequest) -> Pipe:
        kinds = [one.kind for one in controls_of(request)]
        name = (request.kind, request.model, *kinds)
        if name not in self._pipes:
            self._pipes[name] = self._load(request)
        return self._pipes[name]

    def _load(self, request: PictureRequest) -> Pipe:
        import diffusers  # noqa: PLC0415 - heavy
        import torch  # noqa: PLC0415 - heavy

        card = self.catalogue.drawer(request.model)
        source = Path(card.source)
        folder = unfold(source, self.room / source.name)
        options: dict[str, Any] = {"safety_checker": None, "requires_safety_checker": False}
        match request:
            case ControlRequest():
                kind = diffusers.StableDiffusionControlNetPipeline
                nets = [self.catalogue.control(one.kind, card, one.net).source for one in request.controls]
                options["controlnet"] = [diffusers.ControlNetModel.from_pretrained(net) for net in nets]
            case InpaintRequest():
                kind = diffusers.StableDiffusionInpaintPipeline
            case ImageToImageRequest():
                kind = diffusers.StableDiffusionImg2ImgPipeline
            case DepthRequest():
                kind, options = diffusers.StableDiffusionDepth2ImgPipeline, {}
            case _:
                kind = diffusers.StableDiffusionPipeline
        diffusers.logging.set_verbosity_error()
        diffusers.logging.disable_progress_bar()
        pipe = kind.from_pretrained(folder, local_files_only=True, dtype=torch.float32, **options)
        pipe.set_progress_bar_config(disable=True)
        return pipe


def _scheduler(config: Any, request: PictureRequest) -> Any:  # noqa: ANN401 - diffusers carries no types
    import diffusers  # noqa: PLC0415 - heavy

    from generation.schedulers import build_scheduler  # noqa: PLC0415 - torch

    if request.scheduler is Scheduler.LMS:  # without SciPy's numerical integral
        return build_scheduler(Scheduler.LMS, config, request.steps)
    name, options = SAMPLERS[request.scheduler]
    return getattr(diffusers, name).from_config(config, **options)
