"""Constraint expressions: what a space demands beyond bounds, as in "width * rounds <= 100000".

They are computed in doubles, from left to right, just as clients compute them in languages of their
own, so that none finds a constraint violated that was satisfied here. Hence "==" between computed
numbers is as fragile as everywhere: "a + b + c == 1" is false for 0.7, 0.2 and 0.1, because their
sum is 0.9999999999999999. "abs(a + b + c - 1) < 1e-9" is true.

Where languages differ, this is Python: a remainder has the sign of its divisor. The last digit of a
power or a logarithm is the C library's. Integers are exact up to 2 ** 53.

What cannot be computed, such as 1 / 0 or the logarithm of 0, is neither true nor false: it
satisfies neither a constraint nor its opposite. "or" passes over a part that cannot be computed if
another is true.

The way of a text: `tokens`, `grammar` (a syntax tree), `parsing` (names and types), `expression`,
which holds `formulas`, which compute with `arithmetic` and `judgements`.
"""

from models.space.expressions.expression import Expression
from models.space.expressions.parsing import Kind, parse

__all__ = ["Expression", "Kind", "parse"]
