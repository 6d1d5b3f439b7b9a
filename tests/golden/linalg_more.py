# Samples of what linear algebra makes of factors, and of products of many.
import torch

from golden import *
from linalg import INF, SINGULAR, definite, near_identity, refuses, sample

L = torch.linalg
SHAPES = (1, 1), (3, 3), (2, 3, 3), (0, 0)


def triangle(*shape):
    return near_identity(*shape).tril()


@operator(lambda a, check: L.inv_ex(a, check_errors=check))
def linalg_inv_ex(case):
    for shape in SHAPES:
        sample(case, near_identity(*shape), False)
    sample(case, near_identity(2, 2, 2), True)
    refuses(case, "linalg.inv", False)
    case.fails("value", "linalg.inv_ex: (Batch element 1): The diagonal element 2 is zero, the inversion could not be completed "
               "because the input matrix is singular.", torch.stack([near_identity(2, 2), SINGULAR]), True)


@operator(lambda a, upper, check: L.cholesky_ex(a, upper=upper, check_errors=check))
def linalg_cholesky_ex(case):
    for upper in False, True:
        sample(case, definite(3, 3), upper, False, second="symmetric")
        sample(case, definite(2, 4, 4), upper, True, second="symmetric")
    refuses(case, "linalg.cholesky", False, False)
    case.fails("value", "linalg.cholesky_ex: The factorization could not be completed because the input is not positive-definite "
               "(the leading minor of order 1 is not positive-definite).", -definite(2, 2), False, True)


@operator(lambda a, b, left, check: L.solve_ex(a, b, left=left, check_errors=check))
def linalg_solve_ex(case):
    sample(case, near_identity(3, 3), normal(3, 2), True, False)
    sample(case, near_identity(2, 3, 3), normal(3, 2), True, True)
    sample(case, near_identity(3, 3), normal(3), True, False)
    sample(case, near_identity(3, 3), normal(2, 3), False, False)
    case.fails("value", "torch.linalg.solve_ex: The solver failed because the input matrix is singular.", SINGULAR, normal(2),
               True, True)


FACTORED = (1, 1), (3, 3), (2, 3, 3), (3, 5), (5, 3), (2, 4, 3), (0, 2)


@operator(lambda a, pivot: L.lu_factor(a, pivot=pivot))
def linalg_lu_factor(case):
    for shape in FACTORED:
        sample(case, normal(*shape), True)
    case.fails("value", "torch.linalg.lu_factor: U[2,2] is zero and using it on lu_solve would result in a division by zero. If "
               "you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)",
               SINGULAR, True)
    case.fails("value", "linalg.lu_factor: LU without pivoting is not implemented on the CPU", normal(2, 2), False)
    case.fails("shape", "torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: [3] instead", normal(3), True)
    case.fails("dtype", "lu: \"lu_cpu\" not implemented for 'Long'", integers(2, 2), True)


@operator(lambda a, pivot, check: L.lu_factor_ex(a, pivot=pivot, check_errors=check))
def linalg_lu_factor_ex(case):
    for shape in FACTORED:
        sample(case, normal(*shape), True, False)
    sample(case, torch.stack([normal(2, 2), SINGULAR]), True, False, grad=False)
    case.fails("value", "torch.linalg.lu_factor_ex: (Batch element 1): U[2,2] is zero", torch.stack([normal(2, 2), SINGULAR]),
               True, True)


@operator(lambda a, pivot: L.lu(a, pivot=pivot))
def linalg_lu(case):
    for shape in FACTORED:
        sample(case, normal(*shape), True)
    sample(case, SINGULAR, True, grad=False)
    case.fails("shape", "linalg.lu: Expected tensor with 2 or more dimensions. Got size: [3] instead", normal(3), True)


def factored(*shape):
    return [t.contiguous() for t in L.lu_factor(near_identity(*shape))]


