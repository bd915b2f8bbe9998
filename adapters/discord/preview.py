"""Draws what the adapter sends to Discord as HTML, about as Discord's client shows it: for the preview.

Pure. The messages are the adapter's own, so that their Markdown is read here as Discord reads it, as far as the adapter
writes it: headings, small print, lists, code, bold, italic and escapes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from adapters.discord.render import Frame, message
from adapters.discord.text import JOINER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.reply import Reply

    Payload = Mapping[str, Any]
    Link = Callable[[str], str]

_ASKER: Final = "301"
_ASKED: Final = "preview-01"
"""The id of a question, as the journal gives one: only with it the adapter offers votes."""

_FENCE: Final = re.compile(r"```[a-z0-9_+-]*\n(.*?)\n?```", re.DOTALL)
_ITEM: Final = re.compile(r"( *)(-|[0-9]+\.) (.*)")
_SPAN: Final = re.compile(
    r"\\([^0-9A-Za-z\s])"
    r"|(?<!`)(?P<ticks>`{1,2})(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\*\*(?P<bold>(?:\\.|(?P<t>`+).+?(?P=t)|\*(?!\*)|[^\\*])+?)\*\*(?!\*)"
    r"|\*(?P<italic>(?=\S)(?:\\.|(?P<u>`+).+?(?P=u)|\*\*|[^\\*])+?)\*(?!\*)",
    re.DOTALL,
)
_CODE: Final = re.compile("(?:tap|pick):[0-9]+:(.+)")
_STYLES: Final = {1: "primary", 2: "secondary"}
_LOGO: Final = (
    '<path class="logo-ground" d="M0 0h36v36H0z"/><path class="logo-bubble" d="M12 9h12a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-6'
    'l-5 4.5v-4.5h-1a4 4 0 0 1-4-4v-7a4 4 0 0 1 4-4z"/><path class="logo-prompt" d="m13.5 13.5 3.5 3-3.5 3M19 20h4.5"/>'
)


def draw(reply: Reply, link: Link) -> str:
    """The messages of a reply in a channel; `link` turns the code of a button into the address that shows what it does."""
    sent = message(replace(reply, asked=_ASKED), Frame(asker=_ASKER, deletable=True))
    avatar = f'<svg class="avatar" viewBox="0 0 36 36" aria-hidden="true">{_LOGO}</svg>'
    drawn = "".join(message_html(one, link) for one in sent)
    return f'<div class="message">{avatar}<div class="said"><div class="who"><b>Backchat</b><i>APP</i></div>{drawn}</div></div>'


def message_html(payload: Payload, link: Link | None = None) -> str:
    """One message: its content, and below it what can be pressed or chosen from.

    Raises:
        ValueError: a component is of a kind that is not drawn here.
    """
    rows = "".join(
        f'<div class="row">{"".join(_component(part, link) for part in row["components"])}</div>'
        for row in payload["components"]
    )
    return f'<div class="content">{content_html(payload["content"])}</div>{rows}'


def content_html(content: str) -> str:
    """The Markdown of a message as HTML."""
    return "".join(_blocks(content.replace(JOINER, "")))


def _blocks(content: str) -> Iterator[str]:
    """Code, and what stands before and behind it."""
    end = 0
    for fence in _FENCE.finditer(content):
        yield from _lines(content[end : fence.start()])
        yield f"<pre>{escape(fence[1])}</pre>"
        end = fence.end()
    yield from _lines(content[end:])


def _lines(text: str) -> Iterator[str]:
    """Headings, small print, items with the level that their indent gives them, and else lines as they stand."""
    lines = text.strip("\n").split("\n") if text.strip("\n") else []
    for line in lines:
        item = _ITEM.match(line)
        if line.startswith("### "):
            yield f'<div class="header">{_inline(line[4:])}</div>'
        elif line.startswith("-# "):
            yield f'<div class="small">{_inline(line[3:])}</div>'
        elif item:
            level, mark = len(item[1]) // 2, "•" if item[2] == "-" else item[2]
            yield f'<div class="item level-{level}"><span>{mark}</span><span>{_inline(item[3])}</span></div>'
        elif line.startswith("  "):
            yield f'<div class="further">{_inline(line.strip())}</div>'
        else:
            yield f"<div>{_inline(line)}</div>" if line.strip() else '<div class="gap"></div>'


def _inline(text: str) -> str:
    """A line with its styles, its escapes taken away."""
    drawn, end = "", 0
    for found in _SPAN.finditer(text):
        drawn += escape(text[end : found.start()])
        end = found.end()
        if found["code"]:
            drawn += f"<code>{escape(_bare(found['code']))}</code>"
        elif found["bold"]:
            drawn += f"<b>{_inline(found['bold'])}</b>"
        elif found["italic"]:
            drawn += f"<i>{_inline(found['italic'])}</i>"
        else:
            drawn += escape(found[1])
    return drawn + escape(text[end:])


def _bare(code: str) -> str:
    """Code without the blank that keeps a backtick at its begin or end from its marks."""
    return re.sub(r"^ (?= *`)|(?<=`)( *) $", r"\1", code)


def _component(part: Payload, link: Link | None) -> str:
    match part:
        case {"type": 2, "style": style, "label": label} if style in _STYLES:
            code = _CODE.fullmatch(part.get("custom_id", ""))
            emoji = f"{escape(part['emoji']['name'])} " if "emoji" in part else ""
            return _pressed(f"button {_STYLES[style]}", emoji + escape(label), code and code[1], link)
        case {"type": 3, "placeholder": prompt, "options": options}:
            listed = "".join(
                f"<li>{_pressed('choice', escape(one['label']), one['value'], link)}</li>" for one in options
            )
            return f'<details class="list"><summary>{escape(prompt)}</summary><ul>{listed}</ul></details>'
        case _:
            raise ValueError(f"component {part.get('type')} is not drawn: teach adapters/discord/preview.py")


def _pressed(look: str, text: str, code: str | None, link: Link | None) -> str:
    """Something to press: a link where it has a code that shows something."""
    href = link(code) if link and code else ""
    return (
        f'<a class="{look}" href="{escape(href)}">{text}</a>'
        if href
        else f'<span class="{look}">{text}</span>'
    )
