"""Networks that are compiled while they draw, without a GPU: a recording computes again."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from threading import Event

import pytest
import torch
from torch import Tensor, nn

from generation.compiling.quick import Plain, Quick
from generation.compiling.recording import BUCKETS, Compute, Inputs, Key, PlainRecorder, Recording, bucket
from generation.compiling.workshop import Workshop, compiled

CPU = torch.device("cpu")
PATIENCE_S = 300
WORTH = 3


class Tape:
    """A recorder that, as a graph does, repeats into the same memory whatever was laid before it."""

    def __init__(self) -> None:
        self.recorded = self.played = 0
        self.alone = PlainRecorder().alone

    def record(self, compute: Callable[[], Tensor]) -> Callable[[], Tensor]:
        """Compute once for the memory of the result."""
        self.recorded += 1
        result = compute()

        def again() -> Tensor:
            self.played += 1
            return result.copy_(compute())

        return again


class Net(nn.Module):
    """A small network of rows that do not see each other."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.line = nn.Conv2d(4, 4, 3, padding=1), nn.Linear(5, 4)

    def forward(self, latents: Tensor, text: Tensor) -> Tensor:
        """Mix both."""
        mixed: Tensor = nn.functional.silu(self.conv(latents)) + self.line(text)[..., None, None]
        return mixed


def told(rows: int, side: int = 8, seed: int = 1) -> dict[str, Tensor]:
    """Draw what a network is told."""
    generator = torch.Generator().manual_seed(seed)
    latents = torch.randn(rows, 4, side, side, generator=generator)
    return {"latents": latents, "text": torch.randn(rows, 5, generator=generator)}


class Bench:
    """A network beside a workshop."""

    def __init__(self, compile_it: Callable[[Compute], Compute] = lambda compute: compute) -> None:
        torch.manual_seed(3)
        self.net = Net().eval().requires_grad_(False)
        self.shop, self.tape = Workshop(CPU), Tape()
        self.shop.compile, self.shop.recorder = compile_it, self.tape
        self.taken_bytes = 0
        self.quick = Quick(
            "a net",
            self.eager,
            lambda: Plain(self.net, self.eager),
            lambda key: self.taken_bytes,
            self.shop,
            WORTH,
        )

    def eager(self, inputs: Inputs) -> Tensor:
        """Compute as it is."""
        computed: Tensor = self.net(inputs["latents"], inputs["text"])
        return computed

    def record(self, rows: int, side: int = 8) -> None:
        """Ask until it is worth it, and wait."""
        for _ in range(WORTH):
            self.quick(told(rows, side))
        assert self.shop.rest(PATIENCE_S)


def test_rows_are_rounded_up() -> None:
    """To few numbers; beyond the greatest nothing is recorded."""
    assert [1, 2, 4, 8, 16, 32, None] == [bucket(rows) for rows in (1, 2, 3, 5, 13, 32, 33)]
    assert all(bucket(rows) in BUCKETS for rows in range(1, 33))


@pytest.mark.parametrize("rows", [5, 8])
def test_recording_computes_what_the_network_does(rows: int) -> None:
    """For fewer rows than it has, and again after others."""
    bench = Bench()
    key = Key.of(told(8))
    assert key is not None
    recording = Recording(key, bench.eager, bench.tape, CPU)

    first = recording.play(told(rows))
    other = recording.play(told(8, seed=2))

    assert torch.allclose(bench.eager(told(rows)), first, atol=1e-6)  # not overwritten by the next
    assert torch.allclose(bench.eager(told(8, seed=2)), other, atol=1e-6)
    assert rows == len(first)


def test_nobody_waits_for_the_compiler() -> None:
    """While it works, the network draws as it is; what was asked seldom is never compiled."""
    begun, go_on = Event(), Event()

    def slow(compute: Compute) -> Compute:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return compute

    bench = Bench(slow)
    for _ in range(WORTH):
        bench.quick(told(4))
    assert begun.wait(PATIENCE_S)

    drawn = bench.quick(told(4))
    nothing_yet = bench.quick.recorded
    go_on.set()
    assert bench.shop.rest(PATIENCE_S)
    bench.quick(told(4))
    bench.quick(told(2))

    assert torch.equal(bench.eager(told(4)), drawn)
    assert ((), (4,), 1) == (nothing_yet, bench.quick.recorded, bench.tape.played)


def test_shapes_and_precisions_have_recordings_of_their_own() -> None:
    """Of one compiled network."""
    made: list[Compute] = []

    def compile_it(compute: Compute) -> Compute:
        made.append(compute)
        return compute

    bench = Bench(compile_it)

    bench.record(4)
    bench.record(3)  # the same
    bench.record(4, side=16)
    bench.record(9)

    assert (4, 4, 12) == bench.quick.recorded
    assert (3, 1) == (bench.tape.recorded, len(made))


def test_recording_ends_when_weights_move() -> None:
    """It holds their addresses. One that was being made is dropped as well; later, there is a new one."""
    begun, go_on = Event(), Event()

    def waits(compute: Compute) -> Compute:
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return compute

    bench = Bench()
    bench.record(2)

    bench.quick.move(CPU)
    gone = bench.quick.recorded
    bench.net.conv.weight.data = bench.net.conv.weight * 2
    bench.record(2)
    again = bench.quick.recorded

    held = Bench(waits)
    for _ in range(WORTH):
        held.quick(told(2))
    assert begun.wait(PATIENCE_S)
    held.quick.move(CPU)
    go_on.set()
    assert held.shop.rest(PATIENCE_S)

    assert ((), (2,), ()) == (gone, again, held.quick.recorded)
    assert torch.allclose(bench.eager(told(2)), bench.quick(told(2)), atol=1e-6)


def test_network_that_does_not_compile_draws_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    """A line says why, once; nobody else notices."""

    def fails(compute: Compute) -> Compute:
        raise RuntimeError("no compiler\nand why\nand a long trace")

    bench = Bench(fails)
    with caplog.at_level(logging.WARNING):
        bench.record(2)
        bench.record(4)

    assert ["a net is not compiled and draws as it is: no compiler; and why"] == [
        one.getMessage() for one in caplog.records
    ]
    assert torch.equal(bench.eager(told(2)), bench.quick(told(2)))


def test_recording_that_breaks_is_given_up(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for want of memory, which the loop knows how to meet."""
    bench = Bench()
    bench.record(2)
    trouble: list[Exception] = [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("graph is broken")]

    def play(*_: object) -> Tensor:
        raise trouble[0]

    [recording] = bench.quick._recordings.values()
    monkeypatch.setattr(recording, "play", play)
    with pytest.raises(torch.OutOfMemoryError):
        bench.quick(told(2))
    del trouble[0]

    assert torch.equal(bench.eager(told(2)), bench.quick(told(2)))
    assert "graph is broken" in caplog.text


def test_nothing_is_recorded_without_room() -> None:
    """What is drawn counts more than that it is quick."""
    bench = Bench()
    bench.taken_bytes = 1 << 60

    bench.record(2)

    assert () == bench.quick.recorded


@pytest.mark.filterwarnings(
    "ignore:`torch.jit.script_method` is deprecated:DeprecationWarning"
)  # torch's own
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch compiles for a CPU by g++, and there is none")
def test_compiled_code_computes_the_same() -> None:
    """By the compiler that a GPU has, too; for fewer rows than were compiled."""
    bench = Bench(compiled)

    bench.record(4)
    made = bench.quick(told(3))

    assert ((4,), 1) == (bench.quick.recorded, bench.tape.played)
    assert torch.allclose(bench.eager(told(3)), made, atol=1e-5)
