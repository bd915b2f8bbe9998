"""Labelled questions, from which it is measured how good the answers are: read from files, and made fit to count."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, Literal, cast, get_args

from pydantic import TypeAdapter, ValidationError

from bot.conversation import checked_question
from bot.errors import BadInputError
from bot.knowledge import Golden
from bot.wording import explain
from bot.yaml_reader import Document, YamlProblem, decode, parse, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from bot.knowledge import Knowledge

Scope = Literal["in", "near_out", "far_out", "out"]
"""Whether an entry answers a question; where none does, whether the question is near our subject, far from it, or
nobody said."""

_FIELDS: Final = ("q", "topics", "scope", "style")
_EXAMPLE: Final = '{"q": "do i need a degree", "topics": ["degree-required"]}'
_MISTYPED: Final = 0.85
"""The likeness (0-1) to one of our fields from which another is taken for a mistake."""


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and the ids of the entries that answer it, best first; none when nothing does.

    `style` says how it is worded, `place` where it stands (FILE:LINE); both may be empty.
    """

    text: str
    topics: tuple[str, ...]
    scope: Scope
    style: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class UnknownTopic:
    """A topic that is no entry: where it stands (FILE:LINE), its id, and the nearest id that exists, if one is near."""

    place: str
    id: str
    near: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The questions that count, their topics being ids of today, and what does not count.

    `copied` questions equal a phrasing or title, `unplaced` ones have topics of which none is known.
    """

    kept: tuple[LabelledQuestion, ...]
    copied: int
    unplaced: int
    unknown: tuple[UnknownTopic, ...]


def read_questions(file: Path) -> tuple[LabelledQuestion, ...]:
    """The questions of a file: YAML in the form of golden.yaml, or one JSON object a line.

    Raises:
        BadInputError: the file cannot be read, holds no question, or a line of it is malformed.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}; name a file of questions") from None
    read = _golden if file.suffix in {".yaml", ".yml"} else _json_lines
    if not (found := tuple(read(content, str(file)))):
        raise BadInputError(f"{file} holds no question: write one a line, as in {_EXAMPLE}")
    return found


def golden_questions(knowledge: Knowledge) -> tuple[LabelledQuestion, ...]:
    """The golden questions of a knowledge base."""
    return tuple(_labelled(one, f"golden question {n}") for n, one in enumerate(knowledge.golden, start=1))


def select(asked: Iterable[LabelledQuestion], knowledge: Knowledge) -> Selection:
    """The questions that count: not copied from the knowledge, and with an entry that exists where one is named."""
    asked = tuple(asked)
    written = {
        _plain(text) for entry in knowledge.entries.values() for text in (*entry.phrasings, entry.title)
    }
    fresh = [one for one in asked if _plain(one.text) not in written]
    known = [(one, replace(one, topics=_known(one.topics, knowledge))) for one in fresh]
    kept = tuple(now for then, now in known if now.topics or not then.topics)
    return Selection(kept, len(asked) - len(fresh), len(fresh) - len(kept), tuple(_unknown(asked, knowledge)))


def _known(topics: tuple[str, ...], knowledge: Knowledge) -> tuple[str, ...]:
    entries = (knowledge.entry(topic) for topic in topics)
    return tuple(dict.fromkeys(entry.id for entry in entries if entry))


def _unknown(asked: Iterable[LabelledQuestion], knowledge: Knowledge) -> Iterator[UnknownTopic]:
    found = [(one.place, topic) for one in asked for topic in one.topics if knowledge.entry(topic) is None]
    near = {
        topic: get_close_matches(topic, knowledge.entries, n=1) for topic in {topic for _, topic in found}
    }
    for place, topic in found:
        yield UnknownTopic(place, topic, next(iter(near[topic]), ""))


def _plain(text: str) -> str:
    """A text without what does not make a question another: case, spacing and punctuation."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _golden(content: bytes, file: str) -> Iterator[LabelledQuestion]:
    try:
        document = parse(decode(content))
    except YamlProblem as problem:
        raise _malformed(f"{file}:{problem.place[0]}", problem.message) from None
    for number, one in enumerate(_validated(document, file)):
        place = f"{file}:{document.place((number, 'q'))[0]}"
        yield replace(_labelled(one, place), text=_text(one.q, place))


def _validated(document: Document, file: str) -> tuple[Golden, ...]:
    try:
        return TypeAdapter(tuple[Golden, ...]).validate_python(document.value)
    except ValidationError as error:
        place, message = explain(error.errors(include_url=False)[0], document, Golden)
        raise _malformed(f"{file}:{place[0]}", message) from None


def _labelled(one: Golden, place: str) -> LabelledQuestion:
    topics = () if one.expect == "nothing" else (one.expect,)
    return LabelledQuestion(one.q, topics, "in" if topics else "out", place=place)


def _json_lines(content: bytes, file: str) -> Iterator[LabelledQuestion]:
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if line.strip():
            yield _row(_object(line, f"{file}:{number}"), f"{file}:{number}")


def _object(line: bytes, place: str) -> dict[str, Any]:
    try:
        value = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise _malformed(
            place, f"byte 0x{line[error.start]:02x} is not UTF-8: save the file as UTF-8"
        ) from None
    except (ValueError, RecursionError):
        raise _malformed(place, f"this is not JSON: write one object a line, as in {_EXAMPLE}") from None
    if not isinstance(value, dict):
        raise _malformed(place, f"this is no JSON object: write one a line, as in {_EXAMPLE}")
    return value


def _row(row: dict[str, Any], place: str) -> LabelledQuestion:
    for name in row.keys() - set(_FIELDS):
        if near := get_close_matches(name, _FIELDS, n=1, cutoff=_MISTYPED):
            raise _malformed(place, f"{quoted(name)} is not a field: did you mean '{near[0]}'?")
    text, topics, style = (
        _text(row.get("q"), place),
        _topics(row.get("topics"), place),
        row.get("style") or "",
    )
    if not _is_label(style):
        raise _malformed(place, '\'style\' must be a word or two, as in "style": "typo"')
    return LabelledQuestion(text, topics, _scope(row.get("scope"), topics, place), style, place)


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _malformed(place, f"'q' must be the question, as text: write it as in {_EXAMPLE}")
    try:
        return checked_question(value).text
    except BadInputError as error:
        raise _malformed(place, str(error)) from None


def _topics(value: object, place: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(map(_is_label, value)):
        raise _malformed(
            place, "'topics' must be a list of entry ids, best first: write [] when no entry answers"
        )
    return tuple(value)


def _scope(value: object, topics: tuple[str, ...], place: str) -> Scope:
    if value is None:
        return "in" if topics else "out"
    if value not in get_args(Scope):
        raise _malformed(place, f"'scope' is {quoted(value)}: write {', '.join(get_args(Scope)[:-1])} or out")
    if value == "in" and not topics:
        raise _malformed(
            place, "'scope' is 'in' and no topic is named: name the entries that answer in 'topics'"
        )
    if value != "in" and topics:
        raise _malformed(
            place, f"'scope' is '{value}' and topics are named: write \"scope\": \"in\" or remove them"
        )
    return cast("Scope", value)


def _is_label(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _malformed(place: str, message: str) -> BadInputError:
    return BadInputError(f"{place}: {message}")
