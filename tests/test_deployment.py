"""Facts about the ways to run Backchat for others: what the files of containers and hosts promise is what there is."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from pydantic import AliasChoices

from bot.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def _text(name: str) -> str:
    return (ROOT / name).read_text()


def _settings() -> set[str]:
    """Every variable that Backchat reads."""
    names = {f"BACKCHAT_{name.upper()}" for name in Settings.model_fields}
    aliases = [field.validation_alias for field in Settings.model_fields.values()]
    return names | {
        str(choice) for alias in aliases if isinstance(alias, AliasChoices) for choice in alias.choices
    }


def _procfile() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in _text("Procfile").splitlines())


def _stages() -> list[list[tuple[str, str]]]:
    """The stages of the Dockerfile, each its instructions with what they are given."""
    lines = "".join(line for line in _text("Dockerfile").splitlines(keepends=True) if line[0] != "#")
    stages: list[list[tuple[str, str]]] = []
    for line in re.sub(r"\\\n\s*", "", lines).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word == "FROM":
            stages.append([])
        if word and stages:
            stages[-1].append((word, rest.strip()))
    return stages


def _last(word: str) -> str:
    return [rest for name, rest in _stages()[-1] if name == word][-1]


def _compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(_text("compose.yaml"))
    return parsed


def _own_services() -> dict[str, dict[str, Any]]:
    return {name: one for name, one in _compose()["services"].items() if "build" in one}


def _promised() -> Iterator[str]:
    """Every command that a file here has Backchat run."""
    yield from (line.removeprefix("python -m bot ") for line in _procfile().values())
    yield " ".join(json.loads(_last("CMD")))
    yield from (" ".join(one["command"]) for one in _own_services().values() if "command" in one)


@pytest.mark.parametrize("line", sorted(set(_promised())))
def test_promised_command_exists(line: str, backchat: Run) -> None:
    """Every command of the Procfile, the image and compose.yaml exists, with its options."""
    command = line.partition(" -")[0].split()
    options = re.findall(r"(?<= )--[a-z-]+", line)
    done = backchat(*command, "--help")

    assert done.returncode == 0, done.stderr
    assert [] == [option for option in options if option not in done.stdout]


def test_procfile_has_a_server_and_a_release() -> None:
    """Hosts find a process that takes their port, one a platform that connects by itself, and one that upgrades the tables."""
    assert list(_procfile()) == ["web", "worker-slack", "worker-discord", "release"]


def test_app_json_names_settings_that_exist() -> None:
    """app.json asks for nothing that Backchat does not read, and makes the secret up."""
    app = json.loads(_text("app.json"))

    assert set() == set(app["env"]) - _settings()
    assert app["env"]["BACKCHAT_SECRET"]["generator"] == "secret"
    assert set() == set(app["formation"]) - set(_procfile())


def test_hosts_install_what_is_locked() -> None:
    """The requirements that hosts look for are the locked ones and nothing else."""
    lines = [line for line in _text("requirements.txt").splitlines() if not line.startswith("#")]

    assert lines == ["-r requirements/serve.txt"]


def test_served_versions_are_tested_versions() -> None:
    """Every version of serve.txt is in dev.txt, each with hashes and none with an address."""
    served, tested = (
        set(re.findall(r"^[a-z0-9]\S*==\S+", _text(f"requirements/{name}.txt"), re.MULTILINE))
        for name in ("serve", "dev")
    )

    assert set() == served - tested
    assert _text("requirements/serve.txt").count("--hash=sha256:") >= len(served) >= 30
    assert "://" not in _text("requirements/serve.txt")


def test_one_python_version() -> None:
    """Hosts and the image run the oldest Python that the project supports, the one the tests run on."""
    version = _text(".python-version").strip()

    assert f'requires-python = ">={version}"' in _text("pyproject.toml")
    assert f"python:{version}-slim" in _text("Dockerfile")


def test_image_runs_as_nobody_special() -> None:
    """The image's user is a number that is not root's, and owns /data."""
    user = _last("USER").partition(":")[0]

    assert int(user) > 0
    assert f"--owner={user} " in dict(_stages()[-1])["RUN"]


def test_image_takes_signals() -> None:
    """No shell stands between the container's signals and Backchat."""
    assert [["backchat"], ["serve"]] == [json.loads(_last(word)) for word in ("ENTRYPOINT", "CMD")]
    assert _last("STOPSIGNAL") == "SIGTERM"


def test_image_installs_by_hash() -> None:
    """Everything that the image installs is checked by hash, or is our own wheel with nothing fetched."""
    runs = " && ".join(rest for stage in _stages() for word, rest in stage if word == "RUN")
    installs = re.findall(r"pip .*?install (.*?)(?: && |$)", runs)

    assert len(installs) == 3
    assert [] == [
        one for one in installs if "--require-hashes" not in one and "--no-deps --no-index" not in one
    ]


def test_image_gets_what_it_copies() -> None:
    """.dockerignore keeps everything out of the build but what the Dockerfile copies."""
    rules = _text(".dockerignore").splitlines()
    copied = {
        name.partition("/")[0].rstrip("/")
        for word, rest in _stages()[0]
        if word == "COPY"
        for name in rest.split()[:-1]
    }

    assert "*" in rules
    assert copied == {rule[1:] for rule in rules if rule.startswith("!")}


def test_variables_are_settings() -> None:
    """What the image and compose.yaml set is read by Backchat, or by PostgreSQL."""
    image = re.findall(r"(\w+)=", " ".join(rest for word, rest in _stages()[-1] if word == "ENV"))
    compose = [name for one in _compose()["services"].values() for name in one["environment"]]
    asked = re.findall(r"\$\{(\w+)", _text("compose.yaml"))
    others = {"OPENBLAS_NUM_THREADS", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}

    assert set() == {
        name
        for name in {*image, *compose, *asked} - others - _settings()
        if not name.startswith(("POSTGRES_", "PG"))
    }


def test_compose_shuts_backchat_in() -> None:
    """Neither the server nor the upgrade may write to its image, gain rights or take more than 512 MB."""
    assert sorted(_own_services()) == ["backchat", "discord", "migrate", "slack"]
    for one in _own_services().values():
        assert (True, ["ALL"], "512m") == (one["read_only"], one["cap_drop"], one["mem_limit"])
        assert one["security_opt"] == ["no-new-privileges:true"]


def test_compose_has_no_secret_of_its_own() -> None:
    """Secrets have no default: unset, the start ends with a line that says what to set."""
    asked = re.findall(r"\$\{(POSTGRES_PASSWORD|BACKCHAT_SECRET)(.*?)\}", _text("compose.yaml"))

    assert len(asked) == 3
    assert [] == [name for name, rest in asked if not rest.startswith(f":?set {name} to ")]


def test_compose_upgrades_before_it_serves() -> None:
    """The server waits until the tables are what it needs."""
    services = _compose()["services"]

    assert services["backchat"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert services["migrate"]["command"] == ["db", "upgrade"]
    assert "healthcheck" in services["postgres"]
