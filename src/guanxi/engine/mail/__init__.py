"""Mail that leaves the house: the server that takes it, and letters that wait until it has."""

from guanxi.engine.mail.channel import Channel, change_channel, channel_of, shown_channel
from guanxi.engine.mail.outbox import Letter, forget_letters, queue_letter
from guanxi.engine.mail.sending import Parcel, Receipt, deliver

__all__ = [
    "Channel",
    "Letter",
    "Parcel",
    "Receipt",
    "change_channel",
    "channel_of",
    "deliver",
    "forget_letters",
    "queue_letter",
    "shown_channel",
]
