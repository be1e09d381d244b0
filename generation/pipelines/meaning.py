"""What a text encoder makes of whole texts, and how far from each other they are to it."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from generation.pipelines.words import Words

AT_ONCE = 64  # windows that are read by one forward


def distances(words: Words, pooled: Callable[[Tensor], Tensor], texts: Sequence[str]) -> list[float]:
    """Tell how far the first of some texts is from each of the others.

    ``pooled`` gives what an encoder makes of windows [n, tokens]: float [n, width], of the last token, which
    has seen all others. All texts are read in as many windows as the longest, and compared window by
    window. Emphasis does not count.
    """
    count = max(words.count(text).windows for text in texts)
    ids = torch.cat([words(text, count).ids for text in texts])
    read = torch.cat([pooled(some).float() for some in torch.split(ids, AT_ONCE)])  # [texts * windows, width]
    first, *others = read.reshape(len(texts), -1)
    return [float((first - other).norm()) for other in others]
