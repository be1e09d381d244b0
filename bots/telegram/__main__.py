"""``python -m bots.telegram``: serve Telegram with the settings of the environment and ``.env``."""

from avatar.settings import AvatarSettings
from bots.telegram.serve import serve
from bots.telegram.settings import TelegramSettings
from generation.settings import GenerationSettings
from tasks.settings import TasksSettings

if __name__ == "__main__":
    raise SystemExit(serve(TelegramSettings(), TasksSettings(), GenerationSettings(), AvatarSettings()))
