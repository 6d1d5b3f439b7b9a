#!/usr/bin/env python3
"""Writes calls of operators, with what PyTorch makes of them, for sweep to repeat.

    export.py OUT [OPERATOR...]     writes OUT/calls.jsonl and OUT/data.bin (default: every operator)

The calls are the samples that PyTorch tests its own operators with (torch.testing's op_db): of every
dtype, as they are and with dims reversed in memory, wrong ones among them. Each line of calls.jsonl
has an operator's arguments, in the order of its C++ form, and results, gradients for random
cotangents, and what the in-place form makes of self, or errors. Needs PyTorch 2.6.
"""
import argparse
import json
import math
import pathlib
import random
import warnings

import torch
from torch.testing._internal.common_methods_invocations import op_db

DATA = pathlib.Path(__file__).resolve().parent.parent / "golden" / "data"
DTYPES = [torch.float64, torch.float32, torch.int64, torch.bfloat16, torch.float16, torch.int32, torch.uint8,
          torch.bool, torch.int8, torch.int16]
SAMPLES = {torch.float64: 60, torch.float32: 16, torch.int64: 24}  # others: 8
LARGE = 5000  # elements of self from which on a sample is left out
# Results that chance, signs or ties decide, and op_db's functions that take arguments in another order.
LEFT_OUT = {"bernoulli", "multinomial", "rand", "randn", "randint", "randperm", "rand_like", "randn_like", "randint_like",
            "dropout", "svd", "linalg_svd", "linalg_eigh", "topk", "kthvalue", "mode", "where", "unique_consecutive",
            "as_strided", "view"}


class Unfit(Exception):
    """A call that pumice's table cannot be given: complex numbers, sparse tensors, names."""


def name(dtype):
    return str(dtype).removeprefix("torch.")


def reach(t):
    """Elements from the storage's start to the end of t."""
    return t.storage_offset() + sum((n - 1) * s for n, s in zip(t.shape, t.stride())) + 1 if t.numel() else 0


def storage_of(t):
    return torch.as_strided(t, (reach(t),), (1,), 0)


def copied(t):
    """A copy that lies in memory as t does."""
    if t.numel() == 0:
        return torch.empty_strided(t.shape, t.stride(), dtype=t.dtype)
    return torch.as_strided(storage_of(t).clone(), t.shape, t.stride(), t.storage_offset())


def overlaps(t):
    """Whether writes to t are undefined: elements share memory, and no stride of 0 gives it away."""
    if t.numel() < 2 or 0 in t.stride():
        return False
    at = sum((torch.arange(n) * s).reshape([-1 if i == d else 1 for i in range(t.dim())])
             for d, (n, s) in enumerate(zip(t.shape, t.stride())))
    return at.unique().numel() != t.numel()


def reversed_dims(t):
    if t.dim() == 4:
        return t.contiguous(memory_format=torch.channels_last)
    return t.transpose(0, -1).contiguous().transpose(0, -1) if t.dim() > 1 else t


def each(value, f):
    """value with f of every tensor in it."""
    if isinstance(value, torch.Tensor):
        return f(value)
    if isinstance(value, dict):
        return {k: each(v, f) for k, v in value.items()}
    return type(value)(each(v, f) for v in value) if type(value) in (list, tuple) else value


def flat(result):
    if isinstance(result, bool):
        return [torch.tensor(result)]
    if isinstance(result, torch.Tensor):
        return [result]
    if not isinstance(result, (tuple, list)):
        raise Unfit(f"a result of {type(result)}")
    return [t for r in result for t in flat(r)]


def first_line(error):
    return str(error).split("\n")[0]


def fits(kind, value):
    """Whether an argument may be given where a schema says `kind`."""
    kind = str(kind)
    if kind.startswith("Optional["):
        return value is None or fits(kind[9:-1], value)
    if kind.startswith("List["):
        lone = isinstance(value, int) and not isinstance(value, bool) and "int" in kind
        return lone or isinstance(value, (list, tuple)) and all(fits(kind[5:-1], v) for v in value)
    takes = {"Tensor": torch.Tensor, "int": (int, torch.dtype), "SymInt": int, "bool": bool, "float": (int, float),
             "number": (bool, int, float), "str": str}
    return isinstance(value, takes.get(kind, ()))


