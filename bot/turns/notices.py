"""What the service says for itself: everything that is neither knowledge nor a way to find it. All of it for one person's eyes."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

from bot.conversation import FollowPath, action_code
from bot.counting import count
from bot.reply import Option, Prose, Reply
from bot.wishes import ForgetMe, Resume, wish_code

if TYPE_CHECKING:
    from bot.journal.records import Forgotten
    from bot.knowledge import LearningPath

_PATHS: Final = Option("Learning paths", action_code(FollowPath()))
_FORGET: Final = Option("Delete my data", wish_code(ForgetMe(confirmed=True)))

_LONGEST: Final = 200
"""Characters of a message that asks for nothing else."""

_ASKING: Final = re.compile(
    r"(?:(?:please|pls|(?:can|could|would|will) you(?: please)?|i(?: want|(?: would|['\u2019]d) like) you to) )?"
    r"(?:delete|erase|remove|forget|wipe) "
    r"(?:(?:about )?me|(?:all )?(?:of )?my (?:personal )?{things}(?:{known}(?:{of_me})?)?|(?:everything|what|all(?: {things})?|the {things}){known}?{of_me})"
    r"(?:,? (?:please|pls|now|thanks))?[.!?]*"
    r"|i(?: want|(?: would|['\u2019]d) like) (?:all )?(?:of )?my {things} (?:to be )?(?:deleted|erased|removed|wiped)[.!]*".format(
        things="(?:data|information|info|history|questions|messages|votes)",
        known="(?: (?:that )?you(?:['\u2019]ve| have| keep| know| store| stored| kept| saved)+)",
        of_me="(?: (?:about|of|on) me)",
    )
)


def asks_to_forget(text: str) -> bool:
    """Whether a message asks, in so many words, to delete what is kept of its author."""
    return len(text) <= _LONGEST and _ASKING.fullmatch(" ".join(text.casefold().split())) is not None


def too_fast(wait: float) -> Reply:
    """One polite notice; `wait` is in seconds."""
    seconds = count(max(1, ceil(wait)), "second")
    return _said(f"That was a lot at once. Ask again in {seconds} and I am all yours.")


def slower() -> Reply:
    """What is told once more where a platform wants every tap answered."""
    return _said("Still a lot at once. Give me a few seconds, please.")


def unusable(why: str) -> Reply:
    """What was sent is no question: `why` says what to do instead."""
    return _said(f"{why[:1].upper()}{why[1:]}.")


def trouble() -> Reply:
    """A fault of ours."""
    return _said("Something went wrong on my side, and it is noted. Please ask again in a moment.")


def thanks(*, helped: bool) -> Reply:
    """A vote was kept."""
    if helped:
        return _said("Good to hear, thank you.")
    return _said("Thank you for telling me: it goes to the people who write the answers.")


def vote_not_kept() -> Reply:
    """A vote was not kept, and the person must know."""
    return _said("I could not keep your vote just now. Please tap again in a minute.")


def remark_kept() -> Reply:
    """What a person wanted to know instead was kept."""
    return _said("Thank you. The people who write the answers will see it.")


def remark_not_kept() -> Reply:
    """What a person wanted to know instead was not kept, and the person must know."""
    return _said("I could not keep that just now. Please send it again in a minute.")


def not_yours() -> Reply:
    """Somebody wants to delete the answer to another person's question."""
    return _said("Only the person who asked, or an admin, can delete this.")


def not_shared() -> Reply:
    """What somebody wanted to share may not be posted there."""
    return _said("I may not post here, so I could not share it.")


def place_not_known() -> Reply:
    """The store was away, and nobody knows what the person has done of a path."""
    return _said("I cannot look up how far you are on your path just now. Please try again in a minute.")


def nothing_done(path: LearningPath | None, *, begun: bool) -> Reply:
    """Somebody wants to be asked about a path of which they have done no step; None if they have walked none."""
    said = "I ask you about the steps that you have done, and there is none yet. Walk one, and then try me."
    if path is None:
        return Reply((Prose(said),), (_PATHS,), private=True)
    on = Option(f"{'Go on' if begun else 'Begin'}: {path.title}", wish_code(Resume(path.id)))
    return Reply((Prose(said),), (on,), private=True)


def about_forgetting(keep_days: int) -> Reply:
    """What is kept, and the button that deletes it."""
    kept = f"the words of your questions for {count(keep_days, 'day')}, " if keep_days else ""
    said = (
        f"I keep {kept}how your questions were answered, whether answers helped you, and where you are on a learning path; "
        "none of it under your name. Shall I delete all of it?"
    )
    return Reply((Prose(said),), (_FORGET,), private=True)


def forgotten(what: Forgotten) -> Reply:
    """What was deleted."""
    if not what.anything:
        return _said("There was nothing of yours to delete.")
    return _said(f"Done: {counted(what)} deleted. Nothing of yours is kept any more.")


def counted(what: Forgotten) -> str:
    """How much was deleted, in words; there must be anything."""
    parts = [
        count(number, noun)
        for number, noun in (
            (what.questions, "question"),
            (what.votes, "vote"),
            (what.misses, "remark"),
            (what.paths, "path"),
        )
        if number
    ]
    return _joined(parts)


def not_forgotten() -> Reply:
    """The store was away, and nothing was deleted."""
    return _said(
        "I could not reach my store just now, so nothing was deleted. Please try again in a few minutes."
    )


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _said(text: str) -> Reply:
    return Reply((Prose(text),), private=True)
