"""Runs a module of the scripts with a desk's settings: `-m scripts.killing.inside PACKAGE.NAME [ARGUMENT…]`."""

import os
import sys
from importlib import import_module

import django


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ringback.settings")
    django.setup()
    print(import_module(f"scripts.{sys.argv[1]}").answer(*sys.argv[2:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
