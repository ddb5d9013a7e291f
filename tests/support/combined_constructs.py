"""Constructs as people combine them: what `constructs` has one by one, together and at the edges.

Values stand here as JSON texts where the text matters.
"""

# ruff: noqa: RUF001 - signs that look alike are what is tested

from __future__ import annotations

from typing import Any

from tests.support.constructs import Raw, closed, of, typed

_INTEGER = {"type": "integer"}
_NUMBER = {"type": "number"}
_STRING = {"type": "string"}
_NULL = {"type": "null"}
_ACCENTED = {"é": _INTEGER, "e\u0301": _STRING}


def _object(*required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required)}


def _array(items: Any, **keywords: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **keywords}


NUMBERS = [
    of("integers_of_any_size", _array(_INTEGER), [[2**53, 2**53 + 1, -(2**63), 2**64, 10**40]], []),
    of("integer_as_exponent", _INTEGER, [Raw("1E2"), Raw("12.0e1"), Raw("-0.0")], [Raw("12.5e0")]),
    of(
        "integer_members_by_text",
        closed(n=_INTEGER),
        [Raw('{"n":1.0}'), Raw('{"n":-0}'), Raw('{"n":1e3}'), Raw('{"n":1e30}')],
        [Raw('{"n":1e-3}'), Raw('{"n":"1"}'), Raw('{"n":false}')],
    ),
    of("number_with_many_digits", _NUMBER, [Raw("0.1"), Raw("1e-320"), Raw("123456.789")], []),
    of(
        "number_or_integer",
        {"anyOf": [_INTEGER, _NUMBER]},
        [1, 1.5, Raw("2.0"), 10**30],
        [True, "1"],
    ),
    of(
        "one_of_integer_and_number",
        {"oneOf": [_INTEGER, _NUMBER]},
        [1.5],
        [1, Raw("1.0"), True],
    ),
    of(
        "money",
        {"type": "number", "multipleOf": 0.01, "minimum": 0, "exclusiveMaximum": 1000000},
        [0, 0.01, 19.99, 999999.99, Raw("1.10")],
        [-0.01, 0.001, 1000000, "1"],
    ),
    of("multiple_of_tenths", {"multipleOf": 0.1}, [0.3, 0.7, 1.1, 5, "x"], [0.35, 0.05]),
    of("multiple_of_fraction", {"multipleOf": 0.5}, [1, 1.5, Raw("1e3")], [0.25]),
    of("multiple_of_large", typed("integer", multipleOf=10**15), [10**30], [1]),
    of("port", typed("integer", minimum=0, maximum=65535), [0, 65535, Raw("80.0")], [-1, 65536]),
    of("percentage", typed("number", minimum=0, maximum=100), [0, 100, 0.1, Raw("1e2")], [100.01]),
    of("positive", typed("number", exclusiveMinimum=0), [Raw("1e-300"), 1], [0, Raw("-0.0"), -1]),
    of(
        "safe_integer",
        typed("integer", minimum=-(2**53) + 1, maximum=2**53 - 1),
        [2**53 - 1, 1 - 2**53],
        [2**53, -(2**53)],
    ),
    of("int64", typed("integer", format="int64"), [2**63, -1, Raw("1.0")], [1.5, "1"]),
    of("float_format", typed("number", format="float"), [1, 1.5, 2**70], ["1"]),
    of(
        "bound_as_large_float",
        typed("integer", maximum=1e20),
        [10**20],
        [10**20 + 1, Raw("1e21")],
    ),
    of(
        "bound_beyond_floats_among_others",
        typed("number", minimum=0.5, maximum=1.0, exclusiveMaximum=-(2**63)),
        [],
        [1, 0.7, -(2**64)],
    ),
    of(
        "bound_beyond_floats_below_others",
        typed(["number", "null"], minimum=-(2**63), exclusiveMinimum=0, maximum=9),
        [None, 0.1, 9],
        [0, -1, -(2**70)],
    ),
    of("bounds_that_leave_one", typed("integer", minimum=3, maximum=3), [3, Raw("3.0")], [2, 4]),
    of("contradicting_bounds", typed("integer", minimum=3, maximum=2), [], [2, 3]),
    of("fractional_bound", typed("number", maximum=0.1), [0.1, Raw("1e-1"), 0], [0.11]),
    of("nullable_integer", typed(["integer", "null"], minimum=1), [None, 1], [0, False, ""]),
    of(
        "timestamp_or_text",
        {"oneOf": [typed("integer", minimum=0), typed("string", format="date-time")]},
        [0, "2024-01-01T00:00:00.123456789Z", Raw("1e12")],
        [-1, "now", None, True],
    ),
]

