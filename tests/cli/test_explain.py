"""`backchat explain` tells a person who tends the knowledge, or a program, why the bot says what it says."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.cli.main import run

if TYPE_CHECKING:
    from tests.conftest import Run, Write

_TERMS: Final = ("api", "database", "server", "framework", "cache", "queue", "proxy")
_FILES: Final = {
    **{
        f"glossary/{term}.yaml": f"title: What is a {term}?\nphrasings: [explain the {term} to me]\nshort: The {term}.\n"
        for term in _TERMS
    },
    "careers/senior.yaml": "title: The senior developer\nphrasings: [become a senior developer]\nshort: Yes.\n",
    "synonyms.yaml": "contrasts: [[junior, senior]]\n",
    "out_of_scope.yaml": "pay: {title: pay, pointer: Surveys know., examples: [how much do they earn]}\n",
    "policy.yaml": "answer: 0.9\noffer: 0.5\nbias: 0\nweights: {}\n",
}
"""Every confidence is a half: choices, and no answer but to a phrasing."""

Ended = tuple[int, str, str]
Explain = Callable[..., Ended]


@pytest.fixture
def folder(write: Write) -> Path:
    """Eight entries, one family out of scope, one contrast."""
    return write(_FILES)


@pytest.fixture
def explain(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Runs `backchat explain` within this process: exit code, standard output, standard error."""

    def _explain(*arguments: str, typed: bytes = b"") -> Ended:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        code = run(["explain", "--knowledge", str(folder), *arguments])
        return (code, *capsys.readouterr())

    return _explain


def _told(out: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(out)
    return told


def _sections(out: str) -> list[str]:
    """The first word of every line that is not indented."""
    return [line.partition(" ")[0].strip(":") for line in out.splitlines() if re.match(r"[A-Z]", line)]


def _decided(out: str) -> str:
    return " ".join(out.partition("\nDecision")[2].split())


@pytest.mark.parametrize(
    ("question", "sections"),
    [
        ("my chache", ["Read", "Candidates", "What", "Confidence", "Decision"]),
        ("日本語", ["Read", "Candidates", "Confidence", "Decision"]),
    ],
    ids=["something", "nothing-known"],
)
def test_it_tells_from_the_question_to_the_decision(
    explain: Explain, question: str, sections: list[str]
) -> None:
    """The text follows the question through the bot, in lines that fit a terminal, and ends with success."""
    code, out, err = explain(question)

    assert (0, "") == (code, err)
    assert out.startswith(f"'{question}'\n\n")
    assert sections == _sections(out)
    assert max(map(len, out.splitlines())) <= 110


def test_it_tells_how_the_question_was_read(explain: Explain) -> None:
    """The words compared, those repaired and those unknown are told first."""
    _, out, _ = explain("hey, quite a chache")

    assert "Read\n  compared  quite a cache\n  repaired  chache → cache\n  unknown   quite\n" in out


def test_it_tells_that_a_long_question_was_cut(explain: Explain) -> None:
    """Of a question that is longer than what is compared, that is told."""
    _, out, _ = explain("a cache " * 100)

    assert "\n  cut       of 799 characters 300 are compared: " in out
    assert "\n  cut " not in explain("a cache")[1]


def test_candidates_are_shown_with_what_speaks_for_them(explain: Explain) -> None:
    """Five candidates and the nearest family are shown, each with seven numbers, its id and a phrasing of its own."""
    _, out, _ = explain("my cache")
    rows = re.findall(
        r"^ +[\d.]+(?: +[-+]\d\.\d\d){3}(?: +-?\d\.\d\d){3}  (.+)\n +'(.+)'$", out, re.MULTILINE
    )

    assert "1 cache" == rows[0][0]
    assert "out of scope: pay" == rows[-1][0]
    assert 6 == len(rows)
    assert rows[0][1] in {"explain the cache to me", "What is a cache?"}


def test_what_is_exact_and_what_is_crossed_is_said_in_plain_words(explain: Explain) -> None:
    """A candidate of which the question is a phrasing, and one on the other side of a contrast, are marked."""
    assert (
        "'explain the cache to me'\n           exact: the question is"
        in explain("explain the cache to me")[1]
    )
    assert "\n           crossed: it is about the other side" in explain("become a junior developer")[1]


def test_words_are_told_for_winner_runner_up_and_family(explain: Explain) -> None:
    """Each column of words belongs to one of the three, and the strongest word of the winner comes first."""
    _, out, _ = explain("my cache")
    heading, first, *_ = out.partition("strongest first\n")[2].splitlines()

    assert re.fullmatch(r"  cache +\S+ +out of scope: pay", heading)
    assert re.match(r"  \+\d\.\d\d cache ", first)


def test_the_confidence_is_told_with_what_it_needs(explain: Explain) -> None:
    """The table ends with the total and the confidence, of one candidate and of three, beside their thresholds."""
    _, out, _ = explain("my cache")
    rows = re.findall(r"^  confidence +([\d.]+)   (.+)$", out, re.MULTILINE)

    assert [
        ("0.500", "that the first is right; an answer needs 0.9"),
        ("0.500", "that one of three is right; choices need 0.5"),
    ] == rows


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "explain the cache to me",
            r"Answered with cache: the question is one of its phrasings, and then .*",
        ),
        (
            "my cache",
            r"Offered cache.*: confidence 0\.500 .* is 0\.400 below the 0\.9 .*, but confidence 0\.500 .* reaches the 0\.5 .*",
        ),
        (
            "how much do they earn",
            r"Said I don't know.*, with the pointer of pay \(out of scope, score .*\): the question is one of the examples .*",
        ),
        ("日本語", r"Said I don't know: the knowledge has nothing of the question\."),
    ],
    ids=["phrasing", "unsure", "example", "nothing-known"],
)
def test_the_decision_is_one_sentence(explain: Explain, question: str, told: str) -> None:
    """What was said, and the rule or threshold that made it so, are told in plain words; JSON has the same sentence."""
    _, out, _ = explain(question)

    assert re.fullmatch(told, _decided(out))
    assert _decided(out) == _told(explain(question, "--json")[1])["decision"]["text"]