@operator(torch.lu_unpack)
def lu_unpack(case):
    for shape in FACTORED:
        lu, pivots = L.lu_factor(normal(*shape))
        for data, permutation in (True, True), (False, True), (True, False):
            sample(case, bf16(lu).contiguous(), pivots, data, permutation, grad=[0] if data else False)
    lu, pivots = factored(3, 3)
    case.fails("shape", "torch.lu_unpack: Expected tensor with 2 or more dimensions. Got size: [3] instead", normal(3), pivots,
               True, True)
    case.fails("dtype", "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.", lu,
               pivots.long(), True, True)


@operator(lambda lu, pivots, b, left, adjoint: L.lu_solve(lu, pivots, b, left=left, adjoint=adjoint))
def linalg_lu_solve(case):
    for left in True, False:
        for adjoint in False, True:
            lu, pivots = L.lu_factor(normal(3, 3))
            sample(case, bf16(lu.contiguous()) + 2 * torch.eye(3), pivots, normal(3, 3), left, adjoint)
    lu, pivots = L.lu_factor(normal(2, 3, 3))
    sample(case, bf16(lu.contiguous()) + 2 * torch.eye(3), pivots, normal(2, 3, 4), True, False)
    lu, pivots = factored(3, 3)
    sample(case, lu, pivots, normal(4, 3, 2), True, False, dtypes=["float64"])
    name = "linalg.lu_solve: "
    case.fails("shape", name + "The input tensor B must have at least 2 dimensions.", lu, pivots, normal(3), True, False)
    case.fails("shape", name + "Number of pivots per batch should be same as the dimension of the matrix", lu, pivots[:2],
               normal(3, 2), True, False)
    case.fails("dtype", name + "pivots should be a Tensor of scalar type torch.int32", lu, pivots.long(), normal(3, 2), True,
               False)
    case.fails("shape", name + "Incompatible shapes of A and B for the equation AX = B (3x3 and 2x2)", lu, pivots, normal(2, 2),
               True, False)
    case.fails("shape", name + "Expected LU.shape[:-1] and pivots.shape to be the same, but got pivots with shape [2, 3] instead",
               lu, pivots.repeat(2, 1), normal(3, 2), True, False)
    case.fails("shape", "torch.linalg.lu_solve: A must be batches of square matrices, but they are 2 by 3 matrices", normal(2, 3),
               pivots, normal(3, 2), True, False)


@operator(torch.lu_solve)
def lu_solve(case):
    lu, pivots = L.lu_factor(normal(3, 3))
    sample(case, normal(3, 2), bf16(lu.contiguous()) + 2 * torch.eye(3), pivots)


@operator(torch.cholesky_solve)
def cholesky_solve(case):
    # Gradients are those of a factor all of which is read.
    for upper in False, True:
        sample(case, normal(3, 2), triangle(3, 3).mT.contiguous() if upper else triangle(3, 3), upper, second=False)
        sample(case, normal(4, 3, 2), near_identity(3, 3), upper, second=False)
    sample(case, normal(2, 3, 1), near_identity(2, 3, 3), False, second=False)
    sample(case, normal(3, 2), triangle(3, 3), False, grad=[0])
    case.fails("shape", "cholesky_solve: b should have at least 2 dimensions, but has 1 dimensions instead", normal(3),
               normal(3, 3), False)
    case.fails("shape", "cholesky_solve: A must be batches of square matrices, but they are 3 by 2 matrices", normal(3, 2),
               normal(3, 2), False, in_torch=False)
    case.fails("shape", "cholesky_solve: Incompatible matrix sizes for cholesky_solve: each A matrix is 3 by 3 but each b matrix "
               "is 2 by 2", normal(2, 2), normal(3, 3), False)
    case.fails("dtype", "cholesky_solve: Expected b and A to have the same dtype, but found b of type Long and A of type Float "
               "instead.", integers(3, 2), normal(3, 3), False, in_torch=False)
    case.fails("dtype", "cholesky_solve: \"cholesky_solve_cpu\" not implemented for 'Long'", integers(3, 2), integers(3, 3),
               False)


