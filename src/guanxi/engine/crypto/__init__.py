"""Secrets at rest: the vault, whose master key seals what the company has to know again, and the keys of fields."""

from guanxi.engine.crypto.keepers import keepers_of
from guanxi.engine.crypto.keyring import Keyring
from guanxi.engine.crypto.vault import Vault

__all__ = ["Keyring", "Vault", "keepers_of"]
