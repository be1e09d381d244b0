"""What is set for a server or a channel is found from every place in it."""

import pytest

from tasks.job import Place
from tasks.scopes import scopes


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (
            Place(platform="discord", chat="456", server="123"),
            ("discord:server:123", "discord:channel:456"),
        ),
        (
            Place(platform="discord", chat="789", server="123", parent="456"),
            ("discord:server:123", "discord:channel:456", "discord:channel:789"),
        ),
        (
            Place(platform="telegram", chat="-42", server="-42", thread="5"),
            ("telegram:server:-42", "telegram:channel:-42", "telegram:channel:-42.5"),
        ),
        (Place(platform="telegram", chat="1001"), ("telegram:channel:1001",)),
        (Place(platform="web", chat="page"), ("web:channel:page",)),
    ],
)
def test_scopes_go_from_wide_to_narrow(place: Place, named: tuple[str, ...]) -> None:
    """A server holds its channels, and a channel its threads."""
    assert named == scopes(place)
