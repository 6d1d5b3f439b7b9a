# Samples of linear algebra.
import torch

from golden import *

L = torch.linalg
INF, NAN = float("inf"), float("nan")
SINGULAR = values(1.0, 2.0, 2.0, 4.0).reshape(2, 2)
WIDE = ["float32", "float64"]
LOOSE = {"float32": [2e-4, 2e-5]}


def near_identity(*shape):
    """Square matrices far from singular."""
    return bf16(normal(*shape) * 0.25 + 2 * torch.eye(shape[-1], dtype=torch.float64))


def definite(*shape):
    a = normal(*shape) * 0.5
    return bf16(a @ a.mT + 2 * torch.eye(shape[-1], dtype=torch.float64))


def symmetric(a):
    return a.tril() + a.tril(-1).mT


def sample(case, *args, **options):
    case(*args, **({"dtypes": WIDE, "tolerance": LOOSE} | options))


def refuses(case, name, *more, square=True, dtypes=True):
    case.fails("shape", f"{name}: The input tensor A must have at least 2 dimensions.", normal(3), *more)
    if square:
        case.fails("shape", f"{name}: A must be batches of square matrices, but they are 2 by 3 matrices", normal(2, 3), *more)
    if dtypes:
        case.fails("dtype", f"{name}: Expected a floating point or complex tensor as input. Got Long", integers(2, 2), *more)


@operator(L.inv)
def linalg_inv(case):
    for shape in (1, 1), (3, 3), (2, 3, 3), (2, 1, 2, 2), (0, 0), (0, 2, 2):
        sample(case, near_identity(*shape))
    sample(case, near_identity(9, 9), second=False)
    refuses(case, "linalg.inv")
    singular = "The diagonal element 2 is zero, the inversion could not be completed because the input matrix is singular."
    case.fails("value", "linalg.inv: " + singular, SINGULAR)
    case.fails("value", "linalg.inv: (Batch element 1): " + singular, torch.stack([near_identity(2, 2), SINGULAR]))


@operator(lambda a, b, left: L.solve(a, b, left=left))
def linalg_solve(case):
    sample(case, near_identity(3, 3), normal(3, 2), True)
    sample(case, near_identity(3, 3), normal(3), True)
    sample(case, near_identity(2, 3, 3), normal(2, 3), True)
    sample(case, near_identity(2, 3, 3), normal(3, 2), True)
    sample(case, near_identity(3, 3), normal(2, 3, 2), True)
    sample(case, near_identity(2, 1, 2, 2), normal(3, 2, 1), True)
    sample(case, near_identity(3, 3), normal(2, 3), False)
    sample(case, near_identity(0, 0), normal(0, 2), True)
    refuses(case, "linalg.solve", normal(2, 2), True)
    case.fails("shape", "linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x2)", normal(2, 2),
               normal(3, 2), True)
    case.fails("shape", "linalg.solve: Incompatible shapes of A and B for the equation XA = B (2x2 and 2x4)", normal(2, 2),
               normal(2, 4), False)
    case.fails("shape", "linalg.solve: The input tensor B must have at least 2 dimensions.", normal(2, 2), normal(), True)
    case.fails("dtype", "linalg.solve: Expected A and B to have the same dtype, but found A of type Float and B of type Long "
               "instead", normal(2, 2), integers(2), True)
    case.fails("value", "torch.linalg.solve: The solver failed because the input matrix is singular.", SINGULAR, normal(2), True)


@operator(lambda a, b, upper, left, unit: L.solve_triangular(a, b, upper=upper, left=left, unitriangular=unit))
def linalg_solve_triangular(case):
    for upper in False, True:
        sample(case, near_identity(3, 3), normal(3, 2), upper, True, False)
        sample(case, near_identity(3, 3), normal(2, 3), upper, False, False)
        sample(case, near_identity(3, 3), normal(3, 2), upper, True, True)
    sample(case, near_identity(2, 3, 3), normal(3, 2), True, True, False)
    sample(case, near_identity(2, 2), normal(2, 2, 0), True, True, False)
    sample(case, torch.zeros(2, 2, dtype=torch.float64), values(1.0, 2.0).reshape(2, 1), True, True, False, grad=False)
    case.fails("shape", "linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x2)",
               normal(2, 2), normal(3, 2), True, True, False)
    case.fails("shape", "linalg.solve_triangular: The input tensor B must have at least 2 dimensions.", normal(2, 2), normal(2),
               True, True, False)


