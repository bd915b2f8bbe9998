"""What the bot says to every decision and every tap, from a small knowledge base."""

from __future__ import annotations

from collections import deque
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from bot.compose import MOST_RELATED, PAGE, Voice
from bot.conversation import (
    Action,
    Answered,
    BrowseTopics,
    Candidate,
    Evidence,
    FollowPath,
    ShowEntry,
    ShowHelp,
    StartHere,
    Unknown,
    Unsure,
    action_code,
    parse_action,
)
from bot.decide import MOST_CHOICES
from bot.knowledge import Entry, Knowledge, LearningPath, OutOfScope, Source, Step
from bot.loading import inspect
from bot.reply import Choices, Heading, Option, Prose, Reply, Sources

if TYPE_CHECKING:
    from tests.conftest import Write

_EVIDENCE: Final = Evidence(
    words=0.5, letters=0.5, meaning=0.5, phrasing="what is an api", likeness=0.5, closeness=0.5, covered=0.5
)
_DUTIES: Final = 2 * PAGE + 3
_BROWSE: Final = Option("Browse all topics", "topics")
_PATHS: Final = Option("Learning paths", "paths")
_HELP: Final = Option("What can I ask?", "help")


def _entry(name: str, kind: str, **more: object) -> Entry:
    texts = {"title": name.capitalize(), "phrasings": (f"what about {name}",), "short": f"About {name}."}
    return Entry.model_validate({**texts, **more, "id": name, "kind": kind})


def _knowledge() -> Knowledge:
    """Made anew for every call, as after a restart."""
    entries = (
        _entry(
            "api",
            "glossary",
            title="What is an API?",
            detail="- **More:** about it.",
            related=("rest", "server", "hello", "git", "loose"),
            sources=("guide", "editorial"),
            reviewed=date(2026, 11, 22),
        ),
        _entry("rest", "glossary", aliases=("restful",), sources=("guide",)),
        _entry("server", "glossary", related=("restful",)),
        _entry("git", "skills", sources=("unlisted",)),
        _entry("hello", "smalltalk", related=("api",), sources=("editorial",)),
        _entry("loose", ""),
        *(_entry(f"duty-{number:02}", "daily_duties") for number in range(_DUTIES)),
    )
    steps = (
        Step(entry="api", why="It comes first.", task="Call one; done when it answers."),
        Step(entry="restful", requires=("api",)),
        Step(entry="git", task="Commit."),
    )
    return Knowledge(
        entries={entry.id: entry for entry in entries},
        paths={
            "zero": LearningPath(
                id="zero", title="From zero", audience="you are new", steps=steps, offered_by=("api",)
            ),
            "one": LearningPath(id="one", title="One step", audience="you hurry", steps=steps[:1]),
        },
        sources={
            "guide": Source(title="The Guide", publisher="cmlabs", updated=date(2022, 9, 28)),
            "editorial": Source(title="Working knowledge"),
        },
        out_of_scope={
            "salary": OutOfScope(title="pay", pointer="Salary surveys know that.", examples=("how much",))
        },
    )


@pytest.fixture
def voice() -> Voice:
    """The voice of the small knowledge base."""
    return Voice(_knowledge())


def _candidates(*names: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(name, 0.5, _EVIDENCE) for name in names)


def _choices(reply: Reply) -> Choices:
    (found,) = (block for block in reply.blocks if isinstance(block, Choices))
    return found


def _said(reply: Reply) -> str:
    return "\n".join(block.markdown for block in reply.blocks if isinstance(block, Prose))


def test_an_answer_has_its_title_text_sources_and_next_topics(voice: Voice) -> None:
    """An answer is the title, the short answer, the detail and the sources, for everyone to see."""
    reply = voice.decision(Answered("api", _EVIDENCE, 0.9))

    assert reply.blocks == (
        Heading("What is an API?"),
        Prose("About api."),
        Prose("- **More:** about it."),
        Sources(("The Guide (cmlabs, 2022)", "Working knowledge"), "2026-11-22"),
    )
    assert not reply.private


