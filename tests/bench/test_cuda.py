"""Benchmarks of a GPU, run on the CPU with a small model: on a card nothing is new to them but the card."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from bench import memory_floor, roofline, switch, t2i_throughput
from bench.contenders import ByHand, load_pipe
from bench.device import Clock, Peak
from bench.memory_floor import Case, Drawn
from bench.real_size import SD_15, SDXL, Anatomy, unet_of, write_model
from bench.report import NotHere, Report
from bench.roofline import Share
from bench.t2i_throughput import Loads, Race
from generation.catalogue import Card
from generation.memory import GIB
from generation.pipelines.pipeline import Conditions
from limner.commands.bench import TOGETHER, bench, benchmarks, status, summary

CPU = torch.device("cpu")
LONG_S = 1000.0


SMALL_TEXT = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
SMALL_UNET = {"sample_size": 8, "layers_per_block": 1, "norm_num_groups": 4, "cross_attention_dim": 16}
SMALL_VAE = {"block_out_channels": (8, 8, 16, 16), "norm_num_groups": 4, "layers_per_block": 1}
SMALL_SD = Anatomy(
    family="stable-diffusion",
    unet=SD_15.unet | SMALL_UNET | {"block_out_channels": (16, 16, 32, 32), "attention_head_dim": 2},
    vae=SD_15.vae | SMALL_VAE,
    texts=(SMALL_TEXT,),
    side_px=64,
    steps=3,
)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Card:
    """Write a small model as the large ones are written: Stable Diffusion XL."""
    anatomy = Anatomy(
        family="stable-diffusion-xl",
        unet=SDXL.unet
        | SMALL_UNET
        | {
            "block_out_channels": (16, 32, 32),
            "cross_attention_dim": 32,
            "attention_head_dim": (2, 2, 4),
            "transformer_layers_per_block": 1,
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 16 + 6 * 8,
        },
        vae=SDXL.vae | SMALL_VAE,
        texts=(SMALL_TEXT, SMALL_TEXT | {"projection_dim": 16}),
        side_px=64,
        steps=3,
    )
    return write_model(anatomy, tmp_path_factory.mktemp("models") / "tiny", CPU, torch.float32)


@pytest.mark.parametrize(
    ("anatomy", "weights", "tera"), [(SD_15, 859_520_964, 0.803), (SDXL, 2_567_463_684, 6.761)]
)
def test_models_are_as_large_as_the_published_ones(anatomy: Anatomy, weights: int, tera: float) -> None:
    """By their weights, and by the operations of a forward of one row."""
    with torch.device("meta"):
        unet = unet_of(anatomy)
        width, side = anatomy.unet["cross_attention_dim"], anatomy.unet["sample_size"]
        added = {"text_embeds": torch.empty(1, 1280), "time_ids": torch.empty(1, 6)}
        told = Conditions(torch.empty(1, 77, width), 5.0, added if anatomy is SDXL else {})

    assert weights == sum(part.numel() for part in unet.parameters())
    assert tera == pytest.approx(roofline.count_flops(unet, told, (1, 4, side, side)) / 1e12, abs=0.001)


def test_all_draw_the_same_and_are_timed(tiny: Card) -> None:
    """Compiled, fused, in batches, or in company: the pictures are the same."""
    race = t2i_throughput.compare(tiny, CPU, torch.float32, Loads(4, 2), Clock(0), "eager")

    assert 1.0 == race.alike
    assert (0.0, 0.0) == tuple(map(round, race.apart))
    assert race.equal
    assert race.graphs > 0
    assert {"ours", "one by one", "in batches", "by guide"} == set(race.rates_hz) == set(race.warm_s)
    assert all(rate > 0 for rates in race.rates_hz.values() for rate in rates)


def test_difference_would_be_seen(tiny: Card) -> None:
    """The pictures of two seeds do not pass for one."""
    one, other = ByHand(load_pipe(tiny, CPU, torch.float32), tiny, 2).draw([1, 2])

    assert 1.0 == t2i_throughput.alike(one, one)
    assert t2i_throughput.alike(one, other) < t2i_throughput.ALIKE


def test_goals_decide() -> None:
    """Of the first model, if all are equal."""

    def judged(one: float, guide: float, alike: float = 1.0, apart: tuple[float, float] = (0.0, 0.0)) -> bool:
        rates = {
            "ours": [10.0, 30.0],
            "one by one": [one] * 2,
            "in batches": [10.0] * 2,
            "by guide": [guide] * 2,
        }
        race = Race("sd", alike, 0.1, rates, dict.fromkeys(rates, 1.0), apart=apart)
        return t2i_throughput.report([race]).passed

    assert judged(4.0, 17.0)
    assert judged(4.0, 17.0, alike=0.9, apart=(1.4, 1.0))  # half precision rounds: no worse than diffusers'
    assert not judged(4.0, 17.0, alike=0.9, apart=(1.6, 1.0))
    assert not judged(4.1, 17.0)
    assert not judged(4.0, 18.0)
    assert not judged(4.0, 17.0, alike=0.9)


def test_steps_are_measured(tiny: Card) -> None:
    """Against the same device's product of two matrices; on a CPU, a small share."""
    peak = roofline.matmul_rate(CPU, torch.float32, 512)

    share = roofline.measure(tiny, CPU, 2, Clock(LONG_S))
    report = roofline.report(peak, [share])

    assert roofline.ROUNDS == len(share.step_s)
    assert 0 < share.rate < peak
    assert "roofline" in report.headline
    assert "True" in report.check


