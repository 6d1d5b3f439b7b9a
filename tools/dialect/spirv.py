"""Compiles kernels to SPIR-V with glslc, checks the result against the declaration, packs it."""
import hashlib
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import zlib

from .parse import COMPUTE, KernelError

ALIGN_BYTES = 8  # the view offsets that come before the params in the push constants
FIRST_TUNE_ID = 16
TYPE_INT, TYPE_FLOAT, TYPE_VECTOR, TYPE_ARRAY, TYPE_STRUCT, TYPE_POINTER = 21, 22, 23, 28, 30, 32
CAPABILITY, CONSTANT, VARIABLE, DECORATE, MEMBER_DECORATE = 17, 43, 59, 71, 72
PUSH_CONSTANT, UNIFORM, STORAGE_BUFFER = 9, 2, 12
ARRAY_STRIDE, BINDING, OFFSET = 6, 33, 35


def flatten(path, roots, seen):
    """The file's text with `#include "..."` replaced by what it names."""
    path = pathlib.Path(path)
    seen.add(path)
    lines = [f'#line 1 "{path.name}"']
    for number, line in enumerate(path.read_text().splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not m:
            lines.append(line)
            continue
        found = [r / m[1] for r in (path.parent, *roots) if (r / m[1]).exists()]
        if not found:
            raise KernelError(f"{path}:{number}: no file {m[1]}")
        lines += flatten(found[0], roots, seen) + [f'#line {number + 1} "{path.name}"']
    return lines


# What a pack says of a module, each in a word.
PACK_ENTRY = ("types", "emulated", "packed", "packed_bytes", "word_count", "capabilities", "capability_count")
BYTES, INT64 = 1, 2  # what a module emulates: 8-bit elements through words, int64 through its low word


def defines(k, pair, emulated):
    """What the generator puts before the prelude, and after it, for one variant."""
    lines = ["#version 450", "#extension GL_GOOGLE_include_directive : require"]
    for letter, t in zip("TU", pair):
        if t:
            lines += [f"#define {w}_{letter} {w}_{t}" for w in ("RAW", "COMPUTE", "LOAD", "STORE")]
            lines.append(f"#define NEEDS_{t}")
    lines.append(f"#define C COMPUTE_{pair[0] or 'f32'}")
    lines.append(f"#define C_IS_{compute_type(k, pair, emulated)}")
    if pair[1]:
        lines.append(f"#define CU COMPUTE_{pair[1]}")
    if any(b.elem == "BOOL" for b in k.bindings):
        lines.append("#define NEEDS_b8")
    if emulated & BYTES:
        lines.append("#define EMULATED_BYTES")
    if emulated & INT64:
        lines.append("#define EMULATED_INT64")
    before, lines = lines, []
    for i, s in enumerate(k.specs):
        lines.append(f"layout(constant_id = {i}) const uint {s.name} = "
                     f"{s.values[0] if s.numeric else 0}u;")
        if not s.numeric:
            lines += [f"const uint {s.name}_{v} = {n}u;" for n, v in enumerate(s.values)]
    for i, (name, value) in enumerate(k.tunes):
        lines.append(f"layout(constant_id = {FIRST_TUNE_ID + i}) const uint {name} = {value}u;")
    return before, lines


def compute_type(k, pair, emulated):
    compute = k.compute(pair)
    return "int" if compute == "int64" and emulated & INT64 else compute


def low_words(k, text):
    """The file's text with its compute params read as the low words of what the host packs as int64."""
    places, _ = k.layout("int64")
    at = {p.name: ALIGN_BYTES + offset for p, (offset, _) in zip(k.params, places)}
    return re.sub(r"PARAMS\([^)]*\)", lambda block: re.sub(
        r"\bC (\w+);", lambda m: f"layout(offset = {at[m[1]]}) int {m[1]};", block[0]), text)


def reflect(code):
    """(bindings, bytes of push constants) of a SPIR-V module given as bytes."""
    words = struct.unpack(f"<{len(code) // 4}I", code)
    if words[0] != 0x07230203:
        raise KernelError("not SPIR-V")
    sizes, members, pointee, storage, constants = {}, {}, {}, {}, {}
    bindings, offsets, strides, arrays = {}, {}, {}, {}
    at = 5
    while at < len(words):
        count, op = words[at] >> 16, words[at] & 0xFFFF
        w = words[at + 1:at + count]
        if op in (TYPE_INT, TYPE_FLOAT):
            sizes[w[0]] = w[1] // 8
        elif op == TYPE_VECTOR:
            sizes[w[0]] = sizes[w[1]] * w[2]
        elif op == TYPE_ARRAY:
            arrays[w[0]] = w[2]
        elif op == TYPE_STRUCT:
            members[w[0]] = w[1:]
        elif op == TYPE_POINTER:
            pointee[w[0]] = w[2]
        elif op == CONSTANT:
            constants[w[1]] = w[2]
        elif op == VARIABLE:
            storage[w[1]] = (w[2], w[0])
        elif op == DECORATE and w[1] == BINDING:
            bindings[w[0]] = w[2]
        elif op == DECORATE and w[1] == ARRAY_STRIDE:
            strides[w[0]] = w[2]
        elif op == MEMBER_DECORATE and w[2] == OFFSET:
            offsets[w[0], w[1]] = w[3]
        at += count
    found, push = set(), 0
    for ident, (kind, pointer) in storage.items():
        if kind in (UNIFORM, STORAGE_BUFFER):
            found.add(bindings[ident])
        elif kind == PUSH_CONSTANT:
            block = pointee[pointer]
            for i, member in enumerate(members[block]):
                size = (strides[member] * constants[arrays[member]] if member in arrays
                        else sizes[member])
                push = max(push, offsets[block, i] + size)
    return found, push


def capabilities(code):
    """The capabilities that a module declares, in front of all else."""
    words, found, at = struct.unpack(f"<{len(code) // 4}I", code), [], 5
    while at < len(words) and words[at] & 0xFFFF == CAPABILITY:
        found.append(words[at + 1])
        at += words[at] >> 16
    return found


def check(k, pair, emulated, code):
    """Fails when the compiled module disagrees with what the file declares."""
    found, push = reflect(code)
    declared = {b.index for b in k.bindings}
    if not found <= declared:
        raise KernelError(f"{k.path}: module has bindings {sorted(found)}, declared {sorted(declared)}")
    expected = ALIGN_BYTES + k.layout(k.compute(pair))[1]
    if compute_type(k, pair, emulated) != k.compute(pair) and k.params[-1].type == "C":
        expected -= 4  # the high word of the last
    if push and push != expected:
        raise KernelError(f"{k.path}: push constants take {push} bytes, declared {expected}")


class Compiler:
    """glslc and spirv-val, with compiled modules kept in a folder under the hash of their text."""

    def __init__(self, glslc, val, cache):
        self.glslc, self.val = glslc, val
        self.cache = pathlib.Path(cache) if cache else None
        version = subprocess.run([glslc, "--version"], capture_output=True, check=True).stdout
        self.salt = hashlib.sha256(version).hexdigest()

    def compile(self, source, target, name):
        key = hashlib.sha256(f"{self.salt}\n{target}\n{source}".encode()).hexdigest()
        kept = self.cache / key[:2] / key if self.cache else None
        if kept and kept.exists():
            return kept.read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            text, out = pathlib.Path(folder, name + ".comp"), pathlib.Path(folder, name + ".spv")
            text.write_text(source)
            compiler = [self.glslc, f"--target-env={target}", "-o", str(out), str(text)]
            self.run(compiler + ["-O"])
            if self.val:
                validator = [self.val, "--target-env", target, "--scalar-block-layout", str(out)]
                try:
                    self.run(validator)
                except KernelError:
                    # The optimizer folds constants into types that are only for storage.
                    self.run(compiler + ["-O0"])
                    self.run(validator)
            code = out.read_bytes()
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            temporary = kept.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(code)
            temporary.replace(kept)
        return code

    def run(self, command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise KernelError((done.stderr + done.stdout).strip())


def variants(k):
    """(types, what is emulated) of every module of a kernel, in the order of its pack: natively first,
    since a device takes the first that it can run."""
    for pair in k.types:
        can = BYTES * k.touches_bytes(pair) + INT64 * ("i64" in pair)
        for emulated in range(BYTES + INT64 + 1):
            if emulated & can == emulated:
                yield pair, emulated


def build_pack(k, compiler, roots, buildable):
    """The pack's bytes and the files it came from. Layout, in words: number of modules; per module its
    PACK_ENTRY; lists of capabilities; and then, as bytes, the code that zlib has packed, equal ones once."""
    seen, modules = set(), []
    if buildable:
        prelude = flatten(roots[0] / "prelude" / "glsl.h", roots, seen)
        body = flatten(k.path, roots, seen)
        for pair, emulated in variants(k):
            before, after = defines(k, pair, emulated)
            text = body
            if k.compute(pair) == "double":
                text = [re.sub(r"\bK\((-?\d+(?:\.\d*(?:[eE][-+]?\d+)?|[eE][-+]?\d+))\)", r"K(\1lf)", s) for s in body]
            text = "\n".join(text)
            if emulated & INT64 and k.compute(pair) == "int64":
                text = low_words(k, text)
            source = "\n".join(before + prelude + after + [text]) + "\n"
            suffix = "_".join([k.name, *filter(None, pair), f"emulated{emulated}"])
            code = compiler.compile(source, k.target, suffix)
            check(k, pair, emulated, code)
            modules.append((k.types.index(pair), emulated, code))
    table, lists, codes, places = [len(modules)], [], b"", {}
    first_list = 1 + len(PACK_ENTRY) * len(modules)
    for index, emulated, code in modules:
        if code not in places:
            packed, needs = zlib.compress(code, 9), capabilities(code)
            places[code] = (len(codes), len(packed), len(code) // 4, first_list + len(lists), len(needs))
            codes, lists = codes + packed, lists + needs
        table += [index, emulated, *places[code]]
    begin = 4 * (len(table) + len(lists))
    table[3::len(PACK_ENTRY)] = [begin + offset for offset in table[3::len(PACK_ENTRY)]]
    return struct.pack(f"<{begin // 4}I", *table, *lists) + codes, seen
