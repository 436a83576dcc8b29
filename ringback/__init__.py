"""The open-source desk a whole customer-service department works at."""

__version__ = "0.1.0"
