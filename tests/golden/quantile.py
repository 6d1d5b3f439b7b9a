# Samples of quantiles, covariances and integrals.
import torch

from golden import *
from reduce import INF, LOOSE, NAN

REAL = ["float32", "float64"]


def quantile_samples(case):
    several, name = values(0.3125, 0.71875), f"{case.name}: quantile() "
    for way in "linear", "lower", "higher", "midpoint", "nearest":
        for keep in False, True:
            case(distinct(5, 7), 0.40625, 1, keep, way, dtypes=REAL)
            case(distinct(3, 4, 5), several, 1, keep, way, dtypes=REAL)
        case(distinct(5, 7), several, None, False, way, dtypes=REAL)
        case(values(1.0, NAN, 3.0, 2.0, NAN, NAN, NAN, NAN).reshape(2, 4), several, -1, False, way, grad=False, dtypes=REAL)
        case(values(1.0, INF, -INF, 2.0, INF), values(0.0, 0.25, 0.3125, 0.71875, 1.0), 0, False, way, grad=False,
             dtypes=REAL)
    case(distinct(5, 7), values(0.40625).reshape(()), 0, True, "linear", dtypes=REAL)
    case(distinct(5, 7), 0.40625, None, True, "linear", dtypes=REAL)
    case(distinct(5, 7), several, None, True, "linear", dtypes=REAL)
    case(distinct(), several, 0, True, "linear", grad=[0], dtypes=REAL)
    case(distinct(5, 7), values(), 0, False, "linear", grad=False, dtypes=REAL)
    case(distinct(2, 200), several, 1, False, "linear", second=False, dtypes=REAL)
    case.fails("shape", name + "input tensor must be non-empty", normal(0, 3), 0.5, 1, False, "linear")
    case.fails("dtype", name + "input tensor must be either float or double dtype", integers(3), 0.5, 0, False, "linear",
               in_torch=False)
    case.fails("dtype", name + "q tensor must be same dtype as the input tensor", normal(3), values(0.5).half(), 0, False,
               "linear", in_torch=False)
    case.fails("shape", name + "q must be a scalar or 1D tensor", normal(3), uniform(2, 2), 0, False, "linear")
    case.fails("value", name + "q must be in the range [0, 1] but got 1.5", normal(3), 1.5, 0, False, "linear")
    case.fails("value", name + "q values must be in the range [0, 1]", normal(3), values(1.5), 0, False, "linear")
    case.fails("value", name + "interpolation must be one of linear, lower, higher, midpoint or nearest, but got up",
               normal(3), 0.5, 0, False, "up")
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 3),
               0.5, 2, False, "linear")


@operator(lambda x, q, dim, keep, way: torch.quantile(x, q, dim, keep, interpolation=way))
def quantile(case):
    quantile_samples(case)


@operator(lambda x, q, dim, keep, way: torch.nanquantile(x, q, dim, keep, interpolation=way))
def nanquantile(case):
    quantile_samples(case)


@operator(lambda x, correction, f, a: torch.cov(x, correction=correction, fweights=f, aweights=a))
def cov(case):
    often, much = integers(7, low=1, high=4), uniform(7, low=0.5)
    for weights in (None, None), (often, None), (None, much), (often, much):
        for correction in 1, 0, 2:
            case(normal(3, 7), correction, *weights, tolerance=LOOSE)
        case(normal(7), 1, *weights, tolerance=LOOSE)
    case(normal(3, 1), 0, None, None, tolerance=LOOSE)
    case(integers(3, 7), 1, None, None)
    case(integers(3, 7, dtype=torch.int32), 1, often, None)
    name = "cov: cov(): "
    case.fails("shape", name + "expected input to have two or fewer dimensions but got an input with 3 dimensions",
               normal(2, 3, 4), 1, None, None)
    case.fails("dtype", name + "bool dtype is not supported for input", booleans(3, 4), 1, None, None)
    case.fails("dtype", name + "expected fweights to have integral dtype but got fweights with Float dtype", normal(3, 7), 1,
               much, None)
    case.fails("dtype", name + "expected aweights to have floating point dtype but got aweights with Long dtype", normal(3, 7),
               1, None, often)
    for at, weights, what in (2, often, "fweights"), (3, much, "aweights"):
        def wrong(kind, message, w):
            args = [normal(3, 7), 1, None, None]
            args[at] = w
            case.fails(kind, name + message, *args)
        wrong("shape", f"expected {what} to have one or fewer dimensions but got {what} with 2 dimensions", weights[None])
        wrong("shape", f"expected {what} to have the same numel as there are observations in the input but got 6 != 7",
              weights[:6])
        wrong("value", f"{what} cannot be negative", -weights)
        wrong("value", "weights sum to zero, can't be normalized", weights * 0)


@operator(torch.corrcoef)
def corrcoef(case):
    case(normal(3, 7), tolerance=LOOSE)
    case(normal(2, 9), tolerance=LOOSE)
    case(normal(7), tolerance=LOOSE, grad=False)  # zeros, or what rounding leaves of them
    case(integers(3, 7))
    case.fails("shape", "corrcoef: corrcoef(): expected input to have two or fewer dimensions but got an input with 3 "
               "dimensions", normal(2, 3, 4))


def integrated(function):
    return lambda y, x, dim: function(y, x, dim=dim) if isinstance(x, torch.Tensor) else function(y, dx=x, dim=dim)


def integral_samples(case):
    for shape, dim in ((5, 7), 1), ((5, 7), 0), ((3, 4, 5), -2), ((6,), 0):
        case(normal(*shape), 1, dim, tolerance=LOOSE)
        case(normal(*shape), 0.25, dim, tolerance=LOOSE)
        case(normal(*shape), normal(*shape), dim, tolerance=LOOSE)
        case(normal(*shape), normal(shape[dim]), dim, tolerance=LOOSE)
    case(normal(2, 3, 4), normal(3, 4), 1, tolerance=LOOSE)
    case(normal(3, 4), normal(1, 4), 1, tolerance=LOOSE)
    case(normal(3, 1), 1, 1, grad=False)
    case(normal(3, 0), 1, 1, grad=False)
    case(normal(3, 2), normal(), 1, grad=False)
    case(integers(3, 4), 2, 1)
    case(integers(3, 4), integers(4), 1)
    case.fails("dtype", f"{case.name}: received a bool input for `y`, but bool is not supported", booleans(3), 1, 0)
    case.fails("dtype", f"{case.name}: received a bool input for `x` or `y`, but bool is not supported", normal(3),
               booleans(3), 0)
    case.fails("shape", f"{case.name}: There must be one `x` value for each sample point", normal(3, 4), normal(3), 1)
    case.fails("value", f"{case.name}: Currently, we only support dx as a real number.", normal(3), True, 0)
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-1, 0], but got 1)", booleans(3), normal(3), 1)


@operator(integrated(torch.trapezoid))
def trapezoid(case):
    integral_samples(case)


@operator(integrated(torch.cumulative_trapezoid))
def cumulative_trapezoid(case):
    integral_samples(case)
