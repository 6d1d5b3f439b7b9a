# Samples of the elementwise operators that are seldom hot, of integers' bits, and of those made of others.
import torch

from elementwise import BROADCASTS, INF, NAN, arithmetic, extremes, named, positive, unary
from golden import *


def fractional(*shape):
    """Numbers a quarter or more away from every integer, and off the middles."""
    return integers(*shape, low=-4, high=4).double() + torch.tensor([0.25, 0.375, 0.625, 0.75])[
        integers(*shape, low=0, high=4)].double()


def inside(*shape):
    return uniform(*shape, low=-0.95, high=0.95)


def gamma_range(*shape):
    return uniform(*shape, low=0.2, high=12)


unary(torch.exp2)("exp2")
unary(torch.expm1)("expm1")
unary(torch.log2, positive)("log2")
unary(torch.log10, positive)("log10")
unary(torch.log1p, lambda *s: uniform(*s, low=-0.8, high=4))("log1p")
unary(torch.tan, lambda *s: uniform(*s, low=-1.3, high=1.3))("tan")
unary(torch.asin, inside)("asin")
unary(torch.acos, inside)("acos")
unary(torch.atan)("atan")
unary(torch.sinh)("sinh")
unary(torch.cosh)("cosh")
unary(torch.asinh)("asinh")
unary(torch.acosh, lambda *s: uniform(*s, low=1.1, high=6))("acosh")
unary(torch.atanh, inside)("atanh")
unary(torch.erfc)("erfc")
unary(torch.erfinv, inside, fine=(1 - 2.0**-40, 2.0**-46 - 1, 1 - 2.0**-53))("erfinv")
unary(torch.sign, kinks=(2.0, -3.0))("sign")


# PyTorch's polygamma(1, x) is off by 1e-9.
TRIGAMMA = {"float64": [2e-8, 2e-9]}


def gamma(case):
    for shape in [(5, 7), (2, 3, 4), (), (1,), (0, 3), (3, 1, 2, 1, 2)]:
        case(gamma_range(*shape), tolerance=TRIGAMMA)
    case(gamma_range(1031), grad=False)
    case(extremes(), grad=False)
    case(fractional(5, 7), tolerance=TRIGAMMA)
    case(values(-0.5, -1.5, -2.25, -20.5, 1.0, 2.0, 1.25, 1.4375, 0.0078125, 1000.0, 30000.0), grad=False)
    case(integers(3, 5, low=1, high=9, dtype=torch.int32), dtypes=["float32"])
    for x in whole(5, low=1):
        case(x)


operator(torch.lgamma)(named("lgamma", lambda case: gamma(case)))
operator(torch.digamma)(named("digamma", lambda case: gamma(case)))


@operator(torch.polygamma)
def polygamma(case):
    for n in range(5):
        case(n, uniform(5, 7, low=0.5, high=12), tolerance=TRIGAMMA)
    case(1, fractional(4, 5), tolerance=TRIGAMMA)
    case(2, fractional(4, 5), tolerance={"float16": [4e-3, 2e-3]})
    case(1, values(0.0, INF, NAN), grad=False)
    case(3, values(0.0, -2.0, NAN, 100.0), grad=False)
    case(1, normal(0, 2))
    case.fails("value", "polygamma: polygamma(n, x) does not support negative n.", -1, normal(3))


def rounding(case):
    for shape in [(5, 7), (2, 3, 4), (), (1,), (0, 3), (3, 1, 2, 1, 2)]:
        case(fractional(*shape))
    case(extremes(), grad=False)
    case(values(0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 2.0, -3.0, 0.25, -0.25, 1000.0), grad=False)
    case(integers(3, 5, dtype=torch.int32))
    case(integers(3, 5, dtype=torch.uint8, low=0))
    case.fails("dtype", f"{case.name}: \"{case.name}_vml_cpu\" not implemented for 'Bool'", booleans(3), in_torch=False)
    for x in whole(5):
        case.taken(x)


for function in (torch.floor, torch.ceil, torch.trunc):
    operator(function)(named(function.__name__, lambda case: rounding(case)))


