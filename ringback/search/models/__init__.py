from ringback.search.models.row import SearchRow

__all__ = ["SearchRow"]
