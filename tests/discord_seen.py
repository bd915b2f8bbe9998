"""What people see in Discord, and what was asked of it: values that tests compare, without a trace of who keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

Json = Mapping[str, Any]

BUTTON: Final = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that the bot made of Discord."""

    method: str
    path: str
    body: Any = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as it was when it was looked at.

    `by` is who wrote it, "backchat" for the bot; `only` is the one person who sees it, empty where all do; `reply_to` is the
    id of the message that it replies to, 0 for none; `thinking` is whether its text is still to come.
    """

    id: int
    channel: int
    by: str
    content: str
    rows: tuple[Json, ...] = ()
    only: str = ""
    reply_to: int = 0
    flags: int = 0
    edited: bool = False
    thinking: bool = False

    @property
    def parts(self) -> tuple[Json, ...]:
        """All that can be pressed or chosen from, in its order."""
        return tuple(part for row in self.rows for part in row.get("components", ()))

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands on the buttons."""
        return tuple(one.get("label") or "" for one in self.parts if one["type"] == BUTTON)

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen from the menus of texts."""
        return tuple(option["label"] for one in self.parts for option in one.get("options", ()))

    @property
    def ids(self) -> tuple[str, ...]:
        """The custom ids of its parts."""
        return tuple(one["custom_id"] for one in self.parts if one.get("custom_id"))

    def button(self, name: str) -> str:
        """The custom id of the button with this label, or with a custom id that is or begins so.

        Raises:
            LookupError: there is none, or there are several.
        """
        called: list[str] = [
            one["custom_id"] for one in self.parts if one["type"] == BUTTON and name in _names(one)
        ]
        found = called or [one for one in self.ids if one == name or one.startswith(f"{name}:")]
        return self._only(name, found)

    def choice(self, label: str) -> tuple[str, str]:
        """The custom id of the menu that has this option, and the option's value.

        Raises:
            LookupError: there is none, or there are several.
        """
        found = [
            (part["custom_id"], option["value"])
            for part in self.parts
            for option in part.get("options", ())
            if label in {option["label"], option["value"]}
        ]
        return self._only(label, found)

    def _only(self, name: str, found: list[T]) -> T:
        if len(found) != 1:
            raise LookupError(f"{len(found)} are called {name!r} among {self.labels + self.options}")
        return found[0]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was opened for somebody."""

    by: str
    channel: int
    title: str
    custom_id: str
    parts: tuple[Json, ...]
    opened: Any = field(repr=False, compare=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The custom ids of its fields."""
        return tuple(_inputs(self.parts))


def _inputs(parts: tuple[Json, ...]) -> Iterator[str]:
    for part in parts:
        for one in (part.get("component"), *part.get("components", ())):
            if one:
                yield one["custom_id"]


def _names(button: Json) -> set[str]:
    return {button.get("label") or "", (button.get("emoji") or {}).get("name") or ""} - {""}
