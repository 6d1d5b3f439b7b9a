# Samples of the reductions.
import torch

from golden import *

NAN, INF = float("nan"), float("inf")
SHAPES = [((5, 7), [1]), ((5, 7), [0]), ((5, 7), [-1, 0]), ((3, 4, 5), [1]), ((3, 4, 5), [0, 2]), ((3, 4, 5), [1, 2]),
          ((2, 3, 2, 3), [0, 2]), ((2, 3, 2, 3), [1, 3]), ((6, 1), [1]), ((1, 1), [0]), ((4,), [0]), ((), [0]), ((2, 3, 4), [])]


def over_dims(case, *more, make=normal):
    """Samples of an operator that takes (self, dims, ..., keepdim, ...) and (self, ...)."""
    for i, (shape, dims) in enumerate(SHAPES):
        case(make(*shape), dims, *more_at(more, i % 2 == 0))
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), [2], *more_at(more, False))
    case.fails("value", f"{case.name}: dim 1 appears multiple times in the list of dims",
               normal(2, 3), [1, -1], *more_at(more, False))


def more_at(more, keepdim):
    return [keepdim if m == "keepdim" else m for m in more]


@operator(lambda x, *a: torch.sum(x, dtype=a[0]) if len(a) == 1 else torch.sum(x, a[0], a[1], dtype=a[2]))
def sum(case):
    over_dims(case, "keepdim", None)
    case(normal(5, 7), None)
    case(normal(), None)
    case(normal(0, 3), None)
    case(normal(0, 3), [0], False, None)
    case(normal(3, 0), [0], True, None)
    case(normal(4099), None, grad=False)
    case(normal(3, 1100), [1], False, None, grad=False)
    case(normal(900, 5), [0], False, None, grad=False)
    case(values(NAN, 1.0, INF, 2.0, -INF, INF).reshape(3, 2), [1], False, None, grad=False)
    case(integers(5, 7, dtype=torch.int32), None)
    case(booleans(5, 7), [0], False, None)
    case(integers(5, 7, dtype=torch.int32), [1], False, torch.float32)


@operator(lambda x, *a: torch.mean(x, dtype=a[0]) if len(a) == 1 else torch.mean(x, a[0], a[1], dtype=a[2]))
def mean(case):
    over_dims(case, "keepdim", None)
    case(normal(5, 7), None)
    case(normal(0, 3), None)
    case(normal(0, 3), [1], False, None)
    case(normal(3, 1100), [1], False, None, grad=False)
    case(integers(5, 7, dtype=torch.int32), torch.float32)
    case.fails("dtype", "mean: could not infer output dtype. Input dtype must be either a floating point or complex "
               "dtype.", integers(3), None)


def spread_samples(case):
    for i, (shape, dims) in enumerate(SHAPES):
        if torch.Size(shape).numel() > 1 and torch.empty(shape).sum(dims).numel() < torch.Size(shape).numel():
            # PyTorch 1.13's gradient is wrong for an empty list of dims.
            case(normal(*shape), dims, i % 3 != 0, i % 2 == 0, grad=bool(dims))
    case(normal(5, 7), True)
    case(normal(5, 7), False)
    case(bf16(4 * normal(3, 4) + 100.0), [1], True, False)
    case(normal(1100), True, grad=False)
    case(normal(700, 3), [0], True, False, grad=False)
    case(normal(3, 1), [1], True, False, grad=False)
    case.fails("dtype", f"{case.name}: could not infer output dtype", integers(3), True, in_torch=False)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), [2], True, False)


@operator(lambda x, *a: torch.var(x, a[0]) if len(a) == 1 else torch.var(x, a[0], a[1], a[2]))
def var(case):
    spread_samples(case)


@operator(lambda x, *a: torch.std(x, a[0]) if len(a) == 1 else torch.std(x, a[0], a[1], a[2]))
def std(case):
    spread_samples(case)


