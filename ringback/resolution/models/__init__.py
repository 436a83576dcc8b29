from ringback.resolution.models.confirmation import Confirmation

__all__ = ["Confirmation"]
