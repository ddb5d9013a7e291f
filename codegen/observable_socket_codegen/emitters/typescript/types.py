"""Type expressions: the types of the intermediate representation, spelled in TypeScript."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from observable_socket_codegen import ir
from observable_socket_codegen.emitters.typescript import tags, text

INDENT = "  "

WIDTH = 100
"""Characters of a line; longer unions are written one member per line."""

LONGEST_TUPLE = 4
"""Items of an array of fixed length that are written one by one."""

_INHERITED = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
    }
)
"""What every object has from its prototype, as the compiler knows."""


class Binding(IntEnum):
    """How tightly the outermost operator of an expression binds."""

    UNION = 0
    INTERSECTION = 1
    PRIMARY = 2


@dataclass(frozen=True, slots=True)
class Expression:
    """A type as source text; ``members`` are the operands of its outermost operator."""

    members: tuple[str, ...]
    binding: Binding = Binding.PRIMARY

    @property
    def text(self) -> str:
        """The expression on one line, as far as its members are."""
        return (" & " if self.binding is Binding.INTERSECTION else " | ").join(self.members)

    def inside(self, binding: Binding) -> str:
        """The expression as an operand of an operator that binds as tightly as ``binding``."""
        return self.text if self.binding >= binding else f"({self.text})"


UNKNOWN = Expression(("unknown",))
NEVER = Expression(("never",))


@dataclass(frozen=True, slots=True)
class Speller:
    """Writes types down.

    Attributes:
        names: The TypeScript name of each declaration.
        indent: What the current line begins with.
        cut: Declarations that may not be referred to here, since the reference would make a
            type alias its own definition. They are written as ``unknown``.
    """

    names: Mapping[str, str]
    indent: str = ""
    cut: frozenset[str] = frozenset()

    def spell(self, type_: ir.Type) -> Expression:
        """Return the expression of a type."""
        match type_:
            case ir.AnyType() | ir.NeverType() | ir.ScalarType():
                return _word(type_)
            case ir.LiteralType(values=values):
                return literals(values)
            case ir.ArrayType():
                return self._array(type_)
            case ir.TupleType():
                return self._tuple(type_)
            case ir.ObjectType():
                return self._object(type_)
            case ir.UnionType(members=members):
                return union(self.spell(member) for member in members)
            case ir.IntersectionType(members=members):
                return intersection(self.spell(member) for member in _without_repeating(members))
            case ir.RefType(name=name):
                return UNKNOWN if name in self.cut else Expression((self.names[name],))

    def members(self, type_: ir.ObjectType) -> str:
        """Return the lines between the braces of an object type."""
        inner = Speller(self.names, self.indent + INDENT)
        spelled = [(member, inner.member_type(member)) for member in type_.properties]
        lines = [inner.member(member, expression) for member, expression in spelled]
        if (
            index := inner.index_type(type_, [expression for _, expression in spelled])
        ) is not None:
            lines.append(inner.statement("[key: string]: ", index))
        return "".join(lines)

    def member(self, member: ir.Property, expression: Expression) -> str:
        """Return the lines of one member of an object, its comment included."""
        mark = "" if _is_there(member) else "?"
        prefix = f"{text.member_name(member.name)}{mark}: "
        documentation = text.comment([member.doc.description], tags.of_member(member), self.indent)
        return documentation + self.statement(prefix, expression)

    def member_type(self, member: ir.Property) -> Expression:
        """Return what reading a member gives.

        An optional member named like one that every object inherits has the inherited value when
        it is absent; without it in the type the compiler would refuse even ``{}``.
        """
        expression = self.spell(member.type)
        if _is_there(member) or member.name not in _INHERITED:
            return expression
        return union([expression, Expression((f'globalThis.Object["{member.name}"]',))])

    def index_type(self, type_: ir.ObjectType, members: Iterable[Expression]) -> Expression | None:
        """Return the type of the members not named; ``None`` where there may be none.

        TypeScript wants the index signature to admit the named members as well, and outside
        ``exactOptionalPropertyTypes`` also the ``undefined`` of optional ones.
        """
        extra = NEVER if type_.extra is None else self.spell(type_.extra)
        if extra == NEVER:
            return None if type_.properties else NEVER
        optional = not all(_is_there(member) for member in type_.properties)
        undefined = [Expression(("undefined",))] if optional else []
        return union([extra, *members, *undefined])

    def statement(self, prefix: str, expression: Expression) -> str:
        """Return ``prefix type;`` with its line end, one operand per line where it gets long."""
        whole = f"{self.indent}{prefix}{expression.text};\n"
        if len(expression.members) == 1 or _is_readable(whole, expression):
            return whole
        sign = "&" if expression.binding is Binding.INTERSECTION else "|"
        indent = f"\n{self.indent}{INDENT}"
        deeper = f"\n{INDENT * 2}"
        members = (f"{indent}{sign} {one}" for one in _indented(expression.members, deeper))
        return f"{self.indent}{prefix.rstrip()}{''.join(members)};\n"

    def _array(self, type_: ir.ArrayType) -> Expression:
        """Return an array type; a tuple where a short length is fixed, as with coordinates."""
        low, high = type_.min_items or 0, type_.max_items
        if low == high and low <= LONGEST_TUPLE:
            return self._tuple(ir.TupleType((type_.items,) * low, low, None))
        return Expression((f"{self._deeper().spell(type_.items).inside(Binding.PRIMARY)}[]",))

    def _tuple(self, type_: ir.TupleType) -> Expression:
        inner = self._deeper()
        items: list[str] = []
        for position, item in enumerate(type_.prefix):
            optional = position >= type_.required
            item_text = inner.spell(item).inside(Binding.PRIMARY if optional else Binding.UNION)
            items.append(f"{item_text}{'?' if optional else ''}")
        rest = NEVER if type_.rest is None else inner.spell(type_.rest)
        if rest != NEVER:
            items.append(f"...{rest.inside(Binding.PRIMARY)}[]")
        return Expression((f"[{', '.join(items)}]",))

    def _object(self, type_: ir.ObjectType) -> Expression:
        lines = self._deeper().members(type_)
        if lines.count("\n") == 1:
            return Expression((f"{{ {lines.strip().removesuffix(';')} }}",))
        return Expression((f"{{\n{lines}{self.indent}}}",))

    def _deeper(self) -> Speller:
        """The same place, but within a type that may well refer to its own declaration."""
        return Speller(self.names, self.indent)


def _without_repeating(members: Collection[ir.Type]) -> Iterable[ir.Type]:
    """Return the operands of an intersection; what only asks for members need not say more.

    Which other members there may be is said by the object beside it.
    """
    objects = [one for one in members if isinstance(one, ir.ObjectType)]
    return map(_short, members) if any(not _only_asks(one) for one in objects) else members


def _only_asks(type_: ir.ObjectType) -> bool:
    asks = all(one.required and isinstance(one.type, ir.AnyType) for one in type_.properties)
    return asks and bool(type_.properties) and isinstance(type_.extra, ir.AnyType)


def _short(type_: ir.Type) -> ir.Type:
    match type_:
        case ir.ObjectType(properties=properties) if _only_asks(type_):
            return ir.ObjectType(properties, None)
        case ir.UnionType(members=members):
            return ir.UnionType(tuple(map(_short, members)), type_.discriminator)
        case _:
            return type_


def _is_readable(text: str, expression: Expression) -> bool:
    """Whether an expression needs no line for each operand: at most one, an object, has lines."""
    spread = [one for one in expression.members if "\n" in one]
    at_end = {expression.members[0], expression.members[-1]}
    return max(map(len, text.split("\n"))) <= WIDTH and (
        not spread or (len(spread) == 1 and spread[0].startswith("{") and spread[0] in at_end)
    )


def _indented(members: Iterable[str], line_end: str) -> Iterator[str]:
    for member in members:
        yield member.replace("\n", line_end)


def _is_there(member: ir.Property) -> bool:
    """Whether whoever receives an object may rely on a member."""
    return member.required or member.filled


def _word(type_: ir.AnyType | ir.NeverType | ir.ScalarType) -> Expression:
    match type_:
        case ir.AnyType():
            return UNKNOWN
        case ir.NeverType():
            return NEVER
        case ir.ScalarType(kind="integer"):
            return Expression(("number",))
        case ir.ScalarType(kind=kind):
            return Expression((kind,))


def literals(values: Iterable[ir.Json]) -> Expression:
    """Return one of some JSON values."""
    return union(Expression((text.literal(value),)) for value in values)


def union(members: Iterable[Expression]) -> Expression:
    """Return one of several types, without repetition."""
    operands = dict.fromkeys(member for member in members if member != NEVER)
    if UNKNOWN in operands:
        return UNKNOWN
    return _joined(operands, Binding.UNION, empty=NEVER)


def intersection(members: Iterable[Expression]) -> Expression:
    """Return all of several types at once, without repetition."""
    operands = dict.fromkeys(member for member in members if member != UNKNOWN)
    if NEVER in operands:
        return NEVER
    return _joined(operands, Binding.INTERSECTION, empty=UNKNOWN)


def _joined(operands: Collection[Expression], binding: Binding, empty: Expression) -> Expression:
    if len(operands) <= 1:
        return next(iter(operands), empty)
    texts: dict[str, None] = {}
    for operand in operands:
        if operand.binding is binding:  # the operators are associative
            texts.update(dict.fromkeys(operand.members))
        else:
            texts[operand.inside(Binding.PRIMARY)] = None
    if binding is Binding.INTERSECTION:  # what is written out comes last
        texts = dict.fromkeys(sorted(texts, key=lambda one: "\n" in one))
    return Expression(tuple(texts), binding if len(texts) > 1 else Binding.PRIMARY)
