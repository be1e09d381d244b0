"""Shows what an album adds to a training in one message, however many pictures it has."""

from collections import OrderedDict

from bots.chat import Reply
from bots.telegram.attempts import note
from bots.telegram.chat import TelegramChat
from bots.telegram.post import Spot
from tasks.job import Place


class Gathering:
    """Shows the latest state of each album, and never an older one over it."""

    def __init__(self, chat: TelegramChat) -> None:
        self._chat = chat
        self._latest: dict[str, Reply] = {}  # of albums that are being shown
        self._spots: OrderedDict[str, Spot] = OrderedDict()

    async def show(self, album: str, place: Place, reply: Reply) -> None:
        """Show a state; while an earlier one is on its way, whoever sends that takes this one next.

        Raises what ``Line.send`` raises.
        """
        busy = album in self._latest
        self._latest[album] = reply
        if busy:
            return
        try:
            shown: Reply | None = None
            while shown is not self._latest[album]:
                shown = self._latest[album]
                await self._once(album, place, shown)
        finally:
            del self._latest[album]

    async def _once(self, album: str, place: Place, reply: Reply) -> None:
        spot = self._spots.get(album)
        if spot is None:
            note(self._spots, album, (await self._chat.show(place, reply))[0])
        else:
            await self._chat.replace(spot, reply)
