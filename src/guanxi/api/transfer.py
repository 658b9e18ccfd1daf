"""Imports and exports."""

from guanxi.api.door import Endpoint

ROUTES: tuple[tuple[str, str, Endpoint], ...] = ()
