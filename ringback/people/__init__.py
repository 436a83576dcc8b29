"""Customers: contacts, organizations, the identities they write from, and which teams serve whom (Reach)."""
