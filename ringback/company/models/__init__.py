from ringback.company.models.setting import Setting

__all__ = ["Setting"]
