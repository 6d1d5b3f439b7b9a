#!/usr/bin/env python3
"""Computes with PyTorch, in float64, what pumice's operators are tested against.

    tools/golden.py [OPERATOR...]     writes tests/golden/data/OPERATOR.safetensors (default: all)
    tools/golden.py --check           compares with what is there instead; exits 1 where they differ

Samples come from tests/golden/*.py, one function per operator:

    @operator(torch.mm)                        # a callable that takes pumice's arguments in order
    def mm(case):
        case(normal(5, 7), normal(7, 3))
        case.fails("shape", "mm: mat1 and mat2", normal(4, 3), normal(5, 2))

A float64 argument stands for every floating dtype under test, so its values should be exact in
bfloat16, as those of the makers below are; tensors of other dtypes are passed as they are.
Needs PyTorch 2.6 (pip install torch==2.6.0); its version is recorded in every file.
"""

import argparse
import json
import math
import os
import pathlib
import re
import struct
import sys
import zlib

os.environ.setdefault("ATEN_CPU_CAPABILITY", "default")  # the same bits on every x86 machine
import torch  # noqa: E402
from torch.overrides import TorchFunctionMode  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "golden"
DATA = SAMPLES / "data"
NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16",
         torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
         torch.uint8: "U8", torch.bool: "BOOL"}
OPERATORS = {}


# ---- makers of inputs ------------------------------------------------------------------------

def bf16(t):
    """The nearest values that every floating dtype holds exactly."""
    return t.to(torch.bfloat16).to(torch.float64)


def normal(*shape, scale=1.0):
    """Normal values, none nearer to zero than scale / 16, where many operators have kinks."""
    t = torch.randn(shape, dtype=torch.float64)
    return bf16(scale * torch.where(t.abs() < 0.0625, t.sign() + (t == 0), t))


def uniform(*shape, low=0.0, high=1.0):
    """Uniform values, kept off both ends."""
    return bf16(low + (high - low) * (0.03 + 0.94 * torch.rand(shape, dtype=torch.float64)))


