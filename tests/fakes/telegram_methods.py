"""The methods of the Bot API that Limner calls, with the limits that Telegram enforces."""

import re

from tests.fakes.telegram_call import CAPTION_LIMIT, TEXT_LIMIT, Call, text_of
from tests.fakes.telegram_errors import ApiError, Breach
from tests.fakes.telegram_files import FileMethods, change
from tests.fakes.telegram_spec import Json
from tests.fakes.telegram_world import World

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class Methods(FileMethods):
    """Every method in its own function, named as in the Bot API but in snake case."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.open_queries: set[str] = set()
        self.answered: dict[str, str] = {}  # callback query id -> what was shown
        self.commands: dict[tuple[str, str], Json] = {}  # by scope ("chat:1001" for one) and language
        self.actions: list[tuple[int, str]] = []

    def run(self, call: Call) -> Json:
        """Answer a call. Raises ApiError."""
        name = re.sub(r"([A-Z])", r"_\1", call.method).lower()
        method = getattr(self, name, None)
        if method is None:
            raise Breach(404, f"Not Found: the fake has no {call.method}")
        answer: Json = method(call)
        return answer

    def get_me(self, _: Call) -> Json:
        """Tell who the bot is."""
        bot = self.world.bot.json | {"username": "limner_test_bot", "can_join_groups": True}
        return bot | {"can_read_all_group_messages": False, "supports_inline_queries": False}

    def set_my_commands(self, call: Call) -> Json:
        """Keep the menu of a language."""
        commands = call.values["commands"]
        assert isinstance(commands, list)
        for entry in commands:
            assert isinstance(entry, dict)
            if not re.fullmatch(r"[a-z0-9_]{1,32}", str(entry["command"])):
                raise Breach(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(str(entry["description"])) <= 256:
                raise Breach(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[self._scope(call), call.text("language_code")] = commands
        return True

    def get_my_commands(self, call: Call) -> Json:
        """Give the menu of a language."""
        return self.commands.get((self._scope(call), call.text("language_code")), [])

    def _scope(self, call: Call) -> str:
        """Name a scope. Raises ApiError where the bot knows no such chat."""
        scope = call.part("scope")
        if scope.get("type") != "chat":
            return str(scope.get("type", "default"))
        chat = scope["chat_id"]
        assert isinstance(chat, int)
        self.world.room(chat)
        return f"chat:{chat}"

    def send_message(self, call: Call) -> Json:
        """Show a text."""
        text = text_of(call, "text", TEXT_LIMIT)
        message = self.new(call)
        message.text = text
        return message.json

    def edit_message_text(self, call: Call) -> Json:
        """Change a text message."""
        message = self.mine(call)
        text = text_of(call, "text", TEXT_LIMIT)
        if message.kind != "text":
            raise ApiError(400, "Bad Request: there is no text in the message to edit")
        return change(message, call, text, message.file)

    def edit_message_caption(self, call: Call) -> Json:
        """Change the words below a photo or a file."""
        message = self.mine(call)
        text = text_of(call, "caption", CAPTION_LIMIT)
        if message.kind == "text":
            raise ApiError(400, "Bad Request: there is no caption in the message to edit")
        return change(message, call, text, message.file)

    def edit_message_reply_markup(self, call: Call) -> Json:
        """Change the buttons only."""
        message = self.mine(call)
        return change(message, call, message.text, message.file)

    def delete_message(self, call: Call) -> Json:
        """Take a message away."""
        number = call.number("message_id") or 0
        self.world.message(call.chat, number, "delete")
        del self.world.room(call.chat).messages[number]
        return True

    def send_chat_action(self, call: Call) -> Json:
        """Show that something is being done."""
        self.world.room(call.chat)
        self.actions.append((call.chat, call.text("action")))
        return True

    def answer_callback_query(self, call: Call) -> Json:
        """Stop the spinner of a button, once."""
        query = call.text("callback_query_id")
        if query not in self.open_queries:
            raise ApiError(400, TOO_OLD)
        if len(call.text("text")) > 200:
            raise Breach(400, "Bad Request: MESSAGE_TOO_LONG")
        self.open_queries.discard(query)
        self.answered[query] = call.text("text")
        return True
