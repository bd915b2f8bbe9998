"""`backchat slack`: Socket Mode, and the manifest of the app."""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

from bot.cli.adapters import adapter
from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.serve import HostOption, PortOption
from bot.errors import BadInputError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_UrlOption = Annotated[
    str,
    typer.Option(
        "--url",
        metavar="URL",
        help="Where Slack reaches `backchat serve`, https://…; without it, Socket Mode.",
    ),
]


@app.callback()
def slack(
    context: typer.Context,
    knowledge: KnowledgeOption = None,
    host: HostOption = None,
    port: PortOption = None,
) -> None:
    """Serve one Slack workspace over Socket Mode: no public address is needed.

    Needs SLACK_BOT_TOKEN (xoxb-…) and SLACK_APP_TOKEN (xapp-…) of an app made from `backchat slack manifest`. Runs until
    SIGTERM or Ctrl-C, and ends with 69 when Slack cannot be reached for 45 seconds. With --port or PORT it answers /health
    and /metrics besides. Everything else is as with `backchat serve`, which serves Slack over HTTP.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.cli.processes import given, needs_serving, run

    needs_serving()
    needs_slack()
    settings = given(knowledge=knowledge, host=host, port=port)
    run(settings, [adapter("slack").over_socket(settings)], web="port" in settings.model_fields_set)


@app.command(short_help="Print the manifest that Slack makes the app from.")
def manifest(
    url: _UrlOption = "",
    *,
    agent: Annotated[bool, typer.Option("--agent", help="With the agent view of paid plans.")] = False,
    follow: Annotated[
        bool,
        typer.Option(
            "--follow/--no-follow",
            help="Whether to hear follow-ups in threads; without them fewer scopes are needed.",
        ),
    ] = True,
    as_json: JsonOption = False,
) -> None:
    """Print the manifest to paste at api.slack.com/apps, 'Create New App', 'From a manifest'.

    Without --url it is for Socket Mode, with it for HTTP. As YAML it says why each scope is asked for.
    """
    if url and not _is_address(url):
        raise BadInputError(f"'{url}' is no address: it begins with https://, as in https://bot.example.org")
    needs_slack()
    made = adapter("slack").manifest(url, agent=agent, follow=follow)
    reasons = adapter("slack").scopes(agent=agent, follow=follow)
    typer.echo(json.dumps(made, indent=2) if as_json else _yaml(made, reasons), nl=as_json)


def needs_slack() -> None:
    """Sees to it that what Slack needs is installed.

    Raises:
        ConfigurationError: it is not.
    """
    if find_spec("slack_bolt") is None or find_spec("aiohttp") is None:
        raise ConfigurationError("Slack needs more than the core: pip install 'backchat[serve,slack]'")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    clean = not any(sign.isspace() or sign in "?#@" for sign in url)
    return clean and parts.scheme in {"https", "http"} and bool(parts.hostname)


def _yaml(made: Mapping[str, Any], reasons: Mapping[str, str]) -> str:
    """The manifest as YAML, each scope with its reason beside it."""
    import yaml

    text: str = yaml.safe_dump(dict(made), sort_keys=False, allow_unicode=True, width=1_000)
    for scope, why in reasons.items():
        text = text.replace(f"- {scope}\n", f"- {scope} # {why}\n")
    return text
