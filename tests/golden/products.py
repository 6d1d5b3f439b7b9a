# Samples of the matrix products.
import torch

from golden import *

NAN, INF = float("nan"), float("inf")


def whole_numbers(case, *shapes):
    """Integer factors of every dtype."""
    for dtype in torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8:
        low = 0 if dtype == torch.uint8 else -9
        case(*[integers(*shape, low=low, dtype=dtype) for shape in shapes])


def of_every_integer(case, arguments):
    """The call that arguments(tensor) makes of tensor(*shape), in every integer dtype."""
    for dtype in torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8:
        low = 0 if dtype == torch.uint8 else -9
        case(*arguments(lambda *shape: integers(*shape, low=low, dtype=dtype)))


@operator(torch.mm)
def mm(case):
    case(normal(5, 7), normal(7, 3))
    case(normal(1, 1), normal(1, 1))
    case(normal(1, 9), normal(9, 2))
    case(normal(17, 33), normal(33, 19), second=False)
    case(normal(3, 0), normal(0, 4))
    case(normal(0, 4), normal(4, 2))
    case(values(NAN, 1.0, INF, 2.0).reshape(2, 2), normal(2, 3), grad=False)
    whole_numbers(case, (5, 7), (7, 3))
    case(integers(40, 30, low=100, high=120, dtype=torch.uint8), integers(30, 50, low=0, high=120, dtype=torch.uint8))
    case.fails("dtype", "mm: \"addmm_impl_cpu_\" not implemented for 'Bool'", booleans(2, 3), booleans(3, 2))
    case.fails("shape", "mm: mat1 and mat2 shapes cannot be multiplied (4x3 and 5x2)",
               normal(4, 3), normal(5, 2))
    case.fails("shape", "mm: self must be a matrix", normal(3), normal(3, 2))
    case.fails("shape", "mm: mat2 must be a matrix", normal(3, 2), normal(2))
    case.fails("dtype", "mm: expected m1 and m2 to have the same dtype, but got: float != long int",
               normal(2, 2), integers(2, 2))


@operator(torch.bmm)
def bmm(case):
    case(normal(3, 4, 5), normal(3, 5, 2))
    case(normal(1, 1, 3), normal(1, 3, 1))
    case(normal(2, 9, 17), normal(2, 17, 11), second=False)
    case(normal(0, 4, 5), normal(0, 5, 2))
    case(normal(2, 3, 0), normal(2, 0, 4))
    case(integers(2, 3, 4), integers(2, 4, 5))
    case.fails("shape", "bmm: batch1 must be a 3D tensor", normal(4, 5), normal(3, 5, 2))
    case.fails("shape", "bmm: batch2 must be a 3D tensor", normal(3, 4, 5), normal(5, 2))
    case.fails("shape", "bmm: Expected size for first two dimensions of batch2 tensor to be: [3, 5] "
               "but got: [3, 4].", normal(3, 4, 5), normal(3, 4, 2))
    case.fails("shape", "bmm: Expected size for first two dimensions of batch2 tensor to be: [3, 5] "
               "but got: [2, 5].", normal(3, 4, 5), normal(2, 5, 2))
    whole_numbers(case, (2, 3, 4), (2, 4, 2))


@operator(lambda x, a, b, beta, alpha: torch.addmm(x, a, b, beta=beta, alpha=alpha))
def addmm(case):
    case(normal(4, 3), normal(4, 5), normal(5, 3), 1, 1)
    case(normal(3), normal(4, 5), normal(5, 3), 1, 1)
    case(normal(4, 1), normal(4, 5), normal(5, 3), 0.5, -2.0)
    case(normal(1), normal(4, 5), normal(5, 3), 2, 1.5)
    case(normal(), normal(2, 5), normal(5, 3), 1, 1)
    case(normal(4, 3), normal(4, 0), normal(0, 3), 1.5, 1)
    case(values(NAN, INF, 1.0), normal(2, 5), normal(5, 3), 0, 1, grad=False)
    case(integers(4, 3), integers(4, 5), integers(5, 3), 2, 0.5)
    of_every_integer(case, lambda t: (t(4, 3), t(4, 5), t(5, 3), 2, 3))
    case(integers(3), integers(4, 5), integers(5, 3), 1, 1)
    case.fails("shape", "addmm: mat1 and mat2 shapes cannot be multiplied (4x5 and 4x3)",
               normal(4, 3), normal(4, 5), normal(4, 3), 1, 1)
    case.fails("shape", "addmm: The expanded size of the tensor (3) must match the existing size (2) "
               "at non-singleton dimension 1.", normal(2), normal(4, 5), normal(5, 3), 1, 1)
    case.fails("shape", "addmm: mat1 must be a matrix, got 1-D tensor", normal(3), normal(4), normal(4, 3), 1, 1)


