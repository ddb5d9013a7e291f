"""Every construct of the intermediate representation, with values that its type takes or refuses.

The values are JSON; a compiler is asked whether each may be written where the type is wanted.
What no TypeScript type can refuse (a number out of range, say) is not listed as refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.support import contracts as c

from observable_socket_codegen import ir


@dataclass(frozen=True, slots=True)
class Sample:
    """A type with values.

    Attributes:
        name: What the type is declared as, and the name of the test.
        type: The type.
        accepted: Values that must compile.
        refused: Values that must not.
        beside: Declarations that the type refers to.
    """

    name: str
    type: ir.Type
    accepted: tuple[ir.Json, ...]
    refused: tuple[ir.Json, ...] = ()
    beside: tuple[ir.Declaration, ...] = ()


STRING_OR_NULL = ir.UnionType((c.STRING, c.NULL))
CIRCLE = c.closed(c.member("kind", ir.LiteralType(("circle",))), c.member("radius", c.NUMBER))
SQUARE = c.closed(c.member("kind", ir.LiteralType(("square",))), c.member("side", c.NUMBER))

SCALARS = (
    Sample("Anything", c.ANY, (None, 1, "a", True, [1], {"a": 1}, {}, [])),
    Sample("Nothing", c.NEVER, (), (None, 1, "a", True, [], {})),
    Sample("Null", c.NULL, (None,), (0, "", False, {})),
    Sample("Boolean", c.BOOLEAN, (True, False), (None, 0, "true")),
    Sample("Integer", c.INTEGER, (0, -3, 1.0, 9007199254740993), (None, "1", True)),
    Sample("Number", c.NUMBER, (0.5, -1e300, 7), (None, "1")),
    Sample("String", c.STRING, ("", "\u2028 \ud83d\ude00 */", "\ud800"), (None, 1)),
    Sample("DateTime", c.DATE_TIME, ("2026-01-05T08:00:00Z",), (None, 1)),
)

LITERALS = (
    Sample("Words", ir.LiteralType(("a", "b c", '"', "")), ("a", "b c", '"', ""), ("c", None, 1)),
    Sample(
        "Values",
        ir.LiteralType((None, True, -1, 0.5, 1e22, 1.0, "1")),
        (None, True, -1, 0.5, 1e22, 1, "1"),
        (False, 2, "x"),
    ),
    Sample(
        "Constants",
        ir.LiteralType(([1, {"a": None}], {}, {"a-b": ["x"]})),
        ([1, {"a": None}], {}, {"a-b": ["x"]}),
        ([1], [1, {"a": 2}], {"a": 1}, {"a-b": ["y"]}, None),
    ),
    Sample("EmptyArrayConstant", ir.LiteralType(([],)), ([],), ([1], None, {})),
)

ARRAYS = (
    Sample("Words_", ir.ArrayType(c.STRING), ([], ["a"]), ([1], "a", None, {})),
    Sample("Mixed", ir.ArrayType(STRING_OR_NULL), ([None, "a"],), ([1], None, "a")),
    Sample("Nested", ir.ArrayType(ir.ArrayType(c.NUMBER)), ([[1], []],), ([1], [["a"]])),
    Sample(
        "Point",
        ir.ArrayType(STRING_OR_NULL, 2, 2),
        (["a", None],),
        (["a"], ["a", "b", "c"], [1, 2], []),
    ),
    Sample("ManyOfFixedLength", ir.ArrayType(c.NUMBER, 100, 100), ([1],), (["a"],)),
    Sample("AtLeastOne", ir.ArrayType(c.NUMBER, 1, None), ([1], [1, 2]), (["a"],)),
    Sample("NoneAtAll", ir.ArrayType(c.NUMBER, None, 0), ([],), ([1],)),
    Sample("EmptyArray", ir.ArrayType(c.NEVER), ([],), ([1],)),
    Sample(
        "Pair",
        ir.TupleType((c.STRING, c.NUMBER), 2, None),
        (["a", 1],),
        (["a"], [1, "a"], ["a", 1, 2]),
    ),
    Sample(
        "OpenPair",
        ir.TupleType((c.STRING, STRING_OR_NULL), 0, c.ANY),
        ([], ["a"], ["a", None], ["a", "b", 1, {}]),
        ([1], ["a", 1]),
    ),
    Sample(
        "Tail",
        ir.TupleType((c.STRING,), 1, ir.UnionType((c.NUMBER, c.BOOLEAN))),
        (["a"], ["a", 1, True]),
        ([], ["a", "b"], ["a", None]),
    ),
    Sample("AtMostOne", ir.TupleType((c.ANY, c.NEVER), 0, c.ANY), ([], [1]), ([1, 2],)),
    Sample("NoItems", ir.TupleType((), 0, None), ([],), ([1],)),
)

OBJECTS = (
    Sample(
        "OptionalIsNotNullable",
        c.closed(
            c.member("plain", c.STRING),
            c.optional("optional", c.STRING),
            c.member("nullable", STRING_OR_NULL),
            c.optional("both", STRING_OR_NULL),
        ),
        (
            {"plain": "a", "nullable": None},
            {"plain": "a", "nullable": "a", "optional": "a", "both": None},
        ),
        (
            {"plain": "a"},
            {"nullable": None},
            {"plain": None, "nullable": None},
            {"plain": "a", "nullable": None, "optional": None},
        ),
    ),
    Sample(
        "Defaulted",
        c.closed(c.defaulted("limit", c.INTEGER, 20), c.defaulted("tag", STRING_OR_NULL, None)),
        ({}, {"limit": 1}, {"tag": None}),
        ({"limit": None}, {"limit": "1"}),
    ),
    Sample(
        "Closed",
        c.closed(c.member("a", c.INTEGER)),
        ({"a": 1},),
        ({}, {"a": 1, "b": 1}, None, [], "a"),
    ),
    Sample(
        "Open",
        c.opened(c.member("a", c.INTEGER), c.optional("b", c.STRING)),
        ({"a": 1}, {"a": 1, "x": None, "y": {}}),
        ({}, {"a": "1"}, {"a": 1, "b": 1}),
    ),
    Sample("Empty", c.closed(), ({},), ({"a": 1}, 1, "a")),
    Sample("FreeForm", c.opened(), ({}, {"a": 1, "b": [None]}), (None, 1, "a")),
    Sample("Dictionary", c.opened(extra=c.NUMBER), ({}, {"a": 1}), ({"a": "1"}, None)),
    Sample(
        "TypedExtras",
        c.opened(c.member("name", c.STRING), c.optional("on", c.BOOLEAN), extra=c.NUMBER),
        ({"name": "a"}, {"name": "a", "on": True, "x": 1}),
        ({}, {"name": 1}, {"name": "a", "on": 1}, {"name": "a", "x": None}),
    ),
    Sample(
        "NoExtras",
        c.opened(c.member("a", c.ANY), extra=c.NEVER),
        ({"a": 1},),
        ({"b": 1}, {"a": 1, "b": 1}),
    ),
    Sample(
        "Forbidden", c.opened(c.optional("a", c.NEVER)), ({}, {"b": 1}), ({"a": 1}, {"a": None})
    ),
    Sample(
        "Nesting",
        c.closed(
            c.member("point", c.closed(c.member("x", c.NUMBER))),
            c.optional(
                "points", ir.ArrayType(c.closed(c.member("x", c.NUMBER), c.optional("y", c.NUMBER)))
            ),
        ),
        ({"point": {"x": 1}}, {"point": {"x": 1}, "points": [{"x": 1}, {"x": 1, "y": 2}]}),
        ({"point": {}}, {"point": {"x": 1, "y": 1}}, {"point": {"x": 1}, "points": [{"y": 1}]}),
    ),
    Sample(
        "OddNames",
        c.closed(
            *(
                c.member(name, c.INTEGER)
                for name in (
                    "__proto__",
                    "a-b",
                    "1",
                    "",
                    "é",
                    '"',
                    "*/",
                    "\n",
                    "new",
                    "readonly",
                    "get",
                )
            ),
            *(c.optional(name, c.INTEGER) for name in ("in", "static", "async", "constructor_")),
        ),
        (
            {
                "__proto__": 1,
                "a-b": 1,
                "1": 1,
                "": 1,
                "é": 1,
                '"': 1,
                "*/": 1,
                "\n": 1,
                "new": 1,
                "readonly": 1,
                "get": 1,
            },
        ),
        ({}, {"__proto__": 1}),
    ),
    Sample(
        "InheritedNames",
        c.opened(
            c.optional("constructor", c.STRING),
            c.optional("hasOwnProperty", c.STRING),
            c.optional("toString", c.STRING),
            c.optional("valueOf", c.STRING),
        ),
        ({}, {"hasOwnProperty": "a", "constructor": "b", "toString": "c"}),
        ({"hasOwnProperty": 1}, {"constructor": None}),
    ),
    Sample(
        "InheritedNamesTypedExtras",
        c.opened(c.optional("isPrototypeOf", c.STRING), extra=c.NUMBER),
        ({}, {"isPrototypeOf": "a", "x": 1}),
        ({"isPrototypeOf": 1}, {"x": None}),
    ),
    Sample(
        "RequiredInheritedName",
        c.closed(c.member("toString", c.STRING)),
        ({"toString": "a"},),
        ({}, {"toString": 1}),
    ),
)

COMBINATIONS = (
    Sample("Either", ir.UnionType((c.STRING, c.INTEGER, c.NUMBER)), ("a", 1), (None, True)),
    Sample("EitherOrAnything", ir.UnionType((c.STRING, c.ANY)), ("a", None)),
    Sample("EitherOrNothing", ir.UnionType((c.STRING, c.NEVER)), ("a",), (None, 1)),
    Sample("NoneOfNone", ir.UnionType(()), (), (None, {})),
    Sample(
        "Shape",
        ir.UnionType((ir.RefType("Circle"), ir.RefType("Square")), discriminator="kind"),
        ({"kind": "circle", "radius": 1}, {"kind": "square", "side": 1}),
        ({"kind": "circle", "side": 1}, {"kind": "disc", "radius": 1}, {"radius": 1}),
        (c.declare("Circle", CIRCLE), c.declare("Square", SQUARE)),
    ),
    Sample(
        "AllOf",
        ir.IntersectionType(
            (c.opened(c.member("a", c.STRING)), c.opened(c.member("b", c.STRING)), c.ANY)
        ),
        ({"a": "x", "b": "y"}, {"a": "x", "b": "y", "c": 1}),
        ({"a": "x"}, {"a": "x", "b": 1}),
    ),
    Sample(
        "AllOfEither",
        ir.IntersectionType((c.opened(c.member("id", c.INTEGER)), ir.UnionType((CIRCLE, SQUARE)))),
        ({"id": 1, "kind": "circle", "radius": 1}, {"id": 1, "kind": "square", "side": 1}),
        ({"kind": "circle", "radius": 1}, {"id": 1, "kind": "circle"}),
    ),
    Sample("AllOfNothing", ir.IntersectionType((c.STRING, c.NEVER)), (), ("a",)),
    Sample(
        "ManyOfBoth",
        ir.ArrayType(
            ir.UnionType(
                (
                    ir.IntersectionType(
                        (c.opened(c.member("a", c.STRING)), c.opened(c.member("b", c.STRING)))
                    ),
                    c.NULL,
                )
            )
        ),
        ([], [None, {"a": "", "b": ""}]),
        ([{"a": ""}], [1], None),
    ),
)

RECURSION = (
    Sample(
        "Tree",
        c.closed(
            c.member("value", c.INTEGER), c.optional("children", ir.ArrayType(ir.RefType("Tree")))
        ),
        ({"value": 1}, {"value": 1, "children": [{"value": 2, "children": []}]}),
        ({"value": 1, "children": [{"value": "2"}]}, {"value": 1, "children": [1]}),
    ),
    Sample(
        "JsonValue",
        ir.UnionType(
            (
                c.NULL,
                c.BOOLEAN,
                c.STRING,
                ir.ArrayType(ir.RefType("JsonValue")),
                c.opened(extra=ir.RefType("JsonValue")),
            )
        ),
        (None, "a", [[], {"a": [None]}]),
        (1, [1], {"a": [{"b": 1}]}),
    ),
    Sample(
        "Even",
        ir.TupleType((c.INTEGER, ir.RefType("Odd")), 0, None),
        ([], [1, [2, []]]),
        ([1, [2, 3]], ["a"]),
        (c.declare("Odd", ir.TupleType((c.INTEGER, ir.RefType("Even")), 1, None)),),
    ),
    Sample("Itself", ir.UnionType((ir.RefType("Itself"), c.STRING)), ("a",)),
    Sample(
        "EachOther",
        ir.RefType("TheOther"),
        ("a",),
        (),
        (c.declare("TheOther", ir.IntersectionType((ir.RefType("EachOther"), c.STRING))),),
    ),
)

NAMES = (
    *(
        Sample(name, c.closed(c.member("a", c.INTEGER)), ({"a": 1},), ({"a": "1"},))
        for name in ("Promise", "Record", "Array", "Object", "Omit", "Message", "Error", "Function")
    ),
    *(
        Sample(name, c.INTEGER, (1,), ("1",))
        for name in ("string", "never", "Routes", "ErrorPayload", "class", "infer", "undefined")
    ),
)

SAMPLES = (*SCALARS, *LITERALS, *ARRAYS, *OBJECTS, *COMBINATIONS, *RECURSION, *NAMES)
