"""What runs by the clock: the one page. Each loop has a thread of its own in every worker (kit.loop)."""

from threading import Event

from django.contrib.sessions.models import Session

from ringback.api import repeating
from ringback.channels import mailboxes, reconciling, smtp_listener
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.sending import send_due
from ringback.files.sweep import sweep
from ringback.kit.clock import now
from ringback.kit.data_folder import data_folder
from ringback.kit.loop import Loop
from ringback.ledger import lease, seals
from ringback.tickets.intake import process_waiting

DAY = 24 * 3600.0
PARSER = Parser(data_folder() / "run" / "parser.pid")


INTAKE = lease.Hold("intake")


def intake(stop: Event) -> int:
    """Give waiting receipts their end. The lease is kept from mail to mail: a slow one must not cost it."""
    if not INTAKE.keep(now()):
        return 0
    return process_waiting(PARSER, goes_on=lambda: not stop.is_set() and INTAKE.keep(now()))


def outbox(stop: Event) -> int:
    """Send what is due."""
    return send_due(goes_on=lambda: not stop.is_set())


def watch_mailboxes(stop: Event) -> int:
    """Read the mailboxes of all lines, until stopped."""
    mailboxes.watch(stop)
    return 0


def listen(stop: Event) -> int:
    """Take mail over SMTP and LMTP where RINGBACK_SMTP says so, until stopped."""
    smtp_listener.serve(stop)
    return 0


def seal(stop: Event) -> int:
    """Seal what has settled in the ledger."""
    return seals.seal()


def reconcile(stop: Event) -> int:
    """Compare what the mail servers hold with what the desk took over."""
    reconciling.reconcile(lambda: not stop.is_set())
    return 0


def sweep_files(stop: Event) -> int:
    """Remove what was uploaded and never used."""
    sweep()
    return 0


def end_sessions(stop: Event) -> int:
    """Forget sessions that are over."""
    Session.objects.filter(expire_date__lt=now()).delete()
    return 0


def forget_answers(stop: Event) -> int:
    """Forget what writes with an Idempotency-Key were answered, after a day."""
    repeating.forget_old(now())
    return 0


LOOPS = (
    Loop("intake", 0.2, intake),
    Loop("outbox", 0.5, outbox),
    Loop("mailboxes", 2, watch_mailboxes),
    Loop("listener", 2, listen),
    Loop("seals", 10, seal, alone=True),
    Loop("reconcile", DAY, reconcile, alone=True),
    Loop("sweep", DAY, sweep_files, alone=True),
    Loop("sessions", DAY, end_sessions, alone=True),
    Loop("answers", DAY / 24, forget_answers, alone=True),
)
