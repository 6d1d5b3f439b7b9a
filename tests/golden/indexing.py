# Samples of reading and writing by index tensors and masks.
import torch

from golden import *


def positions(*items):
    return torch.tensor(items, dtype=torch.int64)


def spread(count, below):
    """count different places below, in any order."""
    return torch.randperm(below)[:count]


def columns(shape, below, dim):
    """An index whose places along dim differ within each column."""
    moved = list(shape)
    count = moved.pop(dim)
    at = torch.stack([spread(count, below) for _ in range(math_prod(moved))])
    return at.reshape(moved + [count]).movedim(-1, dim).contiguous()


def math_prod(sizes):
    product = 1
    for size in sizes:
        product *= size
    return product


BIG = 3_000_000_007  # beyond 32 bits: moves are exact on every device


@operator(lambda x, dim, index, sparse_grad=False: torch.gather(x, dim, index, sparse_grad=sparse_grad))
def gather(case):
    case(normal(5, 7), 1, integers(5, 3, low=0, high=7))
    case(normal(5, 7), 0, integers(4, 7, low=0, high=5))
    case(normal(3, 4, 5), -1, integers(2, 3, 9, low=0, high=5))
    case(normal(6), 0, integers(8, low=0, high=6))
    case(normal(90), 0, integers(1100, low=0, high=90), second=False)
    case(normal(5, 7), 0, integers(2, 3, low=0, high=5))
    case(normal(), 0, integers(low=0, high=1))
    case(normal(3, 4), 1, integers(0, 2, low=0, high=4))
    case(normal(3), 0, integers(0, low=0, high=3, dtype=torch.uint8))
    case(normal(3), 0, integers(2, 0, low=0, high=3, dtype=torch.int32))
    case(integers(3, 4, dtype=torch.int32), 1, integers(3, 4, low=0, high=4))
    case(booleans(3, 4), 1, integers(3, 4, low=0, high=4))
    case(integers(3, 4) * BIG, 1, integers(3, 4, low=0, high=4))
    case.fails("dtype", "gather: gather(): Expected dtype int64 for index", normal(3), 0, integers(3, dtype=torch.int32))
    case.fails("shape", "gather: Index tensor must have the same number of dimensions as input tensor",
               normal(3, 4), 0, integers(3, low=0, high=2))
    case.fails("shape", "gather: Size does not match at dimension 1", normal(3, 4), 0, integers(2, 5, low=0, high=2))
    case.fails("value", "gather: index 4 is out of bounds for dimension 1 with size 4",
               normal(2, 4), 1, torch.tensor([[1], [4]]))
    for x in whole(3, 4):
        case(x, 1, integers(3, 4, low=0, high=4))
    case(normal(5, 7), 1, integers(5, 3, low=0, high=7), False)


@operator(torch.take_along_dim)
def take_along_dim(case):
    case(normal(5, 7), integers(5, 3, low=0, high=7), 1)
    case(normal(5, 7), integers(1, 3, low=0, high=7), -1)
    case(normal(1, 4, 5), integers(3, 2, 1, low=0, high=4), 1)
    case(normal(3, 4), integers(2, 3, low=0, high=12), None)
    case.fails("dtype", "take_along_dim: torch.take_along_dim(): dtype of indices should be Long but got Int",
               normal(3), integers(3, dtype=torch.int32), 0)
    case.fails("shape", "take_along_dim: torch.take_along_dim(): input and indices should have the same number of dimensions, "
               "but got 2 dimensions for input, and 1 dimensions for indices", normal(3, 2), integers(3, low=0, high=2), 0)
    for x in whole(3, 4):
        case(x, integers(3, 2, low=0, high=4), 1)


