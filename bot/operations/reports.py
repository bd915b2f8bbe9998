"""Reports faults to Sentry, where the operator asks for it: which exception, where in the code, which release.

Sentry's own habit is to send all that might help: messages, variables, requests, log lines, the source around a frame. Here
an event is built anew from a list of what may be sent, just before it leaves. Nothing is hooked into, and nothing is global.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any, Final, cast

from bot.errors import ConfigurationError
from bot.operations.faults import short

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sentry_sdk import Client
    from sentry_sdk.types import Event, Hint

_FLUSH_SECONDS: Final = 2.0
_TOP: Final = ("event_id", "timestamp", "level", "release", "environment", "platform")
_FRAME: Final = ("function", "lineno")


class Reports:
    """Where faults are reported."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def fault(self, error: BaseException) -> None:
        """Reports an exception; returns at once, and nothing is raised when it cannot be sent."""
        from sentry_sdk.utils import event_from_exception  # noqa: PLC0415 - an extra that need not be installed

        event, hint = event_from_exception(error, client_options=self._client.options)
        self._client.capture_event(event, hint)

    def close(self) -> None:
        """Waits up to two seconds for what is still to be sent."""
        self._client.close(timeout=_FLUSH_SECONDS)


def start_reports(dsn: str, *, release: str, environment: str = "production") -> Reports:
    """Begins to report faults to the project that `dsn` names.

    Raises:
        ConfigurationError: Sentry's library is not installed, or the DSN is none.
    """
    try:
        from sentry_sdk import Client  # noqa: PLC0415 - an extra that need not be installed
        from sentry_sdk.utils import BadDsn, Dsn  # noqa: PLC0415
    except ImportError:
        raise ConfigurationError(
            "SENTRY_DSN is set but Sentry's library is missing: pip install 'backchat[sentry]'"
        ) from None
    try:
        Dsn(dsn)
        return Reports(Client(dsn, release=release, environment=environment, **_options()))
    except BadDsn:
        raise ConfigurationError(
            "SENTRY_DSN cannot be used: copy it again from the project's settings"
        ) from None


def _options() -> dict[str, Any]:
    """Everything that would collect something is off; `before_send` stands behind all of it.

    `send_default_pii` is off where it is not given, and newer releases warn of it where it is.
    """
    return {
        "before_send": only_allowed,
        "default_integrations": False,
        "auto_enabling_integrations": False,
        "include_local_variables": False,
        "include_source_context": False,
        "max_breadcrumbs": 0,
        "max_request_body_size": "never",
        "server_name": "",
        "auto_session_tracking": False,
        "send_client_reports": False,
        "propagate_traces": False,
        "enable_backpressure_handling": False,
        "spotlight": False,  # else SENTRY_SPOTLIGHT and SENTRY_DEBUG would switch on what nobody here asked for
        "debug": False,
        "shutdown_timeout": _FLUSH_SECONDS,
    }


def only_allowed(event: Event, _hint: Hint) -> Event | None:
    """The event built anew from what may be sent; None, which sends nothing, when it is about no exception."""
    given: Mapping[str, Any] = dict(event)
    errors = [_error(one) for one in (given.get("exception") or {}).get("values") or ()]
    if not errors:
        return None
    rest = {name: given[name] for name in _TOP if name in given}
    return cast("Event", {**rest, "exception": {"values": errors}, "contexts": _contexts()})


def _error(given: Mapping[str, Any]) -> dict[str, Any]:
    frames = (given.get("stacktrace") or {}).get("frames") or ()
    kept = [_place(frame) for frame in frames]
    error = {name: given[name] for name in ("type", "module") if name in given}
    return {**error, "stacktrace": {"frames": kept}} if kept else error


def _place(frame: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "filename": short(str(frame.get("filename"))),
        **{name: frame[name] for name in _FRAME if name in frame},
    }


def _contexts() -> dict[str, Any]:
    return {
        "runtime": {"name": platform.python_implementation(), "version": platform.python_version()},
        "os": {"name": platform.system(), "version": platform.release()},
    }
