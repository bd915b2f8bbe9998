from __future__ import annotations

import aiohttp
import pytest

from adapters.slack.web import respond
from tests.slack_far_side import FarSide

BODY = {"response_type": "ephemeral", "text": "x"}


@pytest.mark.parametrize("status", [500, 503])
async def test_an_address_that_fails_once_is_tried_again(far: FarSide, status: int) -> None:
    """What Slack fails at is sent once more, as with any call: nobody delivers a tap again."""
    far.fail("response_url", status=status)
    async with aiohttp.ClientSession() as session:
        await respond(session, far.response_url(), BODY)

    assert ["x"] == [one.text for one in far.ephemerals()]


async def test_an_address_that_goes_on_failing_is_let_go(far: FarSide) -> None:
    """Two tries are all."""
    far.fail("response_url", None, status=500)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionError):
            await respond(session, far.response_url(), BODY)

    assert [500, 500] == [call.status for call in far.calls]
