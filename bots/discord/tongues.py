"""Which language to answer a message in: Discord tells it of interactions only."""

from collections import OrderedDict

from bots.counter import Counter
from bots.wording import nearest_locale
from generation.errors import StudioError
from tasks.job import Sender

REMEMBERED = 10_000  # accounts
UNKNOWN = "en"


class Tongues:
    """Remembers the languages that people's clients speak."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._known: OrderedDict[str, str] = OrderedDict()

    def note(self, sender: Sender) -> None:
        """Remember the language of somebody whose client told it."""
        self._known[sender.account] = sender.locale
        self._known.move_to_end(sender.account)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    async def of(self, sender: Sender, text: str) -> Sender:
        """Give a sender the language that is known, else that of the last job, else that of a text."""
        if sender.account not in self._known:
            locale = await self._last(sender)
            if not locale:
                return sender.model_copy(update={"locale": "zh-CN" if _chinese(text) else UNKNOWN})
            self.note(sender.model_copy(update={"locale": locale}))
        return sender.model_copy(update={"locale": self._known[sender.account]})

    async def _last(self, sender: Sender) -> str:
        try:
            jobs = await self._counter.call(self._counter.desk.history, sender, 1)
        except StudioError:  # whatever it is, it is said when the message is answered
            return ""
        return nearest_locale(jobs[0].sender.locale) if jobs else ""


def _chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
