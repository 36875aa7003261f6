"""Sixteen draws side by side: vectors of numbers for compiled code, as values with operators.

Numba turns loops into vector instructions only where it can prove that nothing overlaps. Here the
vector is the value instead: LLVM's own vectors, which every processor has instructions for, a few
lanes at a time or all at once. What one lane computes never depends on the other lanes. A product
and a sum are joined into one rounding where it says `fused` and nowhere else, so that the same
formula gives the same bits wherever it stands.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import wraps
from typing import Any

from llvmlite import ir
from numba import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable

from omsyn.demography.draws.layout import LANES


class Vector(types.Type):
    """Numba's type of `LANES` values side by side."""

    def __init__(self, element: Any) -> None:
        self.element = element
        super().__init__(f"Vector({LANES} x {element})")


REALS, HALVES, WORDS = Vector(types.float32), Vector(types.uint32), Vector(types.uint64)
"""Real numbers, and whole ones of 32 and 64 bits."""

INDEX, I32 = types.intp, ir.IntType(32)


@register_model(Vector)
class _Model(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        vector = ir.VectorType(manager[kind.element].get_value_type(), LANES)
        super().__init__(manager, kind, vector)  # type: ignore[no-untyped-call] # numba's


def _operator(symbol: Callable[[Any, Any], Any], kind: Vector, instruction: str) -> None:
    """Let `symbol` between two vectors of a kind be one instruction of LLVM's."""

    @type_callable(symbol)
    def typed(_context: Any) -> Any:
        return lambda a, b: kind if a == kind and b == kind else None

    @lower_builtin(symbol, kind, kind)  # type: ignore[no-untyped-call, untyped-decorator] # numba's
    def lowered(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return getattr(builder, instruction)(*values)


for _symbol, _instruction in (
    (operator.add, "fadd"), (operator.sub, "fsub"), (operator.mul, "fmul"),
):  # fmt: skip
    _operator(_symbol, REALS, _instruction)
for _symbol, _instruction in (
    (operator.add, "add"), (operator.mul, "mul"), (operator.xor, "xor"),
):  # fmt: skip
    _operator(_symbol, WORDS, _instruction)


def _compiled_as(result: Any, *kinds: Any) -> Callable[[Callable[..., Any]], Any]:
    """A function for compiled code, of one that builds its instructions; kind None is an array."""

    def decorated(build: Callable[..., Any]) -> Any:
        @wraps(build)  # Numba asks for its parameters.
        def typed(_typing: Any, *given: Any) -> Any:
            signature = result(*(kind or each for kind, each in zip(kinds, given, strict=True)))

            def made(context: Any, builder: Any, _signature: Any, values: Any) -> Any:
                data = [
                    value if kind else context.make_array(each)(context, builder, value).data
                    for kind, each, value in zip(kinds, given, values, strict=True)
                ]
                found = build(builder, *data)
                return context.get_dummy_value() if found is None else found

            return signature, made

        return intrinsic(typed)

    return decorated


def _vector(element: Any) -> Any:
    return ir.VectorType(element, LANES)


def _everywhere(builder: Any, value: Any) -> Any:
    """The vector with the same value in all lanes."""
    nothing = ir.Constant(_vector(value.type), ir.Undefined)
    first = builder.insert_element(nothing, value, I32(0))
    return builder.shuffle_vector(first, nothing, _constant(I32, 0))


def _constant(element: Any, value: float) -> Any:
    return ir.Constant(_vector(element), [value] * LANES)


def _read_vector(builder: Any, where: Any) -> Any:
    pointer = builder.bitcast(where, _vector(ir.FloatType()).as_pointer())
    return builder.load(pointer, align=4)


def _write_vector(builder: Any, where: Any, value: Any) -> None:
    builder.store(value, builder.bitcast(where, value.type.as_pointer()), align=4)


def _called(builder: Any, kind: Any, name: str, values: list[Any]) -> Any:
    """What one of LLVM's own functions gives."""
    function = get_or_insert_function(builder.module, kind, name)  # type: ignore[no-untyped-call]
    return builder.call(function, values)


@_compiled_as(REALS, None, INDEX)
def load(builder: Any, array: Any, at: Any) -> Any:
    """array[at], array[at + 1], ..."""
    return _read_vector(builder, builder.gep(array, [at]))


@_compiled_as(types.void, None, INDEX, REALS)
def store(builder: Any, array: Any, at: Any, value: Any) -> None:
    """Write the lanes into array[at], array[at + 1], ..."""
    _write_vector(builder, builder.gep(array, [at]), value)


@_compiled_as(types.void, None, INDEX)
def fetch(builder: Any, array: Any, at: Any) -> None:
    """Have array[at] brought near the processor, for it is asked for soon; changes nothing."""
    pointer = ir.IntType(8).as_pointer()
    kind = ir.FunctionType(ir.VoidType(), [pointer, I32, I32, I32])
    where = builder.bitcast(builder.gep(array, [at]), pointer)
    # To be read, to stay, and among data.
    _called(builder, kind, "llvm.prefetch.p0", [where, I32(0), I32(3), I32(1)])


@_compiled_as(REALS, None, INDEX)
def same(builder: Any, array: Any, at: Any) -> Any:
    """array[at] in all lanes."""
    return _everywhere(builder, builder.load(builder.gep(array, [at])))


@_compiled_as(REALS, types.float32)
def fill(builder: Any, value: Any) -> Any:
    """The same value in all lanes."""
    return _everywhere(builder, value)


@_compiled_as(WORDS, types.uint64)
def fill_words(builder: Any, value: Any) -> Any:
    """The same word in all lanes."""
    return _everywhere(builder, value)


@_compiled_as(WORDS, types.uint64)
def count_from(builder: Any, first: Any) -> Any:
    """The words `first`, `first` + 1, ..."""
    steps = ir.Constant(_vector(first.type), list(range(LANES)))
    return builder.add(_everywhere(builder, first), steps)


@_compiled_as(REALS, REALS, REALS, REALS)
def fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """The sum a * b + c, rounded once where the processor can."""
    kind = ir.FunctionType(a.type, [a.type] * 3)
    return _called(builder, kind, f"llvm.fmuladd.v{LANES}f32", [a, b, c])


@_compiled_as(REALS, REALS, REALS)
def least(builder: Any, a: Any, b: Any) -> Any:
    """The smaller of the two in each lane."""
    return builder.select(builder.fcmp_ordered("<", a, b), a, b)


@_compiled_as(REALS, REALS, REALS)
def most(builder: Any, a: Any, b: Any) -> Any:
    """The larger of the two in each lane."""
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


@_compiled_as(REALS, REALS, REALS)
def per(builder: Any, value: Any, of: Any) -> Any:
    """`value / of`, and 0 where `of` is not positive."""
    zero = ir.Constant(of.type, None)
    return builder.select(builder.fcmp_ordered(">", of, zero), builder.fdiv(value, of), zero)


@_compiled_as(REALS, REALS, REALS)
def one_where_above(builder: Any, a: Any, b: Any) -> Any:
    """1 in the lanes where a > b, 0 in the others."""
    return builder.uitofp(builder.fcmp_ordered(">", a, b), a.type)


@_compiled_as(types.float32, REALS)
def largest(builder: Any, value: Any) -> Any:
    """The largest of the lanes."""
    size = LANES
    while size > 1:
        size //= 2
        halves = [
            builder.shuffle_vector(value, value, ir.Constant(ir.VectorType(I32, size), list(lanes)))
            for lanes in (range(size), range(size, 2 * size))
        ]
        value = builder.select(builder.fcmp_ordered(">", *halves), *halves)
    return builder.extract_element(value, I32(0))


@_compiled_as(WORDS, WORDS, types.uint64)
def down(builder: Any, word: Any, bits: Any) -> Any:
    """Each word moved so many bits to the right."""
    return builder.lshr(word, _everywhere(builder, bits))


@_compiled_as(HALVES, HALVES, types.uint32)
def down_half(builder: Any, half: Any, bits: Any) -> Any:
    """Each half of a word moved so many bits to the right."""
    return builder.lshr(half, _everywhere(builder, bits))


@_compiled_as(HALVES, WORDS)
def upper(builder: Any, word: Any) -> Any:
    """The upper 32 bits of each word."""
    moved = builder.lshr(word, _constant(word.type.element, 32))
    return builder.trunc(moved, _vector(I32))


@_compiled_as(HALVES, WORDS)
def lower(builder: Any, word: Any) -> Any:
    """The lower 32 bits of each word."""
    return builder.trunc(word, _vector(I32))


@_compiled_as(HALVES, HALVES, types.uint32)
def masked(builder: Any, half: Any, mask: Any) -> Any:
    """The bits of each lane that the mask has."""
    return builder.and_(half, _everywhere(builder, mask))


@_compiled_as(REALS, HALVES)
def as_reals(builder: Any, half: Any) -> Any:
    """Whole numbers below 2**31 as reals."""
    return builder.sitofp(half, _vector(ir.FloatType()))


@_compiled_as(REALS, HALVES)
def bits_as_reals(builder: Any, half: Any) -> Any:
    """The bits of each half of a word, taken as a real number."""
    return builder.bitcast(half, _vector(ir.FloatType()))


@_compiled_as(WORDS, None, HALVES, INDEX)
def looked_up(builder: Any, array: Any, places: Any, at: Any) -> Any:
    """The bits of array[at + place], and above them those of the next, for each lane's place."""
    word = ir.IntType(64)
    found = ir.Constant(_vector(word), ir.Undefined)
    first = builder.gep(array, [at])
    for lane in range(LANES):
        place = builder.zext(builder.extract_element(places, I32(lane)), at.type)
        pointer = builder.bitcast(builder.gep(first, [place]), word.as_pointer())
        found = builder.insert_element(found, builder.load(pointer, align=4), I32(lane))
    return found


@_compiled_as(REALS, REALS, REALS)
def doubled(builder: Any, value: Any, times: Any) -> Any:
    """`value` doubled as often as the lowest bits of the real `times` say, taken as bits."""
    bits = [builder.bitcast(each, _vector(I32)) for each in (value, times)]
    exponent = builder.shl(bits[1], _constant(I32, 23))
    return builder.bitcast(builder.add(bits[0], exponent), value.type)


@_compiled_as(types.void, None, INDEX, INDEX, INDEX, None, INDEX, INDEX, INDEX)
def turn(  # noqa: PLR0913, PLR0917 - two places in memory
    builder: Any, source: Any, at: Any, step: Any, rows: Any,
    into: Any, to: Any, stride: Any, columns: Any,
) -> None:  # fmt: skip
    """Write into[to + j * stride + i] = source[at + i * step + j] for a square of `LANES`.

    Rows i from `rows` on are like the last before; columns j from `columns` on are not written.
    """
    last = builder.sub(rows, rows.type(1))
    values = []
    for i in range(LANES):
        row = builder.select(builder.icmp_signed("<", last, last.type(i)), last, last.type(i))
        begin = builder.add(at, builder.mul(row, step))
        values.append(_read_vector(builder, builder.gep(source, [begin])))
    for j, value in enumerate(_transposed(builder, values)):
        with builder.if_then(builder.icmp_signed(">", columns, columns.type(j)), likely=True):
            begin = builder.add(to, builder.mul(stride.type(j), stride))
            _write_vector(builder, builder.gep(into, [begin]), value)


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """The columns of a square: blocks across the diagonal change places, ever smaller ones."""
    size = LANES // 2
    while size:
        for i in range(LANES):
            if i & size:
                continue
            pair = rows[i], rows[i + size]
            for row, first in ((i, 0), (i + size, size)):
                lanes = [
                    first + (lane & ~size) + (LANES if lane & size else 0) for lane in range(LANES)
                ]
                rows[row] = builder.shuffle_vector(*pair, ir.Constant(_vector(I32), lanes))
        size //= 2
    return rows
