"""Stored files by their SHA-256. Noun: Blob. Who may fetch one is decided where it is linked (message, note,
draft)."""
