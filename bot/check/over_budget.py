"""An answer or a step of a learning path that does not fit into one message.

Why: A platform takes so much in one message and no more. What is longer is cut or torn into two messages, and the buttons and
sources end up far from the words they belong to. Each answer is drawn as Slack and Discord get it, below a question as long
as they restate one, and measured; marks, sources and buttons count too, so this is more than the length of the text.

Fails:
    short: A framework is ...   # 280 characters
    detail: |
      - ...                     # 1,200 characters in which every second word is `code`

Passes:
    short: A framework is ...
    detail: |
      - ...                     # shorter, or with less code and bold

Mend: Cut the detail by as much as the message says: drop the weakest bullet, or move half of it to an entry of its own and
name that under `related`. Without the packages of a platform nothing is measured for it: `pip install 'backchat[slack]'`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.compose import Voice
from bot.conversation import FollowPath, ShowEntry
from bot.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.finding import Spot
    from bot.check.subject import Subject
    from bot.reply import Reply

_HINTS: Final = {
    "heading": "shorten the title of the entry or of the path",
    "sources": "name fewer sources, or shorten their titles in sources.yaml",
    "": "drop the weakest bullet, or move a part to an entry of its own and name it under 'related'",
}
"""How to mend what goes over a limit, by a word of what is counted."""


def find(subject: Subject) -> Iterator[Found]:
    """What is too long for a message, once for each limit of each platform."""
    for name, spot, reply in _replies(subject) if subject.budgets else ():
        for platform, measures in subject.budgets.items():
            for what, used, limit in measures(reply):
                if used > limit:
                    told = f"{used:,} of {limit:,} {what}, {used - limit:,} too many"
                    hint = next(hint for word, hint in _HINTS.items() if word in what)
                    yield Found(spot, f"{name} does not fit {platform}: {told}", hint)


def proved(subject: Subject) -> str:
    """What a clean run has shown, and what nobody could measure."""
    if not subject.budgets:
        return "not measured: whether answers fit a message, for want of Slack's and Discord's packages"
    entries = count(len(subject.knowledge.entries), "answer")
    steps = count(sum(len(path.steps) for path in subject.knowledge.paths.values()), "step")
    return f"{entries} and {steps} fit one message each on {' and '.join(subject.budgets)}"


def _replies(subject: Subject) -> Iterator[tuple[str, Spot, Reply]]:
    """Every entry and every step: what it is called, where it is written, and what is sent."""
    voice = Voice(subject.knowledge)
    for entry in subject.knowledge.entries.values():
        spot = subject.spot(("entry", entry.id), ("detail" if entry.detail else "short",))
        yield f"'{entry.id}'", spot, voice.action(ShowEntry(entry.id))
    for path in subject.knowledge.paths.values():
        for number, step in enumerate(path.steps):
            field = "task" if step.task else "why" if step.why else "entry"
            spot = subject.spot(("path", path.id), ("steps", number, field))
            yield f"step {number + 1} of '{path.id}'", spot, voice.action(FollowPath(path.id, number + 1))


RULE: Final = Rule("over-budget", "error", find, __doc__ or "", proved=proved)
