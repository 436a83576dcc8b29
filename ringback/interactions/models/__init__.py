from ringback.interactions.models.interaction import Interaction

__all__ = ["Interaction"]
