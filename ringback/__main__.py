"""`python -m ringback` is the `ringback` command."""

import sys

from ringback.cli.main import main

sys.exit(main())
