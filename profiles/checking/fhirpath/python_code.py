"""Python text for parts of a FHIRPath expression: paths into wire JSON, and what is known of each part.

Why Python text: an invariant is judged for every element of tens of thousands of resources a second. Where
the kind of an element is known from R4's model, `detail.exists()` becomes `('detailQuantity' in e or …)`;
where it is not, the same expression becomes calls of functions on collections of items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

from profiles.checking.fhirpath.model import OPEN, Keys, is_a, is_primitive, keys, names_in_json

Node: TypeAlias = dict[str, Any]
"""A node of the tree that `fhirpathpy` parses to."""


class Untranslatable(ValueError):
    """The expression uses a part of FHIRPath that is not translated; the message names it."""


Form: TypeAlias = Literal["truth", "value", "elements", "items"]


@dataclass(frozen=True, slots=True)
class Code:
    """Python text for a part of an expression.

    `form` says what it evaluates to: a truth (True, False, None), one value or None, a list of wire elements
    of the one `kind`, or a list of items. The other fields are what is known beyond that and makes it fast:
    `certain`, a truth is never None; `holds`, a text that is true just when the truth is True; `raw`, the
    text for what the JSON key holds; `values`, a text for the values alone, with `WITHOUT_VALUE` for a
    primitive that has none, and `single`, for the one value that this always is; `present`, without which the
    collection is empty; `exact`, `present` alone says that it is not; `keys`, the JSON keys that it is in the
    element `owner`, and `path`, their one name where they are a choice of types; `compared`, a truth that
    says whether something equals one of these texts.
    """

    text: str
    form: Form
    kind: str = ""
    certain: bool = False
    holds: str = ""
    raw: str = ""
    present: str = ""
    exact: bool = False
    keys: Keys = ()
    owner: str = ""
    path: str = ""
    values: str = ""
    single: str = ""
    compared: tuple[Code, tuple[str, ...]] | None = None

    def items(self) -> str:
        """The same as a list of items."""
        if self.form == "items":
            return self.text
        if self.owner and not self.keys:
            return f"[({self.owner}, {self.kind!r}, None)]"
        if self.form == "elements":
            return f"[(x, {self.kind!r}, None) for x in {self.text}]"
        if self.kind == "literal" and not self.text.startswith("Decimal"):
            kind = "System.String" if self.text[0] in "'\"" else "System.Integer"
            return f"[({self.text}, {kind!r}, None)]" if self.form == "value" else f"system({self.text})"
        return f"system({self.text})"

    def value(self) -> str:
        """The same as one value or None."""
        if self.single:
            return self.single
        if self.raw:
            # ids and URLs of extensions never repeat
            return self.raw if self.kind == "System.String" else f"one({self.raw})"
        if self.form in ("value", "truth"):
            return self.text
        return f"single({self.values})" if self.values else f"only({self.items()})"

    def value_sought_in(self) -> str:
        """The same, but `WITHOUT_VALUE` for a primitive that has only an id or extensions."""
        if self.raw and self.keys and self.owner:
            return f"sought({self.owner}, {self.keys[0][0]!r})"
        if self.raw and not self.single:
            return f"(only({self.items()}) if {self.raw} is None else {self.value()})"
        return self.value()

    def truth(self) -> Code:
        """The same where a truth is needed (FHIRPath, "Singleton Evaluation of Collections")."""
        return self if self.form == "truth" else Code(f"truth({self.value()})", "truth")

    def when_true(self) -> str:
        """A text that is true just when this is True."""
        code = self.truth()
        return code.holds or (code.text if code.certain else f"(({code.text}) is True)")

    def some(self) -> str:
        """A text, True or False: is there anything?"""
        if self.form in ("truth", "value"):
            return "True" if self.certain else f"(({self.text}) is not None)"
        if self.exact:
            return self.present
        some = f"(not not {self.values or self.text})"
        return f"({self.present} and {some})" if self.present else some


def certain(text: str) -> Code:
    """A truth that is never empty."""
    return Code(text, "truth", certain=True)


@dataclass(frozen=True, slots=True)
class Focus:
    """What paths start from: `$this`, and the variable that holds `$index` where there is one."""

    this: Code
    index: str = ""


class Translating(Protocol):
    """What translates the parameters of a function."""

    def variable(self, letter: str) -> str:
        """A name that no other part of the expression uses."""

    def translate(self, node: Node, focus: Focus) -> Code:
        """One node of the tree, seen from a focus."""


_FEW = 3
"""Up to so many JSON names are asked for one by one."""

# ── Paths ────────────────────────────────────────────────────────────────────────────────────────────


def presence(owner: str, pairs: Keys, path: str = "") -> str:
    """A text that is true when the element has one of the keys; with `path`, they are all of its keys."""
    names = names_in_json(pairs)
    if path and len(names) > _FEW:
        return f"(not JSON_NAMES[{path!r}].isdisjoint({owner}))"
    return "(" + " or ".join(f"{name!r} in {owner}" for name in names) + ")"


def of_keys(owner: str, pairs: Keys, path: str = "") -> Code:
    """What the element `owner` has under these keys, which are all those of `path` if it is given."""
    if not pairs:
        return Code("[]", "items")
    present = presence(owner, pairs, path)
    if len(pairs) == 1 and not is_primitive(pairs[0][1]) and pairs[0][1] not in OPEN:
        key, kind = pairs[0]
        text = f"elements({owner}, {key!r})"
        return Code(text, "elements", kind, present=present, exact=True, keys=pairs, owner=owner)
    values = ""
    text = " + ".join(f"under({owner}, {key!r}, {kind!r})" for key, kind in pairs)
    if path and len(names_in_json(pairs)) > _FEW:
        text = f"under_choice({owner}, {path!r})"
        values = f"choice_values({owner}, {path!r})"
    kind, raw = "", ""
    if len(pairs) == 1 and is_primitive(pairs[0][1]):
        kind, raw = pairs[0][1], f"{owner}.get({pairs[0][0]!r})"
        values = f"values({owner}, {pairs[0][0]!r})"
    return Code(
        f"({text})",
        "items",
        kind,
        raw=raw,
        present=present,
        exact=True,
        keys=pairs,
        owner=owner,
        values=values,
        path="" if raw else path,
    )


def member(source: Code, name: str) -> Code:
    """`source.name`."""
    if source.form != "elements":
        return Code(f"member({source.items()}, {name!r})", "items", present=source.present)
    if name[0].isupper() and is_a(source.kind, name):
        return source
    pairs, path = keys(source.kind, name), f"{source.kind}.{name}"
    if source.owner and not source.keys:
        return of_keys(source.owner, pairs, path)
    one = of_keys("x", pairs, path)
    if one.form == "elements":
        return Code(f"inner({source.text}, {name!r})", "elements", one.kind, present=source.present)
    text = f"[y for x in {source.text} for y in {one.text}]"
    values = ""
    if one.values:
        values = f"inner_values({source.text}, {pairs[0][0]!r})"
        if not one.raw:
            values = f"inner_choices({source.text}, {path!r})"
    return Code(text, "items", one.kind, present=source.present, values=values)


def element(variable: str, kind: str) -> Code:
    """One wire element of a known kind, held by a variable."""
    return Code(f"[{variable}]", "elements", kind, owner=variable, present="True", exact=True)


def of_type(source: Code, type_name: str, operation: str) -> Code:
    """`is`, `as`, `ofType`."""
    type_name = type_name.replace("`", "")
    known = source.keys and not any(kind in OPEN for _, kind in source.keys)
    matching = tuple(pair for pair in source.keys if is_a(pair[1], type_name))
    if operation == "is":
        if known:
            here = presence(source.owner, matching) if matching else "False"
            return Code(f"({here} if {source.present} else None)", "truth", holds=here)
        return Code(f"is_type({source.items()}, {type_name!r})", "truth")
    if known:
        return of_keys(source.owner, matching)
    return Code(f"of_type({source.items()}, {type_name!r})", "items", present=source.present)
