from django.db import models

from ringback.access.policy import may
from ringback.channels.models.line import Line
from ringback.kit.models import Base, labels
from ringback.ledger.actor import Actor


class Greetings(models.QuerySet["Greeting"]):
    def visible_to(self, actor: Actor) -> "Greetings":
        """Those of every line, for whoever sees lines."""
        return self if may(actor, "line.read") else self.none()


class Greeting(Base):
    """What a line's acknowledgement says in one language beside the line's own (`Line.greeting`)."""

    pii = labels(link="language", content="text opening_hours")

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="greetings")
    language = models.CharField(max_length=12)  # a tag, see kit.languages
    text = models.TextField()
    opening_hours = models.TextField(default="", blank=True)

    objects = Greetings.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "language"], name="greeting_once_a_language")]
