"""How an adapter plugs into a serving process: its routes, its connection, and how the connection is doing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

    from bot.service import Service


@dataclass(frozen=True, slots=True)
class State:
    """Whether a part of the process works, and if not, why, in a few words without any id or secret."""

    ok: bool
    reason: str = ""


class Plug(Protocol):
    """One adapter in a serving process."""

    @property
    def name(self) -> str:
        """The platform, as metrics and health name it: slack, discord."""

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """What it answers over HTTP; nothing for one that connects by itself."""

    def state(self) -> State:
        """Whether it is connected, at this moment."""

    async def aclose(self) -> None:
        """Closes what sending needed: nothing is under way any more, whether `run` was called or not."""

    async def run(self, service: Service) -> None:
        """Connects and stays connected until it is cancelled; takes no new messages from then on.

        Messages under way are still answered then: what sending needs stays open until the process ends, and this has 5
        seconds to leave.

        Raises:
            BackchatError: it cannot go on, for example because a token was refused: the process ends.
        """
