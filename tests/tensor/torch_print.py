#!/usr/bin/python3
"""Records how libtorch's operator<< prints tensors: tests/tensor/data/torch_print.json.

TorchScript's print() writes tensors with it. Needs python3-torch.
"""
import io
import json
import pathlib
from contextlib import redirect_stdout

import torch

NAN, INF = float("nan"), float("inf")


@torch.jit.script
def show(x: torch.Tensor):
    print(x)


def printed(x):
    out = io.StringIO()
    with redirect_stdout(out):
        show(x)
    return out.getvalue()[:-1]


SAMPLES = [
    ("float32", [2], [1.0, -100.5]), ("int64", [2], [-100, 5]), ("int64", [2, 2], [1, -20, 300, 4]),
    ("int64", [2], [12345678901, 1]), ("float32", [3], [NAN, 1.5, INF]), ("float32", [2], [NAN, NAN]),
    ("float32", [3], [-INF, 100.0, 2.0]), ("float32", [2], [1e-5, 2e-5]), ("float32", [2, 2], [1e-5, 2e-5, 3e-5, 4e-5]),
    ("float32", [2, 2], [123456.5, 2.5e5, 3e5, 4e5]), ("float32", [2], [0.1, 0.25]), ("float32", [], [3.14159265]),
    ("float32", [], [1e10]), ("int64", [], [7]), ("bool", [2], [1, 0]), ("float16", [2], [1.5, 2.5]),
    ("bfloat16", [2], [1.5, 2.5]), ("int32", [3], [1, 2, 3]), ("int16", [1], [-7]), ("int8", [2], [-128, 127]),
    ("float32", [0], []), ("float32", [0, 3], []), ("float32", [2, 0], []), ("float32", [2, 0, 3], []),
    ("float32", [2, 2, 3], [x / 2 for x in range(12)]), ("int64", [2, 2, 2, 2], range(16)),
    ("float32", [1, 30], range(30)), ("float32", [2, 30], [x / 8 for x in range(60)]),
    ("float32", [2, 20], [x * 1e5 + 0.5 for x in range(40)]), ("float32", [1, 2, 30], [x / 8 for x in range(60)]),
    ("float32", [2, 12], [2e5 + x + 0.5 for x in range(24)]), ("float32", [2, 2], [1e-3, 1e3, 1.0, 2.0]),
    ("float64", [2], [1e-120, 1.5]), ("uint8", [2], [1, 255]), ("float32", [2, 2], [0, 0, 0, 0]),
    ("float32", [2], [-0.5, -0.25]), ("float32", [2, 2, 2], [x * 1e6 + 0.5 for x in range(8)]),
    ("float64", [3], [1e15, 2.0, 3.0]), ("float32", [1, 1], [0.5]), ("float32", [1, 1, 1], [2.0]),
]


def main():
    entries = []
    for dtype, shape, values in SAMPLES:
        values = [str(v) for v in values]
        x = torch.tensor([float(v) for v in values], dtype=torch.float64)
        if "int" in dtype:
            x = torch.tensor([int(v) for v in values])
        text = printed(x.to(getattr(torch, dtype)).reshape(shape))
        entries.append({"dtype": dtype, "shape": shape, "values": values, "text": text})
    path = pathlib.Path(__file__).resolve().parent / "data" / "torch_print.json"
    path.write_text("[" + ",\n".join(json.dumps(e) for e in entries) + "]\n")


main()
