"""What the whole path adds to the engine's own time: submit, queue, worker, store, announce."""

import time
from datetime import datetime

import httpx

from bench.report import Report, percentile
from bench.studio import Studio, studio

JOBS = 100
FLOOR_P50_MS = 60.0
FLOOR_P95_MS = 200.0
PROMPT = "a red house on a green hill at night --steps 8"


def run() -> Report:
    """Make 100 pictures one after another and report what each waited beyond the engine's own time."""
    with studio() as running, httpx.Client(timeout=60) as client:
        timed = [_one(running, client, seed) for seed in range(JOBS)]
    added_ms = [1000 * (total_s - drawn_s) for total_s, drawn_s in timed]
    drawn_ms = [1000 * drawn_s for _, drawn_s in timed]
    p50, p95 = percentile(added_ms, 50), percentile(added_ms, 95)
    sane = min(added_ms) > 0
    return Report(
        name="path-overhead",
        check=f"{JOBS} jobs delivered; the engine's time lies within the path's in all of them: {sane}",
        lines=(
            f"engine: p50 {percentile(drawn_ms, 50):.0f} ms a picture",
            f"path adds: p50 {p50:.1f} ms, p95 {p95:.1f} ms, most {max(added_ms):.1f} ms",
        ),
        headline=f"path-overhead p50 {p50:.1f} ms, p95 {p95:.1f} ms "
        f"(floor: {FLOOR_P50_MS:.0f} ms, {FLOOR_P95_MS:.0f} ms)",
        passed=sane and p50 <= FLOOR_P50_MS and p95 <= FLOOR_P95_MS,
    )


def _one(running: Studio, client: httpx.Client, seed: int) -> tuple[float, float]:
    """Give the time from submitting to the announced result, and the engine's part of it (seconds)."""
    started = time.perf_counter()
    job_id = running.submit(client, prompt=PROMPT, seed=seed)
    job = running.wait(client, job_id)
    total_s = time.perf_counter() - started
    if datetime.fromisoformat(job["finished_at"]) < datetime.fromisoformat(job["submitted_at"]):
        raise RuntimeError(f"job {job_id} ended before it was submitted")
    return total_s, float(job["drawn_s"])
