"""Writes the C++ that stands for the kernels: launch structs, their table, CPU instantiations."""
import itertools

from . import parse, spirv

SCALAR_TYPE = {"f32": "Float", "f64": "Double", "f16": "Half", "bf16": "BFloat16", "u8": "Byte",
               "i8": "Char", "i16": "Short", "i32": "Int", "i64": "Long", "b8": "Bool",
               None: "Undefined"}
ELEM = {"T": "T", "U": "U", "C": "C", "float": "f32", "int": "i32", "uint": "u32",
        "INDEX": "index", "BOOL": "boolean"}
FIELD = {"uint": "uint32_t", "int": "int32_t", "float": "float", "C": "Scalar"}
KIND = {"uint": "u32", "int": "i32", "float": "f32", "C": "compute"}
BANNER = "// Written by tools/shaders.py from shaders/*.comp.\n"


def launch_struct(k):
    lines = [f"struct {k.name} {{"]
    for p in k.params:
        kind = FIELD[p.type]
        if p.count:
            lines.append(f"  std::array<{kind}, {p.count}> {p.name}{{}};")
        else:
            lines.append(f"  {kind} {p.name}{'' if p.type == 'C' else '{}'};")
    for s in k.specs:
        if not s.numeric:
            lines.append(f"  enum class {s.name} : uint16_t {{ {', '.join(s.values)} }};")
    return lines + ["  static const KernelInfo info;", "};", ""]


def header(k):
    """One kernel's header: a new kernel rebuilds nobody else's users."""
    lines = [BANNER + "#pragma once", '#include "device/kernel.h"', "", "namespace pumice::kernel {",
             *launch_struct(k), "}  // namespace pumice::kernel", ""]
    return "\n".join(lines)


def all_headers(kernels):
    return "\n".join([BANNER + "#pragma once",
                      *(f'#include "shaders/kernels/{k.name}.h"' for k in kernels), ""])


def table_rows(k, ident):
    """Definitions of one kernel's tables and its KernelInfo."""
    n, out = k.name, []

    def array(kind, what, items):
        if not items:
            return "{}"
        out.append(f"constexpr {kind} {n}_{what}[] = {{{', '.join(items)}}};")
        return f"{n}_{what}"

    bindings = array("KernelBinding", "bindings", [
        f'{{"{b.name}", Access::{b.access}, Elem::{ELEM[b.elem]}}}' for b in k.bindings])
    params = array("KernelParam", "params", [
        f'{{"{p.name}", KernelParam::{KIND[p.type]}, {max(p.count, 1)}, '
        f"offsetof(kernel::{n}, {p.name})}}" for p in k.params])
    pair = "std::array<ScalarType, 2>"
    types = array(pair, "types", [
        f"{pair}{{ScalarType::{SCALAR_TYPE[t]}, ScalarType::{SCALAR_TYPE[u]}}}"
        for t, u in k.types])
    specs = []
    for s in k.specs:
        names = array("const char*", s.name, [f'"{v}"' for v in s.values])
        numbers = s.values if s.numeric else [str(i) for i in range(len(s.values))]
        specs.append(f'{{"{s.name}", {names}, {array("uint16_t", s.name + "_number", numbers)}}}')
    spec = array("KernelSpec", "spec", specs)
    info = (f'const KernelInfo kernel::{n}::info{{"{n}", {ident}, {str(k.dense).lower()}, '
            f"{k.param_bytes()}, {k.structural_bytes()}, {bindings}, {params}, {types}, {spec}}};")
    return ["namespace {"] + out + ["}  // namespace", info, ""]


def table(kernels):
    lines = [BANNER + '#include "shaders/kernels.h"', "", "#include <cstddef>", "",
             "namespace pumice {", ""]
    for i, k in enumerate(kernels):
        lines += table_rows(k, i)
    infos = ", ".join(f"&kernel::{k.name}::info" for k in kernels)
    lines += [f"static const KernelInfo* const all_kernels[] = {{{infos}}};",
              "std::span<const KernelInfo* const> kernel::table() { return all_kernels; }",
              "}  // namespace pumice", ""]
    return "\n".join(lines)


def kernel_struct(k, dynamic):
    """The struct template that holds a kernel's text. Specialization constants are template parameters,
    so that loops vectorise, or members where `dynamic`."""
    heads = ["class T", "class U"]
    heads += [] if dynamic else [f"uint {s.name}_value" for s in k.specs]
    lines = [f"template <{', '.join(heads)}>", f"struct {k.name} {{",
             "  using C = typename Elem<T>::Compute;", "  using CU = typename Elem<U>::Compute;",
             "  uint group_id_;"]
    for s in k.specs:
        lines.append(f"  uint {s.name};" if dynamic else
                     f"  static constexpr uint {s.name} = {s.name}_value;")
        if not s.numeric:
            names = ", ".join(f"{s.name}_{v} = {i}" for i, v in enumerate(s.values))
            lines.append(f"  static constexpr uint {names};")
    return lines + [f'#include "{k.path.name}"', "};", ""]


