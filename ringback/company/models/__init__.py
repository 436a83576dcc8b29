from ringback.company.models.attribute import Attribute
from ringback.company.models.code import Code
from ringback.company.models.reason import Reason
from ringback.company.models.reason_version import ReasonVersion
from ringback.company.models.setting import Setting

__all__ = ["Attribute", "Code", "Reason", "ReasonVersion", "Setting"]