@operator(torch.index_select)
def index_select(case):
    case(normal(5, 7), 1, integers(3, low=0, high=7))
    case(normal(5, 7), 0, integers(9, low=0, high=5))
    case(normal(3, 4, 5), -2, integers(2, low=0, high=4))
    case(normal(6), 0, integers(4, low=0, high=6))
    case(normal(20, 33), 0, integers(90, low=0, high=20), second=False)
    case(normal(20, 33).to(torch.float32), 0, integers(9, low=0, high=20), exact=True, grad=False)
    case(normal(6), 0, integers(low=0, high=6))
    case(normal(5, 7), 1, integers(0, low=0, high=7))
    case(normal(5, 7), 1, integers(3, low=0, high=7, dtype=torch.int32))
    case(integers(3, 4, dtype=torch.int32), 1, integers(3, low=0, high=4))
    case.fails("index", "index_select: index_select(): Index is supposed to be a vector", normal(3, 4), 0, integers(2, 2, low=0, high=2))
    case.fails("index", "index_select: index out of range in self", normal(4), 0, positions(1, 4))
    case.fails("value", "index_select: INDICES element is out of DATA bounds, id=4 axis_dim=4", normal(2, 4), 1, positions(1, 4))
    for x in whole(3, 4):
        case(x, 1, integers(3, low=0, high=4))


@operator(lambda x, d, i, s, alpha: torch.index_add(x, d, i, s, alpha=alpha))
def index_add(case):
    case(normal(5, 7), 1, integers(3, low=0, high=7), normal(5, 3), 1)
    case(normal(5, 7), 0, integers(9, low=0, high=5), normal(9, 7), 0.5)
    case(normal(3, 4, 5), -2, integers(6, low=0, high=4), normal(3, 6, 5), -2)
    case(normal(20, 33), 0, integers(30, low=0, high=20), normal(30, 33), 1, second=False)
    case(normal(1100), 0, integers(900, low=0, high=1100), normal(900), 1, grad=False)
    case(normal(5, 7), 0, integers(0, low=0, high=5), normal(0, 7), 1)
    for dtype in torch.int32, torch.int64, torch.int16, torch.uint8:
        case(integers(3, 4, low=0, dtype=dtype), 0, integers(5, low=0, high=3), integers(5, 4, low=0, dtype=dtype), 3)
    case.fails("dtype", "index_add: index_add_(): self (Float) and source (Long) must have the same scalar type", normal(3, 4), 0, integers(2, low=0, high=2), integers(2, 4), 1)
    case.fails("shape", "index_add: source tensor shape must match self tensor shape, excluding the specified dimension. Got "
               "self.shape = [3, 4] source.shape = [2, 5]", normal(3, 4), 0, integers(2, low=0, high=2), normal(2, 5), 1)
    case.fails("value", "index_add: index 3 is out of bounds for dimension 0 with size 3",
               normal(3, 4), 0, positions(1, 3), normal(2, 4), 1)
    case.fails("index", "index_add: index out of range in self", normal(3, 4), 0, positions(1, 3), normal(2, 4), 2)
    case.fails("index", "index_add: index out of range in self", normal(3), 0, positions(1, 3), normal(2), 1)
    for x, y in zip(whole(3, 4), whole(5, 4)):
        case.taken(x, 0, integers(5, low=0, high=3), y, 1)


@operator(torch.index_copy)
def index_copy(case):
    case(normal(5, 7), 1, spread(3, 7), normal(5, 3))
    case(normal(5, 7), 0, spread(4, 5), normal(4, 7))
    case(normal(3, 4, 5), -2, spread(2, 4), normal(3, 2, 5))
    case(normal(40, 33), 0, spread(30, 40), normal(30, 33), second=False)
    case(normal(6), 0, positions(2, 0), normal(2))
    case(normal(6), 0, positions(), normal(0), grad=False)
    case(normal(), 0, positions(0), normal(1))
    case(integers(3, 4) * BIG, 0, spread(2, 3), integers(2, 4) * BIG)
    case(booleans(3, 4), 0, spread(2, 3), booleans(2, 4))
    case(integers(3, 5, dtype=torch.int8), 1, spread(2, 5), integers(3, 2, dtype=torch.int8))
    case.fails("index", "index_copy: index_copy_(): Index should have dimension 1 or 0 (got 2)", normal(3), 0, normal(2, 2), normal(2))
    case.fails("dtype", "index_copy: index_copy_(): Expected a long tensor for index, but got Int", normal(3), 0,
               integers(2, low=0, high=2, dtype=torch.int32), normal(2))
    case.fails("dtype", "index_copy: index_copy_(): self and source expected to have the same dtype, but got (self) ",
               normal(3), 0, positions(0, 1), integers(2))
    case.fails("shape", "index_copy: index_copy_(): Source/destination tensor must have same slice shapes. Destination slice "
               "shape: 4 at dimension 0 and source slice shape: 5 at dimension 0.", normal(3, 4), 0, positions(0, 1), normal(2, 5))
    case.fails("index", "index_copy: index_copy_(): Number of indices (2) should be equal to source.size(dim) (3)",
               normal(3, 4), 0, positions(0, 1), normal(3, 4))
    case.fails("index", "index_copy: index_copy_(): index 3 is out of bounds for dimension 0 with size 3",
               normal(3, 4), 0, positions(1, 3), normal(2, 4))
    for x, y in zip(whole(3, 4), whole(2, 4)):
        case(x, 0, spread(2, 3), y)


