"""The command line: `b2b`. Commands hold presentation only; every heavy import stands inside the body that needs it."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run `b2b` with the arguments of the process; never returns, exits with 0, 1, 2 or 130."""
    _stand_in_for_closed_streams()
    try:
        from b2b.cli.app import app

        app(prog_name="b2b")
    except KeyboardInterrupt:
        # Wherever it strikes, also between the frames that know what to do with it.
        sys.exit(130)


def _stand_in_for_closed_streams() -> None:
    """A stream that was closed before we came (`>&-`) reads as empty and swallows what is written, as a service's do.

    In the order of their numbers: a file opened later shall not become standard output.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
