"""What a message says to us: words and files, or nothing where it was meant for others."""

import re
from dataclasses import dataclass, replace
from typing import Final

from telegram import Bot, Message
from telegram.constants import ChatType

from bots.attachment import LENDING, Attachment
from bots.commands.menu import find
from bots.pointing import ACTS, NOTHING, Act, Pointed, argument_of
from bots.telegram.found import Holder, asks, file_in, is_of, odd, pressable
from bots.telegram.post import Spot
from bots.telegram.whom import with_person

COMMAND: Final = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+|$)", re.ASCII)
SYNONYMS: Final = {"start": "help"}
QUOTED: Final = "quoted"  # a message of another chat has no name here
RECIPE: Final = "recipe"  # a command, which in a reply is about any picture, known by itself or not
GATHERING: Final = "train"  # the command that takes all of an album
QUOTING: Final = frozenset({"imagine", "say"})  # without words they take those of the message replied to


@dataclass(frozen=True)
class Heard:
    """What a message says to us."""

    text: str = ""
    files: tuple[Attachment, ...] = ()
    waited_for: bool = False  # it only counts where somebody's photo waits for words
    odd: bool = False  # there is nothing in it that we could use
    act: Act | None = None  # something is to be done with what it replies to
    pointed: Pointed = NOTHING


class Reader:
    """Reads messages as one bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    def read(self, message: Message) -> Heard | None:
        """Find what is meant for us.

        In a group that is a command, and what replies to us or names us; never any photo or word else.
        """
        text = (message.text or message.caption or "").strip()
        private = message.chat.type == ChatType.PRIVATE
        named = self._name.search(text) is not None and (not private or text.startswith("@"))
        text = self._name.sub("", text, count=1).strip() if named else text
        command = COMMAND.match(text)
        if command is not None:
            return self._command(message, command, text, private or named)
        if not private and not named and not self._answers_us(message):
            return None
        heard = self._bare(message, text)
        return heard if private or heard is None else replace(heard, waited_for=not heard.files)

    def more(self, message: Message) -> Heard | None:
        """Read a further message of an album whose pictures are gathered."""
        file = file_in(message, self._bot, every=False)
        return Heard(f"/{GATHERING}", (file,)) if file is not None and not file.heard else None

    def _command(self, message: Message, command: re.Match[str], text: str, ours: bool) -> Heard | None:
        name, whom = command[1].lower(), command[2]
        name = SYNONYMS.get(name, name)
        if whom and whom.lower() != (self._bot.username or "").lower():
            return None
        act = _act(name, message)
        if find(name) is None and not (ours or whom or (act and self._answers_us(message))):
            return None  # in a group it may be for another bot
        if act is not None:
            return Heard(act=act, pointed=self._pointed(message))
        rest = with_person(message, name, text[command.end() :].strip())
        quoted = self._quoted(message) if name in QUOTING and not rest else ""
        own, lent = file_in(message, self._bot, every=True), self._lent(message, every=True)
        files = tuple(file for file in (own, lent) if file is not None)
        return Heard(f"/{name} {rest or quoted}".rstrip(), files)

    def _pointed(self, message: Message) -> Pointed:
        """Read the message that another one replies to."""
        to = _replied(message)
        if to is None:
            return NOTHING
        file, ours = file_in(to, self._bot, every=False), is_of(to, self._bot)
        picture, sound = (None, file) if file is not None and file.heard else (file, None)
        if not isinstance(to, Message):
            return Pointed(picture=picture, sound=sound)
        spot = str(Spot.of(to))
        return Pointed(spot, argument_of(pressable(to)) if ours else "", picture, sound)

    def _bare(self, message: Message, text: str) -> Heard | None:
        """Read a message without a command; a reply lends what it lacks itself."""
        every = text.casefold() in LENDING  # round notes and animations can lend their motion as well
        own, lent = file_in(message, self._bot, every=every), self._lent(message, every=every)
        if own is None and odd(message):
            return Heard(odd=True) if message.chat.type == ChatType.PRIVATE else None
        if lent is not None and not self._lacks(lent, own, text, message):
            lent = None
        files = tuple(file for file in (own, lent) if file is not None)
        return Heard(text, files) if text or files else None

    def _lacks(self, lent: Attachment, own: Attachment | None, text: str, message: Message) -> bool:
        """Tell whether a message needs what the one it replies to could lend.

        Words below a picture of ours are about the next one; a voice below it is to come out of its mouth.
        """
        if own is not None:
            return lent.heard != own.heard and not (text and lent.heard)
        to = message.reply_to_message
        if lent.lent(text):
            return True
        return not lent.heard and not (to is not None and is_of(to, self._bot))

    def _lent(self, message: Message, *, every: bool) -> Attachment | None:
        to = message.reply_to_message or message.external_reply
        if to is None:
            return None
        if isinstance(to, Message) and is_of(to, self._bot) and to.photo and asks(to):
            return None
        lent = file_in(to, self._bot, every=every)
        return lent and replace(lent, message=str(Spot.of(to)) if isinstance(to, Message) else QUOTED)

    def _answers_us(self, message: Message) -> bool:
        to = message.reply_to_message
        # What is said in a topic replies to the notice of its foundation, and a bot may have founded it.
        return to is not None and is_of(to, self._bot) and to.forum_topic_created is None

    def _quoted(self, message: Message) -> str:
        """Take the words of the message that is replied to, unless it is one of a bot."""
        to = message.reply_to_message
        if to is None or to.from_user is None or to.from_user.is_bot:
            return ""
        return COMMAND.sub("", (to.text or to.caption or "").strip(), count=1)

    @property
    def _name(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w/])@{re.escape(self._bot.username)}\b", re.IGNORECASE)


def _replied(message: Message) -> Holder | None:
    """Give what a message replies to; the notice that founded a topic is nothing of that kind."""
    to = message.reply_to_message
    return message.external_reply if to is None or to.forum_topic_created is not None else to


def _act(name: str, message: Message) -> Act | None:
    """Tell what is to be done with what a message replies to; a command finds that by itself."""
    about_it = name == RECIPE and _replied(message) is not None
    return next((act for act in ACTS if act == name and (about_it or find(name) is None)), None)