@operator(lambda x, *places: torch.round(x, decimals=places[0]) if places else torch.round(x))
def round(case):
    rounding(case)
    for decimals in (0, 1, -1, 2):
        case(uniform(3, 5, low=-40, high=40), decimals, second=False, dtypes=["float32", "float64"])


@operator(torch.frac)
def frac(case):
    for shape in [(5, 7), (), (0, 3), (3, 1, 2, 1, 2)]:
        case(fractional(*shape))
    case(values(NAN, 0.0, -0.0, 1.0, -1.0, 60.0, -2.5), grad=False)
    case.fails("dtype", "frac: \"frac_cpu\" not implemented for 'Int'", integers(3, dtype=torch.int32))


@operator(torch.logit)
def logit(case):
    case(uniform(5, 7, low=0.1, high=0.9), None)
    case(uniform(5, 7, low=0.2, high=0.8), 0.125)
    case(values(0.0, 1.0, 0.5, 0.0625, 0.9375, NAN), 0.125, grad=False)
    case(values(0.0, 1.0, 0.5, 2.0, -1.0, NAN), None, grad=False)
    case(uniform(0, 3), None)
    case(integers(4, low=0, high=2, dtype=torch.int32), None, dtypes=["float32"])
    for x in whole(4, high=2):
        case(x, None)


@operator(torch.nan_to_num)
def nan_to_num(case):
    case(normal(5, 7), None, None, None)
    case(values(NAN, INF, -INF, 1.0, -2.5), 1.5, 8.0, -4.0, second=False)
    case(values(NAN, INF, -INF, 1.0), INF, 8.0, None, grad=False, exact=True)
    case(values(NAN, INF, -INF, 1.0), None, None, None, grad=False, exact=True)
    case(values(NAN, INF, -INF, 1.0).float(), None, None, None, grad=False, exact=True)
    case(values(NAN, INF, -INF, 1.0).half(), 2.0, None, 3.0, grad=False, exact=True)
    case(values(NAN, INF, -INF, 1.0).bfloat16(), None, None, None, grad=False, exact=True)
    case(integers(3, dtype=torch.int32), 1.0, None, None)
    for x in whole(4):
        case(x, None, None, None)


def wholes():
    return values(NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 7.0, -7.0, 60.0)


def division(case, grad=True):
    for a, b in BROADCASTS:
        case(normal(*a), normal(*b), grad=grad)
    case(normal(3, 5), 1.5, grad=grad)
    case(normal(3, 5), -2, grad=grad)
    case(wholes().reshape(12, 1), wholes(), grad=False)
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8):
        signs = torch.tensor([-7, -6, -1, 0, 1, 6, 7], dtype=dtype).reshape(7, 1)
        case(signs, torch.tensor([-3, -2, -1, 1, 2, 3], dtype=dtype))
        case(signs, -3)
    case(integers(3, 5, low=0, high=99, dtype=torch.uint8), integers(5, low=1, high=9, dtype=torch.uint8))
    case(torch.tensor([-2**31, 2**31 - 1], dtype=torch.int32).reshape(2, 1),
         torch.tensor([1, 7, -7], dtype=torch.int32))
    case(integers(3, 4, dtype=torch.int32), 2.5, dtypes=["float32"])
    name = case.name if case.name != "floor_divide" else "div"
    kernel = "div_floor" if name == "div" else name
    case.fails("shape", f"{name}: The size of tensor a (4) must match the size of tensor b (3) at non-singleton "
               "dimension 1", normal(2, 4), normal(2, 3))
    case.fails("value", f"{name}: ZeroDivisionError", integers(3), 0)
    case.fails("value", f"{name}: ZeroDivisionError", integers(3), integers(3, low=0, high=1))
    case.fails("dtype", f"{name}: \"{kernel}_cpu\" not implemented for 'Bool'", booleans(3), booleans(3),
               in_torch=False)
    for x, y in zip(whole(2, 3), whole(3, low=1)):
        case.taken(x, y)


operator(torch.fmod)(named("fmod", lambda case: division(case)))
operator(torch.floor_divide)(named("floor_divide", lambda case: division(case, grad=False)))


@operator(torch.remainder)
def remainder(case):
    division(case)
    case(7.5, normal(3, 4), grad=False)
    case(-7, integers(3, 4, low=1, dtype=torch.int32))


