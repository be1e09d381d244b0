"""What those who run the studio do, for the chats, the page and the command line alike.

Every method takes the actor, makes sure itself that they may, and writes what it does into the audit log.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tasks.credits import Credits
from tasks.halts import Halts
from tasks.job import Job
from tasks.known import Known
from tasks.local_settings import LocalSettings
from tasks.model_office import ModelOffice
from tasks.offices import Offices, OthersJobs, PlanOffice
from tasks.pool_office import PoolOffice
from tasks.standing import Standing

if TYPE_CHECKING:
    from tasks.services import Services


class Admin:
    """The offices of a studio."""

    def __init__(self, desk: "Services", standing: Standing, ended: Callable[[Job], None]) -> None:
        """Open them; ``ended`` is told of each job that an admin cancelled."""
        authority, alone = desk.authority, desk.settings.grant_alone
        self.known = Known(desk.database)
        self.credits = Credits(authority, desk.quota, alone)
        self.plans = PlanOffice(authority, desk.plans, alone)
        self.pools = PoolOffice(authority, desk.pools, alone)
        self.offices = Offices(authority, standing)
        self.jobs = OthersJobs(authority, desk.store, desk.settings.manners, ended)
        self.halts = Halts(authority)
        self.local = LocalSettings(authority, desk.catalogue)
        self.models = ModelOffice(authority, desk.catalogue, desk.settings)
