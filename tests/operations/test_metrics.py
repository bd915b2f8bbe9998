from __future__ import annotations

from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from bot import __version__
from bot.operations.metrics import Metrics
from bot.operations.plug import State


def samples(metrics: Metrics) -> dict[str, float]:
    """Every sample of the page by its name and labels, as Prometheus' own parser reads it."""
    families = text_string_to_metric_families(metrics.exposition()[0].decode())
    return {
        sample.name
        + "".join(f" {name}={value}" for name, value in sorted(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


COUNTED: list[tuple[str, Callable[[Metrics], None], float]] = [
    (
        "backchat_answers_total outcome=answered platform=slack",
        lambda m: m.answered("slack", "answered", 0.01),
        1,
    ),
    ("backchat_answer_seconds_sum platform=discord", lambda m: m.answered("discord", "unsure", 0.25), 0.25),
    (
        "backchat_turned_away_total platform=slack why=cooldown",
        lambda m: m.turned_away("slack", "cooldown"),
        1,
    ),
    (
        "backchat_votes_total helped=yes kept=no platform=slack",
        lambda m: m.voted("slack", helped=True, kept=False),
        1,
    ),
    ("backchat_journal_rows_total", lambda m: m.wrote(7, 0.01), 7),
    ("backchat_journal_write_seconds_count", lambda m: m.wrote(7, 0.01), 1),
    ("backchat_journal_write_failures_total", lambda m: m.write_failed(), 1),
    ("backchat_journal_rows_dropped_total", lambda m: m.dropped(3), 3),
    ("backchat_knowledge_reloads_total outcome=refused", lambda m: m.reloaded("refused"), 1),
    ("backchat_claim_failures_total", lambda m: m.claim_failed(), 1),
    ("backchat_faults_total where=journal", lambda m: m.faulted("journal"), 1),
]


@pytest.mark.parametrize(("name", "happen", "expected"), COUNTED, ids=[name for name, _, _ in COUNTED])
def test_what_happens_is_counted(name: str, happen: Callable[[Metrics], None], expected: float) -> None:
    """Each thing that can happen raises the series that is named for it, by what it is worth."""
    metrics = Metrics()
    before = samples(metrics).get(name, 0.0)
    happen(metrics)

    assert (0.0, expected) == (before, samples(metrics)[name])


def test_labels_have_bounded_values() -> None:
    """A thousand platforms, outcomes, reasons and places that nobody knows make one more series each."""
    metrics = Metrics()
    metrics.answered("other", "other", 1.0)
    metrics.turned_away("other", "other")
    metrics.voted("other", helped=True, kept=True)
    metrics.reloaded("other")
    metrics.faulted("other")
    before = samples(metrics).keys()
    for number in range(1000):
        metrics.answered(f"p{number}", f'o"{number}\n', 1.0)
        metrics.turned_away(f"p{number}", f"w{number}")
        metrics.voted(f"p{number}", helped=True, kept=True)
        metrics.reloaded(f"r{number}")
        metrics.faulted(f"f{number}")

    assert before == samples(metrics).keys()
    assert 1001 == samples(metrics)["backchat_answers_total outcome=other platform=other"]


def test_gauges_are_read_when_the_page_is() -> None:
    """What is watched is read anew for every page."""
    metrics = Metrics()
    rows = [3]
    metrics.watch_queue(lambda: rows[0], lambda: 1.5)
    metrics.watch_loop(lambda: 0.02)
    metrics.watch_knowledge(lambda: 127, lambda: "4f2a")
    first = samples(metrics)
    rows[0] = 5

    assert (3.0, 5.0) == (
        first["backchat_journal_queue_rows"],
        samples(metrics)["backchat_journal_queue_rows"],
    )
    assert (1.5, 0.02) == (first["backchat_journal_queue_age_seconds"], first["backchat_loop_lag_seconds"])
    assert (127.0, 1.0) == (
        first["backchat_knowledge_entries"],
        first["backchat_knowledge_info version=4f2a"],
    )


def test_parts_are_up_or_down() -> None:
    """A part that works is 1; one that does not, or that raises when asked, is 0; later calls add parts."""
    metrics = Metrics()
    metrics.watch_parts({"journal": lambda: State(ok=True), "slack": lambda: State(ok=False, reason="away")})
    metrics.watch_parts({"discord": lambda: State(ok=1 // 0 == 0)})

    assert [1.0, 0.0, 0.0] == [
        samples(metrics)[f"backchat_up part={part}"] for part in ("journal", "slack", "discord")
    ]


def test_a_gauge_that_fails_takes_nothing_with_it() -> None:
    """When one thing cannot be read, the page lacks that one and has all others."""
    metrics = Metrics()
    metrics.watch_queue(lambda: 1 // 0, lambda: 2.0)

    assert "backchat_journal_queue_rows" not in samples(metrics)
    assert 2.0 == samples(metrics)["backchat_journal_queue_age_seconds"]


@pytest.mark.parametrize(
    ("seconds", "upper"),
    [(0.0001, "0.0002"), (0.0003, "0.0005"), (0.4, "0.5"), (9.0, "10.0"), (60.0, "+Inf")],
)
def test_buckets_reach_from_a_fraction_of_a_millisecond_to_ten_seconds(seconds: float, upper: str) -> None:
    """A duration falls into the bucket that ends next above it."""
    metrics = Metrics()
    metrics.answered("slack", "answered", seconds)
    prefix = "backchat_answer_seconds_bucket le="
    buckets = [name for name, value in samples(metrics).items() if name.startswith(prefix) and value == 1]

    assert f"{prefix}{upper} platform=slack" == buckets[0]


def test_the_page_tells_of_the_process_and_the_build() -> None:
    """Memory, CPU, file descriptors and the version are on the page."""
    page = samples(Metrics())

    assert 1.0 == page[f"backchat_build_info version={__version__}"]
    assert page["process_resident_memory_bytes"] > 0
    assert {"process_cpu_seconds_total", "process_open_fds"} <= page.keys()


def test_two_processes_in_one_share_nothing() -> None:
    """Each Metrics has its own registry, and the library's global one gets none of it."""
    one, other = Metrics(), Metrics()
    one.write_failed()

    assert 0.0 == samples(other)["backchat_journal_write_failures_total"]
    assert [] == [family.name for family in REGISTRY.collect() if family.name.startswith("backchat")]


def test_every_series_of_ours_has_our_name_and_a_help() -> None:
    """Every family is named backchat_ or process_ and says what it is."""
    metrics = Metrics()
    metrics.watch_queue(lambda: 0, lambda: 0.0)
    metrics.watch_parts({})
    families = list(text_string_to_metric_families(metrics.exposition()[0].decode()))

    assert [] == [one.name for one in families if not one.name.startswith(("backchat_", "process_"))]
    assert [] == [one.name for one in families if not one.documentation]
    assert metrics.exposition()[1].startswith("text/plain; version=")
