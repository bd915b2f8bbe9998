from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import (
    MAX_CODE,
    Answered,
    Question,
    ShowEntry,
    ShowHelp,
    Unknown,
    Unsure,
    parse_action,
)
from bot.knowledge import Entry, Knowledge, OutOfScope, Synonyms
from bot.matching.normalize import MAX_TEXT
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Write

ROOT: Final = Path(__file__).resolve().parent.parent


def entry(id_: str, *phrasings: str) -> Entry:
    """An entry titled with its first phrasing."""
    return Entry(id=id_, title=phrasings[0], phrasings=phrasings, short=f"The answer to {id_}.")


KNOWLEDGE: Final = Knowledge(
    entries={
        one.id: one
        for one in (
            entry("api", "what is an api", "explain apis to me", "api meaning"),
            entry("cpp", "should i learn c++", "is c++ worth it"),
            entry("csharp", "should i learn c#", "is c# worth it"),
            entry("day", "what does a back-end developer do all day", "typical day of a server side dev"),
            entry("degree", "do i need a degree", "is university necessary to get a job"),
            entry(
                "junior", "what does a junior developer do", "tasks of a junior developer in the first weeks"
            ),
        )
    },
    synonyms=Synonyms(
        families={"backend": ("back end", "server side"), "developer": ("dev",)},
        contrasts=(("junior", "senior"), ("c++", "c#")),
    ),
    out_of_scope={
        "salary": OutOfScope(
            title="pay",
            pointer="Look at a salary survey.",
            examples=("what does a developer earn", "average pay"),
        )
    },
)
ANSWERER: Final = Answerer(KNOWLEDGE)
HOSTILE: Final = {
    "one-word": "a" * 40_000,
    "words": "what is an api " * 2_667,
    "spaces": " " * 39_999 + "x",
    "nfkc-bomb": "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 40_000,
    "zalgo": ("e" + "\N{COMBINING ACUTE ACCENT}" * 99) * 400,
    "signs": "(.c+" * 10_000,
    "near-misses": "kuberneets bakcend " * 2_106,
    "surrogates": "\ud800\udfff" * 20_000,
}
QUESTIONS: Final = (
    "what is an api",
    "wat is an aip",
    "is c# worth it",
    "tasks of the dev",
    "how do i get a job without a degree",
    "what does a developer earn",
    "average pay of a developer",
    "how do i boil an egg",
    "api or degree",
    "",
)


def is_sound(reply: Reply) -> bool:
    """Whether a reply can be drawn: it says something, in text that can be sent, and its buttons lead somewhere."""
    codes = [option.code for option in reply.options]
    return (
        bool(reply.text.strip())
        and bool(reply.text.encode())
        and all(option.label.strip() for option in reply.options)
        and all(len(code) <= MAX_CODE and parse_action(code) is not None for code in codes)
    )


@pytest.mark.parametrize("shape", HOSTILE)
def test_a_hostile_message_gets_a_reply(shipped: Answerer, shape: str) -> None:
    """A message of 40,000 characters, of any shape, is read up to the cap and gets a reply that can be drawn."""
    question = Question(HOSTILE[shape])
    reading = shipped.rank(question).reading

    assert len(HOSTILE[shape]) >= 39_000
    assert len(reading.text) <= MAX_TEXT
    assert len(reading.words) <= MAX_TEXT
    assert is_sound(shipped(question))


@settings(max_examples=500)
@given(text=st.text(st.characters(exclude_categories=()), max_size=400))
def test_any_unicode_gets_a_reply(shipped: Answerer, text: str) -> None:
    """A message of any characters, lone surrogates among them, gets a reply that can be drawn."""
    reply = shipped(Question(text))

    assert is_sound(reply)


@given(
    words=st.lists(
        st.sampled_from(
            [
                "what",
                "is",
                "a",
                "the",
                "back",
                "end",
                "developer",
                "junior",
                "degree",
                "sql",
                "api",
                "c++",
                "laptop",
                "salary",
                "hi",
                "7",
                "zebra",
            ]
        ),
        max_size=12,
    )
)
def test_any_run_of_words_gets_a_reply(shipped: Answerer, words: list[str]) -> None:
    """A message of words in any order gets a reply that can be drawn, the same each time."""
    question = Question(" ".join(words))

    assert is_sound(shipped(question))
    assert shipped(question) == shipped(question)


@pytest.mark.parametrize(
    "disguise",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(lambda text: text.replace(" ", " \n\t "), id="spacing"),
        pytest.param("\N{ZERO WIDTH SPACE}".join, id="zero-width"),
        pytest.param("\N{WORD JOINER}\N{SOFT HYPHEN}".join, id="invisible"),
        pytest.param(
            "\N{COMBINING TILDE}\N{COMBINING DOT BELOW}\N{COMBINING LONG STROKE OVERLAY}".join, id="zalgo"
        ),
        pytest.param(
            lambda text: "".join(
                chr(ord(one) + 0xFEE0) if one > " " else "\N{IDEOGRAPHIC SPACE}" for one in text
            ),
            id="full-width",
        ),
        pytest.param(
            lambda text: text.translate(str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")),
            id="cyrillic",
        ),
        pytest.param(lambda text: f"hey all, quick q: {text}?? thanks in advance", id="filler"),
        pytest.param(lambda text: f"\ud800{text}\x00", id="surrogate-and-nul"),
    ],
)
@pytest.mark.parametrize("name", KNOWLEDGE.entries)
def test_a_disguised_question_finds_the_same_entry(name: str, disguise: Callable[[str], str]) -> None:
    """A phrasing in capitals, full width, zalgo, look-alikes or chat is still that phrasing."""
    asked = [Question(disguise(phrasing)) for phrasing in KNOWLEDGE.entries[name].phrasings]
    decisions = [ANSWERER.decide(ANSWERER.rank(question)) for question in asked]

    assert [decision.confidence for decision in decisions] == [1.0] * len(asked)
    assert all(isinstance(decision, Answered) and decision.entry == name for decision in decisions)


