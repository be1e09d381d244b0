"""`limner bench`: measure, with an equality check first and the figure to quote last."""

import importlib
import pkgutil
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bench.report import Report


def bench(
    name: Annotated[str, typer.Argument(help="A benchmark, or `all`. Without a name: list them.")] = "",
) -> None:
    """Run a benchmark; exits with 1 where a figure misses its floor."""
    found = benchmarks()
    if not name:
        print("\n".join(found))
        return
    if name != "all" and name not in found:
        raise typer.BadParameter(f"there is no benchmark {name}; there are: {', '.join(found)}, all")
    passed = [_run(each) for each in (found if name == "all" else [name])]
    raise SystemExit(0 if all(passed) else 1)


def benchmarks() -> list[str]:
    """List the modules of the package `bench` that can be run."""
    import bench as package

    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name.replace("_", "-") for name in names if hasattr(_module(name), "run"))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"bench.{name.replace('-', '_')}")


def _run(name: str) -> bool:
    report: Report = _module(name).run()
    print("\n".join((f"{report.name}: {report.check}", *report.lines, report.headline)), flush=True)
    return report.passed
