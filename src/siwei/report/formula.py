"""Formulas of derived figures, written as text: `rounded(jobs.paper_saved * price.sheet, 10000)`.

Text and not Python code, for three reasons: whoever writes the report can read and change it, it prints beside the
figure, and a sealed data package can be recomputed from it with no server and no code of ours.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal


class FormulaError(ValueError):
    """A formula that cannot be read, or names a number that is not there."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Arithmetic over named numbers: + - * / ( ), ceiling(x), rounded(x, step)."""

    text: str

    def __post_init__(self) -> None:
        for node in ast.walk(self._tree()):
            if not isinstance(node, ALLOWED):
                raise FormulaError(f"{self.text!r} holds {type(node).__name__}, which no formula may")

    def names(self) -> tuple[str, ...]:
        """The numbers it is made of, each once, in order."""
        return tuple(dict.fromkeys(_names(self._tree())))

    def value(self, numbers: Mapping[str, Decimal]) -> Decimal:
        """Exact decimal arithmetic; FormulaError when a number is missing or a divisor is zero."""
        try:
            return _value(self._tree(), numbers)
        except KeyError as missing:
            raise FormulaError(f"{self.text!r} needs {missing.args[0]}, which has no value") from missing
        except ArithmeticError as error:
            raise FormulaError(f"{self.text!r} cannot be computed: {error}") from error

    def written_out(self, numbers: Mapping[str, Decimal]) -> str:
        """The sum with its numbers in place of the names: 363 × 565 × 5."""
        return _written(self._tree(), numbers)

    def _tree(self) -> ast.expr:
        try:
            return ast.parse(self.text, mode="eval").body
        except SyntaxError as error:
            raise FormulaError(f"{self.text!r} is no formula: {error.msg}") from error


ALLOWED = (
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub,
    ast.Constant, ast.Name, ast.Attribute, ast.Load, ast.Call,
)  # fmt: skip


def _ceiling(x: Decimal) -> Decimal:
    return x.to_integral_value(ROUND_CEILING)


def _rounded(x: Decimal, step: Decimal) -> Decimal:
    return (x / step).to_integral_value(ROUND_HALF_UP) * step


FUNCTIONS: Mapping[str, Callable[..., Decimal]] = {"ceiling": _ceiling, "rounded": _rounded}
OPERATORS: Mapping[type[ast.operator], tuple[str, Callable[[Decimal, Decimal], Decimal]]] = {
    ast.Add: ("+", lambda a, b: a + b),
    ast.Sub: ("−", lambda a, b: a - b),
    ast.Mult: ("×", lambda a, b: a * b),
    ast.Div: ("÷", lambda a, b: a / b),
}


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Name):
        return node.id
    raise FormulaError("a name is made of words and dots")


def _called(node: ast.Call) -> str:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS or node.keywords:
        raise FormulaError(f"a formula knows only {', '.join(FUNCTIONS)}")
    return node.func.id


def _names(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Call():
            for argument in node.args:
                yield from _names(argument)
        case ast.BinOp():
            yield from _names(node.left)
            yield from _names(node.right)
        case ast.UnaryOp():
            yield from _names(node.operand)
        case ast.Name() | ast.Attribute():
            yield _dotted(node)


def _value(node: ast.expr, numbers: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.Call():
            return FUNCTIONS[_called(node)](*(_value(argument, numbers) for argument in node.args))
        case ast.BinOp():
            left, right = _value(node.left, numbers), _value(node.right, numbers)
            return OPERATORS[type(node.op)][1](left, right)
        case ast.UnaryOp():
            return -_value(node.operand, numbers)
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name() | ast.Attribute():
            return numbers[_dotted(node)]
    raise FormulaError(f"{ast.unparse(node)!r} is no number")


def _written(node: ast.expr, numbers: Mapping[str, Decimal]) -> str:
    match node:
        case ast.Call():
            return f"{_called(node)}({', '.join(_written(a, numbers) for a in node.args)})"
        case ast.BinOp():
            left, right = _bracketed(node.left, node, numbers), _bracketed(node.right, node, numbers)
            return f"{left} {OPERATORS[type(node.op)][0]} {right}"
        case ast.UnaryOp():
            return f"−{_written(node.operand, numbers)}"
        case ast.Constant():
            return f"{_value(node, numbers):,f}"
    name = _dotted(node)
    return f"{numbers[name]:,f}" if name in numbers else name


def _bracketed(node: ast.expr, parent: ast.BinOp, numbers: Mapping[str, Decimal]) -> str:
    text = _written(node, numbers)
    plain = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    tight = isinstance(parent.op, ast.Mult | ast.Div) or (isinstance(parent.op, ast.Sub) and node is parent.right)
    return f"({text})" if plain and tight else text
