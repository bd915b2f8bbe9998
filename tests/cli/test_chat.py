"""`backchat chat`: a conversation through a pipe, and one at a real (pseudo-)terminal."""

from __future__ import annotations

import io
import os
import pty
import re
import select
import shlex
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.cli.main import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Chat = Callable[..., str]

    from tests.conftest import Run, Write

_ROOT: Final = Path(__file__).resolve().parents[2]
_FILES: Final = {
    "glossary/what-is-api.yaml": """\
title: What is an API?
phrasings: [what is an api]
short: The **door** through which programs ask other programs for things.
related: [git]
sources: [guide]
""",
    "skills/git.yaml": "title: Git\nphrasings: [what is git]\nshort: It keeps every version.\n",
    "sources.yaml": "guide: {title: The Guide}\n",
    "paths/zero.yaml": """\
title: From zero
audience: you are new
steps: [{entry: what-is-api, why: It comes first.}, {entry: git}]
offered_by: [what-is-api]
""",
}


@pytest.fixture
def folder(write: Write) -> Path:
    """Two entries and a path through them."""
    return write(_FILES)


@pytest.fixture
def chat(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chat:
    """Pipes lines into `backchat chat` within this process; returns what came out of it."""

    def _chat(*lines: str) -> str:
        typed = io.BytesIO("\n".join(lines).encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(typed, encoding="utf-8"))
        code = run(["chat", "--knowledge", str(folder)])
        out, err = capsys.readouterr()

        assert (code, err) == (0, "")
        return out

    return _chat


def test_a_piped_chat_answers_each_line(backchat: Run, folder: Path) -> None:
    """Through a pipe each line is answered as plain text with numbered options, without prompt or welcome."""
    expected = """\
What is an API?

The **door** through which programs ask other programs for things.

Source: The Guide

  1  Path: From zero
  2  Git

Git

It keeps every version.

"""

    done = backchat("chat", "--knowledge", str(folder), typed="what is an api\n\n  \n2")

    assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")


def test_a_conversation_follows_commands_numbers_and_labels(chat: Chat) -> None:
    """Commands, numbers and typed labels lead through topics and a path to its end and on to help."""
    lines = ("/topics", "2", "1", "/path zero", "what next?", "Finish", "back", "/path zero 2", "/help")

    output = chat(*lines)

    told = [
        "Topics\n",
        "Skills\n\nPick one:\n  1  Git\n",
        "Git\n\nIt keeps every version.",
        "From zero, step 1 of 2: What is an API?",
        "From zero, step 2 of 2: Git",
        "You are through",
        "From zero, step 1 of 2: What is an API?",
        "From zero, step 2 of 2: Git",
        "What you can ask me",
        "  /topics  browse what I know",
        "  /quiz    see what has stuck of a path",
        "  /quit    leave",
    ]
    places = [0]
    for text in told:
        places.append(output.index(text, places[-1]) + len(text))
    assert len(places) == len(told) + 1


def test_quitting_ends_the_conversation(chat: Chat) -> None:
    """Nothing after /quit is answered."""
    assert chat("/quit", "what is an api") == ""


def test_lines_that_cannot_be_answered_are_told_why(chat: Chat) -> None:
    """An unknown command, a number out of range, a wrong step and a long line get a note each, and it goes on."""
    lines = ("/path", "9", "0", "/nonsense", "/path zero one", "x" * 100_000, "what is git")

    output = " ".join(chat(*lines).split())

    assert output.endswith(
        "2 Browse all topics "
        "The choices are 1 to 2; or just ask. "
        "The choices are 1 to 2; or just ask. "
        "There is no command /nonsense. There are: /topics, /path, /quiz, /help, /quit "
        "A step is a number, as in: /path from-zero 4 "
        "that is 100,000 characters long: put the question in one sentence or two "
        "Git It keeps every version."
    )


def test_unknown_names_after_a_command_are_told_as_unknown(chat: Chat) -> None:
    """A kind or path that a person mistyped is not said to have been removed."""
    output = chat("/topics skils", "/path zer0")

    assert "since this button was made" not in output


def test_a_kind_in_capitals_can_be_browsed(write: Write, chat: Chat) -> None:
    """/topics finds a kind whatever the case of its folder."""
    write({"DevOps/docker.yaml": "title: Docker\nphrasings: [what is docker]\nshort: A box.\n"})

    assert "Pick one:\n  1  Docker\n" in chat("/topics DevOps")


def test_any_bytes_through_a_pipe_are_answered(backchat: Run, folder: Path) -> None:
    """Invalid UTF-8 and control characters are read as best they can be, and disturb nothing after them."""
    typed = b"\xff\xfe\x00\n\x1b[2J\x07\nwhat is \xffgit\nwhat is git"

    done = backchat("chat", "--knowledge", str(folder), typed=typed)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Git\n\nIt keeps every version.\n\n")


def test_a_closed_standard_input_is_the_end_of_it(folder: Path) -> None:
    """Without any standard input there is nothing to answer, which is no fault."""
    command = shlex.join([sys.executable, "-m", "bot", "chat", "--knowledge", str(folder)])

    done = subprocess.run(
        ["sh", "-c", f"exec {command} <&-"], cwd=_ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# At a terminal: `chat` runs with a pseudo-terminal as its controlling terminal, so that arrow keys, Ctrl-C and
# Ctrl-D do what they do for a person.

_TAKE_TERMINAL: Final = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
_ESCAPE: Final = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[=>])|[\x07\r]")
_PATIENCE: Final = 20
"""Seconds until a reply that never comes fails the test; no test waits when all is well."""


class _Keyboard:
    """A person at the terminal: types, and reads what the screen shows."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self._process, self._screen = process, screen
        self._shown, self._read = "", 0

    def sees(self, text: str) -> str:
        """Waits until the screen shows a text; returns what was shown up to it, since the last time."""
        while (place := self._shown.find(text, self._read)) < 0:
            assert self._more(), f"{text!r} never came; the screen shows {self._shown[self._read :]!r}"
        before, self._read = self._shown[self._read : place], place + len(text)
        return before

    def types(self, keys: str | bytes) -> None:
        """Waits for the prompt, and presses keys."""
        self.sees("you> ")
        self.presses(keys)

    def presses(self, keys: str | bytes) -> None:
        """Presses keys at once."""
        os.write(self._screen, keys if isinstance(keys, bytes) else keys.encode())

    def leaves(self, by: str = "") -> tuple[int, str]:
        """Presses a key and waits until the conversation has ended: its exit code, and what was still shown.

        When nothing comes the key is pressed again, as a person does: Python's readline misses a Ctrl-C that falls
        into the instant after another key.
        """
        self.presses(by)
        for _ in range(_PATIENCE):
            while self._arrives(1):
                if not self._more():
                    return self._process.wait(_PATIENCE), self._shown[self._read :]
            self.presses(by)
        pytest.fail(f"it goes on; the screen shows {self._shown[self._read :]!r}")

    def _arrives(self, seconds: int) -> bool:
        return bool(select.select([self._screen], [], [], seconds)[0])

    def _more(self) -> bool:
        """Reads on; False when the conversation has ended."""
        assert self._arrives(_PATIENCE), f"nothing came; the screen shows {self._shown[self._read :]!r}"
        try:
            chunk = os.read(self._screen, 65_536)
        except OSError:  # the other side has closed
            return False
        self._shown += _ESCAPE.sub("", chunk.decode(errors="replace"))
        return bool(chunk)


@contextmanager
def _terminal(folder: Path, home: Path, **more: str) -> Iterator[_Keyboard]:
    """A chat at a terminal of 80 columns, its home in an empty folder."""
    screen, side = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name.startswith(("COVERAGE", "PATH"))}
    told = {"HOME": str(home), "TERM": "xterm", "COLUMNS": "80", "LANG": "C.UTF-8", "PYTHONPATH": str(_ROOT)}
    told["BACKCHAT_CACHE"] = "-"
    chat = [sys.executable, "-m", "bot", "chat", "--knowledge", str(folder)]
    with subprocess.Popen(
        [sys.executable, "-c", _TAKE_TERMINAL, *chat],
        stdin=side,
        stdout=side,
        stderr=side,
        cwd=home,
        env={**kept, **told, **more},
        start_new_session=True,
    ) as process:
        os.close(side)
        try:
            yield _Keyboard(process, screen)
        finally:
            process.kill()
            os.close(screen)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    place = tmp_path / "home"
    place.mkdir()
    return place


def test_at_a_terminal_it_welcomes_prompts_and_answers(folder: Path, home: Path) -> None:
    """A person is welcomed, prompted, answered with Markdown drawn, can choose by number and leave by /quit."""
    with _terminal(folder, home) as person:
        person.sees("/help shows how, /quit leaves.")
        person.types("what is an api\r")
        person.sees("The door through which programs ask other programs for things.")
        person.sees("Source: The Guide")
        person.sees("  2  Git")
        person.types("2\r")
        person.sees("It keeps every version.")
        person.types("/nonsense\r")
        person.sees("There is no command /nonsense.")
        person.types("/topics\r")
        person.sees("What would you like to look into?\n  1  Glossary (1)")
        person.types("/quit\r")
        code, rest = person.leaves()

    assert code == 0
    assert rest.strip().endswith("Bye, and good luck!")
    assert "Traceback" not in rest


def test_the_arrow_brings_back_what_was_typed(folder: Path, home: Path) -> None:
    """Arrow-up repeats the last question, in this conversation and in the next."""
    with _terminal(folder, home) as person:
        person.types("what is git\r")
        person.sees("It keeps every version.")
        person.types("\x1b[A\r")
        person.sees("It keeps every version.")
        person.types("/quit\r")
        person.leaves()
    with _terminal(folder, home) as person:
        person.types("\x1b[A\x1b[A\r")
        shown = person.sees("It keeps every version.")
        person.types("\x04")
        code, _ = person.leaves()

    assert "what is git" in shown
    assert code == 0


def test_tab_completes_a_command(folder: Path, home: Path) -> None:
    """Tab after the first letters of a command writes the rest."""
    with _terminal(folder, home) as person:
        person.types("/to\t\r")
        person.sees("What would you like to look into?")
        person.types("\x04")

        assert person.leaves()[0] == 0


@pytest.mark.parametrize(
    ("key", "before"),
    [("\x03", ""), ("\x03", "half a ques"), ("\x04", "")],
    ids=["ctrl-c", "ctrl-c-while-typing", "ctrl-d"],
)
def test_leaving_by_key_is_no_fault(folder: Path, home: Path, key: str, before: str) -> None:
    """Ctrl-C and Ctrl-D say goodbye and end with 0, without a traceback, and keep what was typed."""
    with _terminal(folder, home) as person:
        person.types("what is git\r")
        person.sees("It keeps every version.")
        person.types(before)
        person.sees(before)
        code, rest = person.leaves(by=key)

    assert code == 0
    assert rest.strip().endswith("Bye, and good luck!")
    assert "Traceback" not in rest
    assert "what is git" in (home / ".local/state/backchat/history").read_text(encoding="utf-8")


def _mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_the_history_is_for_its_owner_alone(folder: Path, home: Path) -> None:
    """What was typed is kept under the state folder in a file that nobody else can read."""
    with _terminal(folder, home, XDG_STATE_HOME=str(home / "state")) as person:
        person.types("/quit\r")
        person.leaves()
    history = home / "state/backchat/history"

    assert history.read_text(encoding="utf-8") == "/quit\n"
    assert _mode(history) == 0o600
    assert not (home / ".local").exists()


def test_an_open_history_is_closed_to_others(folder: Path, home: Path) -> None:
    """A history file that others could read can be read by its owner alone afterwards."""
    history = home / "typed"
    history.write_text("what is git\n", encoding="utf-8")
    history.chmod(0o644)

    with _terminal(folder, home, BACKCHAT_HISTORY=str(history)) as person:
        person.types("/quit\r")
        person.leaves()

    assert history.read_text(encoding="utf-8") == "what is git\n/quit\n"
    assert _mode(history) == 0o600


def test_no_history_is_kept_when_none_is_wanted(folder: Path, home: Path) -> None:
    """With BACKCHAT_HISTORY=- nothing that was typed is written anywhere."""
    with _terminal(folder, home, BACKCHAT_HISTORY="-") as person:
        person.types("what is git\r")
        person.sees("It keeps every version.")
        person.types("\x04")
        code, _ = person.leaves()

    assert code == 0
    assert [file for file in home.rglob("*") if file.name != "__pycache__"] == []


def test_a_history_that_cannot_be_kept_is_let_go(folder: Path, home: Path) -> None:
    """A history that is a folder, or lies where nothing can be written, hinders nobody."""
    with _terminal(folder, home, BACKCHAT_HISTORY="/proc/nowhere/history") as person:
        person.types("what is git\r")
        person.sees("It keeps every version.")
        person.types("\x04")
        code, rest = person.leaves()

    assert code == 0
    assert "Traceback" not in rest


def test_bytes_that_are_no_text_do_not_end_the_conversation(folder: Path, home: Path) -> None:
    """Invalid UTF-8 from the keyboard is told as such, or read as best it can be, and the conversation goes on."""
    with _terminal(folder, home, PYTHONIOENCODING="utf-8:strict") as person:
        person.types(b"\xff\xe9\r")
        person.types("what is git\r")
        person.sees("It keeps every version.")
        person.types("\x04")

        assert person.leaves()[0] == 0