def test_twice_as_many_pictures_are_twice_the_operations(tiny: Card) -> None:
    """What is counted is a step of all."""
    one, two = (roofline.measure(tiny, CPU, count, Clock(0)) for count in (1, 2))

    assert one.step_flops > 0
    assert 2 * one.step_flops == two.step_flops


def test_share_of_the_peak_decides() -> None:
    """The least one; and more than the peak cannot be right."""

    def judged(*step_s: float) -> bool:
        return roofline.report(100.0, [Share("sd", 60.0, [one]) for one in step_s]).passed

    assert judged(1.0, 1.09)
    assert not judged(1.0, 1.1)
    assert not judged(0.5)


def test_memory_is_measured(tmp_path: Path) -> None:
    """Of ours and of diffusers by hand; what is drawn has the size that was asked for."""
    small = write_model(SMALL_SD, tmp_path / "small", CPU, torch.float32)
    case = Case("two of 96x64", 96, 64, 2, 8 * GIB, needed=True)

    drawn = memory_floor.draw(case, small, CPU, torch.float32, Clock(LONG_S))

    assert drawn.right
    assert drawn.within
    assert drawn.plain_bytes is not None
    assert memory_floor.report([drawn]).passed


def test_memory_that_runs_out_is_told() -> None:
    """And is no pass; other troubles are not taken for it."""

    def full() -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")

    def broken() -> None:
        raise RuntimeError("shapes do not fit")

    taken = memory_floor.peak_of(full, CPU, GIB)
    report = memory_floor.report([Drawn(memory_floor.CASES[-1], (0, 0), taken, None, 1.0)])

    assert taken is None
    assert not report.passed
    assert "did not fit" in report.headline
    with pytest.raises(RuntimeError):
        memory_floor.peak_of(broken, CPU, GIB)


def test_peak_sees_what_was_there_for_a_moment() -> None:
    """Of a CPU, too."""
    with Peak(CPU).watch() as peak:
        torch.ones(64 * 2**20, dtype=torch.uint8).sum()

    assert peak.taken_bytes >= 60 * 2**20


def test_clock_ends_before_the_time_is_over() -> None:
    """One round always; no other where the longest so far would not fit."""
    assert [0] == list(Clock(-1).rounds(5))
    assert [0, 1, 2] == list(Clock(LONG_S).rounds(3))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("one", [roofline, t2i_throughput, memory_floor])
def test_without_a_gpu_nothing_is_measured(one: object) -> None:
    """And nothing is passed."""
    with pytest.raises(NotHere, match=r"^$") as lacking:
        one.run()  # type: ignore[attr-defined]  # a module

    assert "CUDA" in lacking.value.needed


def test_what_was_not_run_is_neither_pass_nor_failure() -> None:
    """A status of its own, unless something else was measured."""
    assert (0, 1, 3) == (status([True]), status([True, False]), status([None, None]))
    assert (0, 1) == (status([True, None]), status([None, False]))
    assert set(TOGETHER["cuda"]) <= set(benchmarks())


def test_way_from_memory_is_timed(tiny: Card) -> None:
    """Of weights that are pinned, where there is room, and of others; without a GPU, of none."""
    told = switch.waking(tiny, CPU)

    assert re.fullmatch(r"pinned [\d.]+ ms from RAM, [\d.]+ ms into it; not pinned .* ms into it", told)
    assert torch.cuda.is_available() or [] == switch.resting()


def test_one_command_sums_up_beside_the_goals() -> None:
    """What was measured, what of it reached its goal, and how long it took; what broke leaves the others."""
    made = Report("roofline", "ok", (), "roofline 57% (goal: 55%)", passed=True)

    told = summary(
        "cuda", [made, None, replace(made, headline="memory-floor 9 GiB (goal: 8 GiB)", passed=False)], 61
    )

    assert "cuda: 2 of 3 measured in 61 s" in told
    assert "reached: roofline 57% (goal: 55%)" in told
    assert "missed: memory-floor 9 GiB (goal: 8 GiB)" in told


def test_benchmark_that_breaks_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It counts as failed."""

    def breaks() -> Report:
        raise RuntimeError("a new kind of card")

    monkeypatch.setattr(roofline, "run", breaks)

    with pytest.raises(SystemExit) as ended:
        bench("roofline")

    assert 1 == ended.value.code
    assert "roofline broke: RuntimeError" in capsys.readouterr().out


def test_model_is_written_in_half_precision(tmp_path: Path) -> None:
    """As on a card: nothing is ever there in float32 first; and diffusers reads it."""
    usual = torch.get_default_dtype()

    card = write_model(SMALL_SD, tmp_path / "half", CPU, torch.float16)
    pipe = load_pipe(card, CPU, torch.float16)

    assert usual is torch.get_default_dtype()
    assert {torch.float16} == {part.dtype for part in pipe.unet.parameters()}
    assert torch.float16 is pipe.vae.dtype
    assert 2 * sum(part.numel() for part in pipe.unet.parameters()) <= _size(tmp_path / "half" / "unet")
    assert 2.2 * sum(part.numel() for part in pipe.unet.parameters()) > _size(tmp_path / "half" / "unet")


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*.safetensors"))
