"""The commands of Backchat in Discord, and the words they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.app_commands import locale_str as _

from adapters.asking import told
from adapters.clipping import clip
from adapters.discord.incoming import typed
from bot.conversation import BrowseTopics, FollowPath, Question, ShowEntry, ShowHelp, parse_action
from bot.wishes import Picked, QuizMe, Resume

if TYPE_CHECKING:
    from adapters.discord.app import DiscordApp

    Command = app_commands.Command[Any, ..., Any]
    Interaction = discord.Interaction[DiscordApp]

EVERYWHERE: Final[dict[str, Any]] = {
    "allowed_contexts": app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    "allowed_installs": app_commands.AppInstallationType(guild=True, user=True),
}
"""Servers, direct messages and groups; installed by a server or by a person for themselves."""

_MOST: Final = 25
"""Choices that Discord shows at a time."""

_NAME: Final = 100
"""The longest name of a choice, in characters."""


@app_commands.command(name=_("ask"), description=_("Ask about the back-end developer's career"))
@app_commands.rename(question=_("question"), private=_("private"))
@app_commands.describe(question=_("In your own words"), private=_("Whether only you see the answer"))
async def ask(interaction: Interaction, question: str, private: bool | None = None) -> None:  # noqa: FBT001 - what Discord calls options
    """A question, or an entry that was picked while typing it."""
    chosen = parse_action(question)
    said = Picked(chosen.entry) if isinstance(chosen, ShowEntry) else told(typed(question))
    shown = said.text if isinstance(said, Question) else ""
    await interaction.client.desk.ask(interaction, said, shown, private=private)


@ask.autocomplete("question")
async def _complete(interaction: Interaction, begun: str) -> list[Choice[str]]:
    found = interaction.client.desk.service.complete(begun)
    return [Choice(name=one.label, value=f"show:{one.entry}") for one in found]


@app_commands.command(name=_("topics"), description=_("Browse everything that I can answer"))
@app_commands.rename(kind=_("kind"))
@app_commands.describe(kind=_("Topics of this kind alone"))
async def topics(interaction: Interaction, kind: str = "") -> None:
    """The kinds of topics, or those of a kind."""
    await interaction.client.desk.ask(interaction, BrowseTopics(kind), private=True)


@app_commands.command(name=_("path"), description=_("Walk a learning path, from where you were last time"))
@app_commands.rename(path=_("path"))
@app_commands.describe(path=_("Which one; leave it out to see them all"))
async def walk(interaction: Interaction, path: str = "") -> None:
    """The paths, or the step of one that the person is at."""
    await interaction.client.desk.ask(interaction, Resume(path) if path else FollowPath(), private=True)


@app_commands.command(name=_("quiz"), description=_("A small quiz on the steps that you have done"))
@app_commands.rename(path=_("path"))
@app_commands.describe(path=_("Which path; leave it out for the one you walked last"))
async def quiz(interaction: Interaction, path: str = "") -> None:
    """Questions about what the person has read."""
    await interaction.client.desk.ask(interaction, QuizMe(path), private=True)


@topics.autocomplete("kind")
async def _kinds(interaction: Interaction, begun: str) -> list[Choice[str]]:
    return _named(interaction, BrowseTopics(), begun)


@walk.autocomplete("path")
@quiz.autocomplete("path")
async def _paths(interaction: Interaction, begun: str) -> list[Choice[str]]:
    return _named(interaction, FollowPath(), begun)


def _named(interaction: Interaction, page: BrowseTopics | FollowPath, begun: str) -> list[Choice[str]]:
    """The names of kinds or paths, as the page that lists them has them."""
    names = {}
    for option in interaction.client.desk.service.page(page).options:
        match parse_action(option.code):
            case BrowseTopics(kind=name) | FollowPath(path=name) if name:
                names[name] = option.label
    fitting = (one for one in names.items() if begun.casefold() in f"{one[1]} {one[0]}".casefold())
    return [Choice(name=clip(label, _NAME), value=name) for name, label in fitting][:_MOST]


@app_commands.command(name=_("help"), description=_("What you can ask me, and how"))
async def show_help(interaction: Interaction) -> None:
    """What the bot can do."""
    await interaction.client.desk.ask(interaction, ShowHelp(), private=True)


@app_commands.context_menu(name=_("Answer this"))
async def answer_this(interaction: Interaction, message: discord.Message) -> None:
    """A question that somebody has asked others."""
    question = typed(message.content)
    await interaction.client.desk.ask(interaction, Question(question), question, private=True, quoted=True)


@app_commands.command(name=_("setup"), description=_("Where and how I answer on this server"))
async def set_up(interaction: Interaction) -> None:
    """What the admins of a server choose."""
    await interaction.client.setup.show(interaction)


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Puts every command into a tree."""
    backchat = app_commands.Group(
        name=_("backchat"),
        description=_("For who looks after this server"),
        default_permissions=discord.Permissions(manage_guild=True),
        # what is not denied here is as in `EVERYWHERE`
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    backchat.add_command(set_up)
    everything: tuple[Command | app_commands.ContextMenu, ...] = (
        ask,
        topics,
        walk,
        quiz,
        show_help,
        answer_this,
    )
    for command in (*everything, backchat):
        tree.add_command(command)