def determinants(case, name):
    for shape in (1, 1), (3, 3), (2, 3, 3), (2, 1, 2, 2), (0, 0):
        sample(case, near_identity(*shape))
    refuses(case, name)


@operator(L.det)
def linalg_det(case):
    determinants(case, "linalg.det")
    sample(case, values(0.0, 1.0, 2.0, 3.0).reshape(2, 2))
    # PyTorch's gradient is 0 where the determinant is, unless its graph is asked for: tests/ops/linalg.cpp.
    sample(case, values(0.0, 1.0, 0.0, 2.0, 3.0, 0.0, 0.0, 0.0, 0.0).reshape(3, 3), second=False)
    sample(case, SINGULAR, second=False)


@operator(L.slogdet)
def linalg_slogdet(case):
    determinants(case, "linalg.slogdet")
    sample(case, values(0.0, 1.0, 2.0, 3.0).reshape(2, 2))
    sample(case, SINGULAR.abs() * 0, grad=False)
    sample(case, SINGULAR, second=False)  # infinite


@operator(torch.logdet)
def logdet(case):
    determinants(case, "logdet")
    sample(case, values(0.0, 1.0, 2.0, 3.0).reshape(2, 2), grad=False)


@operator(lambda a, upper: L.cholesky(a, upper=upper))
def linalg_cholesky(case):
    sample(case, definite(3, 1, 1), False)
    for upper in False, True:
        sample(case, definite(3, 3), upper, second="symmetric")
        sample(case, definite(2, 4, 4), upper, second="symmetric")
        sample(case, definite(0, 0), upper, second=False)
    refuses(case, "linalg.cholesky", False)
    minor = "The factorization could not be completed because the input is not positive-definite (the leading minor of order"
    case.fails("value", f"linalg.cholesky: {minor} 2 is not positive-definite).", SINGULAR, False)
    case.fails("value", f"linalg.cholesky: (Batch element 1): {minor} 1 is not positive-definite).",
               torch.stack([definite(2, 2), -definite(2, 2)]), False)


@operator(L.qr)
def linalg_qr(case):
    for mode in "reduced", "complete":
        sample(case, near_identity(3, 3), mode)
        sample(case, normal(2, 2, 4), mode)
    sample(case, normal(4, 2), "reduced")
    sample(case, normal(4, 2), "complete", grad=False)
    sample(case, normal(0, 2), "reduced", grad=False)
    sample(case, normal(2, 0), "complete", grad=False)
    sample(case, normal(3, 2), "r", grad=False)
    refuses(case, "linalg.qr", "reduced", square=False)
    case.fails("value", "linalg.qr: qr received unrecognized mode 'x' but expected one of 'reduced' (default), 'r', or 'complete'",
               normal(2, 2), "x")


def spread(*shape):
    """Matrices whose singular and eigenvalues lie apart, as the vectors' derivatives need it."""
    a = normal(*shape) * 0.5
    steps = torch.arange(min(shape[-2:]), dtype=torch.float64)
    a.diagonal(0, -2, -1).add_((1.5 * steps + 1.5) * (-1) ** steps)
    return bf16(a)


SHAPES = (1, 1), (3, 3), (4, 2), (2, 4), (2, 3, 2), (2, 1, 2, 3), (2, 4, 4), (0, 3), (3, 0), (0, 2, 2)


