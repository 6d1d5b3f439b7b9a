# Samples of special functions.
import torch

from elementwise import INF, NAN, named
from golden import *

S = torch.special


@operator(S.entr)
def special_entr(case):
    case(uniform(5, 7, low=0.125, high=4))
    case(values(0.0, -0.0, -1.0, INF, -INF, NAN, 1.0), grad=False)
    case(values(-1.0, 0.0, 2.0), second=False)
    case(normal(0, 3), grad=False)
    for x in whole(5):
        case(x)


@operator(S.ndtr)
def special_ndtr(case):
    case(normal(5, 7, scale=2))
    case(values(0.0, INF, -INF, NAN, 30.0, -30.0), grad=False)
    for x in whole(5):
        case(x)


@operator(S.xlog1py)
def special_xlog1py(case):
    case(normal(5, 7), uniform(7, high=4))
    case(normal(5, 1), uniform(1, 7, low=-0.9375))
    case(values(0.0, 0.0, 0.0, 0.5, 2.0, NAN, INF), values(-1.0, -2.0, NAN, -1.0, 0.5, 1.0, INF), grad=False)
    case(normal(5), 1.5)
    case(2.0, uniform(5))
    case(integers(4, low=0), integers(4, low=0))
    case.fails("shape", "special_xlog1py: The size of tensor a (2) must match the size of tensor b (3) at non-singleton "
               "dimension 0", normal(2), normal(3))


@operator(torch.mvlgamma)
def mvlgamma(case):
    loose = {"float16": [8e-3, 8e-3], "bfloat16": [6e-2, 6e-2]}
    for p in 1, 2, 4:
        case(uniform(3, 4, low=2, high=6), p, tolerance=loose)
    case(integers(4, low=2), 2)
    case.fails("value", "mvlgamma: p has to be greater than or equal to 1", normal(3), 0)
    case.fails("dtype", "mvlgamma: The input tensor may not be a boolean tensor.", booleans(3), 1)


FAR = values(0.0, -0.0, INF, -INF, NAN, 30.0, -30.0, 12.5, -7.75, 19.5, -21.0, 80.0)


def bessel(case):
    case(uniform(5, 7, low=-9, high=9))
    case(normal(2, 3, 4, scale=9), grad=False)
    case(FAR, grad=False)
    case(values(0.0, 1.0), second=False)
    for x in whole(5):
        case(x)


operator(torch.i0)(named("i0", lambda case: bessel(case)))
for each in "i0e", "i1", "i1e":
    operator(getattr(S, each))(named(f"special_{each}", lambda case: bessel(case)))


@operator(S.erfcx)
def special_erfcx(case):
    case(normal(5, 7))
    case(normal(2, 3, 4, scale=3), grad=False)
    case(values(0.0, INF, -INF, NAN, 30.0, 4.0, 0.46875, -5.5, 1000.0), grad=False)
    for x in whole(5):
        case(x)


@operator(S.log_ndtr)
def special_log_ndtr(case):
    case(normal(5, 7, scale=2))
    case(values(0.0, INF, -INF, NAN, 30.0, -30.0, -1.0, -1000.0), grad=False)
    for x in whole(5):
        case(x)


@operator(S.ndtri)
def special_ndtri(case):
    case(uniform(5, 7, low=0.0625, high=0.9375))
    case(values(0.0, 1.0, 0.5, -0.5, 1.5, NAN, 0.001953125, 0.99609375), grad=False)
    case(values(1e-300, 1e-20, 1e-7, 1 - 2.0**-46), grad=False, dtypes=["float64"])
    for x in whole(5):
        case(x)
