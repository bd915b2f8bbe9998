from __future__ import annotations

import socket
from contextlib import closing

from bot.operations.server import listening


def test_an_answer_does_not_wait_to_be_sent() -> None:
    """Connections send small packets at once: else the body of each answer waits 40 ms for its head's acknowledgement."""
    with listening("127.0.0.1", 0) as opened:
        opened.settimeout(5)
        with closing(socket.create_connection(opened.getsockname())), closing(opened.accept()[0]) as taken:
            told = taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    assert 0 != told
