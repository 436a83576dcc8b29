"""By what ways people and we speak with each other, whether the desk carries them or not."""

from typing import Final

CHANNELS: Final = ("email", "phone", "chat", "sms", "social", "visit", "letter")
