#!/usr/bin/env python3
"""Runs a program and holds its output against a recorded one: words and whole numbers exactly,
others nearly.

compare.py EXPECTED PROGRAM [ARGUMENT...]                   fails where they differ
compare.py --record VERSION EXPECTED PROGRAM [ARGUMENT...]  writes what the program prints

A line of the program `lacking f64 f16` takes the place of recorded ones that begin with a list of
dtypes, `f32,f64| `, among which is one of those: its device does not hold them.
"""
import math
import re
import subprocess
import sys

# A number, unless it is part of a name such as conv1 or float64.
NUMBER = re.compile(r"(?<![A-Za-z_\d.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![A-Za-z_\d])")
WHOLE = re.compile(r"[-+]?\d+")
TOLERANCE = 2e-3  # of training runs; NEAR of single operations
NEAR = 1e-4


def run(program):
    done = subprocess.run(program, capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{program} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def differs(expected, found, tolerance):
    """What differs between two lines, or nothing."""
    if " ".join(NUMBER.sub("#", expected).split()) != " ".join(NUMBER.sub("#", found).split()):
        return "words"
    for a, b in zip(NUMBER.findall(expected), NUMBER.findall(found)):
        whole = WHOLE.fullmatch(a) and WHOLE.fullmatch(b)
        slack = 0 if whole else tolerance
        if not math.isclose(float(a), float(b), rel_tol=slack, abs_tol=slack):
            return f"{a} against {b}"
    return ""


def without(lines, dtypes):
    """The lines that are about none of the dtypes."""
    return [line for line in lines
            if "| " not in line or dtypes.isdisjoint(line.split("| ")[0].split(","))]


def main(arguments):
    if arguments[0] == "--record":
        _, version, path, *program = arguments
        text = run(program)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"libtorch {version}\n{text}")
        return 0
    path, *program = arguments
    with open(path, encoding="utf-8") as file:
        expected = file.read().splitlines()[1:]
    # Modules print the namespace that they are in.
    found = run(program).replace("pumice::nn::", "torch::nn::").splitlines()
    lacking = {dtype for line in found if line.startswith("lacking ") for dtype in line.split()[1:]}
    found = [line for line in found if not line.startswith("lacking ")]
    expected = without(expected, lacking)
    tolerance = NEAR if any(" = " in line for line in expected) else TOLERANCE
    problems = [
        f"line {i + 1}: {what}\n  expected {a}\n  found    {b}"
        for i, (a, b) in enumerate(zip(expected, found))
        if (what := differs(a, b, tolerance))
    ]
    if len(expected) != len(found):
        problems.append(f"{len(expected)} lines expected, {len(found)} found")
    if not expected:
        problems.append("nothing was recorded")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
