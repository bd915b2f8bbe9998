"""A question changes when somebody is told something else, and is listed when somebody wrote that down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest

from bot.answer import Answerer
from bot.conversation import Answered, Candidate, Evidence, More, Question, Unknown, Unsure
from bot.knowledge import Golden
from bot.loading import load
from bot.workbench.changes import (
    Change,
    Origin,
    Put,
    Standing,
    Told,
    as_declared,
    changes,
    golden_puts,
    once,
    relisted,
    same,
    standing,
    told,
)
from tests.repositories import SMALL, STEALING

if TYPE_CHECKING:
    from tests.conftest import Write

SoFar = Literal["offered", "refused", "wrong"] | None
Compare = Callable[..., tuple[Change, ...]]

_SEEN: Final = Evidence(0, 0, 0, "", 0, 0, 0)
_DOCKER: Final = Told("answered", ("docker",))
_SQL: Final = Told("answered", ("sql",))
_BOTH: Final = Told("offered", ("sql", "docker"))
_OTHERS: Final = Told("offered", ("sql", "git"))
_NONE: Final = Told("refused")


@pytest.fixture
def compare(write: Write) -> Compare:
    """Compares the seven terms before and after an edit of their files."""

    def _compare(
        edit: Mapping[str, str], *puts: str | Put, before: Mapping[str, str] | None = None
    ) -> tuple[Change, ...]:
        then = Answerer(load(write({**SMALL, **(before or {})})))
        now = Answerer(load(write(edit)))
        asked = [Put(put, "asked") if isinstance(put, str) else put for put in puts]
        return changes(then, now, asked or tuple(golden_puts(now.knowledge, then.knowledge)))

    return _compare


@pytest.mark.parametrize(
    ("decision", "expected", "said"),
    [
        (Answered("docker", _SEEN, 1), _DOCKER, "docker"),
        (More("docker"), _DOCKER, "docker"),
        (
            Unsure((Candidate("sql", 1, _SEEN), Candidate("docker", 1, _SEEN)), 0),
            _BOTH,
            "a choice of sql, docker",
        ),
        (Unknown((Candidate("sql", 1, _SEEN),), None, 0), _NONE, "no answer"),
        (Unknown((), "salary", 0), Told("refused", family="salary"), "no answer (salary)"),
    ],
)
def test_what_somebody_is_told(decision: Any, expected: Told, said: str) -> None:
    """A decision tells one entry, choices, or no answer with the family; what is near it does not count."""
    assert (expected, said) == (told(decision), str(told(decision)))


def test_the_order_of_choices_is_no_difference() -> None:
    """Choices are the same whatever comes first; other choices, an answer, and another pointer are not."""
    assert Told("offered", ("docker", "sql")).essence == _BOTH.essence
    assert _BOTH.essence not in {one.essence for one in (_OTHERS, _DOCKER, _NONE)}
    assert Told("refused", family="salary").essence != _NONE.essence


@pytest.mark.parametrize(
    ("expect", "now", "expected", "best"),
    [
        ("docker", _DOCKER, "right", None),
        ("docker", _SQL, "wrong", "wrong"),
        ("docker", _BOTH, "offered", "offered"),
        ("docker", _OTHERS, "refused", "refused"),
        ("docker", _NONE, "refused", "refused"),
        ("nothing", _DOCKER, "wrong", "wrong"),
        ("nothing", _BOTH, "offered", None),
        ("nothing", _NONE, "right", None),
    ],
)
def test_how_a_golden_question_fares(expect: str, now: Told, expected: Standing, best: SoFar) -> None:
    """Each outcome has its standing, and is as declared with that `so_far` or a worse one, and with no better one."""
    order: tuple[SoFar, ...] = ("wrong", "refused", "offered", None)
    declared = [as_declared(Golden(q="q", expect=expect, so_far=so_far), now) for so_far in order]

    assert expected == standing(Golden(q="q", expect=expect), now)
    assert [place <= order.index(best) for place in range(len(order))] == declared


def test_only_changed_answers_are_told(compare: Compare) -> None:
    """Of all golden questions, those whose answer is another are told, with both answers."""
    (change,) = compare(STEALING)

    assert ("my proxy", "proxy", "cache") == (change.put.text, str(change.before), str(change.after))


def test_whoever_watches_hands_the_questions_out(compare: Compare, write: Write) -> None:
    """The watcher gets all questions together, and only those that it hands out are asked."""
    seen: list[Put] = []

    def _watch(puts: Sequence[Put]) -> Sequence[Put]:
        seen.extend(puts)
        return puts[:1]

    then = Answerer(load(write(SMALL)))
    now = Answerer(load(write(STEALING)))
    puts = tuple(golden_puts(then.knowledge))

    assert ((), puts) == (changes(then, now, puts, _watch), tuple(seen))


def test_a_change_against_the_golden_file_is_not_listed(compare: Compare) -> None:
    """A golden question that went to another entry than expected fails."""
    (change,) = compare(STEALING)

    assert (Golden(q="my proxy", expect="proxy"), True) == (change.declared, change.fails)


@pytest.mark.parametrize(
    "line",
    [
        "{q: my proxy, expect: cache}",
        "{q: My  Proxy, expect: cache}",
        "{q: my proxy, expect: proxy, so_far: wrong}",
    ],
)
def test_a_change_that_the_golden_file_declares_is_listed(compare: Compare, line: str) -> None:
    """It is listed when the file expects the new answer, or says that it is wrong so far; case and spaces are nothing."""
    (change,) = compare({**STEALING, "golden.yaml": f"- {line}\n"})

    assert (True, False) == (change.listed, change.fails)


def test_a_retired_id_is_the_entry_of_today(compare: Compare) -> None:
    """What the golden file expects by a retired id is expected of the entry that has it as an alias."""
    cache = STEALING["glossary/cache.yaml"] + "aliases: [buffer]\n"
    (change,) = compare({"glossary/cache.yaml": cache, "golden.yaml": "- {q: my proxy, expect: buffer}\n"})

    assert change.listed


def test_another_id_is_not_another_answer(write: Write) -> None:
    """An entry that was renamed answers its questions as before."""
    folder = write(SMALL)
    then = Answerer(load(folder))
    (folder / "glossary/proxy.yaml").rename(folder / "glossary/go-between.yaml")
    text = (folder / "glossary/go-between.yaml").read_text()
    now = Answerer(load(write({"glossary/go-between.yaml": f"{text}aliases: [proxy]\n"})))

    assert () == changes(then, now, tuple(golden_puts(then.knowledge)))


@pytest.mark.parametrize(
    ("expect", "worse"), [("proxy", True), ("cache", False), ("queue", False), ("nothing", False)]
)
def test_a_golden_question_must_not_get_worse_by_leaving(
    compare: Compare, expect: str, *, worse: bool
) -> None:
    """A question that was taken out of the golden file fails when its answer got worse than it was, and only then."""
    before = f"- {{q: my proxy, expect: {expect}}}\n"
    (change,) = compare({**STEALING, "golden.yaml": "[]\n"}, before={"golden.yaml": before})

    assert (None, expect) == (change.declared, change.dropped.expect if change.dropped else "")
    assert (worse, worse) == (change.worse, change.fails)


@pytest.mark.parametrize(
    ("policy", "fails"), [("answer: 1\noffer: 1\n", False), ("answer: 0\noffer: 0\n", True)]
)
def test_an_entry_may_leave_with_its_questions(write: Write, policy: str, *, fails: bool) -> None:
    """Where an entry and its golden question went, no answer is as it should be, and another entry's answer is not."""
    folder = write(SMALL)
    then = Answerer(load(folder))
    (folder / "glossary/proxy.yaml").unlink()
    cache = "title: What is a cache?\nphrasings: [my cache]\nshort: The cache.\n"
    now = Answerer(load(write({"glossary/cache.yaml": cache, "golden.yaml": "[]\n", "policy.yaml": policy})))
    found = {one.put.text: one for one in changes(then, now, tuple(golden_puts(then.knowledge)))}

    assert fails == found["my proxy"].fails


