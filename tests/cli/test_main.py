"""How commands begin and end: help, version, one clear line for a fault, and an exit code that means something."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot import __version__
from bot.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Run, Write

_ROOT: Final = Path(__file__).resolve().parents[2]
_FILES: Final = {
    f"skills/skill-{number:03}.yaml": f"title: Skill {number}\nphrasings: [skill {number}]\nshort: Yes.\n"
    for number in range(40)
}
_COMMANDS: Final = (
    "chat",
    "ask",
    "topics",
    "show",
    "path",
    "check",
    "diff",
    "new",
    "preview",
    "propose",
    "report",
    "evaluate",
    "calibrate",
    "explain",
    "schema",
    "serve",
    "slack",
    "discord",
    "reload",
    "forget",
    "export",
    "db",
)


@pytest.fixture
def folder(write: Write) -> Path:
    """Forty skills."""
    return write(_FILES)


def _shell(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of bash in which `backchat` is the command with these arguments."""
    command = shlex.join([sys.executable, "-m", "bot", *arguments])
    return subprocess.run(
        ["bash", "-c", script.replace("backchat", command)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The help of `backchat` names each command and where to start."""
    code = run(["--help"])
    out, err = capsys.readouterr()

    assert (code, err) == (0, "")
    assert "Start with: backchat chat" in out
    assert [name for name in _COMMANDS if not re.search(rf"^  {name} +\w", out, re.MULTILINE)] == []


def test_no_command_at_all_is_a_call_for_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`backchat` alone prints its help and succeeds."""
    helped = (run(["--help"]), capsys.readouterr())

    assert (run([]), capsys.readouterr()) == helped


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_helps(command: str, flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command explains itself, by the long option and the short one."""
    code = run([command, flag])
    out, err = capsys.readouterr()

    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: backchat {command} ")
    assert "-h, --help" in out


def test_version_is_printed_alone(backchat: Run) -> None:
    """`--version` prints the name and the version and leaves."""
    done = backchat("--version")

    assert (done.returncode, done.stdout, done.stderr) == (0, f"backchat {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chatt"], "no such command 'chatt'"),
        (["--nonsense"], "no such option: --nonsense"),
        (["ask", "--jsn", "x"], "no such option: --jsn"),
        (["ask", "one", "two"], "got unexpected extra argument"),
        (["show"], "missing argument 'ID'"),
        (["topics", "--knowledge"], "option '--knowledge' requires an argument"),
        (["schema", "nonsense"], "there is no schema 'nonsense': there are entry, path"),
    ],
    ids=["command", "option", "option-of-command", "too-many", "too-few", "no-value", "schema"],
)
def test_a_word_that_cannot_be_used_is_told_in_one_line(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped command ends with 2 and one line on standard error that says what and how."""
    code = run(arguments)
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert err.lower().startswith(f"backchat: {told.lower()}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [["ask", "x"], ["chat"], ["topics"], ["show", "x"], ["path"], ["check"]],
    ids=lambda words: words[0],
)
def test_a_missing_folder_is_told_by_every_command(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A knowledge folder that does not exist ends with 66 and one line that names it."""
    code = run([*arguments, "--knowledge", str(tmp_path / "nowhere")])
    out, err = capsys.readouterr()

    assert (code, out) == (66, "")
    assert err.startswith(f"backchat: there is no folder {tmp_path / 'nowhere'}: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["ask", "x"], ["chat"], ["topics"], ["show", "x"], ["path"]], ids=str)
def test_invalid_knowledge_is_told_with_its_first_problem(
    arguments: list[str], write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    """Knowledge with problems ends with 65 and one line that names the first with file, line and column."""
    folder = write({"a.yaml": "title: A\nshort: A.\nphrasing: [a]\n", "b.yaml": "title: [\n"})

    code = run([*arguments, "--knowledge", str(folder)])
    out, err = capsys.readouterr()

    assert (code, out) == (65, "")
    assert re.match(
        rf"backchat: the knowledge in {re.escape(str(folder))} has \d problems, "
        rf"first: {re.escape(str(folder))}/a\.yaml:\d:\d: ",
        err,
    )
    assert err.count("\n") == 1


def test_a_missing_folder_ends_the_real_process(backchat: Run) -> None:
    """The exit code reaches the shell, and there is no traceback."""
    done = backchat("topics", "--knowledge", "nowhere")

    assert (done.returncode, done.stdout) == (66, "")
    assert done.stderr.count("\n") == 1


def test_the_environment_names_the_knowledge(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """BACKCHAT_KNOWLEDGE is the folder to answer from."""
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(folder))

    assert run(["topics"]) == 0
    assert capsys.readouterr().out.startswith("skills (40)\n")


def test_the_option_goes_before_the_environment(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--knowledge is taken before BACKCHAT_KNOWLEDGE."""
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", str(tmp_path / "nowhere"))

    assert run(["topics", "--knowledge", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("skills (40)\n")


@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_without_any_folder_the_shipped_knowledge_is_used(
    value: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unset or empty BACKCHAT_KNOWLEDGE means the knowledge that comes with Backchat."""
    if value is None:
        monkeypatch.delenv("BACKCHAT_KNOWLEDGE", raising=False)
    else:
        monkeypatch.setenv("BACKCHAT_KNOWLEDGE", value)

    assert run(["topics", "smalltalk"]) == 0
    assert "  who-are-you" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["topics"], ["ask", "skill 7"], ["--help"]], ids=["topics", "ask", "help"]
)
def test_a_reader_that_leaves_is_no_fault(folder: Path, command: list[str]) -> None:
    """When the reader of a pipe closes it, the command ends quietly and with success."""
    knowledge = [] if command == ["--help"] else ["--knowledge", str(folder)]

    done = _shell("backchat | true; echo ${PIPESTATUS[0]}", *command, *knowledge)

    assert (done.stdout, done.stderr) == ("0\n", "")


def test_head_gets_the_first_line_and_nothing_is_said(folder: Path) -> None:
    """`| head -1` shows the first line, and standard error stays empty."""
    done = _shell("backchat | head -1", "topics", "--knowledge", str(folder))

    assert (done.stdout, done.stderr) == ("skills (40)\n", "")


@pytest.mark.parametrize("command", [["chat"], ["ask", "--jsonl"]], ids=["chat", "jsonl"])
def test_a_conversation_whose_reader_leaves_ends_quietly(folder: Path, command: list[str]) -> None:
    """A piped chat and a piped batch end quietly and with success when their reader leaves."""
    script = "yes 'skill 7' | head -300 | backchat | true; echo ${PIPESTATUS[2]}"

    done = _shell(script, *command, "--knowledge", str(folder))

    assert (done.stdout, done.stderr) == ("0\n", "")


def _interrupted(process: subprocess.Popen[str]) -> str:
    """What a process that is interrupted says on standard error; pressed again, as a person would, if need be."""
    for _ in range(5):
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=5)[1]
    process.kill()
    return f"still running: {process.communicate()[1]}"


def test_an_interrupt_is_no_fault(folder: Path) -> None:
    """Ctrl-C ends a running command with 130 and without a traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "--knowledge", str(folder)],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write("skill 7\n" * 2_000)
        process.stdin.flush()
        first = process.stdout.readline()
        err = _interrupted(process)

    assert first.startswith('{"question": "skill 7"')
    assert (process.returncode, err.strip()) == (130, "")


@pytest.mark.parametrize("target", ["/dev/full", "&-"], ids=["full", "closed"])
def test_an_output_that_takes_nothing_leaves_no_traceback(folder: Path, target: str) -> None:
    """A full disk or a closed standard output is told in one line at most, and never with a traceback."""
    done = _shell(f"backchat >{target}", "topics", "--knowledge", str(folder))

    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_for_every_shell(backchat: Run, shell: str) -> None:
    """`--show-completion` prints a script that names the command."""
    done = backchat("--show-completion", shell, env={"SHELL": f"/bin/{shell}"})

    assert (done.returncode, done.stderr) == (0, "")
    assert "_BACKCHAT_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "completed"),
    [("backchat to", "topics"), ("backchat ask --js", "--json")],
    ids=["command", "option"],
)
def test_installed_completion_completes(backchat: Run, words: str, completed: str) -> None:
    """What the shell asks for on Tab is answered with the commands and options that fit."""
    place = str(len(words.split()) - 1)

    done = backchat(env={"_BACKCHAT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": place})

    assert (done.returncode, done.stderr) == (0, "")
    assert completed in done.stdout.split()


def test_a_terminal_of_few_letters_gets_question_marks(backchat: Run, write: Write) -> None:
    """Letters that the output cannot encode become question marks instead of a fault."""
    folder = write({"a.yaml": "title: Größe\nphrasings: [a]\nshort: Ja → nein.\n"})

    done = backchat("show", "a", "--knowledge", str(folder), env={"PYTHONIOENCODING": "ascii"})

    assert (done.returncode, done.stdout, done.stderr) == (0, "Gr??e\n\nJa ? nein.\n", "")
