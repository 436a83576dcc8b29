"""Measures the desk of its environment: started by `ringback bench`, which makes and removes that desk."""

import sys
from importlib import import_module

import django


def main() -> int:
    django.setup()
    figures = import_module("ringback.bench.measure").measure(int(sys.argv[1]))
    print(figures.json() if "--json" in sys.argv else figures.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