TEXTS = [
    of("non_empty", typed("string", minLength=1), ["a", " ", "\u0000"], ["", None]),
    of(
        "one_code_point", typed("string", minLength=1, maxLength=1), ["𝒳", "é"], ["e\u0301", "👩‍💻"]
    ),
    of("empty_only", typed("string", maxLength=0), [""], ["a"]),
    of("zero_length_arrays", typed("array", maxItems=0), [[]], [[1]]),
    of(
        "slug", typed("string", pattern="^[a-z0-9]+(?:-[a-z0-9]+)*$"), ["a-b1"], ["-a", "a--b", "A"]
    ),
    of(
        "semver",
        typed("string", pattern=r"^\d+\.\d+\.\d+$"),
        ["1.2.3"],
        ["1.2", "1.2.3\n", "١.٢.٣"],
    ),
    of("hex_colour", typed("string", pattern="^#[0-9a-fA-F]{6}$"), ["#00fFaA"], ["#fff", "00ffaa"]),
    of("phone", typed("string", pattern=r"^\+[1-9]\d{1,14}$"), ["+491234"], ["+0123", "491234"]),
    of(
        "no_blanks_around", typed("string", pattern=r"^\S(.*\S)?$"), ["a b", "a"], [" a", "a\u00a0"]
    ),
    of("letters_of_all_scripts", typed("string", pattern=r"^\p{L}+$"), ["é", "日本"], ["1", "a1"]),
    of("script", typed("string", pattern=r"^\p{Script=Greek}+$"), ["αβγ"], ["abc"]),
    of("not_letters", typed("string", pattern=r"^\P{L}+$"), ["12"], ["é1"]),
    of("word_boundary", typed("string", pattern=r"\bcat\b"), ["a cat"], ["concat"]),
    of("escaped_solidus", typed("string", pattern=r"^\/a\/b$"), ["/a/b"], ["a/b"]),
    of("unicode_escape", typed("string", pattern=r"^\u00e9$"), ["é"], ["e"]),
    of("control_escape", typed("string", pattern=r"^\cC$"), ["\u0003"], ["cC", "C"]),
    of("hex_escape", typed("string", pattern=r"^\x41\t$"), ["A\t"], ["A"]),
    of(
        "named_group",
        typed("string", pattern=r"^(?<q>['\"]).*\k<q>$"),
        ["'a'", '"a"'],
        ["'a\"", "a"],
    ),
    of("braces_like_counts", typed("string", pattern="^a{,2}$"), ["a{,2}"], ["aa", ""]),
    of("braces", typed("string", pattern=r"^{{\w+}}$"), ["{{a_1}}"], ["{a}", "{{é}}"]),
    of(
        "any_sign_at_all",
        typed("object", patternProperties={"^[^]{2}$": _INTEGER}, additionalProperties=False),
        [{"\n\n": 1}],
        [{"a": 1}, {"ab": "x"}],
    ),
    of("look_behind", typed("string", pattern=r"(?<!\d)x"), ["ax", "x"], ["1x"]),
    of("lazy", typed("string", pattern="^a+?b$"), ["aab"], ["b"]),
    of("class_with_dash", typed("string", pattern=r"^[\w.-]+$"), ["a-b.c_1"], ["a b", "é"]),
    of("negated_digits", typed("string", pattern=r"^\D+$"), ["abc", "١"], ["a1"]),
    of("negated_words", typed("string", pattern=r"^\W$"), ["é", "-"], ["a"]),
    of("not_space", typed("string", pattern=r"^\S+$"), ["a"], ["a\u2003", "\ufeff"]),
    of("dot_and_astral", typed("string", pattern="^..$"), ["𝒳a", "ab"], ["𝒳", "abc"]),
    of("end_is_the_end", typed("string", pattern="a$"), ["ba"], ["a\n"]),
    of("alternatives_unanchored", typed("string", pattern="^a|b$"), ["ax", "xb"], ["xa", "bx"]),
    of("empty_pattern", typed("string", pattern=""), ["", "a"], [1]),
    of("pattern_on_others", {"pattern": "^a"}, ["a", 1, None, ["b"]], ["b"]),
    of("format_on_others", {"format": "uuid"}, [1, None, {}, []], ["x"]),
    of(
        "lengths_on_others",
        {"minLength": 3, "maxItems": 1, "minProperties": 1},
        [1, [1]],
        ["a", {}],
    ),
    of(
        "pattern_and_lengths",
        typed("string", pattern="^[a-z]*$", minLength=2, maxLength=3),
        ["ab", "abc"],
        ["a", "abcd", "aB"],
    ),
    of("line_breaks", _STRING, ["\r\n", "\u2028\u2029", "\u0085", "\ufeff", "\u0000"], []),
    of("texts_like_other_values", _array(_STRING), [["1", "true", "null", "NaN", "", "{}"]], []),
    of(
        "content_of_members",
        closed(
            body=typed("string", contentEncoding="base64", contentMediaType="image/png"),
            inner=typed("string", contentMediaType="application/json", contentSchema=_INTEGER),
        ),
        [{"body": "iVBORw0KGgo="}, {"body": "!"}, {"inner": '"no integer"'}],
        [{"body": 1}],
    ),
    of(
        "read_and_write_only",
        {
            "type": "object",
            "properties": {
                "id": {**_STRING, "readOnly": True},
                "password": {**_STRING, "writeOnly": True},
            },
        },
        [{"id": "1", "password": "x"}, {}],
        [{"id": 1}],
    ),
]

CHOICES = [
    of(
        "enum_of_mixed_types", {"enum": ["a", 1, None, True]}, ["a", 1, None, True], [0, False, "1"]
    ),
    of("enum_of_one_and_true", {"enum": [1, True]}, [1, True, Raw("1.0")], [0, False, "1"]),
    of("enum_of_zero_and_false", {"enum": [0, False]}, [0, False, Raw("-0")], [None, ""]),
    of("enum_one", {"enum": [1]}, [1, Raw("1.0"), Raw("1e0")], [True, "1"]),
    of("enum_null", {"enum": [None]}, [None], [0, "", False]),
    of("enum_of_empty_things", {"enum": ["", [], {}]}, ["", [], {}], [None, 0, False]),
    of("enum_of_huge_integers", {"enum": [2**53, 2**53 + 1]}, [2**53, 2**53 + 1], [2**53 + 2]),
    of("enum_of_arrays", {"enum": [[1, 2], ["a"]]}, [[1, 2], [1.0, 2], ["a"]], [[2, 1], [True, 2]]),
    of("enum_in_array", _array({"enum": ["a", "b"]}), [["a", "b", "a"], []], [["c"], "a"]),
    of(
        "nullable_enum",
        {"type": ["string", "null"], "enum": ["a", "b", None]},
        ["a", None],
        ["null", "c"],
    ),
    of("nullable_enum_without_null", {"type": ["string", "null"], "enum": ["a"]}, ["a"], [None]),
    of("enum_of_numbers_as_text", {"enum": ["1", "2"]}, ["1"], [1, Raw("1.0")]),
    of("enum_member_optional", closed(s={"enum": ["on", "off"]}), [{}, {"s": "on"}], [{"s": None}]),
    of("const_member", _object("v", v={"const": 1}), [{"v": 1}, {"v": 1.0}], [{"v": True}, {}]),
    of("const_false", {"const": False}, [False], [0, Raw("0.0"), None]),
    of("const_empty_object", {"const": {}}, [{}], [[], {"a": 1}, None]),
    of("const_nested", {"const": {"a": [1, {"b": 1.5}]}}, [{"a": [1.0, {"b": 1.5}]}], [{"a": [1]}]),
    of("const_float", {"const": 1.5}, [1.5, Raw("15e-1")], [1, "1.5"]),
    of("const_whole_float", {"const": 2.0}, [2, Raw("2.0")], ["2", Raw("2.1")]),
    of("const_astral", {"const": "𝒳"}, ["𝒳"], ["X"]),
    of("not_const", {"not": {"const": 1}}, [2, True, "1"], [1, Raw("1.0")]),
    of("not_enum", typed("string", **{"not": {"enum": ["a", "b"]}}), ["c", ""], ["a"]),
    of("const_and_enum", {"const": "a", "enum": ["a", "b"]}, ["a"], ["b"]),
]

