from ringback.company.models.attribute import Attribute
from ringback.company.models.setting import Setting

__all__ = ["Attribute", "Setting"]
