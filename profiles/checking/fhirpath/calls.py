"""FHIRPath's functions, as Python text: each with its parameters, seen from the focus it is called on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from profiles.checking.fhirpath.model import is_primitive
from profiles.checking.fhirpath.python_code import (
    Code,
    Focus,
    Form,
    Node,
    Translating,
    Untranslatable,
    certain,
    element,
    of_type,
)

_Call: TypeAlias = Callable[[Translating, Code, list[Node], Focus], Code]


def call(translator: Translating, name: str, source: Code, parameters: list[Node], focus: Focus) -> Code:
    """`source.name(parameters)`; the parameters are seen from `focus` or, if criteria, from each item.

    Raises `Untranslatable`.
    """
    if name in _CALLS:
        return _CALLS[name](translator, source, parameters, focus)
    given = [translator.translate(parameter, focus) for parameter in parameters]
    if name in _OF_ITEMS:
        form, pattern = _OF_ITEMS[name]
        texts = [code.items() for code in given]
    elif name in _OF_VALUE:
        form, pattern = _OF_VALUE[name]
        texts = [code.value() for code in given]
    else:
        raise Untranslatable(f"{name}()")
    if len(texts) != pattern.count("{}") and "{rest}" not in pattern:
        raise Untranslatable(f"{name}() with {len(texts)} parameters")
    receiver = source.items() if name in _OF_ITEMS else source.value()
    if form == "truth":
        receiver = source.value_sought_in()
    text = pattern.format(*texts, this=receiver, rest="".join(f", {text}" for text in texts))
    if form == "certain":
        return certain(_of_values(name, source) or text)
    if form == "items":
        return Code(text, "items", source.kind, present=source.present, values=_of_values(name, source))
    return Code(text, "truth" if form == "truth" else "value", "System.String" if name in _GIVES_TEXT else "")


def _of_values(name: str, source: Code) -> str:
    """The same for the values alone, where they are at hand and enough."""
    found = {"isDistinct": "are_distinct({})", "distinct": "distinct_values({})"}.get(name)
    return found.format(source.values) if found and source.values else ""


_GIVES_TEXT = {"replaceMatches", "replace", "substring", "upper", "lower", "trim", "toString"}


_OF_ITEMS = {
    "isDistinct": ("certain", "is_distinct({this})"),
    "subsetOf": ("certain", "subset({this}, {})"),
    "supersetOf": ("certain", "subset({}, {this})"),
    "allTrue": ("certain", "all_are({this}, True)"),
    "allFalse": ("certain", "all_are({this}, False)"),
    "anyTrue": ("certain", "any_is({this}, True)"),
    "anyFalse": ("certain", "any_is({this}, False)"),
    "distinct": ("items", "distinct({this})"),
    "intersect": ("items", "intersect({this}, {})"),
    "exclude": ("items", "exclude({this}, {})"),
    "children": ("items", "children({this})"),
    "descendants": ("items", "descendants({this})"),
    "resolve": ("items", "resolve({this}, s.resolve)"),
}
_OF_VALUE = {
    "startsWith": ("truth", "starts_with({this}, {})"),
    "endsWith": ("truth", "ends_with({this}, {})"),
    "contains": ("truth", "contains_text({this}, {})"),
    "matches": ("truth", "matches({this}, {})"),
    "matchesFull": ("truth", "matches_full({this}, {})"),
    "replaceMatches": ("value", "replace_matches({this}, {}, {})"),
    "replace": ("value", "replace({this}, {}, {})"),
    "substring": ("value", "substring({this}{rest})"),
    "indexOf": ("value", "index_of({this}, {})"),
    "length": ("value", "length({this})"),
    "upper": ("value", "apply({this}, str.upper)"),
    "lower": ("value", "apply({this}, str.lower)"),
    "trim": ("value", "apply({this}, str.strip)"),
    "toString": ("value", "to_string({this})"),
    "toInteger": ("value", "to_integer({this})"),
    "toDecimal": ("value", "to_decimal({this})"),
    "htmlChecks": ("certain", "allowed({this})"),
    "htmlChecks2": ("certain", "says_something({this})"),
}

# ── Functions that look at each item ─────────────────────────────────────────────────────────────────


def _mentions(node: Node, kind: str) -> bool:
    return node["type"] == kind or any(_mentions(below, kind) for below in node.get("children", []))


def _each(translator: Translating, source: Code, parameter: Node) -> tuple[str, str, Code]:
    """The variable for one item, `for … in …`, and the parameter seen from the item."""
    if source.form == "elements":
        variable, among = translator.variable("e"), source.text
        this = element(variable, source.kind)
    else:
        variable, among = translator.variable("i"), source.items()
        this = Code(f"[{variable}]", "items", source.kind, raw=f"{variable}[0]" if source.raw else "")
    index = translator.variable("n") if _mentions(parameter, "IndexInvocation") else ""
    loop = f"for {index}, {variable} in enumerate({among})" if index else f"for {variable} in {among}"
    return variable, loop, translator.translate(parameter, Focus(this, index))


def _each_value(translator: Translating, source: Code, parameter: Node) -> tuple[str, str, Code] | None:
    """The same with the values alone, where the parameter needs no more of an item."""
    if not source.values or not is_primitive(source.kind) or _mentions(parameter, "IndexInvocation"):
        return None
    variable = translator.variable("v")
    whole = f"item({variable}, {source.kind!r})"
    this = Code(f"[{whole}]", "items", source.kind, present="True", exact=True)
    found = translator.translate(parameter, Focus(replace(this, values=f"({variable},)", single=variable)))
    if any(whole in text for text in (found.text, found.holds, found.present)):
        return None
    return variable, f"for {variable} in {source.values}", found


def _where(translator: Translating, source: Code, parameters: list[Node], _focus: Focus) -> Code:
    values = ""
    if each := _each_value(translator, source, parameters[0]):
        variable, loop, criterion = each
        values = f"[{variable} {loop} if {criterion.when_true()}]"
    if source.form == "elements":
        return _elements_where(translator, source, parameters[0])
    variable, loop, criterion = _each(translator, source, parameters[0])
    text = f"[{variable} {loop} if {criterion.when_true()}]"
    return Code(text, "items", source.kind, present=source.present, values=values)


def _elements_where(translator: Translating, source: Code, criterion: Node) -> Code:
    """Elements, at first by what a key of theirs holds, and then by the rest of the criterion."""
    first, rest = criterion, None
    if criterion["type"] == "AndExpression":
        first, rest = criterion["children"]
    if _mentions(criterion, "IndexInvocation"):
        first, rest = criterion, None
    else:
        variable = translator.variable("e")
        code = translator.translate(first, Focus(element(variable, source.kind)))
        told, literals = code.compared or (code, ())
        text = ""
        if told.raw and told.owner == variable and len(literals) == 1:
            text = f"having({source.text}, {told.keys[0][0]!r}, {literals[0]})"
        if told.path and told.owner == variable and literals:
            text = f"having_choice({source.text}, {told.path!r}, ({', '.join(literals)},))"
        if text:
            found = Code(text, "elements", source.kind, present=source.present)
            return found if rest is None else _elements_where(translator, found, rest)
    variable, loop, found = _each(translator, source, criterion)
    text = f"[{variable} {loop} if {found.when_true()}]"
    return Code(text, "elements", source.kind, present=source.present)


def _select(translator: Translating, source: Code, parameters: list[Node], _focus: Focus) -> Code:
    values, kind = "", ""
    each = _each_value(translator, source, parameters[0])
    if each and each[2].form == "value" and each[2].kind == "System.String":
        _, loop, found = each
        values, kind = f"[y {loop} for y in ({found.text},) if y is not None]", found.kind
    _, loop, found = _each(translator, source, parameters[0])
    if found.form == "elements":
        return Code(f"[y {loop} for y in {found.text}]", "elements", found.kind, present=source.present)
    text = f"[y {loop} for y in {found.items()}]"
    return Code(text, "items", kind, present=source.present, values=values)


def _exists(translator: Translating, source: Code, parameters: list[Node], focus: Focus) -> Code:
    return certain((_where(translator, source, parameters, focus) if parameters else source).some())


def _empty(_t: Translating, source: Code, _p: list[Node], _f: Focus) -> Code:
    return certain(f"(not {source.some()})")


def _all(translator: Translating, source: Code, parameters: list[Node], _focus: Focus) -> Code:
    each = _each_value(translator, source, parameters[0]) or _each(translator, source, parameters[0])
    _, loop, criterion = each
    none = f"(not [1 {loop} if not {criterion.when_true()}])"
    return certain(f"(not {source.present} or {none})" if source.present else none)


# ── Functions of the collection ──────────────────────────────────────────────────────────────────────


def _part(pattern: str) -> _Call:
    def part(translator: Translating, source: Code, parameters: list[Node], focus: Focus) -> Code:
        bounds = [translator.translate(parameter, focus).value() for parameter in parameters]
        form: Form = "elements" if source.form == "elements" else "items"
        text = source.text if form == "elements" else source.items()
        return Code(text + pattern.format(*bounds), form, source.kind, present=source.present)

    return part


def _count(_t: Translating, source: Code, _p: list[Node], _f: Focus) -> Code:
    collection = source.text if source.form == "elements" else source.values or source.items()
    return Code(f"len({collection})", "value", certain=True)


def _has_value(_t: Translating, source: Code, _p: list[Node], _f: Focus) -> Code:
    if source.form == "elements":
        return certain("False")
    if source.single:
        return certain(f"({source.single} is not WITHOUT_VALUE)")
    return certain(f"({source.raw} is not None)" if source.raw else f"has_value({source.items()})")


def _not(_t: Translating, source: Code, _p: list[Node], _f: Focus) -> Code:
    truth = source.truth()
    if truth.certain:
        return certain(f"(not {truth.text})")
    return Code(f"negate({truth.text})", "truth", holds=f"(({truth.text}) is False)")


def _combined(pattern: str) -> _Call:
    def combined(translator: Translating, source: Code, parameters: list[Node], focus: Focus) -> Code:
        other = translator.translate(parameters[0], focus)
        return Code(pattern.format(source.items(), other.items()), "items")

    return combined


def _iif(translator: Translating, source: Code, parameters: list[Node], _focus: Focus) -> Code:
    inside = Focus(source)
    condition, *results = [translator.translate(parameter, inside) for parameter in parameters]
    if len(results) == 1:
        results.append(Code("[]", "items"))
    if all(result.form == "truth" for result in results):
        text = f"({results[0].text} if {condition.when_true()} else {results[1].text})"
        return Code(text, "truth", certain=all(result.certain for result in results))
    text = f"({results[0].items()} if {condition.when_true()} else {results[1].items()})"
    return Code(text, "items")


def _extension(translator: Translating, source: Code, parameters: list[Node], focus: Focus) -> Code:
    url = translator.translate(parameters[0], focus).value()
    if source.form == "elements" and source.owner and not source.keys:
        text = f"[x for x in elements({source.owner}, 'extension') if x.get('url') == {url}]"
        return Code(text, "elements", "Extension", present=f"('extension' in {source.owner})")
    if source.form == "elements":
        text = f"[x for x in inner({source.text}, 'extension') if x.get('url') == {url}]"
        return Code(text, "elements", "Extension", present=source.present)
    return Code(f"extension({source.items()}, {url})", "items", present=source.present)


def _typed(operation: str) -> _Call:
    def typed(_t: Translating, source: Code, parameters: list[Node], _f: Focus) -> Code:
        return of_type(source, parameters[0]["text"], operation)

    return typed


def _traced(_t: Translating, source: Code, _p: list[Node], _f: Focus) -> Code:
    return source


def _not_judged(_t: Translating, _s: Code, _p: list[Node], _f: Focus) -> Code:
    return Code("None", "truth")


def _moment(text: str) -> _Call:
    def moment(_t: Translating, _s: Code, _p: list[Node], _f: Focus) -> Code:
        return Code(text, "items")

    return moment


_CALLS: dict[str, _Call] = {
    "where": _where,
    "select": _select,
    "exists": _exists,
    "empty": _empty,
    "all": _all,
    "count": _count,
    "hasValue": _has_value,
    "not": _not,
    "iif": _iif,
    "extension": _extension,
    "trace": _traced,
    "is": _typed("is"),
    "as": _typed("as"),
    "ofType": _typed("as"),
    "first": _part("[:1]"),
    "last": _part("[-1:]"),
    "tail": _part("[1:]"),
    "skip": _part("[max({}, 0):]"),
    "take": _part("[:max({}, 0)]"),
    "union": _combined("distinct({} + {})"),
    "combine": _combined("({} + {})"),
    "memberOf": _not_judged,
    "conformsTo": _not_judged,
    "now": _moment("now()"),
    "today": _moment("today()"),
}
