"""Draws docs/slack-*.png: what the Slack adapter sends, as Slack's desktop client shows it. Run it with `make picture`.

The payloads are the adapter's own, over the shipped knowledge, drawn by adapters/slack/preview.py; Slack's look is imitated.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from adapters.slack import render
from adapters.slack.preview import ASKED, ASKER, blocks_html
from bot.bootstrap import bootstrap
from bot.conversation import BrowseTopics, FollowPath, Question
from tools import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.reply import Answer, Reply

    Payload = Mapping[str, Any]

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH: Final = 680
"""How wide a page is, in CSS pixels; a picture has two of its own for each."""
MENTIONED: Final = "shoud i lern sql as backend dev"
MISSPELT: Final = "which databse first"
COMMANDED: Final = "do I need a degree?"
CHANNEL: Final = "# backend-careers"


def _drawing(name: str, kind: str = "icon") -> str:
    return f'<svg class="{kind}"><use href="#{name}"/></svg>'


def _message(who: str, said: str, badge: str = "") -> str:
    avatar = _drawing("logo", "avatar") if badge else f'<div class="avatar person">{who[0]}</div>'
    head = f'<div class="who"><b>{who}</b>{badge}<time>10:24 AM</time></div>'
    return f'<div class="message">{avatar}<div class="said">{head}{said}</div></div>'


def _from_person(text: str, mention: str = "") -> str:
    return _message("Sam Rivera", f'<p><span class="mention">{mention}</span> {escape(text)}</p>')


def _from_app(payload: Payload) -> str:
    return _message("Backchat", blocks_html(payload), "<i>APP</i>")


def _app_bar(tab: str) -> str:
    tabs = f'<div class="tabs {tab}"><span>Home</span><span>Messages</span><span>About</span></div>'
    return f'<div class="bar">{_drawing("logo", "avatar")}Backchat</div>{tabs}'


def scenes(answer: Answer) -> dict[str, str]:
    """What there is to see, as HTML by the name of the picture."""
    frame = render.Frame(asker=ASKER)
    mentioned = render.message(_asked(answer, MENTIONED), replace(frame, deletable=True))
    unsure = render.message(_asked(answer, MISSPELT), frame)
    alone = replace(frame, question=COMMANDED, share="Share in channel")
    private = render.message(_asked(answer, COMMANDED), alone)
    home = render.home(answer(BrowseTopics()), answer(FollowPath()))
    return {
        "slack-answer": f'<div class="bar">Thread <small>{CHANNEL}</small></div>'
        f'{_from_person(MENTIONED, "@Backchat")}<div class="replies">1 reply</div>{_from_app(mentioned)}',
        "slack-did-you-mean": f"{_app_bar('Messages')}{_from_person(MISSPELT)}{_from_app(unsure)}",
        "slack-home": f"{_app_bar('Home')}{blocks_html(home, 'home')}",
        "slack-private": f'<div class="bar">{CHANNEL}</div>'
        f'<div class="private">{_drawing("eye")}Only visible to you</div>{_from_app(private)}',
    }


def _asked(answer: Answer, question: str) -> Reply:
    return replace(answer(Question(question)), asked=ASKED)


def write(bodies: Mapping[str, str], folder: Path) -> list[Path]:
    """Writes each scene as a page of its own, complete in itself, and returns the files."""
    template = (ROOT / "tools" / "slack_preview.html").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    pages = {folder.resolve() / f"{name}.html": body for name, body in bodies.items()}
    for page, body in pages.items():
        page.write_text(template.replace("<!-- body -->", body), encoding="utf-8")
    return [*pages]


def main() -> None:
    """Writes the pages, and photographs them unless only they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.slack_preview", description=__doc__)
    parser.add_argument("--html", type=Path, metavar="FOLDER", help="write the pages there, and no pictures")
    folder: Path | None = parser.parse_args().html
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        pages = write(scenes(bootstrap(ROOT / "knowledge")), folder or Path(spare))
        for page in () if folder else pages:
            picture = ROOT / "docs" / f"{page.stem}.png"
            chromium.photograph(page, picture, Path(spare) / "profile", width=WIDTH, sharp=2)


if __name__ == "__main__":
    main()
