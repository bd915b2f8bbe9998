"""The cut out of Discord's description of its API is what the tool cuts."""

from __future__ import annotations

import json
from pathlib import Path

from tests.discord_oracle import DESCRIPTION
from tools.discord_openapi import cut, written


def test_the_cut_can_be_cut_again() -> None:
    """What is cut is all that the cut needs: cut once more, it is the same file."""
    small = json.loads(DESCRIPTION.read_text("utf-8"))
    whole = small | {
        "paths": {
            path: {
                method: {"requestBody": {"content": {"application/json": {"schema": schema}}}}
                for method, schema in methods.items()
            }
            for path, methods in small["bodies"].items()
        }
    }

    again = written(cut(whole))

    assert DESCRIPTION.read_text("utf-8") == again


def test_the_licence_lies_beside_the_description() -> None:
    """The description comes with the licence that it is under."""
    first = Path(f"{DESCRIPTION.with_suffix('')}.LICENSE").read_text("utf-8").partition("\n")[0]

    assert "MIT License" == first