def test_an_answer_offers_its_path_and_at_most_three_related_topics(voice: Voice) -> None:
    """Of five related entries the first three are offered, after the paths that start from the entry."""
    reply = voice.decision(Answered("api", _EVIDENCE, 0.9))

    assert reply.buttons == (
        Option("Path: From zero", "path:zero:1"),
        Option("Rest", "show:rest"),
        Option("Server", "show:server"),
        Option("Hello", "show:hello"),
    )


def test_a_tap_on_an_entry_shows_what_a_question_for_it_does(voice: Voice) -> None:
    """Tapping an entry and asking for it give the same reply."""
    assert voice.decision(Answered("api", _EVIDENCE, 0.9)) == voice.action(ShowEntry("api"))


def test_small_talk_is_said_without_a_heading(voice: Voice) -> None:
    """Small talk has no title above it."""
    reply = voice.action(ShowEntry("hello"))

    assert reply.blocks == (Prose("About hello."), Sources(("Working knowledge",)))


def test_a_source_that_nobody_described_is_named_by_its_key(voice: Voice) -> None:
    """A key that sources.yaml does not hold still stands in the footer."""
    assert Sources(("unlisted",)) in voice.action(ShowEntry("git")).blocks


def test_every_answer_names_all_of_its_sources() -> None:
    """No answer with sources is shown without every one of them, nor a step of a path."""
    knowledge = _knowledge()
    voice = Voice(knowledge)
    sourced = [entry for entry in knowledge.entries.values() if entry.sources]
    steps = [(path.id, number) for path in knowledge.paths.values() for number, _ in enumerate(path.steps, 1)]

    assert sourced
    for entry in sourced:
        footers = [block for block in voice.action(ShowEntry(entry.id)).blocks if isinstance(block, Sources)]
        assert [len(entry.sources)] == [len(block.titles) for block in footers]
    for path, number in steps:
        footers = [
            block for block in voice.action(FollowPath(path, number)).blocks if isinstance(block, Sources)
        ]
        assert len(footers) == 1


def test_at_most_three_related_topics_are_offered_anywhere() -> None:
    """Whatever an entry lists, three related topics are the most that it offers."""
    knowledge = _knowledge()

    offered = [
        [
            option
            for option in Voice(knowledge).action(ShowEntry(name)).buttons
            if option.code.startswith("show:")
        ]
        for name in knowledge.entries
    ]

    assert max(map(len, offered)) == MOST_RELATED


def test_a_retired_id_shows_the_entry_it_means_today(voice: Voice) -> None:
    """An old button, a related topic and a step that name a retired id all lead to the entry of today."""
    assert voice.action(ShowEntry("restful")) == voice.action(ShowEntry("rest"))
    assert voice.action(ShowEntry("server")).buttons == (Option("Rest", "show:rest"),)
    assert voice.action(FollowPath("zero", 2)).blocks[0] == Heading("From zero, step 2 of 3: Rest")


def test_a_path_offered_by_a_retired_id_is_offered_by_its_entry() -> None:
    """`offered_by` may name a retired id, as every other reference may."""
    path = LearningPath(
        id="p", title="P", audience="you", steps=(Step(entry="rest"),), offered_by=("restful",)
    )
    knowledge = Knowledge(entries=_knowledge().entries, paths={"p": path})

    assert Option("Path: P", "path:p:1") in Voice(knowledge).action(ShowEntry("rest")).buttons


