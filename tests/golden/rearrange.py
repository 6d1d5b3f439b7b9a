# Samples of triangles, diagonals, joining, repeating and turning.
import torch

from golden import *

RANGE = "Dimension out of range (expected to be in range of"


def of_every_width(case, *args, shape=(3, 4)):
    """Elements of 1, 2, 4 and 8 bytes that are no floats."""
    for dtype in torch.int64, torch.int16, torch.int8, torch.int32:
        case(integers(*shape, dtype=dtype), *args)
    case(booleans(*shape), *args)


def triangles(case):
    for shape in (4, 4), (3, 5), (5, 3), (2, 3, 4):
        for diagonal in 0, 1, -2:
            case(normal(*shape), diagonal)
    case(normal(3, 3), 7)
    case(normal(3, 3), -7)
    case(normal(1, 1), 0)
    case(normal(0, 3), 0)
    case(normal(2, 3, 0), 0)
    case(values(float("nan"), 1.0, float("inf"), 2.0).reshape(2, 2), 0, grad=False)
    of_every_width(case, 1)
    case.fails("shape", f"{case.name}: input tensor must have at least 2 dimensions", normal(3), 0)


@operator(torch.tril)
def tril(case):
    triangles(case)


@operator(torch.triu)
def triu(case):
    triangles(case)


@operator(torch.diag)
def diag(case):
    case(normal(4), 0)
    case(normal(3), 2)
    case(normal(3), -1)
    case(normal(4, 4), 0)
    case(normal(3, 5), 1)
    case(normal(5, 3), -2)
    case(normal(0), 1)
    case(integers(3), 0)
    case.fails("shape", "diag: diag(): Supports 1D or 2D tensors. Got 3D", normal(2, 2, 2), 0)
    of_every_width(case, 1)


@operator(torch.diag_embed)
def diag_embed(case):
    case(normal(3), 0, -2, -1)
    case(normal(2, 3), 0, -2, -1)
    case(normal(2, 3), 1, 0, 2)
    case(normal(2, 3), -2, 2, 0)
    case(normal(2, 0), 0, 0, 1)
    case(integers(2, 3), 1, 0, 1)
    case.fails("value", "diag_embed: diagonal dimensions cannot be identical 0, 0", normal(3), 0, 0, 0)
    case.fails("index", f"diag_embed: {RANGE} [-2, 1], but got 3)", normal(3), 0, 0, 3)
    of_every_width(case, 0, -2, -1)


@operator(torch.trace)
def trace(case):
    wide = {"dtypes": ["float32", "float64"]}
    case(normal(4, 4), **wide)
    case(normal(3, 5), **wide)
    case(normal(5, 1), grad=False, **wide)  # PyTorch's gradient of tall matrices reaches beyond the diagonal
    case(normal(0, 3), **wide)
    case(integers(3, 3, dtype=torch.int32))
    case.fails("shape", "trace: expected a matrix, but got tensor with dim 1", normal(3))
    case.fails("dtype", "trace: \"trace\" not implemented for 'BFloat16'", normal(3, 3).to(torch.bfloat16))
    for x in whole(3, 4):
        case.taken(x)


def needs_tensors(case):
    case.fails("value", f"{case.name}: {case.name} expects a non-empty TensorList", [])


@operator(torch.hstack)
def hstack(case):
    case([normal(3), normal(4)])
    case([normal(2, 3), normal(2, 4), normal(2, 0)])
    case([normal(), normal(2)])
    case([normal(2, 1, 2), normal(2, 3, 2)])
    case([integers(2), normal(2)])
    needs_tensors(case)
    case.fails("shape", "cat: Sizes of tensors must match except in dimension 1. Expected size 2 but got size 3 for tensor "
               "number 1 in the list.", [normal(2, 3), normal(3, 3)])
    for x, y in zip(whole(2, 3), whole(2, 1)):
        case([x, y])


@operator(torch.vstack)
def vstack(case):
    case([normal(3), normal(3)])
    case([normal(2, 3), normal(3)])
    case([normal(), normal(1)])
    case([normal(1, 2, 2), normal(2, 2, 2)])
    needs_tensors(case)
    for x, y in zip(whole(2, 3), whole(3)):
        case([x, y])


