# Samples of the elementwise operators.
import torch
import torch.nn.functional as F

from golden import *

NAN, INF = float("nan"), float("inf")


def extremes():
    return values(NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 60.0, -60.0, 1e-3)


def unary(function, make=normal, integer=True, kinks=(), large=(), fine=()):
    """Declares a unary operator: shapes, views of blocks, extremes, integers, points with kinks, numbers too
    large for float16, and numbers that only float64 tells from others."""
    def samples(case):
        for shape in [(5, 7), (2, 3, 4), (), (1,), (0, 3), (3, 1, 2, 1, 2)]:
            case(make(*shape))
        case(make(1031), grad=False)
        case(extremes(), grad=False)
        if kinks:
            case(values(*kinks), second=False)
        if large:
            case(values(*large), second=False, dtypes=["float64", "float32", "bfloat16"])
        if fine:
            case(values(*fine), grad=False, dtypes=["float64"])
        if integer:
            case(integers(3, 5, low=0, high=6, dtype=torch.int32), dtypes=["float32"])
            for x in whole(5):
                case.taken(x)
    return lambda name: operator(function)(named(name, samples))


def named(name, samples):
    samples.__name__ = name
    return samples


def positive(*shape):
    return uniform(*shape, low=0.2, high=4)


def trigonometric(*shape):
    return uniform(*shape, low=-30, high=30)


unary(torch.exp)("exp")
unary(torch.log, positive)("log")
unary(torch.sqrt, positive)("sqrt")
unary(torch.rsqrt, positive)("rsqrt")
unary(torch.reciprocal)("reciprocal")
unary(torch.sin, trigonometric)("sin")
unary(torch.cos, trigonometric)("cos")
unary(torch.tanh)("tanh")
unary(torch.sigmoid)("sigmoid")
unary(torch.erf)("erf")
unary(F.silu, integer=False, large=(2.5e7, -2.5e7, 3e8, 100.0))("silu")
unary(torch.neg)("neg")
unary(torch.abs, kinks=(0.0, 2.0, -3.0))("abs")
unary(torch.relu, kinks=(0.0, 2.0, -3.0))("relu")
unary(torch.square)("square")


@operator(F.leaky_relu)
def leaky_relu(case):
    for slope in (0.01, 0.25, -0.5):
        case(normal(5, 7), slope)
    case(normal(0, 3), 0.1)
    case(extremes(), 0.125, grad=False)


@operator(lambda x, approximate: F.gelu(x, approximate=approximate))
def gelu(case):
    for approximate in ("none", "tanh"):
        case(normal(5, 7), approximate)
        case(normal(2, 1, 3), approximate)
        case(values(0.0, 20.0, -20.0, NAN), approximate, grad=False)
    case(normal(0, 3), "none")
    case.fails("value", "gelu: approximate argument must be either none or tanh", normal(3), "some")


BROADCASTS = [((5, 7), (5, 7)), ((5, 7), (7,)), ((5, 1), (1, 7)), ((), (3, 2)), ((3, 2), ()), ((2, 1, 4), (3, 1)),
              ((0, 3), (3,)), ((0, 3), (1, 1)), ((2, 3, 1, 2, 2), (3, 2, 1, 1))]


def arithmetic(case, *more, second=normal, third=()):
    for a, b in BROADCASTS:
        case(normal(*a), second(*b), *third)
    case(normal(3, 5), 1.5, *third)
    case(normal(3, 5), -2, *third)
    case(extremes().reshape(10, 1), extremes(), *third, grad=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, low=1, dtype=torch.int32), *third, dtypes=["float32"])
    case(integers(3, 4), integers(3, 1, low=1), *third, dtypes=["float32"])
    case(normal(3, 4), integers(4, low=1, dtype=torch.int32), *third)
    case.fails("shape", f"{case.name}: The size of tensor a (4) must match the size of tensor b (3) at non-singleton "
               "dimension 1", normal(2, 4), normal(2, 3), *third)
    for x, y in zip(whole(2, 3), whole(3, low=1)):
        case.taken(x, y, *third)