@pytest.mark.parametrize(("origin", "fails"), [("asked", True), ("golden", True), ("file", False)])
def test_only_what_people_and_maintainers_asked_can_fail(
    compare: Compare, origin: Origin, *, fails: bool
) -> None:
    """A question that nobody wrote down fails, unless it was only named in a file of questions to look at."""
    (change,) = compare(STEALING, Put("the proxy that is my own", origin))

    assert (False, fails) == (change.listed, change.fails)


def test_a_question_that_is_a_phrasing_now_is_listed(compare: Compare) -> None:
    """Whoever writes a question into the phrasings of an entry, or the examples of a family, has listed it."""
    family = "money:\n  title: money\n  pointer: No.\n  examples: [what does the api cost]\n"
    found = compare({**STEALING, "out_of_scope.yaml": family}, "My own proxy", "what does the api cost")

    assert [("proxy", "cache", True), ("api", "no answer (money)", True)] == [
        (str(one.before), str(one.after), one.listed) for one in found
    ]


def test_changes_are_listed_anew(compare: Compare, write: Write) -> None:
    """After the golden file was edited, the same changes stand beside what it says now."""
    found = compare(STEALING)
    now = load(write({"golden.yaml": "- {q: my proxy, expect: cache}\n"}))

    assert [True] == [one.listed for one in relisted(found, load(write({})), now)]


def test_each_question_is_put_once() -> None:
    """Equal questions are put once, as they came first; what people asked is counted together."""
    puts = [
        Put("A cache", "golden"),
        Put("a  cache", "asked", 2),
        Put("my API", "asked"),
        Put("my api", "asked", 3),
    ]

    assert (puts[0], Put("my API", "asked", 4)) == once(puts)


@pytest.mark.parametrize("text", ["what is a cache", "is c++ like c#", "why? " * 70 + "a cache"])
def test_equal_questions_get_equal_answers(shipped: Answerer, text: str) -> None:
    """What is the same question, in another case or with other spaces, is ranked the same."""
    loud = f"  {text.upper()}\n".replace(" ", "  ") if len(text) < 300 else text.replace(" ", "\n")

    assert same(text) == same(loud)
    assert _ranked(shipped, text) == _ranked(shipped, loud)


def _ranked(answerer: Answerer, text: str) -> list[tuple[str, float]]:
    return [(one.entry, one.score) for one in answerer.rank(Question(text)).candidates]
