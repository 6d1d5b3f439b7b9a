#!/usr/bin/env python3
"""Times the small CNN's training step and square products in python3-torch and in pumice, in turn.

usage: compare_torch.py BENCH_BINARY [--threads N] [--rounds N]

The two run alternately, so that a machine whose speed drifts treats both alike; the least of each is
printed with the ratio. Needs Debian's python3-torch (run with /usr/bin/python3).
"""
import argparse
import json
import os
import subprocess
import time


def torch_seconds(threads):
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * 12 * 12, 128), nn.ReLU(), nn.Linear(128, 10))
    sgd = torch.optim.SGD(net.parameters(), lr=0.01)
    x, y = torch.randn(64, 1, 28, 28), torch.randint(10, (64,))

    def step():
        sgd.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        sgd.step()

    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    return {"train_cnn/eager": least(step, 30), "matmul/1024": least(lambda: torch.mm(a, b), 30)}


def least(work, times):
    for _ in range(5):
        work()
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def pumice_seconds(binary, threads):
    names = "cpu.*/(train_cnn/.*|matmul/1024)/"
    run = subprocess.run(
        [binary, f"--benchmark_filter={names}", "--benchmark_format=json",
         "--benchmark_repetitions=5", "--benchmark_min_time=0.1"],
        capture_output=True, text=True, check=True,
        env={**os.environ, "PUMICE_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)})
    best = {}
    for row in json.loads(run.stdout)["benchmarks"]:
        if row["run_type"] != "iteration":
            continue
        scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[row["time_unit"]]
        name = "/".join(row["name"].split("/")[1:3])
        best[name] = min(best.get(name, float("inf")), row["real_time"] * scale)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()

    theirs, ours = {}, {}
    for _ in range(args.rounds):
        for best, now in ((theirs, torch_seconds(args.threads)),
                          (ours, pumice_seconds(args.binary, args.threads))):
            for name, seconds in now.items():
                best[name] = min(best.get(name, float("inf")), seconds)
    theirs["train_cnn/captured"] = theirs["train_cnn/eager"]
    print(f"{'case':<22}{'torch ms':>10}{'pumice ms':>11}{'pumice/torch':>14}")
    for name in sorted(ours):
        print(f"{name:<22}{theirs[name] * 1e3:>10.2f}{ours[name] * 1e3:>11.2f}"
              f"{ours[name] / theirs[name]:>14.2f}")


if __name__ == "__main__":
    main()
