"""`backchat serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import KnowledgeOption

_HostOption = Annotated[
    str | None,
    typer.Option(
        "--host", metavar="ADDRESS", help="Listen on this address; 0.0.0.0 for all [BACKCHAT_HOST]."
    ),
]
_PortOption = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="NUMBER",
        min=0,
        max=65535,
        help="Listen on this port; 0 for any that is free [PORT].",
    ),
]


def serve(knowledge: KnowledgeOption = None, host: _HostOption = None, port: _PortOption = None) -> None:
    """Serve over HTTP: health, metrics, and the adapters that are configured.

    Answers /health (is it well, and if not, why), /health/live and /metrics. Questions and votes go to the journal: a
    SQLite file in BACKCHAT_DATA, or the PostgreSQL of DATABASE_URL. Edited knowledge goes live by itself; SIGHUP and
    'backchat reload' ask for it. SIGTERM finishes what was begun and ends with 0.
    """
    from bot.cli.processes import run
    from bot.settings import read_settings

    given = {"knowledge": knowledge, "host": host, "port": port}
    settings = read_settings().model_copy(
        update={name: one for name, one in given.items() if one is not None}
    )
    run(settings, ())
