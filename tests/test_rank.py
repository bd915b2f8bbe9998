from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import Question, Ranking
from bot.knowledge import Entry, Knowledge, OutOfScope
from bot.loading import load
from bot.matching.index import Index
from bot.rank import MOST, rank
from bot.read import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import DataObject

    from tests.conftest import Run, Write

ROOT: Final = Path(__file__).resolve().parent.parent
SUBJECTS: Final = ("api", "sql", "docker", "linux", "testing", "caching", "logging")
INDEX: Final = Index(
    Knowledge(
        entries={
            subject: Entry(
                id=subject,
                title=f"What is {subject}?",
                phrasings=(f"explain {subject}", f"should i learn {subject}"),
                short=f"About {subject}.",
            )
            for subject in SUBJECTS
        },
        out_of_scope={
            name: OutOfScope(title=title, pointer="Ask them.", examples=examples)
            for name, title, examples in (
                ("salary", "salaries", ("what does a developer earn", "average pay")),
                ("hardware", "computers", ("which laptop should i buy", "explain laptops")),
            )
        },
    )
)


def ranked(question: str, index: Index = INDEX) -> Ranking:
    """The ranking for a question as typed."""
    return rank(read(Question(question), index.lexicon), index)


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("form", ["what is {}", "explain {}", "hey, should i learn {}?", "What's {}", "{}"])
def test_the_right_entry_is_first(subject: str, form: str) -> None:
    """A question about a subject ranks the entry of that subject first."""
    ranking = ranked(form.format(subject))

    assert subject == ranking.candidates[0].entry


def test_at_most_five_candidates_are_kept() -> None:
    """Of seven entries that are all alike to a question, five are kept."""
    ranking = ranked("should i learn something")

    assert MOST == len(ranking.candidates) == 5


@given(
    st.lists(st.sampled_from([*SUBJECTS, "what", "is", "laptops", "cobol", "dokcer", "??"]), max_size=8).map(
        " ".join
    )
)
def test_a_ranking_is_sorted_and_bounded(question: str) -> None:
    """Candidates stand exact first and best first, scores and the known share are 0-1."""
    ranking = ranked(question)
    places = [(not one.evidence.exact, -one.score) for one in ranking.candidates]

    assert places == sorted(places)
    assert all(0 <= one.score <= 1 for one in ranking.candidates)
    assert 0 <= ranking.reading.known <= 1 + 1e-9


def test_the_nearest_family_is_named() -> None:
    """The family is the out-of-scope family most like the question, with its evidence."""
    ranking = ranked("which laptop should i learn")
    exact = ranked("which laptop should I buy?")

    assert ranking.family is not None
    assert ranking.family.entry == "hardware"
    assert not ranking.family.evidence.exact
    assert exact.family is not None
    assert exact.family.evidence.exact


def test_the_reading_is_kept_with_what_is_known_of_it() -> None:
    """A ranking carries the reading as it was, and the share of it that the knowledge knows."""
    reading = read(Question("explain dokcer"), INDEX.lexicon)
    ranking = rank(reading, INDEX)

    assert (reading.text, reading.words, reading.repairs) == (
        ranking.reading.text,
        ranking.reading.words,
        ranking.reading.repairs,
    )
    assert ranking.reading.known == pytest.approx(1)


def test_the_stranger_a_question_the_less_of_it_is_known() -> None:
    """Every unknown word lowers the known share."""
    shares = [
        ranked(f"explain docker {strange}").reading.known for strange in ("", "zebra", "zebra xylophone")
    ]

    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 3


@pytest.mark.parametrize("question", ["", "???", "9999", "\u6771\u4eac", "\ud800"])
def test_nothing_known_gives_an_empty_ranking(question: str) -> None:
    """A question without a known word or letter has no candidate, no family, and known share 0."""
    ranking = ranked(question)

    assert (ranking.candidates, ranking.family, ranking.reading.known) == ((), None, 0.0)


def test_without_families_none_is_named() -> None:
    """Where no out-of-scope family is declared, a ranking names none."""
    entry = Entry(id="api", title="API", phrasings=("what is an api",), short="A door.")
    ranking = ranked("what is an api", Index(Knowledge(entries={"api": entry})))

    assert ranking.family is None
    assert ranking.candidates[0].evidence.exact


def asked(answerer: Answerer) -> list[str]:
    """A few dozen golden questions, of all kinds, with and without an answer."""
    return [golden.q for golden in answerer.knowledge.golden[::14]]


def found(answerer: Answerer, question: str) -> Ranking:
    """The ranking for a question, but for the text as it was typed."""
    ranking = answerer.rank(Question(question))
    return replace(ranking, reading=replace(ranking.reading, text=""))


