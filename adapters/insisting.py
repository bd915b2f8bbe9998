"""Tries again what did not reach a platform that does not deliver a message twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.turns.message import AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.service import Service
    from bot.turns.message import Ending, Message, Send

LATER: Final = (1.0, 5.0, 30.0)
"""Seconds between our own tries."""


async def insist(
    service: Service, message: Message, send: Send, wanted: Callable[[], bool] = lambda: True
) -> Ending:
    """Has a message answered, and tries thrice more where it must be answered again and that is still `wanted`."""
    ending = await service.serve(message, send)
    for wait in LATER:
        if ending not in AGAIN or not wanted():
            break
        await asyncio.sleep(wait)
        ending = await service.serve(message, send)
    return ending
