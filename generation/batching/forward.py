"""One UNet forward for several pictures, each with its own timestep, prompt, guidance and scheduler."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from generation.batching.control import controlled
from generation.batching.row import Row
from generation.pipelines.pipeline import Batch
from generation.pipelines.seamless import seamless


class Move(NamedTuple):
    """What the UNet saw of a picture, and what it made of it: float32 [1, channels, rows, columns] each."""

    noisy: Tensor
    predicted: Tensor


@torch.inference_mode()
def predict_together(rows: Sequence[Row]) -> list[Move]:
    """Predict the next step of every row in one forward. No row moves."""
    noisy = [row.noisy() for row in rows]
    with seamless(rows[0].share.seamless):
        batch = controlled(stack(rows, noisy), rows)
        predicted = guide(rows[0].pipeline.predict(batch), batch)
    return [Move(*pair) for pair in zip(noisy, predicted.chunk(len(rows)), strict=True)]


def stack(rows: Sequence[Row], noisy: Sequence[Tensor]) -> Batch:
    """Lay the pictures in rows: two for a guided one, without its prompt and with it, else one."""
    told = [row.conditions for row in rows]
    counts = [len(one.text) for one in told]
    repeats = torch.tensor(counts)
    last = repeats.cumsum(0) - 1
    times = torch.tensor([float(row.timestep) for row in rows])  # exact: whole numbers below 2^24
    device = noisy[0].device

    def there(values: Tensor) -> Tensor:
        return values.to(device, non_blocking=True)  # or the loop would wait for the GPU at every step

    return Batch(
        latents=torch.cat([one for one, count in zip(noisy, counts, strict=True) for _ in range(count)]),
        timesteps=there(times.repeat_interleave(repeats)),
        text=torch.cat([one.text for one in told]),
        added={name: torch.cat([one.added[name] for one in told]) for name in told[0].added},
        strength=_join([one.strength for one in told]),
        guidance=there(torch.tensor([one.guidance for one in told]).view(-1, 1, 1, 1)),
        without=there(last - repeats + 1),
        told=there(last),
        beside=_join([row.beside for row, count in zip(rows, counts, strict=True) for _ in range(count)]),
    )


def guide(noise: Tensor, batch: Batch) -> Tensor:
    """Go from what is predicted without the prompt towards, and beyond, what is predicted with it.

    ``noise``: float32 [rows, channels, rows, columns]. Returns: the same with one row a picture.
    Source: Ho and Salimans (2022), Classifier-Free Diffusion Guidance, eq. 6.
    """
    if len(batch.told) == len(noise):
        return noise
    without, told = (
        noise[batch.without],
        noise[batch.told],
    )  # the same row where nothing guides: the sum is exact
    return without + batch.guidance * (told - without)


def _join(parts: Sequence[Tensor | None]) -> Tensor | None:
    there = [part for part in parts if part is not None]
    return torch.cat(there) if there else None