@operator(lambda a, full, driver: L.svd(a, full, driver=driver))
def linalg_svd(case):
    pairs = (0, -1), (2, -2)
    for shape in SHAPES:
        sample(case, spread(*shape), False, None, signs=pairs)
    for shape in (3, 3), (2, 2, 2):
        sample(case, spread(*shape), True, None, signs=pairs)
    # One more vector than values; PyTorch lets no gradient through it.
    for shape in (3, 2), (2, 2, 3):
        sample(case, spread(*shape), True, None, signs=pairs, second=False)
    for shape in (0, 3), (3, 0):
        sample(case, spread(*shape), True, None, signs=pairs, grad=False)
    refuses(case, "linalg.svd", True, None, square=False)
    case.fails("value", "linalg.svd: (Batch element 1): The algorithm failed to converge because the input matrix contained "
               "non-finite values.", torch.stack([SINGULAR, SINGULAR * NAN]), True, None)
    case.fails("value", "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.",
               normal(2, 2), True, "gesvd")


@operator(torch.svd)
def svd(case):
    pairs = (0, -1), (2, -1)
    for shape in SHAPES:
        sample(case, spread(*shape), True, True, signs=pairs)
    sample(case, spread(2, 2, 3), False, True, signs=pairs, second=False)
    for some in True, False:
        sample(case, spread(2, 2, 3), some, False)
    case.fails("shape", "linalg.svd: input should have at least 2 dimensions, but has 1 dimensions instead", normal(3), True,
               True)


@operator(L.eigh)
def linalg_eigh(case):
    sample(case, normal(3, 1, 1), "L", signs=[(1, -1)])
    for part in "L", "U":
        for shape in (3, 3), (2, 4, 4), (2, 1, 2, 2), (0, 0), (0, 2, 2):
            sample(case, symmetric(spread(*shape)), part, signs=[(1, -1)], second="symmetric")
        one = torch.tensor([0.0, NAN, 0.0, 0.0] if part == "L" else [0.0, 0.0, NAN, 0.0], dtype=torch.float64).reshape(2, 2)
        sample(case, spread(2, 2) + one, part, signs=[(1, -1)], grad=False)  # in the other triangle
    refuses(case, "linalg.eigh", "L", dtypes=False)
    case.fails("dtype", "linalg.eigh: \"linalg_eigh_cpu\" not implemented for 'Long'", integers(2, 2), "L")
    case.fails("value", "linalg.eigh: Expected UPLO argument to be 'L' or 'U', but got X", normal(2, 2), "X")
    gap = spread(3, 3)
    gap[0, 1] = NAN
    case.fails("value", "linalg.eigh: (Batch element 1): The algorithm failed to converge because the input matrix is "
               "ill-conditioned or has too many repeated eigenvalues (error code: ", torch.stack([spread(3, 3), gap]), "U")


@operator(lambda a, driver: L.svdvals(a, driver=driver))
def linalg_svdvals(case):
    for shape in (1, 1), (3, 3), (4, 2), (2, 2, 3), (0, 3):
        sample(case, normal(*shape), None)
    refuses(case, "linalg.svd", None, square=False)
    case.fails("value", "linalg.svd: The algorithm failed to converge because the input matrix contained non-finite values.",
               values(NAN, 1.0, 2.0, 3.0).reshape(2, 2), None)
    case.fails("value", "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.",
               normal(2, 2), "gesvdj")


@operator(L.eigvalsh)
def linalg_eigvalsh(case):
    sample(case, normal(3, 1, 1), "L")
    for part in "L", "U":
        sample(case, symmetric(normal(3, 3)), part, second="symmetric")
        sample(case, symmetric(spread(2, 4, 4)), part, second="symmetric")
    sample(case, normal(0, 0), "L", second=False)
    refuses(case, "linalg.eigh", "L", dtypes=False)
    case.fails("value", "linalg.eigh: Expected UPLO argument to be 'L' or 'U', but got X", normal(2, 2), "X")


