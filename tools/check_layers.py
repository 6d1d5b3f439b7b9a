#!/usr/bin/env python3
"""Checks that every folder of the engine includes only what it stands upon.

    base < device < graph < tensor < autograd < ops     each sees itself and those before it
    nn, optim, data, io, distributed                    see themselves and the public headers
    vulkan, cpu, cuda                                   see themselves, base, device and shaders/
    include/pumice                                      sees only itself
    files directly in engine/                           put the parts together, and see all

A project header is included by its path from engine/ ("base/error.h"), a public one as
<pumice/...>. The headers of a driver or vendor library stay within the one folder that wraps it.
"""

import pathlib
import re
import sys

STACK = ["base", "device", "graph", "tensor", "autograd", "ops"]
USERS = ["nn", "optim", "data", "io", "distributed"]
BACKENDS = ["vulkan", "cpu", "cuda"]
ROOMS = STACK + USERS + BACKENDS
FOREIGN = [  # (what the header's name looks like, the folder it belongs to)
    (re.compile(r"(vulkan/|volk|vk_mem_alloc|shaderc/|glslang/|spirv)"), "vulkan"),
    (re.compile(r"(dnnl|oneapi/dnnl)"), "cpu"),
    (re.compile(r"(cuda|cublas|cudnn|nvrtc|nccl)"), "cuda"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = {".h", ".hpp", ".cpp", ".cc", ".inc", ".cu", ".cuh"}


def visible_from(room):
    """The engine's folders whose headers a file of this folder may include."""
    if room in STACK:
        return STACK[: STACK.index(room) + 1]
    return [room] + (["base", "device"] if room in BACKENDS else [])


def objection(root, file, quote, header):
    """Says what is wrong with one include line of a file (paths relative to root), or None."""
    parts = file.parts
    public = parts[0] == "include"
    room = None if public or len(parts) == 2 else parts[1]
    first = header.split("/")[0]

    if header.startswith("pumice/"):
        return None
    if quote == "<":
        for pattern, owner in FOREIGN:
            if room and pattern.match(header) and room != owner:
                return f"<{header}> belongs in engine/{owner}"
        return None
    if ".." in pathlib.PurePosixPath(header).parts:
        return f'"{header}" climbs out of its folder: write its path from engine/'
    if (root / file.parent / header).is_file() and not (root / "engine" / header).is_file():
        return f'"{header}" is relative to its own folder: write its path from engine/'
    if first == "shaders":
        # Tables of operators are data that any folder may read, and the generated launch structs are how
        # operators name kernels; the rest is for backends.
        launches = header.startswith("shaders/kernels/") and room == "ops"
        if room is None and not public or room in BACKENDS or header.endswith(".def") or launches:
            return None
        return f'"{header}": only backends include shaders'
    if first not in ROOMS:
        return None  # generated, or another library's
    if public:
        return f'"{header}": a public header may not include one of the engine'
    if room is None or first in visible_from(room):
        return None
    if room in USERS:
        return f'"{header}": {room} is written against the public headers alone'
    if first in BACKENDS:
        return f'"{header}": nothing but {first} itself may name the backend {first}'
    if room in BACKENDS:
        return f'"{header}": a backend sees only base, device and shaders'
    return f'"{header}": {first} stands above {room}'


def check(root):
    """[one line per violation], number of files read."""
    problems, count = [], 0
    files = [f for top in ("engine", "include") for f in sorted((root / top).rglob("*"))]
    for path in files:
        if path.suffix not in SOURCES:
            continue
        file = path.relative_to(root)
        count += 1
        if file.parts[0] == "engine" and len(file.parts) > 2 and file.parts[1] not in ROOMS:
            problems.append(f"{file}: engine/{file.parts[1]} has no place in tools/check_layers.py")
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if found := INCLUDE.match(line):
                if complaint := objection(root, file, *found.groups()):
                    problems.append(f"{file}:{number}: {complaint}")
    return problems, count


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    root = root if root.is_dir() else root.parent.parent
    problems, count = check(root)
    print("\n".join(problems + [f"layers: {count} files, {len(problems)} violations"]))
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
