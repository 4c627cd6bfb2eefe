"""A FHIRPath expression, parsed by `fhirpathpy`, becomes the text of one Python expression."""

from __future__ import annotations

from functools import cache
from typing import Any, NoReturn

from antlr4 import CommonTokenStream, InputStream, ParseTreeWalker
from antlr4.error.ErrorListener import ErrorListener
from fhirpathpy.parser.ASTPathListener import ASTPathListener
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

from profiles.checking.fhirpath.calls import call
from profiles.checking.fhirpath.model import OPEN, RESOURCES, is_primitive
from profiles.checking.fhirpath.operators import BINARY, constant, literal
from profiles.checking.fhirpath.python_code import Code, Focus, Node, Untranslatable, element, member, of_type

# ele-1 is judged for every element there is. It says: something other than an id.
_ELE_1 = "hasValue() or (children().count() > id.count())"


class SyntaxProblem(ValueError):
    """The expression is not FHIRPath; the message says where."""


class _Complaints(ErrorListener):  # type: ignore[misc]
    def syntaxError(self, *details: Any) -> NoReturn:  # noqa: N802 - ANTLR's name
        _recognizer, _symbol, _line, column, message, _error = details
        raise SyntaxProblem(f"at character {column}: {message}")


@cache
def parse(expression: str) -> Node:
    """The tree of an expression. (`fhirpathpy.parse` would take `a b c` for `a` without a word.)

    Raises `SyntaxProblem`.
    """
    complaints, listener = _Complaints(), ASTPathListener()  # type: ignore[no-untyped-call]
    lexer = FHIRPathLexer(InputStream(expression))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for recognizer in (lexer, parser):
        recognizer.removeErrorListeners()
        recognizer.addErrorListener(complaints)
    ParseTreeWalker().walk(listener, parser.entireExpression())  # type: ignore[no-untyped-call]
    tree: Node = listener.parentStack[0]["children"][0]["children"][0]
    return tree


def translation(expression: str, type_name: str) -> str:
    """The Python expression that is true just when the invariant holds for an element `e` in a scope `s`.

    Raises `SyntaxProblem`, or `Untranslatable` where the expression uses a part of FHIRPath that only
    `fhirpathpy` itself evaluates.
    """
    context = element("e", type_name)
    if is_primitive(type_name) or type_name in OPEN:
        given = f"given(e, {type_name!r})"
        single = f"(e if e.__class__ is str else only({given}))" if is_primitive(type_name) else ""
        context = Code(given, "items", type_name, single=single)
    elif expression == _ELE_1:
        return "len(e) > ('id' in e)"
    resource = Code("resource_items(s.resource)", "items")
    if type_name.partition(".")[0] in RESOURCES:
        resource = element("s.resource", type_name.partition(".")[0])
    translator = Translator(context, resource)
    code = translator.translate(parse(expression), Focus(context))
    if code.form != "truth":
        return f"convert_to_boolean({code.items()})"
    return code.when_true() if judged(expression) else f"({code.text}) is not False"


def judged(expression: str) -> bool:
    """Whether an expression asks for nothing that is not judged here (terminology, conformance)."""
    return not _calls(parse(expression), ("memberOf", "conformsTo"))


def _calls(node: Node, names: tuple[str, ...]) -> bool:
    below: list[Node] = node.get("children", [])
    if node["type"] == "Functn" and below[0]["text"] in names:
        return True
    return any(_calls(child, names) for child in below)


class Translator:
    """Translates one expression; `context` is the element that an invariant belongs to."""

    def __init__(self, context: Code, resource: Code) -> None:
        self._context = context
        self._resource = resource
        self._variables = 0

    def variable(self, letter: str) -> str:
        """A name that no other part of the expression uses."""
        self._variables += 1
        return f"{letter}{self._variables}"

    def translate(self, node: Node, focus: Focus) -> Code:
        """One node of the tree, seen from a focus.

        Raises `Untranslatable`.
        """
        kind = node["type"]
        below: list[Node] = node.get("children", [])
        if kind in ("TermExpression", "InvocationTerm", "ParenthesizedTerm"):
            return self.translate(below[0], focus)
        if kind == "InvocationExpression":
            return self._invocation(self.translate(below[0], focus), below[1], focus)
        if kind in ("MemberInvocation", "FunctionInvocation"):
            return self._invocation(focus.this, node, focus)
        if kind == "ThisInvocation":
            return focus.this
        if kind == "IndexInvocation" and focus.index:
            return Code(focus.index, "value", certain=True)
        if kind == "LiteralTerm":
            return literal(below[0])
        if kind == "ExternalConstantTerm":
            return self._constant(below[0]["children"][0]["text"].strip("`'"))
        if kind == "IndexerExpression":
            among = self.translate(below[0], focus)
            index = self.translate(below[1], focus).value()
            return Code(f"at({among.items()}, {index})", "items", present=among.present)
        if kind == "PolarityExpression":
            value = self.translate(below[0], focus).value()
            sign = node["terminalNodeText"][0]
            return Code(f"calculate(0, {value}, {'sub' if sign == '-' else 'add'})", "value")
        if kind == "TypeExpression":
            operation = node["terminalNodeText"][0]
            return of_type(self.translate(below[0], focus), below[1]["text"], operation)
        if kind in BINARY:
            left, right = (self.translate(child, focus) for child in below)
            return BINARY[kind](node["terminalNodeText"][0], left, right)
        raise Untranslatable(kind)

    def _invocation(self, source: Code, node: Node, focus: Focus) -> Code:
        if node["type"] == "MemberInvocation":
            return member(source, node["children"][0]["text"].strip("`"))
        if node["type"] != "FunctionInvocation":
            return self.translate(node, focus)
        name, *lists = node["children"][0]["children"]
        parameters: list[Node] = lists[0]["children"] if lists else []
        return call(self, name["text"].strip("`"), source, parameters, focus)

    def _constant(self, name: str) -> Code:
        known = {
            "ucum": "http://unitsofmeasure.org",
            "sct": "http://snomed.info/sct",
            "loinc": "http://loinc.org",
        }
        if name in known:
            return constant(known[name])
        if name.startswith("vs-"):
            return constant(f"http://hl7.org/fhir/ValueSet/{name[3:]}")
        if name.startswith("ext-"):
            return constant(f"http://hl7.org/fhir/StructureDefinition/{name[4:]}")
        found = {
            "context": self._context,
            "resource": self._resource,
            "rootResource": Code("resource_items(s.root)", "items"),
        }
        if name not in found:
            raise Untranslatable(f"%{name}")
        return found[name]