@operator(lambda a, atol, rtol, hermitian: L.pinv(a, atol=atol, rtol=rtol, hermitian=hermitian))
def linalg_pinv(case):
    for shape in (3, 3), (4, 2), (2, 2, 4):
        sample(case, normal(*shape), None, None, False)
    sample(case, SINGULAR, None, None, False, second=False)
    sample(case, SINGULAR, None, None, True, second=False)
    sample(case, torch.diag(values(4.0, 1.0, 0.25)), None, 0.125, False, second=False)
    sample(case, torch.diag(values(4.0, 1.0, 0.25)), 0.5, None, False, second=False)
    sample(case, normal(0, 2), None, None, False, grad=False)
    case.fails("dtype", "linalg.pinv(Float{[3]}): expected a tensor with 2 or more dimensions of float, double, cfloat or "
               "cdouble types", normal(3), None, None, False)


@operator(lambda a, atol, rtol, hermitian: L.matrix_rank(a, atol=atol, rtol=rtol, hermitian=hermitian))
def linalg_matrix_rank(case):
    sample(case, torch.stack([near_identity(2, 2), SINGULAR, SINGULAR * 0]), None, None, False)
    sample(case, normal(4, 2), None, None, False)
    sample(case, torch.diag(values(4.0, -1.0, 0.25)), 0.5, None, True)
    sample(case, normal(2, 0, 3), None, None, False)


@operator(L.matrix_exp)
def linalg_matrix_exp(case):
    for shape in (1, 1), (3, 3), (2, 2, 2), (0, 0):
        sample(case, normal(*shape, scale=0.5))
    sample(case, normal(3, 3, scale=4.0), second=False)
    sample(case, torch.zeros(2, 2, dtype=torch.float64))
    sample(case, torch.diag(values(10.0, -10.0, 0.0)), second=False)
    refuses(case, "linalg.matrix_exp", dtypes=False)
    case.fails("dtype", "linalg.matrix_exp: Expected a floating point or complex tensor as input. Got Long", integers(2, 2))


@operator(L.matrix_power)
def linalg_matrix_power(case):
    for n in 0, 1, 2, 5, -1, -3:
        sample(case, near_identity(3, 3), n)
    sample(case, near_identity(2, 2, 2), 3)
    case(integers(3, 3), 3)
    refuses(case, "linalg.matrix_power", 2, dtypes=False)


ORDERS = 2, 1, 0, 3, 1.5, 0.5, -1, INF, -INF


@operator(lambda x, ord, dim, keepdim, dtype: L.vector_norm(x, ord, dim=dim, keepdim=keepdim, dtype=dtype))
def linalg_vector_norm(case):
    for ord in ORDERS:
        case(normal(3, 4), ord, [1], False, None, grad=ord != 0)
        case(normal(3, 4), ord, None, True, None, grad=False)
    case(normal(2, 3, 4), 2, [0, -1], True, None)
    case(normal(), 2, None, False, None)
    case(torch.zeros(3, dtype=torch.float64), 2, None, False, None, second=False)
    case(torch.zeros(3, dtype=torch.float64), 1.5, None, False, None, second=False)
    case(torch.zeros(3, dtype=torch.float64), 3, None, False, None, second=False)
    case(values(2.0, -2.0, 1.0), INF, None, False, None, second=False)
    case(normal(2, 0), 2, [1], False, None)
    case(normal(0, 2), INF, [1], False, None)
    case(integers(2, 2, dtype=torch.int32).float(), 2, None, False, torch.float64, exact=True, grad=False)
    case.fails("value", "linalg.vector_norm cannot compute the inf norm on an empty tensor because the operation does not have "
               "an identity", normal(0), INF, None, False, None)
    case.fails("value", "linalg.vector_norm cannot compute the -1 norm on the dimension 1because this dimension is empty and "
               "the operation does not have an identity", normal(2, 0), -1, [1], False, None)
    case.fails("dtype", "linalg.vector_norm: Expected a floating point or complex tensor as input. Got Long", integers(2), 2,
               None, False, None)
    case.fails("dtype", "linalg.vector_norm: dtype should be floating point or complex, but got Long", normal(2), 2, None, False,
               torch.int64)
    case.fails("value", "linalg.vector_norm: dim 0 appears multiple times in the list of dims", normal(2, 2), 2, [0, 0], False,
               None)


