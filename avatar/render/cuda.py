"""What only a CUDA device needs: one launch for a whole batch, and copies beside the computation."""

from collections.abc import Callable, Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

WARM_UP = 3  # runs before the graph is recorded: the libraries choose their algorithms and take their memory


def drawn_by_graph(
    draw: Callable[[Tensor], Tensor], batches: Iterator[Tensor]
) -> Iterator[NDArray[np.uint8]]:
    """Draw batches of one shape, each copied to the host while the next one is drawn."""
    first = next(batches, None)
    if first is None:
        return
    graph, points, output = _record(draw, first)
    copier = torch.cuda.Stream()  # type: ignore[no-untyped-call]  # of torch
    ahead: tuple[Tensor, torch.cuda.Event] | None = None
    while first is not None:
        points.copy_(first)
        graph.replay()
        behind = ahead
        ahead = _fetch(output.clone(), copier)  # the next replay writes over the output
        if behind is not None:
            yield _landed(*behind)
        first = next(batches, None)
    if ahead is not None:
        yield _landed(*ahead)


def _record(draw: Callable[[Tensor], Tensor], example: Tensor) -> tuple[torch.cuda.CUDAGraph, Tensor, Tensor]:
    """Record what one batch does. Returns the graph, what it reads and what it writes."""
    points = example.clone()
    side = torch.cuda.Stream()  # type: ignore[no-untyped-call]  # of torch
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(WARM_UP):
            draw(points)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = draw(points)
    return graph, points, output


def _fetch(drawn: Tensor, copier: torch.cuda.Stream) -> tuple[Tensor, torch.cuda.Event]:
    """Begin to copy to the host, in a stream of its own."""
    host = torch.empty(drawn.shape, dtype=drawn.dtype, pin_memory=True)
    copier.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(copier):
        host.copy_(drawn, non_blocking=True)
    drawn.record_stream(copier)
    return host, copier.record_event()


def _landed(host: Tensor, done: torch.cuda.Event) -> NDArray[np.uint8]:
    done.synchronize()
    landed: NDArray[np.uint8] = host.numpy()
    return landed