@operator(torch.index_fill)
def index_fill(case):
    case(normal(5, 7), 1, integers(3, low=-7, high=7), 2.5)
    case(normal(5, 7), 0, positions(1, 1, 3), normal())
    case(normal(5, 7), 0, positions(1, 1, -1), 0.5)
    case(normal(3, 4, 5), -2, spread(2, 4), normal())
    case(normal(6), 0, integers(low=0, high=6), -1)
    case(normal(), 0, positions(0), 1.5, grad=False)
    case(integers(3, 4), 0, positions(2), 7)
    case(booleans(3, 4), 1, positions(2, 0), True)
    case.fails("index", "index_fill: index_fill_(): Expected dtype int64 for index.", normal(3), 0,
               integers(2, low=0, high=2, dtype=torch.int32), 1)
    case.fails("shape", "index_fill: index_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 "
               "dimension(s).", normal(3), 0, positions(1), normal(1))
    case.fails("shape", "index_fill: index_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 "
               "dimension(s).", normal(3), 5, normal(3), normal(1))
    case.fails("index", "index_fill: index 3 is out of bounds for dimension 0 with size 3", normal(3), 0, positions(3), 1.0)
    for x in whole(3, 4):
        case(x, 1, positions(2, 0), 1)


def scattered(x, dim, index, src, *reduce):
    return torch.scatter(x, dim, index, src, **({"reduce": reduce[0]} if reduce else {}))


@operator(scattered)
def scatter(case):
    case(normal(5, 7), 1, columns((5, 3), 7, 1), normal(5, 3))
    case(normal(5, 7), 0, columns((4, 6), 5, 0), normal(6, 7), grad=False)  # PyTorch's gradient fails
    case(normal(3, 4, 5), -1, columns((2, 3, 4), 5, 2), normal(2, 3, 4))
    case(normal(50, 21), 0, columns((40, 21), 50, 0), normal(40, 21), second=False)
    case(normal(5, 7), 1, columns((5, 3), 7, 1), 2.5)
    case(normal(4), 0, positions(), normal(3), grad=False)
    case(normal(), 0, positions(0).reshape(()), normal())
    case(integers(3, 4) * BIG, 0, columns((2, 4), 3, 0), integers(2, 4) * BIG)
    case(booleans(3, 4), 0, columns((2, 4), 3, 0), booleans(2, 4))
    case(normal(5, 7), 1, integers(5, 9, low=0, high=7), normal(5, 9), "add", grad=False)
    case(uniform(3, 4, low=0.5, high=2), 0, integers(5, 4, low=0, high=3), uniform(5, 4, low=0.5, high=2), "multiply",
         grad=False)
    case(normal(5, 7), 1, integers(5, 9, low=0, high=7), 1.5, "add", grad=False)
    case.fails("dtype", "scatter: scatter(): Expected self.dtype to be equal to src.dtype", normal(3), 0, integers(3, low=0, high=3),
               integers(3))
    case.fails("shape", "scatter: Expected index [3] to be no larger than self [3] apart from dimension 0 and to be "
               "no larger size than src [2]", normal(3), 0, integers(3, low=0, high=3), normal(2))
    case.fails("value", "scatter: reduce argument must be either add or multiply.", normal(3), 0, positions(1), normal(1),
               "mean")
    case.fails("value", "scatter: index -1 is out of bounds for dimension 0 with size 3", normal(3), 0, positions(-1),
               normal(1))
    for x, y in zip(whole(3, 4), whole(2, 4)):
        case(x, 0, columns((2, 4), 3, 0), y)


