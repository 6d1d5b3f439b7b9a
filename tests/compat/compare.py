#!/usr/bin/env python3
"""Runs a program and holds its output against a recorded one: words exactly, numbers nearly.

compare.py EXPECTED PROGRAM            fails where they differ
compare.py --record EXPECTED PROGRAM VERSION   writes what the program prints
"""
import math
import re
import subprocess
import sys

# A number, unless it is part of a name such as conv1 or float64.
NUMBER = re.compile(r"(?<![A-Za-z_\d.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![A-Za-z_\d])")
TOLERANCE = 2e-3


def run(program):
    done = subprocess.run([program], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def differs(expected, found):
    """What differs between two lines, or nothing."""
    if " ".join(NUMBER.sub("#", expected).split()) != " ".join(NUMBER.sub("#", found).split()):
        return "words"
    for a, b in zip(NUMBER.findall(expected), NUMBER.findall(found)):
        if not math.isclose(float(a), float(b), rel_tol=TOLERANCE, abs_tol=TOLERANCE):
            return f"{a} against {b}"
    return ""


def main(arguments):
    if arguments[0] == "--record":
        path, program, version = arguments[1:]
        text = run(program)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"libtorch {version}\n{text}")
        return 0
    path, program = arguments
    with open(path, encoding="utf-8") as file:
        expected = file.read().splitlines()[1:]
    # Modules print the namespace that they are in.
    found = run(program).replace("pumice::nn::", "torch::nn::").splitlines()
    problems = [
        f"line {i + 1}: {what}\n  expected {a}\n  found    {b}"
        for i, (a, b) in enumerate(zip(expected, found))
        if (what := differs(a, b))
    ]
    if len(expected) != len(found):
        problems.append(f"{len(expected)} lines expected, {len(found)} found")
    if not expected:
        problems.append("nothing was recorded")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
