"""The commands of the studio, in the order in which they are shown."""

from typing import Any

from bots.command import Command
from bots.commands.admin_audit import AUDIT
from bots.commands.admin_jobs import JOB_CANCEL, JOBS_OF
from bots.commands.admin_models import MODEL_ADD, MODEL_ALLOW, MODEL_REMOVE
from bots.commands.admin_people import BAN, MUTE, ROLE, SANCTIONS, UNBAN, UNMUTE, WARN
from bots.commands.admin_plans import PLAN_ASSIGN, PLAN_DELETE, PLAN_OF, PLAN_SET, PLANS
from bots.commands.admin_pools import POOL_ADD, POOL_END, POOL_OPEN, POOLS
from bots.commands.admin_quota import PROPOSALS, QUOTA_GRANT, QUOTA_REVOKE, QUOTA_SET, QUOTA_SHOW
from bots.commands.admin_studio import PAUSE, PREFER, RESUME, SETTING, SETTINGS
from bots.commands.apikey import APIKEY
from bots.commands.avatar import AVATAR
from bots.commands.blend import BLEND
from bots.commands.cancel import CANCEL
from bots.commands.control import CONTROL, MAP
from bots.commands.depth import DEPTH
from bots.commands.describe import DESCRIBE
from bots.commands.expand import EXPAND
from bots.commands.help import HELP
from bots.commands.history import HISTORY
from bots.commands.imagine import IMAGINE
from bots.commands.inpaint import INPAINT
from bots.commands.jobs import JOBS
from bots.commands.keeping import FAVOURITE, RECIPE
from bots.commands.language import LANGUAGE
from bots.commands.leaderboard import LEADERBOARD
from bots.commands.link import LINK, UNLINK
from bots.commands.login import LOGIN
from bots.commands.models import MODELS
from bots.commands.moderators import MODERATORS
from bots.commands.mydata import MYDATA
from bots.commands.outpaint import OUTPAINT
from bots.commands.quota import QUOTA
from bots.commands.remix import REMIX
from bots.commands.restore import RESTORE
from bots.commands.say import SAY
from bots.commands.shorten import SHORTEN
from bots.commands.stats import STATS
from bots.commands.style import STYLE
from bots.commands.train import TRAIN
from bots.commands.upscale import UPSCALE
from bots.commands.verify import VERIFY
from bots.commands.voices import VOICES
from bots.commands.wildcard import WILDCARD
from bots.commands.words import WORDS
from bots.commands.workers import WORKERS

COMMANDS: tuple[Command[Any], ...] = (
    IMAGINE,
    AVATAR,
    REMIX,
    INPAINT,
    OUTPAINT,
    CONTROL,
    MAP,
    DEPTH,
    BLEND,
    UPSCALE,
    RESTORE,
    DESCRIBE,
    SHORTEN,
    EXPAND,
    TRAIN,
    SAY,
    VOICES,
    STYLE,
    WILDCARD,
    HISTORY,
    FAVOURITE,
    RECIPE,
    JOBS,
    QUOTA,
    LEADERBOARD,
    LINK,
    UNLINK,
    LOGIN,
    APIKEY,
    LANGUAGE,
    WORDS,
    MODERATORS,
    MYDATA,
    VERIFY,
    CANCEL,
    SETTINGS,
    PREFER,
    MODELS,
    SANCTIONS,
    WARN,
    MUTE,
    UNMUTE,
    BAN,
    UNBAN,
    ROLE,
    QUOTA_SHOW,
    QUOTA_SET,
    QUOTA_GRANT,
    QUOTA_REVOKE,
    PROPOSALS,
    JOBS_OF,
    JOB_CANCEL,
    PLANS,
    PLAN_SET,
    PLAN_DELETE,
    PLAN_ASSIGN,
    PLAN_OF,
    POOLS,
    POOL_OPEN,
    POOL_ADD,
    POOL_END,
    MODEL_ADD,
    MODEL_ALLOW,
    MODEL_REMOVE,
    PAUSE,
    RESUME,
    SETTING,
    AUDIT,
    STATS,
    WORKERS,
    HELP,
)


def find(name: str) -> Command[Any] | None:
    """Find a command by its name."""
    return next((command for command in COMMANDS if command.name == name), None)
