"""From questions in vain to proposals, on a small base with the real matcher."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answer import Answerer
from bot.conversation import Question
from bot.knowledge import Knowledge
from bot.loading import Written, load, study
from bot.workbench.changes import Told, told
from bot.workbench.clusters import Compared, clusters, compared
from bot.workbench.edits import AddExample, AddPhrasing, Edit, applied
from bot.workbench.gaps import Sorted, Wish, sorted_gaps
from bot.workbench.proposal import Proposal
from bot.workbench.proposal_text import described, patches, text
from bot.workbench.proposals import proposals
from bot.workbench.stubs import TO_DO
from tests.proposing import ASKED, small_base

_BESIDE = ("docker", "code-review", "kubernetes")
"""Shipped entries with which the one for Git is tried."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A small base as written."""
    return study(small_base(tmp_path_factory.mktemp("proposals") / "knowledge"))


@pytest.fixture(scope="module")
def base(written: Written) -> Answerer:
    """An answerer over it."""
    return Answerer(written.knowledge)


def sorted_(base: Answerer, texts: Iterable[str] = ASKED) -> Sorted:
    """The gaps of some questions."""
    return sorted_gaps(base, map(Wish, texts))


def made(base: Answerer, texts: Iterable[str] = ASKED) -> tuple[Proposal, ...]:
    """The proposals for some questions, each group asked twice or more."""
    return proposals(base, sorted_(base, texts), least=2)


def texts_of(found: Sorted) -> list[list[str]]:
    """The questions of each gap."""
    return [sorted(wish.text for wish in gap.wishes) for gap in found.gaps]


def test_alike_questions_come_together(base: Answerer) -> None:
    """Questions that mean the same are one gap, those asked most first, and the rest is counted by why it is left out."""
    found = sorted_(base)
    kafka = ["kafka consumer lag", "kafka lag everywhere", "kafka lag on a consumer"]

    assert [kafka, ["Commit vanished?", "stash my commits away"]] == texts_of(found)
    assert {"answered": 1, "private": 1, "golden": 1} == dict(found.left)


def test_the_order_of_the_questions_does_not_matter(base: Answerer) -> None:
    """The same questions in another order come to the same groups and proposals."""
    assert texts_of(sorted_(base)) == texts_of(sorted_(base, reversed(ASKED)))
    assert [one.edits for one in made(base)] == [one.edits for one in made(base, reversed(ASKED))]


def test_equal_questions_are_counted_together(base: Answerer) -> None:
    """Questions that differ in case and marks alone are one, asked several times."""
    found = sorted_(base, ["Kafka lag", "kafka  lag", "kafka lag"])

    assert [(1, 3)] == [(len(gap.wishes), gap.times) for gap in found.gaps]


def test_groups_are_joined_by_their_average() -> None:
    """Two groups are joined as long as their members are alike enough on average, and in a chain no further."""
    alike = np.array([[1, 0.6, 0.0], [0.6, 1, 0.5], [0.0, 0.5, 1]])
    found = Compared(("a", "b", "c"), alike, ("x",), 0, np.zeros((3, 1)))

    assert ((0, 1), (2,)) == clusters(found, 0.3)
    assert ((0, 1, 2),) == clusters(found, 0.2)


def test_nothing_is_compared_when_nothing_is_asked(base: Answerer) -> None:
    """No question makes no group."""
    assert () == clusters(compared(base, []))


def test_a_proposal_does_what_it_says(base: Answerer) -> None:
    """What is offered makes the questions of its gap answered, in house form, by as few phrasings as it takes."""
    proposal = next(one for one in made(base) if one.offered)
    after = Answerer(applied(base.knowledge, proposal.edits))
    now = [told(after.decide(after.rank(Question(wish.text)))) for wish in proposal.gap.wishes]

    assert proposal.answered == now.count(Told("answered", ("git",))) == 2
    assert AddPhrasing("git", "commit vanished") in proposal.edits


def test_where_nothing_is_near_an_entry_is_begun(base: Answerer) -> None:
    """Questions about what no entry has become the draft of one, whose answer is still to be written."""
    draft = made(base)[0].draft

    assert draft is not None
    assert ("skills", "kafka-consumer-lag", "Kafka consumer lag", TO_DO) == (
        draft.kind,
        draft.id,
        draft.title,
        draft.short,
    )
    assert ("kafka consumer lag", "kafka lag everywhere", "kafka lag on a consumer") == draft.phrasings


def test_what_the_check_objects_to_is_not_offered(base: Answerer) -> None:
    """A proposal that the check has something against is set aside, with what it says."""

    def _against(edits: Sequence[Edit], _after: Answerer) -> dict[Edit | None, str]:
        return dict.fromkeys(edits, "too rude")

    found = proposals(base, sorted_(base), least=2, objections=_against)

    assert "the check would say: too rude" == found[1].obstacle
    assert not any(one.offered for one in found)


def test_an_answer_that_did_not_help_is_not_proposed_again(base: Answerer) -> None:
    """An answered question counts as unanswered where people said that the answer was wrong, and what they wanted is meant."""
    wish = Wish("how do i undo a commit please", wrong=frozenset({"git"}), wanted="docker")
    found = sorted_gaps(base, [wish])

    assert [("entry", "docker")] == [(gap.target.kind, gap.target.id) for gap in found.gaps]


