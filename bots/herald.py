"""Tells people and chats what is to be told unasked, as soon as it is known."""

import asyncio

import structlog

from bots.appealing import notice_reply
from bots.chat import Chat, ChatBusy, ChatGone, ChatUnsure
from bots.counter import Counter
from bots.wording import Wording
from generation.errors import StudioError
from tasks.errors import StudioPausing
from tasks.notices import Notice

LOOK_EVERY_S = 3.0

log = structlog.get_logger()


class Herald:
    """Tells what waits on one platform. A crash may tell something twice, and loses nothing."""

    def __init__(self, chat: Chat, counter: Counter, look_every_s: float = LOOK_EVERY_S) -> None:
        self._chat = chat
        self._counter = counter
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            try:
                for notice in await self._counter.call(
                    self._counter.desk.notices.waiting, self._chat.platform
                ):
                    await self._tell(notice)
            except StudioPausing:
                log.info("herald.pausing", platform=self._chat.platform)
            except StudioError as error:
                log.warning("herald.refused", code=error.code)
            except Exception:
                log.exception("herald.failed")
            await asyncio.sleep(self._look_every_s)

    async def _tell(self, notice: Notice) -> None:
        wording = self._counter.wording(notice.reader) if notice.reader else Wording(notice.locale)
        try:
            await self._chat.tell(notice, notice_reply(notice, wording))
        except ChatBusy:
            return  # it comes again
        except (ChatGone, ChatUnsure) as error:
            log.info("herald.not_told", notice=str(notice.id), error=type(error).__name__)
        await self._counter.call(self._counter.desk.notices.told, notice.id)
