"""The scopes of a place: what its settings, word lists and plans are kept under."""

from tasks.job import Place


def scopes(place: Place) -> tuple[str, ...]:
    """Name the scopes of a place from wide to narrow: "discord:server:123", "discord:channel:456".

    The last is the place itself. Before it come the server or group, if it is in one, and the channel that a
    thread or a topic hangs in.
    """
    return (*server_scopes(place), *channel_scopes(place))


def server_scopes(place: Place) -> tuple[str, ...]:
    """Name the scope of the server or group that a place is in; none in a private chat or on the page."""
    return (f"{place.platform}:server:{place.server}",) if place.server else ()


def channel_scopes(place: Place) -> tuple[str, ...]:
    """Name the scopes of a channel from wide to narrow: what is set for it holds in its threads, too."""
    topic = f"{place.chat}.{place.thread}" if place.thread else ""
    return tuple(f"{place.platform}:channel:{one}" for one in (place.parent, place.chat, topic) if one)