@operator(torch.cholesky_inverse)
def cholesky_inverse(case):
    for upper in False, True:
        for shape in (1, 1), (3, 3), (2, 3, 3):
            sample(case, near_identity(*shape), upper, second=False)
    # Symmetric in what it reads: second differences fit one number alone.
    sample(case, values(2.0).reshape(1, 1), False)
    refuses(case, "cholesky_inverse", False, dtypes=False)
    case.fails("dtype", "cholesky_inverse: \"cholesky_inverse_out_cpu\" not implemented for 'Long'", integers(2, 2), False)
    case.fails("value", "cholesky_inverse: (Batch element 1): The diagonal element 2 is zero, the inversion could not be completed "
               "because the input matrix is singular.", torch.stack([near_identity(2, 2), torch.tensor([[1.0, 0], [0, 0]])]),
               False)


@operator(L.householder_product)
def linalg_householder_product(case):
    for shape, k in ((4, 3), 3), ((3, 3), 2), ((2, 4, 3), 3), ((5, 1), 1), ((3, 0), 0):
        sample(case, normal(*shape), uniform(*shape[:-2], k))
    name = "torch.linalg.householder_product: "
    case.fails("shape", name + "input must have at least 2 dimensions.", normal(3), normal(3))
    case.fails("shape", name + "input.shape[-2] must be greater than or equal to input.shape[-1]", normal(3, 4), normal(3))
    case.fails("shape", name + "input.shape[-1] must be greater than or equal to tau.shape[-1]", normal(4, 3), normal(4))
    case.fails("shape", name + "Expected tau to have one dimension less than input, but got tau.ndim equal to 1 and input.ndim is "
               "equal to 3", normal(2, 4, 3), normal(3))
    case.fails("shape", name + "Expected batch dimensions of tau to be equal to input.shape[:-2], but got [3]", normal(2, 4, 3),
               normal(3, 2))
    case.fails("dtype", "orgqr: \"orgqr_cpu\" not implemented for 'Long'", integers(3, 3), integers(3))


@operator(torch.orgqr)
def orgqr(case):
    sample(case, normal(4, 3), uniform(3))


@operator(lambda a, b, rcond, driver: L.lstsq(a, b, rcond=rcond, driver=driver))
def linalg_lstsq(case):
    for driver in None, "gels", "gelsy", "gelsd", "gelss":
        for shapes in ((5, 3), (5, 2)), ((3, 5), (3, 2)), ((2, 5, 3), (2, 5, 2)), ((5, 3), (5,)), ((2, 5, 3), (2, 5)):
            sample(case, *(normal(*s) for s in shapes), None, driver)
    sample(case, near_identity(3, 3), normal(3, 1), 1e-3, "gelsd")
    sample(case, values(1.0, 0.0, 0.0, 0.0009765625).reshape(2, 2), normal(2, 1), 0.01, "gelsy", grad=False)
    name = "torch.linalg.lstsq: "
    case.fails("shape", name + "input must have at least 2 dimensions.", normal(3), normal(3), None, None)
    case.fails("shape", name + "other must have at least 1 dimension.", normal(3, 3), normal(), None, None)
    case.fails("shape", name + "input.size(-2) should match other.size(-2)", normal(5, 3), normal(4, 2), None, None)
    case.fails("dtype", name + "Expected input and other to have the same dtype, but got input's dtype Float and other's dtype "
               "Long", normal(3, 3), integers(3, 2), None, None, in_torch=False)
    case.fails("value", name + "parameter `driver` should be one of (gels, gelsy, gelsd, gelss)", normal(3, 3), normal(3, 2), None,
               "best")


