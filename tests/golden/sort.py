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
    case.fails("value", "kthvalue: kthvalue(): selected number k out of range for dimension 1", distinct(2, 3), 4, 1, False)
    case.fails("value", "kthvalue: kthvalue(): selected number k out of range for dimension 1", distinct(2, 3), 0, 1, False)
    case.fails("index", "kthvalue(): Expected reduction dim 1 to have non-zero size.", distinct(2, 0), 1, 1, False)
    for dtype in torch.int64, torch.int16, torch.int8, torch.uint8:
        case(torch.randperm(20).to(dtype), 4, 0, False)


@operator(lambda b, x, small, right, side, sorter:
          torch.searchsorted(b, x, out_int32=small, right=right, side=side, sorter=sorter))
def searchsorted(case):
    for small, right, side in (False, False, None), (False, True, None), (True, False, "left"), (False, False, "right"):
        case(distinct(7).sort().values, distinct(3, 5), small, right, side, None)
        case(distinct(3, 7).sort().values, distinct(3, 5), small, right, side, None)
        case(distinct(2, 3, 4).sort().values, distinct(2, 3, 9), small, right, side, None)
        case(values(-1.0, 0.5, 0.5, 0.5, 2.0, INF), values(0.5, -INF, INF, NAN, 2.0), small, right, side, None)
        case(values(-1.0, 2.0, NAN, NAN), values(0.5, 3.0, NAN), small, right, side, None)
        case(values(1.0, 2.0, 3.0), 2, small, right, side, None)
    x = distinct(3, 7)
    case(x, distinct(3, 5), False, False, None, x.argsort())
    case(distinct(300).sort().values, normal(1100), False, False, None, None)
    case(distinct(7).sort().values, values(0.5).reshape(()), False, True, None, None)
    case(distinct(7).sort().values, normal(0, 3), False, False, None, None)
    case(normal(2, 0), normal(2, 3), True, False, None, None)
    case(integers(9).sort().values, normal(4), False, False, None, None)
    case(integers(9).sort().values, 1.5, False, False, None, None)
    for x, y in zip(whole(9, high=99), whole(3, 4, high=99)):
        case.taken(x.sort().values, y, False, True, None, None)
    name = "searchsorted: torch.searchsorted(): "
    line, order = values(1.0, 2.0, 3.0), torch.tensor([0, 1, 2])
    case.fails("dtype", "searchsorted: \"searchsorted_out_cpu\" not implemented for 'Bool'", booleans(3), booleans(3), False,
               False, None, None)
    case.fails("value", name + "side can only be 'left' or 'right' but got up", line, line, False, False, "up", None)
    case.fails("value", name + "side and right can't be set to opposites, got side of left while right was True", line, line,
               False, True, "left", None)
    case.fails("shape", name + "boundaries tensor should have positive dimension, but got 0 dimension", normal(), line, False,
               False, None, None)
    case.fails("shape", name + "input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries "
               "tensor dim(2) and input value's dim(0) numel(1)", normal(2, 3), 2.0, False, False, None, None)
    case.fails("shape", name + "boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and "
               "input value tensor must match, but we got boundaries tensor [2, 3] and input value tensor [1, 1]",
               normal(2, 3), normal(1, 1), False, False, None, None)
    case.fails("shape", name + "boundary and sorter must have the same size, but got boundary tensor [3]and got sorter tensor "
               "[2]", line, line, False, False, None, order[:2])
    case.fails("dtype", name + "sorter must be a tensor of long dtype but got dtype Int", line, line, False, False, None,
               order.int())
    case.fails("index", name + "sorter index out of range", line, line, False, False, None, order + 1)


@operator(lambda x, b, small, right: torch.bucketize(x, b, out_int32=small, right=right))
def bucketize(case):
    line = distinct(7).sort().values
    for right in False, True:
        case(distinct(3, 5), line, right, right)
        case(values(0.5, -INF, INF, NAN, 2.0), values(-1.0, 0.5, 0.5, 0.5, 2.0, INF), False, right)
    case(2, values(1.0, 2.0, 3.0), True, True)
    case(1.5, integers(9).sort().values, False, False)
    case(normal(2, 3), values(), False, False)
    for x, y in zip(whole(3, 4, high=99), whole(9, high=99)):
        case.taken(x, y.sort().values, False, True)
    case.fails("shape", "bucketize: boundaries tensor must be 1 dimension, but got dim(2)", normal(3), normal(2, 2), False, False)


@operator(lambda x, tests, unique, invert: torch.isin(x, tests, assume_unique=unique, invert=invert))
def isin(case):
    for invert in False, True:
        case(distinct(3, 5), distinct(7), False, invert)
        case(distinct(9), distinct(5), True, invert)
        case(distinct(3, 5), 0.5, False, invert)
        case(0.5, distinct(3, 5), False, invert)
        case(values(1.0, NAN, INF, -0.0), values(NAN, 0.0, INF), False, invert)
        case(normal(2, 3), values(), False, invert)
        case(normal(0, 3), normal(2), False, invert)
        case(integers(300), integers(90), False, invert)
    case(integers(9), values(1.0, 2.5, 3.0), False, False)
    for x, y in zip(whole(9)[:5], whole(3)[:5]):
        case(x, y, False, False)
    for bad in (booleans(3), integers(3)), (integers(3), booleans(3)), (True, integers(3)):
        case.fails("dtype", "isin: Unsupported input type encountered for isin(): Bool", *bad, False, False)