@pytest.mark.parametrize(
    ("question", "other_side"),
    [
        pytest.param("what does a senior developer do", "junior", id="junior-and-senior"),
        pytest.param("tasks of a senior developer in the first weeks", "junior", id="one-word-of-nine"),
    ],
)
def test_a_contrast_is_never_crossed(question: str, other_side: str) -> None:
    """A question about one side of a declared contrast is not answered with an entry about the other side."""
    decision = ANSWERER.decide(ANSWERER.rank(Question(question)))

    assert not (isinstance(decision, Answered) and decision.entry == other_side)


def test_the_reply_to_a_phrasing_is_its_answer() -> None:
    """A phrasing asked is answered with the entry's short answer, for everyone to see."""
    reply = ANSWERER(Question("What is an API?"))

    assert "The answer to api." in reply.text
    assert not reply.private


def test_the_reply_out_of_scope_is_the_pointer() -> None:
    """An out-of-scope example is answered with its family's pointer."""
    reply = ANSWERER(Question("what does a dev earn?"))

    assert "Look at a salary survey." in reply.text
    assert not reply.private


def test_an_empty_question_is_unknown() -> None:
    """A question without words gets a reply that says so, and no choices."""
    decision = ANSWERER.decide(ANSWERER.rank(Question("")))

    assert isinstance(decision, Unknown)
    assert (decision.nearest, decision.family) == ((), None)
    assert is_sound(ANSWERER(Question("")))


def test_knowledge_without_entries_answers_nothing() -> None:
    """Where there is no entry every question gets a reply, and none an answer."""
    empty = Answerer(Knowledge(entries={}))
    decisions = [empty.decide(empty.rank(Question(text))) for text in QUESTIONS]

    assert all(isinstance(decision, Unknown) for decision in decisions)
    assert all(is_sound(empty(Question(text))) for text in QUESTIONS)


def test_the_four_verbs_in_turn_are_the_reply() -> None:
    """Ranking, deciding and composing a question one by one gives what asking gives."""
    replies = [ANSWERER.compose(ANSWERER.decide(ANSWERER.rank(Question(text)))) for text in QUESTIONS]

    assert replies == [ANSWERER(Question(text)) for text in QUESTIONS]


def test_the_questions_here_are_decided_in_every_way() -> None:
    """Among the questions of these tests some are answered, some unclear and some unknown."""
    kinds = {type(ANSWERER.decide(ANSWERER.rank(Question(text)))) for text in QUESTIONS}

    assert kinds == {Answered, Unsure, Unknown}


def test_an_action_gets_a_reply() -> None:
    """A tap gets the reply to the tap: an entry its answer, help some help."""
    shown, helped = ANSWERER(ShowEntry("degree")), ANSWERER(ShowHelp())

    assert "The answer to degree." in shown.text
    assert is_sound(helped)


async def test_one_answerer_serves_eight_threads_at_once() -> None:
    """Eight threads that share an answerer and start together get the replies that one gets alone."""
    alone = [Answerer(KNOWLEDGE)(Question(text)) for text in QUESTIONS]
    shared = Answerer(KNOWLEDGE)
    together = threading.Barrier(8, timeout=20)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(8))

    def ask_all() -> list[list[Reply]]:
        together.wait()
        return [[shared(Question(text)) for text in QUESTIONS] for _ in range(10)]

    replies = await asyncio.gather(*(asyncio.to_thread(ask_all) for _ in range(8)))

    assert replies == [[alone] * 10] * 8


SCRIPT: Final = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from bot.answer import Answerer
from bot.conversation import Question
from bot.loading import load

answerer = Answerer(load(Path(sys.argv[1])))
for text in json.load(sys.stdin):
    ranking = answerer.rank(Question(text))
    decision = answerer.decide(ranking)
    print(json.dumps([asdict(ranking), type(decision).__name__, asdict(decision), asdict(answerer(Question(text)))]))
"""


def test_every_process_decides_the_same(write: Write) -> None:
    """Two processes with different hash seeds rank, decide and say the same, to the last digit."""
    folder = write(
        {
            "synonyms.yaml": "families:\n  backend: [back end, server side]\ncontrasts:\n- [junior, senior]\n",
            "out_of_scope.yaml": "pay: {title: pay, pointer: Ask a survey., examples: [what do i earn, average pay]}\n",
            **{
                f"faqs/{one.id}.yaml": json.dumps(
                    {"title": one.title, "phrasings": one.phrasings, "short": one.short}
                )
                for one in KNOWLEDGE.entries.values()
            },
        }
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(folder)],
            input=json.dumps(QUESTIONS),
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            check=True,
        ).stdout
        for seed in ("0", "4242")
    ]

    assert told[0] == told[1]
    assert len(told[0].splitlines()) == len(QUESTIONS)
