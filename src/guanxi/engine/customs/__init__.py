"""What administrators shape: objects and fields of their own, kept as definitions and laid over the declared ones."""

from guanxi.engine.customs.laying_out import drop_layout, order_layouts, set_layout
from guanxi.engine.customs.overlay import load_registry
from guanxi.engine.customs.purging import purge_dropped
from guanxi.engine.customs.shaping import (
    Shaped,
    Shaper,
    add_field,
    add_object,
    change_field,
    change_object,
    drop_field,
    drop_object,
    refresh_shape,
)

__all__ = [
    "Shaped",
    "Shaper",
    "add_field",
    "add_object",
    "change_field",
    "change_object",
    "drop_field",
    "drop_layout",
    "drop_object",
    "load_registry",
    "order_layouts",
    "purge_dropped",
    "refresh_shape",
    "set_layout",
]