@pytest.mark.parametrize("names", [("api", "rest"), ("api", "rest", "git")], ids=["two", "three"])
def test_when_unsure_it_asks_which_one_is_meant(voice: Voice, names: tuple[str, ...]) -> None:
    """Likely entries are offered by title, best first and at most three, to the asker alone."""
    reply = voice.decision(Unsure(_candidates(*names), 0.5))

    assert [action_code(ShowEntry(name)) for name in names] == [
        option.code for option in _choices(reply).options
    ]
    assert _choices(reply).prompt == "I am not sure which of these you mean:"
    assert len(_choices(reply).options) <= MOST_CHOICES
    assert reply.buttons == (_BROWSE,)
    assert not reply.private


def test_a_single_guess_is_asked_as_such(voice: Voice) -> None:
    """With one likely entry the question is whether it is meant."""
    reply = voice.decision(Unsure(_candidates("api"), 0.5))

    assert _choices(reply) == Choices("Do you mean this?", (Option("What is an API?", "show:api"),))


def test_without_an_answer_it_says_so_and_offers_the_nearest(voice: Voice) -> None:
    """An unknown question gets no invented answer: it is told so, with the nearest topics and the ways out."""
    reply = voice.decision(Unknown(_candidates("api", "git"), None, 0.1))

    assert _said(reply) == "I have no answer to that, and I never make one up."
    assert _choices(reply).options == (Option("What is an API?", "show:api"), Option("Git", "show:git"))
    assert reply.buttons == (_BROWSE, _HELP)
    assert not reply.private


def test_without_anything_near_nothing_is_offered_but_the_ways_out(voice: Voice) -> None:
    """With nothing near there are no choices, and small talk is never near."""
    for nearest in ((), _candidates("hello")):
        reply = voice.decision(Unknown(nearest, None, 0.0))

        assert [Prose] == [type(block) for block in reply.blocks]
        assert reply.buttons == (_BROWSE, _HELP)


def test_an_out_of_scope_question_gets_the_pointer_of_its_family(voice: Voice) -> None:
    """A question of a known family is answered with where to look instead."""
    reply = voice.decision(Unknown((), "salary", 0.1))

    assert reply.blocks == (Prose("Salary surveys know that."),)


def test_a_family_may_want_no_topics_beside_its_pointer() -> None:
    """What is near is offered beside the pointer, unless the family asks for the pointer alone."""
    families = {
        name: OutOfScope(title=name, pointer="Ask people.", examples=(name,), offer_topics=offered)
        for name, offered in (("law", True), ("crisis", False))
    }
    voice = Voice(Knowledge(entries=_knowledge().entries, out_of_scope=families))

    blocks = {name: voice.decision(Unknown(_candidates("api"), name, 0.1)).blocks for name in families}

    assert blocks["law"] == (
        Prose("Ask people."),
        Choices("The nearest I can tell you about:", (Option("What is an API?", "show:api"),)),
    )
    assert blocks["crisis"] == (Prose("Ask people."),)


def test_a_family_that_is_gone_is_as_good_as_none(voice: Voice) -> None:
    """A family that the knowledge no longer holds gives the plain words."""
    assert voice.decision(Unknown((), "gone", 0.1)) == voice.decision(Unknown((), None, 0.1))


def test_topics_are_offered_by_kind_with_their_number(voice: Voice) -> None:
    """The kinds are listed by name with the number of their entries; small talk is none, loose entries come too."""
    reply = voice.action(BrowseTopics())

    assert reply.blocks[0] == Heading("Topics")
    assert _choices(reply).options == (
        Option("More topics (1)", "topics:.:1"),
        Option(f"Daily duties ({_DUTIES})", "topics:daily_duties:1"),
        Option("Glossary (3)", "topics:glossary:1"),
        Option("Skills (1)", "topics:skills:1"),
    )
    assert reply.buttons == (_PATHS, _HELP)


