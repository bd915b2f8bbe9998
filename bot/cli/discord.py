"""`backchat discord`: the connection, the commands and the invitation."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.adapters import adapter
from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.serve import HostOption, PortOption
from bot.errors import BadInputError, ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHANGED = 1
"""The exit code of `sync --check` where Discord has other commands."""

app = typer.Typer(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def discord(
    context: typer.Context,
    knowledge: KnowledgeOption = None,
    host: HostOption = None,
    port: PortOption = None,
    shards: Annotated[
        int | None,
        typer.Option(
            "--shards",
            metavar="N",
            min=1,
            max=10_000,
            help="Shards of all processes together; else as Discord asks.",
        ),
    ] = None,
    shard_ids: Annotated[
        str | None,
        typer.Option("--shard-ids", metavar="A,B", help="Which of them are this process's, from 0 on."),
    ] = None,
) -> None:
    """Serve Discord: every server that the bot was invited to, and everybody who installed it for themselves.

    Needs DISCORD_TOKEN of an app at discord.com/developers, and once `backchat discord sync`. No privileged intent is asked
    for. Runs until SIGTERM or Ctrl-C, and ends with 69 when Discord cannot be reached for 45 seconds. With --port or PORT it
    answers /health and /metrics besides. Everything else is as with `backchat serve`.
    """
    if context.invoked_subcommand is not None:
        return
    from bot.cli.processes import given, needs_serving, run

    ids = _ids(shard_ids, shards)
    needs_serving()
    needs_discord()
    settings = given(knowledge=knowledge, host=host, port=port)
    plug = adapter("discord").connected(settings, ids, shards)
    run(settings, [plug], web="port" in settings.model_fields_set)


@app.command(short_help="Tell Discord the commands, where they have changed.")
def sync(
    guild: Annotated[
        int | None,
        typer.Option(
            "--guild",
            metavar="ID",
            min=1,
            help="On one server alone, where they show at once: to try them out.",
        ),
    ] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Only look; exits with 1 if they differ.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tell Discord the commands of this version, where it has others; `backchat discord` itself never does.

    Run it after an update, and with --check to see whether that is needed. Commands on one server are shown beside those of
    all servers: do not use both for long.
    """
    from bot.cli.processes import given

    needs_discord()
    found = adapter("discord").sync(given(), guild, check=check)
    if as_json:
        typer.echo(json.dumps({**asdict(found), "synced": bool(found) and not check}, indent=2))
    else:
        typer.echo(_told(asdict(found), check=check))
    if check and found:
        raise typer.Exit(CHANGED)


@app.command(short_help="Print the address that invites the bot.")
def invite(
    application: Annotated[
        int | None,
        typer.Option(
            "--application", metavar="ID", min=1, help="The id of the app; else the one of DISCORD_TOKEN."
        ),
    ] = None,
    *,
    as_json: JsonOption = False,
) -> None:
    """Print the address at which an admin lets the bot onto a server, with the fewest permissions that it needs.

    Asks nobody: the id of the app is in the token.
    """
    from bot.cli.processes import given

    needs_discord()
    url, needed = adapter("discord").invite(given(), application), adapter("discord").NEEDED
    if as_json:
        typer.echo(json.dumps({"url": url, "permissions": dict(needed)}, indent=2))
        return
    typer.echo(url)
    for name, why in needed.items():
        typer.echo(f"  {name}: {why}", err=True)


def needs_discord() -> None:
    """Sees to it that what Discord needs is installed.

    Raises:
        ConfigurationError: it is not.
    """
    if find_spec("discord") is None or find_spec("regex") is None:
        raise ConfigurationError("Discord needs more than the core: pip install 'backchat[serve,discord]'")


def _ids(typed: str | None, shards: int | None) -> Sequence[int]:
    if typed is None:
        return ()
    if shards is None:
        raise BadInputError("--shard-ids needs --shards: how many there are in all processes together")
    parts = [part.strip() for part in typed.split(",")]
    if not all(
        part.isascii() and part.isdigit() and len(part) <= len(str(shards)) and int(part) < shards
        for part in parts
    ):
        raise BadInputError(
            f"--shard-ids {typed}: name numbers from 0 to {shards - 1} with commas between, as in 0,1"
        )
    return sorted({int(part) for part in parts})


def _told(found: Mapping[str, Sequence[str]], *, check: bool) -> str:
    parts = [f"{what}: {', '.join(names)}" for what, names in found.items() if names]
    if not parts:
        return "Discord has the commands of this version."
    lead = "Discord has other commands" if check else "Discord was told the commands"
    told = "; ".join(parts)
    return f"{lead}. {told[:1].upper()}{told[1:]}."
