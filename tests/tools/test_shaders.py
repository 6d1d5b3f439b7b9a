"""The kernel generator: what it reads, and that it fails on modules that disagree with their file."""
import pathlib
import struct
import sys
import tempfile
import unittest
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))

from dialect import emit, parse, spirv  # noqa: E402

HEAD = "// types: f32 f16\nPARAMS(uint n; float eps;)\nREADS(0, T, x)\nWRITES(1, T, y)\nKERNEL { }\n"


def kernel(text=HEAD):
    return parse.parse(pathlib.Path("k.comp"), text, lambda name: ["exp", "log"])


def module(members, bindings):
    """A SPIR-V module with a push-constant block of `members` (bytes each) and storage buffers."""
    words = [0x07230203, 0x10300, 0, 100, 0]

    def op(code, *args):
        words.extend([(len(args) + 1) << 16 | code, *args])

    offset = 0
    for i, size in enumerate(members):
        op(spirv.MEMBER_DECORATE, 50, i, spirv.OFFSET, offset)
        offset += size
    for i, binding in enumerate(bindings):
        op(spirv.DECORATE, 60 + i, spirv.BINDING, binding)
    types = {4: 10, 8: 11}
    op(spirv.TYPE_INT, 10, 32, 0)
    op(spirv.TYPE_VECTOR, 11, 10, 2)
    op(spirv.TYPE_STRUCT, 50, *(types[size] for size in members))
    op(spirv.TYPE_POINTER, 51, spirv.PUSH_CONSTANT, 50)
    op(spirv.VARIABLE, 51, 52, spirv.PUSH_CONSTANT)
    op(spirv.TYPE_POINTER, 53, spirv.STORAGE_BUFFER, 10)
    for i in range(len(bindings)):
        op(spirv.VARIABLE, 53, 60 + i, spirv.STORAGE_BUFFER)
    return struct.pack(f"<{len(words)}I", *words)


class Parsing(unittest.TestCase):
    def test_reads_what_a_kernel_declares(self):
        k = kernel("// spec OP: @UNARY\n// spec RANK: 1 3\n// values: 1\n" + HEAD)
        self.assertEqual(k.types, [("f32", None), ("f16", None)])
        self.assertEqual([(s.values, s.numeric) for s in k.specs],
                         [(["exp", "log"], False), (["1", "3"], True)])
        self.assertEqual([(p.type, p.name) for p in k.params], [("uint", "n"), ("float", "eps")])
        self.assertEqual([(b.index, b.elem, b.access) for b in k.bindings],
                         [(0, "T", "read"), (1, "T", "write")])
        self.assertEqual((k.param_bytes(), k.structural_bytes()), (8, 4))

    def test_types_as_pairs_and_products(self):
        self.assertEqual(parse.parse_types("{f32 f64}x{i32 i64} b8:b8"),
                         [("f32", "i32"), ("f32", "i64"), ("f64", "i32"), ("f64", "i64"), ("b8", "b8")])

    def test_compute_params_follow_the_type(self):
        k = kernel("// types: f32 f64\n// values: 1\nPARAMS(uint n; C value;)\nWRITES(0, T, y)\n")
        self.assertEqual([k.layout(c)[1] for c in ("float", "double")], [8, 16])

    def test_refuses_mistakes(self):
        for text, message in [
                ("READS(0, T, x)\nPARAMS(uint n;)", "PARAMS must come first"),
                ("// types: f31\nPARAMS(uint n;)", "unknown type"),
                ("// types: f32\nPARAMS(uint n;)\nREADS(1, T, x)", "numbered"),
                ("// types: f32\nPARAMS(uint n;)\nREADS(0, V, x)", "unknown element"),
                ("// types: f32\nPARAMS(uint n;)\nREADS(0, U, x)", "names no U"),
                ("// types: f32\nPARAMS(uint n[31];)", "124 bytes"),
                ("// types: f32\nPARAMS(long n;)", "cannot read"),
                ("// types: f32\n// values: 1\nPARAMS(C a; uint n;)", "must be one of the values"),
                ("// levels: baseline v2\nPARAMS(uint n;)", "unknown level 'v2'"),
                ("// levels: v3\nPARAMS(uint n;)", "levels must name baseline"),
                ("// spec A: 1 b\nPARAMS(uint n;)", "mixes"),
        ]:
            with self.assertRaisesRegex(parse.KernelError, message, msg=text):
                kernel(text)

    def test_an_implementation_must_declare_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "a.comp").write_text("// dense\n" + HEAD)
            (root / "b.comp").write_text("// implements: a\n" + HEAD)
            self.assertEqual([len(group) for group in parse.load_all(root)], [1, 1])
            (root / "b.comp").write_text("// implements: a\n" + HEAD.replace("uint n", "uint m"))
            with self.assertRaisesRegex(parse.KernelError, "differ from a's"):
                parse.load_all(root)


