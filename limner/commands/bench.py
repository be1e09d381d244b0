"""`limner bench`: measure, with an equality check first and the figure to quote last."""

import importlib
import pkgutil
import time
import traceback
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.report import Report

TOGETHER = {"cuda": ("t2i-throughput", "roofline", "memory-floor")}  # a name for several, in ten minutes
FAILED, NOT_RUN = 1, 3  # exit statuses


def bench(
    name: Annotated[str, typer.Argument(help="A benchmark, or `all`. Without a name: list them.")] = "",
) -> None:
    """Run a benchmark; exits with 1 where a figure misses its floor, with 3 where nothing was run."""
    found = benchmarks()
    if not name:
        print("\n".join(found))
        return
    if name not in {"all", *TOGETHER, *found}:
        told = ", ".join((*found, *TOGETHER, "all"))
        raise typer.BadParameter(f"there is no benchmark {name}; there are: {told}")
    began = time.monotonic()
    reports = [_run(each) for each in (found if name == "all" else TOGETHER.get(name, (name,)))]
    if name in TOGETHER and any(reports):
        print(summary(name, reports, time.monotonic() - began))
    raise SystemExit(status([None if one is None else one.passed for one in reports]))


def summary(name: str, reports: "Sequence[Report | None]", took_s: float) -> str:
    """Say in a few lines what several benchmarks came to, each figure beside its goal."""
    told = [f"  {'reached' if one.passed else 'missed'}: {one.headline}" for one in reports if one]
    return "\n".join((f"{name}: {len(told)} of {len(reports)} measured in {took_s:.0f} s", *told))


def status(passed: "Sequence[bool | None]") -> int:
    """Tell the exit status of what passed, failed or, None, was not run: one that failed counts most."""
    if False in passed:
        return FAILED
    return 0 if True in passed else NOT_RUN


def benchmarks() -> list[str]:
    """List the modules of the package `bench` that can be run."""
    import bench as package

    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name.replace("_", "-") for name in names if hasattr(_module(name), "run"))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name.replace('-', '_')}")


def _run(name: str) -> "Report | None":
    from bench.report import NotHere, Report

    try:
        report: Report = _module(name).run()
    except NotHere as lacking:
        print(f"{name}: not run, because this machine lacks {lacking.needed}.", flush=True)
        return None
    except Exception as error:  # noqa: BLE001 - others are still to be measured
        traceback.print_exc()
        report = Report(name, "broken", (), f"{name} broke: {type(error).__name__}", passed=False)
    print("\n".join((f"{report.name}: {report.check}", *report.lines, report.headline)), flush=True)
    return report
