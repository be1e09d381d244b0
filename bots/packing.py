"""Packs large exports, one at a time, in whichever process of the bots and the page is free."""

import asyncio
import time

import structlog

from bots import takeout
from bots.counter import Counter
from generation.errors import StudioError
from tasks.packing import Packing, PackingLost

LOOK_EVERY_S = 3.0
NOTE_EVERY_S = 1.0  # progress is written no more often

log = structlog.get_logger()


class Packer:
    """Packs what waits to be packed. A crash begins it anew elsewhere."""

    def __init__(self, counter: Counter, look_every_s: float = LOOK_EVERY_S) -> None:
        self._counter = counter
        self._look_every_s = look_every_s

    async def run(self) -> None:
        """Pack until cancelled."""
        while True:
            if not await self.round():
                await asyncio.sleep(self._look_every_s)

    async def round(self) -> bool:
        """Pack what is next. Returns: whether there was anything."""
        try:
            packing = await self._counter.call(self._counter.desk.exports.packings.take)
            if packing is not None:
                await self._counter.check(self._pack, packing)
            return packing is not None
        except StudioError as error:
            log.warning("packer.waiting", code=error.code)
        except Exception:
            log.exception("packer.failed")
        return False

    def _pack(self, packing: Packing) -> None:
        """Pack everything of somebody. Raises StudioPausing."""
        exports, noted_at = self._counter.desk.exports, -NOTE_EVERY_S

        def went(packed: int, files: int) -> None:
            nonlocal noted_at
            if time.monotonic() - noted_at >= NOTE_EVERY_S:
                noted_at = time.monotonic()
                exports.packings.went(packing, packed, files)

        try:
            things = exports.gather(packing.sender)
            index = takeout.index_page(things, self._counter.wording(packing.sender))
            exports.pack(packing.sender, things, index, packing.part_bytes, went)
            exports.packings.ready(packing)
        except PackingLost:
            log.info("packer.lost", account=packing.account_id)
            if exports.packings.of(packing.sender) is None:  # they left: nothing of it stays
                exports.forget(packing.sender)
