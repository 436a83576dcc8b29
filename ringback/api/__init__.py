"""The interface for programs, under /api/v1/. It finds through `visible_to`, checks, calls one verb, answers.

One file a resource in `resources/`; what all share stands beside it. Noun: KeptAnswer (for Idempotency-Key).
"""
