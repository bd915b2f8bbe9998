"""Writes into golden.yaml what becomes of questions now, so that a reviewer sees it: comments, order and quotes stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.errors import BadInputError
from bot.knowledge import Golden
from bot.workbench.changes import as_declared, same, standing
from bot.workbench.surgery import appended, block
from bot.yaml_reader import YamlProblem, decode, parse, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.knowledge import Knowledge
    from bot.loading import Written
    from bot.workbench.changes import Change
    from bot.yaml_reader import Value

SoFar = Literal["offered", "refused", "wrong"] | None

_GOLDEN: Final = TypeAdapter(tuple[Golden, ...])
_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)


class Accepted(NamedTuple):
    """The text of golden.yaml in which changes are listed, what it says of them now, and what it cannot say, as sentences."""

    text: str
    golden: tuple[Golden, ...]
    skipped: tuple[str, ...]


def golden_name(written: Written) -> str:
    """The name of the file of golden questions, also when there is none yet."""
    return written.origins.get(("special", "golden"), "golden.yaml")


def accepted(written: Written, changes: Iterable[Change], *, asked: bool = False) -> Accepted:
    """What golden.yaml must say for some changes to be listed; questions of the journal only if they are `asked` for.

    Raises:
        BadInputError: the file is written in a way that this cannot edit.
    """
    name = golden_name(written)
    sheet = _Sheet(written.knowledge, written.files[name].text if name in written.files else "")
    for change in changes:
        if change.declared:
            sheet.restate(change)
        elif not change.listed and (asked or change.put.origin != "asked"):
            sheet.add(change)
    if sheet.stated and not sheet.holds():
        raise _by_hand()
    return Accepted(sheet.text, tuple(sheet.stated), tuple(sheet.skipped))


class _Sheet:
    """golden.yaml while it is edited, beside what it must say afterwards."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self.text = text
        self.stated: list[Golden] = []
        self.skipped: list[str] = []
        self._golden = list(knowledge.golden)
        self._knowledge = knowledge
        self._owners = dict(_texts(knowledge))

    def restate(self, change: Change) -> None:
        """Says of a question of the file what becomes of it, wherever it stands."""
        key = same(change.put.text)
        for number, golden in enumerate(self._golden):
            if same(golden.q) != key or (so_far := _so_far(golden, change, self._knowledge)) == golden.so_far:
                continue
            self._golden[number] = golden.model_copy(update={"so_far": so_far})
            self.text = with_so_far(self.text, number, so_far)
            self.stated.append(self._golden[number])

    def add(self, change: Change) -> None:
        """Adds a question with the answer that it gets."""
        if owner := self._owners.get(same(change.put.text)):
            told = f"is written in {owner}, so it cannot be a golden question: 'backchat check' says why another answer wins"
            self.skipped.append(f"{quoted(change.put.text)} {told}")
            return
        try:
            golden = _new(change, self._knowledge)
            decode(golden.q.encode(errors="surrogatepass"))
        except YamlProblem as problem:
            self.skipped.append(f"{quoted(change.put.text)} cannot stand in golden.yaml: {problem.message}")
            return
        item: dict[str, Value] = {"q": golden.q, "expect": golden.expect}
        item |= {"so_far": golden.so_far} if golden.so_far else {}
        self.text = appended(self.text, (), item) if self.text else f"- {block(item, 2).lstrip()}\n"
        self._golden.append(golden)
        self.stated.append(golden)

    def holds(self) -> bool:
        """Whether the text says what it must."""
        try:
            return _GOLDEN.validate_python(parse(self.text).value) == tuple(self._golden)
        except (YamlProblem, ValidationError):
            return False


def _by_hand() -> BadInputError:
    return BadInputError(
        "golden.yaml is written in a way that only people understand: write what becomes of the questions by hand"
    )


def _texts(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """Every text that a golden question may not be, and whose it is."""
    for entry in knowledge.entries.values():
        yield from ((same(text), entry.id) for text in (*entry.phrasings, entry.title))
    for name, family in knowledge.out_of_scope.items():
        yield from ((same(text), f"{name} (out of scope)") for text in family.examples)


def _so_far(golden: Golden, change: Change, knowledge: Knowledge) -> SoFar:
    """What must be said of a golden question for it to be as declared; nothing where it is good enough."""
    if as_declared(golden.model_copy(update={"so_far": None}), change.after, knowledge):
        return None
    return cast("SoFar", standing(golden, change.after, knowledge))


def _new(change: Change, knowledge: Knowledge) -> Golden:
    """A question that golden.yaml lacks, with what is right as far as is known.

    That is what the file said of it before, if the entry is still there; else the answer it gets, of choices the first.
    """
    dropped, now = change.dropped, change.after
    if dropped and (dropped.expect == "nothing" or dropped.expect in knowledge.entries):
        known = dropped.model_copy(update={"so_far": None})
    else:
        known = Golden(q=change.put.text, expect=now.entries[0] if now.entries else "nothing")
    return known.model_copy(update={"so_far": _so_far(known, change, knowledge)})


def with_so_far(text: str, number: int, so_far: SoFar) -> str:
    """The text of golden.yaml with another `so_far`, or none, of the question that stands `number`th in it, from 0.

    Raises:
        BadInputError: the file is written in a way that this cannot edit.
    """
    try:
        root = cast("yaml.SequenceNode", yaml.compose(text, Loader=_LOADER))
    except yaml.YAMLError:
        raise _by_hand() from None
    node = cast("yaml.MappingNode", root.value[number])
    at = next((place for place, (key, _) in enumerate(node.value) if key.value == "so_far"), None)
    if at is None:
        return appended(text, (number,), {"so_far": so_far}) if so_far else text
    if so_far:
        value = node.value[at][1]
        return text[: value.start_mark.index] + so_far + text[value.end_mark.index :]
    start, end = _span(text, node, at)
    return text[:start] + text[end:]


def _span(text: str, node: yaml.MappingNode, at: int) -> tuple[int, int]:
    """From where to where a pair stands that is to go, with the comment behind it."""
    pairs: Sequence[tuple[Any, Any]] = node.value
    key, value = pairs[at]
    if at == 0:
        return key.start_mark.index, pairs[1][0].start_mark.index
    if node.flow_style:
        return pairs[at - 1][1].end_mark.index, value.end_mark.index
    behind = text.find("\n", value.end_mark.index - 1)  # a text in a block ends behind its line already
    return text.rfind("\n", 0, key.start_mark.index) + 1, len(text) if behind < 0 else behind + 1