def distinct(*shape, step=0.25):
    """A permutation of multiples of step around zero: no two equal, so that a maximum is unique."""
    n = math.prod(shape)
    assert n <= 512, "more distinct values than bfloat16 has in a row"
    return (step * (torch.randperm(n).to(torch.float64) - n // 2)).reshape(shape)


def values(*items):
    """These numbers."""
    return torch.tensor(items, dtype=torch.float64)


def integers(*shape, low=-9, high=10, dtype=torch.int64):
    return torch.randint(low, high, shape, dtype=dtype)


def booleans(*shape):
    return torch.rand(shape) < 0.5


def whole(*shape, low=0, high=6):
    """Integers of every dtype, and truth values."""
    return [integers(*shape, low=low, high=high, dtype=dtype) for dtype in
            (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)] + [booleans(*shape)]


class Options:
    """TensorOptions: the dtype (float64: the one under test) of a factory's result."""

    def __init__(self, dtype=torch.float64):
        self.dtype = dtype


# ---- samples ---------------------------------------------------------------------------------

def operator(function):
    """Declares the samples of the operator that the decorated function is named after."""
    def declare(samples):
        name = samples.__name__
        assert name not in OPERATORS, f"{name} has its samples twice"
        OPERATORS[name] = (function, samples)
        return samples
    return declare


class InPlace(TorchFunctionMode):
    """Has the operator of this name called in its in-place form, where its first argument is self."""

    def __init__(self, name, tensor):
        super().__init__()
        self.name, self.tensor = name, tensor

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function.__name__ in (self.name, "special_" + self.name) and args[0] is self.tensor:
            function = getattr(torch.Tensor, self.name + "_")
        return function(*args, **(kwargs or {}))


class Case:
    """Collects the calls of one operator."""

    def __init__(self, name, function):
        self.name, self.function, self.tensors, self.calls = name, function, {}, []

    def keep(self, tensor, kind, number):
        name = f"{len(self.calls)}.{kind}{number}"
        self.tensors[name] = tensor.detach().clone()
        return name

    def encode(self, value, inputs):
        """An argument as JSON; its tensors are kept and listed in inputs."""
        if isinstance(value, torch.Tensor):
            inputs.append(value)
            return {"tensor": self.keep(value, "in", len(inputs) - 1)}
        if isinstance(value, torch.dtype):
            return {"dtype": str(value).split(".")[1]}
        if isinstance(value, Options):
            return {"options": str(value.dtype).split(".")[1]}
        if isinstance(value, float) and not math.isfinite(value):
            return {"float": str(value)}
        if isinstance(value, (list, tuple)):
            return [self.encode(v, inputs) for v in value]
        assert value is None or isinstance(value, (bool, int, float, str)), value
        return value

    def __call__(self, *args, grad=True, second=True, compare="values", dtypes=None, exact=False,
                 tolerance=None, signs=()):
        """One call. grad: False, or the positions among the tensors of those differentiated.
        second: whether finite differences fit (no kinks near the inputs); "symmetric": where the
        first input, which is, stays symmetric. compare="shape" for random results. dtypes: the
        names of those to run float64 tensors as. exact: pass every tensor in its own dtype. tolerance: {dtype name: [relative, absolute]}. signs: [result, dim]
        for each result of vectors side by side along that dim (of matrices: -1 or -2), which are
        unique up to signs that those of one place share."""
        inputs = []
        call = {"args": [self.encode(a, inputs) for a in args]}
        leaves = [t.clone() for t in inputs]
        wanted = [i for i, t in enumerate(leaves) if t.dtype.is_floating_point and
                  (grad is True or grad is not False and i in grad)]
        if grad is not False:
            for i in wanted:
                leaves[i].requires_grad_()
        it = iter(leaves)
        results = self.function(*substitute(args, it))
        results = [results] if isinstance(results, torch.Tensor) else list(results)
        results = with_signs(results, signs)
        call["out"] = [{"tensor": self.keep(r, "out", i)} for i, r in enumerate(results)]
        call["after"] = {str(i): self.keep(t, "after", i) for i, t in enumerate(leaves)
                         if not equal(t.detach(), inputs[i])}
        if hasattr(torch.Tensor, self.name + "_") and isinstance(args[0], torch.Tensor) and \
                self.name != "bernoulli":  # whose in-place form takes no probabilities from self
            self.in_place(call, args, results[0].detach(), inputs)
        if wanted and any(r.requires_grad for r in results):
            self.differentiate(call, results, leaves, wanted)
            call["second"] = second
        for key, value, default in (("compare", compare, "values"), ("dtypes", dtypes, None),
                                    ("exact", exact, False), ("tolerance", tolerance, None),
                                    ("signs", [list(s) for s in signs], [])):
            if value != default:
                call[key] = value
        self.calls.append(call)

    def in_place(self, call, args, result, inputs):
        """What the in-place form makes of self goes without saying where the result has its shape
        and dtype: the same; and where it has not: an error. "inplace" says what is otherwise: the
        tensor that comes, or null for an error."""
        leaves = [t.clone() for t in inputs]
        version = leaves[0]._version
        try:
            with torch.no_grad(), InPlace(self.name, leaves[0]):
                self.function(*substitute(args, iter(leaves)))
        except RuntimeError:
            written = None
        else:
            written = leaves[0]
            if written._version == version:
                return  # its samples call a function of another name, or nothing was to be done
        same = written is not None and written.dtype == result.dtype and equal(written, result)
        if result.dtype == inputs[0].dtype and result.shape == inputs[0].shape:
            if not same:
                call["inplace"] = None if written is None else self.keep(written, "self", 0)
        elif written is not None:
            call["inplace"] = call["out"][0]["tensor"] if same else self.keep(written, "self", 0)

    def taken(self, *args, **options):
        """One call, where PyTorch takes it."""
        try:
            self.function(*args)
        except (RuntimeError, IndexError, ValueError, TypeError):
            return
        self(*args, **options)

    def differentiate(self, call, results, leaves, wanted):
        outputs = [(i, r) for i, r in enumerate(results) if r.requires_grad]
        cotangents = [normal(*r.shape).to(r.dtype) for _, r in outputs]
        for (i, _), c in zip(outputs, cotangents):
            call["out"][i]["cotangent"] = self.keep(c, "cot", i)
        gradients = torch.autograd.grad([r for _, r in outputs], [leaves[i] for i in wanted],
                                        cotangents, allow_unused=True)
        call["grad"] = {str(i): self.keep(g, "grad", i)
                        for i, g in zip(wanted, gradients) if g is not None}

    def fails(self, kind, message, *args, in_torch=True, own_words=False):
        """A call that must throw an Error of this kind whose message begins with these words: the
        operator's name, and PyTorch's words. own_words: PyTorch says something else.
        in_torch: whether PyTorch refuses it as well."""
        inputs = []
        call = {"args": [self.encode(a, inputs) for a in args]}
        if in_torch:
            try:  # in float32, as the tests do it
                self.function(*substitute(args, (t.float() if t.dtype == torch.float64 else t
                                                 for t in inputs)))
            except (RuntimeError, IndexError, ValueError, TypeError) as error:
                assert own_words != says(self.name, str(error), message), \
                    f"{self.name} fails with: {message}\nPyTorch says: {error}"
            else:
                raise AssertionError(f"PyTorch takes what should fail with: {message}")
        call["error"] = {"kind": kind, "message": message}
        self.calls.append(call)


def says(name, theirs, message):
    """Whether PyTorch's message begins as ours does, which has the name of an operator in front;
    PyTorch's may have it in one form or another."""
    def bare(text):
        return re.sub(rf"^((torch\.)?{name}_?(\(\))?( :|:)? )*", "", text)
    ours = {bare(message), bare(re.sub(r"^[\w.]+: ", "", message))}
    return any(words and bare(theirs).startswith(words) for words in ours)


def equal(a, b):
    """Whether sizes and elements are equal, NaN with NaN."""
    return torch.equal(a.nan_to_num(), b.nan_to_num()) and torch.equal(a.isnan(), b.isnan())


def substitute(args, tensors):
    """args with every tensor replaced by the next of the iterator."""
    return [next(tensors) if isinstance(a, torch.Tensor) else
            substitute(a, tensors) if isinstance(a, (list, tuple)) else a for a in args]


def with_signs(results, signs):
    """The results with the vectors along each dim of signs turned so that the largest element of
    those of the first result named is positive, as tests/support/golden.cpp does it."""
    shared = None
    for result, dim in signs:
        t = results[result]
        if t.numel() == 0:
            continue
        across = -3 - dim
        with torch.no_grad():
            own = t.gather(across, t.abs().argmax(across, keepdim=True)).sign().movedim(dim, -1)
            if shared is None:
                shared = own
            n = min(own.shape[-1], shared.shape[-1])  # further vectors stand alone
            own = torch.cat([shared[..., :n], own[..., n:]], -1).movedim(-1, dim)
        results[result] = t * own
    return results


# ---- safetensors -----------------------------------------------------------------------------

def raw_bytes(tensor):
    flat = tensor.contiguous().reshape(-1)
    return (flat.view(torch.int16) if tensor.dtype == torch.bfloat16 else flat).numpy().tobytes()


def safetensors(tensors, metadata):
    """The file as bytes; the same bytes for the same input."""
    header, blobs, end = {"__metadata__": metadata}, [], 0
    for name, tensor in tensors.items():
        blob = raw_bytes(tensor)
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [end, end + len(blob)]}
        blobs.append(blob)
        end += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


def golden_file(name):
    function, samples = OPERATORS[name]
    torch.manual_seed(zlib.crc32(name.encode()))  # so that operators do not depend on each other
    case = Case(name, function)
    samples(case)
    return safetensors(case.tensors, {
        "operator": name, "torch": torch.__version__,
        "calls": json.dumps(case.calls, separators=(",", ":"))})


# ---- comparing -------------------------------------------------------------------------------

FORMATS = {name: torch_dtype for torch_dtype, name in NAMES.items()}


def parse(data):
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__")
    metadata.pop("torch")
    return metadata, {name: (h["dtype"], h["shape"], data[8 + length + h["data_offsets"][0]:
                                                          8 + length + h["data_offsets"][1]])
                      for name, h in header.items()}


def differs(old, new):
    """What distinguishes two files beyond the last bits of a result; None when nothing does."""
    (old_meta, old_tensors), (new_meta, new_tensors) = parse(old), parse(new)
    if old_meta != new_meta or old_tensors.keys() != new_tensors.keys():
        return "the calls differ"
    for name, (dtype, shape, data) in new_tensors.items():
        old_dtype, old_shape, old_data = old_tensors[name]
        if (old_dtype, old_shape) != (dtype, shape):
            return f"{name} was {old_dtype}{old_shape}, is {dtype}{shape}"
        if old_data == data:
            continue
        if dtype not in ("F64", "F32") or ".in" in name or ".cot" in name:
            return f"{name} differs"
        a, b = (torch.frombuffer(bytearray(d), dtype=FORMATS[dtype]) for d in (old_data, data))
        if not torch.allclose(a, b, rtol=1e-6 if dtype == "F32" else 1e-12, atol=1e-13,
                              equal_nan=True):
            return f"{name} differs"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("operator", nargs="*")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()

    sys.path.insert(0, str(SAMPLES))
    sys.modules["golden"] = sys.modules["__main__"]
    torch.set_num_threads(1)
    for path in sorted(SAMPLES.glob("*.py")):
        __import__(path.stem)
    unknown = set(options.operator) - OPERATORS.keys()
    if unknown:
        sys.exit(f"no samples for {', '.join(sorted(unknown))}")

    DATA.mkdir(parents=True, exist_ok=True)
    bad = exact = size = 0
    for name in options.operator or sorted(OPERATORS):
        path, data = DATA / f"{name}.safetensors", golden_file(name)
        size += len(data)
        if not options.check:
            path.write_bytes(data)
            continue
        old = path.read_bytes() if path.exists() else None
        problem = "is missing" if old is None else differs(old, data)
        if problem:
            print(f"{path.relative_to(ROOT)}: {problem}")
            bad += 1
        exact += old == data
    if not options.operator:
        for path in sorted(DATA.glob("*.safetensors")):
            if path.stem not in OPERATORS:
                print(f"{path.relative_to(ROOT)}: no samples make this file")
                bad += 1
    count = len(options.operator or OPERATORS)
    print(f"{count} operators, {size / 1e6:.2f} MB, torch {torch.__version__}" +
          (f", {exact} files the same to the last bit, {bad} bad" if options.check else ""))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
