"""The app's Home: a page to ask and to browse at, for one person, in views that lie over it."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest

from tests.slack_office import Office
from tests.slack_payloads import Scene
from tests.slack_reading import drawn, labels

BOB: Final = Scene(user="U0BOB")
NEXT: Final = "Building and maintaining APIs"


@pytest.fixture
async def at_home(shipped_at_work: Office) -> Office:
    """Backchat with all it knows, whose Home Ada and Bob have opened."""
    shipped_at_work.far.workspace().person(BOB.user)
    for scene in (Scene(), BOB):
        await shipped_at_work.open_home(scene)
    return shipped_at_work


def newest(at: Office) -> dict[str, Any]:
    """The modal that was opened last."""
    return at.far.views()[-1]


async def search(at: Office, text: str, scene: Scene | None = None) -> str:
    """What the modal shows in which the answer to a question typed at Home opens."""
    await at.press_in(at.home(scene), "Ask me", scene, text)
    return drawn(newest(at)["blocks"])


async def test_home_shows_the_ways_in(at_home: Office) -> None:
    """There is a field to ask in, the kinds of topics and the learning paths, each once."""
    names = labels(at_home.home()["blocks"])

    assert {"Ask me", "What can I ask?", "From zero to junior", "For career changers"} <= {*names}
    assert [] == [name for name, times in Counter(names).items() if times > 1]
    assert {"Duties", "Skills", "Glossary", "FAQs"} <= {name.partition(" (")[0] for name in names}
    assert "Smalltalk" not in drawn(at_home.home()["blocks"])


async def test_home_leaves_no_trace(at_home: Office) -> None:
    """Looking at Home is no question, and posts nothing."""
    assert ([], [], []) == (
        await at_home.parts.kept("questions"),
        at_home.far.called("chat.postMessage"),
        at_home.far.views(),
    )


async def test_a_tap_at_home_opens_a_view_that_turns_over(at_home: Office) -> None:
    """A kind, its next page, an entry, a related one and back: one view over Home, and Home stays as it was."""
    before = at_home.home()
    await at_home.press_in(before, "Duties (…")
    shown = [newest(at_home)]
    for label in ("More", "Browse all topics", "Glossary (…", "What is an API?", NEXT):
        await at_home.press_in(newest(at_home), label)
        shown.append(newest(at_home))
    firsts = [drawn(view["blocks"]).partition("\n")[0].partition(" of ")[0] for view in shown]

    assert [
        "Duties, page 1",
        "Duties, page 2",
        "Topics",
        "Glossary, page 1",
        "What is an API?",
        NEXT,
    ] == firsts
    assert (1, before) == (len(at_home.far.views()), at_home.home())
    assert [] == at_home.far.called("chat.postMessage") + at_home.far.called("chat.postEphemeral")


async def test_a_path_is_walked_over_home(at_home: Office) -> None:
    """A path begun at Home is walked in its view, and the journal knows the step."""
    await at_home.press_in(at_home.home(), "From zero to junior")
    await at_home.press_in(newest(at_home), "What next?")
    [row] = await at_home.parts.kept("progress")

    assert ("from-zero", 2) == (row["path"], row["step"])
    assert "From zero to junior, step 2 of" in drawn(newest(at_home)["blocks"])


async def test_a_question_at_home_is_restated_and_answered(at_home: Office) -> None:
    """Enter opens a view with the question and its answer, to vote on; nothing there can be shared or deleted."""
    shown = await search(at_home, "whats an <api> & why")
    names = labels(newest(at_home)["blocks"])

    assert shown.startswith("You asked: whats an <api> & why\nWhat is an API?")
    assert {"Not what I asked", "This helped", "This did not help", NEXT} <= {*names}
    assert not {"Share in channel", "Delete"} & {*names}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The question is empty"),
        ("x" * 3_000, "I "),
        ("kafka", "The nearest I can tell you about:"),
        ("whats the pay", "I do not answer questions about pay"),
        ("delete my data", "Shall I delete all of it?"),
    ],
    ids=["empty", "endless", "unknown", "out of scope", "deletion"],
)
async def test_whatever_is_typed_at_home_gets_a_word(at_home: Office, text: str, told: str) -> None:
    """What has no answer is told in the view as it would be anywhere."""
    assert told in await search(at_home, text)


async def test_choices_at_home_become_the_answer(at_home: Office) -> None:
    """What is picked of a did-you-mean takes its place in the view, and votes on it count for the question."""
    await search(at_home, "websites")
    await at_home.press_in(newest(at_home), "Which problems do websites typically have, and who helps?")

    shown, views = drawn(newest(at_home)["blocks"]), len(at_home.far.views())
    await at_home.press_in(newest(at_home), "This helped")
    [question], [vote] = [await at_home.parts.kept(table) for table in ("questions", "votes")]

    assert (True, 1) == (shown.startswith("Which problems do websites typically have"), views)
    assert (question["id"], "common-website-issues") == (vote["asked"], vote["entry"])


async def test_questions_at_home_are_a_conversation(at_home: Office) -> None:
    """What follows is read in the light of what was asked and tapped there; another's Home knows nothing of it."""
    await search(at_home, "what is an api")
    more = await search(at_home, "tell me more")
    await at_home.press_in(newest(at_home), NEXT)
    after = await search(at_home, "why?")
    other = await search(at_home, "why?", BOB)

    assert "That is all I have on What is an API?" in more.replace("\n", "")
    assert f"That is all I have on {NEXT}" in after.replace("\n", "")
    assert "That is all I have on" not in other


async def test_data_is_deleted_at_home(at_home: Office) -> None:
    """The button in the view deletes, and the view says how much."""
    await search(at_home, "what is an api")
    await search(at_home, "delete my data")
    await at_home.press_in(newest(at_home), "Delete my data")

    assert "Done: 1 question deleted." in drawn(newest(at_home)["blocks"])
    assert [] == await at_home.parts.kept("questions")


async def test_what_is_gone_is_told_in_the_view(at_home: Office) -> None:
    """A Home that is older than the knowledge has buttons that lead nowhere: they say so."""
    before = at_home.home()
    buttons = [one for block in before["blocks"] for one in block.get("elements", ()) if "value" in one]
    for button in buttons:
        button["value"] = "show:removed"
    await at_home.press_in(before, "From zero to junior")

    assert "There is nothing by that name here, or not any more." in drawn(newest(at_home)["blocks"])