@operator(torch.xlogy)
def xlogy(case):
    for a, b in BROADCASTS:
        case(normal(*a), positive(*b))
    case(normal(3, 5), 1.5)
    case(2, positive(3, 5))
    case(wholes().reshape(12, 1), wholes(), grad=False)
    case(values(0.0, 0.0, 2.0), values(1.0, 3.0, 1.0), second=False)
    case(integers(3, 4, low=1, dtype=torch.int32), integers(4, low=1, dtype=torch.int32), dtypes=["float32"])
    for x, y in zip(whole(2, 3), whole(3)):
        case(x, y)


@operator(torch.copysign)
def copysign(case):
    for a, b in BROADCASTS:
        case(normal(*a), normal(*b))
    case(normal(3, 5), -1.5)
    case(wholes().reshape(12, 1), wholes()[1:], grad=False)
    case(values(0.0, -1.0), values(-1.0, 1.0), second=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, dtype=torch.int32), dtypes=["float32"])
    for x, y in zip(whole(2, 3), whole(3)):
        case(x, y)


def pair(case, integer=True, unequal=()):
    for a, b in BROADCASTS:
        case(normal(*a), normal(*b))
    case(wholes().reshape(12, 1), wholes(), grad=False)
    if integer:
        case(integers(3, 4, low=1, dtype=torch.int32), integers(4, low=1, dtype=torch.int32), dtypes=["float32"])
    else:
        case.fails("dtype", f"{case.name}: \"{case.name}_cpu\" not implemented for 'Int'",
                   integers(3, dtype=torch.int32), integers(3, dtype=torch.int32))
    for x, y in zip(whole(2, 3), whole(3)):
        case.taken(x, y)


operator(torch.atan2)(named("atan2", lambda case: pair(case)))
operator(torch.hypot)(named("hypot", lambda case: pair(case, integer=False)))
operator(torch.logaddexp)(named("logaddexp", lambda case: pair(case, integer=False)))
operator(torch.logaddexp2)(named("logaddexp2", lambda case: pair(case, integer=False)))


def extremum(case):
    for a, b in BROADCASTS:
        n = torch.Size(a).numel()
        both = distinct(n + torch.Size(b).numel(), step=0.5)
        case(both[:n].reshape(a), both[n:].reshape(b))
    case(values(1.0, 2.0, NAN, 3.0), values(1.0, NAN, 1.0, -1.0), second=False)
    case(wholes().reshape(12, 1), wholes(), grad=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, dtype=torch.int32))
    for x, y in zip(whole(2, 3), whole(3)):
        case(x, y)


operator(torch.fmax)(named("fmax", lambda case: extremum(case)))
operator(torch.fmin)(named("fmin", lambda case: extremum(case)))


# What PyTorch calls its kernels of other names.
BITS = {"bitwise_left_shift": "lshift", "bitwise_right_shift": "rshift"}


def bits(case, low=-9, high=10):
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8):
        case(integers(3, 5, dtype=dtype), integers(5, low=low, high=high, dtype=dtype))
    case(integers(3, 5, low=0, high=250, dtype=torch.uint8), integers(3, 1, low=0, high=high, dtype=torch.uint8))
    case(torch.tensor([-2**31, 2**31 - 1, 0, -1], dtype=torch.int32).reshape(4, 1),
         torch.tensor([0, 1, 5, 31], dtype=torch.int32))
    case(torch.tensor([-128, 127, 0, -1], dtype=torch.int8).reshape(4, 1), torch.tensor([0, 1, 5, 7], dtype=torch.int8))
    case(integers(3, 5, dtype=torch.int32), 3)
    case(3, integers(3, 5, low=0, dtype=torch.int32))
    case(integers(0, 5), integers(5))
    case.fails("dtype", f"{case.name}: \"{BITS.get(case.name, case.name)}_cpu\" not implemented for 'Float'", normal(3), normal(3))


def logic_bits(case):
    bits(case)
    case(booleans(3, 5), booleans(5))
    case(booleans(3, 5), True)
    case(booleans(3, 5), integers(5, dtype=torch.int32))


for function in (torch.bitwise_and, torch.bitwise_or, torch.bitwise_xor):
    operator(function)(named(function.__name__, lambda case: logic_bits(case)))
