"""FHIRPath's literals and operators, as Python text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from profiles.checking.fhirpath.model import QUANTITIES
from profiles.checking.fhirpath.python_code import Code, Node, Untranslatable, certain

# ── Literals ─────────────────────────────────────────────────────────────────────────────────────────

_ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "f": "\f"}


def _unescaped(quoted: str) -> str:
    text, result = iter(quoted[1:-1]), ""
    for character in text:
        if character == "\\":
            character = next(text)
            if character == "u":
                character = chr(int("".join(next(text) for _ in range(4)), 16))
            else:
                character = _ESCAPES.get(character, character)
        result += character
    return result


def constant(value: str | int | bool | Decimal) -> Code:
    """A value that is written in the expression."""
    if isinstance(value, bool):
        return Code(repr(value), "truth", kind="literal", certain=True)
    return Code(repr(value), "value", "literal", certain=True, values=f"({value!r},)", single=repr(value))


def literal(node: Node) -> Code:
    """A literal of the expression."""
    kind, text = node["type"], node.get("text", "")
    if kind == "StringLiteral":
        return constant(_unescaped(text))
    if kind == "NumberLiteral":
        return constant(Decimal(text) if "." in text else int(text))
    if kind == "BooleanLiteral":
        return constant(text == "true")
    if kind == "NullLiteral":
        return Code("[]", "items")
    if kind in ("DateTimeLiteral", "DateLiteral"):
        moment = text.removeprefix("@").removesuffix("T")
        return Code(f"[({moment!r}, {'System.DateTime' if 'T' in text else 'System.Date'!r}, None)]", "items")
    if kind == "TimeLiteral":
        return Code(f"[({text.removeprefix('@T')!r}, 'System.Time', None)]", "items")
    if kind == "QuantityLiteral":
        quantity = node["children"][0]
        unit = quantity["children"][0]
        while unit.get("children"):
            unit = unit["children"][0]
        number, code = Decimal(quantity["terminalNodeText"][0]), unit["terminalNodeText"][0].strip("'")
        return Code(f"[({{'value': {number!r}, 'code': {code!r}}}, 'System.Quantity', None)]", "items")
    raise Untranslatable(kind)


# ── Operators ────────────────────────────────────────────────────────────────────────────────────────


_QUOTES = "'\""

_TEXTS = {"string", "code", "uri", "url", "canonical", "id", "System.String", "literal"}
"""Kinds of values that are equal if they are the same text."""


def _logic(operator: str, left: Code, right: Code) -> Code:
    one, two = left.truth(), right.truth()
    if operator == "xor":
        if one.certain and two.certain:
            return certain(f"({one.text} is not {two.text})")
        return Code(f"differ({one.text}, {two.text})", "truth")
    if operator == "implies":
        text = f"(not {one.text} or {two.text})" if one.certain else f"implies({one.text}, {two.text})"
        refuted = f"not {one.text}" if one.certain else f"({one.text}) is False"
        return Code(
            text, "truth", certain=one.certain and two.certain, holds=f"({refuted} or {two.when_true()})"
        )
    if operator == "or" and one.compared and two.compared and one.compared[0] == two.compared[0]:
        return _equals(one.compared[0], (*one.compared[1], *two.compared[1]))
    holds = f"({one.when_true()} {operator} {two.when_true()})"
    if one.certain:
        return Code(f"({one.text} {operator} {two.text})", "truth", certain=two.certain, holds=holds)
    return Code(f"{'both' if operator == 'and' else 'either'}({one.text}, {two.text})", "truth", holds=holds)


def _equality(operator: str, left: Code, right: Code) -> Code:
    if operator in ("~", "!~"):
        raise Untranslatable(operator)
    if left.form == "truth" and right.form == "truth" and left.certain and right.certain:
        return certain(f"({left.text} {'is' if operator == '=' else 'is not'} {right.text})")
    if left.form == right.form == "value" and left.certain and right.certain:
        return certain(f"({left.text} {'==' if operator == '=' else '!='} {right.text})")
    if left.kind == "literal":
        left, right = right, left
    if right.kind == "literal" and left.single and right.text[0] in _QUOTES and operator == "!=":
        return certain(f"({left.single} != {right.text})")
    if right.kind == "literal" and (left.single or left.raw or left.values or left.form == "items"):
        code = _equals(left, (right.text,))
    elif left.form == right.form == "elements" and not {left.kind, right.kind} & QUANTITIES:
        code = Code(f"equal_elements({left.text}, {right.text})", "truth")
    else:
        code = Code(f"equal_items({left.items()}, {right.items()})", "truth")
    return code if operator == "=" else Code(f"negate({code.text})", "truth", holds=f"({code.text} is False)")


def _equals(left: Code, literals: tuple[str, ...]) -> Code:
    """Whether something equals one of these literals: several are compared as quickly as one."""
    several = f"({', '.join(literals)},)"
    text = literals[0][0] in _QUOTES
    compared = (left, literals) if text else None
    asked = f"== {literals[0]}" if len(literals) == 1 else f"in {several}"
    if left.single and text:
        return replace(certain(f"({left.single} {asked})"), compared=compared)
    if left.raw:
        code = f"equal_raw({left.raw}, {several}, {left.some()})"
        asked = asked.replace("==", "is") if literals[0] in ("True", "False") else asked
        holds = f"({left.value()} {asked})"
        return Code(code, "truth", holds=holds, compared=compared)
    if left.values:
        return Code(f"equal_value({left.values}, {several})", "truth", compared=compared)
    return Code(f"equal_literal({left.items()}, {several})", "truth", compared=compared)


def _inequality(operator: str, left: Code, right: Code) -> Code:
    if left.form == right.form == "value" and left.certain and right.certain and left.kind != "literal":
        return certain(f"({left.text} {operator} {right.text})")
    if right.kind == "literal" and right.text.isdecimal():
        sign = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}[operator]
        return Code(f"compared({left.items()}, {right.text}, {sign})", "truth")
    name = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}[operator]
    return Code(f"{name}({left.items()}, {right.items()})", "truth")


def _membership(operator: str, left: Code, right: Code) -> Code:
    if operator == "contains":
        left, right = right, left
    texts = all(code.values and code.kind in _TEXTS for code in (left, right))
    if texts and left.single:
        return certain(f"({left.single} in {right.values})")
    if texts:
        return Code(f"among({left.values}, {right.values})", "truth")
    return Code(f"within({left.items()}, {right.items()})", "truth")


def _union(_: str, left: Code, right: Code) -> Code:
    text = f"distinct([*{left.items()}, *{right.items()}])"
    if not left.values or not right.values:
        return Code(text, "items")
    kinds = {"System.String" if code.text[0] in _QUOTES else code.kind for code in (left, right)}
    values = f"distinct_values((*{left.values}, *{right.values}))"
    return Code(
        text, "items", kinds.pop() if len(kinds) == 1 and "literal" not in kinds else "", values=values
    )


def _arithmetic(operator: str, left: Code, right: Code) -> Code:
    if operator == "&":
        return Code(f"concatenate({left.value()}, {right.value()})", "value")
    if "System.Quantity" in left.text + right.text or "System.Date" in left.text + right.text:
        raise Untranslatable("calculating with dates and quantities")
    names = {"+": "add", "-": "sub", "*": "mul", "/": "divide", "div": "whole_quotient", "mod": "remainder"}
    sure = all(code.certain and code.form == "value" for code in (left, right)) and operator in "+-*"
    return Code(f"calculate({left.value()}, {right.value()}, {names[operator]})", "value", certain=sure)


BINARY: dict[str, Callable[[str, Code, Code], Code]] = {
    "AndExpression": _logic,
    "OrExpression": _logic,
    "ImpliesExpression": _logic,
    "EqualityExpression": _equality,
    "InequalityExpression": _inequality,
    "MembershipExpression": _membership,
    "UnionExpression": _union,
    "AdditiveExpression": _arithmetic,
    "MultiplicativeExpression": _arithmetic,
}
