from ringback.access.models.break_glass import BreakGlass
from ringback.access.models.link import Link
from ringback.access.models.session import Session
from ringback.access.models.team import Membership, Team
from ringback.access.models.token import Token
from ringback.access.models.user import User

__all__ = ["BreakGlass", "Link", "Membership", "Session", "Team", "Token", "User"]
