"""Which animators a studio has: known without loading any."""

import subprocess
import sys
from pathlib import Path

import pytest

from avatar.cast import Cast, Engine, cast_of
from avatar.errors import AnimatorMissing
from avatar.puppet.puppet import Puppet
from avatar.settings import AvatarSettings
from avatar.talker import Troupe
from avatar.weights.files import FACE, SADTALKER

ASKING = "import sys, bots.counter, avatar.talker; assert 'torch' not in sys.modules"


def settings(**fields: object) -> AvatarSettings:
    """Read no environment."""
    return AvatarSettings.model_validate({**AvatarSettings(_env_file=None).model_dump(), **fields})


def test_without_weights_there_is_the_puppet_alone(tmp_path: Path) -> None:
    """Whoever asks for SadTalker is told how it comes here."""
    cast = cast_of(settings(sadtalker=tmp_path))

    assert cast == Cast((Engine.PUPPET,), Engine.PUPPET)
    with pytest.raises(AnimatorMissing):
        cast.choose(Engine.SADTALKER)


def test_sadtalker_plays_where_its_weights_lie(tmp_path: Path) -> None:
    """The file of large clips may be left out, and the operator may like the puppet better."""
    for file in SADTALKER.files:
        if file is not FACE[512]:
            (tmp_path / file.name).touch()

    assert cast_of(settings(sadtalker=tmp_path)).choose(None) is Engine.SADTALKER
    liked = cast_of(settings(sadtalker=tmp_path, animator="puppet"))
    assert (liked.choose(None), liked.choose(Engine.SADTALKER)) == (Engine.PUPPET, Engine.SADTALKER)


def test_a_bot_far_from_the_weights_is_told_of_them(tmp_path: Path) -> None:
    """They lie where the workers are."""
    assert cast_of(settings(sadtalker=tmp_path, animator="sadtalker")).choose(None) is Engine.SADTALKER


def test_animators_are_set_up_once_and_only_those_of_the_cast() -> None:
    """Like any mapping, it does not know other names."""
    troupe = Troupe(settings(), Cast())

    assert list(troupe) == ["puppet"]
    assert isinstance(troupe["puppet"], Puppet)
    assert troupe["puppet"] is troupe["puppet"]
    with pytest.raises(KeyError):
        troupe["sadtalker"]


def test_asking_imports_no_torch() -> None:
    """A bot process never does."""
    subprocess.run([sys.executable, "-c", ASKING], check=True)
