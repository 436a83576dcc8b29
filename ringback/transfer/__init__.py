"""What leaves the desk as a whole and comes back: canonical dump, backup, restore, the move between databases.

It reads every table beneath it by its columns, not by its verbs, so that nothing is told twice. Nouns: none of its own.
"""
