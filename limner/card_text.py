"""Cards as people read them: a row of a table, a whole page, and the list in the documentation."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from generation.cards import SHIPPED
from generation.catalogue import AnyCard, Card, ExtraCard, Figure, Purpose

HUB = "https://huggingface.co"
WEB = "https://"  # how the source of a model begins that is on no hub
COLUMNS = ("name", "here", "GPU / RAM", "what for", "purpose", "licence")
NARROW = 4  # columns that fit a narrow terminal, where the purpose becomes a heading
REWRITE = "limner models page > docs/models.md"

_HEAD = f"""# Models

Every model that Limner knows by name, from the cards that `limner models show NAME` prints whole. The small
ones ship with the project; the large ones come from the Hugging Face hub, or by `limner models pull NAME`
from where their makers published them. Memory is what one picture of the default size needs on a GPU, and
without one.

`LIMNER_MODEL` takes the name of a text-to-image model, a folder in diffusers format or any hub id. Models for
another purpose can be used where there is a command for that purpose.

Models that a studio adds itself, from files, folders and links: [shelf.md](shelf.md).

This page is written by `{REWRITE}`.
"""
_HEADINGS = {
    Purpose.TEXT_TO_IMAGE: "Text to image",
    Purpose.INPAINTING: "Inpainting",
    Purpose.DEPTH: "Depth to image",
    Purpose.CONTROLNET: "ControlNets",
    Purpose.UPSCALER: "Upscalers",
    Purpose.LORA: "LoRAs",
    Purpose.TEXTUAL_INVERSION: "Textual inversions",
    Purpose.HYPERNETWORK: "Hypernetworks",
    Purpose.VAE: "VAEs",
    Purpose.DESCRIBE: "Describing pictures",
    Purpose.SAFETY: "Safety",
    Purpose.DEPTH_ESTIMATOR: "Estimating depth",
    Purpose.TALKING_HEAD: "Talking heads",
    Purpose.FACE_RESTORER: "Restoring faces",
}


def row(card: AnyCard, place: str, default: bool) -> tuple[str, ...]:
    """Fill one row under ``COLUMNS``."""
    name = f"{card.name} (default)" if default else card.name
    return name, place, memory(card), card.draws or card.title, card.purpose, card.licence or "not known"


def memory(card: AnyCard) -> str:
    """Give the memory on a GPU and without one."""
    return f"{card.gpu_memory_gib:g} / {card.ram_gib:g} GiB"


def facts(card: AnyCard, place: str) -> Iterator[tuple[str, str]]:
    """Tell a whole card, a line each; what it does not say is left out."""
    yield "name", card.name
    yield "for", f"{card.purpose}: {card.draws}" if card.draws else card.purpose
    yield "here", place
    yield from _where(card)
    if card.base:
        yield "base", card.base
    yield from _drawing(card) if isinstance(card, Card) else _attached(card)
    yield "memory", f"{card.gpu_memory_gib:g} GiB on a GPU, {card.ram_gib:g} GiB of RAM without one"
    if card.trained:
        yield "trained", card.trained
    if card.minutes is not None:
        yield "took", f"{card.minutes:g} minutes of training"
    yield from (("figure", _figure(figure)) for figure in card.figures)
    yield from (("limit", limit) for limit in card.limits)
    yield "licence", card.licence or "not known"
    if card.page:
        yield "more", card.page
    if card.sha256:
        yield "SHA-256", card.sha256


def page(cards: Iterable[AnyCard]) -> str:
    """Write the list of all models in Markdown, a table for each purpose."""
    listed = list(cards)
    tables = (_table(purpose, [card for card in listed if card.purpose is purpose]) for purpose in Purpose)
    return "\n".join([_HEAD, *(table for table in tables if table)])


def _where(card: AnyCard) -> Iterator[tuple[str, str]]:
    file = card.file if isinstance(card, ExtraCard) else ""
    if Path(card.source).is_absolute():
        yield "folder", card.source
        return
    if card.source.startswith(WEB):
        yield "from", card.source
        yield "to get it", f"limner models pull {card.name}"
        return
    yield "hub id", f"{card.source}, file {file}" if file else card.source
    if card.formerly:
        yield "formerly", card.formerly
    yield "address", f"{HUB}/{card.source}"
    if card.purpose is Purpose.TEXT_TO_IMAGE:
        yield "to choose", f"LIMNER_MODEL={card.name}"


def _drawing(card: Card) -> Iterator[tuple[str, str]]:
    yield "size", f"{card.width_px}x{card.height_px}, sides in steps of {card.multiple_px} px"
    yield "usual", f"{card.steps} steps, guidance {card.guidance:g}, {card.scheduler}"


def _attached(card: ExtraCard) -> Iterator[tuple[str, str]]:
    if card.scale:
        yield "enlarges", f"{card.scale} times"
    if card.control:
        yield "follows", card.control
    if card.trigger:
        yield "called by", card.trigger


def _figure(figure: Figure) -> str:
    return f"{figure.what}: {figure.value:g} {figure.unit}".rstrip()


def _table(purpose: Purpose, cards: list[AnyCard]) -> str:
    """Write the table of one purpose, or nothing where there are no models."""
    if not cards:
        return ""
    lines = [
        f"## {_HEADINGS[purpose]}",
        "",
        "| name | what for | from | GPU / RAM | licence |",
        "|---|---|---|---|---|",
        *(f"| {' | '.join(_cells(card))} |" for card in cards),
        "",
    ]
    return "\n".join(lines)


def _cells(card: AnyCard) -> tuple[str, ...]:
    name = f"[`{card.name}`]({card.page.removeprefix('docs/')})" if card.page else f"`{card.name}`"
    return name, card.draws or card.title, _origin(card), memory(card), card.licence


def _origin(card: AnyCard) -> str:
    if Path(card.source).is_relative_to(SHIPPED):
        return "ships with Limner"
    if card.source.startswith(WEB):
        return f"[{card.source.removeprefix(WEB)}]({card.source})"
    file = f", `{card.file}`" if isinstance(card, ExtraCard) and card.file else ""
    return f"[{card.source}]({HUB}/{card.source}){file}"
