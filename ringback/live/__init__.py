"""Signals to open screens: "this changed", with kinds and ids and nothing else.

The screen fetches again through its own rights. Nouns: Topic, Client, Hub, Feed (what the ledger says), one
feed a process. It owns no table and no event.
"""