UNIONS = [
    of(
        "overlapping_objects_keep_all",
        {"anyOf": [_object(a=_INTEGER), _object(a=_NUMBER, b=_STRING)]},
        [{"a": 1, "b": "x", "c": None}, {"a": 1, "b": 5}, {"a": 1.5, "b": "x"}, {}],
        [{"a": "x"}, {"a": 1.5, "b": 5}],
    ),
    of(
        "dates_and_texts",
        {"anyOf": [typed("string", format="date-time"), _STRING]},
        ["2024-01-01T00:00:00.10Z", "2024-01-01t00:00:00z", "x"],
        [1],
    ),
    of(
        "text_before_date",
        {"anyOf": [_STRING, typed("string", format="date-time")]},
        ["2024-01-01T00:00:00.10Z", "x"],
        [1],
    ),
    of(
        "one_of_bounds",
        {"oneOf": [{"maximum": 5}, {"minimum": 3}]},
        [1, 10],
        [3, 4, 5, "x"],
    ),
    of("one_of_all_true", {"oneOf": [True, True]}, [], [1, None]),
    of("one_of_true_and_false", {"oneOf": [True, False]}, [1, None], []),
    of("any_of_false", {"anyOf": [False, _STRING]}, ["a"], [1]),
    of("all_of_false", {"allOf": [True, False]}, [], [1]),
    of("all_of_nothing_new", {"allOf": [{}]}, [1, None, {"a": []}], []),
    of(
        "scalar_or_list",
        {"oneOf": [_STRING, _array(_STRING)]},
        ["a", ["a", "b"], []],
        [1, [1], None],
    ),
    of(
        "id_by_text_or_number",
        closed(id={"type": ["string", "integer"]}),
        [{"id": "1"}, {"id": 1}, Raw('{"id":1.0}'), {"id": 2**70}],
        [{"id": 1.5}, {"id": None}, {"id": True}],
    ),
    of(
        "tagged_with_shared_members",
        {
            "type": "object",
            "properties": {"type": _STRING, "at": _INTEGER},
            "required": ["type"],
            "oneOf": [
                {"properties": {"type": {"const": "a"}, "x": _INTEGER}, "required": ["x"]},
                {"properties": {"type": {"const": "b"}, "y": _STRING}, "required": ["y"]},
            ],
        },
        [{"type": "a", "x": 1, "at": 5}, {"type": "b", "y": "", "z": [1]}],
        [{"type": "a", "y": ""}, {"type": "c", "x": 1, "y": ""}, {"x": 1}],
    ),
    of(
        "tagged_by_enum",
        {
            "oneOf": [
                _object("op", op={"enum": ["add", "replace"]}, value={}),
                _object("op", op={"enum": ["remove"]}),
            ]
        },
        [{"op": "add", "value": None}, {"op": "remove", "value": 1}],
        [{"op": "move"}, {}],
    ),
    of(
        "tagged_with_dates",
        {
            "oneOf": [
                _object("kind", "at", kind={"const": "a"}, at=typed("string", format="date-time")),
                closed(kind={"enum": ["b", "c"]}, days=_array(typed("string", format="date"))),
            ]
        },
        [
            {"kind": "a", "at": "2024-01-01T00:00:00.10Z", "more": 1},
            {"kind": "a", "at": "2016-12-31T23:59:60Z"},
            {"kind": "c", "days": ["2024-02-29", "2024-02-28"]},
        ],
        [
            {"kind": "a", "at": "2024-01-01"},
            {"kind": "b", "days": ["2023-02-29"]},
            {"kind": "b", "days": [], "at": "2024-01-01T00:00:00Z"},
            {"at": "2024-01-01T00:00:00Z"},
        ],
    ),
    of(
        "one_of_words",
        _array({"oneOf": [{"const": "a"}, {"enum": ["b", "c"]}, _NULL]}),
        [["a", "b", None], []],
        [["d"], [1]],
    ),
    of(
        "one_of_words_that_are_not_apart",
        {"oneOf": [{"const": "a"}, {"enum": ["b", "a"]}]},
        ["b"],
        ["a", "c"],
    ),
    of(
        "tagged_by_integer",
        {"oneOf": [_object("v", v={"const": 1}), _object("v", v={"const": 2}, b=_STRING)]},
        [{"v": 1, "b": 5}, {"v": 2, "b": ""}, {"v": 1.0}],
        [{"v": 3}, {"v": True}, {"v": 2, "b": 5}],
    ),
    of(
        "tagged_by_boolean",
        {
            "oneOf": [
                _object("ok", "data", ok={"const": True}, data={}),
                _object("ok", "error", ok={"const": False}, error=_STRING),
            ]
        },
        [{"ok": True, "data": None}, {"ok": False, "error": ""}],
        [{"ok": 1, "data": None}, {"ok": 0, "error": ""}, {"ok": True, "error": ""}],
    ),
    of(
        "nullable_union",
        {"oneOf": [_NULL, closed(a=_INTEGER), _array(_INTEGER)]},
        [None, {"a": 1}, [1]],
        [{"b": 1}, ["a"], 0],
    ),
    of(
        "union_in_array",
        _array({"anyOf": [closed(a=_INTEGER), closed(b=_STRING), _NULL]}),
        [[{"a": 1}, None, {"b": ""}, {}]],
        [[{"a": 1, "b": ""}], [1]],
    ),
    of(
        "union_of_unions",
        {"anyOf": [{"anyOf": [_STRING, _NULL]}, {"oneOf": [_INTEGER, {"type": "boolean"}]}]},
        ["a", None, 1, True],
        [1.5, []],
    ),
    of(
        "json_rpc_id",
        _object("id", id={"anyOf": [_STRING, _INTEGER, _NULL]}, jsonrpc={"const": "2.0"}),
        [{"id": None}, {"id": "x", "jsonrpc": "2.0"}, {"id": 10**25}],
        [{"id": 1.5}, {"jsonrpc": "2.0"}, {"id": 1, "jsonrpc": 2.0}],
    ),
    of(
        "one_of_required",
        _object(a={}, b={}) | {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        [{"a": None}, {"b": 1, "c": 2}],
        [{}, {"a": 1, "b": 1}],
    ),
    of(
        "not_both",
        _object(a={}, b={}) | {"not": {"required": ["a", "b"]}},
        [{}, {"a": 1}, {"b": 1}],
        [{"a": 1, "b": 1}],
    ),
    of(
        "maps_and_objects",
        {"anyOf": [closed(a=_INTEGER), {"type": "object", "additionalProperties": _STRING}]},
        [{"a": 1}, {"a": "x"}, {"b": "y"}, {}],
        [{"a": 1, "b": "y"}, {"b": 1}],
    ),
    of(
        "arrays_of_either",
        {"anyOf": [_array(_INTEGER), _array(_STRING)]},
        [[], [1, 2], ["a"]],
        [[1, "a"], [None]],
    ),
    of(
        "type_list_with_bounds",
        {"type": ["string", "integer", "array"], "minLength": 2, "minimum": 5, "minItems": 1},
        ["ab", 5, [None]],
        ["a", 4, [], None, 5.5],
    ),
    of(
        "type_list_with_members",
        {"type": ["object", "string", "null"], "properties": {"a": _INTEGER}, "required": ["a"]},
        [{"a": 1, "b": 2}, "x", None],
        [{}, {"a": "1"}, 1, []],
    ),
]

CONDITIONS = [
    of(
        "if_by_country",
        {
            "type": "object",
            "properties": {"country": _STRING, "zip": _STRING},
            "if": {"properties": {"country": {"const": "US"}}, "required": ["country"]},
            "then": {"properties": {"zip": {"pattern": "^[0-9]{5}$"}}},
            "else": {"properties": {"zip": {"maxLength": 4}}},
        },
        [{"country": "US", "zip": "12345"}, {"zip": "1234"}, {}],
        [{"country": "US", "zip": "1"}, {"country": "DE", "zip": "12345"}],
    ),
    of(
        "several_ifs",
        {
            "type": "object",
            "allOf": [
                {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
                {"if": {"required": ["b"]}, "then": {"required": ["c"]}},
            ],
        },
        [{}, {"a": 1, "b": 1, "c": 1}, {"c": 1}],
        [{"a": 1}, {"a": 1, "b": 1}, {"b": 1}],
    ),
    of("if_true", {"if": True, "then": _STRING, "else": _INTEGER}, ["a"], [1]),
    of("if_false", {"if": False, "then": _STRING, "else": _INTEGER}, [1], ["a"]),
    of("then_alone", {"then": _STRING}, [1, "a"], []),
    of("if_alone", {"if": _STRING}, [1, "a"], []),
    of(
        "if_type",
        {"if": _STRING, "then": {"minLength": 2}, "else": {"minimum": 2}},
        ["ab", 2, None],
        ["a", 1],
    ),
    of("not_not", {"not": {"not": _STRING}}, ["a"], [1]),
    of("not_empty", {"not": {}}, [], [1, None]),
    of("not_false", {"not": False}, [1, None], []),
    of("not_types", {"not": {"type": ["string", "null"]}}, [1, [], {}], ["a", None]),
    of(
        "not_within_member",
        closed(name={**_STRING, "not": {"pattern": "^_"}}),
        [{"name": "a"}, {}],
        [{"name": "_a"}],
    ),
    of(
        "dependents",
        closed(card=_STRING, address=_STRING, name=_STRING)
        | {"dependentRequired": {"card": ["address", "name"]}},
        [{}, {"card": "1", "address": "", "name": ""}, {"name": ""}],
        [{"card": "1"}, {"card": "1", "name": ""}],
    ),
    of(
        "dependents_on_others",
        {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": False}},
        [1, "a", [], {"b": 1}, {"a": 1, "b": 1}],
        [{"a": 1}, {"c": 1}],
    ),
    of(
        "dependent_schema_of_values",
        {
            "type": "object",
            "properties": {"kind": _STRING, "size": _INTEGER},
            "dependentSchemas": {"size": {"properties": {"kind": {"const": "box"}}}},
        },
        [{"size": 1, "kind": "box"}, {"kind": "x"}, {"size": 1}],
        [{"size": 1, "kind": "x"}],
    ),
]

LISTS = [
    of("contains_object", {"contains": _object("id", id=_INTEGER)}, [[1, {"id": 1}]], [[{}], []]),
    of("contains_at_most", {"contains": _INTEGER, "maxContains": 1}, [[1, "a"]], [[1, 2], []]),
    of(
        "contains_between",
        typed("array", contains={"minimum": 5}, minContains=2, maxContains=3),
        [[5, 6], [1, 5, 6, 7]],
        [[5], [5, 6, 7, 8]],
    ),
    of("min_contains_alone", {"minContains": 2}, [[], [1]], []),
    of(
        "unique_texts",
        _array(_STRING, uniqueItems=True),
        [["a", "A", "é", "e\u0301"]],
        [["a", "a"]],
    ),
    of(
        "unique_kinds",
        {"uniqueItems": True},
        [[0, False, None, "", [], {}], [1, "1", True], [[0], [False]]],
        [[1, 1.0], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [[], []]],
    ),
    of("unique_off", {"uniqueItems": False}, [[1, 1]], []),
    of(
        "unique_in_type",
        _array({"type": ["boolean", "integer"]}, uniqueItems=True),
        [[True, 1], [0, False]],
        [[1, 1], [True, True]],
    ),
    of(
        "pair",
        _array(_NUMBER, minItems=2, maxItems=2),
        [[1, 2.5], [0, 10**25]],
        [[1], [1, 2, 3], ["a", 1]],
    ),
    of(
        "matrix",
        _array(_array(_NUMBER, minItems=1), minItems=1),
        [[[1], [2.5]]],
        [[], [[]], [["a"]]],
    ),
    of(
        "geo_point",
        typed("array", prefixItems=[_NUMBER, _NUMBER], items=_NUMBER, minItems=2, maxItems=3),
        [[1, 2], [1.5, 2, 3]],
        [[1], [1, 2, 3, 4], [1, "a"]],
    ),
    of(
        "event_tuple",
        typed("array", prefixItems=[{"const": "click"}, _INTEGER], items=False, minItems=2),
        [["click", 1]],
        [["click"], ["move", 1], ["click", 1, 2]],
    ),
    of(
        "tuples_told_apart",
        {
            "oneOf": [
                typed("array", prefixItems=[{"const": 1}, _STRING], items=False, minItems=2),
                typed("array", prefixItems=[{"const": 2}, _INTEGER], items=False, minItems=2),
            ]
        },
        [[1, "a"], [2, 5]],
        [[1, 5], [2, "a"], [3, 1], [True, "a"]],
    ),
    of(
        "tuple_optional_tail",
        typed("array", prefixItems=[_STRING, _NULL]),
        [[], ["a", None, 1]],
        [["a", 1]],
    ),
    of("tuple_of_false", typed("array", prefixItems=[_STRING, False]), [[], ["a"]], [["a", 1]]),
    of(
        "tuple_of_true",
        typed("array", prefixItems=[True], items=_INTEGER),
        [["a", 1], []],
        [[1, "a"]],
    ),
    of(
        "tuple_of_objects",
        typed("array", prefixItems=[closed(a=_INTEGER), _object(b=_STRING)]),
        [[{"a": 1}, {"b": "", "c": 1.5}, {"x": 1}]],
        [[{"b": 1}], [{}, {"b": 1}]],
    ),
    of("items_on_others", {"items": _INTEGER}, ["a", {}, [1], 1], [["a"]]),
    of("prefix_on_others", {"prefixItems": [_INTEGER]}, ["a", {}, [], [1, "a"]], [["a"]]),
    of(
        "unevaluated_after_contains",
        {"prefixItems": [_STRING], "contains": _INTEGER, "unevaluatedItems": False},
        [["a", 1], ["a", 1, 2]],
        [["a", 1, "b"], ["a"]],
    ),
    of(
        "unevaluated_after_if",
        {
            "prefixItems": [_INTEGER],
            "if": {"prefixItems": [{"const": 1}]},
            "then": {"prefixItems": [True, _STRING]},
            "unevaluatedItems": False,
        },
        [[1, "a"], [2], []],
        [[2, "a"], [1, "a", 1]],
    ),
    of(
        "unevaluated_after_ref",
        {
            "$defs": {"Two": {"prefixItems": [True, True]}},
            "$ref": "#/$defs/Two",
            "unevaluatedItems": _NULL,
        },
        [[1, 2], [1, 2, None], "a"],
        [[1, 2, 3]],
    ),
    of("array_of_anything", _array({}), [[1, None, {"a": [True]}, "x", 1.5]], [{}]),
    of("array_of_nothing", _array(False), [[]], [[None]]),
    of("array_of_nulls", _array(_NULL, minItems=1), [[None, None]], [[], [0]]),
    of("array_of_booleans", _array({"type": "boolean"}), [[True, False]], [[0], [1], ["true"]]),
    of("sparse", _array({"type": ["integer", "null"]}), [[1, None, 2]], [["", 1]]),
    of("deep_array", _array(_array(_array(_array(_STRING)))), [[[[["a"], []]]], []], [[[["a"]]]]),
]

OBJECTS = [
    of("empty_closed", closed(), [{}], [{"a": 1}, []]),
    of("only_false", typed("object", additionalProperties=False), [{}], [{"a": 1}]),
    of(
        "unknown_nested",
        closed(a=_object(b=_object())),
        [{"a": {"b": {"c": {"d": [1.5]}}, "e": None}}],
        [],
    ),
    of(
        "unknown_beside_dates",
        _object("at", at=typed("string", format="date-time")),
        [{"at": "2024-01-01T00:00:00.123456789+02:00", "on": "2024-01-01", "n": 10**30}],
        [{"at": "x"}],
    ),
    of(
        "patch",
        closed(a=typed(["string", "null"]), b=_INTEGER),
        [{}, {"a": None}, {"a": ""}, {"b": 0}],
        [{"b": None}, {"a": 0}],
    ),
    of(
        "required_nullable",
        _object("a", a=typed(["string", "null"])),
        [{"a": None}],
        [{}, {"a": 1}],
    ),
    of("required_any", _object("a", a={}), [{"a": None}, {"a": [1]}], [{}]),
    of("required_true", _object("a", a=True), [{"a": None}], [{}]),
    of("optional_any", closed(a={}), [{}, {"a": None}, {"a": {"b": 1}}], [{"b": 1}]),
    of(
        "object_of_objects",
        closed(a=closed(), b=_object()),
        [{"a": {}, "b": {"x": 1}}],
        [{"a": {"x": 1}}],
    ),
    of(
        "deep_optional",
        closed(a=closed(b=closed(c=closed(d=typed(["integer", "null"]))))),
        [{}, {"a": {}}, {"a": {"b": {"c": {"d": None}}}}],
        [{"a": {"b": {"c": {"d": "1"}}}}, {"a": None}],
    ),
    of(
        "map_of_arrays",
        typed("object", additionalProperties=_array(_INTEGER)),
        [{"a": [1], "": []}],
        [{"a": ["x"]}, {"a": 1}],
    ),
    of(
        "map_of_maps",
        typed("object", additionalProperties=typed("object", additionalProperties=_NUMBER)),
        [{"a": {"b": 1.5}, "c": {}}],
        [{"a": {"b": "x"}}, {"a": 1}],
    ),
    of(
        "map_of_any",
        typed("object", additionalProperties=True),
        [{"a": None, "__proto__": {}}],
        [[]],
    ),
    of(
        "map_by_pattern",
        typed("object", patternProperties={r"^\d+$": _STRING}, additionalProperties=False),
        [{"1": "a"}, {}],
        [{"a": "a"}, {"1": 1}, {"١": "a"}],
    ),
    of(
        "map_by_letters",
        typed("object", patternProperties={r"^\p{L}+$": _INTEGER}, additionalProperties=False),
        [{"é": 1, "日本": 2}],
        [{"1": 1}, {"é": "x"}],
    ),
    of(
        "extension_members",
        closed(a=_INTEGER) | {"patternProperties": {"^x-": {}}},
        [{"a": 1, "x-b": None}, {"x-": {"y": 1}}],
        [{"b": 1}, {"a": "1"}],
    ),
    of(
        "patterns_that_overlap",
        typed("object", patternProperties={"a": {"minimum": 2}, "b": {"maximum": 5}}),
        [{"ab": 3, "a": 9, "b": 1, "c": None}],
        [{"ab": 1}, {"ab": 9}, {"a": 1}],
    ),
    of(
        "pattern_false",
        typed("object", patternProperties={"^_": False}),
        [{"a": 1}, {}],
        [{"_a": 1}, {"_": None}],
    ),
    of(
        "names_by_enum",
        typed("object", propertyNames={"enum": ["a", "b"]}, additionalProperties=_INTEGER),
        [{"a": 1}, {}],
        [{"c": 1}, {"a": "x"}],
    ),
    of("names_by_format", typed("object", propertyNames={"format": "uuid"}), [{}], [{"a": 1}]),
    of("names_by_length", {"propertyNames": {"maxLength": 1}}, [{"𝒳": 1}, 5, "ab"], [{"ab": 1}]),
    of("names_false", typed("object", propertyNames=False), [{}], [{"a": 1}]),
    of(
        "counts_of_map",
        typed("object", additionalProperties=_INTEGER, maxProperties=1),
        [{"a": 1}],
        [{"a": 1, "b": 2}],
    ),
    of("at_least_one", closed(a=_INTEGER, b=_INTEGER) | {"minProperties": 1}, [{"a": 1}], [{}]),
    of(
        "unevaluated_after_if_then",
        {
            "type": "object",
            "properties": {"kind": _STRING},
            "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
            "then": {"properties": {"x": _INTEGER}},
            "else": {"properties": {"y": _INTEGER}},
            "unevaluatedProperties": False,
        },
        [{"kind": "a", "x": 1}, {"kind": "b", "y": 1}, {"y": 1}],
        [{"kind": "a", "y": 1}, {"kind": "b", "x": 1}],
    ),
    of(
        "unevaluated_through_refs",
        {
            "$defs": {
                "Base": {"properties": {"id": _INTEGER}},
                "Middle": {"allOf": [{"$ref": "#/$defs/Base"}], "properties": {"m": _STRING}},
            },
            "type": "object",
            "$ref": "#/$defs/Middle",
            "properties": {"own": _NULL},
            "unevaluatedProperties": False,
        },
        [{"id": 1, "m": "", "own": None}, {}],
        [{"other": 1}, {"id": "x"}],
    ),
    of(
        "unevaluated_nested",
        {
            "type": "object",
            "properties": {"in": {"allOf": [_object(a=_INTEGER)], "unevaluatedProperties": False}},
        },
        [{"in": {"a": 1}, "out": 1}],
        [{"in": {"b": 1}}],
    ),
    of(
        "unevaluated_after_one_of",
        {
            "type": "object",
            "oneOf": [_object("a", a=_INTEGER), _object("b", b=_INTEGER)],
            "unevaluatedProperties": _STRING,
        },
        [{"a": 1, "x": "y"}, {"b": 1}, {"a": 1, "b": "s"}],
        [{"a": 1, "x": 1}, {"a": 1, "b": 1}],
    ),
    of(
        "unevaluated_after_dependents",
        {
            "type": "object",
            "properties": {"a": {}},
            "dependentSchemas": {"a": {"properties": {"b": {}}}},
            "unevaluatedProperties": False,
        },
        [{"a": 1, "b": 1}, {}],
        [{"b": 1}],
    ),
    of(
        "additional_beside_all_of",
        {
            "allOf": [{"properties": {"a": _INTEGER}}],
            "type": "object",
            "additionalProperties": _STRING,
        },
        [{"b": "x"}, {}],
        [{"a": 1}, {"a": "x"}, {"b": 1}],
    ),
    of(
        "extended_by_all_of",
        {
            "$defs": {"Base": _object("id", id=_INTEGER)},
            "allOf": [{"$ref": "#/$defs/Base"}, _object("name", name=_STRING)],
        },
        [{"id": 1, "name": "", "more": {"x": [None]}}],
        [{"id": 1}, {"name": ""}, {"id": "1", "name": ""}],
    ),
    of(
        "narrowed_by_all_of",
        {
            "$defs": {"Base": _object(kind=_STRING, n=_NUMBER)},
            "allOf": [{"$ref": "#/$defs/Base"}, _object("kind", kind={"const": "a"}, n=_INTEGER)],
        },
        [{"kind": "a", "n": 1, "z": 0}, {"kind": "a"}],
        [{"kind": "b"}, {"kind": "a", "n": 1.5}, {}],
    ),
    of(
        "required_in_all_of",
        _object(a=_INTEGER, b=_INTEGER) | {"allOf": [{"required": ["a"]}]},
        [{"a": 1}],
        [{}, {"b": 1}],
    ),
    of(
        "required_in_any_of",
        closed(a=_INTEGER, b=_INTEGER) | {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        [{"a": 1}, {"b": 1}, {"a": 1, "b": 1}],
        [{}, {"c": 1}],
    ),
    of("member_called_ref", closed(**{"$ref": _STRING}), [{"$ref": "x"}, {}], [{"$ref": 1}]),
    of(
        "member_called_schema",
        closed(**{"$schema": _STRING, "$id": _STRING}),
        [{"$schema": "x"}],
        [{"$id": 1}],
    ),
    of(
        "members_called_like_keywords",
        _object("type", type=_STRING, properties=_object(), required=_array(_STRING), items={}),
        [{"type": "x", "properties": {"type": 1}, "required": ["a"], "items": None}],
        [{}, {"type": 1}, {"type": "x", "required": "a"}],
    ),
    of(
        "members_that_differ_by_case",
        closed(id=_INTEGER, ID=_STRING, Id=_NULL, iD={"type": "boolean"}),
        [{"id": 1, "ID": "", "Id": None, "iD": True}],
        [{"id": "x"}, {"ID": 1}],
    ),
    of(
        "members_that_differ_by_form",
        closed(**_ACCENTED),
        [{"é": 1, "e\u0301": ""}, {"e\u0301": ""}],
        [{"é": ""}, {"e\u0301": 1}],
    ),
    of(
        "members_that_differ_by_signs",
        closed(**{"a-b": _INTEGER, "a_b": _STRING, "a.b": _NULL, "a b": {"type": "boolean"}}),
        [{"a-b": 1, "a_b": "", "a.b": None, "a b": False}],
        [{"a-b": ""}, {"a_b": 1}, {"a.b": 1}, {"a b": 1}],
    ),
    of(
        "members_of_python_objects",
        _object(
            "copy",
            "json",
            "dict",
            **dict.fromkeys(
                ("copy", "json", "dict", "schema", "model_dump", "model_validate"), _STRING
            ),
            **dict.fromkeys(
                ("model_config", "model_extra", "model_fields_set", "__class__"), _INTEGER
            ),
        ),
        [{"copy": "", "json": "", "dict": "", "model_config": 1, "__class__": 2, "model_extra": 3}],
        [{"copy": 1, "json": "", "dict": ""}, {}],
    ),
    of(
        "members_of_javascript_objects",
        closed(
            **dict.fromkeys(("__proto__", "constructor", "hasOwnProperty", "toString"), _INTEGER)
        ),
        [{"__proto__": 1, "constructor": 2, "hasOwnProperty": 3, "toString": 4}, {}],
        [{"__proto__": "x"}, {"valueOf": 1}],
    ),
    of(
        "required_members_of_javascript_objects",
        {"required": ["__proto__", "toString"]},
        [{"__proto__": None, "toString": 1}, 5],
        [{}, {"__proto__": 1}, {"constructor": 1}],
    ),
    of(
        "members_called_like_types",
        closed(
            **dict.fromkeys(
                ("str", "int", "list", "dict", "Any", "None", "Literal", "datetime"),
                _array(_INTEGER),
            )
        ),
        [{"str": [1], "int": [2], "list": [], "None": [3], "datetime": [4]}],
        [{"str": ["x"]}],
    ),
    of(
        "members_with_digits_and_signs",
        closed(
            **dict.fromkeys(
                ("1st", "2", "_id", "__v", "$set", "@type", "#text", "a:b", "💥", ""), _INTEGER
            )
        ),
        [dict.fromkeys(("1st", "2", "_id", "__v", "$set", "@type", "#text", "a:b", "💥", ""), 1)],
        [{"$set": "x"}, {"_id": None}, {"": "x"}],
    ),
    of("long_name", closed(**{"n" * 300: _INTEGER}), [{"n" * 300: 1}], [{"n" * 300: "x"}]),
    of(
        "many_members",
        closed(**{f"m{n}": _INTEGER for n in range(150)}),
        [{f"m{n}": n for n in range(150)}, {}],
        [{"m149": "x"}, {"m150": 1}],
    ),
    of(
        "defaults_that_are_falsy",
        closed(
            n={**_INTEGER, "default": 0},
            s={**_STRING, "default": ""},
            b={"type": "boolean", "default": False},
        ),
        [{"n": 1, "s": "a", "b": True}],
        [{"n": None}, {"b": 0}],
    ),
    of(
        "default_null",
        closed(a={"type": ["string", "null"], "default": None}),
        [{"a": "x"}, {"a": None}],
        [{"a": 1}],
    ),
]

RECURSION = [
    of(
        "comments",
        _object("text", text=_STRING, replies=_array({"$ref": "#"})),
        [{"text": "", "replies": [{"text": "", "replies": []}]}],
        [{"text": "", "replies": [{}]}],
    ),
    of(
        "expression",
        {
            "$defs": {
                "Expr": {
                    "oneOf": [
                        _NUMBER,
                        closed(op={"enum": ["+", "*"]}, args=_array({"$ref": "#/$defs/Expr"}))
                        | {"required": ["op", "args"]},
                    ]
                }
            },
            "$ref": "#/$defs/Expr",
        },
        [1, {"op": "+", "args": [1, {"op": "*", "args": [2.5, 10**20]}]}],
        ["1", {"op": "-", "args": []}, {"op": "+", "args": ["x"]}],
    ),
    of(
        "recursive_all_of",
        {
            "$defs": {
                "Node": {
                    "allOf": [_object("id", id=_INTEGER), _object(child={"$ref": "#/$defs/Node"})]
                }
            },
            "$ref": "#/$defs/Node",
        },
        [{"id": 1, "child": {"id": 2, "x": None}}],
        [{"id": 1, "child": {}}, {}],
    ),
    of(
        "recursive_map",
        {
            "$defs": {"T": typed("object", additionalProperties={"$ref": "#/$defs/T"})},
            "$ref": "#/$defs/T",
        },
        [{}, {"a": {"b": {}}}],
        [{"a": 1}, []],
    ),
    of(
        "recursive_tuple",
        {
            "$defs": {
                "Cons": {
                    "oneOf": [
                        _NULL,
                        typed(
                            "array",
                            prefixItems=[_INTEGER, {"$ref": "#/$defs/Cons"}],
                            items=False,
                            minItems=2,
                        ),
                    ]
                }
            },
            "$ref": "#/$defs/Cons",
        },
        [None, [1, [2, None]]],
        [[1], [1, 2], [1, [2]]],
    ),
    of(
        "mutual_through_three",
        {
            "$defs": {
                "A": closed(b={"$ref": "#/$defs/B"}),
                "B": closed(c={"anyOf": [{"$ref": "#/$defs/C"}, _NULL]}),
                "C": _array({"$ref": "#/$defs/A"}),
            },
            "$ref": "#/$defs/B",
        },
        [{}, {"c": None}, {"c": [{"b": {"c": []}}]}],
        [{"c": [{"c": 1}]}, {"c": {}}],
    ),
    of(
        "recursive_not",
        {"type": "object", "properties": {"inner": {"not": {"$ref": "#"}}}, "required": ["x"]},
        [{"x": 1}, {"x": 1, "inner": 5}, {"x": 1, "inner": {}}],
        [{}, {"x": 1, "inner": {"x": 1}}],
    ),
    of(
        "recursive_union_of_objects",
        {
            "$defs": {
                "Shape": {
                    "oneOf": [
                        closed(kind={"const": "dot"}) | {"required": ["kind"]},
                        closed(kind={"const": "group"}, of=_array({"$ref": "#/$defs/Shape"}))
                        | {"required": ["kind", "of"]},
                    ]
                }
            },
            "type": "object",
            "properties": {"shape": {"$ref": "#/$defs/Shape"}},
        },
        [{"shape": {"kind": "group", "of": [{"kind": "dot"}, {"kind": "group", "of": []}]}}],
        [{"shape": {"kind": "group"}}, {"shape": {"kind": "group", "of": [{"kind": "x"}]}}],
    ),
    of(
        "dynamic_recursion_with_siblings",
        {
            "$dynamicAnchor": "n",
            "type": "object",
            "properties": {"next": {"$dynamicRef": "#n", "required": ["id"]}, "id": _INTEGER},
        },
        [{"next": {"id": 1, "next": {"id": 2}}}],
        [{"next": {}}, {"next": {"id": "x"}}],
    ),
]

REFERENCES = [
    of(
        "ref_to_boolean",
        {"$defs": {"N": False}, "properties": {"a": {"$ref": "#/$defs/N"}}},
        [{}, 1],
        [{"a": 1}],
    ),
    of("ref_with_title", {"$defs": {"S": _STRING}, "$ref": "#/$defs/S", "title": "T"}, ["a"], [1]),
    of(
        "ref_narrowed",
        {
            "$defs": {"S": _STRING},
            "type": "object",
            "properties": {"s": {"$ref": "#/$defs/S", "maxLength": 2}},
        },
        [{"s": "ab"}, {"s": "𝒳𝒳"}],
        [{"s": "abc"}, {"s": 1}],
    ),
    of(
        "ref_made_nullable",
        {
            "$defs": {"P": closed(x=_INTEGER)},
            "type": "object",
            "properties": {"p": {"anyOf": [{"$ref": "#/$defs/P"}, _NULL]}},
        },
        [{"p": None}, {"p": {"x": 1}}, {}],
        [{"p": 1}, {"p": {"y": 1}}],
    ),
    of(
        "ref_chain",
        {
            "$defs": {"A": {"$ref": "#/$defs/B"}, "B": {"$ref": "#/$defs/C"}, "C": _INTEGER},
            "$ref": "#/$defs/A",
        },
        [1],
        ["a"],
    ),
    of("ref_into_items", {"items": _INTEGER, "contains": {"$ref": "#/items"}}, [[1]], [["a"], []]),
    of(
        "ref_into_all_of",
        {"allOf": [_object(a=_INTEGER)], "properties": {"b": {"$ref": "#/allOf/0/properties/a"}}},
        [{"a": 1, "b": 1}],
        [{"b": "x"}],
    ),
    of(
        "ref_percent_encoded",
        {
            "$defs": {"a b": _INTEGER, "ü": _STRING},
            "prefixItems": [{"$ref": "#/$defs/a%20b"}, {"$ref": "#/$defs/%C3%BC"}],
        },
        [[1, ""]],
        [[""], [1, 1]],
    ),
    of(
        "anchors",
        {
            "$defs": {"X": {"$anchor": "x", **_INTEGER}, "Y": {"$anchor": "y.z_-1", **_STRING}},
            "properties": {"a": {"$ref": "#x"}, "b": {"$ref": "#y.z_-1"}},
        },
        [{"a": 1, "b": ""}, 5],
        [{"a": ""}, {"b": 1}],
    ),
    of(
        "embedded_resource",
        {
            "$id": "https://example.com/schemas/order",
            "$defs": {
                "Item": {
                    "$id": "/schemas/item",
                    "$defs": {"Id": {"$anchor": "id", **_INTEGER}},
                    **_object("id", id={"$ref": "#id"}, also={"$ref": "#/$defs/Id"}),
                }
            },
            "type": "object",
            "properties": {
                "item": {"$ref": "item"},
                "id": {"$ref": "item#id"},
                "i": {"$ref": "/schemas/item#/$defs/Id"},
            },
        },
        [{"item": {"id": 1, "also": 2}, "id": 1, "i": 3}],
        [{"item": {"id": "x"}}, {"id": "x"}, {"i": ""}, {"item": {"id": 1, "also": ""}}],
    ),
    of(
        "urn_as_id",
        {
            "$defs": {"P": {"$id": "urn:uuid:deadbeef-1234-00ff-ff00-4321feebdaed", **_INTEGER}},
            "properties": {"a": {"$ref": "urn:uuid:deadbeef-1234-00ff-ff00-4321feebdaed"}},
        },
        [{"a": 1}],
        [{"a": ""}],
    ),
    of(
        "definitions_within_definitions",
        {
            "$defs": {
                "Outer": {
                    "$defs": {"Inner": _INTEGER},
                    **_object(i={"$ref": "#/$defs/Outer/$defs/Inner"}),
                }
            },
            "$ref": "#/$defs/Outer",
        },
        [{"i": 1}],
        [{"i": ""}],
    ),
    of(
        "same_reference_in_many_places",
        {
            "$defs": {"When": typed("string", format="date-time")},
            "type": "object",
            "properties": {"a": {"$ref": "#/$defs/When"}, "l": _array({"$ref": "#/$defs/When"})},
            "additionalProperties": {"$ref": "#/$defs/When"},
        },
        [
            {
                "a": "2024-01-01T00:00:00.000000001Z",
                "l": ["2024-01-01T00:00:00-00:00"],
                "x": "0000-01-01T00:00:00Z",
            }
        ],
        [{"x": "now"}, {"l": ["now"]}],
    ),
]

FORMATS = [
    of(
        "email_quoted",
        typed("string", format="email"),
        ['"a b"@x.y', '"\\ "@x', '""@x', "a@[1.2.3.4]", "a@[IPv6:::1]", "a@[ipv6:1::8]"],
        [
            "Joe <joe@x.y>",
            '"Joe B" <joe@x.y>',
            '"a\tb"@x',
            "a@[IPv6:::1%1]",
            "a@[1.2.3.256]",
            "é@x.y",
        ],
    ),
    of(
        "email_lengths",
        typed("string", format="email"),
        ["a" * 64 + "@x", f"a@{'b' * 63}"],
        ["a" * 65 + "@x", f"a@{'b' * 64}", f"a@{'.'.join(['b' * 63] * 5)}", "a@[]", "a@[IPv6:1:2]"],
    ),
    of(
        "uris_in_use",
        typed("string", format="uri"),
        [
            "http://a/%C3%BC?x=%20#%41",
            "HTTP://EXAMPLE.COM:80/../a",
            "urn:isbn:1",
            "data:,",
            "a+b://?",
            "file:///",
        ],
        ["http://ü.example/", "http://a/%zz", "/a", "a", "http://[::1", "http://a:b/"],
    ),
    of(
        "uri_references_in_use",
        typed("string", format="uri-reference"),
        ["?a=1", "../a/b", "//h", "a:b", ".", "%41"],
        ["%", "ü", "a b", ":a", "a#b#c"],
    ),
    of(
        "hostnames",
        typed("string", format="hostname"),
        ["a--b.example", "3com", "A.b"],
        ["a_b", "a.", ".a", "é"],
    ),
    of(
        "idn_hostname",
        typed("string", format="idn-hostname"),
        ["例え.テスト", "a.b"],
        ["〮한국", "a b"],
    ),
    of("idn_email", typed("string", format="idn-email"), ["用户@例子.广告", "a@b"], ["a", "@"]),
    of("iri", typed("string", format="iri"), ["http://ü.example/é", "a:b"], ["a b", "/a"]),
    of("iri_reference", typed("string", format="iri-reference"), ["/é", ""], ["a b", "\\"]),
    of(
        "uri_template",
        typed("string", format="uri-template"),
        ["/a/{b}{?c,d*}", ""],
        ["/{a", "{}}"],
    ),
    of(
        "relative_json_pointer",
        typed("string", format="relative-json-pointer"),
        ["0", "1/a", "2#"],
        ["/a", "01", "-1"],
    ),
    of(
        "durations_in_use",
        typed("string", format="duration"),
        ["PT1M2S", "P1Y2M3D", "P01D", f"P{'9' * 50}D"],
        ["PT1.5S", "P1Y2D", "PT1H2S", "p1d", "P1D\n", "+P1D"],
    ),
    of(
        "times_in_use",
        typed("string", format="time"),
        ["23:59:60z", "01:29:60+01:30", "00:00:00-00:00", "12:00:00.123456789012Z"],
        ["22:59:60Z", "12:00:00+0100", "12:00:00Z ", "12:00:00+24:00"],
    ),
    of(
        "moments_at_the_edges",
        typed("string", format="date-time"),
        [
            "2016-12-31T23:59:60.999999999Z",
            "2017-01-01T01:29:60+01:30",
            "9999-12-31T23:59:59.9999999999Z",
        ],
        [
            "2016-12-31T23:58:60Z",
            "2024-01-01T00:00:60Z",
            "2023-02-29T00:00:00Z",
            "2024-01-01T00:00:00,5Z",
        ],
    ),
    of(
        "ipv6_in_use",
        typed("string", format="ipv6"),
        ["1::", "::1.2.3.4", "FE80::1"],
        ["::1%lo", "[::1]", "1::2::3", "::01.2.3.4"],
    ),
    of(
        "json_pointers",
        typed("string", format="json-pointer"),
        ["/", "//", "/é", "/~01"],
        ["~", "/~", "0"],
    ),
    of(
        "regexes",
        typed("string", format="regex"),
        ["\\p{L}", "(?<a>b)\\k<a>", "[^]"],
        ["a**", "(?P<n>a", "a{3,2}", "\\a"],
    ),
    of(
        "format_in_items",
        _array(typed("string", format="ipv4")),
        [["1.2.3.4"]],
        [["01.2.3.4"], [1]],
    ),
    of(
        "format_or_null",
        closed(u={"type": ["string", "null"], "format": "uuid"}),
        [{"u": None}, {"u": "2EB8AA08-AA98-11EA-B4AA-73B441D16380"}],
        [{"u": ""}, {"u": 5}],
    ),
]

COMBINED = (
    *(*NUMBERS, *TEXTS, *CHOICES, *UNIONS, *CONDITIONS),
    *(*LISTS, *OBJECTS, *RECURSION, *REFERENCES, *FORMATS),
)
