"""`python -m tests.fuzz [TARGET ...] --seconds N`: targets under atheris, from sample messages of every set.

One target runs in this process, several each in one of its own, as many at once as there are processors. It ends with 0
and the count of executions where nothing was found. What was found is written to the folder of `--findings`, its
traceback to stderr; `--input` runs a target on such a file again.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["b2b.edi"], enable_loader_override=False):
    from b2b.edi.load import available_releases, load_release
    from b2b.edi.x12.sampling.message import sample_message
    from tests.fuzz.targets import TARGETS

from tests.fuzz.mutation import mutated

_MOST_BYTES = 20_000


def main() -> int:
    """Run targets until the time is over or something is found; 1 where anything was."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--input", type=Path)
    chosen = parser.parse_args()
    if unknown := set(chosen.targets) - set(TARGETS):
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if chosen.input:
        for target in chosen.targets:
            TARGETS[target](chosen.input.read_bytes())
        return 0
    if len(chosen.targets) == 1:
        _fuzz(chosen.targets[0], chosen.seconds, chosen.findings)
        return 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = pool.map(lambda target: _apart(target, chosen.seconds, chosen.findings), chosen.targets)
        return int(any(code != 0 for code in outcomes))


def _apart(target: str, seconds: int, findings: Path) -> int:
    """Fuzz in a process of its own, as libFuzzer ends the one that it runs in; say how it went."""
    command = [sys.executable, "-m", "tests.fuzz", target, f"--seconds={seconds}", f"--findings={findings}"]
    ended = subprocess.run(command, capture_output=True, text=True)
    executed = re.search(r"number_of_executed_units: (\d+)", ended.stderr)
    found = "nothing found" if ended.returncode == 0 else f"something found:\n{ended.stderr[-4000:]}"
    sys.stdout.write(f"{target}: {executed[1] if executed else 'no'} executions in {seconds} s, {found}\n")
    sys.stdout.flush()
    return ended.returncode


def _fuzz(target: str, seconds: int, findings: Path) -> None:
    findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _write_samples(Path(folder))
        arguments = [
            sys.argv[0], folder, f"-max_total_time={seconds}", f"-max_len={_MOST_BYTES}", "-timeout=120",
            f"-artifact_prefix={findings}/{target}-", "-print_final_stats=1", "-rss_limit_mb=2048",
        ]  # fmt: skip
        atheris.Setup(arguments, TARGETS[target], custom_mutator=_mutator)
        atheris.Fuzz()


def _mutator(data: bytes, max_size: int, seed: int) -> bytes:
    """Every other change is one of bytes, the rest are changes of segments."""
    if seed % 2:
        return bytes(atheris.Mutate(data, max_size))
    return mutated(data, seed, max_size)


def _write_samples(folder: Path) -> None:
    for release in available_releases():
        for set_id in load_release(release).sets:
            for seed in range(2):
                message = sample_message(set_id, release, seed=seed)
                (folder / f"{release}-{set_id}-{seed}.edi").write_bytes(message[:_MOST_BYTES])


if __name__ == "__main__":
    sys.exit(main())
