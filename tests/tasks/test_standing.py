"""Roles: who is what, who may do what, and who may change it."""

import pytest
from pydantic import ValidationError

from tasks.desk import Desk
from tasks.errors import RoleTooHigh
from tasks.roles import LEAST, Deed, Role, may
from tasks.settings import TasksSettings
from tasks.standing import Standing
from tests.factories import sender

ADA = sender("1001")
ADA_THERE = sender("2002", "discord")


def standing(desk: Desk, **settings: str) -> Standing:
    """Read roles under some settings."""
    return Standing(desk.database, TasksSettings.model_validate({**desk.settings.model_dump(), **settings}))


def test_every_deed_has_its_least_role() -> None:
    """And nobody below it may do it, while everybody from it up may, to a member."""
    assert set(Deed) == set(LEAST)
    for deed, least in LEAST.items():
        assert {role for role in Role if may(role, deed)} >= {role for role in Role if role.rank > least.rank}
        assert not [role for role in Role if role.rank < least.rank and may(role, deed)]


@pytest.mark.parametrize("deed", [Deed.RESTRAIN, Deed.APPOINT, Deed.CANCEL_OTHERS])
def test_power_reaches_only_down(deed: Deed) -> None:
    """Nobody but an owner touches an equal or a higher one."""
    reached = {(role, towards) for role in Role for towards in Role if may(role, deed, towards)}

    assert all(towards.rank < role.rank or role is Role.OWNER for role, towards in reached)
    assert (Role.OWNER, Role.OWNER) in reached
    assert (Role.ADMIN, Role.MODERATOR) in reached


def test_operator_names_owners_on_every_linked_platform(desk: Desk) -> None:
    """LIMNER_ADMINS bootstraps; a stranger is a member."""
    desk.link(ADA_THERE, desk.link_code(ADA).text)
    named = standing(desk, admins="telegram:1001, discord:9")

    assert Role.OWNER == named.role(ADA) == named.role(ADA_THERE)
    assert Role.MEMBER == named.role(sender("5"))


def test_places_of_a_chat_make_more_of_people_there(desk: Desk) -> None:
    """The highest counts, and only in what the operator mapped."""
    mapped = standing(desk, roles="discord:9001=trusted, telegram:-10042=moderator")
    mapped.appoint(ADA, Role.TRUSTED, Role.OWNER)

    assert Role.MODERATOR == mapped.role(ADA, ["telegram:-10042", "telegram:-7"])
    assert Role.TRUSTED == mapped.role(ADA, ["telegram:-7"])
    assert Role.TRUSTED == mapped.role(ADA_THERE, ["discord:9001"])


@pytest.mark.parametrize("text", ["discord:9001", "discord=trusted", "discord:1=king", "discord:1=owner"])
def test_mapping_is_written_exactly(desk: Desk, text: str) -> None:
    """A slip stops the start; nobody becomes an owner by a chat's role."""
    with pytest.raises(ValidationError, match="maps nothing"):
        standing(desk, roles=text)


def test_admins_appoint_below_themselves(desk: Desk) -> None:
    """An admin makes moderators, no admins, and unmakes no owner; a member makes nobody."""
    here = standing(desk, admins="telegram:1001")
    assert Role.MODERATOR == here.appoint(ADA_THERE, Role.MODERATOR, Role.ADMIN)

    for somebody, role, by in (
        (ADA_THERE, Role.ADMIN, Role.ADMIN),
        (ADA, Role.MEMBER, Role.ADMIN),
        (ADA_THERE, Role.MEMBER, Role.MODERATOR),
        (ADA_THERE, Role.MEMBER, Role.MEMBER),
    ):
        with pytest.raises(RoleTooHigh):
            here.appoint(somebody, role, by)
    assert Role.MODERATOR == here.role(ADA_THERE)


def test_person_keeps_the_higher_role_when_linked(desk: Desk) -> None:
    """What is parted is a member again."""
    here = standing(desk)
    here.appoint(ADA_THERE, Role.MODERATOR, Role.OWNER)
    desk.link(ADA_THERE, desk.link_code(ADA).text)
    assert Role.MODERATOR == here.role(ADA)
    desk.unlink(ADA_THERE)

    assert (Role.MODERATOR, Role.MEMBER) == (here.role(ADA), here.role(ADA_THERE))
