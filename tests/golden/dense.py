# Samples of the dense operators: linear layers and convolution.
import torch
import torch.nn.functional as F

from golden import *


@operator(F.linear)
def linear(case):
    case(normal(4, 5), normal(3, 5), normal(3))
    case(normal(4, 5), normal(3, 5), None)
    case(normal(5), normal(3, 5), normal(3))
    case(normal(5), normal(3, 5), None)
    case(normal(2, 3, 5), normal(4, 5), normal(4))
    case(normal(19, 33), normal(21, 33), normal(21), second=False)
    case(normal(0, 5), normal(3, 5), normal(3))
    case(normal(1, 1), normal(1, 1), normal(1))
    case(normal(2, 0), normal(3, 0), normal(3))
    case.fails("shape", "linear: mat1 and mat2 shapes cannot be multiplied (4x5 and 6x3)",
               normal(4, 5), normal(3, 6), normal(3))
    case.fails("shape", "linear: mat1 and mat2 shapes cannot be multiplied (6x5 and 6x3)",
               normal(2, 3, 5), normal(3, 6), None)
    case.fails("shape", "addmm: The expanded size of the tensor (3) must match the existing size (2) "
               "at non-singleton dimension 1.", normal(4, 5), normal(3, 5), normal(2))


@operator(F.conv2d)
def conv2d(case):
    one, two, zero = [1, 1], [2, 2], [0, 0]
    case(normal(2, 3, 6, 5), normal(4, 3, 3, 3), normal(4), one, zero, one, 1)
    case(normal(1, 2, 5, 5), normal(3, 2, 3, 3), None, one, one, one, 1)
    case(normal(2, 2, 7, 6), normal(2, 2, 3, 2), normal(2), two, [1, 0], one, 1)
    case(normal(1, 2, 8, 7), normal(2, 2, 3, 3), normal(2), [2, 1], [2, 1], [2, 1], 1)
    case(normal(1, 4, 5, 5), normal(6, 2, 3, 3), normal(6), one, one, one, 2)
    case(normal(2, 3, 5, 4), normal(3, 1, 3, 3), normal(3), one, one, one, 3)
    case(normal(2, 3, 5, 4), normal(6, 1, 2, 2), None, two, zero, one, 3)
    case(normal(2, 5, 3, 3), normal(4, 5, 1, 1), normal(4), one, zero, one, 1)
    case(normal(3, 5, 5), normal(2, 3, 3, 3), normal(2), one, one, one, 1)
    case(normal(1, 1, 9, 9), normal(1, 1, 3, 3), None, [3, 3], zero, two, 1)
    case(normal(1, 1, 1, 1), normal(1, 1, 1, 1), normal(1), 1, 0, 1, 1)
    case(normal(1, 2, 4, 4), normal(2, 2, 3, 3), normal(2), 1, 1, 1, 1)
    case(normal(0, 3, 5, 5), normal(2, 3, 3, 3), normal(2), one, zero, one, 1)
    case(normal(2, 17, 9, 10), normal(9, 17, 3, 3), normal(9), one, one, one, 1, second=False, grad=False)
    case.fails("shape", "conv2d: Given groups=1, weight of size [4, 3, 3, 3], expected input[2, 2, 6, 5] "
               "to have 3 channels, but got 2 channels instead",
               normal(2, 2, 6, 5), normal(4, 3, 3, 3), None, one, zero, one, 1)
    case.fails("shape", "conv2d: Given groups=2, expected weight to be at least 2 at dimension 0, but got "
               "weight of size [1, 3, 3, 3] instead",
               normal(2, 6, 6, 5), normal(1, 3, 3, 3), None, one, zero, one, 2)
    case.fails("shape", "conv2d: Given groups=2, expected weight to be divisible by 2 at dimension 0, but "
               "got weight of size [[3, 3, 3, 3]] instead",
               normal(2, 6, 6, 5), normal(3, 3, 3, 3), None, one, zero, one, 2)
    case.fails("shape", "conv2d: Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 "
               "elements, but got bias of size [3] instead",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), normal(3), one, zero, one, 1)
    case.fails("shape", "conv2d: Calculated padded input size per channel: (2 x 5). Kernel size: (3 x 3). "
               "Kernel size can't be greater than actual input size",
               normal(2, 3, 2, 5), normal(4, 3, 3, 3), None, one, zero, one, 1)
    case.fails("shape", "conv2d: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of "
               "size: [3, 6]", normal(3, 6), normal(4, 3, 3, 3), None, one, zero, one, 1)
    case.fails("shape", "conv2d: expected stride to be a single integer value or a list of 1 values to match "
               "the convolution dimensions, but got stride=[1, 1]",
               normal(2, 3, 6, 5), normal(4, 3, 3), None, one, zero, one, 1)
    case.fails("value", "conv2d: non-positive stride is not supported",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), None, zero, zero, one, 1)
    case.fails("value", "conv2d: negative padding is not supported",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), None, one, [-1, 0], one, 1)
    case.fails("value", "conv2d: dilation should be greater than zero",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), None, one, zero, zero, 1, own_words=True)
    case.fails("value", "conv2d: non-positive groups is not supported",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), None, one, zero, one, 0)
    case.fails("shape", "conv2d: expected stride to be a single integer value or a list of 2 values to match "
               "the convolution dimensions, but got stride=[1, 1, 1]",
               normal(2, 3, 6, 5), normal(4, 3, 3, 3), None, [1, 1, 1], zero, one, 1)
    case.fails("dtype", "conv2d: expected scalar type Float but found Long",
               normal(1, 1, 3, 3), integers(1, 1, 2, 2), None, one, zero, one, 1)
