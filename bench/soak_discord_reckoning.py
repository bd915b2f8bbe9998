"""The end of a soak of Discord: what was said and done is compared with what came, and all that came is looked through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from adapters.discord.incoming import PLATFORM
from bench.far import Told
from bench.soak_discord_came import Came
from bench.soak_discord_faults import DiscordFaults
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_discord_people import DiscordBooks, Done, Said
from bench.soak_journal import Kept
from bench.soak_logs import Line, codes, leaks, lines
from bench.soak_reckoning import Losses
from bench.soak_times import NOTICED, Times
from bench.soak_walks import strayed
from bot.journal.privacy import Privacy
from bot.service import SENDING
from bot.wishes import Vote
from tests.discord_answers import DEADLINE
from tests.discord_markdown import live

UNHEARD: Final = "said while no process was connected: Discord tells of nothing twice"
LATE: Final = "commands and taps while the connection was away: Discord waits three seconds"
KILLED: Final = "heard by a process that was killed before it had answered"
FAILED: Final = "whose answer Discord itself failed, or had wait too long"
ROWLESS: Final = "questions whose row went with a killed process"
STRAYED: Final = "steps of paths that went with a killed process, or were begun while the store was away"
UNSENT: Final = "answers that Discord did not take, as told in logs"

AGAIN: Final = "votes before the last, counted again by a process that could not ask the store"
TOO_LATE: Final = "answers to what came when the connection was back, more than three seconds late (10062)"
TAKEN: Final = "answers of a second process to what another one had answered (40060)"

_SHORTEST: Final = 12
_ROUNDING: Final = 1.0
"""Seconds after a gap in which a connection may still be on its way."""


class DiscordReckoning:
    """Compares the books of the people, what came to Discord, and the journal."""

    def __init__(
        self,
        fleet: DiscordFleet,
        books: DiscordBooks,
        came: Came,
        privacy: Privacy,
        faults: DiscordFaults,
        away: Sequence[tuple[float, float]] = (),
    ) -> None:
        """`faults` know the times without a connection; `away` is when the store was, in seconds since 1970."""
        self._fleet, self._books, self._came, self._privacy = fleet, books, came, privacy
        self._gaps = faults.gaps
        self._times = Times(fleet.lives, away)

    def losses(self, found: Kept, versions: set[str]) -> Losses:
        """Everything that was lost, and what is excused; `versions` are those of knowledge that was good."""
        names = (UNHEARD, LATE, KILLED, FAILED, ROWLESS, STRAYED, UNSENT, AGAIN, TOO_LATE, TAKEN)
        excused = Counter(dict.fromkeys(names, 0))
        off, excused[STRAYED] = strayed(self._books.walks, found, self._privacy, self._times)
        used = {row["knowledge"] for row in found.rows["questions"] if row["platform"] == PLATFORM}
        lost: dict[str, Sequence[object]] = {
            "messages never answered": [*self._silent(found, excused)],
            "messages answered twice": [*self._twice()],
            "commands, taps and forms never answered": [*self._failed(excused)],
            "commands, taps and forms answered twice": [*self._repeated()],
            "answers that were promised and never came": [*self._waiting(excused)],
            "answers that were taken back": self._came.taken_back(),
            "votes thanked for, but not kept": [*self._votes(found, excused)],
            "questions answered, but without a row": [*self._rowless(found, excused)],
            "answers from knowledge that was never good": sorted(used - versions),
            "steps of paths that are not where their people are": off,
            "live mentions and links in what was posted": [*self._live()],
            "requests that break a rule of Discord": [*self._refused(excused)],
            "processes that left with another code": codes(self._fleet.lives),
            "lines of faults in logs": [*self._fault_lines(excused)],
            "texts, ids and tokens in logs": [*self._canaries()],
            "journals that are damaged": [] if found.sound == "ok" else [found.sound],
        }
        return Losses(lost, excused)

    def _silent(self, found: Kept, excused: Counter[str]) -> Iterator[object]:
        """Messages without an answer; who heard them is told by the journal's claims."""
        answered = {one["under"] for one in self._came.messages}
        for one in self._books.said:
            if one.id in answered:
                continue
            key = self._privacy.pseudonym("message", PLATFORM, one.id)
            if key in found.held:
                why = KILLED if self._cut_off(one.at, SENDING) else ""
            else:
                why = "" if key in found.settled else self._why_unclaimed(one)
            excused[why] += bool(why)
            if not why:
                yield one

    def _why_unclaimed(self, one: Said) -> str:
        if not one.hearing or any(gap.lost and gap.began <= one.at <= gap.ended for gap in self._gaps):
            return UNHEARD
        if self._cut_off(one.at):
            return KILLED
        return FAILED if self._fleet.failed[one.id] > 1 else ""

    def _twice(self) -> Iterator[object]:
        said = Counter(one["under"] for one in self._came.messages if not one["interaction"])
        asked = {one.id for one in self._books.said}
        return (name for name, times in said.items() if times > 1 and name in asked)

    def _failed(self, excused: Counter[str]) -> Iterator[object]:
        """What people did and saw fail."""
        for one in self._books.done:
            if self._came.answers.get(one.id):
                continue
            why = self._why_failed(one)
            excused[why] += bool(why)
            if not why:
                yield one

    def _why_failed(self, one: Done) -> str:
        if not one.hearing:
            return UNHEARD
        if any(gap.began - DEADLINE < one.at < gap.ended + _ROUNDING for gap in self._gaps):
            return LATE
        if self._cut_off(one.at):
            return KILLED
        return FAILED if self._fleet.failed[one.id] else ""

    def _repeated(self) -> Iterator[object]:
        """What was said twice in answer to one thing."""
        told = Counter(
            (one["interaction"], one["content"]) for one in self._came.messages if one["interaction"]
        )
        return (one for one, times in told.items() if times > 1)

    def _waiting(self, excused: Counter[str]) -> Iterator[object]:
        """What was put off and never told."""
        since = {one.id: one.at for one in self._books.done}
        for one in (one for one in self._came.messages if one["on its way"]):
            killed = self._cut_off(since[one["interaction"]], SENDING)
            why = KILLED if killed else FAILED if self._fleet.failed[one["interaction"]] else ""
            excused[why] += bool(why)
            if not why:
                yield one

    def _cut_off(self, at: float, seconds: float = DEADLINE) -> bool:
        """Whether a process was killed so soon after something was told to it, or before that was known."""
        return self._times.killed_within(at - NOTICED, seconds + NOTICED)

    def _votes(self, found: Kept, excused: Counter[str]) -> Iterator[object]:
        """Votes that were thanked for and are not there, or say what their person did not say last."""
        kept = {(row["asked"], row["person"], row["entry"]): row["helped"] for row in found.rows["votes"]}
        thanked = self._came.thanked()
        for (vote, by), said in self._said().items():
            there = kept.get((vote.asked, self._privacy.pseudonym("person", PLATFORM, by), vote.entry))
            sure = [one.vote.helped for one in said if one.vote and one.id in thanked]
            unsure = {one.vote.helped for one in said if one.vote and one.id not in thanked}
            if not sure or there in {sure[-1], *unsure}:
                continue
            again = there is not None and any(self._times.alone(one.at) for one in said)
            excused[AGAIN] += again
            if not again:
                yield said, there

    def _said(self) -> Mapping[tuple[Vote, str], list[Done]]:
        """Each person's votes on each answer, in their order."""
        said: dict[tuple[Vote, str], list[Done]] = defaultdict(list)
        for one in self._books.done:
            if one.vote:
                said[Vote(one.vote.entry, helped=True, asked=one.vote.asked), one.by].append(one)
        return said

    def _rowless(self, found: Kept, excused: Counter[str]) -> Iterator[object]:
        """Answers that can be voted on, or added to, to questions that nobody knows."""
        ids = {row["id"] for row in found.rows["questions"]}
        for one in self._came.messages:
            asked = {name.partition(":")[2] for name in one["ids"] if name.startswith("missing:")} - {""}
            gone = bool(asked - ids) and self._times.gone(one["at"])
            excused[ROWLESS] += gone
            if asked - ids and not gone:
                yield one

    def _live(self) -> Iterator[object]:
        contents = {text for one in self._came.messages for text in (one["content"], *one["was"])}
        return ((text, found) for text in contents if (found := live(text)))

    def _refused(self, excused: Counter[str]) -> Iterator[object]:
        """What broke a rule, and nothing that went wrong explains."""
        for one in self._fleet.discord.refused:
            why = self._why_refused(one)
            excused[why] += bool(why)
            if not why:
                yield one

    def _why_refused(self, one: Told) -> str:
        """Of two processes one is second; after a gap an answer can be late; who does not know that it was done does it again."""
        match one["code"]:
            case 40060:
                return TAKEN
            case 10062 if any(gap.began < one["at"] < gap.ended + DEADLINE for gap in self._gaps):
                return TOO_LATE
            case 10008 if self._fleet.failed[one["interaction"]]:
                return FAILED
        return ""

    def _fault_lines(self, excused: Counter[str]) -> Iterator[object]:
        """Lines of faults; an answer that Discord did not take is told of so."""
        for line in lines(self._fleet.lives):
            if _not_taken(line):
                excused[UNSENT] += 1
            elif line.bad:
                yield line.short

    def _canaries(self) -> Iterator[object]:
        texts = {one.text.partition("> ")[2] or one.text for one in self._books.said}
        people = {one.by for one in self._books.said}
        long = {one for one in texts if len(one) >= _SHORTEST}
        return leaks(
            self._fleet.lives, {self._fleet.discord.token, "a-token-of-the-far-side", *people, *long}
        )


def _not_taken(line: Line) -> bool:
    """Whether it tells of an answer that failed on the way, or on Discord's side."""
    if line.says(event="a turn failed", where="send"):
        return True
    fault = str(line.told.get("fault", ""))
    failed = fault.startswith("aiohttp.") or fault == "discord.errors.DiscordServerError"
    return line.says(event="a turn failed", where="discord") and failed
