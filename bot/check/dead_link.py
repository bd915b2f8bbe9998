"""An address, a link or a name in prose that leads nowhere.

Why: A reader who follows it finds nothing, and trusts the rest less. Nobody clicks through a hundred answers to see, so the
form is looked at: whether an address can be one, and whether the entry, path, file or heading that a text names is there.
Nothing is fetched: that the page behind a good address is gone is not noticed, so open it when you review an answer.
Addresses in code are examples and left alone.

Fails:
    detail: |
      - **More:** see `what-is-databse`, or https//sqlite.org.

Passes:
    detail: |
      - **More:** see `what-is-database`, or https://sqlite.org.

Mend: Copy the address from your browser again. Of an entry, write the id, which is the name of its file without the ending;
better still, name it under `related`, where it becomes a button.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from bot.check.addresses import ADDRESS, address_fault, is_placeholder
from bot.check.finding import Found
from bot.check.prose import texts
from bot.check.rule import Rule
from bot.counting import count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.check.prose import Text
    from bot.check.subject import Subject

_LINK: Final = re.compile(r"\[[^\]\n]*\]\(\s*<?(?P<target>[^)\s>]*)[^)\n]*\)")
_SEE: Final = re.compile(
    r"\b(?:see|cf\.|more (?:in|under))(?: also)?:? +(?:the (?:entry|answer) +)?(?P<names>`[^`\n]+`(?:(?:,| and| or|, and|, or) `[^`\n]+`)*)",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`")
_PATH: Final = re.compile(r"`/path ([^\s`]+)[^`\n]*`")
_HEADING: Final = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)


class _Dead(NamedTuple):
    """What leads nowhere, where it begins in its text, and why; `hint` is what was probably meant."""

    at: int
    told: str
    hint: str = ""


def find(subject: Subject) -> Iterator[Found]:
    """What leads nowhere, in prose and in sources.yaml."""
    for text in texts(subject):
        for dead in (*_dead_links(text, subject), *_dead_names(text, subject)):
            yield Found(text.spot(dead.at), dead.told, dead.hint)
    for key, source in subject.knowledge.sources.items():
        if source.url and (why := address_fault(source.url) or _placeholder(source.url)):
            spot = subject.spot(("special", "sources"), (key, "url"))
            yield Found(spot, f"'{source.url}' leads nowhere: {why}")


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    shown = list(texts(subject))
    addresses = [address for text in shown for address in ADDRESS.findall(text.masked)]
    addresses += [source.url for source in subject.knowledge.sources.values() if source.url]
    names = [name for text in shown for name in _names(text)]
    looked_at = f"{count(len(names), 'name')} and {count(len(addresses), 'address', 'addresses')}"
    return f"no dead link, as far as the form tells: {looked_at} in prose and sources"


def _dead_links(text: Text, subject: Subject) -> Iterator[_Dead]:
    masked = text.masked
    links = {found.start("target"): found["target"] for found in _LINK.finditer(masked)}
    for at, target in links.items():
        if why := _link_fault(target, subject):
            yield _Dead(at, f"the link to '{target}' leads nowhere: {why}")
    for found in ADDRESS.finditer(masked):
        address = found[0].rstrip(".,;:!?*_")
        if found.start() not in links and (why := address_fault(address)):
            yield _Dead(found.start(), f"'{address}' leads nowhere: {why}")


def _link_fault(target: str, subject: Subject) -> str:
    """Why the target of a Markdown link cannot be followed; empty if it can."""
    if not target:
        return "it names no target"
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.IGNORECASE):
        return "" if target.startswith("mailto:") and "@" in target else address_fault(target)
    name, _, heading = unquote(target).partition("#")
    if not name:
        return "answers have no headings"
    file = subject.written.folder / name
    if not file.is_file():
        return "there is no such file in the folder"
    known = _HEADING.findall(file.read_text(encoding="utf-8", errors="replace")) if heading else ()
    return "" if not heading or heading in map(_anchor, known) else "the file has no such heading"


def _anchor(heading: str) -> str:
    """What a heading is called in an address, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _dead_names(text: Text, subject: Subject) -> Iterator[_Dead]:
    knowledge = subject.knowledge
    for at, name, is_path in _names(text):
        if is_path and name not in knowledge.paths:
            yield _Dead(at, f"there is no learning path '{name}'", _meant(name, knowledge.paths))
        elif not is_path and knowledge.entry(name) is None:
            hint = _meant(name, knowledge.entries) or "'see' before a name in code is read as naming an entry"
            yield _Dead(at, f"there is no entry '{name}'", hint)


def _names(text: Text) -> Iterator[tuple[int, str, bool]]:
    """The entries and the learning paths that a text names: where, how, and whether it is a path."""
    for found in _SEE.finditer(text.value):
        for name in _NAME.finditer(found["names"]):
            yield found.start("names") + name.start(1), name[1], False
    for found in _PATH.finditer(text.value):
        yield found.start(1), found[1], True


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"did you mean '{near[0]}'?" if near else ""


def _placeholder(url: str) -> str:
    return "that host is only for examples" if is_placeholder(url) else ""


RULE: Final = Rule("dead-link", "error", find, __doc__ or "", proved=proved)