@operator(torch.scatter_add)
def scatter_add(case):
    case(normal(5, 7), 1, integers(5, 3, low=0, high=7), normal(5, 3))
    case(normal(5, 7), 0, integers(4, 6, low=0, high=5), normal(6, 7), grad=False)  # PyTorch's gradient fails
    case(normal(3, 4, 5), -1, integers(2, 3, 9, low=0, high=5), normal(2, 3, 9))
    case(normal(40), 0, integers(900, low=0, high=40), normal(900), second=False)
    case(normal(4), 0, integers(0, low=0, high=4), normal(3), grad=False)
    case(integers(3, 4, dtype=torch.int32), 0, integers(5, 4, low=0, high=3), integers(5, 4, dtype=torch.int32))
    case(integers(3, 4, dtype=torch.int8), 0, integers(5, 4, low=0, high=3), integers(5, 4, dtype=torch.int8))
    case.fails("dtype", "scatter_add: scatter(): Expected self.dtype to be equal to src.dtype", normal(3), 0, integers(3, low=0, high=3),
               integers(3))
    case.fails("shape", "scatter_add: Expected index [3] to be no larger than self [3] apart from dimension 0 and to be "
               "no larger size than src [2]", normal(3), 0, integers(3, low=0, high=3), normal(2))
    for x, y in zip(whole(3, 4), whole(5, 4)):
        case.taken(x, 0, integers(5, 4, low=0, high=3), y)


@operator(lambda x, d, i, s, reduce, own: torch.scatter_reduce(x, d, i, s, reduce, include_self=own))
def scatter_reduce(case):
    for reduce in "sum", "prod", "mean", "amax", "amin":
        for own in True, False:
            case(distinct(3, 4), 0, integers(5, 4, low=0, high=3), distinct(5, 4) + 0.125, reduce, own)
            case(uniform(5, 7, low=0.5, high=2), 1, integers(4, 3, low=0, high=7), uniform(4, 3, low=0.5, high=2), reduce, own,
                 second=False)
        case(uniform(40, low=0.5, high=1.5), 0, integers(90, low=0, high=40), uniform(90, low=0.5, high=1.5), reduce, True,
             second=False)
        case(integers(3, 4, low=1), 0, integers(5, 4, low=0, high=3), integers(5, 4), reduce, True)
        case(integers(3, 4, dtype=torch.int16), 1, integers(3, 6, low=0, high=4), integers(3, 6, dtype=torch.int16), reduce,
             False)
    case(values(0.0, 2.0, 3.0), 0, positions(0, 1, 1, 2), values(5.0, 0.0, 3.0, 2.0), "prod", True, second=False)
    case(values(1.0, 1.0, 3.0), 0, positions(0, 0, 1, 2), values(1.0, 0.5, 3.0, 2.0), "amax", True, second=False)
    nan = float("nan")
    for reduce in "amax", "amin":
        case(values(1.0, nan, 3.0), 0, positions(0, 0, 1, 2), values(nan, 0.5, 3.0, 2.0), reduce, True, grad=False)
    case.fails("value", "scatter_reduce: reduce argument must be either sum, prod, mean, amax or amin", normal(3), 0,
               positions(1), normal(1), "median", True)
    for x, y in zip(whole(3, 4), whole(5, 4)):
        for reduce in "sum", "prod", "amax":
            case.taken(x, 0, integers(5, 4, low=0, high=3), y, reduce, True)


@operator(torch.take)
def take(case):
    case(normal(5, 7), integers(4, 3, low=-35, high=35))
    case(normal(6), integers(low=0, high=6))
    case(normal(90), integers(1100, low=0, high=90), second=False)
    case(normal(3), positions(), grad=False)
    case(integers(3, 4) * BIG, integers(5, low=0, high=12))
    case.fails("dtype", "take: take(): Expected a long tensor for index, but got Int", normal(3),
               integers(2, low=0, high=2, dtype=torch.int32))
    case.fails("index", "take: take(): tried to take from an empty tensor", normal(0), positions(0))
    case.fails("index", "take: out of range: tried to access index 3 on a tensor of 3 elements.", normal(3), positions(3))
    for x in whole(3, 4):
        case(x, integers(5, low=0, high=12))


