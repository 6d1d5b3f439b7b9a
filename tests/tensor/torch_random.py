#!/usr/bin/python3
"""Records what PyTorch's CPU generator draws: tests/tensor/data/torch_random.json.

Each entry is a seed and calls after it; of a result with many elements, every 37th and the last are
kept. Needs python3-torch without MKL, whose bernoulli_ and exponential_ draw from another generator.
"""
import json
import os
import pathlib

os.environ.setdefault("ATEN_CPU_CAPABILITY", "default")  # the same values on every machine
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

DTYPES = {"float32": torch.float32, "float64": torch.float64, "float16": torch.float16, "bfloat16": torch.bfloat16,
          "int64": torch.int64, "int32": torch.int32, "uint8": torch.uint8, "bool": torch.bool}
P = [0.0, 1.0, 0.25, 0.5, 0.75, 0.125, 0.875]
WEIGHTS = [[0.5, 2.0, 1.0, 0.25], [4.0, 0.0, 1.0, 3.0]]

CALLS = {
    "rand": lambda size, dtype: torch.rand(size, dtype=DTYPES[dtype]),
    "randn": lambda size, dtype: torch.randn(size, dtype=DTYPES[dtype]),
    "uniform_": lambda size, low, high: torch.empty(size).uniform_(low, high),
    "normal_": lambda size, mean, std: torch.empty(size).normal_(mean, std),
    "uniform_t": lambda size: torch.empty(size).t().uniform_(),
    "normal_t": lambda size: torch.empty(size).t().normal_(),
    "bernoulli_": lambda size, p, dtype: torch.empty(size, dtype=DTYPES[dtype]).bernoulli_(p),
    "bernoulli": lambda dtype: torch.bernoulli(torch.tensor(P, dtype=DTYPES[dtype])),
    "randint": lambda low, high, size, dtype: torch.randint(low, high, size, dtype=DTYPES[dtype]),
    "random_": lambda size, dtype: torch.empty(size, dtype=DTYPES[dtype]).random_(),
    "random_to": lambda size, low, high, dtype: torch.empty(size, dtype=DTYPES[dtype]).random_(low, high),
    "randperm": lambda n: torch.randperm(n),
    "exponential_": lambda size, rate, dtype: torch.empty(size, dtype=DTYPES[dtype]).exponential_(rate),
    "geometric_": lambda size, p, dtype: torch.empty(size, dtype=DTYPES[dtype]).geometric_(p),
    "cauchy_": lambda size, median, sigma, dtype: torch.empty(size, dtype=DTYPES[dtype]).cauchy_(median, sigma),
    "log_normal_": lambda size, mean, std, dtype: torch.empty(size, dtype=DTYPES[dtype]).log_normal_(mean, std),
    "multinomial": lambda n, replacement: torch.multinomial(torch.tensor(WEIGHTS), n, replacement),
    "dropout": lambda size, p: F.dropout(torch.ones(size), p),
    "linear": lambda i, o: torch.cat([p.detach().reshape(-1) for p in torch.nn.Linear(i, o).parameters()]),
    "state": lambda: torch.get_rng_state(),
}

SEQUENCES = [
    (0, [["rand", [n], "float32"] for n in (1, 15, 16, 17, 1000)]),
    (1, [["randn", [n], "float32"] for n in (1, 15, 16, 17, 1000, 3, 2, 1)] + [["rand", [3], "float32"], ["randn", [2], "float32"]]),
    (2, [["rand", [5], "float64"], ["randn", [1], "float64"], ["randn", [16], "float64"], ["randn", [35], "float64"],
         ["randn", [4], "float64"], ["rand", [700], "float64"]]),
    (3, [["uniform_", [3, 5], -2.0, 3.0], ["normal_", [7], 1.0, 2.0], ["normal_", [40], -1.0, 0.5], ["uniform_t", [3, 4]],
         ["normal_t", [3, 4]], ["normal_t", [5, 8]], ["rand", [2, 3, 4], "float32"]]),
    (4, [["rand", [20], "bfloat16"], ["randn", [5], "bfloat16"]]),
    (5, [["bernoulli_", [20], 0.3, "float32"], ["bernoulli_", [9], 0.7, "bool"], ["bernoulli_", [9], 0.5, "int64"],
         ["bernoulli", "float32"], ["bernoulli", "float64"], ["dropout", [30], 0.25], ["rand", [2], "float32"]]),
    (6, [["randint", 0, 10, [20], "int64"], ["randint", -5, 300, [10], "int32"], ["randint", 0, 7, [5], "float32"],
         ["randint", -(1 << 40), 1 << 40, [9], "int64"], ["randint", 0, 1 << 32, [3], "int64"],
         ["random_", [5], "int64"], ["random_", [5], "int32"], ["random_", [9], "uint8"], ["random_", [9], "bool"],
         ["random_", [5], "float32"], ["random_", [5], "float64"], ["random_to", [4], -3, 4, "float32"]]),
    (7, [["randperm", n] for n in (1, 2, 10, 1000)] + [["rand", [1], "float32"]]),
    (8, [["exponential_", [6], 1.5, "float32"], ["exponential_", [3], 0.5, "float64"], ["multinomial", 2, False],
         ["multinomial", 1, False], ["multinomial", 6, True], ["rand", [2], "float32"]]),
    (9, [["geometric_", [9], 0.25, "float32"], ["geometric_", [5], 0.01, "int64"], ["cauchy_", [20], 1.0, 2.0, "float32"],
         ["cauchy_", [3], 0.0, 0.5, "float64"], ["log_normal_", [5], 0.5, 0.25, "float32"], ["randn", [1], "float32"],
         ["log_normal_", [41], 1.0, 2.0, "float64"], ["rand", [2], "float32"]]),
    (0, [["linear", 3, 2]]),
    (1234567890123, [["state"], ["rand", [3], "float32"], ["state"], ["randn", [3], "float32"], ["state"],
                     ["rand", [622], "float32"], ["state"], ["rand", [1], "float32"], ["state"]]),
]


def kept(result):
    flat = result.reshape(-1).to(torch.float64 if result.dtype.is_floating_point else torch.int64).tolist()
    return flat if len(flat) <= 40 else flat[::37] + flat[-1:]


def main():
    entries = []
    for seed, calls in SEQUENCES:
        torch.manual_seed(seed)
        entries.append({"seed": seed, "calls": [{"call": c, "values": kept(CALLS[c[0]](*c[1:]))} for c in calls]})
    lines = ",\n".join(json.dumps(e) for e in entries)
    path = pathlib.Path(__file__).resolve().parent / "data" / "torch_random.json"
    path.write_text(f"[{lines}]\n")


main()