@operator(lambda a, b, alpha: torch.add(a, b, alpha=alpha))
def add(case):
    arithmetic(case, third=(1,))
    case(normal(4, 3), normal(3), 0.5)
    case(normal(1031), normal(1031), -2.0, grad=False)
    case(booleans(3, 4), booleans(4), 1)
    case(booleans(3, 4), integers(4, dtype=torch.int32), 2)
    case(integers(3, 4, dtype=torch.uint8, low=0), integers(4, dtype=torch.int8), 1, exact=True)
    case(normal(3, 4).float(), normal(4), 1, exact=True)
    case(normal(3, 4).half(), normal(4).float(), 1, exact=True, grad=False)
    case(normal(3, 4).half(), normal(4).bfloat16(), 1, exact=True, grad=False)
    case(normal(3, 4).float(), normal().double(), 1, exact=True, grad=False)
    case.fails("value", "add: For integral input tensors, argument alpha must not be a floating point number.",
               integers(3), integers(3), 0.5)


@operator(lambda a, b, alpha: torch.sub(a, b, alpha=alpha))
def sub(case):
    arithmetic(case, third=(1,))
    case(normal(4, 3), normal(3), 0.5)
    case.fails("dtype", "sub: Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
               "`logical_xor()` operator instead.", booleans(3), booleans(3), 1)
    case.fails("dtype", "sub: Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to "
               "invert a mask, use the `~` or `logical_not()` operator instead.", booleans(3), integers(3), 1)
    case(integers(3, 4, dtype=torch.uint8, low=0), integers(4, dtype=torch.uint8, low=0), 2, exact=True)
    case(torch.tensor([-128, 127, 5], dtype=torch.int8), torch.tensor([1, -1, 7], dtype=torch.int8), 1)


@operator(torch.mul)
def mul(case):
    arithmetic(case)
    case(normal(1031), normal(1031), grad=False)
    case(booleans(3, 4), booleans(4))
    case(torch.tensor([-128, 127, 100], dtype=torch.int8), torch.tensor([2, 127, 3], dtype=torch.int8))
    case(torch.tensor([-2**15, 2**15 - 1, 300], dtype=torch.int16), 300)


@operator(lambda a, b, mode=None: torch.div(a, b, rounding_mode=mode))
def div(case):
    arithmetic(case)
    case(booleans(3, 4), values(2.0, 3.0, 4.0, 5.0))
    for mode in ("trunc", "floor"):
        case(normal(3, 5), normal(5), mode)
        case(normal(3, 5), -1.5, mode)
        for dtype in (torch.int64, torch.int32, torch.int8):
            case(torch.tensor([-7, -6, -1, 0, 1, 6, 7], dtype=dtype).reshape(7, 1),
                 torch.tensor([-3, -2, -1, 1, 2, 3], dtype=dtype), mode)
        case(integers(3, 5, dtype=torch.int32), 3, mode)
        case.fails("value", f"div: ZeroDivisionError", integers(3), 0, mode)
    case(normal(3, 5), normal(5), None)
    case.fails("value", "div: div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'up'",
               normal(3), normal(3), "up")


@operator(torch.pow)
def pow(case):
    for a, b in BROADCASTS:
        case(positive(*a), normal(*b))
    for exponent in (2, 3, 0.5, -1, 0, 1.5, -2.5):
        case(positive(3, 5), exponent)
    case(normal(3, 5), 3)
    case(normal(3, 5), 2.0)
    case(2.5, normal(3, 5))
    case(2, normal(3, 5))
    case(values(0.0, 2.0, -3.0), 2, second=False)
    case(values(0.0, 2.0, 3.0), values(2.0, 0.0, 1.0), second=False)
    case(values(-2.0, -2.0, 0.0, INF, NAN, 1.0, NAN, 0.0), values(3.0, 2.0, -1.0, 2.0, 0.0, NAN, 2.0, 0.0), grad=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, low=0, high=5, dtype=torch.int32))
    case(integers(3, 4, dtype=torch.int32), 3)
    case.fails("value", "pow: Integers to negative integer powers are not allowed.", integers(3), -1)
    for x, y in zip(whole(2, 3), whole(3, low=0, high=3)):
        case.taken(x, y)


