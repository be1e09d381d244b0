"""What is to be had at the desk: each subject has a service of its own, opened here in one line."""

from generation.catalogue import Catalogue
from tasks.access import Access
from tasks.admin import Admin
from tasks.archive import Archive
from tasks.audit import Audit
from tasks.authority import Authority
from tasks.consents import Consents
from tasks.conversation import Conversations
from tasks.crew import Crew
from tasks.database import Database
from tasks.discretion import Discretion
from tasks.docket import Docket
from tasks.entrance import Entrance
from tasks.exports import Exports
from tasks.fetches import Fetches
from tasks.filtering import Filtering
from tasks.house_rules import HouseRules
from tasks.job import Done, Job
from tasks.keys import Keys
from tasks.languages import Languages
from tasks.leaderboard import Leaderboard
from tasks.leaving import Leaving
from tasks.machines import Machines
from tasks.moderation import Moderation
from tasks.negatives import Negatives
from tasks.notices import Notices
from tasks.offers import Offers
from tasks.origins import Origins
from tasks.outbox import Outbox
from tasks.people import People
from tasks.plans import Plans
from tasks.pools import Pools
from tasks.portfolios import Portfolios
from tasks.presets import Presets
from tasks.pricing import Pricing
from tasks.queue import Bell
from tasks.quota import Quota
from tasks.quotes import Quotes
from tasks.roster import Roster
from tasks.sanctions import Sanctions
from tasks.searches import Searches
from tasks.segments import Segments, erase_ranges
from tasks.settings import TasksSettings
from tasks.shown import Shown
from tasks.speeds import Speeds
from tasks.standing import Standing
from tasks.statistics import Statistics
from tasks.store import Store
from tasks.thumbnails import Thumbnails
from tasks.trainings import Trainings
from tasks.uploads import Uploads
from tasks.vouching import Vouching
from tasks.waiting import InLine, Waiting
from tasks.webhooks import Webhooks
from tasks.words import Words


class Services:
    """The services of a desk. Thread-safe."""

    def __init__(
        self,
        *,
        settings: TasksSettings,
        catalogue: Catalogue,
        database: Database,
        store: Store,
        bell: Bell,
        outbox: Outbox,
    ) -> None:
        self.settings = settings
        self.catalogue = catalogue
        self.database = database
        self.store = store
        self.bell = bell
        self.outbox = outbox
        self.plans, self.rules = Plans(database, settings), HouseRules()
        self.quota = Quota(database, self.plans)
        self.pools = Pools(database)
        self.quota_show, self.quota_set = self.quota.show, self.quota.set
        self.quota_grant = self.quota.grant
        people = People(database, self.plans)
        self.link_code, self.link, self.unlink = people.code, people.link, people.unlink
        self.platforms = people.platforms
        self._uploads = Uploads(database, store)
        self.pricing = Pricing(database, catalogue, self._uploads)
        self.price = self.pricing.price
        self.keep, self.uploaded = self._uploads.keep, self._uploads.uploaded
        self.owned, self.discard = self._uploads.owned, self._uploads.discard
        consents, talks = Consents(database), Conversations(database, settings.conversation_limit)
        self.consented, self.consent = consents.consented, consents.consent
        self.conversation, self.converse, self.forget = talks.of, talks.keep, talks.forget
        quotes = Quotes(database, self.plans, self.quota, self.pricing, settings.manners)
        self.trainings = Trainings(database, self._uploads, catalogue, settings)
        self.quote, self.offers = quotes.quote, Offers(database, quotes.quote)
        self.languages, self.discretion = Languages(database), Discretion(database)
        self.portfolios = Portfolios(database, settings.conversation_limit)
        self.origin = Origins(database).origin
        self.archive, self.searches = Archive(database, settings.manners), Searches(database)
        self.thumbnails = Thumbnails(database, store)
        self.waiting = Waiting(database, settings.manners)
        standing, self.vouching = Standing(database, settings), Vouching(database, settings)
        self.authority = Authority(database, standing)
        self.sanctions, self.audit = Sanctions(self.authority), Audit(database, self.authority)
        self.admin = Admin(self, standing, self._stopped)
        self.words = Words(database, self.authority, settings.minors_list, settings.adult_chats)
        self.moderation = Moderation(database, self.words, self.sanctions, settings)
        self.presets, self.negatives = Presets(self.authority), Negatives(self.authority)
        self.fetches = Fetches(self.admin.models, database)
        self.speeds = Speeds(database, self.pricing, catalogue)
        self.notices, self.access = Notices(database), Access(self.authority, self.plans, catalogue)
        self.filtering, self._segments = Filtering(database, settings), Segments(database, settings.lease)
        self.in_line, self.shown = InLine(database, settings.manners).on, Shown(database)
        self.exports = Exports(database, store, self.trainings.shelf)
        self.leaving = Leaving(database, store, self._segments, self.trainings.shelf)
        self.crew = Crew(self.authority, Machines(database, settings.lease))
        self.statistics, self.leaderboard = Statistics(database), Leaderboard(database)
        self.entrance, self.keys = Entrance(database), Keys(self.authority)
        self.webhooks = Webhooks(self.authority, settings.webhook_private)
        self.roster, self.docket = Roster(self.authority), Docket(self.authority, settings.manners)

    def _stopped(self, job: Job) -> None:
        """Tidy up after a job that was stopped, and say so."""
        erase_ranges(self._segments, self.store, job.id)
        self._announce(job)

    def _announce(self, job: Job) -> None:
        self.outbox.publish(job.place.platform, Done(job_id=job.id))
