# Samples of views.
import torch

from golden import *


@operator(torch.split)
def split(case):
    case(normal(5, 3), 2, 0)
    case(normal(6, 2), [1, 3, 2], 0)
    case(normal(3, 5), 3, 1)
    case(normal(4, 3), 2, -2)
    case(normal(4), 9, 0)


@operator(torch.chunk)
def chunk(case):
    case(normal(5, 3), 2, 0)
    case(normal(3, 6), 3, 1)
    case(normal(3, 4), 9, -1)


@operator(torch.narrow)
def narrow(case):
    case(normal(5, 3), 0, 1, 3)
    case(normal(3, 5), 1, 2, 2)
    case(normal(3, 5), -1, 4, 1)
    case(normal(3, 5), 1, 2, 0, grad=False)
    case.fails("shape", "narrow: start (4) + length (3) exceeds dimension size (5).", normal(5, 3), 0, 4, 3)
    case(normal(5, 3), 0, torch.tensor(1), 3)


@operator(torch.permute)
def permute(case):
    case(normal(2, 3, 4), [2, 0, 1])
    case(normal(3, 5), [1, 0])
    case(normal(3, 5, 1), [-1, 0, 1])
    case(normal(), [])
    case.fails("shape", "permute: permute(): duplicate dims are not allowed", normal(3, 5), [0, 0])


@operator(torch.transpose)
def transpose(case):
    case(normal(2, 3, 4), 0, 2)
    case(normal(3, 5), -1, 0)
    case.fails("index", "transpose: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
               normal(2, 3), 0, 2)


@operator(torch.reshape)
def reshape(case):
    case(normal(2, 3, 4), [6, 4])
    case(normal(2, 3, 4), [4, -1])
    case(normal(1), [])
    case(normal(0, 3), [3, 0, 2])
    case.fails("shape", "reshape: shape '[4, 2]' is invalid for input of size 6", normal(2, 3), [4, 2])


@operator(torch.flatten)
def flatten(case):
    case(normal(2, 3, 4), 0, -1)
    case(normal(2, 3, 4), 1, 2)
    case(normal(), 0, -1)
    case.fails("shape", "flatten() has invalid args: start_dim cannot come after end_dim", normal(2, 3), 1, 0)


@operator(torch.unsqueeze)
def unsqueeze(case):
    case(normal(2, 3), 0)
    case(normal(2, 3), -1)
    case(normal(), 0)


@operator(lambda x, *dims: torch.squeeze(x, *dims))
def squeeze(case):
    case(normal(2, 1, 3), 1)
    case(normal(2, 1, 3), 0)
    case(normal(1), -1)
    case(normal(1, 3, 1, 2))
    case(normal())
    case(normal(1, 3, 1, 2, 1), [0, 1, -1])
    case(normal(1, 3, 1), [])
    case.fails("value", "dim 1 appears multiple times in the list of dims", normal(1, 1, 2), [1, -2])


@operator(lambda x: torch.ops.aten.alias(x))
def alias(case):
    case(normal(2, 3))


@operator(lambda x, size, stride, offset: x.contiguous().as_strided(size, stride, offset))
def as_strided(case):
    case(normal(3, 4), [2, 2], [4, 2], 1)
    case(normal(3, 4), [4, 3], [1, 4], 0)  # the transpose
    case(normal(6), [4, 3], [1, 1], 0)  # windows overlap
    case(normal(4), [3, 2, 2], [0, 1, 2], 0)  # every element thrice
    case(normal(7), [3, 2, 2], [1, 2, 1], 1)  # two dims overlap
    case(normal(5, 2), [2, 3, 1], [3, 2, 7], 2)
    case(normal(3), [2], [0], 1)
    case(normal(), [3, 1], [0, 5], 0)
    case(normal(4), [], [], 2)
    case(normal(4), [0, 2], [1, 1], 0, grad=False)
    case.fails("shape", "as_strided: mismatch in length of strides and shape", normal(4), [2, 2], [1], 0)
    case.fails("value", "as_strided: Negative strides are not supported at the moment, got strides: [-1]", normal(4), [2], [-1], 1)
    case.fails("value", "as_strided: Tensor: invalid storage offset -1", normal(4), [2], [1], -1)
    case.fails("shape", "as_strided: setStorage: sizes [4, 4], strides [4, 1], storage offset 0, and itemsize ", normal(3, 4),
               [4, 4], [4, 1], 0)
    for x in whole(6):
        case(x, [4, 3], [1, 1], 0)


@operator(lambda x: x.contiguous())
def contiguous(case):
    for shape in (3, 5), (2, 3, 2), (), (0, 3):
        case(normal(*shape))
    for x in whole(2, 3):
        case(x)


@operator(lambda x: x.detach())
def detach(case):
    case(normal(3, 5))
    case(normal(0, 3))
    case(integers(4))


@operator(lambda x, size, implicit: x.expand(size, implicit=implicit))
def expand(case):
    case(normal(3, 1), [2, 3, 4], False)
    case(normal(1, 3, 1), [2, -1, 2], False)
    case(normal(1, 2), [1, 2], False)
    case(normal(), [2, 3], False)
    case(normal(3, 1), [3, 0], False, grad=False)
    case.fails("shape", "expand: The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  "
               "Target sizes: [2, 4].  Tensor sizes: [2, 3]", normal(2, 3), [2, 4], False)
    case.fails("shape", "expand: The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
               normal(2), [-1, 2], False)
    for x in whole(3):
        case(x, [2, 3], False)


