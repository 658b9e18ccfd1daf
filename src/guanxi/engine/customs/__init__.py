"""What administrators shape: objects and fields of their own, kept as definitions and laid over the declared ones."""

from guanxi.engine.customs.overlay import load_registry
from guanxi.engine.customs.shaping import (
    add_field,
    add_object,
    change_field,
    change_object,
    drop_field,
    drop_object,
    refresh_shape,
)

__all__ = [
    "add_field",
    "add_object",
    "change_field",
    "change_object",
    "drop_field",
    "drop_object",
    "load_registry",
    "refresh_shape",
]