@operator(torch.dstack)
def dstack(case):
    case([normal(3), normal(3)])
    case([normal(2, 3), normal(2, 3)])
    case([normal(), normal()])
    case([normal(1, 2, 2), normal(1, 2, 1)])
    needs_tensors(case)


@operator(torch.column_stack)
def column_stack(case):
    case([normal(3), normal(3)])
    case([normal(2), normal(2, 3)])
    case([normal(), normal(1, 2)])
    needs_tensors(case)


@operator(lambda tensors: torch.block_diag(*tensors))
def block_diag(case):
    case([normal(2, 3), normal(1, 2)])
    case([normal(2, 2), normal(3), normal()])
    case([normal(0, 2), normal(2, 1)])
    case.fails("shape", "block_diag: torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 1 has 3 dimensions",
               [normal(2, 2), normal(2, 2, 2)])


@operator(lambda tensors: torch.broadcast_tensors(*tensors))
def broadcast_tensors(case):
    case([normal(2, 1), normal(3)])
    case([normal(), normal(3), normal(2, 1, 1)])
    case([normal(0, 1), normal(1, 2)])
    case.fails("shape", "broadcast_tensors: The size of tensor a (2) must match the size of tensor b (3) at non-singleton "
               "dimension 0", [normal(2), normal(3)])


@operator(lambda tensors, indexing: torch.meshgrid(*tensors, indexing=indexing))
def meshgrid(case):
    case([normal(2), normal(3)], "ij")
    case([normal(2), normal(3)], "xy")
    case([normal(2), normal(), normal(3)], "ij")
    case([normal(2), normal(4), normal(3)], "xy")
    case([normal(2)], "xy")
    case.fails("value", 'meshgrid: torch.meshgrid: indexing must be one of "xy" or "ij", but received: xx',
               [normal(2), normal(2)], "xx")
    case.fails("shape", "meshgrid: torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ",
               [normal(2), normal(2, 2)], "ij")
    case.fails("dtype", "meshgrid: meshgrid expects all tensors to have the same dtype", [normal(2), integers(2)], "ij")


@operator(lambda tensors: torch.cartesian_prod(*tensors))
def cartesian_prod(case):
    case([normal(2), normal(3)])
    case([normal(2), normal(3), normal(2)])
    case([normal(3)])
    case.fails("shape", "cartesian_prod: Expect a 1D vector, but got shape [2, 2]", [normal(2), normal(2, 2)])


@operator(torch.combinations)
def combinations(case):
    case(normal(4), 2, False)
    case(normal(4), 3, False)
    case(normal(3), 2, True)
    case(normal(3), 3, True)
    case(normal(3), 1, False)
    case(normal(2), 3, False)
    case(normal(3), 0, False, grad=False)
    case.fails("shape", "combinations: Expect a 1D vector, but got shape [2, 2]", normal(2, 2), 2, False)
    case.fails("value", "combinations: Expect a non-negative number, but got -1", normal(2), -1, False)


@operator(lambda x, repeats: x.repeat(repeats))
def repeat(case):
    case(normal(3), [2])
    case(normal(2, 3), [2, 3])
    case(normal(2, 3), [2, 1, 2])
    case(normal(2, 3), [1, 1])
    case(normal(), [3])
    case(normal(), [])
    case(normal(2, 3), [2, 0])
    case(normal(0, 3), [2, 2])
    case(normal(2, 1, 2), [1, 3, 2])
    of_every_width(case, [2, 2])
    case.fails("shape", "repeat: Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
               normal(2, 3), [2])
    case.fails("value", "repeat: Trying to create tensor with negative dimension -3: [4, -3]", normal(2, 3), [2, -1])


@operator(torch.tile)
def tile(case):
    case(normal(2, 3), [2])
    case(normal(2, 3), [2, 2])
    case(normal(3), [2, 1])
    case(normal(2), [])
    case(integers(2), [3])
    of_every_width(case, [2, 2])


@operator(lambda x, r, *more: torch.repeat_interleave(x, r, *more[:1], **({"output_size": more[1]} if more[1:] and more[1] else {}))
          if more else torch.repeat_interleave(x))
