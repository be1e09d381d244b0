"""CUDA graphs, as far as one can look without a GPU: what is captured where, after what, and who waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import torch
from torch import Tensor

from generation.compiling.recording import WARM, GraphRecorder

SECOND = torch.device("cuda", 1)


class Stream:
    """A stream that tells what becomes of it."""

    log: list[str]

    def __init__(self, device: torch.device) -> None:
        self._name = f"side of {device}"

    def __str__(self) -> str:
        """Tell where it is."""
        return self._name

    def wait_stream(self, other: str) -> None:
        """Wait for what others were given before."""
        self.log.append(f"{self} waits for {other}")

    def synchronize(self) -> None:
        """Be waited for."""
        self.log.append(f"{self} is done")


class Graph:
    """A graph that counts."""

    def replay(self) -> None:
        """Be played."""
        Stream.log.append("replay")


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a GPU. Returns: what it is told."""
    Stream.log = []

    @contextmanager
    def within(what: object) -> Iterator[None]:
        Stream.log.append(f"on {what}")
        yield

    @contextmanager
    def capture(graph: Graph, pool: str, stream: Stream, capture_error_mode: str) -> Iterator[None]:
        Stream.log.append(f"capture on {stream} into {pool}, {capture_error_mode}")
        yield
        Stream.log.append("captured")

    stand_ins: dict[str, Any] = {
        "device": within,
        "stream": within,
        "Stream": Stream,
        "current_stream": lambda device: f"main of {device}",
        "graph_pool_handle": lambda: "a pool",
        "CUDAGraph": Graph,
        "graph": capture,
    }
    for name, stand_in in stand_ins.items():
        monkeypatch.setattr(torch.cuda, name, stand_in)
    return Stream.log


def test_graph_is_captured_once_all_is_compiled(card: list[str]) -> None:
    """Beside the stream of the lanes, into the one pool; to play one computes nothing in Python."""
    recorder = GraphRecorder(SECOND)
    held: list[bool] = []

    def compute() -> Tensor:
        held.append(recorder.alone().locked())  # type: ignore[attr-defined]  # a lock
        card.append("compute")
        return torch.full((1,), float(len(held)))

    again = recorder.record(compute)
    recorder.record(compute)
    told = list(card)
    results = [again(), again()]

    one = [
        "on cuda:1",
        "side of cuda:1 waits for main of cuda:1",
        "on side of cuda:1",
        *["compute"] * WARM,
        "side of cuda:1 is done",
        "capture on side of cuda:1 into a pool, thread_local",
        "compute",
        "captured",
    ]
    assert one * 2 == told
    assert ([False] * WARM + [True]) * 2 == held  # lanes wait for the capture alone, never for the compiler
    assert [WARM + 1.0] * 2 == [float(result) for result in results]
    assert ["replay", "replay"] == card[len(told) :]


def test_all_graphs_are_played_by_turns(card: list[str]) -> None:
    """Their results lie in one pool."""
    recorder = GraphRecorder(SECOND)

    assert recorder.alone() is recorder.alone()