def extremum(case):
    for a, b in BROADCASTS:
        n = torch.Size(a).numel()
        both = distinct(n + torch.Size(b).numel(), step=0.5)
        case(both[:n].reshape(a), both[n:].reshape(b))
    case(values(1.0, 2.0, -1.0), values(1.0, 0.0, -1.0), second=False)
    case(extremes().reshape(10, 1), extremes(), grad=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, dtype=torch.int32))
    case.fails("shape", f"{case.name}: The size of tensor a (4) must match the size of tensor b (3) at non-singleton "
               "dimension 1", normal(2, 4), normal(2, 3))
    for x, y in zip(whole(2, 3), whole(3)):
        case(x, y)


operator(torch.maximum)(named("maximum", lambda case: extremum(case)))
operator(torch.minimum)(named("minimum", lambda case: extremum(case)))


@operator(torch.clamp)
def clamp(case):
    case(normal(5, 7), -0.7, 0.9)
    case(normal(5, 7), None, 0.3)
    case(normal(5, 7), -0.3, None)
    case(normal(5, 7), 0.9, -0.7)
    case(normal(0, 2), 0, 1)
    case(extremes(), -0.3, 0.3, grad=False)
    case(integers(3, 5, dtype=torch.int32), -3, 4)
    case(integers(3, 5, dtype=torch.int32), -2.5, 3.5)
    for bounds in (-3, None), (None, 4), (-2**40, 2**40):
        case(integers(3, 5), *bounds)
    both = distinct(5 * 7 * 3, step=0.25)
    case(both[:35].reshape(5, 7), both[35:70].reshape(5, 7), both[70:].reshape(5, 7))
    case(both[:35].reshape(5, 7), both[35:42], None)
    case(both[:35].reshape(5, 7), None, both[35:40].reshape(5, 1))
    case(values(1.0, 1.0, 2.0), values(1.0, 0.0, 3.0), values(2.0, 1.0, 1.0), second=False)
    case(extremes().reshape(10, 1), extremes(), values(0.5), grad=False)
    case(integers(3, 5, dtype=torch.int32), integers(5, low=-4, high=0, dtype=torch.int32), None)
    case.fails("value", "clamp: At least one of 'min' or 'max' must not be None", normal(3), None, None)
    case.fails("value", "Scalar: value cannot be converted to type int8_t without overflow", integers(3, dtype=torch.int8), 0, 300)
    case.fails("dtype", "clamp: \"clamp_scalar_cpu\" not implemented for 'Bool'", booleans(3), False, True)
    case.fails("dtype", "clamp: \"clamp_cpu\" not implemented for 'Bool'", booleans(3), booleans(3), booleans(3))
    for x, y in zip(whole(2, 3), whole(3)):
        case.taken(x, 1, 4)
        case.taken(x, y, None)


def comparison(case):
    for a, b in BROADCASTS:
        case(integers(*a, low=0, high=3).double(), integers(*b, low=0, high=3).double())
    case(extremes().reshape(10, 1), extremes())
    case(integers(3, 5, low=0, high=4).double(), 2)
    case(integers(3, 5, low=0, high=4).double(), 1.5)
    case(integers(3, 5, low=0, high=3, dtype=torch.int32), integers(5, low=0, high=3, dtype=torch.int32))
    case(integers(3, 5, low=0, high=3), 1)
    case(booleans(3, 5), booleans(5))
    case.fails("shape", f"{case.name}: The size of tensor a (4) must match the size of tensor b (3) at non-singleton "
               "dimension 1", normal(2, 4), normal(2, 3))
    for x, y in zip(whole(2, 3, high=3), whole(3, high=3)):
        case(x, y)


