"""`limner doctor` says where nothing can be compiled."""

import shutil

import pytest

from generation.cards import pocket
from generation.settings import GenerationSettings
from limner.checks import Device, Verdict, _model


@pytest.mark.parametrize(
    ("compiling", "compiler", "verdict"),
    [("on", None, Verdict.NOTE), ("on", "/usr/bin/cc", Verdict.FINE), ("auto", None, Verdict.FINE)],
)
def test_lack_of_a_compiler_is_told(
    monkeypatch: pytest.MonkeyPatch, compiling: str, compiler: str | None, verdict: Verdict
) -> None:
    """Where networks would be compiled; it works all the same."""
    monkeypatch.setattr(shutil, "which", lambda name: compiler)
    settings = GenerationSettings.model_validate({"device": "cpu", "compiling": compiling})

    finding = _model(pocket(), Device("CPU", 64.0, gpu=False), settings)

    assert verdict is finding.verdict
    assert ("compiled" in finding.found) is (compiling == "on")
    assert ("gcc" in finding.advice) is (verdict is Verdict.NOTE)
