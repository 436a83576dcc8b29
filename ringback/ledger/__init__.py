"""The one ledger: whatever happens is one appended event; timeline, clocks, live updates, audit and reports
read it.

Nouns: Event, EventDetail, Seal, Reader, Parked. It stores kind and id of actors and subjects and has no keys
upwards.
"""
