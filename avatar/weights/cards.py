"""The cards of the models whose weights `limner models pull` brings. Importing this never imports torch."""

from generation.catalogue import ExtraCard, Figure, Purpose

SADTALKER_CARD = ExtraCard(
    name="sadtalker",
    title="SadTalker",
    purpose=Purpose.TALKING_HEAD,
    source="https://github.com/OpenTalker/SadTalker",
    draws="a face of a photo speaking along a voice, at 256 or 512 px, with its head moving",
    trained="By Wenxuan Zhang and others (CVPR 2023) on VoxCeleb.",
    figures=(Figure(what="parameters", value=186, unit="million"),),
    limits=(
        "One face, seen from the front; teeth and hair blur as the head turns.",
        "A minute of speech takes hours without a GPU.",
        "Beside it come two networks that find faces, by Xintao Wang's facexlib (MIT).",
    ),
    licence="Apache-2.0",
    gpu_memory_gib=2.0,
    ram_gib=2.4,
)
GFPGAN_CARD = ExtraCard(
    name="gfpgan",
    title="GFPGAN 1.4",
    purpose=Purpose.FACE_RESTORER,
    source="https://github.com/TencentARC/GFPGAN",
    draws="the faces of a blurred or damaged picture anew, sharp, at 512 px",
    trained="By Xintao Wang and others (CVPR 2021) on FFHQ, spoilt as old photos are.",
    limits=("What a blur has hidden is invented: the face may become another one's.",),
    licence="Apache-2.0",
    gpu_memory_gib=1.5,
    ram_gib=2.0,
)
CARDS = (SADTALKER_CARD, GFPGAN_CARD)
