# Samples of the reductions.
import torch

from golden import *

NAN, INF = float("nan"), float("inf")
LOOSE = {"float16": [8e-3, 8e-3], "bfloat16": [6e-2, 6e-2]}
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
    case(integers(5, 7, dtype=torch.int32), [1], False, torch.int32)
    for dtype in torch.int64, torch.int16, torch.int8, torch.uint8:
        case(integers(5, 7, low=0, dtype=dtype), [0], True, None)
    for x in whole(3, 4):
        case(x, [0], False, None)


@operator(lambda x, *a: torch.mean(x, dtype=a[0]) if len(a) == 1 else torch.mean(x, a[0], a[1], dtype=a[2]))
def mean(case):
    over_dims(case, "keepdim", None)
    case(normal(5, 7), None)
    case(normal(0, 3), None)
    case(normal(0, 3), [1], False, None)
    case(normal(3, 1100), [1], False, None, grad=False)
    case(integers(5, 7, dtype=torch.int32), torch.float32)
    case.fails("dtype", "mean: mean(): could not infer output dtype. Input dtype must be either a floating point or complex "
               "dtype.", integers(3), None)
    for x in whole(3, 4):
        case(x, [1], False, torch.float32)


def spread_of(function):
    def call(x, dim, correction=1, keepdim=False):
        if isinstance(dim, bool):  # unbiased, over all
            return function(x, dim)
        return function(x, dim, correction=correction if correction is None else correction + 0, keepdim=keepdim)
    return call


def spread_samples(case):
    for i, (shape, dims) in enumerate(SHAPES):
        if torch.Size(shape).numel() > 1 and torch.empty(shape).sum(dims).numel() < torch.Size(shape).numel():
            # PyTorch's gradient is wrong for an empty list of dims.
            case(normal(*shape), dims, i % 3 != 0, i % 2 == 0, grad=bool(dims))
    case(normal(5, 7), True)
    case(normal(5, 7), False)
    case(bf16(4 * normal(3, 4) + 100.0), [1], True, False)
    case(normal(1100), True, grad=False)
    case(normal(700, 3), [0], True, False, grad=False)
    case(normal(3, 1), [1], True, False, grad=False)
    case(normal(5, 7), [1], 2, True)
    case(normal(5, 7), [0, 1], 0.5, False)
    case(normal(5, 7), [0], None, False)
    case.fails("dtype", f"{case.name}: {case.name if 'mean' in case.name else 'std and var'} only support floating point and complex "
               "dtypes", integers(3), True)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), [2], True, False)


@operator(spread_of(torch.var))
def var(case):
    spread_samples(case)


@operator(spread_of(torch.std))
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
    case(normal(5, 7), normal(7), second=False)
    for dtype in torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8:
        case(integers(40, low=0 if dtype == torch.uint8 else -9, dtype=dtype))
        case(integers(4, 5, low=0, dtype=dtype), 1, True)
    case(booleans(9))
    case(booleans(4, 5), 0, False)
    case.fails("shape", f"{case.name}(): Expected reduction dim to be specified for input.numel() == 0.", normal(0))
    case.fails("index", f"{case.name}(): Expected reduction dim 0 to have non-zero size.", normal(0, 3), 0, False)
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
    case.fails("index", f"{case.name}(): Expected reduction dim 0 to have non-zero size.", normal(0, 3), [0], False)
    for x in whole(4, 5):
        case(x, [1], True)


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
    case.fails("index", f"{case.name}(): Expected reduction dim", normal(0), None, False)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 2, False)
    for x in whole(3, 5):
        case.taken(x, 1, False)


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
    case(integers(4, 3, low=0, high=2, dtype=torch.uint8), 1, False)
    case(integers(4, low=0, high=2, dtype=torch.uint8))
    case(integers(4, 3, low=0, high=2, dtype=torch.int8), 0, True)
    case(booleans(2, 2, 3), [0, 2], False)
    case(booleans(2, 2, 3), [1, 2], True)
    case(booleans(0))
    case(booleans(3, 0), 1, False)
    for x in whole(3, 2, high=2):
        case(x, 1, False)


