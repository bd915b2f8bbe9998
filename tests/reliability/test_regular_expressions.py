"""Every regular expression of the product against the strings that such engines are slow on.

They are collected from the source, so that a new one is tested by itself. One that cannot be worked out without running a
function fails too: it belongs in a constant of its module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from time import thread_time
from typing import Any, Final, NamedTuple

import pytest

from tests.slowness import slowness

ROOT: Final = Path(__file__).resolve().parents[2]
LENGTHS: Final = (*range(16, 64, 4), 64, 80, 100, 128, 160, 200, 2_000, 10_000, 40_000)
"""Short ones first: what grows faster than its text shows there, before it takes hours."""
LIMIT_MS: Final = 10.0
USES: Final = frozenset({"search", "match", "fullmatch", "sub"})
_LIKE_SUB: Final = frozenset({"subn", "split", "findall", "finditer"})
"""Methods that go through the whole text as `sub` does."""

PATIENCE_MS: Final = 400.0
"""The best try counts, in time on the processor: what it costs, not what else the machine does. So long is tried again."""

OFFLINE: Final = ("bot/check/", "bot/workbench/", "bot/matching/slips.py")
"""What no message of a chat reaches."""

_FLAGS_AT: Final = {
    **dict.fromkeys(("search", "match", "fullmatch", "findall", "finditer"), 2),
    "compile": 1,
    "split": 3,
    "sub": 4,
    "subn": 4,
}
"""The functions of `re` that take a pattern first, and where they take flags."""

_LITERALS: Final = "'|'.join(map(re.escape, "
"""How an expression begins that is made when the process runs of fixed texts alone: no text is slow for it."""

PUMPS: Final = (
    *(" ", "\t ", "\n", "\r\n", "\n\r", " \n", "a b\n", "\u00a0", "\u3000", "> ", "* a", "a "),
    *("``` ", "a=b ", "a", "A", "0", "1a", "_", "-", "--", ".", ",", "!", "`", "```", "*", "**"),
    *("~", "~~", "_a_", "#", ">", "|", "\\", "/", "//", ":", "://", ";", "&", "&amp;", "a=", "["),
    *("]", "](", "[a](b)", "(", ")", "()", "{", "'", '"', "<", "<@", "<#", "<a|", "<@U1>", "@"),
    *("@a", "a@", "a.", "http://a", "e\u0301", "\u0301", "\u200b", "\x00", "\ud800", "\u00e9"),
    *("\u6f22", "\U0001f468\u200d"),
)
TAILS: Final = ("", "!")
"""What a run of one kind ends in: with another character a match of all of it fails at the very end."""


class Written(NamedTuple):
    """A regular expression as it stands in the source: pattern, flags, and how it is used, as far as that can be seen."""

    pattern: ast.expr
    flags: ast.expr | None = None
    uses: frozenset[str] = USES


class Expression(NamedTuple):
    """A regular expression, the place that it stands in, and the methods that are used of it."""

    place: str
    compiled: re.Pattern[Any]
    uses: frozenset[str]


def _expressions(folder: Path, packages: tuple[str, ...]) -> tuple[list[Expression], list[str]]:
    """All expressions of the packages in a folder, and the places of those that are not constant."""
    found: list[Expression] = []
    unclear: list[str] = []
    for file in sorted(file for package in packages for file in (folder / package).rglob("*.py")):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        for one in _written(ast.parse(file.read_text("utf-8"))):
            place = f"{file.relative_to(folder)}:{one.pattern.lineno}"
            try:
                flags = _value(one.flags, name) if one.flags else 0
                found.append(Expression(place, re.compile(_value(one.pattern, name), flags), one.uses))
            except NameError:
                unclear.append(place)
    return found, unclear


def _written(tree: ast.Module) -> Iterator[Written]:
    """What a module gives to the functions of `re`, and to pydantic as `pattern`; not what is made of fixed texts."""
    modules, functions = _names(tree)
    kept = _kept(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        match call.func:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in modules:
                function = name
            case ast.Name(id=name) if name in functions:
                function = functions[name]
            case _:
                function = ""
        if "pattern" in named:
            yield Written(named["pattern"], named.get("flags"))
        elif function in _FLAGS_AT and call.args and not ast.unparse(call.args[0]).startswith(_LITERALS):
            at = _FLAGS_AT[function]
            flags = call.args[at] if len(call.args) > at else named.get("flags")
            uses = kept.get(call, USES) if function == "compile" else _uses({function})
            yield Written(call.args[0], flags, uses)


def _kept(tree: ast.Module) -> dict[ast.expr, frozenset[str]]:
    """For what a private constant of a module holds, the methods used of it; all of them where it is handed on."""
    methods: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            methods.setdefault(node.value.id, []).append(node.attr)
    loads = [one.id for one in ast.walk(tree) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)]
    return {
        node.value: _uses(methods[name])
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
        for name in [node.target.id]
        if name.startswith("_") and len(methods.get(name, [])) == loads.count(name) > 0
    }


def _uses(methods: Iterable[str]) -> frozenset[str]:
    return USES & {"sub" if method in _LIKE_SUB else method for method in methods} or USES


def _names(tree: ast.Module) -> tuple[set[str], dict[str, str]]:
    """What a module calls `re`, and what it calls each function that it takes from there."""
    modules: set[str] = set()
    functions: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {one.asname or one.name for one in node.names if one.name == "re"}
        elif isinstance(node, ast.ImportFrom) and node.module == "re":
            functions |= {one.asname or one.name: one.name for one in node.names}
    return modules, functions


def _value(node: ast.expr, module: str) -> Any:
    """What an expression of a module comes to, worked out in the module where it is no literal.

    Raises:
        NameError: it needs what is only known inside a function.
    """
    try:
        return ast.literal_eval(node)
    except ValueError:
        return eval(compile(ast.Expression(node), module, "eval"), vars(import_module(module)))  # noqa: S307 - our own source


def _pumps(pattern: str) -> tuple[str, ...]:
    """What to repeat: the usual suspects, and each letter, word and sign run that the expression itself names."""
    own = (*pattern, *re.findall(r"\w+", pattern), *re.findall(r"[^\w\s\\]+", pattern))
    return tuple(dict.fromkeys((*PUMPS, *own)))


def _slowest(compiled: re.Pattern[Any], uses: frozenset[str] = USES) -> tuple[float, str]:
    """How many milliseconds the slowest use of an expression takes at its best, and what it was used on."""
    isbytes = isinstance(compiled.pattern, bytes)
    worst = (0.0, "")
    for pump in _pumps(compiled.pattern.decode("latin-1") if isbytes else compiled.pattern):
        for tail in TAILS:
            for length in LENGTHS:
                text = (pump * (length // len(pump) + 1))[: length - len(tail)] + tail
                subject = text.encode("utf-8", "surrogatepass") if isbytes else text
                took = max(_best(_use(compiled, name, subject)) for name in uses)
                worst = max(worst, (took, f"{pump!r} x {length:,} + {tail!r}"))
                if took >= LIMIT_MS:
                    return worst
    return worst


def _use(compiled: re.Pattern[Any], method: str, text: str | bytes) -> Callable[[], object]:
    if method == "sub":
        return lambda: compiled.sub(text[:0], text)
    return lambda: getattr(compiled, method)(text)


def _best(use: Callable[[], object]) -> float:
    took: list[float] = []
    while len(took) < 2 or sum(took) < PATIENCE_MS:
        started = thread_time()
        use()
        took.append(1_000 * (thread_time() - started))
        if took[-1] < 0.8 * LIMIT_MS:
            break
    return min(took)


@pytest.mark.alone
def test_no_regular_expression_takes_10_ms(record_property: Callable[[str, object], None]) -> None:
    """No expression of what serves takes 10 ms for 40,000 characters of any shape, however it is used.

    Rules of a check and the workbench read what maintainers wrote, 1,200 characters of it at most, and nobody waits in chat.
    """
    everywhere, unclear = _expressions(ROOT, ("bot", "adapters"))
    expressions = [one for one in everywhere if not one.place.startswith(OFFLINE)]
    unclear = [place for place in unclear if not place.startswith(OFFLINE)]
    took = {one.place: _slowest(one.compiled, one.uses) for one in expressions}
    (worst, shape), place = max((cost, place) for place, cost in took.items())
    figure = f"{len(expressions)} expressions, at most {worst:.1f} ms ({place} on {shape})"
    record_property("figure", figure)
    print(figure)  # noqa: T201 - the figure is for people

    assert [] == unclear
    assert {} == {place: cost for place, cost in took.items() if cost[0] >= LIMIT_MS * slowness()}


def test_the_collection_misses_no_way_to_write_an_expression(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls of `re` by any name, constants of the module and pydantic's patterns are found; what is made in a function is told."""
    (tmp_path / "sample_of_expressions").mkdir()
    (tmp_path / "sample_of_expressions" / "all.py").write_text(
        'import re\nimport re as again\nfrom re import fullmatch as whole\n_DIGIT = "[0-9]"\n'
        '_ONE: object = re.compile("one", re.IGNORECASE)\n'
        "def f(text, field, made):\n"
        "    _ONE.fullmatch(text)\n"
        '    again.sub(rb"two", b"", text)\n'
        '    whole(_DIGIT + "three", text)\n'
        '    field(pattern="four")\n'
        "    re.search(made, text)\n"
        "    re.search('|'.join(map(re.escape, made)), text)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    expressions, unclear = _expressions(tmp_path, ("sample_of_expressions",))

    assert {
        "one": {"fullmatch"},
        b"two": {"sub"},
        "[0-9]three": {"fullmatch"},
        "four": USES,
    } == {one.compiled.pattern: one.uses for one in expressions}
    assert expressions[0].compiled.flags & re.IGNORECASE
    assert ["sample_of_expressions/all.py:11"] == unclear


@pytest.mark.parametrize("pattern", [r"\s+$", "(a+)+$", r"<[^>]+>", r"(\*\*.*)*x", rb"\d+[a-z]"])
def test_a_slow_expression_is_caught(pattern: str | bytes) -> None:
    """Expressions that take quadratic or exponential time do not pass."""
    cost, _ = _slowest(re.compile(pattern))

    assert cost >= LIMIT_MS
