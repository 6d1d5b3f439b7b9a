# Samples of factories.
import torch

from golden import *

LONG, INT, BOOL = Options(torch.int64), Options(torch.int32), Options(torch.bool)


def filled(case):
    for options in Options(), LONG, Options(torch.uint8), BOOL:
        case([3, 5], options)
    case([], Options())
    case([2, 0, 3], Options())
    case.fails("shape", "empty: Trying to create tensor with negative dimension -1: [2, -1]", [2, -1], Options())


@operator(lambda size, o: torch.zeros(size, dtype=o.dtype))
def zeros(case):
    filled(case)


@operator(lambda size, o: torch.ones(size, dtype=o.dtype))
def ones(case):
    filled(case)


@operator(lambda size, value, o: torch.full(size, value, dtype=o.dtype))
def full(case):
    case([3, 5], -2.5, Options())
    case([3], float("inf"), Options())
    case([3], float("nan"), Options())
    case([], 7, LONG)
    case([2], True, BOOL)
    case([2], 2.75, INT)
    case([0, 2], 3, Options())
    case([2], -1, Options(torch.uint8))
    case.fails("shape", "empty: Trying to create tensor with negative dimension -1: [-1]", [-1], 2, Options())
    case.fails("value", "Scalar: value cannot be converted to type int8_t without overflow", [2], 300, Options(torch.int8))
    case.fails("value", "Scalar: value cannot be converted to type at::Half without overflow", [2], 1e6, Options(torch.float16))
    case.fails("value", "Scalar: value cannot be converted to type int without overflow", [2], float("nan"), Options(torch.int32))


def like(case, *value):
    case(normal(3, 5), *value, Options(), grad=False)
    case(integers(4), *value, LONG)
    case(normal(2, 3), *value, INT, grad=False)
    case(booleans(2, 3), *value, Options())
    case(normal(), *value, Options(), grad=False)
    case(normal(0, 2), *value, Options(), grad=False)


@operator(lambda x, o: torch.zeros_like(x, dtype=o.dtype))
def zeros_like(case):
    like(case)


@operator(lambda x, o: torch.ones_like(x, dtype=o.dtype))
def ones_like(case):
    like(case)


@operator(lambda x, value, o: torch.full_like(x, value, dtype=o.dtype))
def full_like(case):
    like(case, 3)
    like(case, -1.5)


@operator(lambda n, m, o: torch.eye(n, m, dtype=o.dtype))
def eye(case):
    for n, m in (4, 4), (2, 5), (5, 3), (1, 1), (0, 3), (3, 0):
        case(n, m, Options())
    case(3, 2, LONG)
    case(2, 2, BOOL)
    case.fails("value", "eye: n must be greater or equal to 0, got -1", -1, 2, Options())
    case.fails("value", "eye: m must be greater or equal to 0, got -2", 3, -2, Options())


@operator(lambda *a: torch.arange(*a[:-1], dtype=a[-1].dtype))
def arange(case):
    case(0, 9, 1, Options())
    case(3.5, Options())
    case(4, LONG)
    case(-1.5, 2.0, 0.25, Options())
    case(3, -2, -2, Options())
    case(0, 1, 0.3, Options(), dtypes=["float32", "float64"])
    case(2, 2, 1, Options())
    case(0, 9, 1, LONG)
    case(-7, 8, 3, LONG)
    case(9, 0, -4, INT)
    case(0, 5, 2, Options(torch.int16))
    case(250, 256, 1, Options(torch.uint8))
    case(-8, 300, 100, Options(torch.uint8))
    case.fails("value", "arange: step must be nonzero", 0, 3, 0, Options())
    case.fails("value", "arange: upper bound and larger bound inconsistent with step sign", 0, 3, -1, Options())
    case.fails("value", "arange: unsupported range: 0 -> inf", 0, float("inf"), 1, Options())


@operator(lambda start, end, steps, o: torch.linspace(start, end, steps, dtype=o.dtype))
def linspace(case):
    case(0, 1, 9, Options())
    case(-3.0, 10.0, 7, Options())
    case(5, -5, 6, Options())
    case(2, 7, 1, Options())
    case(2, 7, 0, Options())
    case(-4, 11, 6, LONG)
    case(4.7, 0.9, 6, LONG)
    case.fails("value", "linspace: number of steps must be non-negative", 0, 1, -1, Options())


@operator(lambda start, end, steps, base, o: torch.logspace(start, end, steps, base, dtype=o.dtype))
def logspace(case):
    case(0, 2, 5, 10.0, Options())
    case(-3, 3, 7, 2.0, Options())
    case(1, 4, 1, 10.0, Options())
    case(0, 1, 0, 10.0, Options())
    case(0, 6, 7, 2.0, LONG)
    case(1.7, 3.9, 3, 10.0, LONG)
    case.fails("value", "logspace: number of steps must be non-negative", 0, 1, -1, 10.0, Options())


def window(function):
    def samples(case):
        for n in 0, 1, 2, 7, 12:
            case(n, True, Options())
            case(n, False, Options())
        name = function.__name__
        case.fails("value", f"{name} requires non-negative window_length, got window_length=-1", -1, True, Options())
        case.fails("dtype", f"{name} expects floating point dtypes, got: ", 3, True, LONG)
        if function is torch.hamming_window:
            case(9, True, 0.5, 0.25, Options())
        if function is torch.kaiser_window:
            case(9, True, 2.5, Options())
            case(8, False, 30.0, Options())

    samples.__name__ = function.__name__
    operator(lambda *a: function(*a[:-1], dtype=a[-1].dtype))(samples)


for each in torch.bartlett_window, torch.blackman_window, torch.hann_window, torch.hamming_window, torch.kaiser_window:
    window(each)
