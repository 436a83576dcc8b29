from ringback.api.models.kept_answer import KeptAnswer

__all__ = ["KeptAnswer"]