# Parameters that pumice's forms have in TensorOptions, or not at all.
DROPPED = ("layout", "device", "pin_memory", "memory_format")


def bound(schema, args, kwargs):
    """[(parameter, value, whether it is its default)] or None where the schema does not take them."""
    args, kwargs, found = list(args), dict(kwargs), []
    for p in schema.arguments:
        key = next((k for k in (p.name, {"self": "input", "dim": "axis"}.get(p.name)) if k in kwargs), None)
        if args and not p.kwarg_only:
            found.append((p, args.pop(0), False))
        elif key:
            found.append((p, kwargs.pop(key), False))
        elif p.has_default_value():
            found.append((p, p.default_value, True))
        else:
            return None
    fit = not args and not kwargs and all(d or p.name in DROPPED or fits(p.type, v) for p, v, d in found)
    return found if fit and not any(p.is_out or p.name in ("generator", "names") for p, _, _ in found) else None


class Writer:
    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.calls, self.data = open(folder / "calls.jsonl", "w"), open(folder / "data.bin", "wb")
        self.count, self.unfit = 0, 0

    def keep(self, t, whole_storage=False):
        """A tensor as JSON: its dtype, how it lies, and where its bytes are."""
        t = t.detach()
        if t.dtype not in DTYPES or t.layout != torch.strided:
            raise Unfit(f"{t.dtype} {t.layout}")
        lies = storage_of(t) if whole_storage else t.contiguous().reshape(-1)
        raw = torch.empty(lies.shape, dtype=t.dtype).copy_(lies).view(torch.uint8).numpy().tobytes()
        entry = {"dtype": name(t.dtype), "sizes": list(t.shape), "strides": list(t.stride()),
                 "offset": t.storage_offset() if whole_storage and t.numel() else 0, "at": self.data.tell(),
                 "bytes": len(raw)}
        self.data.write(raw)
        return entry

    def argument(self, value, inputs):
        if isinstance(value, torch.Tensor):
            inputs.append(value)
            return {"tensor": len(inputs) - 1}
        if isinstance(value, torch.dtype):
            if value not in DTYPES:
                raise Unfit(name(value))
            return {"dtype": name(value)}
        if isinstance(value, float) and not math.isfinite(value):
            return {"float": str(value)}
        if isinstance(value, (list, tuple)):
            return [self.argument(v, inputs) for v in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        raise Unfit(f"an argument of {type(value)}")

    def form(self, found, inputs):
        """The arguments in the order of one C++ overload: TensorOptions for a factory's keywords."""
        factory = any(p.name == "layout" for p, _, _ in found)
        kept = [x for x in found if x[0].name not in DROPPED]
        args = [{"options": name(v) if v else None} if factory and p.name == "dtype" else self.argument(v, inputs)
                for p, v, _ in kept]
        return {"args": args, "defaults": [d for _, _, d in kept]}

    def forms(self, operator, args, kwargs):
        """Every overload that takes the arguments, and the tensors among these."""
        packet, forms, inputs = getattr(torch.ops.aten, operator, None), [], []
        for overload in packet.overloads() if packet else []:
            found = bound(getattr(packet, overload)._schema, args, kwargs)
            if found:
                inputs = []
                forms.append(self.form(found, inputs))
        if not forms:
            raise Unfit("no overload takes the arguments")
        return forms, inputs

    def call(self, operator, f, in_place, args, kwargs, label, grad=False):
        kwargs.pop("return_indices", None)  # Python's alone
        try:
            line = self.described(operator, f, in_place, args, kwargs, grad)
        except Unfit:
            self.unfit += 1
            return
        self.calls.write(json.dumps({"operator": operator, "label": label, **line}) + "\n")
        self.count += 1

    def described(self, operator, f, in_place, args, kwargs, grad):
        forms, inputs = self.forms(operator, args, kwargs)
        line = {"forms": forms, "inputs": [self.keep(t, whole_storage=True) for t in inputs]}
        leaves = {}

        def leaf(t):
            if id(t) not in leaves:
                leaves[id(t)] = copied(t).requires_grad_(grad and t.dtype.is_floating_point)
            return leaves[id(t)]

        try:
            results = flat(f(*each(args, leaf), **each(kwargs, leaf)))
        except Unfit:
            raise
        except Exception as error:  # whatever PyTorch raises
            return {**line, "error": first_line(error)}
        line["results"] = [self.keep(r) for r in results]
        if grad:
            line["gradients"] = self.gradients(results, [leaves[id(t)] for t in inputs])
        elif in_place and isinstance(args[0], torch.Tensor) and not overlaps(args[0]):
            leaves.clear()
            try:
                in_place(*each(args, leaf), **each(kwargs, leaf))
                line["in_place"] = self.keep(leaf(args[0]))
            except Exception as error:
                line["in_place_error"] = first_line(error)
        return line

    def gradients(self, results, leaves):
        """Which results have a history, the cotangents of these, and each leaf's gradient."""
        outputs = [i for i, r in enumerate(results) if r.requires_grad]
        cotangents = [torch.randn(results[i].shape, dtype=torch.float64).to(results[i].dtype) for i in outputs]
        needed = [i for i, t in enumerate(leaves) if t.requires_grad]
        kept = {"of": outputs, "cotangents": [self.keep(c) for c in cotangents], "inputs": needed}
        if outputs:
            try:
                found = torch.autograd.grad([results[i] for i in outputs], [leaves[i] for i in needed], cotangents,
                                            allow_unused=True)
                kept["values"] = [None if g is None else self.keep(g) for g in found]
            except RuntimeError as error:
                kept["error"] = first_line(error)
        return kept


def samples_of(op, dtype):
    found = []
    for source in (op.sample_inputs, op.reference_inputs if dtype in SAMPLES else None):
        try:
            found += list(source("cpu", dtype)) if source else []
        except Exception:  # some have none for some dtypes
            pass
    found = [s for s in found if not isinstance(s.input, torch.Tensor) or s.input.numel() <= LARGE]
    random.Random(5).shuffle(found)
    return found[:SAMPLES.get(dtype, 8)]


def export(op, operator, writer):
    in_place = None if operator.startswith("linalg") else op.inplace_variant
    supported = [d for d in DTYPES if d in op.supported_dtypes("cpu")]
    for dtype in supported:
        torch.manual_seed(7)
        for i, s in enumerate(samples_of(op, dtype)):
            args, kwargs, label = (s.input, *s.args), dict(s.kwargs), f"{name(dtype)} {i}"
            if dtype == torch.float64 or i < 2 and dtype.is_floating_point:
                writer.call(operator, op.op, None, args, kwargs, label, grad=True)
            writer.call(operator, op.op, in_place, args, kwargs, label)
            if i < 6 and dtype in (torch.float32, torch.int64):
                writer.call(operator, op.op, in_place, each(args, reversed_dims), each(kwargs, reversed_dims),
                            f"{label} reversed")
    for dtype in (d for d in DTYPES if supported and d not in supported):
        for i, s in enumerate(samples_of(op, supported[0])[:2]):
            args, kwargs = each(((s.input, *s.args), dict(s.kwargs)),
                                lambda t: t.to(dtype) if t.dtype == supported[0] else t)
            writer.call(operator, op.op, in_place, args, kwargs, f"refused {name(dtype)} {i}")
    if op.error_inputs_func:
        for i, e in enumerate(op.error_inputs("cpu")):
            s = e.sample_input
            writer.call(operator, op.op, None, (s.input, *s.args), dict(s.kwargs), f"wrong {i}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("operator", nargs="*")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    known = {path.stem for path in DATA.glob("*.safetensors")} - LEFT_OUT
    writer = Writer(options.out)
    for op in op_db:
        operator = op.name.replace(".", "_").removeprefix("nn_functional_")
        if operator in (options.operator or known):
            export(op, operator, writer)
    print(f"{writer.count} calls, {writer.unfit} left out, {writer.data.tell() / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
