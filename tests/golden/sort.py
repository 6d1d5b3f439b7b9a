# Samples of sorting and selecting by order.
import torch

from golden import *

NAN, INF = float("nan"), float("inf")
OUT_OF_RANGE = "Dimension out of range (expected to be in range of [-2, 1], but got 2)"


def ordered(case, *more):
    """Samples of (self, *more, dim, descending)."""
    for i, (shape, dim) in enumerate([((5, 7), 1), ((5, 7), 0), ((3, 4, 5), 1), ((3, 4, 5), -3), ((1, 1), 0), ((), 0),
                                      ((6,), -1), ((0, 3), 1), ((3, 0), 1)]):
        case(distinct(*shape), *more, dim, i % 2 == 0)
    case(distinct(2, 33), *more, 1, False, second=False)
    case(distinct(35, 1), *more, 0, True, second=False)
    for descending in False, True:
        case(values(1.0, NAN, 2.0, NAN, INF, -INF, 0.0, 5.0).reshape(2, 4), *more, 1, descending, grad=False)
        case(values(NAN, 1.0, NAN, -INF, INF, 1.0), *more, 0, descending, grad=False)
        case(values(1.0, 3.0, 3.0, -2.0, -2.0, 3.0), *more, 0, descending, second=False)
        for dtype in torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8:
            case(integers(9, low=0 if dtype == torch.uint8 else -9, dtype=dtype), *more, 0, descending)
        case(booleans(9), *more, 0, descending)
    case.fails("index", f"{case.name}: {OUT_OF_RANGE}", distinct(2, 3), *more, 2, False)


@operator(lambda x, *how: torch.sort(x, dim=how[-2], descending=how[-1], stable=True))
def sort(case):
    ordered(case)
    for stable in None, True:
        case(values(1.0, 3.0, 3.0, -2.0, -2.0, 3.0), stable, 0, True, second=False)


@operator(lambda x, *how: torch.sort(x, dim=how[-2], descending=how[-1], stable=True).indices)
def argsort(case):
    ordered(case)
    case(values(1.0, 3.0, 3.0, -2.0, -2.0, 3.0), True, 0, True, second=False)


@operator(torch.msort)
def msort(case):
    for shape in (7,), (5, 3), (4, 1, 3):
        case(distinct(*shape))
    case(distinct())
    case(values(NAN, 1.0, -INF, INF, 0.0), grad=False)
    for x in whole(9, high=99):
        case(x)


@operator(torch.topk)
def topk(case):
    for i, (shape, k, dim) in enumerate([((5, 7), 3, 1), ((5, 7), 5, 0), ((3, 4, 5), 2, -2), ((6,), 0, 0), ((6,), 6, -1),
                                         ((), 1, 0), ((0, 3), 2, 1)]):
        case(distinct(*shape), k, dim, i % 2 == 0, True)
    case(distinct(2, 40), 9, 1, True, True, second=False)
    case(values(1.0, NAN, 2.0, -INF, INF), 3, 0, True, True, grad=False)
    case(values(1.0, NAN, 2.0, -INF, INF), 5, 0, False, True, grad=False)
    case(torch.randperm(20).to(torch.int32), 4, 0, True, True)
    case.fails("value", "topk: selected index k out of range", distinct(2, 3), 4, 1, True, True)
    case.fails("value", "topk: selected index k out of range", distinct(2, 3), -1, 1, True, True)
    case.fails("index", f"topk: {OUT_OF_RANGE}", distinct(2, 3), 1, 2, True, True)
    for dtype in torch.int64, torch.int16, torch.int8, torch.uint8:
        case(torch.randperm(20).to(dtype), 4, 0, False, True)


@operator(torch.kthvalue)
def kthvalue(case):
    for i, (shape, k, dim) in enumerate([((5, 7), 3, 1), ((5, 7), 5, 0), ((3, 4, 5), 2, -2), ((6,), 6, -1), ((), 1, 0),
                                         ((0, 3), 2, 1)]):
        case(distinct(*shape), k, dim, i % 2 == 0)
    case(distinct(2, 40), 30, 1, True, second=False)
    case(values(1.0, NAN, 2.0, -INF, INF), 4, 0, False, grad=False)
    case(torch.randperm(20).to(torch.int32), 4, 0, False)
    case.fails("value", "kthvalue: selected number k out of range for dimension 1", distinct(2, 3), 4, 1, False)
    case.fails("value", "kthvalue: selected number k out of range for dimension 1", distinct(2, 3), 0, 1, False)
    case.fails("index", "kthvalue: Expected reduction dim 1 to have non-zero size.", distinct(2, 0), 1, 1, False)
    for dtype in torch.int64, torch.int16, torch.int8, torch.uint8:
        case(torch.randperm(20).to(dtype), 4, 0, False)
