from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from ringback.access.roles import STAFF, Role
from ringback.access.standing import standing
from ringback.kit.addresses import with_ascii_domain
from ringback.kit.models import Base, labels
from ringback.kit.text import fold
from ringback.ledger.actor import Actor


class UserRows(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> "UserRows":
        """House staff see staff, partners their teams' people, customers only themselves, administrators
        everybody."""
        who = standing(actor)
        if who.is_administrator:
            return self
        if who.is_house:
            return self.exclude(roles="")
        return self.filter(models.Q(memberships__team_id__in=who.teams) | models.Q(pk=who.user_id)).distinct()


class Users(BaseUserManager["User"]):
    def get_queryset(self) -> UserRows:
        return UserRows(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserRows:
        return self.get_queryset().visible_to(actor)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=fold(with_ascii_domain(username or "")))


class User(AbstractBaseUser, Base):
    """Whoever signs in, agent or customer. Roles add up; no roles means a customer."""

    pii = labels(
        identity="name email language time_zone",
        link="is_active roles single_keys created_at last_login seen_at version",
        secret="password",
    )

    email = models.CharField(max_length=254, unique=True)  # folded
    name = models.CharField(max_length=200, default="")
    is_active = models.BooleanField(default=True)
    roles = models.CharField(
        max_length=120, default="", blank=True
    )  # names in alphabetical order, one space between
    language = models.CharField(max_length=12, default="en")
    time_zone = models.CharField(max_length=60, default="UTC")
    single_keys = models.BooleanField(default=True, db_default=True)  # whether letters alone are shortcuts
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Users()

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(name) for name in self.roles.split())

    @property
    def is_staff_member(self) -> bool:
        return bool(self.role_set & STAFF)

    def __str__(self) -> str:
        return self.name or self.email

    # What parts of Django ask of a user; Ringback has its own policy instead.
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
