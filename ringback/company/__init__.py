"""The house itself: its name and the settings that administrators change. Noun: Setting."""
