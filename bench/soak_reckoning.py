"""The end of a soak: what was promised is compared with what is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.soak_fleet import Fleet, Sent
from bench.soak_journal import Kept
from bench.soak_logs import codes, guessing, leaks, lines
from bench.soak_people import CANARY, Books
from bench.soak_times import SETTLING
from bot.journal.claims import LEASE, PATIENCE
from bot.journal.privacy import Privacy
from bot.turns import notices
from bot.turns.once import AWAY
from bot.wishes import Vote, parse_code

GROWTH: Final = 100.0
"""Megabytes by which the process that lives longest may grow after its first third: some 90 are for its first compiling."""

_SHORTEST: Final = 12
_THANKS: Final = {notices.thanks(helped=helped).text: helped for helped in (True, False)}


@dataclass(frozen=True, slots=True)
class Losses:
    """What was lost, by what it is, with examples; and what is excused, counted."""

    lost: Mapping[str, Sequence[object]]
    excused: Mapping[str, int]


class Reckoning:
    """Compares the books of the people, what the processes sent, and the journal."""

    def __init__(
        self, fleet: Fleet, books: Books, away: Sequence[tuple[float, float]], privacy: Privacy
    ) -> None:
        self._fleet, self._books, self._away, self._privacy = fleet, books, away, privacy
        self._guessing = {life.number: [*guessing(life)] for life in fleet.lives}

    def losses(self, found: Kept, versions: set[str]) -> Losses:
        """Everything that was lost."""
        twice, excused = self._twice()
        rowless, gone = self._rowless({row["id"] for row in found.rows["questions"]})
        excused["questions whose row went with a killed process"] = gone
        used = Counter(row["knowledge"] for row in found.rows["questions"])
        lost: dict[str, Sequence[object]] = {
            "votes thanked for, but not kept": [*self._votes(found)],
            "questions answered, but without a row": rowless,
            "messages never answered": self._unanswered(found.settled),
            "messages answered twice": twice,
            "messages that ended in a fault": self._faults(),
            "answers from knowledge that was never good": sorted(used.keys() - versions),
            "rows of people who were forgotten": [None] * found.unforgotten,
            "processes that left with another code": codes(self._fleet.lives),
            "lines of faults in logs": [one.short for one in lines(self._fleet.lives) if one.bad],
            "texts and ids in logs": [*self._canaries()],
            "journals that are damaged": [] if found.sound == "ok" else [found.sound],
            f"growth of more than {GROWTH:.0f} MB": [grown] if (grown := self.growth()) > GROWTH else [],
        }
        return Losses(lost, excused)

    def growth(self) -> float:
        """By how many megabytes the process that lived longest grew after its first third: between two medians of five."""
        weights = [weight for _, weight in self._fleet.lives[0].memory if weight]
        if len(weights) < 15:  # noqa: PLR2004 - three times five
            return 0.0
        third = len(weights) // 3
        return sorted(weights[-5:])[2] - sorted(weights[third : third + 5])[2]

    def _votes(self, found: Kept) -> Iterator[object]:
        """Votes that were thanked for and are not there, or say what their person never said last."""
        there = {(row["asked"], row["person"], row["entry"]): row["helped"] for row in found.rows["votes"]}
        forgotten = self._forgotten()
        for (vote, person), said in self._said().items():
            thanked = [(at, helped) for at, helped in said if at]
            if not thanked or person in forgotten:
                continue
            unsure = {helped for at, helped in said if not at}
            name = self._privacy.pseudonym("person", "loopback", person)
            if there.get((vote.asked, name, vote.entry)) not in {max(thanked)[1], *unsure}:
                yield vote, person, said, there.get((vote.asked, name, vote.entry))

    def _said(self) -> Mapping[tuple[Vote, str], list[tuple[float, bool]]]:
        """Each person's votes on each answer: when they were thanked for, 0 for never, and what they said."""
        said: dict[tuple[Vote, str], list[tuple[float, bool]]] = defaultdict(list)
        for key, message in self._books.messages.items():
            if isinstance(vote := parse_code(message.get("code", "")), Vote):
                whole = Vote(vote.entry, helped=True, asked=vote.asked)
                times = [one.at for one in self._replies(key) if one.line["text"] in _THANKS] or [0.0]
                said[whole, message["person"]] += [(at, vote.helped) for at in times]
        return said

    def _forgotten(self) -> set[str]:
        return {one["person"] for one in self._books.messages.values() if one.get("code") == "forget:yes"}

    def _rowless(self, ids: set[str]) -> tuple[list[object], int]:
        """Answers without a row, and how many of these are excused: their process was killed, or the person forgotten."""
        forgotten, gone = self._forgotten(), 0
        rowless: list[object] = []
        for sent in (one for replies in self._fleet.replies.values() for one in replies):
            if not sent.line["asked"] or sent.line["asked"] in ids or sent.line["person"] in forgotten:
                continue
            if self._fleet.lives[sent.life].killed:
                gone += 1
            else:
                rowless.append((sent.life, sent.at, sent.line["key"]))
        return rowless, gone

    def _unanswered(self, settled: frozenset[str]) -> list[object]:
        """Messages without a reply; about one that was not addressed to it a killed process may have decided to be silent."""
        messages = self._books.messages
        there = self._fleet.replies.keys() | self._books.settled
        return [
            messages[key]
            for key in messages.keys() - there
            if messages[key].get("addressed", True)
            or self._privacy.pseudonym("message", "loopback", key) not in settled
        ]

    def _twice(self) -> tuple[list[object], dict[str, int]]:
        """Messages that were answered twice, and how many of these are excused by what."""
        twice: list[object] = []
        excused = {
            "answered twice: killed between sending and settling": 0,
            "answered twice: the store was away": 0,
        }
        for key, found in self._fleet.replies.items():
            if len(found) == 1:
                continue
            *replies, last = sorted(found, key=lambda one: one.at)
            if all(self._killed_then(one, last) for one in replies):
                excused["answered twice: killed between sending and settling"] += 1
            elif any(map(self._away_then, found)):
                excused["answered twice: the store was away"] += 1
            else:
                twice.append((key, [(one.life, one.at) for one in found]))
        return twice, excused

    def _replies(self, key: str) -> Sequence[Sent]:
        return self._fleet.replies.get(key, ())

    def _killed_then(self, sent: Sent, later: Sent) -> bool:
        """Whether the sender was killed before it could settle, and the other waited until the lease had ended."""
        killed = self._fleet.lives[sent.life].killed
        return (
            killed is not None
            and killed - sent.at < SETTLING
            and later.at - sent.at > LEASE / 1000 - SETTLING
        )

    def _away_then(self, sent: Sent) -> bool:
        """Whether the store was away, or for the sender as good as away: then nobody could know of anybody else's answers."""
        alone = (SETTLING, AWAY + 2 * PATIENCE)
        guessed = any(at - alone[0] < sent.at < at + alone[1] for at in self._guessing[sent.life])
        return guessed or any(began - SETTLING < sent.at < ended for began, ended in self._away)

    def _faults(self) -> list[object]:
        trouble = notices.trouble().text
        told = [
            key
            for key, replies in self._fleet.replies.items()
            if any(one.line["text"] == trouble for one in replies)
        ]
        return [
            *told,
            *(["error"] * self._books.endings["error"]),
            *(["failed"] * self._books.endings["failed"]),
        ]

    def _canaries(self) -> Iterator[object]:
        asked = {
            one["text"] for one in self._books.messages.values() if len(one.get("text", "")) >= _SHORTEST
        }
        return leaks(self._fleet.lives, {CANARY, *asked})
