"""The lines people reach us by.

Nouns: Line, Inbound (a receipt with its raw bytes), Delivery (what goes out, with its attempts).

An adapter turns wire format into an Inbound and a Delivery into wire format; it has never heard of a ticket.
"""