def fill_kernel(k, buffers, dynamic):
    """Statements that give the struct `k` its buffers, params and constants from the arguments `a`."""
    lines = [f"  k.{b.name}_data = (decltype(k.{b.name}_data))a.{buffers}[{b.index}];"
             for b in k.bindings]
    if k.params:
        lines.append("  __builtin_memcpy(&k.p, a.params, sizeof k.p);")
    if dynamic:
        lines += [f"  k.{s.name} = a.spec[{i}];" for i, s in enumerate(k.specs)]
    return lines


def instance_body(k):
    """The struct and the CPU's loop over groups around it."""
    dynamic = k.dense  # dense kernels have many forms and are rarely run
    return kernel_struct(k, dynamic) + [
        "template <class K>",
        f"void run_{k.name}(const CpuArgs& a, uint32_t begin, uint32_t end) {{", "  K k;",
        *fill_kernel(k, "bindings", dynamic),
        "  for (uint g = begin; g < end; ++g) {", "    k.group_id_ = g;", "    k.run();",
        "  }", "}", ""]


def cuda_module(k):
    """All variants of a kernel as __global__ functions of one CUDA module."""
    lines = [BANNER + '#include "prelude/cuda.h"', "", "namespace pumice::dialect {", "",
             *kernel_struct(k, dynamic=True), "}  // namespace pumice::dialect", ""]
    for t, u in k.types:
        name = "_".join([k.name, *(x for x in (t, u) if x)])
        lines += [f'extern "C" __global__ void {name}(const pumice::dialect::KernelArgs a) {{',
                  f"  pumice::dialect::{k.name}<pumice::dialect::{t or 'none'}, "
                  f"pumice::dialect::{u or 'none'}> k;",
                  *fill_kernel(k, "buffers", dynamic=True), "  k.run();", "}", ""]
    return "\n".join(lines)


def cuda_table(kernels, folder):
    """The modules' PTX by kernel, and the assembly that embeds it."""
    names = [k.name for k in kernels]
    table = [BANNER + '#include "cuda/kernels.h"', '#include "shaders/kernels.h"', "",
             "namespace pumice::cuda {", "",
             *(f'extern "C" const char pumice_ptx_{n}[];' for n in names), "",
             "const char* find_module(const KernelInfo& kernel) {",
             "  static const char* const modules[] = {",
             *(f"      pumice_ptx_{n}," for n in names), "  };",
             "  return modules[kernel.id];", "}", "", "}  // namespace pumice::cuda", ""]
    data = ["/* Written by tools/shaders.py: the kernels' PTX as zero-ended text. */",
            ".section .rodata"]
    for n in names:
        data += [f".globl pumice_ptx_{n}", f".hidden pumice_ptx_{n}", f"pumice_ptx_{n}:",
                 f'.incbin "{folder}/{n}.ptx"', ".byte 0"]
    data += ['.section .note.GNU-stack,"",%progbits', ""]
    return "\n".join(table), "\n".join(data)


def level_run(k, levels, level):
    """The instruction set, of those built (lowest first), whose code kernel `k` runs at `level`. A kernel is
    compiled for the lowest and for those that it names."""
    own = [x for x in levels[:levels.index(level) + 1] if x in k.levels]
    return own[-1] if own else levels[0]


def cpu_compiles(k, pair, spec):
    """Whether the CPU has code for a variant. Elementwise kernels are compiled for contiguous operands of
    full-width types; engine/cpu/elements.h brings everything else to that."""
    return not k.elementwise or (spec[-1] == 0 and not set(pair) & set(parse.HALF_TYPES))


def cpu_instances(k, levels):
    own = " || ".join(f"defined(PUMICE_ISA_{level})" for level in levels if level_run(k, levels, level) == level)
    lines = [BANNER + f"#if {own}" , '#include "cpu/kernel_table.h"', '#include "prelude/cpp.h"', "",
             "namespace pumice::dialect::PUMICE_ISA {", ""]
    lines += instance_body(k)
    lines += [f"extern const CpuKernel {k.name}_table[];",
              f"const CpuKernel {k.name}_table[] = {{"]
    choices = [] if k.dense else [s.values if s.numeric else range(len(s.values)) for s in k.specs]
    for t, u in k.types:
        for spec in itertools.product(*choices):
            words = ", ".join([t or "none", u or "none"] + [str(v) for v in spec])
            compiled = cpu_compiles(k, (t, u), spec)
            lines.append(f"    run_{k.name}<{k.name}<{words}>>," if compiled else "    nullptr,")
    return "\n".join(lines + ["};", "}  // namespace pumice::dialect::PUMICE_ISA", "#endif", ""])


