"""Search owns the tokens of whatever has text, one `SearchRow` for each thing found; it records no events.

Verbs above call `put` and `remove` in their own transaction, so the index is never late and never lies.
"""