ELEMENTS = ("// types: f32 f16\n// spec OP: @UNARY\n// spec LAYOUT: contiguous strided\n"
            "PARAMS(uint n; uint rank; uint sizes[4]; uint strides[20];)\nREADS(0, T, x)\nWRITES(1, T, y)\n"
            "KERNEL { FOR_ELEMENTS(at, 2, STORE(y, at[1], LOAD(x, at[0]))) }\n")


class Elementwise(unittest.TestCase):
    def test_is_what_runs_over_elements(self):
        self.assertTrue(kernel(ELEMENTS).elementwise)
        self.assertFalse(kernel().elementwise)

    def test_refuses_what_blocks_cannot_run(self):
        for old, new, message in [
                ("// spec LAYOUT: contiguous strided\n", "", "go together"),
                ("FOR_ELEMENTS(at, 2,", "(", "go together"),
                ("contiguous strided", "strided contiguous", "wants LAYOUT"),
                ("uint n; uint rank", "uint rank; uint n", "wants LAYOUT"),
                ("sizes[4]", "sizes[5]", "wants LAYOUT"),
                ("strides[20]", "strides[9]", "wants LAYOUT"),
                ("at, 2", "at, 1", "wants LAYOUT"),
                ("LOAD(x, at[0])", "LOAD(x, at[1])", "nothing else"),
                ("LOAD(x, at[0])", "LOAD(x, at[0]) + C(at[0])", "nothing else"),
                ("READS", "UPDATES", "last binding"),
                ("f32 f16", "f16", "counterpart"),
        ]:
            with self.assertRaisesRegex(parse.KernelError, message, msg=new):
                kernel(ELEMENTS.replace(old, new, 1))

    def test_the_cpu_has_contiguous_full_width_code(self):
        text = emit.cpu_instances(kernel(ELEMENTS), ["baseline"])
        rows = text[text.rindex("{") + 1:].split()
        self.assertEqual(" ".join(rows).count("nullptr,"), 6)
        self.assertEqual([line.strip() for line in text.splitlines() if line.startswith("    run_k<")],
                         [f"run_k<k<f32, none, {op}, 0>>," for op in (0, 1)])


