"""What runs by the clock: the one page. Each loop has a thread of its own in every worker (kit.loop)."""

from threading import Event

from ringback.access import signed_in
from ringback.api import repeating
from ringback.channels import breakers, mailboxes, reconciling, smtp_listener
from ringback.channels.adapters.email.parser_process import Parser
from ringback.channels.sending import send_due
from ringback.files.sweep import sweep
from ringback.kit.clock import now
from ringback.kit.data_folder import data_folder
from ringback.kit.loop import Loop
from ringback.ledger import erased, lease, seals
from ringback.ledger.actor import SYSTEM
from ringback.resolution import silence
from ringback.tickets import parties, scheduling
from ringback.tickets.intake import process_waiting
from ringback.transfer import backups, erasing, retention

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


def watch_traffic(stop: Event) -> int:
    """Tell of mail that looks like a loop, and when it has run dry."""
    breakers.look(SYSTEM)
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
    """Forget sessions that are over, and where others were a week ago."""
    signed_in.forget_old()
    return 0


def keep_to_retention(stop: Event) -> int:
    """Let go of what is over the period for which the house keeps it, once the house has said that it wants that."""
    if retention.is_agreed():
        retention.keep_to(now(), lambda: not stop.is_set())
    return 0


def make_backups(stop: Event) -> int:
    """Make the backup that somebody asked for, or whose day has come."""
    return backups.make_due(now(), lambda: not stop.is_set())


def erase_people(stop: Event) -> int:
    """Forget those who asked for it fourteen days ago, and note it where it outlives the database."""
    erasing.erase_due(now())
    erased.write(data_folder() / erased.FILE)
    return 0


def forget_answers(stop: Event) -> int:
    """Forget what writes with an Idempotency-Key were answered, after a day."""
    repeating.forget_old(now())
    return 0


def close_silent(stop: Event) -> int:
    """Close what customers were asked about and have said nothing to within the period."""
    return silence.close_silent(SYSTEM, now(), lambda: not stop.is_set())


def end_authorities(stop: Event) -> int:
    """End the right of representatives to act whose time is over."""
    return parties.lapse_due(now(), lambda: not stop.is_set())


def send_scheduled(stop: Event) -> int:
    """Send the replies whose time has come."""
    return scheduling.send_scheduled(now(), lambda: not stop.is_set())


LOOPS = (
    Loop("intake", 0.2, intake),
    Loop("outbox", 0.5, outbox),
    Loop("mailboxes", 2, watch_mailboxes),
    Loop("listener", 2, listen),
    Loop("breakers", 20, watch_traffic, alone=True),
    Loop("seals", 10, seal, alone=True),
    Loop("reconcile", DAY, reconcile, alone=True),
    Loop("sweep", DAY, sweep_files, alone=True),
    Loop("sessions", DAY / 24, end_sessions, alone=True),
    Loop("retention", DAY, keep_to_retention, alone=True),
    Loop("backups", 5, make_backups),
    Loop("erasures", DAY / 24, erase_people, alone=True),
    Loop("silence", 600, close_silent, alone=True),
    Loop("scheduled", 5, send_scheduled, alone=True),
    Loop("authorities", 60, end_authorities, alone=True),
    Loop("answers", DAY / 24, forget_answers, alone=True),
)
