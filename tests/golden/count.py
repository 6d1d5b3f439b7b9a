# Samples of distinct elements and of counting.
import torch

from golden import *

INF = float("inf")


def distinct_of(function):
    """All three results of torch.unique's kin, empty where not asked for."""
    def unique(x, *args, inverse, counts):
        got = function(x, *args, return_inverse=inverse, return_counts=counts)
        got = list(got) if isinstance(got, (tuple, list)) else [got]
        empty = torch.empty(0, dtype=torch.int64)
        return got[0], got[1] if inverse else empty, got[-1] if counts else empty
    return unique


def few(*shape, dtype=torch.float64):
    return integers(*shape, low=-2 if dtype.is_signed and dtype != torch.bool else 0, high=3).to(dtype)


FLAGS = [(False, False), (True, False), (False, True), (True, True)]


@operator(lambda x, _, inverse, counts: distinct_of(torch.unique)(x, inverse=inverse, counts=counts))
def _unique2(case):
    for inverse, counts in FLAGS:
        case(few(11), True, inverse, counts, grad=False)
        case(few(3, 4), True, inverse, counts, grad=False)
    case(values(1.0, 2.0, 1.0, INF, -INF, 2.0, INF), True, True, True, grad=False)
    case(distinct(), True, True, True, grad=False)
    case(distinct(0, 3), True, True, True, grad=False)
    for dtype in torch.int64, torch.int32, torch.uint8:
        case(few(9, dtype=dtype), True, True, True)
    case(booleans(9), True, True, True)
    for x in whole(9, high=3):
        case(x, True, True, True)


@operator(lambda x, _, inverse: distinct_of(torch.unique)(x, inverse=inverse, counts=False)[:2])
def _unique(case):
    case(few(11), True, False, grad=False)
    case(few(3, 4), True, True, grad=False)


@operator(torch.ops.aten.unique_dim)
def unique_dim(case):
    for inverse, counts in FLAGS:
        case(few(9, 2), 0, True, inverse, counts, grad=False)
    case(few(2, 9), 1, True, True, True, grad=False)
    case(few(2, 7, 2), 1, True, True, True, grad=False)
    case(few(7, 2, dtype=torch.int32), 0, True, True, True)
    case(distinct(0, 3), 0, True, True, True, grad=False)
    case.fails("index", "size: Dimension specified as 0 but tensor has no dimensions", normal(), 0, True, False, False)
    case.fails("shape", "unique_dim: There are 0 sized dimensions, and they aren't selected, so unique cannot be applied",
               distinct(3, 0), 0, True, False, False)
    case.fails("index", "size: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               distinct(2, 3), 2, True, False, False)
    for x in whole(7, 2, high=2):
        case(x, 0, True, True, True)


@operator(lambda x, inverse, counts, dim: distinct_of(lambda t, **k: torch.unique_consecutive(t, dim=dim, **k))(x, inverse=inverse, counts=counts))
def unique_consecutive(case):
    for inverse, counts in FLAGS:
        case(few(11), inverse, counts, None, grad=False)
    case(few(4, 3), True, True, None, grad=False)
    case(few(9, 1), True, True, 0, grad=False)
    case(few(9), False, True, 0, grad=False)
    case(few(1, 2, 9), True, True, 2, grad=False)
    case(booleans(9), True, True, None)
    case(distinct(0), True, True, None, grad=False)
    for x in whole(9, high=2):
        case(x, True, True, None)


@operator(torch.histc)
def histc(case):
    case(normal(40), 5, 0, 0, grad=False)
    case(normal(5, 8), 7, -1, 1, grad=False)
    case(values(0.0, 1.0, 2.0, 2.0, 0.5, 3.0, -1.0), 4, 0, 2, grad=False)
    case(values(0.0, 1.0, 2.0, INF, -INF), 4, 0, 2, grad=False)
    case(values(3.0, 3.0), 3, 0, 0, grad=False)
    case(normal(0), 3, 0, 0, grad=False)
    case.fails("value", "histc: torch.histogram(): bins must be > 0, but got 0 for dimension 0", normal(3), 0, 0, 1)
    case.fails("value", "histc: torch.histc: max must be larger than min", normal(3), 2, 1, 0)
    case.fails("value", "histc: range of [-inf, inf] is not finite", values(-INF, INF), 2, 0, 0)


@operator(lambda x, w, n: torch.bincount(x, w, n))
def bincount(case):
    case(integers(30, low=0, high=7), None, 0)
    case(integers(30, low=0, high=7, dtype=torch.int32), None, 12)
    case(integers(9, low=0, high=7, dtype=torch.uint8), None, 2)
    case(integers(30, low=0, high=7), normal(30).float(), 0, exact=True, grad=False)
    case(torch.empty(0, dtype=torch.int64), None, 4)
    case(torch.empty(0, dtype=torch.int64), None, 0)
    case.fails("value", "bincount: bincount only supports 1-d non-negative integral inputs.", torch.tensor([1, -1]), None, 0)
    case.fails("value", "bincount: bincount only supports 1-d non-negative integral inputs.", integers(2, 2, low=0), None, 0)
    case.fails("value", "bincount: minlength should be >= 0", integers(2, low=0), None, -1)
    case.fails("shape", "bincount: weights should be 1-d and have the same length as input", integers(2, low=0), normal(3), 0)
    for x in whole(9):
        case.taken(x, None, 0)