@operator(torch.put)
def put(case):
    case(normal(5, 7), spread(12, 35).reshape(4, 3), normal(3, 4), False)
    case(normal(5, 7), integers(4, 30, low=-35, high=35), normal(4, 30), True)
    case(normal(6), positions(-1), normal(1), False)
    case(normal(6), positions(), normal(0), True, grad=False)
    case(integers(3, 4) * BIG, positions(-1, 3), integers(2) * BIG, False)
    case(booleans(9), spread(5, 9), booleans(5), False)
    case(integers(3, 4, dtype=torch.int16), integers(20, low=0, high=12), integers(20, dtype=torch.int16), True)
    case.fails("dtype", "put: put_(): self and source expected to have the same dtype", normal(3), positions(0), integers(1),
               False)
    case.fails("index", "put: put_(): Expected source and index to have the same number of elements, but got "
               "source.numel() = 3, index.numel() = 2", normal(3), positions(0, 1), normal(3), False)
    case.fails("index", "put: out of range: tried to access index 3 on a tensor of 3 elements.", normal(3), positions(3),
               normal(1), False)
    for x, y in zip(whole(3, 4), whole(5)):
        case(x, spread(5, 12), y, False)
        case.taken(x, integers(5, low=0, high=12), y, True)


@operator(torch.masked_select)
def masked_select(case):
    case(normal(5, 7), booleans(5, 7))
    case(normal(5, 7), booleans(7))
    case(normal(7), booleans(5, 1))
    case(normal(1100), booleans(1100), second=False)
    case(normal(), torch.tensor(True))
    case(normal(4), torch.zeros(4, dtype=torch.bool), grad=False)
    case(normal(0, 3), booleans(0, 3), grad=False)
    case(integers(3, 4) * BIG, booleans(3, 4))
    case(booleans(3, 4), booleans(3, 4))
    case.fails("dtype", "masked_select: masked_select: expected BoolTensor for mask", normal(3), integers(3))
    case.fails("shape", "masked_select: The size of tensor a (2) must match the size of tensor b (3) at non-singleton "
               "dimension 0", normal(3), booleans(2))
    for x in whole(3, 4):
        case(x, booleans(3, 4))


@operator(torch.masked_scatter)
def masked_scatter(case):
    case(normal(5, 7), booleans(5, 7), normal(40))
    case(normal(5, 7), booleans(7), normal(6, 6))
    case(normal(1100), booleans(1100), normal(1100), second=False)
    case(normal(4), torch.tensor([True, False, True, False]), normal(2))
    case(normal(4), torch.zeros(4, dtype=torch.bool), normal(2))
    case(integers(3, 4), booleans(3, 4), integers(12), grad=False)
    case(integers(3, 4, dtype=torch.uint8, low=0), booleans(3, 4), integers(12, dtype=torch.uint8, low=0))
    case.fails("dtype", "masked_scatter: masked_scatter: expected self and source to have same dtypes but got", normal(3), booleans(3),
               integers(3))
    case.fails("value", "masked_scatter: Number of elements of source < number of ones in mask", normal(3),
               torch.tensor([True, False, True]), normal(1))
    for x, y in zip(whole(3, 4), whole(12)):
        case(x, booleans(3, 4), y)


def some(dtype):
    return (integers(5, 7) * (torch.rand(5, 7) < 0.4)).to(dtype)


def nonzero_samples(case):
    for dtype in torch.float64, torch.int64, torch.int32, torch.int16, torch.int8, torch.bool:
        case(some(dtype))
    case(some(torch.int64).abs().to(torch.uint8))
    case(booleans(2100))
    case(booleans(2, 3, 4, 50))
    case(torch.zeros(4, dtype=torch.bool))
    case(booleans(0, 3))
    case(values(0.0, float("nan"), -0.0, float("inf"), 2.0))


