"""The end of a soak of Slack: what was acknowledged is compared with what came, and all that came is looked through."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from adapters.slack.incoming import PLATFORM, Spot
from bench.soak_journal import Kept
from bench.soak_logs import codes, leaks, lines
from bench.soak_people import CANARY
from bench.soak_reckoning import Losses
from bench.soak_slack_fleet import Receipt, SlackFleet
from bench.soak_slack_people import Asked, SlackBooks, Tapped
from bench.soak_times import Times
from bench.soak_walks import strayed
from bot.conversation import ShowHelp
from bot.journal.claims import LEASE
from bot.journal.privacy import Privacy
from bot.service import SENDING
from bot.turns import notices
from bot.wishes import Vote
from tests.slack_payloads import SECRET
from tests.slack_records import CHANNEL, TEAM

_LIVE: Final = re.compile(r"<(?:[@#][A-Z]|!(?:channel|here|everyone|subteam|date)|https?:|mailto:)")
_LIVE_PARTS: Final = frozenset({"user", "usergroup", "broadcast", "channel"})
"""Elements of rich text that call or lead somewhere by themselves."""

Said = tuple[int, Sequence[Sequence[Receipt]]]
"""How much was said, and what came back for each of it."""

_FAILED: Final = "a turn failed"
_SHORTEST: Final = 12


EARLY: Final = "acknowledged by a process that was killed before the answer arrived"
AGAIN: Final = "answered twice: killed between sending and settling"
UNSENT: Final = "answers that Slack did not take, as told in logs"
AWAY: Final = "answered twice: the store was away"
STRAYED: Final = "steps of paths that went with a killed process, or were begun while the store was away"


class SlackReckoning:
    """Compares the books of the people, what came to Slack, and the journal."""

    def __init__(
        self,
        fleet: SlackFleet,
        books: SlackBooks,
        passed: float,
        privacy: Privacy,
        away: Sequence[tuple[float, float]] = (),
    ) -> None:
        """`passed` is when all leases were taken as having passed, in seconds of the monotonic clock.

        `away` is when the store was, from and to, in seconds since 1970.
        """
        self._fleet, self._books, self._passed, self._privacy = fleet, books, passed, privacy
        self._times = Times(fleet.lives, away)

    def losses(self, found: Kept) -> Losses:
        """Everything that was lost, and what is excused."""
        excused = Counter({EARLY: 0, AGAIN: 0, AWAY: 0, UNSENT: 0})
        asked, tapped = self._books.asked, self._books.tapped
        unanswered, twice = self._compared(_by_thread(asked), self._posts(), excused)
        without, with_two = self._compared(_by_user(tapped), self._shown(), excused)
        off, excused[STRAYED] = strayed(self._books.walks, found, self._privacy, self._times)
        lost: dict[str, Sequence[object]] = {
            "questions never acknowledged": [one.thread for one in asked if not one.receipts],
            "questions acknowledged, but not answered": unanswered,
            "questions answered twice": twice,
            "taps and commands acknowledged, but not answered": without,
            "taps and commands answered twice": with_two,
            "votes thanked for, but not kept": [*self._votes(found)],
            "steps of paths that are not where their people are": off,
            "live mentions in what was posted": [*self._live()],
            "calls that break a rule of Slack": self._fleet.slack.refused,
            "processes that left with another code": codes(self._fleet.lives),
            "lines of faults in logs": [*self._fault_lines(excused)],
            "texts, ids and tokens in logs": [*self._canaries()],
            "journals that are damaged": [] if found.sound == "ok" else [found.sound],
        }
        return Losses(lost, excused)

    def _compared(
        self, said: Mapping[str, Said], shown: Mapping[str, list[float]], excused: Counter[str]
    ) -> tuple[list[object], list[object]]:
        """Names by which less or more was shown than was acknowledged or said; what a kill explains is counted."""
        less: list[object] = []
        more: list[object] = []
        for name, (count, receipts) in said.items():
            times = sorted(shown.get(name, ()))
            acknowledged = sum(bool(ones) for ones in receipts)
            if len(times) < acknowledged:
                early = any(map(self._killed_after, chain.from_iterable(receipts)))
                excused[EARLY] += early
                less += [] if early else [(name, times, receipts)]
            elif len(times) > count:
                again, alone = self._cut_off(times), any(map(self._times.alone, times))
                excused[AGAIN] += again
                excused[AWAY] += alone and not again
                more += [] if again or alone else [(name, times, receipts)]
        return less, more

    def _killed_after(self, receipt: Receipt) -> bool:
        """Whether the process that acknowledged was killed while its answer may have been on its way."""
        killed = self._times.killed.get(receipt.life)
        return killed is not None and receipt.at is not None and 0 <= killed - receipt.at < SENDING

    def _cut_off(self, times: Sequence[float]) -> bool:
        """Whether somebody was killed right after an answer, and the other came when the lease had passed."""
        *before, last = times
        late = last > self._passed or last - before[0] > LEASE / 1000
        return late and any(map(self._times.killed_within, before))

    def _posts(self) -> Mapping[str, list[float]]:
        return {thread: [post["at"] for post in posts] for thread, posts in self._fleet.posts.items()}

    def _shown(self) -> Mapping[str, list[float]]:
        """When somebody got something for a tap or a command, by who it was."""
        shown: dict[str, list[float]] = defaultdict(list)
        for user, at in self._answered_to():
            shown[user].append(at)
        for one in self._books.tapped:
            if one.receipt.spoke and one.receipt.at is not None:
                shown[one.user].append(one.receipt.at)
        return shown

    def _answered_to(self) -> Iterator[tuple[str, float]]:
        """Whoever got something at a response URL, or had a message of theirs changed, and when."""
        owners = {
            post["ts"]: self._owner(thread) for thread, posts in self._fleet.posts.items() for post in posts
        }
        for call in self._fleet.calls:
            if call["ok"] and call["method"] == "response_url":
                yield call["user"], call["at"]
            elif call["ok"] and call["method"] == "chat.update":
                yield owners.get(call["arguments"]["ts"], ""), call["at"]

    def _owner(self, thread: str) -> str:
        return next((one.user for one in self._books.asked if one.thread == thread), "")

    def _votes(self, found: Kept) -> Iterator[object]:
        """People who were thanked for a vote that is not there as they said it."""
        kept = {(row["asked"], row["person"], row["entry"]): row["helped"] for row in found.rows["votes"]}
        for (vote, user), said in self._said().items():
            person = Spot(TEAM, CHANNEL, user).message(ShowHelp()).person
            name = self._privacy.pseudonym("person", PLATFORM, person)
            if kept.get((vote.asked, name, vote.entry)) not in said:
                yield vote, user, said

    def _said(self) -> Mapping[tuple[Vote, str], set[bool]]:
        """What people who were thanked can have said last of each answer: the last that was acknowledged, or any later."""
        said: dict[tuple[Vote, str], set[bool]] = {}
        thanked = self._thanked()
        for one in self._books.tapped:
            if one.vote and one.user in thanked:
                key = Vote(one.vote.entry, helped=True, asked=one.vote.asked), one.user
                before = said.get(key, set()) if one.receipt.at is None else set()
                said[key] = before | {one.vote.helped}
        return said

    def _thanked(self) -> set[str]:
        """Who got as many thanks as votes were acknowledged."""
        thanks = {notices.thanks(helped=helped).text for helped in (True, False)}
        calls = [call for call in self._fleet.calls if call["ok"] and call["method"] == "response_url"]
        got = Counter(call["user"] for call in calls if call["arguments"].get("text") in thanks)
        votes = Counter(one.user for one in self._books.tapped if one.vote)
        return {user for user, count in votes.items() if got[user] >= count}

    def _live(self) -> Iterator[object]:
        for call in self._fleet.calls:
            for text in _texts(call["arguments"]):
                if _LIVE.search(text):
                    yield call["method"], text

    def _fault_lines(self, excused: Counter[str]) -> Iterator[object]:
        """Lines of faults; an answer that Slack did not take is told of so."""
        for line in lines(self._fleet.lives):
            if line.says(event=_FAILED, where="send"):
                excused[UNSENT] += 1
            elif line.bad:
                yield line.short

    def _canaries(self) -> Iterator[object]:
        slack = self._fleet.slack
        asked = {str(one.parcel.payload["event"]["text"]) for one in self._books.asked}
        texts = {text.partition("> ")[2] or text for text in asked}
        long = {one for one in texts if len(one) >= _SHORTEST}
        return leaks(self._fleet.lives, {CANARY, slack.bot, slack.app, SECRET, "ticket-", *long})


def _by_thread(asked: Iterable[Asked]) -> Mapping[str, Said]:
    """How many questions there were in each thread, and the receipts of each."""
    found: dict[str, list[Sequence[Receipt]]] = defaultdict(list)
    for one in asked:
        found[one.thread].append(one.receipts)
    return {thread: (len(receipts), receipts) for thread, receipts in found.items()}


def _by_user(tapped: Iterable[Tapped]) -> Mapping[str, Said]:
    """How many taps and commands there were of each person, and the receipt of each."""
    found: dict[str, list[Sequence[Receipt]]] = defaultdict(list)
    for one in tapped:
        found[one.user].append([one.receipt] if one.receipt.at is not None else [])
    return {user: (len(receipts), receipts) for user, receipts in found.items()}


def _texts(value: object) -> Iterator[str]:
    """Every string in what was sent, and what stands for an element of rich text that would call somebody."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        if value.get("type") in _LIVE_PARTS:
            yield f"<@{str(value['type']).upper()}>"
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)
