#!/usr/bin/env python3
"""Wall time from process start to a small network's first result, with cold and with warm caches.

usage: startup.py FIRST_RESULT_BINARY [DEVICE...]

Cold: pumice's and Mesa's caches point at an empty directory; warm: the same directory afterwards.
"""
import os
import subprocess
import sys
import tempfile
import time


def seconds(command, cache):
    env = {**os.environ, "XDG_CACHE_HOME": cache, "MESA_SHADER_CACHE_DIR": os.path.join(cache, "mesa")}
    start = time.perf_counter()
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    binary, names = sys.argv[1], sys.argv[2:] or ["cpu", "vulkan:0"]
    print(f"{'device':<12}{'cold ms':>10}{'warm ms':>10}")
    for name in names:
        with tempfile.TemporaryDirectory() as cache:
            cold = seconds([binary, name], cache)
            warm = min(seconds([binary, name], cache) for _ in range(10))
        print(f"{name:<12}{cold * 1e3:>10.0f}{warm * 1e3:>10.0f}")


if __name__ == "__main__":
    main()
