#!/usr/bin/env python3
"""Builds the kernels of shaders/: launch structs, tables, CPU instantiations, CUDA modules and SPIR-V.

  shaders.py code  --shaders DIR --out DIR [--level NAME]... [--vulkan]
  shaders.py cuda  --shaders DIR --out DIR
  shaders.py spirv --shaders DIR --out FILE --kernel NAME --glslc G [--val V] [--cache DIR] [--skip]
"""
import argparse
import pathlib
import sys

from dialect import emit, parse, spirv


def write(path, text):
    """Writes only what changed, so that nothing is rebuilt for nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def write_code(args):
    kernels, others = parse.load_all(args.shaders)
    write(args.out / "kernels.h", emit.all_headers(kernels))
    for k in kernels:
        write(args.out / "kernels" / f"{k.name}.h", emit.header(k))
    write(args.out / "kernels.cpp", emit.table(kernels))
    for k in kernels:
        write(args.out / "cpu" / f"{k.name}.cpp", emit.cpu_instances(k, args.level))
    write(args.out / "cpu" / "tables.cpp", emit.cpu_tables(kernels, args.level))
    if args.vulkan:
        glsl = args.shaders / "prelude" / "glsl.h"
        prelude = "\n".join(spirv.flatten(glsl, [args.shaders], set())) + "\n"
        write(args.out / "spirv.cpp", emit.spirv_modules(kernels, others, prelude))
        names = [k.name for k in kernels + others]
        write(args.out / "spirv.S", emit.spirv_assembly(names, args.out / "spirv"))


def write_cuda(args):
    kernels, _ = parse.load_all(args.shaders)
    for k in kernels:
        write(args.out / f"{k.name}.cu", emit.cuda_module(k))
    table, data = emit.cuda_table(kernels, args.out)
    write(args.out / "kernels.cpp", table)
    write(args.out / "kernels.S", data)


def write_spirv(args):
    kernels, others = parse.load_all(args.shaders)
    kernel = next((k for k in kernels + others if k.name == args.kernel), None)
    if not kernel:
        raise parse.KernelError(f"no kernel {args.kernel}")
    compiler = spirv.Compiler(args.glslc, args.val, args.cache)
    pack, seen = spirv.build_pack(kernel, compiler, [pathlib.Path(args.shaders)], not args.skip)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(pack)
    seen.add(kernel.path)
    if ": @" in kernel.path.read_text():
        seen.add(args.shaders / "elementwise.def")
    names = " ".join(str(p).replace(" ", "\\ ") for p in sorted(seen))
    args.out.with_suffix(".d").write_text(f"{args.out}: {names}\n")


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    code = commands.add_parser("code")
    code.add_argument("--level", action="append", default=[])
    code.add_argument("--vulkan", action="store_true")
    cuda = commands.add_parser("cuda")
    one = commands.add_parser("spirv")
    one.add_argument("--kernel", required=True)
    one.add_argument("--glslc", required=True)
    one.add_argument("--val", default="")
    one.add_argument("--cache", default="")
    one.add_argument("--skip", action="store_true", help="write an empty pack")
    for p in (code, cuda, one):
        p.add_argument("--shaders", required=True, type=pathlib.Path)
        p.add_argument("--out", required=True, type=pathlib.Path)
    args = parser.parse_args()
    try:
        {"code": write_code, "cuda": write_cuda, "spirv": write_spirv}[args.command](args)
    except parse.KernelError as e:
        sys.exit(f"shaders.py: {e}")


if __name__ == "__main__":
    main()
