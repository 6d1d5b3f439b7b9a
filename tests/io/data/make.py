#!/usr/bin/env python3
"""Writes the .pt files that the tests read, and beside each what PyTorch finds in it, as safetensors.

By hand, with PyTorch 2.6 and safetensors: tests/io/data/make.py [FOLDER]
FOLDER holds the files that make.cpp has written with libtorch; without it those are left as they are.
"""
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent


def flat(item, name=""):
    """Tensors by the keys that lead to them."""
    if isinstance(item, torch.Tensor):
        return {name or "0": item.detach().clone(memory_format=torch.contiguous_format)}
    pairs = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, (list, tuple)) else ()
    found = {}
    for key, value in pairs:
        found |= flat(value, f"{name}.{key}" if name else str(key))
    return found


def write(name, item, **how):
    torch.save(item, here / f"{name}.pt", **how)
    save_file(flat(item), here / f"{name}.safetensors")


def python_files():
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    base = torch.randn(3, 4)
    write("state", net.state_dict())
    write("protocol4", net.state_dict(), pickle_protocol=4)
    write("tensor", base.half().t())
    write("checkpoint", {
        "model": net.state_dict(), "epoch": 300, "loss": -0.5, "name": "net", "flag": True, "none": None,
        "steps": -7, "large": -2**40, "views": [base, base[1:, ::2], base.t()], "pair": (base[0], base[1]),
        "expanded": torch.ones(1).expand(3), "empty": torch.empty(0, 3), "size": base.size(),
        "param": torch.nn.Parameter(base[2].clone()), 3: torch.tensor(7)})
    dtypes = (torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32,
              torch.int16, torch.int8, torch.uint8, torch.bool)
    write("dtypes", {str(d): torch.tensor([0, 1, 3, 100]).to(d) for d in dtypes})


def libtorch_files(folder):
    for path in sorted(folder.glob("libtorch_*.pt")):
        shutil.copy(path, here / path.name)
        save_file(flat(dict(torch.jit.load(path).state_dict())), here / f"{path.stem}.safetensors")


python_files()
if len(sys.argv) > 1:
    libtorch_files(pathlib.Path(sys.argv[1]))
