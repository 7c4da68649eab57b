"""`python -m b2b.demo.attended run ...`: a `b2b` command that goes on by itself, but never longer than whoever started
it: when its standard input closes it ends as by Ctrl-C.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading


def main() -> None:
    """Run `b2b` with the arguments of this process."""
    threading.Thread(target=_follow_stdin, daemon=True).start()
    sys.argv[0] = "b2b"
    runpy.run_module("b2b", run_name="__main__", alter_sys=True)


def _follow_stdin() -> None:
    """Not through `sys.stdin`, whose lock this thread would hold while the interpreter ends: that aborts."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGINT)


if __name__ == "__main__":
    main()