def test_a_kind_is_listed_in_pages_of_ten(voice: Voice) -> None:
    """Twenty-three entries are three pages of 10, 10 and 3, each but the last with a button for more."""
    pages = [voice.action(BrowseTopics("daily_duties", page)) for page in (1, 2, 3)]

    assert [len(_choices(page).options) for page in pages] == [10, 10, 3]
    assert [page.blocks[0] for page in pages] == [
        Heading("Daily duties, page 1 of 3"),
        Heading("Daily duties, page 2 of 3"),
        Heading("Daily duties, page 3 of 3"),
    ]
    assert [page.buttons for page in pages] == [
        (Option("More", "topics:daily_duties:2"), _BROWSE),
        (Option("More", "topics:daily_duties:3"), _BROWSE),
        (_BROWSE,),
    ]
    shown = [option.code for page in pages for option in _choices(page).options]
    assert len(set(shown)) == _DUTIES


def test_a_full_page_is_followed_by_none() -> None:
    """Ten entries of a kind are one page, without a number and without more."""
    entries = {f"e{number}": _entry(f"e{number}", "ten") for number in range(PAGE)}

    reply = Voice(Knowledge(entries=entries)).action(BrowseTopics("ten"))

    assert reply.blocks[0] == Heading("Ten")
    assert reply.buttons == (_BROWSE,)


def test_entries_of_no_folder_are_topics_like_others(voice: Voice) -> None:
    """Entries in the knowledge folder itself are listed as more topics."""
    reply = voice.action(BrowseTopics("."))

    assert reply.blocks[0] == Heading("More topics")
    assert _choices(reply).options == (Option("Loose", "show:loose"),)


def test_paths_are_listed_with_length_and_audience(voice: Voice) -> None:
    """Every path is told with its number of steps and whom it is for, and can be started."""
    reply = voice.action(FollowPath())

    assert _said(reply) == "- **From zero** (3 steps): you are new\n- **One step** (1 step): you hurry"
    assert _choices(reply).options == (Option("From zero", "path:zero:1"), Option("One step", "path:one:1"))


def test_without_paths_it_says_so_and_no_button_leads_there() -> None:
    """A knowledge base without paths says so when asked, and offers no paths elsewhere."""
    voice = Voice(Knowledge(entries={"api": _entry("api", "glossary")}))

    assert _said(voice.action(FollowPath())) == "There is no learning path here yet."
    assert [
        option
        for action in (BrowseTopics(), ShowHelp(), ShowEntry("api"))
        for option in voice.action(action).options
        if option == _PATHS
    ] == []


def test_the_first_step_has_no_way_back(voice: Voice) -> None:
    """The first step says why, what and what to do, and leads on and deeper."""
    reply = voice.action(FollowPath("zero"))

    assert reply.blocks == (
        Heading("From zero, step 1 of 3: What is an API?"),
        Prose("**Why now:** It comes first."),
        Prose("About api."),
        Prose("**Do this:** Call one; done when it answers."),
        Sources(("The Guide (cmlabs, 2022)", "Working knowledge"), "2026-11-22"),
    )
    assert reply.buttons == (
        Option("What next?", "path:zero:2"),
        Option("More: What is an API?", "whole:api"),
    )
    assert reply.private


def test_a_step_in_the_middle_leads_on_and_back(voice: Voice) -> None:
    """A step without a reason or a task is the short answer, and leads both ways."""
    reply = voice.action(FollowPath("zero", 2))

    assert _said(reply) == "About rest."
    assert reply.buttons == (
        Option("What next?", "path:zero:3"),
        Option("More: Rest", "whole:rest"),
        Option("Back", "path:zero:1"),
    )


def test_the_last_step_leads_to_the_end(voice: Voice) -> None:
    """After the last step comes the end."""
    reply = voice.action(FollowPath("zero", 3))

    assert reply.buttons == (
        Option("Finish", "path:zero:4"),
        Option("More: Git", "whole:git"),
        Option("Back", "path:zero:2"),
    )