def test_a_threshold_missed_by_a_hair_is_still_missed(explain: Explain, folder: Path) -> None:
    """However near the confidence is, the sentence never says that it is nothing below the threshold."""
    (folder / "policy.yaml").write_text("answer: 0.50001\noffer: 0.50001\nbias: 0\nweights: {}\n")

    assert _decided(explain("my cache")[1]).endswith(" is 0.001 below the 0.50001 that choices need.")


def test_json_has_everything(explain: Explain) -> None:
    """The JSON object holds what was read, candidates, words, both confidences, thresholds and the decision."""
    code, out, err = explain("hey, my chache", "--json")
    told = _told(out)

    assert (0, "") == (code, err)
    assert [
        "question",
        "read",
        "candidates",
        "family",
        "by_word",
        "first",
        "among_three",
        "needed",
        "decision",
    ] == list(told)
    assert ("hey, my chache", ["my", "cache"]) == (told["question"], told["read"]["words"])
    assert [{"typed": "chache", "read": "cache"}] == told["read"]["repairs"]
    assert ["my"] == told["read"]["unknown"]
    assert (5, "cache", "pay") == (
        len(told["candidates"]),
        told["candidates"][0]["entry"],
        told["family"]["entry"],
    )
    assert ("unsure", "unsure", 0.5) == tuple(
        told["decision"][key] for key in ("outcome", "rule", "confidence")
    )
    assert "cache" == told["decision"]["offered"][0]
    assert {"answer": 0.9, "offer": 0.5} == told["needed"]


def test_json_is_the_same_each_time(explain: Explain) -> None:
    """The same question has the same explanation, to the last digit."""
    assert explain("my chache", "--json") == explain("my chache", "--json")


def test_the_question_is_read_from_standard_input(explain: Explain) -> None:
    """Without an argument the question is what standard input holds."""
    assert explain("my cache") == explain(typed=b"  my cache\n\n")


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        ([""], b"", "the question is empty"),
        (["--json", " \t"], b"", "the question is empty"),
        ([], b"\n", "the question is empty"),
        (["x" * 4001], b"", "that is 4,001 characters long"),
        (["what is \ud800"], b"", "not valid UTF-8"),
        ([], b"caf\xe9", "not valid UTF-8"),
    ],
    ids=["empty", "space", "empty-input", "long", "lone-surrogate", "invalid-utf-8"],
)
def test_what_is_no_question_is_told_in_one_line(
    explain: Explain, arguments: list[str], typed: bytes, told: str
) -> None:
    """What cannot be asked cannot be explained: 2, and one clear line on standard error."""
    code, out, err = explain(*arguments, typed=typed)

    assert (2, "", 1) == (code, out, err.count("\n"))
    assert err.startswith("backchat: ")
    assert told in err


def test_a_missing_folder_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A knowledge folder that does not exist ends with 66 and one line."""
    code = run(["explain", "x", "--knowledge", str(tmp_path / "nowhere")])

    assert (66, 1) == (code, capsys.readouterr().err.count("\n"))


def test_a_terminal_is_safe_from_questions(explain: Explain) -> None:
    """A question cannot send commands to the terminal of the person who wants it explained."""
    _, out, _ = explain("a cache\x1b[2J\x9b2J")

    assert out.startswith("'a cache\\x1b[2J\\x9b2J'\n")
    assert out.replace("\n", "").isprintable()


def test_the_help_teaches_by_an_example_that_works(
    capsys: pytest.CaptureFixture[str], explain: Explain
) -> None:
    """`explain --help` shows a command that can be typed as it stands."""
    run(["explain", "--help"])
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("  backchat explain")]
    commands = [shlex.split(line)[1:] for line in lines]

    assert ["explain", "explain"] == [command for command, *_ in commands]
    assert [0, 0] == [explain(*arguments)[0] for _, *arguments in commands]


def test_the_smallest_edit_is_told(explain: Explain) -> None:
    """With --mend the edit that would change the outcome stands at the end, in text and in JSON."""
    _, out, _ = explain("--mend", "--wanted", "cache", "keep a copy nearby")
    _, told, _ = explain("--mend", "--wanted", "cache", "--json", "keep a copy nearby")

    assert "\nSmallest edit for cache to answer\n  add to the phrasings of cache: keep a copy nearby\n" in out
    assert "add to the phrasings of cache: keep a copy nearby" == _told(told)["counterfactual"]["edit"]


def test_a_process_explains_the_shipped_knowledge(backchat: Run) -> None:
    """The real command explains from the knowledge that comes with Backchat, and ends with 0."""
    done = backchat("explain", typed="do i realy need a degree")

    assert (0, "") == (done.returncode, done.stderr)
    assert "  repaired  realy → really\n" in done.stdout
    assert "1 degree-required\n" in done.stdout