for function in (torch.bitwise_left_shift, torch.bitwise_right_shift):
    operator(function)(named(function.__name__, lambda case: bits(case, low=0)))


@operator(torch.bitwise_not)
def bitwise_not(case):
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8):
        case(integers(3, 5, dtype=dtype))
    case(integers(3, 5, low=0, high=250, dtype=torch.uint8))
    case(booleans(3, 5))
    case.fails("dtype", "bitwise_not: \"bitwise_not_cpu\" not implemented for 'Float'", normal(3))


@operator(torch.lerp)
def lerp(case):
    for weight in (0.25, 0.75, 0, 1, -1.5):
        case(normal(5, 7), normal(5, 7), weight)
    case(normal(5, 1), normal(7), 0.5)
    case(normal(5, 7), normal(5, 7), uniform(5, 7))
    case(normal(5, 7), normal(7), uniform(5, 1))
    case(normal(0, 7), normal(7), 0.5)
    case.fails("dtype", "lerp: expected dtype float for `end` but got dtype long int", normal(3), integers(3), 0.5)


@operator(lambda x, a, b, value: torch.addcmul(x, a, b, value=value))
def addcmul(case):
    case(normal(5, 7), normal(5, 7), normal(5, 7), 1)
    case(normal(5, 1), normal(7), normal(5, 7), -0.5)
    case(normal(), normal(2, 3), normal(3), 2)
    case(normal(0, 3), normal(3), normal(3), 1)
    case(normal(3), normal(3), normal(3), True)
    case(normal(3, 5), normal(3, 5).bfloat16(), normal(5).float(), 3, exact=True, grad=False)
    case(integers(3, 4, dtype=torch.int32), integers(4, dtype=torch.int32), integers(3, 1, dtype=torch.int32), 2)
    for x, y in zip(whole(2, 3), whole(3)):
        case.taken(x, y, y, 1)


@operator(lambda x, a, b, value: torch.addcdiv(x, a, b, value=value))
def addcdiv(case):
    case(normal(5, 7), normal(5, 7), positive(5, 7), 1)
    case(normal(5, 1), normal(7), positive(5, 7), -0.5)
    case(normal(0, 3), normal(3), positive(3), 1)
    case(normal(3, 5), normal(3, 5).bfloat16(), positive(5).float(), 3, exact=True, grad=False)
    case.fails("dtype", "addcdiv: Integer division with addcdiv is no longer supported", integers(3), integers(3),
               integers(3, low=1), 1)


def finite(case):
    case(extremes())
    case(normal(3, 4))
    case(integers(3, 4, dtype=torch.int32))
    case(booleans(3))
    case(normal(0, 2))
    for x in whole(4):
        case(x)


for function in (torch.isnan, torch.isinf, torch.isfinite):
    operator(function)(named(function.__name__, lambda case: finite(case)))


@operator(lambda *args: torch.tensor(torch.allclose(*args)))
def allclose(case):
    x = normal(3, 5)
    case(x, x.clone(), 1e-5, 1e-8, False, grad=False)
    case(x, x * 1.5, 1e-5, 1e-8, False, grad=False)
    case(x, x * 1.5, 0.5, 0.0, False, grad=False)
    case(x, x[:1], 0.0, 100.0, False, grad=False)
    case(x, x - 0.25, 0.0, 0.125, False, grad=False)
    case(values(1.0, NAN), values(1.0, NAN), 1e-5, 1e-8, False, grad=False)
    case(values(1.0, NAN), values(1.0, NAN), 1e-5, 1e-8, True, grad=False)
    case(values(float("inf"), 1.0), values(float("inf"), 1.0), 1e-5, 1e-8, False, grad=False)
    case(values(float("inf"), 1.0), values(-float("inf"), 1.0), 1e-5, 1e-8, False, grad=False)
    case(normal(0, 2), normal(0, 2), 1e-5, 1e-8, False, grad=False)
    case(values(3, 4).long(), values(3, 5).long(), 0.0, 1.0, False)
    case.fails("dtype", "isclose: Float did not match Long", normal(3), integers(3), 1e-5, 1e-8, False)
    for x in whole(4):
        case.taken(x, x.clone(), 1e-5, 1e-8, False)