@operator(torch.nonzero)
def nonzero(case):
    nonzero_samples(case)
    case(torch.tensor(True))
    case(torch.tensor(0.0, dtype=torch.float64))


@operator(torch.argwhere)
def argwhere(case):
    nonzero_samples(case)


@operator(lambda x: x.nonzero(as_tuple=True))
def nonzero_numpy(case):
    nonzero_samples(case)
    case(torch.tensor(True))


def listed(indices):
    return tuple(slice(None) if i is None else i for i in indices)


@operator(lambda x, indices: x[listed(indices)])
def index(case):
    case(normal(5, 7), [integers(4, low=-5, high=5)])
    case(normal(5, 7), [None, integers(4, low=-7, high=7)])
    case(normal(5, 7), [integers(3, 1, low=0, high=5), integers(4, low=0, high=7)])
    case(normal(3, 4, 5), [integers(2, low=0, high=3), None, integers(2, low=0, high=5)])
    case(normal(3, 4, 5, 2), [None, integers(3, low=0, high=4), integers(2, 1, low=0, high=5)])
    case(normal(3, 4, 5), [booleans(3, 4)])
    case(normal(3, 4, 5), [None, booleans(4, 5)])
    case(normal(3, 4, 5), [positions(0, 2), None, torch.tensor([True, False, False, True, False])])
    case(normal(3, 4), [torch.tensor([1, 0, 1], dtype=torch.uint8)])
    case(normal(3, 4), [integers(2, low=0, high=3, dtype=torch.int64), integers(low=0, high=4)])
    case(normal(20, 33), [integers(90, low=0, high=20)], second=False)
    case(normal(20, 33), [None, integers(90, low=0, high=33)], second=False)
    case(normal(3, 4), [integers(0, low=0, high=3)])
    case(normal(3, 0), [integers(2, low=0, high=3)], grad=False)
    case(integers(3, 4) * BIG, [integers(2, 2, low=0, high=3)])
    case(booleans(3, 4), [integers(2, low=0, high=3), integers(2, low=0, high=4)])
    case.fails("index", "index: too many indices for tensor of dimension 1", normal(3), [positions(0), positions(0)])
    case.fails("index", "index: shape mismatch: indexing tensors could not be broadcast together with shapes [3], [4]",
               normal(5, 5), [positions(0, 1, 2), positions(0, 1, 2, 3)])
    case.fails("index", "index: The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [4, 5] "
               "at index 0", normal(4, 5), [booleans(3)])
    case.fails("index", "index: tensors used as indices must be long, int, byte or bool tensors", normal(4, 5), [normal(3)])
    case.fails("index", "index: index 5 is out of bounds for dimension 0 with size 5", normal(4, 5), [None, positions(5)])
    case.fails("index", "index: index is out of bounds for dimension with size 0", normal(0, 5), [positions(0)])
    for x in whole(3, 4):
        case(x, [positions(2, 0, 2), None])


@operator(lambda x, indices, values, add: torch.index_put(
    x, tuple(torch.arange(x.size(d)).view(-1, *[1] * sum(i is not None for i in indices[d + 1:])) if i is None else i
             for d, i in enumerate(indices)), values, add))
def index_put(case):
    case(normal(5, 7), [spread(3, 5)], normal(3, 7), False)
    case(normal(5, 7), [integers(9, low=-5, high=5)], normal(9, 7), True)
    case(normal(5, 7), [positions(0, 3, -1)], normal(7), False)
    case(normal(5, 7), [integers(3, 1, low=0, high=5), integers(4, low=0, high=7)], normal(3, 4), True)
    case(normal(5, 7), [positions(0, 3, 4).reshape(3, 1), spread(4, 7)], normal(4), False)
    case(normal(5, 7, 2), [positions(0, 3, 4), positions(1, 1, 0)], normal(1, 2), False)
    case(normal(5, 7), [booleans(5, 7)], normal(), False)
    case(normal(5, 7), [torch.tensor([True, False, True, True, False])], normal(3, 7), True)
    case(normal(5, 7), [torch.tensor([True, False, True, True, False])], normal(), False)
    case(normal(1100), [integers(900, low=0, high=1100)], normal(900), True, grad=False)
    case(normal(5, 7), [positions()], normal(), False, grad=False)
    for dtype in torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8:
        case(integers(3, 4, low=0, dtype=dtype), [integers(9, low=0, high=3)], integers(9, 4, low=0, dtype=dtype), True)
    case(integers(3, 4) * BIG, [positions(2, 0)], integers(2, 4) * BIG, False)
    case(booleans(3, 4), [integers(9, low=0, high=3)], booleans(9, 4), True)
    case.fails("dtype", "index_put: Index put requires the source and destination dtypes match, got ", normal(3),
               [positions(0)], integers(1), False)
    case.fails("shape", "index_put: shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of "
               "shape [2]", normal(4), [positions(0, 1)], normal(3), False)
    case.fails("index", "index_put: index -6 is out of bounds for dimension 0 with size 5", normal(5), [positions(-6)],
               normal(1), False)