for function in (torch.eq, torch.ne, torch.lt, torch.le, torch.gt, torch.ge):
    operator(function)(named(function.__name__, lambda case: comparison(case)))


def logic(case):
    case(booleans(5, 7), booleans(5, 7))
    case(booleans(5, 1), booleans(7))
    case(booleans(0, 3), booleans(3))
    case(integers(3, 5, low=0, high=2).double(), integers(5, low=0, high=2).double())
    case(values(NAN, 0.0, -0.0, INF), values(0.0, 0.0, 1.0, 1.0))
    case(integers(3, 5, low=0, high=2, dtype=torch.int32), booleans(5))
    for x, y in zip(whole(2, 3, high=2), whole(3, high=2)):
        case(x, y)


for function in (torch.logical_and, torch.logical_or, torch.logical_xor):
    operator(function)(named(function.__name__, lambda case: logic(case)))


@operator(torch.logical_not)
def logical_not(case):
    case(booleans(5, 7))
    case(integers(3, 5, low=0, high=2).double())
    case(values(NAN, 0.0, -0.0, INF))
    case(integers(3, 5, low=0, high=2, dtype=torch.int32))
    case(booleans(0, 2))
    for x in whole(5, high=2):
        case(x)


@operator(torch.where)
def where(case):
    case(booleans(5, 7), normal(5, 7), normal(5, 7))
    case(booleans(7), normal(5, 1), normal(1, 7))
    case(booleans(5, 1), normal(7), normal())
    case(booleans(0, 3), normal(0, 3), normal(3))
    case(booleans(5, 7), normal(5, 7), 2.5)
    case(booleans(5, 7), -1.5, normal(5, 7))
    case(booleans(10), extremes(), values(1.0), grad=False)
    case(booleans(5, 7), 1.5, 2)
    case(booleans(5, 7), 3, -2)
    case.fails("value", "Scalar: value cannot be converted to type int8_t without overflow", booleans(3),
               integers(3, dtype=torch.int8), 300)
    case(booleans(3, 5), integers(3, 5, dtype=torch.int32), integers(5, dtype=torch.int32))
    case.fails("dtype", "where expected condition to be a boolean tensor", normal(3), normal(3), normal(3))
    case.fails("shape", "where: The size of tensor a (4) must match the size of tensor b (3)",
               booleans(2, 4), normal(2, 4), normal(2, 3))
    for x, y in zip(whole(2, 3), whole(3)):
        case(booleans(2, 3), x, y)


@operator(torch.masked_fill)
def masked_fill(case):
    case(normal(5, 7), booleans(5, 7), 1.5)
    case(normal(5, 7), booleans(7), -INF, second=False)
    case(normal(5, 7), booleans(5, 1), 2)
    case(normal(0, 7), booleans(7), 2)
    case(integers(3, 5, dtype=torch.int32), booleans(5), 4)
    case(integers(3, 5, dtype=torch.int32), booleans(5), -2.75)
    case(booleans(3, 5), booleans(5), 0.5)
    case(integers(3, 5, dtype=torch.int16), booleans(5), values(-2.75).reshape(()).float(), exact=True, grad=False)
    case(normal(5, 7), booleans(5, 7), normal())
    case(normal(5, 7), booleans(7), integers(dtype=torch.int32))
    overflow = "Scalar: value cannot be converted to type int8_t without overflow"
    case.fails("value", overflow, integers(3, dtype=torch.int8), booleans(3), 300)
    case.fails("shape", "masked_fill: masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 "
               "dimension(s).", normal(3), booleans(3), normal(1))
    case.fails("shape", "masked_fill: The size of tensor a (2) must match the size of tensor b (3)", normal(3),
               booleans(2), 1)
    for x in whole(2, 3):
        case(x, booleans(3), 1)
