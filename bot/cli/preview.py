"""`backchat preview`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import KnowledgeOption

if TYPE_CHECKING:
    from collections.abc import Coroutine


def preview(
    knowledge: KnowledgeOption = None,
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="NUMBER",
            min=0,
            max=65535,
            help="Show the pages on this port; 0 for any that is free.",
        ),
    ] = 8765,
    open_: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """Show the knowledge in a browser while you edit it.

    Every entry as Slack, Discord and the terminal show it, what there is to mend in its file, and how each of its phrasings
    wins; and what the bot would answer to whatever you type, and why. A saved file is shown within a second. For example:

    backchat preview --knowledge knowledge --open

    The pages are for this machine alone, load nothing from elsewhere and change nothing. Ctrl-C ends it.
    """
    import asyncio

    from bot.cli.adapters import platforms
    from bot.cli.check import nearby
    from bot.cli.processes import needs_serving
    from bot.settings import cache_folder, knowledge_folder, read_settings

    needs_serving()
    from bot.preview.serving import serve

    folder, cache = nearby(knowledge_folder(knowledge)), cache_folder(read_settings())
    began = partial(_began, open_=open_)
    asyncio.run(_until_told(serve(folder, cache, platforms(), port, began)))


async def _until_told(serving: Coroutine[Any, Any, None]) -> None:
    """Serves until Ctrl-C or SIGTERM, and ends in order."""
    import asyncio
    import signal

    from bot.operations.signals import on_signal

    task = asyncio.create_task(serving)
    for number in (signal.SIGINT, signal.SIGTERM):
        on_signal(number, task.cancel)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()  # it could not begin


def _began(address: str, *, open_: bool) -> None:
    import gc

    gc.freeze()  # what was loaded to begin with stays
    gc.enable()
    typer.echo(f"{address} shows the knowledge; Ctrl-C ends it.")
    if open_:
        import webbrowser
        from threading import Thread

        Thread(
            target=webbrowser.open, args=[address], daemon=True
        ).start()  # some wait until the page is there
