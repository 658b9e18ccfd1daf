"""Mail that leaves the house: the server that takes it, and letters that wait until it has."""

from guanxi.engine.mail.channel import Channel, change_channel, channel_of, shown_channel
from guanxi.engine.mail.outbox import Letter, forget_letters, queue_letter
from guanxi.engine.mail.sending import Parcel, Receipt, deliver
from guanxi.engine.mail.working import WORKS, WORKS_SINCE, forget_working, note_working

__all__ = [
    "WORKS",
    "WORKS_SINCE",
    "Channel",
    "Letter",
    "Parcel",
    "Receipt",
    "change_channel",
    "channel_of",
    "deliver",
    "forget_letters",
    "forget_working",
    "note_working",
    "queue_letter",
    "shown_channel",
]
