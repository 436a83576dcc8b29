from ringback.files.models.blob import Blob

__all__ = ["Blob"]
