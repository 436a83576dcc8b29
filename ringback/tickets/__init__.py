"""The core: what was asked, what was said, who answers for it, and its state.

Nouns: Ticket, Message, Note, Draft, Participant, Status, Tag, Link, Grant, Signature. A ticket does not know
that it is timed, routed or rated: what follows from its events is written in ringback/reactions.py.
"""