@operator(lambda x, ord, dim, keepdim, dtype: L.matrix_norm(x, ord, dim=dim, keepdim=keepdim, dtype=dtype))
def linalg_matrix_norm(case):
    for ord in 1, -1, INF, -INF, 2, -2, "fro", "nuc":
        sample(case, normal(3, 4), ord, [-2, -1], False, None)
        sample(case, normal(2, 3, 4), ord, [2, 0], True, None)
    sample(case, normal(2, 3, 2), "nuc", [0, 1], False, None)
    refuses(case, "linalg.matrix_norm", "fro", [-2, -1], False, None, square=False)
    case.fails("value", "linalg.matrix_norm: Order x not supported.", normal(2, 2), "x", [-2, -1], False, None)
    case.fails("value", "linalg.matrix_norm: Order 3 not supported.", normal(2, 2), 3, [-2, -1], False, None)
    case.fails("value", "linalg.matrix_norm: dim must be a 2-tuple. Got 0", normal(2, 2), 2, [0], False, None)
    case.fails("value", "linalg.matrix_norm: dims must be different. Got (0, 0)", normal(2, 2), 2, [0, -2], False, None)


@operator(lambda x, ord, dim, keepdim, dtype: L.norm(x, ord, dim=dim, keepdim=keepdim, dtype=dtype))
def linalg_norm(case):
    sample(case, normal(2, 3, 2), None, None, False, None)
    sample(case, normal(2, 3), 2, None, False, None)
    sample(case, normal(2, 3), 1, [0, 1], True, None)
    sample(case, normal(3), 1, None, False, None)
    sample(case, normal(2, 3), 3, [1], False, None)
    sample(case, normal(2, 3), "nuc", None, False, None)
    case.fails("shape", "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.", normal(2, 2, 2),
               2, None, False, None)
    case.fails("value", "linalg.norm: If dim is specified, it must be of length 1 or 2. Got [0, 1, 2]", normal(2, 2, 2), 2,
               [0, 1, 2], False, None)


@operator(lambda x, y, p, mode: torch.cdist(x, y, p=p))
def cdist(case):
    for p in 2.0, INF, 3.0:
        sample(case, normal(4, 3), normal(5, 3), p, None)
    for p in 1.0, 1.5, 0.5:  # no two coordinates are alike
        sample(case, distinct(4, 3), distinct(5, 3) + 0.125, p, None)
    sample(case, normal(4, 3), normal(2, 3), 0.0, None, second=False)
    sample(case, normal(2, 1, 3, 2), normal(4, 2, 2), 2.0, None)
    sample(case, normal(26, 5), normal(27, 5), 2.0, 2, second=False, grad=False)
    sample(case, normal(2, 0), normal(3, 0), 2.0, None, grad=False)
    sample(case, normal(0, 2), normal(3, 2), 2.0, None, grad=False)
    near = normal(3, 2)
    for p in 2.0, 1.0, INF, 3.0, 1.5:
        sample(case, near, near.clone(), p, None, second=False)
    case.fails("shape", "cdist: cdist only supports at least 2D tensors, X1 got: 1D", normal(2), normal(2, 2), 2.0, None)
    case.fails("shape", "cdist: X1 and X2 must have the same number of columns. X1: 3 X2: 4", normal(2, 3), normal(2, 4), 2.0,
               None)
    case.fails("value", "cdist: cdist only supports non-negative p values", normal(2, 3), normal(2, 3), -1.0, None)
    case.fails("dtype", "cdist: cdist only supports floating-point dtypes, X2 got: Long", normal(2, 3), integers(2, 3), 2.0, None)
    case.fails("shape", "cdist: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
               normal(3, 2, 3), normal(2, 4, 3), 2.0, None)


@operator(torch.pdist)
def pdist(case):
    for p in 2.0, 1.0, INF:
        sample(case, normal(5, 3), p)
    sample(case, normal(1, 3), 2.0, grad=False)
    case.fails("shape", "pdist: pdist only supports 2D tensors, got: 1D", normal(2), 2.0)
    case.fails("value", "pdist: pdist only supports non-negative p values", normal(2, 3), -1.0)
