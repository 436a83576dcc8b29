from ringback.channels.models.attempt import Attempt
from ringback.channels.models.delivery import Delivery, Recipient
from ringback.channels.models.inbound import Inbound, Raw
from ringback.channels.models.line import Line

__all__ = ["Attempt", "Delivery", "Inbound", "Line", "Raw", "Recipient"]
