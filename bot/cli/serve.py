"""`backchat serve`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.adapters import adapter
from bot.cli.options import KnowledgeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.operations.plug import Plug
    from bot.settings import Settings

HostOption = Annotated[
    str | None,
    typer.Option(
        "--host", metavar="ADDRESS", help="Listen on this address; 0.0.0.0 for all [BACKCHAT_HOST]."
    ),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port",
        metavar="NUMBER",
        min=0,
        max=65535,
        help="Listen on this port; 0 for any that is free [PORT].",
    ),
]


def serve(knowledge: KnowledgeOption = None, host: HostOption = None, port: PortOption = None) -> None:
    """Serve over HTTP: health, metrics, and the adapters that are configured.

    With SLACK_SIGNING_SECRET it answers Slack at /slack/events, and with SLACK_CLIENT_ID and SLACK_CLIENT_SECRET workspaces
    install the app at /slack/install.

    Answers /health (is it well, and if not, why), /health/live and /metrics. Questions and votes go to the journal: a
    SQLite file in BACKCHAT_DATA, or the PostgreSQL of DATABASE_URL. Edited knowledge goes live by itself; SIGHUP and
    'backchat reload' ask for it. SIGTERM finishes what was begun and ends with 0.
    """
    from bot.cli.processes import given, needs_serving, run

    needs_serving()
    settings = given(knowledge=knowledge, host=host, port=port)
    run(settings, _plugs(settings))


def _plugs(settings: Settings) -> Sequence[Plug]:
    """The adapters that these settings ask for."""
    if not (settings.slack_signing_secret or settings.slack_client_id or settings.slack_client_secret):
        return ()
    from bot.cli.slack import needs_slack

    needs_slack()
    plug = adapter("slack").over_http(settings)
    return [plug] if plug else []
