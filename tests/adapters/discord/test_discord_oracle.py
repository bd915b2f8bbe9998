"""The oracle lets pass what Discord accepts and finds each kind of mistake."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.discord_oracle import wrong

Json = dict[str, Any]

MESSAGES: Final = "/channels/1/messages"
CALLBACK: Final = "/interactions/1/token/callback"
COMMANDS: Final = "/applications/1/commands"
QUIET: Final[Json] = {"parse": []}


def button(custom_id: str = "a", **more: Any) -> Json:
    """A button that is right."""
    return {"type": 2, "style": 2, "label": "This helped", "custom_id": custom_id, "disabled": False} | more


def select(*values: str, **more: Any) -> Json:
    """A select that is right."""
    options = [{"label": value.title(), "value": value, "default": False} for value in values]
    return {"type": 3, "custom_id": "pick", "options": options, "min_values": 1, "max_values": 1} | more


def channels(*chosen: str, most: int = 1) -> Json:
    """A select of channels."""
    values = [{"id": one, "type": "channel"} for one in chosen]
    limits = {"min_values": 0, "max_values": most, "default_values": values}
    return {"type": 8, "custom_id": "where", "channel_types": [0, 5]} | limits


def row(*parts: Json) -> Json:
    """An action row."""
    return {"type": 1, "components": list(parts)}


def message(**more: Any) -> Json:
    """A message that is right."""
    return {"content": "### Docker", "allowed_mentions": QUIET, "components": [row(button())]} | more


def typed(**more: Any) -> Json:
    """A text input in a label."""
    return {
        "type": 18,
        "label": "What is missing?",
        "component": {"type": 4, "custom_id": "wanted", "style": 2, "required": True} | more,
    }


def form(*parts: Json, **more: Any) -> Json:
    """A modal as the answer to an interaction."""
    return {"type": 9, "data": {"custom_id": "ask", "title": "Ask", "components": list(parts)} | more}


def completions(*choices: Json) -> Json:
    """Completions as the answer to an interaction."""
    return {"type": 8, "data": {"choices": list(choices)}}


def command(**more: Any) -> Json:
    """A command that is right, as discord.py sends it."""
    question = {"type": 3, "name": "question", "description": "A question", "required": True}
    usual = {"type": 1, "nsfw": False, "dm_permission": True, "default_member_permissions": 32}
    return {"name": "ask", "description": "Asks", "options": [question]} | usual | more


def option(name: str = "private", **more: Any) -> Json:
    """An option that is right."""
    return {"type": 3, "name": name, "description": "Only you see it", "required": False} | more


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", MESSAGES, message()),
        (
            "POST",
            MESSAGES,
            message(message_reference={"message_id": 4, "fail_if_not_exists": False}, tts=False),
        ),
        ("POST", MESSAGES, message(components=[row(channels("1", most=25))])),
        ("POST", MESSAGES, message(components=[row(select("a", "b")), row(button("a"), button("b"))])),
        (
            "POST",
            MESSAGES,
            message(components=[row(button(url="https://x.test", style=5) | {"custom_id": None})]),
        ),
        ("PATCH", f"{MESSAGES}/2", {"allowed_mentions": QUIET, "components": []}),
        ("POST", f"{CALLBACK}?with_response=true", {"type": 4, "data": message(flags=64)}),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
        ("POST", CALLBACK, {"type": 6}),
        ("POST", CALLBACK, {"type": 7, "data": message()}),
        ("POST", CALLBACK, completions()),
        ("POST", CALLBACK, completions({"name": "Docker", "value": "docker"})),
        ("POST", CALLBACK, form(typed())),
        ("POST", "/webhooks/1/token", message(flags=64)),
        ("PATCH", "/webhooks/1/token/messages/@original", message(attachments=[])),
        ("PATCH", "/webhooks/1/token/messages/3", message()),
        ("PUT", COMMANDS, [command(), {"name": "Answer this", "type": 3, "contexts": [0, 1]}]),
        ("PUT", "/applications/1/guilds/2/commands", [command(options=[option(autocomplete=True)])]),
        ("GET", "/users/@me", None),
        ("DELETE", f"{MESSAGES}/2", None),
        ("POST", "/channels/1/typing", None),
    ],
)
def test_it_lets_pass_what_discord_accepts(method: str, path: str, body: Any) -> None:
    """Nothing is wrong with a request that Discord accepts."""
    found = wrong(method, path, body)

    assert [] == found


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (message(colour="red"), "'colour' was unexpected"),
        (message(content=5), "content: 5 is not of type 'string', 'null'"),
        (message(content="x" * 2_001), "content: 2001 characters, 2000 are allowed"),
        (message(content=" "), "content: an empty message"),
        (message(embeds=[{"title": "x"}]), "embeds: an answer is plain text"),
        (message(flags=1 << 15), "flags: components V2 hide the content"),
        ({"content": "x"}, "allowed_mentions: missing"),
        (message(allowed_mentions=None), "allowed_mentions: missing"),
        (message(allowed_mentions={}), "somebody may be pinged by {}"),
        (message(allowed_mentions={"parse": ["users"]}), "somebody may be pinged"),
        (message(allowed_mentions={"parse": [], "users": [4]}), "somebody may be pinged"),
        (message(allowed_mentions={"parse": [], "replied_user": True}), "somebody may be pinged"),
        (message(message_reference={"message_id": "x"}), "message_reference.message_id: "),
        (message(components=[row(button(label="x" * 81))]), "components[0].components[0].label: "),
        (message(components=[row(button("x" * 101))]), "components[0].components[0].custom_id: "),
        (message(components=[row(button(label=" "))]), "a button without a label"),
        (message(components=[row(button() | {"custom_id": None})]), "a button needs either a url"),
        (message(components=[row(button(), button())]), "custom_id 'a' twice"),
        (message(components=[row(*map(button, "abcdef"))]), "components[0].components: "),
        (message(components=[row()]), "components[0].components: "),
        (message(components=[row(button(one)) for one in "abcdef"]), "6 rows, 5 are allowed"),
        (message(components=[{"type": 10, "content": "x"}]), "components[0]: no action row"),
        (message(components=[row(select("a"), button())]), "a select stands alone in its row"),
        (message(components=[row(select("a", "a"))]), "value 'a' twice"),
        (message(components=[row(select(*map(str, range(26))))]), "components[0].components[0].options: "),
        (message(components=[row(select("a", placeholder="x" * 151))]), "placeholder: "),
        (message(components=[row(select("a", max_values=2))]), "1 to 2 of 1 options"),
        (message(components=[row(channels("1", "2"))]), "more is chosen beforehand than may be"),
    ],
)
def test_it_finds_what_is_wrong_with_a_message(body: Json, told: str) -> None:
    """Each mistake in a message is found, and nothing besides, wherever the message goes."""
    found = wrong("POST", MESSAGES, body)
    answered = wrong(
        "POST", CALLBACK, {"type": 4, "data": {k: body[k] for k in body if k != "message_reference"}}
    )

    assert [True] == [told in one for one in found]
    assert len(answered) == ("message_reference" not in body)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"type": 3}, "type: 3 is not one of"),
        ({"type": 5, "data": {"content": "x"}}, "what is deferred says nothing yet"),
        (
            {"type": 7, "data": {"content": ""} | {"allowed_mentions": QUIET}},
            "data.content: an empty message",
        ),
        ({"type": 7, "data": {"content": "x"}}, "data.allowed_mentions: missing"),
        (completions(*({"name": str(n), "value": "x"} for n in range(26))), "data.choices: "),
        (completions({"name": "x" * 101, "value": "x"}), "data.choices[0].name: "),
        (completions({"name": "x", "value": "x" * 101}), "name and value have 1 to 100"),
        (completions({"name": "x", "value": ""}), "name and value have 1 to 100"),
        (completions({"name": "x", "value": "1"}, {"name": "x", "value": "2"}), "'x' twice"),
        (form(typed(), title="x" * 46), "data.title: "),
        (form(typed(), title=" "), "data.title: empty"),
        (form(), "data.components: "),
        (form(*(typed(custom_id=one) for one in "abcdef")), "6 parts, 5 are allowed"),
        (form(typed(), typed()), "custom_id 'wanted' twice"),
        (form(typed() | {"label": "x" * 46}), "data.components[0].label: "),
        (form(typed(label="x")), "a label of its own"),
        (form(typed(max_length=4_001)), "data.components[0].component.max_length: "),
        (form(typed(min_length=9, max_length=8)), "longer at least than at most"),
    ],
)
def test_it_finds_what_is_wrong_with_an_answer_to_an_interaction(body: Json, told: str) -> None:
    """Each mistake in a callback is found, and nothing besides."""
    found = wrong("POST", CALLBACK, body)

    assert [True] == [told in one for one in found]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ([command(name="Ask")], "'Ask' is no name of a command"),
        ([command(name="ask me")], "'ask me' is no name of a command"),
        ([command(name="x" * 33)], "[0].name: "),
        ([command(description="x" * 101)], "[0].description: "),
        ([command(description="")], "ask: no description"),
        ([command(), command()], "ask: announced twice"),
        ([command(nfsw=True)], "'nfsw' was unexpected"),
        ([{"name": "Answer this", "type": 3, "description": "x"}], "an entry of a menu has no description"),
        ([command(options=[option(str(n)) for n in range(26)])], "[0].options: "),
        ([command(options=[option("Private")])], "'Private' is no name of a command"),
        ([command(options=[option(), option()])], "option 'private' twice"),
        ([command(options=[option(), option("b", required=True)])], "stands behind one that is not"),
        (
            [command(options=[option(autocomplete=True, choices=[{"name": "x", "value": "x"}])])],
            "choices and completion exclude each other",
        ),
        ([command(options=[option(min_length=9, max_length=8)])], "longer at least than at most"),
        (
            [
                command(
                    options=[option(f"o{n}", choices=[{"name": "x", "value": "x" * 1_000}]) for n in range(8)]
                )
            ],
            "characters in all, 8000 are allowed",
        ),
    ],
)
def test_it_finds_what_is_wrong_with_commands(body: list[Json], told: str) -> None:
    """Each mistake in what is announced is found, and nothing besides."""
    found = wrong("PUT", COMMANDS, body)

    assert [True] == [told in one for one in found]


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/channels/1/pins"), ("PUT", MESSAGES), ("POST", "/guilds/1/channels")]
)
def test_it_knows_the_requests_that_backchat_makes(method: str, path: str) -> None:
    """A request that Backchat has no business to make is wrong, whatever is in it."""
    found = wrong(method, path, {})

    assert [f"{method} {path}: no request that Backchat makes"] == found


def test_a_message_needs_a_body() -> None:
    """A message without a body is wrong."""
    found = wrong("POST", MESSAGES)

    assert ["body: None is not of type 'object'"] == found
