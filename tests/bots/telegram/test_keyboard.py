"""Buttons and texts in Telegram's limits."""

from uuid import UUID, uuid4

import pytest

from bots.actions import Action
from bots.chat import Button
from bots.telegram.keyboard import Press, clip, keyboard

JOB = UUID("01234567-89ab-cdef-0123-456789abcdef")


@pytest.mark.parametrize("album", [(), (41,), (41, 42, 43, 44), (999_999_998, 999_999_999)])
def test_press_survives_the_way_through_telegram(album: tuple[int, ...]) -> None:
    """What a button carries comes back whole, in at most 64 bytes."""
    press = Press("delete", str(JOB), album)

    assert press == Press.read(press.data)
    assert len(press.data) <= 64


@pytest.mark.parametrize(
    ("action", "argument"),
    [
        ("talk", str(JOB)),
        ("talk", f"{JOB}.10"),
        ("onward", str(JOB)),
        ("face", "10.a81c4d32"),
        ("take", f"{JOB}.6"),
        ("agree", "1"),
    ],
)
def test_what_a_button_of_a_conversation_carries(action: Action, argument: str) -> None:
    """It is not always a job, and comes back as it was."""
    keys = keyboard((Button(action, argument, "x"),))
    assert keys is not None
    data = str(keys.inline_keyboard[0][0].callback_data)

    assert Press(action, argument) == Press.read(data)
    assert len(data.encode()) <= 64


def test_no_is_a_button_without_an_argument() -> None:
    """There is only one thing to decline."""
    assert Press("decline", "") == Press.read(Press("decline", "").data)


def test_many_buttons_lie_in_wider_rows() -> None:
    """Ten faces take two rows."""
    keys = keyboard(tuple(Button("face", f"{number}.a", str(number)) for number in range(1, 11)))
    assert keys is not None

    assert [5, 5] == [len(row) for row in keys.inline_keyboard]


def test_an_album_that_does_not_fit_is_left_out() -> None:
    """A button works without its album."""
    press = Press("delete", str(JOB), tuple(range(10**9, 10**15, 10**14)))

    assert Press("delete", str(JOB)) == Press.read(press.data)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "delete",
        "delete:",
        "delete:7",
        f"delete:{JOB}:x",
        f"delete:{JOB}:1..",
        "talk:a b",
        "face:1;2",
        "decline",
    ],
)
def test_forged_data_is_nothing(data: str) -> None:
    """What we never wrote is not read."""
    assert Press.read(data) is None


def test_only_delete_carries_the_album() -> None:
    """Other buttons stay short; three in a row."""
    actions: tuple[Action, ...] = ("cancel", "again", "delete", "file")
    keys = keyboard(tuple(Button(action, str(JOB), action) for action in actions), album=(5, 6))
    assert keys is not None

    rows = [[key.callback_data for key in row] for row in keys.inline_keyboard]
    assert [[f"cancel:{JOB}", f"again:{JOB}", f"delete:{JOB}:5.1"], [f"file:{JOB}"]] == rows
    assert keyboard(()) is None


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("🏠🏠", 4, "🏠🏠"), ("🏠🏠🏠", 4, "🏠…"), ("a🏠🏠", 4, "a🏠…")],
)
def test_texts_are_cut_between_characters(text: str, limit: int, shown: str) -> None:
    """Telegram counts UTF-16 units; half a character is never left."""
    assert shown == clip(text, limit)


def test_press_of_a_random_job() -> None:
    """Any job's id fits."""
    job = uuid4()

    assert str(job) == getattr(Press.read(f"again:{job}"), "argument", None)
