"""For leaders and administrators: people, teams, contact points, signatures, and how the desk is doing."""

from ringback.web.office import glass, health, house, lines, people, signatures, teams

__all__ = ["glass", "health", "house", "lines", "people", "signatures", "teams"]
