from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from ringback.kit.models import Base, labels


class TokensField(models.TextField):  # type: ignore[type-arg]  # Django cannot be subscripted when it runs
    """The tokens of a text: a tsvector literal on PostgreSQL, elsewhere the tokens between single spaces."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "tsvector" if connection.vendor == "postgresql" else "text"


class SearchRow(Base):
    """One thing that can be found. Its id derives from its time (see row_ids), so the highest is the newest.

    No foreign keys: what is found lives above, and `topic_id` is the id of the ticket it belongs to, if any.
    """

    pii = labels(link="kind object_id topic_id", content="tokens")

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    topic_id = models.BigIntegerField(null=True)
    tokens = TokensField()

    class Meta:
        db_table = "search_row"
        constraints = (models.UniqueConstraint(fields=("kind", "object_id"), name="search_row_object"),)
        indexes = (models.Index(fields=("topic_id", "id"), name="search_row_topic"),)
