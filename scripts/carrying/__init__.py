"""A large desk, carried into a backup and out of it."""
