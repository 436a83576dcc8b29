"""Filling the desk that is measured."""
