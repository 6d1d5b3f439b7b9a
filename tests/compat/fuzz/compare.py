#!/usr/bin/env python3
"""Says where two outputs of fuzz.cpp part: compare.py LIBTORCH PUMICE

Of each program the first line that differs counts, since what follows is another program. Numbers may
differ in their last digits; pumice's errors may begin with the operator's name.
"""
import collections
import sys


def programs(path):
    found = collections.defaultdict(list)
    with open(path, errors="replace") as lines:
        for line in lines:
            found[line.split(".", 1)[0]].append(line.rstrip("\n"))
    return found


def is_number(word):
    try:
        float(word)
    except ValueError:
        return False
    return True


def close(a, b):
    if not (is_number(a) and is_number(b)):
        return a == b
    x, y = float(a), float(b)
    return x == y or (x != x and y != y) or abs(x - y) <= 1e-5 * max(1, abs(x), abs(y))


def alike(a, b):
    step_a, said_a = a.split(": ", 1)
    step_b, said_b = b.split(": ", 1)
    if step_a != step_b:
        return False
    if said_a.startswith("E ") and said_b.startswith("E "):
        return said_b[2:].endswith(said_a[2:]) or said_a[2:].startswith(said_b[2:])
    words_a, words_b = said_a.split(), said_b.split()
    return len(words_a) == len(words_b) and all(map(close, words_a, words_b))


def main():
    first, second = programs(sys.argv[1]), programs(sys.argv[2])
    groups = collections.defaultdict(list)
    lines = 0
    for seed, steps in first.items():
        for a, b in zip(steps, second.get(seed, [])):
            lines += 1
            if not alike(a, b):
                groups[a.split(": ", 1)[0].split(" ", 1)[1]].append((a, b))
                break
    different = sum(map(len, groups.values()))
    print(f"{len(first)} programs, {lines} lines compared, {different} programs differ")
    for name, pairs in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"{len(pairs):6} {name}\n    {pairs[0][0][:200]}\n    {pairs[0][1][:200]}")
    missing = [seed for seed in first if seed not in second]
    if missing:
        sys.exit(f"the second stopped before program {missing[0]}")


main()