@operator(torch.any)
def any(case):
    logic_samples(case)


@operator(torch.all)
def all(case):
    logic_samples(case)


@operator(lambda x, *a: torch.prod(x, dtype=a[0]) if len(a) == 1 else torch.prod(x, a[0], a[1], dtype=a[2]))
def prod(case):
    case(uniform(5, 7, low=0.5, high=2.0), None, tolerance=LOOSE)
    case(normal(), None)
    case(normal(0, 3), None)
    for i, (shape, dim) in enumerate([((5, 7), 1), ((5, 7), 0), ((3, 4, 5), -2), ((1, 1), 0), ((), 0), ((0, 3), 0), ((0, 3), 1)]):
        case(normal(*shape), dim, i % 2 == 0, None)
    case(values(2.0, 0.0, 3.0, -1.0), None)
    case(values(2.0, 0.0, 3.0, 0.0), None)
    case(values(2.0, 0.0, 3.0, 0.0, 0.0, 4.0, 1.0, 2.0, 5.0).reshape(3, 3), 1, False, None)
    case(values(NAN, 1.0, INF, 2.0, -INF, -1.0).reshape(3, 2), 1, False, None, second=False)
    for hole in 3.0, 0.0:
        case(values(2.0, INF, hole, -1.0), None, second=False)
        case(values(2.0, NAN, hole, 0.0), None, second=False)
    case(uniform(2, 300, low=0.96875, high=1.03125), 1, False, None, second=False, tolerance=LOOSE)
    for dtype in torch.int64, torch.int32, torch.int8, torch.uint8:
        case(integers(7, low=1, high=4, dtype=dtype), None)
    case(booleans(5, 3), 0, False, None)
    case(integers(7, dtype=torch.int32), torch.float32)
    case.fails("index", "prod: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 3), 2, False, None)
    for x in whole(3, 4, low=1, high=4):
        case(x, 1, True, None)


@operator(spread_of(torch.var_mean))
def var_mean(case):
    spread_samples(case)


@operator(spread_of(torch.std_mean))
def std_mean(case):
    spread_samples(case)


@operator(lambda x, p, *a: torch._VF.norm(x, p, dtype=a[0]) if len(a) == 1 else
          torch._VF.norm(x, p, *a[:2], **({"dtype": a[2]} if len(a) > 2 else {})))
def norm(case):
    def apart(*shape):  # no two of one magnitude, none near 0
        size = 0.125 * (torch.randperm(torch.Size(shape).numel()) + 6).double().reshape(shape)
        return torch.where(booleans(*shape), size, -size)

    for p in 2.0, 1.0, 0.0, 3.0, 0.5, 1.5, -1.0, INF, -INF:
        case(apart(5, 7), p, tolerance=LOOSE)
        for shape, dims in ((5, 7), [1]), ((3, 4, 2), [0, 2]), ((3, 4, 2), [1]):
            case(apart(*shape), p, dims, len(dims) == 1, tolerance=LOOSE)
    for p in 2.0, 1.0, INF, 3.0, 1.5:
        case(values(0.0, 0.0, 3.0, 0.0).reshape(2, 2), p, [1], False, second=False)
    case(normal(), 2.0)
    case(normal(0, 3), 2.0)
    case(normal(0, 3), 1.0, [0], False)
    case(values(1.0, NAN, INF, 2.0).reshape(2, 2), 2.0, [1], False, grad=False)
    case(normal(4, 3).float(), 2.0, [1], False, torch.float32, exact=True, grad=False)
    case(normal(4, 3).float(), 2.0, [1], False, torch.float64, exact=True)
    case.fails("dtype", "norm: linalg.vector_norm: the dtype of the input (Float) should be convertible without narrowing to "
               "the specified dtype (Half)", normal(4, 3), 2.0, [1], False, torch.float16)
    case.fails("dtype", "norm: norm(): input dtype should be either floating point or complex. Got Long instead.", integers(3), 2.0,
               in_torch=False)
    case.fails("index", "norm: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 3), 2.0, [2], False)
    case.fails("value", "linalg.vector_norm cannot compute the inf norm on the dimension 0because this dimension is empty", normal(0, 3), INF,
               [0], False, in_torch=False)
    case(normal(4, 3).float(), 2.0, torch.float32, exact=True, grad=False)
    case(normal(4, 3).float(), 2.0, torch.float64, exact=True)


@operator(torch.logsumexp)
def logsumexp(case):
    for i, (shape, dims) in enumerate(SHAPES):
        if dims:
            case(normal(*shape), dims, i % 2 == 0)
    case(values(1000.0, 1004.0, -1000.0), [0], False, dtypes=["float32", "float64"])
    case(values(-INF, -INF, 1.0, -INF, INF, 0.0).reshape(3, 2), [1], False, grad=False)
    case(values(1.0, NAN), [0], False, grad=False)
    case(normal(0, 3), [0], False, grad=False)
    case(integers(5), [0], False)
    case.fails("index", "logsumexp: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 3), [2], False)
    for x in whole(3, 4):
        case.taken(x, [1], False)


@operator(lambda x, dim, keepdim: list(torch.aminmax(x, dim=dim, keepdim=keepdim)))
def aminmax(case):
    case(distinct(5, 7), None, False, grad=False)
    case(distinct(5, 7), 1, True, grad=False)
    case(distinct(3, 4, 5), -2, False, grad=False)
    case(distinct(), 0, False, grad=False)
    case(values(1.0, NAN, 2.0, 3.0), 0, False, grad=False)
    case(integers(9, dtype=torch.int32), None, False)
    case.fails("index", "aminmax: Expected reduction dim 0 to have non-zero size.", normal(0, 3), 0, False)
    for x in whole(9):
        case.taken(x, 0, False)


def medians(case):
    case(distinct(5, 7))
    case(distinct(4))
    case(distinct())
    case(values(1.0, 3.0, 3.0, -2.0, 3.0), second=False)
    case(values(1.0, NAN, 2.0, 0.0), grad=False)
    case(values(NAN, NAN), grad=False)
    case(integers(8, dtype=torch.int32))
    for i, (shape, dim) in enumerate([((5, 7), 1), ((5, 6), 0), ((3, 4, 5), -2), ((1, 1), 0), ((), 0), ((6,), 0), ((0, 3), 1)]):
        case(distinct(*shape), dim, i % 2 == 0)
    case(values(1.0, NAN, 2.0, NAN, INF, -INF, 0.0, 5.0).reshape(2, 4), 1, False, grad=False)
    case(torch.randperm(9).to(torch.int32), 0, False)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               distinct(2, 3), 2, False)
    for x in whole(7, high=99):
        case.taken(x)
        case.taken(x[:1], 0, False)


@operator(torch.median)
def median(case):
    medians(case)


@operator(torch.nanmedian)
def nanmedian(case):
    medians(case)


@operator(torch.mode)
def mode(case):
    few = lambda *shape: integers(*shape, low=-1, high=2).double()
    for i, (shape, dim) in enumerate([((5, 7), 1), ((5, 7), 0), ((3, 4, 5), -2), ((6,), 0), ((9,), -1), ((0, 3), 1)]):
        case(few(*shape), dim, i % 2 == 0, second=False)
    case(distinct(5, 4), 1, False)
    case(integers(9, low=0, high=3, dtype=torch.int32), 0, False)
    case(booleans(9), 0, False)
    case.fails("index", "mode: Dimension out of range (expected to be in range of [-2, 1], but got 2)", distinct(2, 3), 2, False)
    for x in whole(9, high=3):
        case(x.sort().values, 0, False)


@operator(lambda x, dims: torch.count_nonzero(x, dims) if dims else torch.count_nonzero(x))
def count_nonzero(case):
    case(values(0.0, NAN, 2.0, 0.0), [])
    for dims in [0], [1], [0, 1], []:
        case(integers(5, 7, low=0, high=2, dtype=torch.int32), dims)
    case(booleans(3, 4, 5), [0, 2])
    case(integers(4, low=0, high=2, dtype=torch.uint8), [0])
    case(booleans(0, 3), [0])
    for x in whole(3, 4, high=2):
        case(x, [1])
