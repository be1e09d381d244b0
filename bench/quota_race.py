"""Whether a crowd on one account can spend more than there is: processes and threads on either database."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from bench.desks import KINDS, Rack, open_silent_desk, person, picture, rack
from bench.report import Report
from tasks.errors import QuotaExceeded, StudioPausing
from tasks.ledger import verify

RACERS = 64
PROCESSES = 4
PICTURES = 200  # that the account can pay for
PATIENCE = 50  # times that a racer asks again while the database is too busy


def run() -> Report:
    """Let 64 racers submit on one account until each is refused, and look at the books."""
    with rack() as databases:
        outcomes = [_race(databases, kind) for kind in KINDS]
    over = sum(max(0, served - PICTURES) for served, _, _ in outcomes)
    faults = sum(len(wrong) for _, wrong, _ in outcomes)
    exact = all(served == PICTURES for served, _, _ in outcomes)
    return Report(
        name="quota-race",
        check=f"each account could pay for {PICTURES} pictures, and exactly so many were served: {exact}",
        lines=tuple(
            f"{kind}: {served} served to {RACERS} racers in {took_s:.1f} s, {len(wrong)} faults in the books"
            for kind, (served, wrong, took_s) in zip(KINDS, outcomes, strict=True)
        ),
        headline=f"quota-race over-spend {over}, faults in the books {faults} (floor: 0, 0)",
        passed=exact and over == 0 and faults == 0,
    )


def _race(databases: Rack, kind: str) -> tuple[int, list[str], float]:
    """Give the pictures served, the faults of the books, and the time (seconds)."""
    url = databases.url(kind)
    desk = open_silent_desk(url, databases.folder, 0)
    budget = PICTURES * desk.price(picture())
    desk.quota_set("bench:1", budget, "bench", "budget")
    started = time.perf_counter()
    spawn = multiprocessing.get_context(
        "spawn"
    )  # as the processes of a studio are: none inherits connections
    with ProcessPoolExecutor(PROCESSES, spawn) as processes:
        shares = [processes.submit(_team, url, databases.folder) for _ in range(PROCESSES)]
        served = sum(share.result() for share in shares)
    took_s = time.perf_counter() - started
    wrong = verify(desk.database)
    left = desk.allowance(person(1)[0])
    if (left.left, left.held) != (budget - served * desk.price(picture()), served * desk.price(picture())):
        wrong.append(f"{served} served, but {left.left} left and {left.held} held")
    desk.close()
    return served, wrong, took_s


def _team(url: str, folder: Path) -> int:
    """Run one process' racers to the end. Returns the pictures that they were served."""
    desk = open_silent_desk(url, folder, 0)

    def racer(_: int) -> int:
        served = pauses = 0
        while pauses < PATIENCE:
            try:
                desk.submit(picture(), *person(1), str(uuid4()))
                served += 1
            except StudioPausing:
                pauses += 1
            except QuotaExceeded:
                break
        return served

    with ThreadPoolExecutor(RACERS // PROCESSES) as racers:
        total = sum(racers.map(racer, range(RACERS // PROCESSES)))
    desk.close()
    return total