@pytest.mark.parametrize(("path", "said"), [("zero", "3 steps done"), ("one", "1 step done")])
def test_a_finished_path_is_congratulated(voice: Voice, path: str, said: str) -> None:
    """Behind the last step the path is over, and other paths are offered."""
    reply = voice.action(FollowPath(path, 4))

    assert reply.blocks[0] == Heading("You are through")
    assert said in _said(reply)
    assert reply.buttons == (_PATHS, _BROWSE)


def test_help_counts_the_topics_and_gives_examples(voice: Voice) -> None:
    """Help says how to ask, how many topics there are without small talk, and three that can be asked for."""
    reply = voice.action(ShowHelp())

    assert f"I know {len(_knowledge().entries) - 1} topics." in _said(reply)
    assert _choices(reply) == Choices(
        "For example:",
        (Option("Loose", "show:loose"), Option("Duty-00", "show:duty-00"), Option("Rest", "show:rest")),
    )
    assert reply.buttons == (_BROWSE, _PATHS)
    assert not reply.private


def test_the_panel_says_what_this_is_and_leads_everywhere(voice: Voice) -> None:
    """Who is new is greeted in three sentences for all to see, and led to paths, topics, a form to ask with, and help."""
    reply = voice.action(StartHere())

    assert reply.blocks[0] == Heading("Start here")
    assert all(told in _said(reply) for told in ("Only you see", "names its sources", "I make nothing up"))
    assert reply.buttons == (_PATHS, _BROWSE, Option("Ask a question", "ask"), _HELP)
    assert not reply.private
    assert parse_action("ask") is None


def test_a_panel_without_paths_offers_none() -> None:
    """Where there is no learning path, the panel leads to topics, questions and help."""
    reply = Voice(Knowledge(entries={"api": _entry("api", "glossary")})).action(StartHere())

    assert [option.code for option in reply.buttons] == ["topics", "ask", "help"]


def test_the_whole_entry_is_what_a_tap_on_it_shows(voice: Voice) -> None:
    """Without anybody to keep it short, an entry is the same whether all of it was asked for or not."""
    assert voice.action(ShowEntry("api", whole=True)) == voice.action(ShowEntry("api"))


@pytest.mark.parametrize(
    "action",
    [ShowEntry("removed"), BrowseTopics("glossary", 2)],
    ids=["entry", "page"],
)
def test_what_is_gone_is_told_to_be_gone(voice: Voice, action: Action) -> None:
    """A button for something that was removed says so and leads back to the topics."""
    reply = voice.action(action)

    assert _said(reply) == "There is nothing by that name here, or not any more."
    assert reply.options == (_BROWSE,)
    assert reply.private


def test_an_unknown_kind_leads_to_the_kinds(voice: Voice) -> None:
    """A kind that does not exist is told, with the kinds that do."""
    reply = voice.action(BrowseTopics("removed"))

    assert _choices(reply).prompt == "There are no topics by that name. There are these:"
    assert _choices(reply).options == _choices(voice.action(BrowseTopics())).options


def test_an_unknown_path_leads_to_the_paths(voice: Voice) -> None:
    """A path that does not exist is told, with the paths that do."""
    reply = voice.action(FollowPath("removed"))

    assert _choices(reply).prompt == "There is no path by that name. There are these:"
    assert _choices(reply).options == _choices(voice.action(FollowPath())).options


def test_a_step_whose_entry_is_gone_says_so() -> None:
    """A path that leads to an entry nobody holds any more says so at that step."""
    path = LearningPath(id="p", title="P", audience="you", steps=(Step(entry="removed"),))
    voice = Voice(Knowledge(entries=_knowledge().entries, paths={"p": path}))

    assert voice.action(FollowPath("p")) == voice.action(ShowEntry("removed"))


def test_small_talk_alone_gives_no_examples() -> None:
    """A knowledge base of small talk alone has no topic to count and none to give as an example."""
    reply = Voice(Knowledge(entries={"hello": _entry("hello", "smalltalk")})).action(ShowHelp())

    assert "I know 0 topics." in _said(reply)
    assert [Heading, Prose] == [type(block) for block in reply.blocks]


