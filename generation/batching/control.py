"""What ControlNets add to one forward: each runs once, for those of the batch that follow it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from generation.batching.row import Row
from generation.pipelines.controlnet import ControlNet
from generation.pipelines.pipeline import Batch


@dataclass
class _Share:
    """The rows of a batch that follow maps of one ControlNet."""

    rows: list[int] = field(default_factory=list)
    maps: list[Tensor] = field(default_factory=list)
    scales: list[float] = field(default_factory=list)


def controlled(batch: Batch, rows: Sequence[Row]) -> Batch:
    """Add to a batch what ControlNets say. For rows that follow none it is zero, which changes nothing."""
    shares = _shares(batch, rows)
    if not shares:
        return batch
    sums: list[Tensor] = []
    for net, share in shares.items():
        where = torch.tensor(share.rows, device=batch.latents.device)
        said = net.say(
            batch.latents[where],
            batch.timesteps[where],
            batch.text[where],
            {name: added[where] for name, added in batch.added.items()},
            torch.cat(share.maps),
        )
        scales = torch.tensor(share.scales, device=where.device).view(-1, 1, 1, 1)
        sums = sums or [one.new_zeros(len(batch.latents), *one.shape[1:]) for one in said]
        for whole, one in zip(sums, said, strict=True):
            whole.index_add_(0, where, one * scales.to(one.dtype))
    return replace(batch, down=tuple(sums[:-1]), middle=sums[-1])


def _shares(batch: Batch, rows: Sequence[Row]) -> dict[ControlNet, _Share]:
    """Sort the maps that are followed in this step by their nets."""
    shares: dict[ControlNet, _Share] = {}
    first = 0
    for row in rows:
        count = len(row.conditions.text)
        for one in row.followed:
            if one.holds(row.done, row.total):
                share = shares.setdefault(one.net, _Share())
                share.rows += range(first, first + count)
                share.maps += [one.read] * count
                share.scales += [one.scale] * count
        first += count
    return shares
