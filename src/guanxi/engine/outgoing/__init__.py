"""What the product fetches from others: one guarded client, which reaches only what is meant to be reached."""

from guanxi.engine.outgoing.client import client
from guanxi.engine.outgoing.places import Rules, is_public
from guanxi.engine.outgoing.setting import change_rules, rules_of, shown_rules

__all__ = ["Rules", "change_rules", "client", "is_public", "rules_of", "shown_rules"]