@operator(torch.matmul)
def matmul(case):
    case(normal(5), normal(5))
    case(normal(5, 7), normal(7))
    case(normal(7), normal(7, 4))
    case(normal(5, 7), normal(7, 3))
    case(normal(2, 4, 5), normal(5, 3))
    case(normal(2, 3, 5), normal(5))
    case(normal(5), normal(2, 5, 3))
    case(normal(4, 5), normal(2, 5, 3))
    case(normal(2, 4, 5), normal(2, 5, 3))
    case(normal(3, 1, 4, 5), normal(2, 5, 3), second=False)
    case(normal(1, 2, 2, 5), normal(3, 1, 5, 2), second=False)
    case(normal(0, 3), normal(3, 2))
    case(normal(2, 3, 0), normal(0, 2))
    case(normal(0), normal(0))
    case(normal(33, 65), normal(65, 40), second=False, grad=False)
    case(integers(2, 3, 4), integers(4))
    case(integers(3, dtype=torch.int32), integers(3, dtype=torch.int32))
    case.fails("shape", "matmul: inconsistent tensor size, expected tensor [3] and src [4] to have the "
               "same number of elements", normal(3), normal(4))
    case.fails("shape", "matmul: mat1 and mat2 shapes cannot be multiplied (4x3 and 5x2)",
               normal(4, 3), normal(5, 2))
    case.fails("shape", "matmul: size mismatch, got input (4), mat (4x3), vec (2)",
               normal(4, 3), normal(2))
    case.fails("shape", "matmul: both arguments to matmul need to be at least 1D, but they are 0D and 2D",
               normal(), normal(3, 2))
    case.fails("shape", "matmul: The size of tensor a (3) must match the size of tensor b (2) at "
               "non-singleton dimension 0", normal(3, 4, 5), normal(2, 5, 3))
    case.fails("shape", "matmul: Expected size for first two dimensions of batch2 tensor to be: [2, 5] "
               "but got: [2, 4].", normal(2, 3, 5), normal(2, 4, 3))
    whole_numbers(case, (2, 3, 4), (4, 2))


@operator(torch.mv)
def mv(case):
    case(normal(5, 7), normal(7))
    case(normal(1, 1), normal(1))
    case(normal(0, 3), normal(3))
    case(normal(3, 0), normal(0))
    case(normal(19, 33), normal(33), second=False)
    case(integers(5, 7), integers(7))
    case.fails("shape", "mv: size mismatch, got input (2), mat (2x3), vec (4)", normal(2, 3), normal(4))
    case.fails("shape", "mv: vector + matrix @ vector expected, got 1, 3, 1", normal(2, 3, 1), normal(3))
    case.fails("shape", "mv: vector + matrix @ vector expected, got 1, 2, 2", normal(2, 3), normal(3, 1))
    case.fails("dtype", "mv: expected scalar type Float but found Int", normal(2, 3),
               integers(3, dtype=torch.int32))
    whole_numbers(case, (3, 4), (4,))


@operator(torch.dot)
def dot(case):
    case(normal(7), normal(7))
    case(normal(1), normal(1))
    case(normal(0), normal(0))
    case(normal(300), normal(300), second=False)
    case(integers(7), integers(7))
    case.fails("shape", "dot: inconsistent tensor size, expected tensor [3] and src [4] to have the same number of elements, "
               "but got 3 and 4 elements respectively", normal(3), normal(4))
    case.fails("shape", "dot: 1D tensors expected, but got 2D and 1D tensors", normal(3, 1), normal(3))
    case.fails("dtype", "dot: dot : expected both vectors to have same dtype, but found Float and Long", normal(3), integers(3))
    whole_numbers(case, (5,), (5,))