def cpu_tables(kernels, levels):
    lines = [BANNER + '#include "cpu/kernel_table.h"', "", "namespace pumice {"]
    for level in levels:
        lines.append(f"namespace dialect::{level} {{")
        lines += [f"extern const CpuKernel {k.name}_table[];" for k in kernels if level_run(k, levels, level) == level]
        lines += ["extern const cpu::GemmKernels gemm_kernels;",
                  "extern const cpu::RunElements elements_runner;"]
        names = ", ".join(f"{level_run(k, levels, level)}::{k.name}_table" for k in kernels)
        lines += [f"static const CpuKernel* const all[] = {{{names}}};", f"}}  // namespace {level}"]
    lines += ["static const CpuLevel levels[] = {"]
    for level in levels:
        d = f"dialect::{level}::"
        lines.append(f'    {{"{level}", {d}all, &{d}gemm_kernels, {d}elements_runner}},')
    lines += ["};",
              "std::span<const CpuLevel> cpu_levels() { return levels; }", "}  // namespace pumice",
              ""]
    return "\n".join(lines)


UNPACK = """
std::span<const SpirvModule> spirv_table() {
  static const std::vector<SpirvModule> table = [] {
    std::vector<SpirvModule> modules;
    for (const Pack& p : packs)
      for (uint32_t i = 0; i < p.words[0]; ++i) {
        Entry entry;
        std::memcpy(&entry, p.words + 1 + i * (sizeof(Entry) / sizeof(uint32_t)), sizeof(Entry));
        const auto types = p.kernel_types[entry.types];
        const auto* bytes = reinterpret_cast<const std::byte*>(p.words);
        modules.push_back({p.implementation, p.kernel, types[0], types[1],
                           {p.words + entry.capabilities, entry.capability_count},
                           {bytes + entry.packed, entry.packed_bytes}, entry.word_count, p.tunes,
                           entry.emulated});
      }
    return modules;
  }();
  return table;
}
"""


def spirv_modules(kernels, others, prelude):
    """The table of modules, over the packs that `shaders.py spirv` writes, and the prelude's text."""
    lines = [BANNER + '#include "vulkan/spirv_table.h"', "#include <cstring>", "#include <vector>",
             '#include "shaders/kernels.h"', "", "namespace pumice::vulkan {", "namespace {", "",
             "using Types = std::array<ScalarType, 2>;", "struct Pack {",
             "  const char* implementation;", "  const KernelInfo* kernel;",
             "  std::span<const Types> kernel_types;", "  const uint32_t* words;",
             "  std::span<const Tune> tunes;", "};",
             f"struct Entry {{\n  uint32_t {', '.join(spirv.PACK_ENTRY)};\n}};", ""]
    rows = []
    for k in kernels + others:
        lines.append(f'extern "C" const uint32_t pumice_spirv_{k.name}[];')
        tunes = "{}"
        if k.tunes:
            items = ", ".join(f'{{"{n}", {v}}}' for n, v in k.tunes)
            lines.append(f"constexpr Tune {k.name}_tunes[] = {{{items}}};")
            tunes = f"{k.name}_tunes"
        types = ", ".join(f"Types{{ScalarType::{SCALAR_TYPE[t]}, ScalarType::{SCALAR_TYPE[u]}}}"
                          for t, u in k.types)
        lines.append(f"constexpr Types {k.name}_types[] = {{{types}}};")
        rows.append(f'    {{"{k.name}", &kernel::{k.implements or k.name}::info, {k.name}_types, '
                    f"pumice_spirv_{k.name}, {tunes}}},")
    lines += ["const Pack packs[] = {", *rows, "};", "}  // namespace", UNPACK,
              "std::string_view glsl_prelude() {", f'  return R"glsl({prelude})glsl";', "}",
              "}  // namespace pumice::vulkan", ""]
    return "\n".join(lines)


def spirv_assembly(names, folder):
    lines = ["/* Written by tools/shaders.py: the compiled shaders as data. */",
             "#if defined(__APPLE__)", ".const", "#define NAME(x) _##x", "#else",
             ".section .rodata", "#define NAME(x) x", "#endif"]
    for n in names:
        lines += [f".balign 4", f".globl NAME(pumice_spirv_{n})", "#if defined(__ELF__)",
                  f".hidden pumice_spirv_{n}", "#endif", f"NAME(pumice_spirv_{n}):",
                  f'.incbin "{folder}/{n}.pack"']
    lines += ["#if defined(__ELF__)", '.section .note.GNU-stack,"",%progbits', "#endif", ""]
    return "\n".join(lines)
