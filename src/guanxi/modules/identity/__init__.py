"""Who works here: users, their teams and their roles."""

from pathlib import Path

from guanxi.kernel.modules import Module
from guanxi.modules.identity.objects import Role, SharingRule, Team, Territory, User
from guanxi.modules.identity.roles import ROLES
from guanxi.modules.identity.seeds import grant_facts, seed_roles

MODULE = Module(
    name="identity",
    objects=(User, Team, Role, SharingRule, Territory),
    translations=Path(__file__).parent / "translations",
    roles=ROLES,
    areas=("settings",),
    seeds=seed_roles,
)
__all__ = ["MODULE", "grant_facts", "seed_roles"]
