"""Every picture that one line asks for: each prompt that it stands for, as often as is said."""

import secrets
from collections.abc import Sequence

from generation.catalogue import Catalogue
from generation.compose import ImageForm, compose
from generation.errors import TooManyVariants
from generation.permutations import Lists, draw, expand, is_plain
from generation.provenance import Drawn, Provenance
from generation.requests import SEED_LIMIT, ImageRequest
from generation.text import clean

TEMPLATE_LIMIT = 4000  # characters of what stands for several prompts


def variants(form: ImageForm, catalogue: Catalogue, lists: Lists, limit: int) -> tuple[ImageRequest, ...]:
    """Compose what a form asks for: one request a prompt and a repetition, at most ``limit``.

    All prompts have the same seed, so that nothing but their words tells them apart; each repetition goes
    on where the one before it ended. Words are drawn by the seed of the request that they stand in.
    Raises what ``compose`` raises, TooManyVariants, WildcardEmpty.
    """
    typed = form.prompt if is_plain(form.prompt) else clean(form.prompt, "prompt", TEMPLATE_LIMIT)
    prompts = expand(typed, limit)
    if (count := len(prompts) * form.repeat) > limit:
        raise TooManyVariants(count, limit)
    first = secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed
    seeds = [(first + number * form.count) % (SEED_LIMIT + 1) for number in range(form.repeat)]
    return tuple(_one(form, prompt, seed, catalogue, lists) for seed in seeds for prompt in prompts)


def _one(form: ImageForm, prompt: str, seed: int, catalogue: Catalogue, lists: Lists) -> ImageRequest:
    words, drawn = draw(prompt, lists, seed)
    request = compose(form.model_copy(update={"prompt": words, "seed": seed}), catalogue)
    if is_plain(form.prompt):
        return request
    return request.model_copy(update={"provenance": _told(form.prompt, drawn)})


def _told(typed: str, drawn: Sequence[Drawn]) -> Provenance:
    return Provenance(typed=" ".join(typed.split()), drawn=tuple(drawn))
