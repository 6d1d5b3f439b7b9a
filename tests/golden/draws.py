# Samples of random numbers: shapes and dtypes; values and distributions are tested apart.
import torch
import torch.nn.functional as F

from golden import *


@operator(lambda size, o: torch.rand(size, dtype=o.dtype))
def rand(case):
    case([5, 7], Options(), compare="shape")
    case([], Options(), compare="shape")
    case([0, 3], Options(), compare="shape")


@operator(lambda size, o: torch.randn(size, dtype=o.dtype))
def randn(case):
    case([5, 7], Options(), compare="shape")
    case([0, 3], Options(), compare="shape")


@operator(lambda low, high, size, o: torch.randint(low, high, size, dtype=o.dtype))
def randint(case):
    case(-3, 9, [5, 7], Options(torch.int64), compare="shape")
    case(0, 2, [9], Options(torch.int32), compare="shape")
    case(0, 5, [3], Options(), compare="shape")
    case.fails("value", "random_ expects 'from' to be less than 'to', but got from=3 >= to=3", 3, 3, [2],
               Options(torch.int64))


@operator(lambda n, o: torch.randperm(n, dtype=o.dtype))
def randperm(case):
    case(9, Options(torch.int64), compare="shape")
    case(0, Options(torch.int64), compare="shape")
    case(1, Options(torch.int32), compare="shape")
    case.fails("value", "randperm: Trying to create tensor with negative dimension -1: [-1]", -1, Options(torch.int64))


@operator(torch.bernoulli)
def bernoulli(case):
    case(uniform(5, 7), compare="shape", grad=False)
    case(values(0.0, 1.0, 1.0, 0.0), grad=False)


@operator(lambda x, p, train: F.dropout(x, p, train))
def dropout(case):
    case(normal(5, 7), 0.5, True, compare="shape", grad=False)
    case(normal(5, 7), 0.5, False)
    case(normal(5, 7), 0.0, True)
    case(normal(5, 7), 1.0, True)
    case(normal(0, 7), 0.5, True)
    case.fails("value", "dropout: dropout probability has to be between 0 and 1, but got 1.5", normal(3), 1.5, True)


def drawn_like(case, *numbers):
    case(normal(3, 4), *numbers, Options(), compare="shape", grad=False)
    case(normal(0, 4), *numbers, Options(), compare="shape", grad=False)


@operator(lambda x, o: torch.rand_like(x))
def rand_like(case):
    drawn_like(case)


@operator(lambda x, o: torch.randn_like(x))
def randn_like(case):
    drawn_like(case)


@operator(lambda x, low, high, o: torch.randint_like(x, low, high))
def randint_like(case):
    drawn_like(case, -3, 5)


@operator(torch.multinomial)
def multinomial(case):
    case(uniform(3, 5), 2, False, compare="shape", grad=False)
    case(uniform(5), 7, True, compare="shape", grad=False)
    case(values(0.0, 0.0, 1.0), 1, False, grad=False)
    case.fails("dtype", "multinomial only supports floating-point dtypes for input, got: Long", integers(3, low=1), 1, False)
    case.fails("shape", "prob_dist must be 1 or 2 dim", uniform(2, 2, 2), 1, False)
    case.fails("value", "cannot sample n_sample <= 0 samples", uniform(3), 0, False)
    case.fails("value", "cannot sample n_sample > prob_dist.size(-1) samples without replacement", uniform(3), 4, False)
