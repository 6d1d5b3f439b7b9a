# Samples of the scans.
import torch

from golden import *

NAN, INF = float("nan"), float("inf")
ROWS = [((5, 7), 1), ((5, 7), 0), ((3, 4, 5), 1), ((3, 4, 5), -3), ((1, 1), 0), ((), 0), ((6,), -1), ((0, 3), 1), ((3, 0), 1)]
LOOSE = {"float16": [4e-3, 4e-3], "bfloat16": [3e-2, 3e-2]}


def out_of_range(case, *more):
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 2, *more)


@operator(lambda x, dim, dtype: torch.cumsum(x, dim, dtype=dtype))
def cumsum(case):
    for shape, dim in ROWS:
        case(normal(*shape), dim, None)
    case(normal(2, 70), 1, None, second=False)
    case(normal(70, 3), 0, None, second=False)
    case(values(1.0, INF, 2.0, -INF, 1.0, NAN, 2.0), 0, None, grad=False)
    for dtype in torch.int64, torch.int32, torch.int8, torch.uint8:
        case(integers(3, 5, low=0, dtype=dtype), 1, None)
    case(booleans(9), 0, None)
    case(integers(9, dtype=torch.int32), 0, torch.float32)
    case(integers(9), 0, torch.int32)
    out_of_range(case, None)
    for x in whole(3, 5):
        case(x, 1, None)


@operator(lambda x, dim, dtype: torch.cumprod(x, dim, dtype=dtype))
def cumprod(case):
    for shape, dim in ROWS:
        case(uniform(*shape, low=0.5, high=2.0), dim, None)
    case(uniform(2, 70, low=0.875, high=1.125), 1, None, second=False, tolerance=LOOSE)
    case(values(2.0, 0.0, 3.0, -1.0, 0.5), 0, None)
    case(values(2.0, 0.0, 3.0, 0.0, 0.5, 1.5), 0, None)
    case(values(0.0, 0.0, 3.0, 2.0, 0.0, 0.0).reshape(2, 3), 0, None)
    case(values(1.0, INF, -2.0, 0.5, NAN, 0.0), 0, None, second=False)
    case(values(2.0, INF, 0.0, NAN, 3.0, 0.5), 0, None, second=False)
    case(values(2.0, NAN, 3.0, 1.0, 0.0, INF).reshape(2, 3), 1, None, second=False)
    case(integers(3, 5), 1, None)
    case(integers(9, dtype=torch.int32), 0, torch.float32)
    out_of_range(case, None)
    for x in whole(3, 5, low=1, high=3):
        case(x, 1, None)


@operator(torch.logcumsumexp)
def logcumsumexp(case):
    for shape, dim in ROWS:
        case(normal(*shape), dim)
    case(normal(2, 70), 1, second=False)
    case(values(-100.0, 100.0, -100.0, 50.0), 0)
    case(values(-INF, -INF, 1.0, INF, 2.0), 0, grad=False)
    case(values(1.0, NAN, 2.0), 0, grad=False)
    case.fails("dtype", "logcumsumexp: \"logcumsumexp_out_cpu\" not implemented for 'Long'", integers(3), 0, in_torch=False)
    out_of_range(case)


def running_extremes(case):
    for shape, dim in ROWS:
        case(distinct(*shape), dim)
    case(distinct(2, 70), 1, second=False)
    case(values(1.0, 3.0, 3.0, 2.0, 3.0, -1.0, -1.0), 0, second=False)
    case(values(1.0, INF, NAN, 2.0, NAN, -INF), 0, grad=False)
    case(values(INF, -INF, -INF, INF), 0, grad=False)
    for dtype in torch.int64, torch.int32, torch.uint8:
        case(integers(9, low=0, dtype=dtype), 0)
    case(booleans(9), 0)
    out_of_range(case)
    for x in whole(3, 7):
        case(x, 1)


@operator(torch.cummax)
def cummax(case):
    running_extremes(case)


@operator(torch.cummin)
def cummin(case):
    running_extremes(case)
