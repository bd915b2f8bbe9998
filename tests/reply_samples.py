"""A reply of every kind, for whatever draws replies.

They are those of a small knowledge base of their own, so edits of the shipped one change none; what the bot says on quizzes and
panels is written out here, so that golden files tell how it looks and not what it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot.answer import Answerer
from bot.compose import Voice
from bot.conversation import (
    Action,
    BrowseTopics,
    Candidate,
    Evidence,
    FollowPath,
    More,
    Quiz,
    ShowEntry,
    ShowHelp,
    StartHere,
    Unknown,
    Unsure,
    action_code,
)
from bot.knowledge import Entry, Knowledge, LearningPath, OutOfScope, Source, Step
from bot.reply import Choices, Heading, Option, Prose, Reply
from bot.turns import notices
from bot.wishes import Resume, wish_code

ASKED: Final = "abcdefghijk"
"""The id of a question."""

_SEEN: Final = Evidence(0.5, 0.5, 0.5, "what is an api", 0.5, 0.5, 0.5)
_DETAIL: Final = """\
One request, and what comes back:
```json
GET /books/7
{"title": "Dune <i>", "pages": 412}
```
- **Contract:** what may be asked, such as `GET /books`.
  - versions, _sometimes_

1. Read the documentation.
2. Ask.
"""


def _entry(name: str, title: str, kind: str = "glossary", **more: Any) -> Entry:
    short = f"**{title}** in a few words."
    return Entry(id=name, kind=kind, title=title, phrasings=(name,), short=short, **more)


def _voice() -> Voice:
    told = date(2026, 11, 22)
    cited = ("guide", "editorial")
    api = _entry(
        "api", "What is an API?", detail=_DETAIL, related=("server", "hello"), sources=cited, reviewed=told
    )
    topics = (_entry(f"topic-{number}", f"Topic {number:02}") for number in range(12))
    more = (_entry("server", "What is a server?", "basics"), _entry("hello", "Hello", "smalltalk"))
    start = Step(entry="server", why="All else runs on one.", task="Start `python -m http.server`.")
    first = LearningPath(
        id="first",
        title="First steps",
        audience="you are new",
        steps=(start, Step(entry="api")),
        offered_by=("api",),
    )
    second = LearningPath(id="second", title="Second steps", audience="you are not", steps=first.steps)
    pay = OutOfScope(
        title="Pay", pointer="I keep out of **pay**: ask somebody you trust.", examples=("salary",)
    )
    guide = Source(title="A <guide> & more", publisher="Somebody", updated=told)
    return Voice(
        Knowledge(
            entries={entry.id: entry for entry in (api, *topics, *more)},
            paths={path.id: path for path in (first, second)},
            sources={"guide": guide},
            out_of_scope={"silent": pay.model_copy(update={"offer_topics": False})},
        )
    )


VOICE: Final = _voice()
_NEAR: Final = tuple(Candidate(name, 0.5, _SEEN) for name in ("api", "server"))
_PATHS: Final = VOICE.action(FollowPath())
_ON: Final = Option("Go on: First steps (step 2 of 2)", wish_code(Resume("first")))
_TITLES: Final = ("What is an API?", "What is a server?", "Topic 01", "Topic 02")


def _asked(reply: Reply) -> Reply:
    return replace(reply, asked=ASKED)


REPLIES: Final[dict[str, Reply]] = {
    "answer": _asked(VOICE.action(ShowEntry("server"))),
    "answer-with-code": _asked(VOICE.action(ShowEntry("api"))),
    "brief": _asked(
        Reply(
            VOICE.action(ShowEntry("api")).blocks[:2],
            (Option("The whole answer", action_code(ShowEntry("api", whole=True))),),
            entry="api",
        )
    ),
    "unsure": _asked(VOICE.decision(Unsure(_NEAR, 0.5))),
    "unsure-of-one": _asked(VOICE.decision(Unsure(_NEAR[:1], 0.5))),
    "unknown-with-pointer": VOICE.decision(Unknown(_NEAR, "silent", 0.1)),
    "unknown-with-nearest": _asked(VOICE.decision(Unknown(_NEAR, None, 0.1))),
    "more": VOICE.decision(More("api")),
    "topics": VOICE.action(BrowseTopics()),
    "topics-page": VOICE.action(BrowseTopics("glossary")),
    "paths": _PATHS,
    "paths-begun": replace(
        _PATHS, blocks=(_PATHS.blocks[0], Choices("Go on where you were:", (_ON,)), *_PATHS.blocks[1:])
    ),
    "path-step": VOICE.action(FollowPath("first")),
    "quiz": Reply(
        (
            Heading("Question 2 of 3, 1 right"),
            Prose("A (…) that waits for requests, and answers them."),
            Choices(
                "Which title fits best?",
                tuple(
                    Option(title, action_code(Quiz("first", 2, 2, 1, n)))
                    for n, title in enumerate(_TITLES, 1)
                ),
            ),
        ),
        (Option("Back to the path", action_code(FollowPath("first", 2))),),
        private=True,
    ),
    "verdict": Reply(
        (Heading("Right"), Prose("Exactly. It answers **What is a server?**")),
        (
            Option("Next question", action_code(Quiz("first", 2, 3, 2))),
            Option("Back to the path", action_code(FollowPath("first", 2))),
        ),
        private=True,
    ),
    "panel": Reply(
        (Heading("Start here"), Prose("Welcome! No question is too small.")),
        (
            Option("Learning paths", action_code(FollowPath())),
            Option("Browse all topics", action_code(BrowseTopics())),
            Option("Ask a question", "ask"),
            Option("What can I ask?", action_code(ShowHelp())),
        ),
    ),
    "help": VOICE.action(ShowHelp()),
    "too-fast": notices.too_fast(7),
    "thanks": notices.thanks(helped=True),
    "forget": notices.about_forgetting(90),
}
"""Every kind of reply, by the name of its golden files."""


def shipped_actions(shipped: Answerer) -> Iterator[Action]:
    """Everything that can be tapped to in the knowledge base that comes with Backchat, a quiz of each path included."""
    knowledge = shipped.knowledge
    yield from (ShowEntry(name) for name in knowledge.entries)
    for path in knowledge.paths.values():
        yield from (FollowPath(path.id, step) for step in range(1, len(path.steps) + 2))
        yield from (Quiz(path.id, len(path.steps), n, 0, choice) for n in range(1, 6) for choice in range(5))
    for kind, entries in knowledge.kinds.items():
        yield from (BrowseTopics(kind, page) for page in range(1, -(-len(entries) // 10) + 1))
    yield from (BrowseTopics(), FollowPath(), ShowHelp(), StartHere())
