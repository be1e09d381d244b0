"""Every picture that one line asks for: each prompt that it stands for, as often as is said."""

import secrets

from generation.catalogue import Catalogue
from generation.compose import ImageForm, compose
from generation.errors import TooManyVariants
from generation.lots import Way, draw
from generation.permutations import Lists, expand, is_plain
from generation.provenance import Provenance
from generation.requests import SEED_LIMIT, ImageRequest
from generation.text import clean

TEMPLATE_LIMIT = 4000  # characters of what stands for several prompts


def variants(
    form: ImageForm, catalogue: Catalogue, lists: Lists, limit: int, told: Provenance | None = None
) -> tuple[ImageRequest, ...]:
    """Compose what a form asks for: one request a prompt and a repetition, at most ``limit``.

    ``told`` says where its words come from, as far as that is known.

    All prompts have the same seed, so that nothing but their words tells them apart; each repetition goes
    on where the one before it ended. Words are drawn by the seed of the request that they stand in.
    Raises what ``compose`` and ``draw`` raise, and TooManyVariants.
    """
    typed = form.prompt if is_plain(form.prompt) else clean(form.prompt, "prompt", TEMPLATE_LIMIT)
    prompts = expand(typed, limit)
    if (count := len(prompts) * form.repeat) > limit:
        raise TooManyVariants(count, limit)
    first = secrets.randbelow(SEED_LIMIT + 1) if form.seed is None else form.seed
    seeds = [(first + number * form.count) % (SEED_LIMIT + 1) for number in range(form.repeat)]
    asked = [(way, seed) for seed in seeds for prompt in prompts for way in draw(prompt, lists, seed, limit)]
    if len(asked) > limit:
        raise TooManyVariants(len(asked), limit)
    return tuple(_one(form, *one, catalogue, told or Provenance()) for one in asked)


def _one(form: ImageForm, way: Way, seed: int, catalogue: Catalogue, told: Provenance) -> ImageRequest:
    words, drawn = way
    request = compose(form.model_copy(update={"prompt": words, "seed": seed}), catalogue)
    typed = told.typed or ("" if is_plain(form.prompt) else " ".join(form.prompt.split()))
    known = told.model_copy(update={"typed": typed, "drawn": drawn})
    return request if known == Provenance() else request.model_copy(update={"provenance": known})