@operator(lambda x, y: torch.tensor(torch.equal(x, y)))
def equal(case):
    x = normal(3, 5)
    other = x.clone()
    other[2, 4] += 0.5
    case(x, x.clone(), grad=False)
    case(x, other, grad=False)
    case(x, x[:1].clone(), grad=False)
    case(values(1.0, NAN), values(1.0, NAN), grad=False)
    case(normal(0, 2), normal(0, 2), grad=False)
    case(normal(0, 2), normal(2, 0), grad=False)
    for x in whole(7, high=2):
        case(x, x.clone())
        case(x, x == 0 if x.dtype == torch.bool else 1 - x)


@operator(torch.isclose)
def isclose(case):
    a = normal(5, 7)
    case(a, torch.where(booleans(5, 7), a, 2 * a), 1e-5, 1e-8, False)
    case(values(1.0, 1.0, 0.0, -4.0), values(1.25, 1.0, 0.25, -5.0), 0.25, 0.0, False)
    case(values(1.0, 1.0, 0.0, -4.0), values(1.25, 1.5, 0.25, -5.0), 0.0, 0.25, False)
    case(extremes().reshape(10, 1), extremes(), 0.0, 0.0, False)
    every = extremes().expand(10, 10).contiguous()
    case(every.t().contiguous(), every, 1e-5, 1e-8, True)
    case(integers(3, 4), integers(4), 0.5, 1.0, False)
    case.fails("dtype", "isclose: Float did not match Long", normal(3), integers(3), 1e-5, 1e-8, False)
    case.fails("value", "isclose: rtol must be greater than or equal to zero, but got -1", normal(3), normal(3), -1.0,
               1e-8, False)
    for x, y in zip(whole(9, high=3), whole(9, high=3)):
        case.taken(x, y, 0.25, 0.5, False)


def divisors(case):
    case(torch.tensor([12, -8, 0, 0, 7, -9]), torch.tensor([8, 12, 5, 0, 0, -6]))
    case(integers(5, 7, low=-99, high=99), integers(7, low=-99, high=99))
    case(integers(5, 1, dtype=torch.int32), integers(3))
    case(integers(0, 3), integers(3))
    case(torch.tensor([200], dtype=torch.uint8), torch.tensor([150], dtype=torch.uint8))
    case(torch.tensor([-128, 100], dtype=torch.int8), torch.tensor([-128, 60], dtype=torch.int8))
    for x, y in zip(whole(3, 4), whole(3, 4)):
        case.taken(x, y)
    for bad, dtype in (normal(3), "Float"), (booleans(3), "Bool"):
        case.fails("dtype", f"{case.name}: \"{case.name}_cpu\" not implemented for '{dtype}'", bad, bad)
    case.fails("shape", f"{case.name}: The size of tensor a (2) must match the size of tensor b (3) at non-singleton "
               "dimension 0", integers(2), integers(3))


@operator(torch.gcd)
def gcd(case):
    divisors(case)


@operator(torch.lcm)
def lcm(case):
    divisors(case)


@operator(torch.nextafter)
def nextafter(case):
    inf = float("inf")
    special = values(0.0, -0.0, 1.0, inf, -inf, NAN, 1.0, 0.0, -0.0, -1.0, 1.0, 1.0)
    toward = values(-0.0, 0.0, 2.0, 0.0, 0.0, 1.0, NAN, 1.0, -1.0, -inf, 1.0, -inf)
    for dtype in torch.float64, torch.float32, torch.float16, torch.bfloat16:
        case(special.to(dtype), toward.to(dtype), grad=False, exact=True)
        case(normal(5, 7).to(dtype), normal(7).to(dtype), grad=False, exact=True)
        case(torch.nextafter(special, toward).to(dtype), special.to(dtype), grad=False, exact=True)
    case(normal(3, 1), normal(4), grad=False, dtypes=["float64"])
    case(normal(0, 3), normal(3), grad=False)
    for bad in integers(3), booleans(3):
        case.fails("dtype", f"nextafter: \"nextafter_cpu\" not implemented for '{'Bool' if bad.dtype == torch.bool else 'Long'}'",
                   bad, bad)