def _walk(knowledge: Knowledge) -> dict[Action, Reply]:
    """Every reply that can be reached by tapping, each drawn by a voice of its own as after a restart."""
    found: dict[Action, Reply] = {}
    waiting: deque[Action] = deque([ShowHelp(), BrowseTopics(), FollowPath()])
    while waiting:
        if (action := waiting.popleft()) in found:
            continue
        found[action] = Voice(knowledge).action(action)
        for option in found[action].options:
            tapped = parse_action(option.code)
            assert tapped is not None, f"{option} under {action} is no action"
            waiting.append(tapped)
    return found


def _gone(replies: dict[Action, Reply]) -> list[Action]:
    return [action for action, reply in replies.items() if "has been removed" in reply.text]


def test_every_button_survives_a_restart() -> None:
    """Every option of every reply that can be reached is answered by a voice built afterwards, none is gone."""
    replies = _walk(_knowledge())

    assert _gone(replies) == []
    for action, reply in replies.items():
        assert reply == Voice(_knowledge()).action(action)


def test_everything_can_be_reached_by_tapping() -> None:
    """Every topic, every page and every step up to the end can be reached from help, topics and paths."""
    knowledge = _knowledge()

    reached = set(_walk(knowledge))

    assert {ShowEntry(name) for name in knowledge.entries} <= reached
    assert {BrowseTopics("daily_duties", page) for page in (1, 2, 3)} <= reached
    assert {FollowPath("zero", step) for step in (1, 2, 3, 4)} <= reached


@pytest.mark.parametrize(
    "names",
    [
        ["x.yaml"],
        ["my duties/x.yaml"],
        ["Öffentlich/ü.yaml"],
        ["deep/er/x.yaml"],
        ["-/x.yaml", "y.yaml"],
        ["a:b/x.yaml"],
        ["duties/x:y.yaml"],
        ["duties/x y.yaml"],
        [f"duties/{'x' * 64}.yaml"],
        [f"duties/{'x' * 100}.yaml"],
        [f"{'k' * 100}/x.yaml"],
        ["paths/p:q.yaml", "x.yaml"],
        [f"paths/{'p' * 100}.yaml", "x.yaml"],
    ],
    ids=lambda names: "+".join(f"{name[:12]}_{len(name)}" for name in names),
)
def test_a_folder_loads_with_working_buttons_or_is_refused(write: Write, names: list[str]) -> None:
    """A file or folder name that no button can carry is refused with the file named; all others work."""
    entry = "title: T\nphrasings: [what about it]\nshort: S.\n"
    path = "title: P\naudience: you\nsteps: [{entry: x}]\n"
    folder = write({name: path if name.startswith("paths/") else entry for name in names})

    knowledge, problems = inspect(folder)
    if problems:
        assert any(problem.file.endswith(f"/{names[0]}") for problem in problems)
        return
    replies = _walk(knowledge)
    listed = {
        parse_action(option.code)
        for action, reply in replies.items()
        if isinstance(action, BrowseTopics)
        for option in reply.options
    }

    assert _gone(replies) == []
    assert {ShowEntry(name) for name in knowledge.entries} <= listed
    assert {FollowPath(name) for name in knowledge.paths} <= set(replies)


def test_small_talk_is_no_choice_among_topics(voice: Voice) -> None:
    """Somebody who may mean a topic is not asked whether they mean a greeting."""
    names = [entry.id for entry in _knowledge().entries.values()]
    talk = next(entry.id for entry in _knowledge().entries.values() if entry.kind == "smalltalk")
    topic = next(name for name in names if name != talk)
    unsure = Unsure((Candidate(talk, 0.5, _EVIDENCE), Candidate(topic, 0.4, _EVIDENCE)), 0.5)

    assert [option.code for option in _choices(voice.decision(unsure)).options] == [f"show:{topic}"]
