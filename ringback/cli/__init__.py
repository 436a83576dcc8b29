"""The `ringback` command. One module a command, with `add(parser)` and `run(arguments) -> exit status`."""