def repeat_interleave(case):
    case(normal(2, 3), 2, None, None)
    case(normal(2, 3), 2, 0, None)
    case(normal(2, 3), 3, -1, None)
    case(normal(2, 3), 1, 1, None)
    case(normal(2, 3), 0, 1, None)
    case(normal(), 3, None, None)
    case(normal(3, 2), torch.tensor([1, 0, 2]), 0, None)
    case(normal(2, 3), torch.tensor([1, 3, 2]), 1, 6)
    case(normal(2, 2), torch.tensor([1, 3, 0, 2]), None, None)
    case(normal(3), torch.tensor(2), None, None)
    case(normal(3), torch.tensor([2], dtype=torch.int32), 0, None)
    case(integers(2, 2), 2, 1, None)
    case(torch.tensor([1, 0, 3, 2]), None)
    case.fails("shape", "repeat_interleave: repeats must have the same size as input along dim", normal(3),
               torch.tensor([1, 2]), None, None)
    case.fails("value", "repeat_interleave: repeats can not be negative", normal(3), torch.tensor([1, 2, -1]), None, None)
    case.fails("shape", "repeat_interleave: repeats must be 0-dim or 1-dim tensor", normal(3), torch.tensor([[1, 2, 1]]), None,
               None)
    case.fails("dtype", "repeat_interleave: \"repeat_interleave_cpu\" not implemented for 'Float'", normal(3), normal(3), None, None)
    case.fails("value", "repeat_interleave: Repeats must be non-negative", normal(3), -1, None, None)
    case.fails("value", "repeat_interleave: allocated size does not match required size", normal(3), torch.tensor([1, 2, 1]),
               None, 5)
    case.fails("index", f"repeat_interleave: {RANGE} [-2, 1], but got 3)", normal(3, 2), 2, 3, None)
    for x in whole(2, 3):
        case(x, 2, 1, None)
        case(x, torch.tensor([1, 0, 2]), 1, None)


@operator(torch.roll)
def roll(case):
    case(normal(5), [2], [0])
    case(normal(5), [-7], [0])
    case(normal(3, 4), [1], [])
    case(normal(3, 4), [1, -1], [0, 1])
    case(normal(3, 4), [1, 1], [1, 1])
    case(normal(2, 3, 4), [5], [-2])
    case(normal(3, 4), [0], [1])
    case(normal(0, 3), [1], [0])
    case(normal(), [1], [])
    case(integers(4), [1], [0])
    case.fails("value", "roll: `shifts` required", normal(2), [], [0])
    case.fails("value", "roll: shifts and dimensions must align. shifts: 2, dims:1", normal(2, 3), [1, 2], [0])
    case.fails("index", f"roll: {RANGE} [-2, 1], but got 2)", normal(2, 3), [1], [2])
    case.fails("index", "roll: Dimension specified as 0 but tensor has no dimensions", normal(), [1], [0])
    of_every_width(case, [1], [1])


@operator(torch.flip)
def flip(case):
    case(normal(5), [0])
    case(normal(3, 4), [0])
    case(normal(3, 4), [-1])
    case(normal(3, 4), [0, 1])
    case(normal(2, 3, 4), [0, 2])
    case(normal(2, 3, 4), [1])
    case(normal(2, 1, 2, 1, 3), [0, 3, 4])
    case(normal(*[2, 1] * 4, 2, 2, 2), [0, 4, 8, 10], second=False)
    case(normal(3, 2), [])
    case(normal(), [0])
    case(normal(0, 3), [0, 1])
    of_every_width(case, [1])
    case.fails("value", "flip: dim 0 appears multiple times in the list of dims", normal(2, 3), [0, -2])
    case.fails("index", f"flip: {RANGE} [-2, 1], but got 2)", normal(2, 3), [2])


@operator(torch.rot90)
def rot90(case):
    for k in -1, 0, 1, 2, 3, 5:
        case(normal(2, 3), k, [0, 1])
    case(normal(2, 3, 4), 1, [-1, 0])
    case(integers(2, 3), 3, [0, 1])
    case.fails("value", "rot90: expected total rotation dims == 2, but got dims = 1", normal(2, 3), 1, [0])
    case.fails("shape", "rot90: expected total dims >= 2, but got total dims = 1", normal(2), 1, [0, 1])
    case.fails("value", "rot90: expected rotation dims to be different, but got dim0 = 0 and dim1 = -2", normal(2, 2), 1, [0, -2])
    case.fails("index", "rot90: Rotation dim1 out of range, dim1 = -3", normal(2, 2), 1, [0, -3])
    of_every_width(case, 1, [0, 1])
