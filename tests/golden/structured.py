# Samples of softmax, losses, normalization, pooling, indexing and joining.
import torch
import torch.nn.functional as F

from golden import *

NAN, INF = float("nan"), float("inf")
REDUCTIONS = ["none", "mean", "sum"]  # by at::Reduction's value


def rows_along_dim(case):
    for shape, dim in [((5, 7), 1), ((5, 7), 0), ((3, 4, 5), 1), ((3, 4, 5), -1), ((2, 1), 1), ((6,), 0), ((), 0), ((0, 3), 1),
                       ((3, 0), 1)]:
        case(normal(*shape), dim, None)
    case(normal(3, 300), 1, None, second=False)
    case(normal(33, 50, 2), 1, None, second=False)
    case(values(NAN, 1.0, 2.0, 3.0, INF, 1.0, -INF, 0.0, -INF).reshape(3, 3), 1, None, grad=False)
    case(values(1000.0, 1004.0, -1000.0), 0, None)
    case(integers(3, 4, dtype=torch.int32), 1, torch.float32, dtypes=["float32"])
    case.fails("index", f"{case.name}: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 2, None)
    case.fails("dtype", f"{case.name}: \"{case.name}_lastdim_kernel_impl\" not implemented for 'Long'", integers(3), 0, None)


@operator(lambda x, dim, dtype: torch.softmax(x, dim, dtype=dtype))
def softmax(case):
    rows_along_dim(case)


@operator(lambda x, dim, dtype: torch.log_softmax(x, dim, dtype=dtype))
def log_softmax(case):
    rows_along_dim(case)


# ---- losses ----------------------------------------------------------------------------------

def targets(*shape, classes, ignore=None):
    t = integers(*shape, low=0, high=classes)
    if ignore is not None:
        t.view(-1)[::3] = ignore
    return t


@operator(lambda x, t, w, reduction, ignore: F.nll_loss(x, t, w, reduction=REDUCTIONS[reduction], ignore_index=ignore))
def nll_loss(case):
    for reduction in range(3):
        case(normal(5, 4), targets(5, classes=4), None, reduction, -100)
        case(normal(7, 4), targets(7, classes=4, ignore=2), uniform(4, low=0.5, high=2), reduction, 2, grad=[0])
        case(normal(2, 3, 4, 2), targets(2, 4, 2, classes=3, ignore=-100), None, reduction, -100)
        case(normal(2, 3, 5), targets(2, 5, classes=3), uniform(3), reduction, -100, grad=[0])
    case(normal(4), targets(classes=4), None, 1, -100)
    case(normal(300, 3), targets(300, classes=3), None, 1, -100, second=False)
    case(normal(3, 4), targets(3, classes=1, ignore=-100) * 0 - 100, None, 1, -100, grad=False)
    case.fails("dtype", "nll_loss: expected scalar type Long but found Float", normal(5, 4), normal(5), None, 1, -100)
    case.fails("shape", "nll_loss: Expected input batch_size (5) to match target batch_size (4).", normal(5, 4), targets(4, classes=4), None, 1, -100)
    case.fails("shape", "nll_loss: weight tensor should be defined either for all 4 classes or no classes",
               normal(5, 4), targets(5, classes=4), normal(3), 1, -100)
    case.fails("value", "nll_loss: 7 is not a valid value for reduction", normal(5, 4), targets(5, classes=4), None, 7, -100, own_words=True)
    case.fails("index", "nll_loss: Target 4 is out of bounds.", normal(2, 4), torch.tensor([1, 4]), None, 1, -100)


@operator(lambda x, t, w, reduction, ignore, smoothing: F.cross_entropy(
    x, t, w, reduction=REDUCTIONS[reduction], ignore_index=ignore, label_smoothing=smoothing))
def cross_entropy_loss(case):
    for reduction in range(3):
        case(normal(5, 4), targets(5, classes=4), None, reduction, -100, 0.0)
        case(normal(7, 4), targets(7, classes=4, ignore=2), uniform(4, low=0.5, high=2), reduction, 2, 0.0, grad=[0])
        case(normal(5, 4), targets(5, classes=4), None, reduction, -100, 0.25)
        case(normal(5, 4), targets(5, classes=4, ignore=1), uniform(4, low=0.5, high=2), reduction, 1, 0.125, grad=[0])
        case(normal(2, 3, 4, 2), targets(2, 4, 2, classes=3, ignore=-100), None, reduction, -100, 0.0)
        case(normal(5, 4), uniform(5, 4), None, reduction, -100, 0.0, grad=[0])
        case(normal(5, 4), uniform(5, 4), uniform(4), reduction, -100, 0.25, grad=[0])
    case(normal(4), targets(classes=4), None, 1, -100, 0.0)
    for smoothing in 0.0, 0.25:
        case(normal(4, 60), targets(4, classes=60), None, 1, -100, smoothing, second=False)
        case(normal(4, 60), targets(4, classes=60), uniform(60, low=0.5, high=2), 1, -100, smoothing, grad=[0], second=False)
        case(normal(2, 7, 300), targets(2, 300, classes=7, ignore=3), uniform(7, low=0.5, high=2), 1, 3, smoothing, grad=[0],
             second=False, dtypes=["float32", "float64"])
    case(values(1000.0, 0.0, -1000.0, 1.0, 2.0, 3.0).reshape(2, 3), torch.tensor([0, 2]), None, 0, -100, 0.0, grad=False)
    case.fails("value", "cross_entropy_loss: label_smoothing must be between 0.0 and 1.0. Got: 1.5",
               normal(5, 4), targets(5, classes=4), None, 1, -100, 1.5)
    case.fails("shape", "cross_entropy_loss: Expected input batch_size (5) to match target batch_size (4).", normal(5, 4), targets(4, classes=4), None, 1, -100, 0.0)
    case.fails("index", "cross_entropy_loss: Target 4 is out of bounds.", normal(2, 4), torch.tensor([1, 4]), None, 1, -100,
               0.0)


@operator(lambda x, t, reduction: F.mse_loss(x, t, reduction=REDUCTIONS[reduction]))
def mse_loss(case):
    for reduction in range(3):
        case(normal(5, 7), normal(5, 7), reduction)
        case(normal(2, 3, 2), normal(2, 3, 2), reduction)
    case(normal(), normal(), 1)
    case(normal(0, 3), normal(0, 3), 2)
    case(normal(1100), normal(1100), 1, second=False)
    case(normal(17000), normal(1).expand(17000).clone(), 1, grad=False)
    case(normal(3, 1), normal(1, 4), 1)
    case.fails("value", "mse_loss: 3 is not a valid value for reduction", normal(3), normal(3), 3, own_words=True)


# ---- normalization ---------------------------------------------------------------------------

@operator(lambda x, w, b, mean, var, training, momentum, eps: F.batch_norm(x, mean, var, w, b, training, momentum, eps))
def batch_norm(case):
    def c(n):
        return normal(n), normal(n)

    for shape in [(4, 3), (2, 3, 5), (3, 2, 4, 3), (2, 3, 2, 2, 2)]:
        n = shape[1]
        case(normal(*shape), *c(n), normal(n), uniform(n, low=0.5, high=2), True, 0.25, 1e-5, grad=[0, 1, 2])
        case(normal(*shape), *c(n), normal(n), uniform(n, low=0.5, high=2), False, 0.25, 1e-5, grad=[0, 1, 2])
    case(normal(4, 3), None, None, None, None, True, 0.1, 1e-3)
    case(normal(4, 3, 2), None, None, normal(3), uniform(3, low=0.5), False, 0.1, 1e-3, grad=[0])
    case(bf16(normal(8, 2) * 4 + 100.0), *c(2), None, None, True, 0.1, 1e-5, grad=False,
         tolerance={"float32": [1e-4, 2e-5]})
    case(normal(2, 2, 20, 33), *c(2), normal(2), uniform(2), True, 0.1, 1e-5, grad=[0, 1, 2], second=False)
    case(normal(2, 2, 20, 33), *c(2), normal(2), uniform(2, low=0.5), False, 0.1, 1e-5, grad=[0, 1, 2], second=False)
    case(normal(70, 40), *c(40), normal(40), uniform(40), True, 0.1, 1e-5, grad=[0, 1, 2], second=False)
    case(normal(3, 2, 5), None, normal(2), None, None, True, 0.1, 1e-3)
    case.fails("shape", "batch_norm: weight should contain 3 elements not 2", normal(4, 3), normal(2), None, None, None, True,
               0.1, 1e-5)
    case.fails("value", "batch_norm: running_mean must be defined in evaluation mode", normal(2, 3), None, None, None, None,
               False, 0.1, 1e-5)


@operator(F.layer_norm)
def layer_norm(case):
    case(normal(5, 7), [7], normal(7), normal(7), 1e-5)
    case(normal(5, 7), [7], None, None, 1e-5)
    case(normal(5, 7), [7], normal(7), None, 1e-3)
    case(normal(3, 4, 5), [4, 5], normal(4, 5), normal(4, 5), 1e-5)
    case(normal(2, 3, 4), [4], normal(4), normal(4), 1e-5)
    case(normal(6), [6], normal(6), normal(6), 1e-5)
    case(normal(0, 3), [3], normal(3), normal(3), 1e-5)
    case(normal(12, 300), [300], normal(300), normal(300), 1e-5, second=False)
    case(normal(133, 9), [9], normal(9), normal(9), 1e-3, second=False)
    case(normal(300, 2), [2], normal(2), normal(2), 0.5, grad=False)
    case(bf16(4 * normal(3, 8) + 100.0), [8], None, None, 1e-5, grad=False, tolerance={"float32": [1e-4, 2e-5]})
    case.fails("shape", "layer_norm: Given normalized_shape=", normal(5, 7), [6], None, None, 1e-5)
    case.fails("shape", "layer_norm: Expected weight to be of same shape as normalized_shape", normal(5, 7), [7], normal(6),
               None, 1e-5)


# ---- pooling ---------------------------------------------------------------------------------

def pool_errors(case, *more):
    if case.name == "avg_pool2d":
        case.fails("index", "size: Dimension out of range (expected to be in range of [-2, 1], but got -3)", normal(3, 4), [2, 2], [],
                   [0, 0], *more)
    else:
        case.fails("shape", f"{case.name}: non-empty 3D or 4D (batch mode) tensor expected for input", normal(3, 4), [2, 2], [],
                   [0, 0], *more)
    case.fails("value", f"{case.name}: stride should not be zero", normal(1, 3, 4, 4), [2, 2], [0, 0], [0, 0], *more)
    case.fails("value", f"{case.name}: kernel size should be greater than zero, but got kH: 0 kW: 0", normal(1, 3, 4, 4), [0, 0], [1, 1], [0, 0], *more)


def max_pool_samples(case):
    case(distinct(2, 2, 6, 5), [2, 2], [], [0, 0], [1, 1], False)
    case(distinct(1, 2, 7, 6), [3, 2], [2, 1], [1, 1], [1, 1], False)
    case(distinct(1, 2, 7, 6), [3, 3], [2, 2], [1, 1], [1, 1], True)
    case(distinct(1, 1, 9, 8), [2, 3], [1, 2], [1, 1], [2, 2], False)
    case(distinct(3, 5, 5), [2, 2], [2, 2], [0, 0], [1, 1], True)
    case(distinct(1, 1, 4, 4), 2, [], 0, 1, False)
    case(distinct(1, 2, 7, 35), [2, 2], [2, 2], [0, 0], [1, 1], False)
    case(distinct(1, 2, 7, 35), [3, 3], [2, 2], [1, 1], [1, 1], False)
    case(distinct(1, 2, 6, 40), [3, 3], [2, 2], [0, 1], [1, 1], True)
    case(distinct(1, 2, 7, 11), [2, 3], [3, 4], [0, 0], [1, 1], False)
    case(distinct(1, 1, 3, 3), [3, 3], [2, 2], [1, 1], [1, 1], False)
    case(values(*[1.0, NAN, 3.0, -INF] * 4).reshape(1, 4, 4), [2, 2], [2, 2], [0, 0], [1, 1], False, grad=False)
    case(values(*[-INF] * 25).reshape(1, 5, 5), [3, 3], [2, 2], [1, 1], [1, 1], False, grad=False)
    case(values(*[1.0] * 25).reshape(1, 5, 5), [3, 3], [2, 2], [1, 1], [1, 1], False, second=False)
    case(normal(2, 3, 16, 17), [3, 3], [1, 1], [1, 1], [1, 1], False, grad=False)
    case(values(1.0, NAN, 2.0, 3.0, 5.0, 4.0, -INF, -INF).reshape(1, 2, 4), [1, 2], [1, 2], [0, 0], [1, 1], False, grad=False)
    for x in whole(2, 7, 6)[:-1]:
        case(x, [3, 2], [2, 1], [1, 1], [1, 2], True)
    pool_errors(case, [1, 1], False)
    case.fails("dtype", f"{case.name}: \"max_pool2d\" not implemented for 'Bool'", booleans(1, 4, 4), 2, [], 0, 1, False)
    case.fails("value", f"{case.name}: pad should be at most half", normal(1, 1, 4, 4), [2, 2], [2, 2], [2, 2], [1, 1],
               False)


@operator(F.max_pool2d)
def max_pool2d(case):
    max_pool_samples(case)


@operator(lambda x, k, s, p, d, ceil: F.max_pool2d(x, k, s, p, d, ceil, return_indices=True))
def max_pool2d_with_indices(case):
    max_pool_samples(case)


@operator(lambda x, k, s, p, ceil, count, divisor: F.avg_pool2d(x, k, s, p, ceil, count, divisor))
def avg_pool2d(case):
    case(normal(2, 2, 6, 5), [2, 2], [], [0, 0], False, True, None)
    case(normal(1, 2, 7, 6), [3, 2], [2, 1], [1, 1], False, True, None)
    case(normal(1, 2, 7, 6), [3, 3], [2, 2], [1, 1], True, False, None)
    case(normal(1, 2, 7, 6), [3, 3], [2, 2], [1, 1], True, True, None)
    case(normal(1, 2, 7, 6), [3, 3], [2, 2], [1, 1], True, True, 5)
    case(normal(3, 5, 5), [2, 2], [2, 2], [0, 0], True, False, None)
    case(normal(1, 2, 7, 35), [2, 2], [2, 2], [0, 0], False, True, None)
    case(normal(1, 2, 8, 8), [2, 2], [2, 2], [0, 0], False, True, -3)
    case(normal(2, 3, 16, 17), [3, 3], [1, 1], [1, 1], False, True, None, grad=False)
    pool_errors(case, False, True, None)


# ---- looking up ------------------------------------------------------------------------------

@operator(lambda w, i, padding, scale, sparse: F.embedding(i, w, None if padding < 0 else padding,
                                                           scale_grad_by_freq=scale, sparse=sparse))
def embedding(case):
    case(normal(6, 4), integers(5, low=0, high=6), -1, False, False)
    case(normal(6, 4), integers(2, 3, low=0, high=6), 2, False, False, second=False)
    case(normal(6, 4), torch.tensor([[1, 1, 5], [1, 0, 5]]), -1, True, False, second=False)
    case(normal(6, 1), integers(low=0, high=6), -1, False, False)
    case(normal(50, 17), integers(300, low=0, high=50), 3, False, False, second=False)
    case(normal(6, 4), integers(0, low=0, high=6), -1, False, False)
    case.fails("shape", "embedding: 'weight' must be 2-D", normal(6), integers(5, low=0, high=6), -1, False, False)
    case.fails("dtype", "embedding: Expected tensor for argument #1 'indices'", normal(6, 4), normal(5), -1, False, False)
    case.fails("index", "embedding: index", normal(6, 4), torch.tensor([6]), -1, False, False)


# ---- joining ---------------------------------------------------------------

@operator(torch.cat)
def cat(case):
    case([normal(2, 3), normal(2, 3)], 0)
    case([normal(2, 3), normal(2, 4), normal(2, 1)], 1)
    case([normal(2, 3, 4), normal(2, 1, 4)], -2)
    case([normal(5)], 0)
    case([normal(2, 3), normal(0, 3), normal(1, 3)], 0)
    case([normal(2, 3), normal(0)], 1)
    case([normal(3), integers(2, dtype=torch.int32)], 0)
    case([integers(2, 2, dtype=torch.int32), integers(1, 2, dtype=torch.int32)], 0)
    case([booleans(3), booleans(2)], 0)
    case([normal(1) for _ in range(9)], 0)
    case.fails("shape", "cat: Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor "
               "number 1 in the list.", [normal(2, 3), normal(2, 4)], 0)
    case.fails("shape", "cat: Tensors must have same number of dimensions: got 2 and 3", [normal(2, 3), normal(1, 2, 3)], 0)
    case.fails("shape", "cat: zero-dimensional tensor (at position 0) cannot be concatenated", [normal(), normal()], 0)
    case.fails("value", "cat: torch.cat(): expected a non-empty list of Tensors", [], 0)
    for x, y in zip(whole(2, 3), whole(1, 3)):
        case([x, y], 0)


@operator(torch.stack)
def stack(case):
    case([normal(2, 3), normal(2, 3)], 0)
    case([normal(2, 3), normal(2, 3), normal(2, 3)], 1)
    case([normal(2, 3), normal(2, 3)], -1)
    case([normal(), normal()], 0)
    case([normal(0, 2), normal(0, 2)], 1)
    case.fails("shape", "stack: stack expects each tensor to be equal size", [normal(2, 3), normal(2, 4)], 0)
    case.fails("value", "stack: stack expects a non-empty TensorList", [], 0)
    for x, y in zip(whole(2, 3), whole(2, 3)):
        case([x, y], 1)
