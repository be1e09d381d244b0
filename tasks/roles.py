"""Who may do what: roles from member to owner, and the one function that decides."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in the studio, from the least to the most."""

    MEMBER = "member"
    TRUSTED = "trusted"
    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Say how high a role stands; 0 is the lowest."""
        return RANKS[self]


RANKS = {role: number for number, role in enumerate(Role)}


class Deed(StrEnum):
    """What somebody may want to do."""

    ASK = "ask"  # for pictures, clips, one's own history and balance
    REACH_FURTHER = "reach-further"  # than a member: sizes and lengths that plans keep for trusted people
    SEE_OTHERS = "see-others"  # their balances and jobs
    CANCEL_OTHERS = "cancel-others"
    RESTRAIN = "restrain"  # warn, mute, ban; and answer appeals
    CREDIT = "credit"  # show, set, grant, revoke
    ARRANGE = "arrange"  # plans, limits, settings of servers and channels
    COUNT = "count"  # statistics and the audit log
    RUN_WORKERS = "run-workers"  # drain, resume, stop
    APPOINT = "appoint"  # give and take roles below one's own


LEAST = {
    Deed.ASK: Role.MEMBER,
    Deed.REACH_FURTHER: Role.TRUSTED,
    Deed.SEE_OTHERS: Role.MODERATOR,
    Deed.CANCEL_OTHERS: Role.MODERATOR,
    Deed.RESTRAIN: Role.MODERATOR,
    Deed.CREDIT: Role.ADMIN,
    Deed.ARRANGE: Role.ADMIN,
    Deed.COUNT: Role.ADMIN,
    Deed.RUN_WORKERS: Role.ADMIN,
    Deed.APPOINT: Role.ADMIN,
}


def may(role: Role, deed: Deed, towards: Role = Role.MEMBER) -> bool:
    """Say whether a role may do a thing, to somebody of another role where it is done to somebody.

    What restrains, and what appoints, reaches only those who stand lower; an owner reaches everybody.
    ``towards`` of an appointment is the higher of the role that somebody has and the one to be given.
    """
    if role.rank < LEAST[deed].rank:
        return False
    reaches = role is Role.OWNER or towards.rank < role.rank
    return reaches or deed not in {Deed.RESTRAIN, Deed.APPOINT, Deed.CANCEL_OTHERS}


def highest(*roles: Role) -> Role:
    """Give the highest of some roles; member where there is none."""
    return max((*roles, Role.MEMBER), key=lambda role: role.rank)
