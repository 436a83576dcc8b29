"""One process for live updates, for clusters whose proxy sends `/live` here and not to `ringback web`."""

import argparse

from ringback.cli import web


def add(parser: argparse.ArgumentParser) -> None:
    web.add(parser)


def run(arguments: argparse.Namespace) -> int:
    return web.run(arguments, "live")
