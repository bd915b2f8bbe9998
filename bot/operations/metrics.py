"""Counts what a process does, in the format that Prometheus reads: numbers only, never a text or an id.

Every label takes its values from a fixed list, and whatever is not on it counts as "other": no message from outside
can make the number of series grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot import __version__

if TYPE_CHECKING:
    from bot.operations.plug import State

PLATFORMS: Final = frozenset({"slack", "discord", "terminal"})
OUTCOMES: Final = frozenset({"answered", "unsure", "unknown", "more", "failed"})
REASONS: Final = frozenset({"duplicate", "cooldown", "busy"})
RELOADS: Final = frozenset({"live", "unchanged", "refused"})
PLACES: Final = frozenset(
    {
        "answer",
        "send",
        "service",
        "journal",
        "knowledge",
        "web",
        "slack",
        "discord",
        "loop",
        "control",
        "webhook",
        "lifecycle",
    }
)

_SECONDS: Final = (
    *(0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05),
    *(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
)
"""Upper ends of the buckets, in seconds: from an answer of the core alone to one that waits for a platform."""

Samples = Mapping[str, float]
"""The value of a gauge for each value of its label; a gauge without a label has the one key ""."""


class _Watches(Collector):
    """Gauges that are read when somebody asks; one that cannot be read is left out, and the others are told."""

    def __init__(self) -> None:
        self._gauges: dict[str, tuple[str, str, Callable[[], Samples]]] = {}

    def add(self, name: str, text: str, read: Callable[[], Samples], label: str = "") -> None:
        self._gauges[name] = (text, label, read)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, (text, label, read) in self._gauges.items():
            family = GaugeMetricFamily(name, text, labels=[label] if label else [])
            try:
                for value, number in read().items():
                    family.add_metric([value] if label else [], number)
            except Exception:  # noqa: BLE001, S112 - whatever a part raises, the rest of the page must be readable
                continue
            yield family


class Metrics:
    """The numbers of one process, with a registry of their own."""

    def __init__(self, version: str = __version__) -> None:
        self._registry = CollectorRegistry()
        self._watches = _Watches()
        self._parts: dict[str, Callable[[], State]] = {}
        self._registry.register(self._watches)
        ProcessCollector(registry=self._registry)
        Info("backchat_build", "The version of Backchat.", registry=self._registry).info({"version": version})
        self._answers = self._counter("answers", "Questions answered.", "platform", "outcome")
        self._turned_away = self._counter(
            "turned_away", "Questions not answered, and why.", "platform", "why"
        )
        self._votes = self._counter("votes", "Votes on answers.", "platform", "helped", "kept")
        self._rows = self._counter("journal_rows", "Rows written to the journal.")
        self._failures = self._counter("journal_write_failures", "Writes to the journal that failed.")
        self._dropped = self._counter(
            "journal_rows_dropped", "Rows given up because the journal cannot be written."
        )
        self._reloads = self._counter(
            "knowledge_reloads", "Reloads of the knowledge, and what came of them.", "outcome"
        )
        self._claims = self._counter(
            "claim_failures", "Messages answered without knowing whether another did."
        )
        self._faults = self._counter("faults", "Faults of our own code, and where.", "where")
        self._answer_time = self._histogram("answer_seconds", "From a question to its answer.", "platform")
        self._write_time = self._histogram("journal_write_seconds", "How long a write to the journal takes.")
        for outcome in RELOADS:  # a series that begins at 0 shows its first event as a rise
            self._reloads.labels(outcome)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"backchat_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"backchat_{name}", text, labels, registry=self._registry, buckets=_SECONDS)

    def answered(self, platform: str, outcome: str, seconds: float) -> None:
        """A question was answered, `seconds` after it came."""
        platform = _one_of(PLATFORMS, platform)
        self._answers.labels(platform, _one_of(OUTCOMES, outcome)).inc()
        self._answer_time.labels(platform).observe(seconds)

    def turned_away(self, platform: str, why: str) -> None:
        """A question was not answered; `why` is duplicate, cooldown or busy."""
        self._turned_away.labels(_one_of(PLATFORMS, platform), _one_of(REASONS, why)).inc()

    def voted(self, platform: str, *, helped: bool, kept: bool) -> None:
        """Somebody said whether an answer helped; `kept` is whether the journal took the vote."""
        self._votes.labels(_one_of(PLATFORMS, platform), _yes(helped), _yes(kept)).inc()

    def wrote(self, rows: int, seconds: float) -> None:
        """The journal took some rows at once, in `seconds`."""
        self._rows.inc(rows)
        self._write_time.observe(seconds)

    def write_failed(self) -> None:
        """The journal could not be written once."""
        self._failures.inc()

    def dropped(self, rows: int) -> None:
        """Some rows were given up for good."""
        self._dropped.inc(rows)

    def reloaded(self, outcome: str) -> None:
        """The knowledge was read again; `outcome` is live, unchanged or refused."""
        self._reloads.labels(_one_of(RELOADS, outcome)).inc()

    def claim_failed(self) -> None:
        """Nobody could say whether a message is being answered by another process."""
        self._claims.inc()

    def faulted(self, where: str) -> None:
        """Our own code failed in a way that it should not."""
        self._faults.labels(_one_of(PLACES, where)).inc()

    def watch_queue(self, size: Callable[[], int], lag: Callable[[], float]) -> None:
        """Shows how many rows wait for the journal, and for how many seconds the oldest of them has waited."""
        self._watch("journal_queue_rows", "Rows that wait to be written.", size)
        self._watch("journal_queue_age_seconds", "How long the oldest of them has waited.", lag)

    def watch_knowledge(self, entries: Callable[[], int], version: Callable[[], str]) -> None:
        """Shows how many entries answer now, and which version of the knowledge they are."""
        self._watch("knowledge_entries", "Entries of the knowledge that answers now.", entries)
        text = "The version of the knowledge that answers now."
        self._watches.add("backchat_knowledge_info", text, lambda: {version(): 1.0}, "version")

    def watch_parts(self, parts: Mapping[str, Callable[[], State]]) -> None:
        """Shows which parts work, 1 or 0 each; further calls add parts. One that raises does not work."""
        self._parts.update(parts)
        self._watches.add("backchat_up", "Whether a part of the process works.", self._ups, "part")

    def watch_loop(self, lag: Callable[[], float]) -> None:
        """Shows by how many seconds the event loop has been late of late."""
        self._watch("loop_lag_seconds", "By how much the event loop was late, at worst, of late.", lag)

    def exposition(self) -> tuple[bytes, str]:
        """Everything, as a page for Prometheus, and the page's content type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST

    def _watch(self, name: str, text: str, read: Callable[[], float]) -> None:
        self._watches.add(f"backchat_{name}", text, lambda: {"": read()})

    def _ups(self) -> Samples:
        return {name: _works(state) for name, state in self._parts.items()}


def _works(state: Callable[[], State]) -> float:
    try:
        return 1.0 if state().ok else 0.0
    except Exception:  # noqa: BLE001 - a part that cannot even say how it is does not work
        return 0.0


def _one_of(known: frozenset[str], value: str) -> str:
    return value if value in known else "other"


def _yes(value: bool) -> str:  # noqa: FBT001 - it has no other parameter
    return "yes" if value else "no"
