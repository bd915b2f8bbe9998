"""Draws what the adapter sends to Slack as HTML, as Slack's desktop client shows it: for the preview and for pictures.

Pure. The payload is the adapter's own; Slack's look is imitated by the style of the page around it. A kind of block that
is not drawn here is refused, so that nothing is left out unsaid.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any, Final

from adapters.slack.render import Frame, message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from bot.reply import Reply

    Payload = Mapping[str, Any]
    Link = Callable[[str], str]

ASKER: Final = "U024BE7LH"
ASKED: Final = "preview-01"
"""The id of a question, as the journal gives one: only with it the adapter offers votes."""

_MARKS: Final = (("code", "code"), ("bold", "b"), ("italic", "i"), ("strike", "s"))
_MRKDWN: Final = re.compile(r"`([^`\n]+)`|(?<!\w)\*([^*\n]+)\*(?!\w)|(?<!\w)_([^_\n]+)_(?!\w)")
_CODES: Final = re.compile("(?:tap|pick):")
_ICONS: Final = {
    "thumb": '<path d="M7 20H5a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h2zl0-9 4-8a2.5 2.5 0 0 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3'
    'l-1.2 7a2 2 0 0 1-2 1.7H7"/>',
    "trash": '<path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20h10l1-13.5M10 10.5v5.5M14 10.5v5.5"/>',
}
_LOGO: Final = (
    '<path class="logo-ground" d="M0 0h36v36H0z"/><path class="logo-bubble" d="M11 7h14a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5h-8'
    'l-6 5v-5a5 5 0 0 1-5-5v-8a5 5 0 0 1 5-5z"/><path class="logo-prompt" d="m12.5 12.5 4 3.5-4 3.5M19 20h5"/>'
)


def draw(reply: Reply, link: Link) -> str:
    """The message of a reply in a channel; `link` turns the code of a button into the address that shows what it does."""
    payload = message(replace(reply, asked=ASKED), Frame(asker=ASKER, deletable=True))
    avatar = f'<svg class="avatar" viewBox="0 0 36 36" aria-hidden="true">{_LOGO}</svg>'
    who = '<div class="who"><b>Backchat</b><i>APP</i></div>'
    return (
        f'<div class="message">{avatar}<div class="said">{who}{blocks_html(payload, link=link)}</div></div>'
    )


def blocks_html(payload: Payload, place: str = "told", link: Link | None = None) -> str:
    """All blocks of a message or of a view, one below the other.

    Raises:
        ValueError: as in `block_html`.
    """
    return (
        f'<div class="blocks {place}">{"".join(block_html(block, link) for block in payload["blocks"])}</div>'
    )


def block_html(block: Payload, link: Link | None = None) -> str:
    """One block of Block Kit as HTML; its buttons are links where `link` says whereto.

    Raises:
        ValueError: the block, or something in it, is of a kind that is not drawn here.
    """
    match block:
        case {"type": "header", "text": {"type": "plain_text"} as text}:
            return f'<div class="header">{_piece(text)}</div>'
        case {"type": "section", "text": text, **rest} if not {"fields", "accessory"} & rest.keys():
            return f"<div>{_piece(text)}</div>"
        case {"type": "divider"}:
            return "<hr>"
        case {"type": "rich_text", "elements": parts}:
            return f"<div>{_pieces(parts)}</div>"
        case {"type": "context", "elements": texts}:
            return f'<div class="context">{_pieces(texts, "<span>{}</span>")}</div>'
        case {"type": "actions", "elements": buttons}:
            return f'<div class="actions">{"".join(_button(one, link) for one in buttons)}</div>'
        case {"type": "context_actions", "elements": icons}:
            return f'<div class="icons">{_pieces(icons)}</div>'
        case {"type": "input", "label": label, "element": field}:
            hint = f"<small>{_piece(block['hint'])}</small>" if "hint" in block else ""
            return f'<div class="input">{_piece(label)}{_piece(field)}{hint}</div>'
        case _:
            raise _unknown(block)


def _button(piece: Payload, link: Link | None) -> str:
    style = piece.get("style", "plain")
    if piece.get("type") != "button" or style not in {"plain", "primary", "danger"}:
        raise _unknown(piece)
    text = _piece(piece["text"])
    if link and _CODES.match(piece["action_id"]):
        return f'<a class="button {style}" href="{escape(link(piece["value"]))}">{text}</a>'
    return f'<span class="button {style}">{text}</span>'


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
    """A list at its level, which goes on counting where another has left off; classes and no styles, for strict pages."""
    level, first = int(piece.get("indent", 0)), int(piece.get("offset", 0)) + 1
    start = f' start="{first}"' if tag == "ol" else ""
    return f'<{tag} class="level-{level % 3} indent-{level}"{start}>{items}</{tag}>'


def _unknown(payload: Payload) -> ValueError:
    return ValueError(
        f"{payload.get('type')!r} with {', '.join(payload)} is not drawn: teach adapters/slack/preview.py"
    )


def _lines(text: str) -> str:
    """Literal text as HTML: a blank line is half as high as a line, as in Slack."""
    return escape(text).replace("\n\n", '<span class="gap"></span>').replace("\n", "<br>")


def _styled(drawn: str, span: Payload) -> str:
    for style, tag in _MARKS:
        if span.get("style", {}).get(style):
            drawn = f"<{tag}>{drawn}</{tag}>"
    return drawn


def _mrkdwn(text: str) -> str:
    drawn, end = "", 0
    for mark in _MRKDWN.finditer(text):
        tag = ("code", "b", "i")[(mark.lastindex or 1) - 1]
        drawn += f"{_decoded(text[end : mark.start()])}<{tag}>{_decoded(mark[0][1:-1])}</{tag}>"
        end = mark.end()
    return drawn + _decoded(text[end:])


def _decoded(text: str) -> str:
    """Text with the three entities that Slack knows, as HTML."""
    return _lines(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


def _icon(name: str, label: Payload, way: str = "up") -> str:
    told = _piece(label)
    drawing = f'<svg class="icon {name}" viewBox="0 0 24 24" aria-hidden="true">{_ICONS[name]}</svg>'
    return f'<span class="{way}" role="img" aria-label="{told}" title="{told}">{drawing}</span>'