@operator(L.cond)
def linalg_cond(case):
    for p in None, 2, -2, 1, -1, INF, -INF, "fro", "nuc":
        inverted = p not in (None, 2, -2, "nuc")  # PyTorch's gradient fails
        sample(case, near_identity(3, 3), p, grad=not inverted)
        sample(case, near_identity(2, 2, 2), p, grad=not inverted)
        sample(case, normal(2, 0, 0), p, grad=False)
    sample(case, normal(4, 2), None)
    for p in 1, "fro":
        sample(case, torch.stack([near_identity(2, 2), SINGULAR * 0]), p, grad=False)
    case.fails("shape", "linalg.cond: The input tensor must have at least 2 dimensions.", normal(3), None)
    case.fails("shape", "linalg.cond(ord=1): A must be batches of square matrices, but they are 3 by 2 matrices", normal(3, 2), 1)
    case.fails("shape", "linalg.cond(ord=nuc): A must be batches of square matrices, but they are 3 by 2 matrices", normal(3, 2),
               "nuc")
    for bad in 3, "most":
        case.fails("value", f"linalg.cond got an invalid norm type: {bad}", normal(2, 2), bad)


CHAIN_LOOSE = {"float32": [2e-4, 2e-5], "float16": [0.05, 0.05], "bfloat16": [0.2, 0.3]}


@operator(L.multi_dot)
def linalg_multi_dot(case):
    for shapes in ((3, 4), (4, 2)), ((3,), (3, 2), (2,)), ((2, 9), (9, 1), (1, 4)), ((3, 4), (4, 2), (2, 5), (5, 1)), \
            ((3,), (3,)), ((3, 4), (4, 5), (5,)):
        case([normal(*s) for s in shapes], tolerance=CHAIN_LOOSE)
    case.fails("value", "multi_dot(): expected at least 2 tensors but got 1", [normal(3)])
    case.fails("shape", "multi_dot(): the first tensor must be 1D or 2D but got 3D", [normal(2, 3, 4), normal(4, 2)])
    case.fails("shape", "multi_dot(): the last tensor must be 1D or 2D but got 3D", [normal(3, 4), normal(4, 2, 1)])
    case.fails("shape", "multi_dot(): tensor 1 must be 2D but got 1D", [normal(3, 4), normal(4), normal(4)])
    case.fails("shape", "multi_dot(): tensors 1 and 2 with shapes [4, 2] and [3, 1] cannot be multiplied",
               [normal(3, 4), normal(4, 2), normal(3, 1)])
    case.fails("dtype", "multi_dot(): all tensors must have be the same dtype but tensor 0 is float and tensor 1 long int",
               [normal(3, 4), integers(4, 2)], in_torch=False)


@operator(lambda matrices: torch.chain_matmul(*matrices))
def chain_matmul(case):
    case([normal(3, 4), normal(4, 2), normal(2, 5)], tolerance=CHAIN_LOOSE)
    case([normal(3, 4)])
    case.fails("shape", "chain_matmul: Tensor dimension is 1, expected 2 instead.", [normal(3, 4), normal(4)])
    case.fails("value", "chain_matmul(): Expected one or more matrices", [], in_torch=False)


@operator(lambda a, b, dim: L.cross(a, b, dim=dim))
def linalg_cross(case):
    for a, b, dim in ((4, 3), (4, 3), -1), ((3, 2), (3, 2), 0), ((1, 3), (4, 3), 1):
        case(normal(*a), normal(*b), dim, tolerance=CHAIN_LOOSE)
    case(integers(2, 3), integers(2, 3), -1)
    case.fails("shape", "cross: linalg.cross: inputs dimension -1 must have length 3. Got 2 and 2", normal(3, 2), normal(3, 2), -1)
    case.fails("shape", "cross: linalg.cross: inputs must have the same number of dimensions.", normal(2, 3), normal(3), -1)


