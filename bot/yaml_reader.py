"""Reads YAML that people edit by hand, and nothing that YAML can do besides.

PyYAML takes the last of two equal keys in silence, turns `no` into False and `3.10` into 3.1, and a few hundred
bytes of merged aliases cost it seconds. Here libyaml's events are turned into texts, lists and mappings directly:
every scalar stays the text that was typed, and an anchor, alias, tag, second document, repeated key or deep
nesting is a problem with its place, found before anything is built from it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from bot.spots import end, find_words, offset
from bot.yaml_faults import fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.problems import ReadingRule

Place = tuple[int, int]
"""Line and column, from 1."""

Value = str | list["Value"] | dict[str, "Value"]
Location = tuple[str | int, ...]
"""The way to a value: keys and positions, from the top."""

MAX_BYTES: Final = 1_048_576
"""The largest file that is read: a thousand times a usual entry."""

MAX_DEPTH: Final = 12
"""The deepest nesting; the deepest file of ours has five levels."""

_SHOWN: Final = 200
_LINE_END: Final = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")
"""What YAML takes for the end of a line and no editor does: every place behind it would be told wrongly."""
_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def quoted(text: object) -> str:
    """A text in quotes as a message shows it: on one line, at most 200 characters of it."""
    written = str(text)
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in written[:_SHOWN])
    return f"'{shown}…'" if len(written) > _SHOWN else f"'{shown}'"


class Document(NamedTuple):
    """A file's content and where each value stands; a key's own place is under `(*location, "?")`."""

    value: Value
    places: Mapping[Location, Place]
    text: str = ""
    """The whole file, as it is written."""

    def place(self, location: Location) -> Place:
        """Where a value stands, or else the nearest value around it."""
        while location and location not in self.places:
            location = location[:-1]
        return self.places.get(location, (1, 1))

    def inside(self, location: Location, fragment: str) -> Place:
        """Where a fragment of the text at a location first stands, however its lines are broken; else where that begins."""
        place = self.place(location)
        at = find_words(self.text, fragment.split(), offset(self.text, *place))
        return place if at < 0 else end(self.text[:at])


class YamlProblem(Exception):  # noqa: N818 - raised and caught between this reader and the loader only
    """Why a text was refused, and where."""

    def __init__(self, message: str, place: Place, rule: ReadingRule = "yaml") -> None:
        super().__init__(message)
        self.message, self.place, self.rule = message, place, rule


def decode(content: bytes) -> str:
    """The text of a file.

    Raises:
        YamlProblem: the file is larger than `MAX_BYTES`, not UTF-8, or has a control character.
    """
    if len(content) > MAX_BYTES:
        raise YamlProblem(
            f"the file has {len(content):,} bytes; at most {MAX_BYTES:,} are read", (1, 1), "file-size"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", errors="replace")
        byte = content[error.start]
        raise YamlProblem(
            f"byte 0x{byte:02x} is not UTF-8: save the file as UTF-8", end(before), "encoding"
        ) from None
    if found := _UNPRINTABLE.search(text):
        raise YamlProblem(_control(found.group()), end(text[: found.start()]), "encoding")
    if found := _LINE_END.search(text):
        message = f"U+{ord(found.group()):04X} ends a line here: save the file with ordinary line ends (LF)"
        raise YamlProblem(message, end(text[: found.start()]), "encoding")
    return text


def _control(letter: str) -> str:
    return f"control character U+{ord(letter):04X}: delete it"


def parse(text: str) -> Document:
    """The one document of a text.

    Raises:
        YamlProblem: the text is not YAML, or uses what this reader refuses.
    """
    places: dict[Location, Place] = {}
    parser = _parser(text)
    builder = _Builder(parser, places)
    try:
        return Document(builder.document(), places, text)
    except yaml.MarkedYAMLError as error:
        raise YamlProblem(*fault(text, error, builder.last)) from None
    finally:
        parser.dispose()


def _parser(text: str) -> Any:
    return getattr(yaml, "CLoader", yaml.Loader)(text)


class _Builder:
    """Turns events into values, refusing on the way."""

    def __init__(self, parser: Any, places: dict[Location, Place]) -> None:
        self._parser, self._places = parser, places
        self.last: Any = None
        """The latest event, which a fault may have begun with."""

    def document(self) -> Value:
        self._next()  # the start of the stream
        start = self._next()
        if isinstance(start, yaml.StreamEndEvent):
            raise YamlProblem("the file is empty", (1, 1), "empty")
        if getattr(start, "tags", None):
            raise YamlProblem("%TAG is not allowed: remove the line", _place(start), "unsafe-yaml")
        value = self._value(self._next(), ())
        self._next()  # the end of the document
        if not isinstance(after := self._next(), yaml.StreamEndEvent):
            raise YamlProblem(
                "a second document starts here: one file, one document", _place(after), "unsafe-yaml"
            )
        return value

    def _next(self) -> Any:
        self.last = self._parser.get_event()
        return self.last

    def _value(self, event: Any, at: Location) -> Value:
        self._refuse(event, at)
        self._places[at] = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            return _text(event)
        return self._list(at) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(at)

    def _refuse(self, event: Any, at: Location) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem(
                f"alias *{event.anchor} is not allowed: write the text again", _place(event), "unsafe-yaml"
            )
        if event.anchor:
            raise YamlProblem(
                f"anchor &{event.anchor} is not allowed: remove it", _place(event), "unsafe-yaml"
            )
        if event.tag:
            raise YamlProblem(f"tag {event.tag} is not allowed: remove it", _place(event), "unsafe-yaml")
        if len(at) > MAX_DEPTH:
            raise YamlProblem(f"nested more than {MAX_DEPTH} levels deep", _place(event), "unsafe-yaml")

    def _list(self, at: Location) -> Value:
        items: list[Value] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*at, len(items))))
        return items

    def _mapping(self, at: Location) -> Value:
        pairs: dict[str, Value] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, at)
            if key in pairs:
                line = self._places[*at, key, "?"][0]
                raise YamlProblem(
                    f"{quoted(key)} is there twice: the first is in line {line}",
                    _place(event),
                    "duplicate-key",
                )
            self._places[*at, key, "?"] = _place(event)
            pairs[key] = self._value(self._next(), (*at, key))
        return pairs

    def _key(self, event: Any, at: Location) -> str:
        self._refuse(event, at)
        if not isinstance(event, yaml.ScalarEvent):
            raise YamlProblem("a key must be a plain word", _place(event))
        return _text(event)


def _text(event: Any) -> str:
    """What a scalar says; an escape in it must not smuggle in what a file may not contain."""
    if found := _UNPRINTABLE.search(event.value):
        raise YamlProblem(_control(found.group()), _place(event), "encoding")
    return str(event.value)


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1
