"""What is kept sealed: secrets of the company, and the key that they are sealed with."""

from guanxi.engine.crypto.vault import Vault

__all__ = ["Vault"]