@operator(lambda x, size: x.contiguous().view(size))
def view(case):
    case(normal(2, 3, 4), [6, 4])
    case(normal(2, 3, 4), [4, -1])
    case(normal(1), [])
    case(normal(), [1, 1])
    case(normal(2, 3).float(), torch.int32, exact=True, grad=False)
    case(integers(2, 4, dtype=torch.int16), torch.int32, exact=True)
    case(integers(2, 2, low=0, high=300, dtype=torch.int32), torch.uint8, exact=True)
    case(integers(3, low=0, high=2, dtype=torch.uint8), torch.bool, exact=True)
    case(normal(0, 3), [3, 0, 2])
    case.fails("shape", "view: shape '[4, 2]' is invalid for input of size 6", normal(2, 3), [4, 2])
    case.fails("shape", "view: only one dimension can be inferred", normal(2, 3), [-1, -1])
    case.fails("shape", "view: invalid shape dimension -2", normal(2, 3), [-2, 3])


@operator(torch.broadcast_to)
def broadcast_to(case):
    case(normal(3, 1), [2, 3, 4])
    case(normal(3, 2), [-1, 2])
    case(normal(), [2, 0])
    case.fails("shape", "expand: The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 0", normal(3), [4])
    case.fails("shape", "expand(",
               normal(2, 3), [3])


@operator(torch.diagonal)
def diagonal(case):
    case(normal(4, 5), 0, 0, 1)
    case(normal(4, 5), 2, 0, 1)
    case(normal(4, 5), -3, -1, 0)
    case(normal(2, 3, 4), 1, 2, 0)
    case(normal(3, 3), 5, 0, 1, grad=False)
    case.fails("value", "diagonal: diagonal dimensions cannot be identical 1, -1", normal(2, 3), 0, 1, -1)
    case.fails("index", "diagonal: Dimension out of range (expected to be in range of [-1, 0], but got 1)", normal(3), 0, 0, 1)


@operator(torch.movedim)
def movedim(case):
    case(normal(2, 3, 4), 0, -1)
    case(normal(2, 3, 4, 1), [3, 0], [0, 2])
    case(normal(), 0, 0)
    case.fails("value", "movedim: repeated dim in `source` ([0, -3])", normal(2, 3, 4), [0, -3], [0, 1])
    case.fails("value", "movedim: repeated dim in `destination` ([1, 1])", normal(2, 3, 4), [0, 1], [1, 1])
    case.fails("value", "movedim: Invalid source or destination dims: source ([0, 1] dims) should contain the same number of dims as "
               "destination ([1] dims)", normal(2, 3, 4), [0, 1], [1])


@operator(torch.select)
def select(case):
    case(normal(3, 4), 0, 1)
    case(normal(3, 4, 2), -2, -1)
    case.fails("index", "select(): index 4 out of range for tensor of size [3, 4] at dimension 1", normal(3, 4), 1, 4)
    case.fails("index", "select: select() cannot be applied to a 0-dim tensor.", normal(), 0, 0)


@operator(lambda x, dim, start, end, step: torch.ops.aten.slice(x, dim, start, end, step))
def slice(case):
    case(normal(7, 3), 0, 1, 6, 2)
    case(normal(3, 7), 1, -4, None, 1)
    case(normal(3, 7), -1, None, -2, 3)
    case(normal(5), 0, 3, 2, 1, grad=False)
    case.fails("value", "slice: slice step must be positive", normal(5), 0, 0, 5, 0)


@operator(torch.split)
def split_with_sizes(case):
    case(normal(6, 2), [1, 3, 2], 0)
    case(normal(2, 4), [0, 4], 1)
    case.fails("value", "split_with_sizes expects split_sizes to sum exactly to 6 (input tensor's size at dimension 0), but got "
               "split_sizes=[2, 3]", normal(6, 2), [2, 3], 0)
    case.fails("value", "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=[-1, 7]",
               normal(6), [-1, 7], 0)


@operator(torch.t)
def t(case):
    case(normal(3, 5))
    case(normal(4))
    case(normal())
    case.fails("shape", "t: t() expects a tensor with <= 2 dimensions, but self is 3D", normal(1, 2, 3))


@operator(torch.tensor_split)
def tensor_split(case):
    case(normal(7, 2), 3, 0)
    case(normal(2, 3), 2, -1)
    case(normal(7, 2), [1, 4, 5], 0)
    case(normal(7), [3, -1], 0)
    case.fails("value", "number of sections must be larger than 0, got 0", normal(3), 0, 0)
    case.fails("shape", "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims", normal(), 2, 0)
    case(normal(7, 2), torch.tensor(3), 0)
    case(normal(7, 2), torch.tensor([1, 4]), 0)


@operator(torch.unbind)
def unbind(case):
    case(normal(3, 2), 0)
    case(normal(2, 3, 2), -2)


@operator(lambda x, dim, sizes: x.unflatten(dim, sizes))
def unflatten(case):
    case(normal(2, 6), 1, [2, 3])
    case(normal(6, 2), -2, [3, -1])
    case.fails("shape", "unflatten: Provided sizes [4, 2] don't multiply up to the size of dim 1 (6) in the input tensor",
               normal(2, 6), 1, [4, 2])
    case.fails("value", "unflatten: sizes must be non-empty", normal(2, 6), 1, [])


@operator(lambda x, dim, size, step: x.unfold(dim, size, step))
def unfold(case):
    case(normal(9), 0, 3, 2)
    case(normal(3, 8), -1, 4, 1)
    case(normal(7, 2), 0, 2, 3)
    case(normal(5, 2), 0, 5, 1)
    case(normal(), 0, 1, 1)
    case.fails("value", "unfold: maximum size for tensor at dimension 1 is 4 but size is 5", normal(2, 4), 1, 5, 1)
    case.fails("value", "unfold: step is 0 but must be > 0", normal(4), 0, 2, 0)
