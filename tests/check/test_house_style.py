"""What the house style is, beyond what the exhibits show, and that its mendings mend."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.american import american
from bot.check.finding import Finding
from bot.check.fixing import mended
from bot.check.house_style import LONGEST_PARAGRAPH, RULE
from bot.check.prose import CODE
from bot.check.running import checked
from bot.check.style_words import FILLER, MARKETING, OPENINGS
from bot.check.subject import Subject
from bot.loading import study
from tests.prose_samples import FILE, TODAY, looked_at, text_of, told, written

EXHIBIT: Final = Path(__file__).resolve().parents[1] / "exhibits" / "house-style" / "fails"


def fixed(subject: Subject) -> str:
    """The entry's file after the mending."""
    file = subject.written.files[FILE].text
    return mended({FILE: file}, checked(subject, [RULE]).findings).get(FILE, file)


@pytest.mark.parametrize(
    ("british", "expected"),
    [
        ("behaviour", "behavior"), ("Behavioural", "Behavioral"), ("misbehaviour", "misbehavior"), ("COLOURS", "COLORS"), ("neighbouring", "neighboring"),
        ("optimise", "optimize"), ("reorganisation", "reorganization"), ("denormalised", "denormalized"), ("unrecognisable", "unrecognizable"),
        ("summarises", "summarizes"), ("customising", "customizing"), ("organisers", "organizers"), ("analyse", "analyze"), ("cancelled", "canceled"),
        ("relabelling", "relabeling"), ("travellers", "travelers"), ("Centre", "Center"), ("licence", "license"), ("practising", "practicing"),
        ("towards", "toward"), ("artefacts", "artifacts"), ("programme", "program"), ("spelt", "spelled"),
    ],
)  # fmt: skip
def test_american(british: str, expected: str) -> None:
    """British words of the lists are told in American spelling, in the same capitals."""
    assert expected == american(british)


@pytest.mark.parametrize(
    "word",
    [
        "hour", "your", "four", "tour", "source", "resource", "glamour", "contour", "devour", "promise", "otherwise", "exercise", "advise", "precise",
        "raise", "noise", "revise", "surprise", "compromise", "enterprise", "expertise", "realist", "optimism", "specialist", "generalist", "analyses",
        "analysis", "emphasis", "basis", "metric", "metres2", "parameter", "controlled", "called", "installed", "rolled", "filled", "pulled", "excelled",
        "practice", "license", "program", "programmer", "programmed", "catalog", "behavior", "tokens", "organic", "organs", "modern", "localhost", "",
    ],
)  # fmt: skip
def test_not_british(word: str) -> None:
    """Words that only look like those of the lists are left alone."""
    assert "" == american(word)


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("A backend developer.", "A back-end developer."),
        ("Back end developers.", "Back-end developers."),
        ("Frontend  code.", "Front-end code."),
        ("A full stack team.", "A full-stack team."),
        ("It is on the back-end.", "It is on the back end."),
        ("The behaviour  of it.", "The behavior of it."),
        ('`behaviour  of` \\"backend\\" code', '`behaviour  of` \\"backend\\" code'),
        ("Their backend.", "Their backend."),
        ("Front-end and back-end work.", "Front-end and back-end work."),
    ],
)
def test_mendings(short: str, expected: str) -> None:
    """What can be mended without a person is mended, in any number of rounds, and nothing else."""
    subject = looked_at(short=short.replace('\\"', '"'))
    text = fixed(subject)
    for _ in range(2):
        text = fixed(looked_at(short=text.partition('short: "')[2].partition('"\n')[0].replace('\\"', '"')))

    assert f'short: "{expected}"' in text


def test_the_exhibit_is_mended_as_far_as_it_can_be(tmp_path: Path) -> None:
    """After mending twice, no finding of the exhibit has a mending left, and those without one are all still there."""
    folder = tmp_path / "knowledge"
    shutil.copytree(EXHIBIT, folder)
    for_people = [one.found.message for one in findings(folder) if not one.found.fix]
    for _ in range(2):
        texts = {name: document.text for name, document in study(folder).files.items()}
        for name, text in mended(texts, findings(folder)).items():
            (folder / name).write_text(text, encoding="utf-8")

    assert for_people == [one.found.message for one in findings(folder)]


def findings(folder: Path) -> list[Finding]:
    """What the rule finds in a folder, by place."""
    return list(checked(Subject(study(folder), today=TODAY), [RULE]).findings)


@pytest.mark.parametrize(
    ("detail", "number"),
    [
        ("One — two.", 0), ("One — two — three.", 1), ("One — two.\n\nThree — four.", 0), ("One -- two -- three.", 1), ("Pages 3\u20134, 5\u20136.", 0),
        ("#hashtag and C# are none", 0), ("## Heading", 1), ("a | b", 0), ("| a | b |", 1), ("a < b > c", 0), ("List<String>", 1), ("<b>bold</b>", 2),
        ("<!-- remark -->", 1), ("[city] (big)", 0), ("[a](b)", 1), ("<https://sqlite.org>", 1), ("https://sqlite.org", 1), ("`https://sqlite.org`", 0),
        ("Done! Good!", 0), ("Done!!", 1), ("What?!", 1), ("a → b, x²", 0), ("✅ 🎉", 2), ("Click here.", 1), ('"Click here" says nothing.', 0),
        ("x" * LONGEST_PARAGRAPH, 0), ("x" * (LONGEST_PARAGRAPH + 1), 1), (f"- {'x' * 400}\n- {'x' * 400}", 0),
        ("```\n" + "x\n" * 6 + "```", 0), ("```\n" + "x\n" * 7 + "```", 1), ("Delve into it, seamlessly.", 2), ("the world of leverage points", 1),
    ],
)  # fmt: skip
def test_habits(detail: str, number: int) -> None:
    """Each habit is found where it is one."""
    assert number == len(told(RULE, looked_at(detail=detail)))


def test_lists_have_no_word_twice() -> None:
    """A phrase is in a list once: that is where to change it."""
    for phrases in (FILLER, MARKETING, OPENINGS):
        assert len(set(phrases)) == len(phrases)


@given(st.lists(st.sampled_from(["  ", " ", "colour", "back end", " developer", "`", '"', "\n", "- ", "!!", "—", "x", "."]), max_size=30))  # fmt: skip
def test_mending_changes_no_code(parts: list[str]) -> None:
    """Whatever is mended, the code is the same afterward."""
    before = looked_at(detail=f"x{''.join(parts)} `colour  backend developer` x")

    assert code(before) == code(written(fixed(before)))


def code(subject: Subject) -> str:
    """All code of the detail."""
    text = text_of(subject, "detail")
    return "".join(old for old, new in zip(text.value, text.masked, strict=True) if new == CODE)
