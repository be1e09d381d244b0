"""The cards of the known models that are attached to one that draws, or that enlarge finished pictures.

Memory of a ControlNet is what it adds to its base; that of an upscaler is for a tile or a picture of 512 px.
"""

from generation.catalogue import Base, ExtraCard, Figure, Purpose
from generation.known import OPENRAIL_M, OPENRAIL_PP

_V11_TRAINED = "By Lvmin Zhang, ControlNet 1.1, from 1.5's weights."
_XL_TRAINED = "By the makers of diffusers, from XL's weights."
_STABLE_UPSCALER = "Adds detail of its own; small faces and written words may change."


def _sd_15(control: str, source: str, draws: str, limit: str) -> ExtraCard:
    """Describe a ControlNet for Stable Diffusion 1.5."""
    return ExtraCard(
        name=f"sd-1.5-controlnet-{control}",
        title=f"ControlNet {control} for Stable Diffusion 1.5",
        purpose=Purpose.CONTROLNET,
        base=Base.SD_1,
        source=f"lllyasviel/{source}",
        control=control,
        draws=draws,
        trained=_V11_TRAINED,
        figures=(Figure(what="parameters", value=0.36, unit="billion"),),
        limits=("Fits Stable Diffusion 1.x only.", limit),
        licence=OPENRAIL_M,
        gpu_memory_gib=0.9,
        ram_gib=1.7,
    )


def _sdxl(control: str, draws: str, limit: str) -> ExtraCard:
    """Describe a ControlNet for Stable Diffusion XL."""
    return ExtraCard(
        name=f"sdxl-controlnet-{control}",
        title=f"ControlNet {control} for Stable Diffusion XL",
        purpose=Purpose.CONTROLNET,
        base=Base.SDXL,
        source=f"diffusers/controlnet-{control}-sdxl-1.0",
        control=control,
        draws=draws,
        trained=_XL_TRAINED,
        figures=(Figure(what="parameters", value=1.25, unit="billion"),),
        limits=("Fits Stable Diffusion XL only.", limit),
        licence=OPENRAIL_PP,
        gpu_memory_gib=2.8,
        ram_gib=5.2,
    )


CONTROLNETS = (
    _sd_15(
        "canny",
        "control_v11p_sd15_canny",
        "along the sharp edges of a picture",
        "Busy edges leave no freedom.",
    ),
    _sd_15(
        "scribble", "control_v11p_sd15_scribble", "along a rough sketch", "Takes thick white lines on black."
    ),
    _sd_15(
        "depth",
        "control_v11f1p_sd15_depth",
        "with the depth of a picture",
        "Needs a depth map, or a model for it.",
    ),
    _sd_15(
        "openpose",
        "control_v11p_sd15_openpose",
        "people in the poses of a skeleton",
        "Needs a skeleton: Limner ships no model that finds one.",
    ),
    _sd_15("lineart", "control_v11p_sd15_lineart", "along clean lines", "Takes white lines on black."),
    _sd_15(
        "softedge",
        "control_v11p_sd15_softedge",
        "along soft outlines",
        "Needs an outline map: canny lines are too hard.",
    ),
    _sd_15(
        "tile",
        "control_v11f1e_sd15_tile",
        "new detail into an enlarged or blurred picture",
        "Keeps colours only roughly.",
    ),
    _sdxl("canny", "along the sharp edges of a picture", "Busy edges leave no freedom."),
    _sdxl("depth", "with the depth of a picture", "Needs a depth map, or a model for it."),
)


def _esrgan(name: str, title: str, source: str, file: str, scale: int) -> ExtraCard:
    """Describe an upscaler of the ESRGAN kind; the limits are those of them all."""
    return ExtraCard(
        name=name,
        title=title,
        purpose=Purpose.UPSCALER,
        source=source,
        file=file,
        scale=scale,
        draws=f"a picture {scale} times as wide and high, in one pass",
        trained="By Xintao Wang and others on DIV2K, Flickr2K and OST, spoilt as photos of the web are.",
        figures=(Figure(what="parameters", value=16.7, unit="million"),),
        limits=("Smooths skin and fine texture.", "Sharpens compression marks where they are strong."),
        licence="BSD-3-Clause",
        gpu_memory_gib=1.5,
        ram_gib=2.5,
    )


UPSCALERS = (
    _esrgan(
        "real-esrgan-2x",
        "Real-ESRGAN x2 plus",
        "nateraw/real-esrgan",
        "RealESRGAN_x2plus.pth",
        2,
    ),
    _esrgan(
        "real-esrgan-4x",
        "Real-ESRGAN x4 plus",
        "Comfy-Org/Real-ESRGAN_repackaged",
        "RealESRGAN_x4plus.safetensors",
        4,
    ),
    _esrgan("esrgan-4x", "ESRGAN x4", "databuzzword/esrgan", "RRDB_ESRGAN_x4.pth", 4).model_copy(
        update={
            "trained": "By Xintao Wang and others on DIV2K, Flickr2K and OST, reduced by a plain filter.",
            "limits": ("Made for clean pictures: noise and compression marks grow with them.",),
            "licence": "Apache-2.0",
        }
    ),
    ExtraCard(
        name="sd-x2-latent-upscaler",
        title="Stable Diffusion x2 latent upscaler",
        purpose=Purpose.UPSCALER,
        source="stabilityai/sd-x2-latent-upscaler",
        scale=2,
        prompted=True,
        draws="a picture twice as wide and high, by the prompt it was drawn with",
        trained="By Katherine Crowson with Stability AI on a subset of LAION-2B.",
        limits=(_STABLE_UPSCALER, "Made for latents of Stable Diffusion; photos pass its VAE first."),
        licence=OPENRAIL_PP,
        gpu_memory_gib=4.5,
        ram_gib=8.0,
    ),
    ExtraCard(
        name="sd-x4-upscaler",
        title="Stable Diffusion x4 upscaler",
        purpose=Purpose.UPSCALER,
        source="stabilityai/stable-diffusion-x4-upscaler",
        scale=4,
        draws="a picture four times as wide and high, by a prompt",
        trained="By Stability AI: 1,250,000 steps on pictures of LAION above 2048 px, cut to 512 px.",
        limits=(_STABLE_UPSCALER, "Memory grows with the picture: 512 px in is about the most for 16 GiB."),
        licence=OPENRAIL_PP,
        gpu_memory_gib=14.0,
        ram_gib=24.0,
    ),
)

EXTRAS = (*CONTROLNETS, *UPSCALERS)
