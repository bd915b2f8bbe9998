"""The fourth verb, and the whole voice of the bot: from a decision or an action to a reply.

Every sentence of a reply that is not knowledge stands in this file, and in bot/lessons.py what is said on a learning path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from bot.conversation import (
    Action,
    Answered,
    BrowseTopics,
    Candidate,
    Decision,
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
from bot.counting import count
from bot.labels import (
    BROWSE,
    HELP,
    LOOSE,
    PATHS,
    SMALL_TALK,
    entry_option,
    gone,
    kind_name,
    known_name,
    sources_of,
)
from bot.lessons import Lessons
from bot.reply import Block, Choices, Heading, Option, Prose, Reply

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.knowledge import Entry, Knowledge

__all__ = ["MOST_RELATED", "PAGE", "SMALL_TALK", "Voice"]

MOST_RELATED: Final = 3
PAGE: Final = 10
"""How many topics a page lists: what fits on a phone."""

_ASK: Final = Option("Ask a question", "ask")
"""No action: adapters draw it as a form to type into."""


class Voice:
    """Says everything there is to say about one knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._lessons = Lessons(knowledge)

    def decision(self, decision: Decision) -> Reply:
        """The reply to a question."""
        match decision:
            case Answered(entry):
                return self._show(entry)
            case Unsure(candidates):
                return self._unsure(candidates)
            case Unknown(nearest, family):
                return self._unknown(nearest, family)
            case More(entry):
                return self._more(entry)
            case _:
                assert_never(decision)

    def action(self, action: Action) -> Reply:
        """The reply to a tap."""
        match action:
            case ShowEntry(entry):
                return self._show(entry)
            case BrowseTopics(kind, page):
                return self._topics_of(kind, page) if kind else self._kinds()
            case FollowPath(path, step):
                return self._lessons.step(path, step) if path else self._lessons.paths()
            case Quiz():
                return self._lessons.quiz(action)
            case StartHere():
                return self._start()
            case ShowHelp():
                return self._help()
            case _:
                assert_never(action)

    def _show(self, name: str) -> Reply:
        entry = self._knowledge.entry(name)
        if entry is None:
            return gone()
        blocks: list[Block] = [Prose(entry.short)]
        if entry.kind != SMALL_TALK:
            blocks.insert(0, Heading(entry.title))
        if entry.detail:
            blocks.append(Prose(entry.detail))
        if entry.sources:
            blocks.append(sources_of(entry, self._knowledge))
        return Reply(tuple(blocks), (*self._path_offers(entry.id), *self._related(entry)), entry=entry.id)

    def _more(self, name: str) -> Reply:
        """There is no more to an entry than what was shown; what it leads to and where it comes from is left to say."""
        entry = self._knowledge.entry(name)
        if entry is None:
            return gone()
        blocks: list[Block] = [Prose(f"That is all I have on **{entry.title}**; I never make more up.")]
        if related := tuple(self._related(entry)):
            blocks.append(Choices("Close to it:", related))
        if entry.sources:
            blocks.append(sources_of(entry, self._knowledge))
        return Reply(tuple(blocks), (*self._path_offers(entry.id), BROWSE), entry=entry.id)

    def _related(self, entry: Entry) -> Iterable[Option]:
        found = (self._knowledge.entry(name) for name in entry.related[:MOST_RELATED])
        return (entry_option(other) for other in found if other)

    def _path_offers(self, entry: str) -> Iterable[Option]:
        offered = (
            path
            for path in self._knowledge.paths.values()
            if any((known := self._knowledge.entry(name)) and known.id == entry for name in path.offered_by)
        )
        return (Option(f"Path: {path.title}", action_code(FollowPath(path.id))) for path in offered)

    def _unsure(self, candidates: tuple[Candidate, ...]) -> Reply:
        candidates = tuple(one for one in candidates if not self._is_small_talk(one)) or candidates
        prompt = "I am not sure which of these you mean:" if len(candidates) > 1 else "Do you mean this?"
        return Reply((Choices(prompt, self._options(candidates)),), (BROWSE,))

    def _unknown(self, nearest: tuple[Candidate, ...], family: str | None) -> Reply:
        known = self._knowledge.out_of_scope.get(family) if family else None
        said = known.pointer if known else "I have no answer to that, and I never make one up."
        blocks: list[Block] = [Prose(said)]
        fitting = nearest if known is None or known.offer_topics else ()
        if nearest := tuple(candidate for candidate in fitting if not self._is_small_talk(candidate)):
            blocks.append(Choices("The nearest I can tell you about:", self._options(nearest)))
        return Reply(tuple(blocks), (BROWSE, HELP))

    def _options(self, candidates: Iterable[Candidate]) -> tuple[Option, ...]:
        found = (self._knowledge.entry(candidate.entry) for candidate in candidates)
        return tuple(entry_option(entry) for entry in found if entry)

    def _is_small_talk(self, candidate: Candidate) -> bool:
        entry = self._knowledge.entry(candidate.entry)
        return entry is not None and entry.kind == SMALL_TALK

    def _kinds(self, said: str = "What would you like to look into?") -> Reply:
        kinds = {kind: entries for kind, entries in self._knowledge.kinds.items() if kind != SMALL_TALK}
        options = tuple(
            Option(f"{kind_name(kind)} ({len(entries)})", action_code(BrowseTopics(kind or LOOSE)))
            for kind, entries in kinds.items()
        )
        listed = Choices(said, options) if options else Prose("There are no topics here yet.")
        buttons = (PATHS, HELP) if self._knowledge.paths else (HELP,)
        return Reply((Heading("Topics"), listed), buttons, private=True)

    def _topics_of(self, name: str, page: int) -> Reply:
        kind = known_name("" if name == LOOSE else name, self._knowledge.kinds)
        if kind is None:
            return self._kinds("There are no topics by that name. There are these:")
        entries = self._knowledge.kinds[kind]
        shown = entries[(page - 1) * PAGE : page * PAGE]
        if not shown:
            return gone()
        pages = -(-len(entries) // PAGE)
        heading = kind_name(kind) if pages == 1 else f"{kind_name(kind)}, page {page} of {pages}"
        more = (Option("More", action_code(BrowseTopics(name, page + 1))),) if page < pages else ()
        options = tuple(entry_option(entry) for entry in shown)
        return Reply((Heading(heading), Choices("Pick one:", options)), (*more, BROWSE), private=True)

    def _start(self) -> Reply:
        """The panel that stands in a place for months, for all who come by: everything else is behind its buttons."""
        said = (
            "Welcome! I answer the questions that come up when you are new to the work, and none is too small. "
            "Only you see what you tap here and what I answer. "
            "Every answer was written by people and names its sources; I make nothing up."
        )
        paths = (PATHS,) if self._knowledge.paths else ()
        return Reply((Heading("Start here"), Prose(said)), (*paths, BROWSE, _ASK, HELP))

    def _help(self) -> Reply:
        topics = sum(len(entries) for kind, entries in self._knowledge.kinds.items() if kind != SMALL_TALK)
        said = (
            "Ask in your own words, typos and all. I look for the answer that somebody wrote to your question; "
            "nothing is made up on the spot, and every answer names its sources. "
            "When I am not sure I ask, and when I do not know I say so.\n\n"
            f"I know {count(topics, 'topic')}."
        )
        examples = self._examples()
        blocks: list[Block] = [Heading("What you can ask me"), Prose(said)]
        if examples:
            blocks.append(Choices("For example:", examples))
        return Reply(tuple(blocks), (BROWSE, *((PATHS,) if self._knowledge.paths else ())))

    def _examples(self) -> tuple[Option, ...]:
        """The first entry of each of three kinds, so that the examples suit any knowledge base."""
        kinds = [entries for kind, entries in self._knowledge.kinds.items() if kind != SMALL_TALK]
        return tuple(entry_option(entries[0]) for entries in kinds[:3])