def extreme_samples(case):
    case(distinct(5, 7))
    case(distinct())
    case(values(1.0, 3.0, 3.0, -2.0, -2.0), second=False)
    case(normal(4099), grad=False)
    case(values(1.0, NAN, INF), grad=False)
    for i, (shape, dim) in enumerate([((5, 7), 1), ((5, 7), 0), ((3, 4, 5), 1), ((3, 4, 5), -1), ((1, 1), 0), ((), 0), ((6,), 0)]):
        case(distinct(*shape), dim, i % 2 == 0)
    case(distinct(2, 250), 1, False, grad=False)
    case(distinct(250, 2), 0, False, grad=False)
    case(values(1.0, NAN, 2.0, NAN, INF, -INF, 0.0, 5.0).reshape(2, 4), 1, False, grad=False)
    case(normal(0, 3), 1, False)
    case(integers(40, dtype=torch.int32))
    case.fails("shape", f"{case.name}: Expected reduction dim to be specified for input.numel() == 0.", normal(0))
    case.fails("shape", f"{case.name}: Expected reduction dim 0 to have non-zero size.", normal(0, 3), 0, False)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 2, False)


@operator(torch.max)
def max(case):
    extreme_samples(case)


@operator(torch.min)
def min(case):
    extreme_samples(case)


def shared_extreme_samples(case):
    for i, (shape, dims) in enumerate(SHAPES):
        case(distinct(*shape), dims, i % 2 == 0)
    case(values(1.0, 3.0, 3.0, -2.0, -2.0, 0.0).reshape(3, 2), [0], False, second=False)
    case(values(1.0, 3.0, 3.0, -2.0, -2.0, -2.0), [], True, second=False)
    case(values(1.0, NAN, 2.0, 3.0), [0], False, grad=False)
    case(normal(0, 3), [1], False)
    case(integers(5, 7, dtype=torch.int32), [1], False)
    case.fails("shape", f"{case.name}: Expected reduction dim 0 to have non-zero size.", normal(0, 3), [0], False)


@operator(torch.amax)
def amax(case):
    shared_extreme_samples(case)


@operator(torch.amin)
def amin(case):
    shared_extreme_samples(case)


def arg_samples(case):
    case(distinct(5, 7), None, False)
    case(distinct(5, 7), None, True)
    case(distinct(5, 7), 1, True)
    case(distinct(5, 7), 0, False)
    case(distinct(3, 4, 5), -2, False)
    case(distinct(2, 250), 1, False)
    case(distinct(), None, False)
    case(distinct(1, 1), 0, False)
    case(values(1.0, NAN, 2.0, NAN), 0, False)
    case(values(0.0, 3.0, -1.0, 3.0, -1.0, 2.0), None, False)
    case(values(2.0, INF, INF, -INF, -INF), 0, False)
    case(normal(0, 3), 1, False)
    case(integers(5, 7, dtype=torch.int32, low=-900, high=900), 1, False)
    case.fails("shape", f"{case.name}: Expected reduction dim", normal(0), None, False)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 2, False)


@operator(torch.argmax)
def argmax(case):
    arg_samples(case)


@operator(torch.argmin)
def argmin(case):
    arg_samples(case)


def logic_samples(case):
    case(booleans(5, 7))
    case(booleans(5, 7), 1, False)
    case(booleans(5, 7), 0, True)
    case(booleans(3, 4, 5), -2, False)
    case(torch.zeros(3, dtype=torch.bool))
    case(torch.ones(3, dtype=torch.bool))
    case(integers(4, 3, low=0, high=2).double(), 1, False)
    case(values(0.0, NAN))
    case(integers(4, 3, low=0, high=2, dtype=torch.int32), 1, False)
    case(booleans(0))
    case(booleans(3, 0), 1, False)


@operator(torch.any)
def any(case):
    logic_samples(case)


@operator(torch.all)
def all(case):
    logic_samples(case)
