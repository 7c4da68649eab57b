"""The command line: `b2b`. Commands hold presentation only; every heavy import stands inside the body that needs it."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

_INTERRUPTED = 130


def main() -> None:
    """Run `b2b` with the arguments of the process; never returns, exits with 0, 1, 2 or 130."""
    _stand_in_for_closed_streams()
    try:
        from b2b.cli.app import app

        app(prog_name="b2b")
    except KeyboardInterrupt:
        # Wherever it strikes, also between the frames that know what to do with it.
        _exit_interrupted()
    except SystemExit as ended:
        if ended.code == _INTERRUPTED:
            _exit_interrupted()
        raise


def _exit_interrupted() -> NoReturn:
    """Exit with 130. Where Ctrl-C struck code that is made of text, as dataclasses are, Python kills itself by the
    signal in the end, whoever caught it; with the signal held back it exits with 130 all the same.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    sys.exit(_INTERRUPTED)


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