@pytest.mark.parametrize(
    "dressed",
    [
        pytest.param(str.upper, id="capitals"),
        pytest.param(str.title, id="titled"),
        pytest.param(str.swapcase, id="case-swapped"),
        pytest.param(lambda text: text.replace(" ", "  "), id="double-spaces"),
        pytest.param(lambda text: f" \t{text.replace(' ', chr(10))}\r\n", id="line-breaks"),
        pytest.param(lambda text: f"{text}???", id="question-marks"),
        pytest.param(lambda text: f"{text}!", id="exclamation-mark"),
        pytest.param(lambda text: f"{text.rstrip('?')}...", id="dots"),
        pytest.param(lambda text: f"({text})", id="brackets"),
        pytest.param(lambda text: f'"{text}"', id="quotes"),
        pytest.param(lambda text: f"**{text}**", id="bold"),
        pytest.param(lambda text: text.replace(" ", ", "), id="commas"),
        pytest.param(lambda text: f"> {text}", id="quoted"),
    ],
)
def test_a_question_is_ranked_alike_however_it_is_dressed(
    shipped: Answerer, dressed: Callable[[str], str]
) -> None:
    """Case, spacing and punctuation around words change nothing about a ranking, to the last digit."""
    changed = [
        question
        for question in asked(shipped)
        if found(shipped, question) != found(shipped, dressed(question))
    ]

    assert [] == changed


@settings(max_examples=60)
@given(data=st.data())
def test_a_question_is_ranked_alike_whatever_its_dress_is_made_of(
    shipped: Answerer, data: DataObject
) -> None:
    """Any letters in capitals, any spaces between words and any marks at the end rank like none."""
    question = data.draw(st.sampled_from(asked(shipped)))
    capitals = data.draw(st.lists(st.booleans(), min_size=len(question), max_size=len(question)))
    letters = [
        letter.upper() if capital else letter for letter, capital in zip(question, capitals, strict=True)
    ]
    spaces = data.draw(st.text(" \t\n\u00a0\u2003", min_size=1, max_size=2))
    marks = data.draw(st.text("?!.,;: \u2026\u203d", max_size=4))
    dressed = f"{''.join(letters).replace(' ', spaces)}{marks}"

    assert found(shipped, question) == found(shipped, dressed)


def test_the_order_of_files_does_not_matter(write: Write) -> None:
    """Knowledge in other folders, and declared the other way round, is ranked and decided alike."""
    entries = {
        name: json.dumps(
            {"title": f"What is {name}?", "phrasings": [f"explain {name}"], "short": f"A {name}."}
        )
        for name in ("api", "sql", "docker", "junior", "senior")
    }
    families = [
        "pay: {title: pay, pointer: Ask., examples: [what does a senior earn]}\n",
        "hardware: {title: computers, pointer: Ask., examples: [which laptop should i buy]}\n",
    ]
    contrasts = ["- [junior, senior]\n", "- [sql, docker]\n"]
    answerers = []
    for step, folder in ((1, "{0}"), (-1, "{1}-{0}")):
        written = write(
            {
                "out_of_scope.yaml": "".join(families[::step]),
                "synonyms.yaml": f"contrasts:\n{''.join(contrasts[::step])}",
                **{
                    f"{folder.format('faqs', number)}/{name}.yaml": text
                    for number, (name, text) in enumerate([*entries.items()][::step])
                },
            }
        )
        answerers.append(Answerer(load(written)))
        rmtree(written)
    there, back = answerers

    for question in (
        "what is sql",
        "explain a senior",
        "what do juniors earn",
        "laptop api",
        "dokcer",
        "pay",
    ):
        ranking, other = there.rank(Question(question)), back.rank(Question(question))
        assert ranking == other
        assert there.decide(ranking) == back.decide(other)


def test_two_processes_rank_alike(backchat: Run, shipped: Answerer, tmp_path: Path) -> None:
    """Whatever the seed of the hashes, and with nothing kept from before, two processes say the same of a question."""
    folder, questions = copytree(ROOT / "knowledge", tmp_path / "copy"), asked(shipped)
    done = [
        backchat(
            *("ask", "--jsonl", "--knowledge", str(folder)),
            typed="\n".join(questions),
            env={"PYTHONHASHSEED": seed, "BACKCHAT_CACHE": "-"},
        )
        for seed in ("1", "4711")
    ]
    first, second = ([json.loads(line) for line in one.stdout.splitlines()] for one in done)

    assert [(0, "")] * 2 == [(one.returncode, one.stderr) for one in done]
    assert questions == [one["question"] for one in first]
    assert first == second
