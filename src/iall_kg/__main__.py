"""Run the command line as `python -m iall_kg`."""

import sys

from iall_kg.cli import main

sys.exit(main())