@operator(torch.outer)
def outer(case):
    case(normal(5), normal(7))
    case(normal(1), normal(3))
    case(normal(0), normal(3))
    case(integers(4), integers(3))
    case(normal(3), integers(2))
    case.fails("shape", "outer: Expected 1-D argument self, but got 2-D", normal(2, 3), normal(2))
    case.fails("shape", "outer: Expected 1-D argument vec2, but got 0-D", normal(2), normal())
    whole_numbers(case, (3,), (4,))


@operator(torch.inner)
def inner(case):
    case(normal(5), normal(5))
    case(normal(2, 3), normal(4, 3))
    case(normal(2, 3, 4), normal(4))
    case(normal(), normal(2, 3))
    case(normal(2, 3), normal())
    case(normal(2, 0), normal(3, 0))
    case(integers(2, 3), integers(3))
    whole_numbers(case, (2, 3), (4, 3))
    case.fails("shape", "inner: inner() the last dimension must match on both input tensors but got shapes [2, 3] and [2, 4]",
               normal(2, 3), normal(2, 4))


@operator(lambda x, a, b, beta, alpha: torch.addmv(x, a, b, beta=beta, alpha=alpha))
def addmv(case):
    case(normal(4), normal(4, 5), normal(5), 1, 1)
    case(normal(1), normal(4, 5), normal(5), 0.5, -2.0)
    case(normal(), normal(4, 5), normal(5), 2, 1.5)
    case(normal(4), normal(4, 0), normal(0), 1.5, 1)
    case(values(NAN, INF), normal(2, 5), normal(5), 0, 2, grad=False)
    of_every_integer(case, lambda t: (t(4), t(4, 5), t(5), 2, 3))
    case.fails("shape", "addmv: size mismatch, got input (2), mat (2x3), vec (4)", normal(2), normal(2, 3), normal(4), 1, 1)
    case.fails("shape", "addmv: size mismatch, got input (3), mat (2x3), vec (3)", normal(3), normal(2, 3), normal(3), 1, 1)
    case.fails("dtype", "addmv: self and mat2 must have the same dtype, but got Long and Float", integers(2), normal(2, 3),
               normal(3), 1, 1, in_torch=False)


@operator(lambda x, a, b, beta, alpha: torch.addbmm(x, a, b, beta=beta, alpha=alpha))
def addbmm(case):
    case(normal(4, 3), normal(2, 4, 5), normal(2, 5, 3), 1, 1)
    case(normal(3), normal(2, 4, 5), normal(2, 5, 3), 0.5, -2.0)
    case(normal(4, 3), normal(0, 4, 5), normal(0, 5, 3), 2, 1)
    case(values(NAN, INF, 1.0), normal(2, 2, 5), normal(2, 5, 3), 0, 1, grad=False)
    of_every_integer(case, lambda t: (t(4, 3), t(2, 4, 5), t(2, 5, 3), 2, 3))
    case.fails("shape", "addbmm: The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 0.",
               normal(2, 2), normal(2, 3), normal(3, 2, 2), 1, 1)
    case.fails("shape", "addbmm: batch1 must be a 3D tensor", normal(3, 2), normal(2, 3), normal(3, 2, 2), 1, 1)
    case.fails("index", "addbmm: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 2),
               normal(3, 2, 2), normal(3, 2), 1, 1)
    case.fails("shape", "addbmm: batch1 and batch2 must have same number of batches, got 3 and 2", normal(2, 2),
               normal(3, 2, 2), normal(2, 2, 2), 1, 1)
    case.fails("shape", "addbmm: Incompatible matrix sizes for bmm (2x3 and 2x2)", normal(2, 2), normal(3, 2, 3),
               normal(3, 2, 2), 1, 1)
    case.fails("shape", "addbmm: The expanded size of the tensor (2) must match the existing size (3) at non-singleton "
               "dimension 1.", normal(2, 3), normal(3, 2, 3), normal(3, 3, 2), 1, 1)
    case.fails("dtype", "addbmm: self and mat2 must have the same dtype", integers(2, 2), normal(3, 2, 3), normal(3, 3, 2), 1, 1)


