"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

KnowledgeOption = Annotated[
    Path | None,
    typer.Option(
        "--knowledge",
        metavar="DIR",
        help="Answer from the YAML files of DIR instead of the knowledge that comes with Backchat.",
        envvar="BACKCHAT_KNOWLEDGE",
        readable=False,  # the loader says more than Typer would
        show_envvar=True,
    ),
]

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
