"""Every error is words on stderr with a next step, and an exit code; never a traceback that nobody asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from b2b import errors
from b2b.cli import failures, screen
from b2b.cli.app import hoisted
from tests.cli.running import ENVIRONMENT, process, run, run_json
from tests.cli.shop import FILES

CODES = {
    errors.Rejected: 1,
    errors.Conflict: 1,
    errors.NotAllowed: 1,
    errors.NotWritable: 1,
    errors.Superseded: 1,
    errors.IndeterminateError: 1,
    errors.Unreadable: 2,
    errors.NotFound: 2,
    errors.ConfigError: 2,
    errors.Unreachable: 2,
    errors.Busy: 2,
}


@pytest.mark.parametrize(("kind", "code"), CODES.items(), ids=lambda value: getattr(value, "__name__", str(value)))
def test_exit_codes(kind: type[errors.B2BError], code: int) -> None:
    assert failures.exit_code(kind("no")) == code


def test_an_error_says_what_where_and_next(capsys: pytest.CaptureFixture[str]) -> None:
    error = errors.NotFound("there is no order 4711", where="workspace acme", next_step="b2b orders list")
    assert failures.present(error) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "error: there is no order 4711\nwhere: workspace acme\nnext:  b2b orders list\n"


def test_an_error_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    failures.present(errors.Unreadable("bad \x1b[2J id\nnext: rm", where="\u202eabc \x9b31m"))
    said = capsys.readouterr().err
    assert said == "error: bad \\x1b[2J id\n       next: rm\nwhere: \\u202eabc \\x9b31m\n"


def test_a_terminal_gets_an_error_wrapped_between_words_and_a_pipe_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    path = "/a/folder/with-a-name/that/is-longer/than-the-room.edi"
    command = "b2b docs retry 17 --again --note 'told by telephone'"
    error = errors.Unreadable("there is no such thing in any of these files", where=path, next_step=command)
    failures.present(error)
    assert capsys.readouterr().err == (
        f"error: there is no such thing in any of these files\nwhere: {path}\nnext:  {command}\n"
    )
    monkeypatch.setattr(screen, "is_terminal", lambda stream: stream is sys.stderr)
    failures.present(error)
    assert capsys.readouterr().err == (
        f"error: there is no such thing in any of\n       these files\nwhere: {path}\nnext:  {command}\n"
    )


def test_an_unforeseen_error_hides_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as caught:
        raise KeyError("password=hunter2")
    assert failures.present(caught.value) == 2
    said = capsys.readouterr().err
    assert "hunter2" not in said
    assert "KeyError" in said
    assert "test_failures.py line" in said
    assert "B2B_DEBUG=1" in said


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("B2B_DEBUG", "1")
    with pytest.raises(KeyError) as caught:
        raise KeyError("what happened")
    failures.present(caught.value)
    assert "what happened" in capsys.readouterr().err


def test_wrong_usage_names_the_help_of_that_command() -> None:
    result = run("edi", "schemma", code=2)
    assert result.stdout == ""
    assert "did you mean 'schema'" in result.stderr.lower()
    assert result.stderr.endswith("next:  b2b edi --help\n")
    assert "b2b edi schema --help" in run("edi", "schema", "--nonsense", code=2).stderr


def test_with_json_the_error_is_json_too() -> None:
    answer = run_json("edi", "schema", "999", code=2)
    assert "999" in answer["error"]["message"]
    assert answer["error"]["next_step"]


def test_no_workspace_says_how_to_have_one(tmp_path: Path) -> None:
    from b2b.cli.desk import Desk

    with pytest.raises(errors.B2BError) as caught:
        Desk(tmp_path).workspace()
    assert "b2b init" in caught.value.next_step


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["orders", "list", "-w", "x"], ["-w", "x", "orders", "list"]),
        (["orders", "--workspace=x", "--no-color"], ["--workspace=x", "--no-color", "orders"]),
        (["edi", "show", "--", "-w"], ["edi", "show", "--", "-w"]),
        (["orders", "-w"], ["-w", "orders"]),
    ],
)
def test_global_options_may_stand_anywhere(typed: list[str], meant: list[str]) -> None:
    assert hoisted(typed) == meant


def _popen(*words: str, stdout: int, **environment: str) -> subprocess.Popen[bytes]:
    inherited = {name: value for name, value in os.environ.items() if name not in ENVIRONMENT}
    return subprocess.Popen(
        [sys.executable, "-m", "b2b", *words],
        stdin=subprocess.PIPE,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**inherited, **environment},
    )


def test_a_reader_who_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        child = _popen("edi", "schema", "997", "--json", stdout=write)
    finally:
        os.close(write)
    _, said = child.communicate(timeout=120)
    assert said == b""
    assert child.returncode == failures.PIPE_CLOSED


@pytest.mark.parametrize(
    "words", [("edi", "schema", "997"), ("edi", "schema", "997", "--json"), ("edi", "sample", "997")]
)
def test_a_full_disk_is_said_in_words(words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        _, said = _popen(*words, stdout=full.fileno()).communicate(timeout=120)
    assert said.splitlines()[:2] == [
        b"error: No space left on device",
        b"next:  make room where the output goes, and run it again",
    ]


def test_a_file_that_does_not_fit_is_not_left_half_written(tmp_path: Path) -> None:
    out = tmp_path / "many.edi"
    words = [sys.executable, "-m", "b2b", "edi", "sample", "850", "--sets", "50", "-o", str(out)]
    limited = ["sh", "-c", 'ulimit -f 8 && exec "$@"', "sh", *words]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: the file cannot be written: File too large")
    assert not out.exists()


def test_an_interrupted_command_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*, as_json: bool) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("b2b.cli.edi_schema.show_sets", interrupted)
    result = run("edi", "schema", code=failures.INTERRUPTED)
    assert (result.stdout, result.stderr) == ("", "")


def test_an_interrupt_in_code_made_of_text_ends_as_any_other(tmp_path: Path) -> None:
    struck = tmp_path / "struck.py"
    struck.write_text(
        "import sys, types\n"
        "app = lambda **_: exec('raise KeyboardInterrupt')\n"
        "sys.modules['b2b.cli.app'] = types.SimpleNamespace(app=app)\n"
        "from b2b.cli import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-m", "struck"], cwd=tmp_path, timeout=60, check=False)
    assert done.returncode == failures.INTERRUPTED


def test_a_terminal_that_knows_only_ascii_gets_escapes(tmp_path: Path) -> None:
    file = tmp_path / "order.edi"
    file.write_bytes((FILES / "850-4500001001.edi").read_bytes().replace(b"Hamburg", "Köln".encode()))
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    assert "K\\xf6ln" in process("edi", "show", file, **ascii_only).stdout
    plain = process("edi", "show", file, "--json", **ascii_only).stdout
    assert plain.isascii()
    assert "Köln" in {line["value"] for line in json.loads(plain)["lines"]}


def test_no_colour_when_asked_or_piped() -> None:
    for words in (["--no-color", "edi", "schema", "997"], ["edi", "schema", "997"]):
        assert "\x1b" not in process(*words).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("docs", "show", "abc"), "'NUMBER': must be a whole number"),
        (("docs", "show", "1.5"), "'NUMBER': must be a whole number"),
        (("docs", "list", "--limit", "x"), "must be a whole number"),
        (("inbox", "--limit", "0"), "must be at least 1"),
        (("audit", "verify", "--head", "abc"), "'abc' is no head: a head is 64 hexadecimal digits"),
    ],
)
def test_what_was_typed_wrong_is_said_plainly(words: tuple[str, ...], said: str) -> None:
    told = run(*words, code=2).stderr
    assert said in told
    assert "Input should" not in told