@operator(lambda x, d, i, s, reduce, own: torch.index_reduce(x, d, i, s, reduce, include_self=own))
def index_reduce(case):
    for reduce in "prod", "mean", "amax", "amin":
        for own in True, False:
            case(distinct(3, 4), 0, integers(5, low=0, high=3), distinct(5, 4) + 0.125, reduce, own)
            case(uniform(5, 7, low=0.5, high=2), 1, integers(4, low=0, high=7), uniform(5, 4, low=0.5, high=2), reduce, own,
                 second=False)
        case(uniform(2, 5, 3, low=0.5, high=1.5), -2, integers(9, low=0, high=5), uniform(2, 9, 3, low=0.5, high=1.5), reduce,
             True, second=False)
        case(uniform(40, low=0.5, high=1.5), 0, integers(90, low=0, high=40), uniform(90, low=0.5, high=1.5), reduce, True,
             second=False)
        case(integers(3, 4, low=1), 0, integers(5, low=0, high=3, dtype=torch.int32), integers(5, 4), reduce, True)
        case(integers(3, 4, dtype=torch.int16), 1, integers(6, low=0, high=4), integers(3, 6, dtype=torch.int16), reduce, False)
        case(normal(5, 7), 0, positions(), normal(0, 7), reduce, True, grad=False)
    case(values(0.0, 2.0, 3.0), 0, positions(0, 1, 1, 2), values(5.0, 0.0, 3.0, 2.0), "prod", True, second=False)
    case(values(1.0, 1.0, 3.0), 0, positions(0, 0, 1, 2), values(1.0, 0.5, 3.0, 2.0), "amax", True, second=False)
    case(normal(), 0, positions(0).reshape(()), normal(), "mean", True)
    name = "index_reduce: index_reduce_(): "
    two = positions(0, 1)
    case.fails("value", "index_reduce: index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got sum.",
               normal(3), 0, two, normal(2), "sum", True)
    case.fails("dtype", name + "Expected dtype int32/int64 for index but got: Bool", normal(3), 0, booleans(2), normal(2),
               "prod", True)
    case.fails("dtype", name + "self (Float) and source (Long) must have the same scalar type", normal(3), 0, two, integers(2),
               "prod", True)
    case.fails("index", name + "Index is supposed to be a vector, but got dim: 2 with type: Long and size: [1, 2]", normal(3),
               0, two[None], normal(2), "prod", True)
    case.fails("shape", name + "Number of indices (2) should be equal to source.size(dim): (3), for dim: 0", normal(3, 4), 0,
               two, normal(3, 4), "prod", True)
    for source in normal(2, 5), normal(2):
        case.fails("shape", "index_reduce: source tensor shape must match self tensor shape, excluding the specified dimension. "
                   f"Got self.shape = [3, 4] source.shape = {list(source.shape)}", normal(3, 4), 0, two, source, "prod", True)
    case.fails("index", "index_reduce: index out of range in self", normal(3, 4), 0, positions(0, 3), normal(2, 4), "prod", True)
    for x, y in zip(whole(3, 4), whole(5, 4)):
        for reduce in "prod", "amax":
            case.taken(x, 0, integers(5, low=0, high=3), y, reduce, True)