@operator(lambda x, a, b, beta, alpha: torch.baddbmm(x, a, b, beta=beta, alpha=alpha))
def baddbmm(case):
    case(normal(2, 4, 3), normal(2, 4, 5), normal(2, 5, 3), 1, 1)
    case(normal(4, 3), normal(2, 4, 5), normal(2, 5, 3), 0.5, -2.0)
    case(normal(2, 1, 3), normal(2, 4, 0), normal(2, 0, 3), 2, 1)
    case(values(NAN, INF, 1.0), normal(2, 2, 5), normal(2, 5, 3), 0, 1, grad=False)
    of_every_integer(case, lambda t: (t(2, 4, 3), t(2, 4, 5), t(2, 5, 3), 2, 3))
    case.fails("index", "baddbmm: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 2),
               normal(3, 2, 2), normal(2, 3), 1, 1)
    case.fails("dtype", "baddbmm: Input dtypes must be the same, got: input long int, batch1: float, batch2: float", integers(2),
               normal(3, 2, 3), normal(3, 3, 2), 1, 1)
    case.fails("shape", "baddbmm: Expected size for first two dimensions of batch2 tensor to be: [3, 3] but got: [3, 2].",
               normal(2, 2), normal(3, 2, 3), normal(3, 2, 2), 1, 1)
    case.fails("shape", "baddbmm: The expanded size of the tensor (2) must match the existing size (3) at non-singleton "
               "dimension 2.", normal(3, 2, 3), normal(3, 2, 3), normal(3, 3, 2), 1, 1)


@operator(lambda x, a, b, beta, alpha: torch.addr(x, a, b, beta=beta, alpha=alpha))
def addr(case):
    case(normal(4, 3), normal(4), normal(3), 1, 1)
    case(normal(3), normal(4), normal(3), 0.5, -2.0)
    case(normal(1, 3), normal(0), normal(3), 0.5, -2.0)
    case(values(NAN, INF, 1.0), normal(2), normal(3), 0, 2, grad=False)
    of_every_integer(case, lambda t: (t(4, 3), t(4), t(3), 2, 3))
    case(booleans(4, 3), booleans(4), booleans(3), True, True)
    case(booleans(4, 3), booleans(4), booleans(3), 3, 2)
    case.fails("shape", "addr: Expected 1-D argument vec1, but got 2-D", normal(2, 2), normal(2, 3), normal(3), 1, 1)
    case.fails("shape", "addr: The expanded size of the tensor (3) must match the existing size (2) at non-singleton "
               "dimension 1.", normal(2, 2), normal(2), normal(3), 1, 1)
    case.fails("dtype", "addr: For integral input tensors, argument beta must not be a floating point number.",
               integers(2, 3), integers(2), integers(3), 0.5, 1)


@operator(lambda a, b, x, y: torch.tensordot(a, b, dims=(x, y)))
def tensordot(case):
    case(normal(2, 3), normal(3, 4), [1], [0])
    case(normal(2, 3, 4), normal(4, 2, 5), [0, -1], [1, 0])
    case(normal(2, 3), normal(2, 3), [0, 1], [0, 1])
    case(normal(2), normal(3), [], [])
    case(normal(2, 3), normal(1, 4), [1], [0])
    case(normal(2, 1), normal(3, 4), [1], [0])
    case(normal(2, 0), normal(0, 3), [1], [0])
    of_every_integer(case, lambda t: (t(2, 3, 4), t(4, 3, 5), [1, 2], [1, 0]))
    case.fails("shape", "tensordot: contracted dimensions need to match, but first has size 3 in dim 1 and second has size 4 "
               "in dim 0", normal(2, 3), normal(4, 5), [1], [0])
    case.fails("shape", "tensordot: both dimension lists should have same length", normal(2, 3), normal(4, 5), [1], [0, 1])
    case.fails("value", "tensordot: dim 1 appears multiple times in the list of dims", normal(2, 3), normal(3, 3), [1, -1],
               [0, 1])
    case.fails("dtype", "tensordot: both inputs should have same dtype", integers(2, 3), normal(3, 3), [2], [0])
    case.fails("index", "size: Dimension out of range (expected to be in range of [-2, 1], but got 2)", normal(2, 3),
               normal(3, 3), [2], [0])


@operator(torch.kron)
def kron(case):
    case(normal(2, 3), normal(3, 2))
    case(normal(3), normal(2, 3))
    case(normal(2, 1, 3), normal(2))
    case(normal(), normal(2, 2))
    case(normal(0, 3), normal(2, 2))
    case(integers(2, 2), integers(2, 3))
    whole_numbers(case, (2, 2), (2,))