def test_harm_is_told_instead_of_offered(base: Answerer) -> None:
    """A proposal by which another question loses its answer is not offered, and says which."""
    found = sorted_gaps(base, [Wish("undo the last commits", 3, frozenset({"git"}), "docker")])
    proposal = proposals(base, found)[0]

    assert not proposal.offered
    assert "'undo the last commit', a golden question of 'git'" in proposal.obstacle


def test_rare_questions_are_left_out(base: Answerer) -> None:
    """Groups that were asked less often than wanted make no proposal."""
    assert [3] == [one.gap.times for one in proposals(base, sorted_(base), least=3)]


def test_the_text_tells_it_all(base: Answerer, written: Written) -> None:
    """A person reads what was asked, what happens today, what to add and what it does."""
    found = made(base)
    told_ = text(found, written.knowledge, left={"private": 1}, fewer=2, least=2)

    for part in (
        "1. asked 3 times, in 3 ways",
        "meant: nothing that is there: the nearest is sql",
        "draft: skills/kafka-consumer-lag.yaml for a new entry",
        "proposal: add to the phrasings of git",
        "effect: 2 of 2 are answered then; no other question comes to it or leaves it",
        "left out: 2 groups asked fewer than 2 times",
        "left out: 1 question, not looked at",
    ):
        assert part in told_


def test_drafts_are_in_patches_of_their_own(base: Answerer, written: Written) -> None:
    """What is ready is in all.patch; a draft says first that it is not, and stands alone."""
    found = patches(made(base), written, "knowledge")

    assert ["01-draft-kafka-consumer-lag.patch", "02-git.patch", "all.patch"] == list(found)
    assert found["02-git.patch"] == found["all.patch"]
    assert found["01-draft-kafka-consumer-lag.patch"].startswith("NOT READY")


def test_programs_read_the_same(base: Answerer, written: Written) -> None:
    """The plain values have the target, what to add, and the patch."""
    found = made(base)
    told_ = described(found, patches(found, written, ""), {"golden": 1}, 0)

    assert ["nothing", "entry"] == [group["target"]["kind"] for group in told_["groups"]]
    assert told_["patch"].startswith("diff --git a/skills/git.yaml b/skills/git.yaml\n")


def test_a_family_is_proposed_for_what_is_out_of_scope(base: Answerer) -> None:
    """A question that an out-of-scope family is meant for becomes an example of it, and is declined with its pointer."""
    proposal = proposals(base, sorted_gaps(base, [Wish("Euro an hour?", 2, wanted="pay")]))[0]

    assert (AddExample("pay", "euro an hour"),) == proposal.edits
    assert (2, True) == (proposal.answered, proposal.offered)


def test_an_answer_that_helped_nobody_is_to_be_read_again(base: Answerer) -> None:
    """Where the answer is disliked and nothing else is near, no entry is begun with the words of the one that answers."""
    wish = Wish("docker compose for my service", 2, frozenset({"docker"}))
    proposal = proposals(base, sorted_gaps(base, [wish]))[0]

    assert ("nothing", None) == (proposal.gap.target.kind, proposal.draft)
    assert "people said that the answer did not help: read 'docker' again" == proposal.obstacle


def test_golden_questions_are_no_gap(base: Answerer) -> None:
    """What golden.yaml declares is tested there, and can become neither a phrasing nor the beginning of an entry."""
    found = sorted_gaps(base, [Wish("Undo the last commit", 2, frozenset({"git"}))])

    assert ((), {"golden": 1}) == (found.gaps, dict(found.left))


def test_controls_reach_no_terminal(base: Answerer, written: Written) -> None:
    """What people typed is shown without the letters by which a terminal is told what to do."""
    found = made(base, ["\x1b]0;kafka lag\x07", "kafka lag on \x1b[31mconsumers"])

    assert not {"\x1b", "\x07"} & set(text(found, written.knowledge, left={}, fewer=0, least=1))


def test_trials_come_to_an_end(base: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no time to try a proposal alone, that is said, and it is not offered."""
    monkeypatch.setattr("bot.workbench.proposals.MOST_TRIALS", 0)
    found = sorted_gaps(
        base,
        [
            Wish("undo the last commits", 3, frozenset({"git"}), "docker"),
            Wish("Euro an hour?", 2, wanted="pay"),
        ],
    )
    harmful, good = proposals(base, found)

    assert "there was no time to try it alone" in harmful.obstacle
    assert good.offered


def test_the_shipped_knowledge_takes_a_proposal() -> None:
    """In a part of the real knowledge, what an entry has unlearnt is proposed for it, and all other texts fare as before."""
    whole = load(Path(__file__).parents[2] / "knowledge").entries
    git = whole["git"]
    unlearnt = git.model_copy(update={"phrasings": git.phrasings[::2]})
    answerer = Answerer(Knowledge(entries={"git": unlearnt, **{name: whole[name] for name in _BESIDE}}))
    found = proposals(answerer, sorted_gaps(answerer, [Wish(text) for text in git.phrasings[1::2]]), least=2)
    offered = [one for one in found if one.offered]

    assert ["git"] == [one.gap.target.id for one in offered]
    assert offered[0].answered >= offered[0].gap.times / 2
