"""Many colleagues at work on the same tickets at once, against a model of what must come of it."""