@operator(lambda equation, operands: torch.einsum(equation, *operands))
def einsum(case):
    case("ij,jk->ik", [normal(3, 4), normal(4, 5)])
    case("ij,jk", [normal(3, 4), normal(4, 5)])
    case("ba", [normal(3, 4)])
    case("bij,bjk->bik", [normal(2, 3, 4), normal(2, 4, 5)])
    case("ii", [normal(4, 4)])
    case("ii->i", [normal(4, 4)])
    case("iij,j->i", [normal(3, 3, 2), normal(2)])
    case("iii->i", [normal(3, 3, 3)])
    case("i,j->ij", [normal(3), normal(4)])
    case("ij->", [normal(3, 4)])
    case("...ij->...ji", [normal(2, 3, 4)])
    case("...i,...i", [normal(2, 3), normal(3)])
    case(" b ...i , b j i -> ... b j ", [normal(2, 3, 4), normal(2, 5, 4)])
    case("i...->i", [normal(3, 2, 2)])
    case("aB,Ba", [normal(2, 3), normal(3, 2)])
    case("Ba", [normal(2, 3)])
    case("ij,jk,kl->il", [normal(2, 3), normal(3, 4), normal(4, 2)])
    case("bhqd,bhkd->bhqk", [normal(2, 2, 3, 4), normal(2, 2, 5, 4)], second=False)
    case("bn,anm,bm->ba", [normal(2, 3), normal(2, 3, 4), normal(2, 4)])
    case("ij,ij->ij", [normal(1, 3), normal(2, 3)])
    case("ij,kj->ik", [normal(2, 1), normal(4, 3)])
    case("i,j,k->", [normal(2), normal(3), normal(2)])
    case("ik,kj->ij", [normal(2, 0), normal(0, 3)])
    case("ij,j->ij", [normal(0, 3), normal(3)])
    case(",i", [normal(), normal(3)])
    case("", [normal()])
    of_every_integer(case, lambda t: ("ij,jk", [t(2, 3), t(3, 4)]))
    of_every_integer(case, lambda t: ("bij,bj->i", [t(2, 3, 4), t(2, 4)]))
    word = "must be in [a-zA-Z]"
    two, pair = [normal(2, 3)], [normal(2, 3), normal(4, 5)]
    case.fails("value", "einsum(): must provide at least one operand", "ij", [], own_words=True)
    case.fails("value", "einsum(): fewer operands were provided than specified in the equation", "ij,jk", two)
    case.fails("value", "einsum(): more operands were provided than specified in the equation", "ij", pair)
    case.fails("shape", "einsum(): the number of subscripts in the equation (3) does not match the number of dimensions (2) for "
               "operand 0 and no ellipsis was given", "ijk", two)
    case.fails("shape", "einsum(): the number of subscripts in the equation (3) is more than the number of dimensions (2) for "
               "operand 0", "ijk...", two)
    case.fails("value", "einsum(): invalid subscript given at index 1 in the equation string, subscripts " + word, "i1", two)
    case.fails("value", "einsum(): invalid subscript given at index 5 in the equation string, subscripts " + word, "ij->i-", two)
    case.fails("value", "einsum(): output subscript k does not appear in the equation for any input operand", "ij->k", two)
    case.fails("value", "einsum(): output subscript i appears more than once in the output", "ij->ii", two)
    case.fails("shape", "einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3",
               "ij,jk", pair)
    case.fails("shape", "einsum(): subscript i is repeated for operand 0 but the sizes don't match, 3 != 2", "ii", two)
    case.fails("value", "einsum(): found '.' for operand 0 that is not part of any ellipsis", "i..j", two)
    case.fails("value", "einsum(): found '.' for operand 0 for which an ellipsis was already found", "i......", two)
    case.fails("value", "einsum(): found '.' for output that is not part of any ellipsis (...)", "ij->i..", two)
    case.fails("value", "einsum(): found '.' for output but an ellipsis (...) was already found", "i...->i......", two)
    case.fails("shape", "einsum(): dimension 0 covered by ellipsis in operand 1has size 4 which does not broadcast with "
               "previously seen ellipsis with size 2 for the respective dimension", "...i,...i", [normal(2, 3), normal(4, 3)])
    case.fails("dtype", "bmm: expected scalar type Float but found Long", "ij,ij",
               [normal(2, 3), integers(2, 3)])