class Reflection(unittest.TestCase):
    def test_accepts_what_agrees(self):
        spirv.check(kernel(), ("f32", None), 0, module([8, 4, 4], [0, 1]))
        spirv.check(kernel(), ("f32", None), 0, module([8, 4, 4], [1]))  # an unused binding vanishes

    def test_refuses_other_push_constants(self):
        for members in ([8, 4], [8, 4, 4, 4], [4, 4, 4]):
            with self.assertRaisesRegex(parse.KernelError, "push constants take"):
                spirv.check(kernel(), ("f32", None), 0, module(members, [0, 1]))

    def test_emulated_int64_reads_low_words(self):
        k = kernel("// types: i64\n// values: 1\nPARAMS(uint n; C value;)\nWRITES(0, T, y)\n")
        text = spirv.low_words(k, "PARAMS(uint n; C value;)")
        self.assertEqual(text, "PARAMS(uint n; layout(offset = 16) int value;)")

    def test_refuses_other_bindings(self):
        with self.assertRaisesRegex(parse.KernelError, r"bindings \[0, 2\]"):
            spirv.check(kernel(), ("f32", None), 0, module([8, 4, 4], [0, 2]))

    def test_the_build_fails_on_them(self):
        class Compiler:
            def compile(self, source, target, name):
                return module([8, 4], [0, 1])

        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "prelude").mkdir()
            (root / "prelude" / "glsl.h").write_text("")
            (root / "k.comp").write_text(HEAD)
            k = parse.load_all(root)[0][0]
            with self.assertRaisesRegex(parse.KernelError, "push constants take 12 bytes, declared 16"):
                spirv.build_pack(k, Compiler(), [root], True)


    def test_equal_modules_are_packed_once(self):
        class Compiler:
            def compile(self, source, target, name):
                return module([8, 8] if "f64" in name else [8, 4, 4], [0, 1])

        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / "prelude").mkdir()
            (root / "prelude" / "glsl.h").write_text("")
            (root / "k.comp").write_text(HEAD.replace("f32 f16", "f32 f64 f16"))
            pack, _ = spirv.build_pack(parse.load_all(root)[0][0], Compiler(), [root], True)
        size = len(spirv.PACK_ENTRY)
        count, *words = struct.unpack_from(f"<{1 + 3 * size}I", pack)
        entries = [dict(zip(spirv.PACK_ENTRY, words[size * i:size * (i + 1)])) for i in range(count)]
        self.assertEqual([e["types"] for e in entries], [0, 1, 2])
        self.assertEqual(entries[0]["packed"], entries[2]["packed"])
        self.assertNotEqual(entries[0]["packed"], entries[1]["packed"])
        self.assertEqual(len(pack), max(e["packed"] + e["packed_bytes"] for e in entries))
        for e in entries:
            code = zlib.decompress(pack[e["packed"]:e["packed"] + e["packed_bytes"]])
            self.assertEqual(struct.unpack_from("<I", code), (0x07230203,))
            self.assertEqual(len(code), 4 * e["word_count"])
            self.assertEqual(e["capability_count"], 0)

    def test_capabilities_stand_in_front(self):
        words = [0x07230203, 0, 0, 9, 0, 2 << 16 | 17, 1, 2 << 16 | 17, 4433, 3 << 16 | 14, 0, 1, 2 << 16 | 17, 9]
        self.assertEqual(spirv.capabilities(struct.pack(f"<{len(words)}I", *words)), [1, 4433])


class Code(unittest.TestCase):
    def test_one_instantiation_per_variant_in_order(self):
        text = emit.cpu_instances(kernel("// spec LOG: no yes\n// spec RANK: 1 3\n" + HEAD), ["baseline"])
        rows = [line.strip() for line in text.splitlines() if line.startswith("    run_k<")]
        self.assertEqual(rows, [f"run_k<k<{t}, none, {log}, {rank}>>,"
                                for t in ("f32", "f16") for log in (0, 1) for rank in (1, 3)])


    def test_a_kernel_runs_the_best_code_that_it_has(self):
        every, some = kernel(), kernel("// levels: baseline v3\n" + HEAD)
        low = kernel("// levels: baseline\n" + HEAD)
        built = ["baseline", "v3", "v4"]
        self.assertEqual([[emit.level_run(k, built, level) for level in built] for k in (every, some, low)],
                         [built, ["baseline", "v3", "v3"], ["baseline"] * 3])
        self.assertEqual(emit.level_run(low, ["v3", "v4"], "v4"), "v3")
        self.assertEqual(emit.level_run(some, ["v4"], "v4"), "v4")
        self.assertIn("#if defined(PUMICE_ISA_baseline) || defined(PUMICE_ISA_v3)\n", emit.cpu_instances(some, built))
        text = emit.cpu_tables([low], built)
        self.assertEqual(text.count("baseline::k_table"), 3)
        self.assertEqual(text.count("extern const CpuKernel k_table[]"), 1)


if __name__ == "__main__":
    unittest.main()
