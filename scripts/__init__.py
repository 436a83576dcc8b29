"""Trials and chores around the desk, no part of it. From the checkout: `python -m scripts.NAME`."""
