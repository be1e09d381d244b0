"""The methods of the Bot API that carry files."""

from tests.fakes.telegram_call import CAPTION_LIMIT, Call, caption_of, keyboard_of, text_of
from tests.fakes.telegram_errors import ApiError, Breach
from tests.fakes.telegram_spec import Json, Upload, Value
from tests.fakes.telegram_stored import Kind, Shape, StoredFile
from tests.fakes.telegram_world import Message, World

FETCH_LIMIT = 20_000_000  # bytes that a bot may fetch
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


class FileMethods:
    """Sends, changes and gives files."""

    def __init__(self, world: World) -> None:
        self.world = world

    def send_photo(self, call: Call) -> Json:
        """Show a photo."""
        return self._send_file(call, "photo")

    def send_document(self, call: Call) -> Json:
        """Send a file."""
        return self._send_file(call, "document")

    def send_video(self, call: Call) -> Json:
        """Show a clip."""
        return self._send_file(call, "video")

    def send_voice(self, call: Call) -> Json:
        """Show a voice message."""
        return self._send_file(call, "voice")

    def send_video_note(self, call: Call) -> Json:
        """Show a round clip, which has no words."""
        return self._send_file(call, "video_note")

    def send_media_group(self, call: Call) -> Json:
        """Show an album."""
        media = call.values["media"]
        assert isinstance(media, list)
        if not 2 <= len(media) <= 10:
            raise Breach(400, "Bad Request: wrong number of messages in the album")
        entries = [entry for entry in media if isinstance(entry, dict)]
        if len({entry["type"] == "document" for entry in entries}) != 1:
            raise Breach(400, "Bad Request: documents can't be mixed with other media types")
        texts = [caption_of(entry) for entry in entries]
        files = [self._media(call, entry) for entry in entries]
        album = f"album-{next(self.world.albums)}"
        made = [self.new(call) for _ in entries]
        for message, text, file in zip(made, texts, files, strict=True):
            message.text, message.file, message.album = text, file, album
        return [message.json for message in made]

    def edit_message_media(self, call: Call) -> Json:
        """Put a photo or a file in the place of a message's content."""
        message = self.mine(call)
        media = call.part("media")
        return change(message, call, caption_of(media), self._media(call, media))

    def get_file(self, call: Call) -> Json:
        """Tell where a file can be fetched."""
        file = self.world.files.get(call.text("file_id"))
        if file is None:
            raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if file.bytes > FETCH_LIMIT:
            raise ApiError(400, "Bad Request: file is too big")
        return {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_path": f"{file.kind}s/{file.id}"}

    def _send_file(self, call: Call, kind: Kind) -> Json:
        text = text_of(call, "caption", CAPTION_LIMIT)
        if kind in ("voice", "video_note") and self.world.room(call.chat).no_voices:
            raise ApiError(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN")
        source = call.values[kind]
        entry = {name: value for name, value in call.values.items() if not isinstance(value, Upload)}
        thumbnail = call.uploads.get("thumbnail") or self._attached(call, entry.get("thumbnail"))
        file = self._file(source, kind, Shape.read(entry, thumbnail))
        message = self.new(call)
        message.text, message.file = text, file
        return message.json

    def _media(self, call: Call, entry: dict[str, Json]) -> StoredFile:
        link, kind = str(entry["media"]), entry["type"]
        if kind not in ("photo", "document", "video"):
            raise Breach(400, f"Bad Request: the fake has no media of type {kind}")
        source: Value = self._attached(call, link) or link
        shape = Shape.read(entry, self._attached(call, entry.get("thumbnail")))
        return self._file(source, kind, shape)  # type: ignore[arg-type]  # it is one of those kinds

    def _attached(self, call: Call, link: Value) -> Upload | None:
        return call.uploads.get(str(link).removeprefix("attach://")) if "attach://" in str(link) else None

    def _file(self, source: Value, kind: Kind, shape: Shape) -> StoredFile:
        if isinstance(source, Upload):
            return self.world.take(kind, source.name, source.data, shape)
        stored = self.world.files.get(str(source))
        if stored is None or stored.kind != kind:
            raise Breach(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return stored

    def mine(self, call: Call) -> Message:
        """Find a message of the bot's own, which it may change."""
        return self.world.message(call.chat, call.number("message_id") or 0, "edit")

    def new(self, call: Call) -> Message:
        """Put a message of the bot's at the end of a chat."""
        room = self.world.room(call.chat)
        keyboard = keyboard_of(call)
        reply = call.part("reply_parameters")
        target = reply.get("message_id")
        if reply and target not in room.messages:
            if not reply.get("allow_sending_without_reply"):
                raise ApiError(400, "Bad Request: message to be replied not found")
            target = None
        thread = call.number("message_thread_id")
        if thread is not None and not room.forum:
            raise Breach(400, "Bad Request: message thread not found")
        message = room.add(self.world.bot, thread=thread)
        message.keyboard = keyboard
        message.reply_to = target if isinstance(target, int) else None
        return message


def change(message: Message, call: Call, text: str, file: StoredFile | None) -> Json:
    """Change a message. Raises ApiError where nothing would change."""
    keyboard = keyboard_of(call)
    if (text, file, keyboard) == (message.text, message.file, message.keyboard):
        raise ApiError(400, NOT_MODIFIED)
    message.text, message.file, message.keyboard = text, file, keyboard
    message.edits += 1
    return message.json
