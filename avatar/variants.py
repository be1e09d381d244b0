"""Which variants of a clip are worth a look. Known without loading any animator: chat bots ask."""

from collections.abc import Iterator
from itertools import count

from avatar.cast import Engine
from avatar.requests import (
    SEED_LIMIT,
    STYLES,
    VARIANTS,
    AvatarRequest,
    Idea,
    PhotoMode,
    PreviewRequest,
    Variant,
)

MOST = 2.0  # of head, eyes and mouth
CALM_HEAD, CALM_EYES, CALM_MOUTH = 0.5, 0.8, 0.8  # of what was asked for
LIVELY_HEAD, LIVELY_EYES, LIVELY_MOUTH = 1.5, 1.25, 1.15
WOKEN_HEAD = 0.5  # of a head that was to be still
STRONG_MOUTH = 1.5
AWAY = STYLES // 2  # from one style to one that looks unlike it

Change = dict[str, object]


def preview_of(request: AvatarRequest) -> PreviewRequest:
    """Ask for a sheet of six variants: the request's own choices, and what differs most from them.

    The same request gives the same variants, no two of which are alike.
    """
    found: dict[tuple[object, ...], Variant] = {}
    for idea, change in _ideas(request):
        variant = _variant(request, idea, change)
        found.setdefault(tuple(variant.model_dump(exclude={"idea"}).values()), variant)
        if len(found) == VARIANTS:
            break
    return PreviewRequest(of=request, variants=tuple(found.values()))


def _ideas(asked: AvatarRequest) -> Iterator[tuple[Idea, Change]]:
    """Give ideas without end, the best ones first; some change nothing where a limit is reached."""
    learnt = asked.animator == Engine.SADTALKER
    yield Idea.ASKED, {}
    yield Idea.CALMER, _scaled(asked, CALM_HEAD, CALM_EYES, CALM_MOUTH)
    lively = _scaled(asked, LIVELY_HEAD, LIVELY_EYES, LIVELY_MOUTH)
    yield Idea.LIVELIER, lively if asked.head else {**lively, "head": WOKEN_HEAD}
    yield Idea.STILL, {"head": 0.0}
    yield Idea.MOUTH, _scaled(asked, 1, 1, STRONG_MOUTH)
    if learnt:  # the puppet knows neither
        yield Idea.FRAMING, {"mode": _other_framing(asked.mode)}
        yield Idea.STYLE, {"style": (asked.style + AWAY) % STYLES}
    for step in count(1):
        yield Idea.CHANCE, {"seed": (asked.seed + step) % (SEED_LIMIT + 1)}


def _variant(asked: AvatarRequest, idea: Idea, change: Change) -> Variant:
    own: Change = {name: getattr(asked, name) for name in Variant.model_fields if name != "idea"}
    return Variant.model_validate({"idea": idea, **own, **change})


def _scaled(asked: AvatarRequest, head: float, eyes: float, mouth: float) -> Change:
    return {
        "head": round(min(MOST, head * asked.head), 2),
        "eyes": round(min(MOST, eyes * asked.eyes), 2),
        "mouth": round(min(MOST, mouth * asked.mouth), 2),
    }


def _other_framing(mode: PhotoMode) -> PhotoMode:
    """Choose a framing that shows something else; no photo is cropped tightly by AUTO."""
    if mode is PhotoMode.AUTO:
        return PhotoMode.CROP
    return PhotoMode.EXTCROP if mode.whole else PhotoMode.FULL
