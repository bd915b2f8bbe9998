"""Draws docs/slack-*.png: what the Slack adapter sends, as Slack's desktop client shows it. Run it with `make picture`.

The payloads are the adapter's own, over the shipped knowledge; Slack's look is imitated. A kind of block that is not
drawn here is refused, so that no picture leaves anything out.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from adapters.slack import render
from bot.bootstrap import bootstrap
from bot.conversation import BrowseTopics, FollowPath, Question
from tools import chromium

if TYPE_CHECKING:
    from bot.reply import Answer, Reply

Payload = Mapping[str, Any]

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH: Final = 680
"""How wide a page is, in CSS pixels; a picture has two of its own for each."""
ASKER: Final = "U024BE7LH"
ASKED: Final = "pictures-01"
"""The id of a question, as the journal gives one: only with it the adapter offers votes."""
MENTIONED: Final = "shoud i lern sql as backend dev"
MISSPELT: Final = "which databse first"
COMMANDED: Final = "do I need a degree?"
CHANNEL: Final = "# backend-careers"
MARKS: Final = (("code", "code"), ("bold", "b"), ("italic", "i"), ("strike", "s"))
MRKDWN: Final = re.compile(r"`([^`\n]+)`|(?<!\w)\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)")


def block_html(block: Payload) -> str:
    """One block of Block Kit as HTML.

    Raises:
        ValueError: the block, or something in it, is of a kind that is not drawn here.
    """
    match block:
        case {"type": "header", "text": {"type": "plain_text"} as text}:
            return f"<h2>{_piece(text)}</h2>"
        case {"type": "section", "text": text, **rest} if not {"fields", "accessory"} & rest.keys():
            return f"<div>{_piece(text)}</div>"
        case {"type": "divider"}:
            return "<hr>"
        case {"type": "rich_text", "elements": parts}:
            return f"<div>{_pieces(parts)}</div>"
        case {"type": "context", "elements": texts}:
            return f'<div class="context">{_pieces(texts, "<span>{}</span>")}</div>'
        case {"type": "actions", "elements": buttons}:
            return f'<div class="actions">{_pieces(buttons)}</div>'
        case {"type": "context_actions", "elements": icons}:
            return f'<div class="icons">{_pieces(icons)}</div>'
        case {"type": "input", "label": label, "element": field}:
            hint = f"<small>{_piece(block['hint'])}</small>" if "hint" in block else ""
            return f'<div class="input">{_piece(label)}{_piece(field)}{hint}</div>'
        case _:
            raise _unknown(block)


def blocks_html(payload: Payload, place: str = "told") -> str:
    """All blocks of a message or of a view, one below the other."""
    return f'<div class="blocks {place}">{"".join(map(block_html, payload["blocks"]))}</div>'


def _pieces(pieces: Iterable[Payload], each: str = "{}") -> str:
    return "".join(each.format(_piece(piece)) for piece in pieces)


def _piece(piece: Payload) -> str:
    """What stands in a block."""
    match piece:
        case {"type": "plain_text" | "text", "text": str(text)}:
            return _styled(_lines(text), piece)
        case {"type": "mrkdwn", "text": str(text)}:
            return _mrkdwn(text)
        case {"type": "rich_text_section", "elements": spans}:
            return f"<p>{_pieces(spans)}</p>"
        case {"type": "rich_text_preformatted", "elements": spans}:
            return f"<pre>{_pieces(spans)}</pre>"
        case {"type": "rich_text_list", "style": "bullet" | "ordered" as style, "elements": items}:
            return _list("ul" if style == "bullet" else "ol", piece, _pieces(items, "<li>{}</li>"))
        case {"type": "button", "text": text} if piece.get("style", "plain") in {
            "plain",
            "primary",
            "danger",
        }:
            return f'<span class="button {piece.get("style", "plain")}">{_piece(text)}</span>'
        case {"type": "feedback_buttons", "positive_button": {"text": up}, "negative_button": {"text": down}}:
            return _icon("thumb", up) + _icon("thumb", down, "down")
        case {"type": "icon_button", "icon": "trash", "text": text}:
            return _icon("trash", text)
        case {"type": "plain_text_input"}:
            inside = _piece(piece["placeholder"]) if "placeholder" in piece else "&nbsp;"
            return f'<div class="{"multiline" if piece.get("multiline") else "line"}">{inside}</div>'
        case _:
            raise _unknown(piece)


def _list(tag: str, piece: Payload, items: str) -> str:
    level, first = piece.get("indent", 0), piece.get("offset", 0) + 1
    return f'<{tag} class="level-{level % 3}" style="margin-left: {level * 26:d}px" start="{first:d}">{items}</{tag}>'


def _unknown(payload: Payload) -> ValueError:
    return ValueError(
        f"{payload.get('type')!r} with {', '.join(payload)} is not drawn: teach tools/slack_preview.py"
    )


def _lines(text: str) -> str:
    """Literal text as HTML: a blank line is half as high as a line, as in Slack."""
    return escape(text).replace("\n\n", '<span class="gap"></span>').replace("\n", "<br>")


def _styled(drawn: str, span: Payload) -> str:
    for style, tag in MARKS:
        if span.get("style", {}).get(style):
            drawn = f"<{tag}>{drawn}</{tag}>"
    return drawn


def _mrkdwn(text: str) -> str:
    drawn, end = "", 0
    for mark in MRKDWN.finditer(text):
        tag = ("code", "b", "i")[(mark.lastindex or 1) - 1]
        drawn += f"{_decoded(text[end : mark.start()])}<{tag}>{_decoded(mark[0][1:-1])}</{tag}>"
        end = mark.end()
    return drawn + _decoded(text[end:])


def _decoded(text: str) -> str:
    """Text with the three entities that Slack knows, as HTML."""
    return _lines(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _icon(name: str, label: Payload, way: str = "up") -> str:
    return f'<span class="{way}" title="{_piece(label)}">{_drawing(name)}</span>'


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