@operator(lambda x, y, dim: L.vecdot(x, y, dim=dim))
def linalg_vecdot(case):
    for x, y, dim in ((5,), (5,), -1), ((3, 4), (3, 4), -1), ((3, 4), (3, 4), 0), ((2, 3, 4), (3, 4), 1), ((2, 3), (3,), -1):
        case(normal(*x), normal(*y), dim, tolerance=CHAIN_LOOSE)
    case.fails("dtype", "linalg.vecdot: Expected a floating point or complex tensor as input. Got Long", integers(2), integers(2),
               -1)
    case.fails("dtype", "linalg.vecdot: Expected x and y to have the same dtype, but found x of type Float and y of type Long "
               "instead", normal(2), integers(2), -1, in_torch=False)


@operator(lambda x, n: L.vander(x, N=n))
def linalg_vander(case):
    for x, n in (normal(3), None), (normal(2, 3), 5), (normal(), 2):
        case(x, n, tolerance=CHAIN_LOOSE, dtypes=["float32", "float64"])
    case(integers(4, dtype=torch.int32), 3)
    case.fails("dtype", "linalg.vander supports floating point, complex, and integer tensors, but got BFloat16",
               normal(3).to(torch.bfloat16), None)
    case.fails("value", "linalg.vander: N must be greater than 1.", normal(3), 1)
    case.fails("dtype", "linalg.vander supports floating point, complex, and integer tensors, but got Bool", booleans(3), None)


def vander_of(x, n, increasing):
    """torch.vander, whose own gradient fails."""
    if not x.requires_grad:
        return torch.vander(x, N=n, increasing=increasing)
    powers = L.vander(x, N=n)
    return powers if increasing else powers.flip(1)


@operator(vander_of)
def vander(case):
    case(normal(3), None, False, tolerance=CHAIN_LOOSE)
    case(normal(4), 5, True, tolerance=CHAIN_LOOSE)
    for n in 0, 1:
        case(normal(3), n, False, grad=False)
        case(integers(3, dtype=torch.int32), n, False)
    case(booleans(3), None, True)
    case.fails("shape", "vander: x must be a one-dimensional tensor.", normal(2, 3), None, False)
    case.fails("value", "vander: N must be non-negative.", normal(3), -1, False)


@operator(lambda a, offset, dim1, dim2: L.diagonal(a, offset=offset, dim1=dim1, dim2=dim2))
def linalg_diagonal(case):
    case(normal(3, 4), 0, -2, -1)
    case(normal(2, 3, 4), 1, -2, -1)
    case(normal(2, 3, 4), -1, 0, 2)
    case.fails("index", "diagonal: Dimension out of range", normal(4), 0, -2, -1)


@operator(L.tensorinv)
def linalg_tensorinv(case):
    sample(case, near_identity(6, 6).reshape(2, 3, 6).contiguous(), 2)
    sample(case, near_identity(4, 4).reshape(4, 2, 2).contiguous(), 1)
    case.fails("value", "linalg.tensorinv: Expected a strictly positive integer for 'ind', but got 0", normal(2, 2), 0)
    case.fails("shape", "linalg.tensorinv: Expected self to satisfy the requirement prod(self.shape[ind:]) == "
               "prod(self.shape[:ind]), but got 3 != 12", normal(6, 2, 3), 2)


@operator(lambda a, b, dims: L.tensorsolve(a, b, dims=dims))
def linalg_tensorsolve(case):
    sample(case, near_identity(6, 6).reshape(2, 3, 6).contiguous(), normal(2, 3), None)
    sample(case, near_identity(6, 6).reshape(6, 2, 3).contiguous(), normal(6), None)
    sample(case, near_identity(4, 4).reshape(2, 2, 4).permute(2, 0, 1).contiguous(), normal(2, 2), [0])
    case.fails("shape", "linalg.tensorsolve: Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
               "prod(self.shape[:other.ndim]), but got 8 != 6", normal(6, 2, 4), normal(6), None)
