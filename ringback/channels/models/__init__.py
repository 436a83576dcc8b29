from ringback.channels.models.attempt import Attempt
from ringback.channels.models.breaker import Breaker
from ringback.channels.models.consent import Consent
from ringback.channels.models.delivery import Delivery, Recipient
from ringback.channels.models.greeting import Greeting
from ringback.channels.models.inbound import Inbound, Raw
from ringback.channels.models.line import Line

__all__ = ["Attempt", "Breaker", "Consent", "Delivery", "Greeting", "Inbound", "Line", "Raw", "Recipient"]
