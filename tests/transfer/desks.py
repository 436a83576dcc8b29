"""Desks with everything that can be in one, for what carries whole desks."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.db import transaction

from ringback.channels.models import Delivery
from ringback.kit.clock import now
from ringback.ledger import lease
from ringback.tickets.models import Draft, DraftFile
from ringback.transfer import canonical
from ringback.transfer.view import one_moment
from tests import world
from tests.fresh import Fresh, Template, fresh, untouched
from tests.servers import command
from tests.world import World


def lived() -> World:
    """A desk on which something of everything has happened, some of it just now: a mail half sent, a lease held, rows
    that are gone from the end of their table."""
    made = world.build()
    Authenticator.objects.create(
        user=made.users["anna"], type=Authenticator.Type.TOTP, data={"secret": "sealed", "b": [1, None, "é"]}
    )
    with transaction.atomic():
        lease.take("loop seals", now(), 60)
        Delivery.objects.update(state=Delivery.SENDING, holder="somebody", lease_until=now(), fence=3)
        DraftFile.objects.filter(draft=made.far.draft).delete()
        Draft.objects.filter(pk=made.far.draft.pk).delete()
    return made


def told() -> list[str]:
    """The canonical dump of the desk that Django leads to."""
    with one_moment() as view:
        return list(canonical.dump(view))


def told_by(made: Fresh) -> list[str]:
    """The canonical dump of another desk."""
    program = (
        "import django; django.setup()\n"
        "from tests.transfer.desks import told\n"
        "import sys; sys.stdout.write('\\n'.join(told()))"
    )
    environment = made.environment | {"DJANGO_SETTINGS_MODULE": "ringback.settings", "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    return done.stdout.decode().split("\n")


@contextmanager
def empty_place(folder: Path) -> Iterator[Fresh]:
    """Where nothing is yet."""
    folder.mkdir()
    with untouched(folder) as made:
        yield made


@contextmanager
def place_with_tables(migrated: Template, folder: Path) -> Iterator[Fresh]:
    """Where there are tables and nothing in them: making these is most of the work of restoring a small desk."""
    folder.mkdir()
    with fresh(migrated, folder) as made:
        yield made


def backed_up(made: Fresh, file: Path, *flags: str) -> Path:
    done = command(made, "backup", str(file), *flags)
    assert done.returncode == 0, done.stderr
    return file
