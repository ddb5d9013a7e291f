"""Every change that is reported, with its level."""

from __future__ import annotations

from collections.abc import Mapping

from observable_socket_codegen.rules import Rule

ASPECTS = {
    "type": "values of another type",
    "enum": "values that are not listed",
    "range": "numbers beyond a bound",
    "multiple": "numbers that are no multiples",
    "length": "strings that are too short or too long",
    "pattern": "strings that do not match a pattern",
    "format": "strings without a format",
    "required": "objects without a required member",
    "members": "objects with a member that is not allowed",
    "names": "objects with a member of such a name",
    "size": "objects with too few or too many members",
    "count": "arrays with too few or too many items",
    "unique": "arrays that have an item twice",
    "contains": "arrays without what `contains` asks for",
    "condition": "values that do not fit a condition or a branch",
}
"""What is refused, by the aspect under which two schemas differ."""

_NARROWED = (
    Rule(
        f"narrowed-{aspect}",
        "error",
        f"Clients send {words}; the new version refuses them.",
        "Accept what was accepted before, or add a new route and deprecate this one.",
    )
    for aspect, words in ASPECTS.items()
)

_WIDENED = (
    Rule(
        f"widened-{aspect}",
        "error",
        f"The new version may send {words}; clients do not expect them.",
        "Send only what was promised before, or add a new route and deprecate this one.",
    )
    for aspect, words in ASPECTS.items()
)

_OTHERS = (
    Rule(
        "route-removed",
        "error",
        "A route is gone.",
        "Keep it, and mark it `deprecated` until nobody calls it any more.",
    ),
    Rule(
        "deprecated-route-removed",
        "error",
        "A route is gone that was deprecated before.",
        "Once nobody calls it any more, switch this off for the route.",
    ),
    Rule("route-added", "info", "A route is new."),
    Rule(
        "kind-changed",
        "error",
        "A route follows another pattern of exchange.",
        "Add a route of another name, and deprecate this one.",
    ),
    Rule(
        "status-added",
        "error",
        "A route may answer with a success or redirection that clients do not know.",
        "Answer with a status that was declared before, or add a new route.",
    ),
    Rule(
        "error-status-added",
        "warning",
        "A route may answer with an error that clients do not know.",
        "Clients that treat every status from 400 on as an error are not affected.",
    ),
    Rule("protocol-status-added", "info", "A route declares an error that any route may answer."),
    Rule("status-removed", "info", "A route does not answer with some status any more."),
    Rule(
        "answer-status-removed",
        "error",
        "Clients answer with a status that the server does not know any more.",
        "Go on taking it from clients that do not know the new version.",
    ),
    Rule("answer-status-added", "info", "Clients may answer with one more status."),
    Rule(
        "narrowed-undeclared",
        "warning",
        "An open object has a schema for a member now that clients could have sent already.",
        "Clients that send what was declared are not affected.",
    ),
    Rule(
        "widened-undeclared",
        "warning",
        "An open object has no schema any more for a member that clients know.",
        "Clients are not affected as long as the server does not send such a member.",
    ),
    Rule(
        "narrowed-unproven",
        "warning",
        "The new version may refuse what clients send; neither that nor the contrary was shown.",
        "Compare the two schemas by hand.",
    ),
    Rule(
        "widened-unproven",
        "warning",
        "The new version may send what clients do not expect; nothing was shown.",
        "Compare the two schemas by hand.",
    ),
    Rule("compatible-change", "info", "Schemas changed in a way that breaks nobody."),
    Rule(
        "default-changed",
        "warning",
        "What a member means that is left out has changed.",
        "Clients that leave it out get something else now.",
    ),
    Rule(
        "default-removed",
        "warning",
        "A member that may be left out has no default any more.",
        "Clients that leave it out get something else now.",
    ),
    Rule("default-added", "info", "A member that may be left out has a default now."),
    Rule("deprecated", "info", "A route or a member is deprecated now."),
    Rule(
        "policy-tightened",
        "warning",
        "A policy allows less: time, size, rate, requests side by side, repetition.",
        "Clients that kept to the old policy may be refused.",
    ),
    Rule("policy-loosened", "info", "A policy allows more."),
    Rule(
        "history-shortened",
        "warning",
        "Less history is kept for those who come back.",
        "Clients that come back after the same time may have lost items.",
    ),
    Rule(
        "overflow-changed",
        "warning",
        "Slow subscribers are treated in another way.",
        "Clients may count on no item being left out, or on staying connected.",
    ),
)

CHANGES: Mapping[str, Rule] = {rule.name: rule for rule in (*_OTHERS, *_NARROWED, *_WIDENED)}
"""By name."""
