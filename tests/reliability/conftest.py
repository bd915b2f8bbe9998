"""What the checks share: a way to tell the figure that each of them measured."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Tell = Callable[[str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Prints the figure of a check and keeps it in the report of the run."""

    def _tell(figure: str) -> None:
        print(figure)  # noqa: T201 - seen with `pytest -s`
        record_property("figure", figure)

    return _tell
