"""Reads what a kernel file declares: header lines, params, bindings."""
import itertools
import pathlib
import re
from dataclasses import dataclass, field

TYPES = ("f32", "f64", "f16", "bf16", "u8", "i8", "i16", "i32", "i64", "b8")
COMPUTE = {"f32": "float", "f16": "float", "bf16": "float", "f64": "double", "i64": "int64",
           "i32": "int", "i16": "int", "i8": "int", "u8": "int", "b8": "int"}
HALF_TYPES = ("f16", "bf16")
BYTE_TYPES = ("u8", "i8", "b8")
ELEMS = ("T", "U", "C", "float", "int", "uint", "INDEX", "BOOL")
MAX_PARAM_BYTES, MAX_BINDINGS, MAX_SPEC = 120, 8, 4
LEVELS = ("baseline", "v3", "v4")  # instruction sets of the CPU, lowest first
SCALAR_BYTES = {"uint": 4, "int": 4, "float": 4, "double": 8, "int64": 8}


class KernelError(Exception):
    """A mistake in a kernel file; the message names the file."""


@dataclass
class Spec:
    name: str
    values: list
    numeric: bool


@dataclass
class Param:
    type: str
    name: str
    count: int  # 0 for a scalar, else the array's length


@dataclass
class Binding:
    index: int
    elem: str
    name: str
    access: str  # read, write, update


@dataclass
class Kernel:
    path: pathlib.Path
    types: list = field(default_factory=list)  # (T, U), None where absent
    specs: list = field(default_factory=list)
    dense: bool = False
    levels: tuple = LEVELS  # those that the CPU's code is worth compiling for
    implements: str = ""
    target: str = "vulkan1.1"
    tunes: list = field(default_factory=list)  # (name, default)
    values: int = 0
    params: list = field(default_factory=list)
    bindings: list = field(default_factory=list)

    @property
    def name(self):
        return self.path.stem

    @property
    def elementwise(self):
        """Whether it runs FOR_ELEMENTS alone: element by element of operands of any layout."""
        return bool(self.specs) and self.specs[-1].name == "LAYOUT"

    def compute(self, pair):
        return COMPUTE[pair[0]] if pair[0] else "float"

    def touches_bytes(self, pair):
        """Whether some binding's elements take one byte in this variant."""
        kinds = {b.elem for b in self.bindings}
        return ("BOOL" in kinds or ("T" in kinds and pair[0] in BYTE_TYPES)
                or ("U" in kinds and pair[1] in BYTE_TYPES))

    def layout(self, compute):
        """(offset, size) of every param when C is `compute`, and the total, by std430's rules."""
        offset, places = 0, []
        for p in self.params:
            size = SCALAR_BYTES[compute if p.type == "C" else p.type]
            offset = (offset + size - 1) // size * size
            places.append((offset, size * max(p.count, 1)))
            offset += places[-1][1]
        return places, offset

    def param_bytes(self):
        return self.layout("double")[1]

    def structural_bytes(self):
        if not self.values:
            return self.param_bytes()
        leading = self.layout("double")[0][:len(self.params) - self.values]
        return leading[-1][0] + leading[-1][1] if leading else 0


def parse_types(text):
    """`f32 f16`, `f32:i32`, `{f32 f64}x{i32 i64}` -> list of (T, U)."""
    pairs = []
    product = re.compile(r"\{([^}]*)\}\s*x\s*\{([^}]*)\}")
    for left, right in product.findall(text):
        pairs += itertools.product(left.split(), right.split())
    for word in product.sub(" ", text).split():
        t, _, u = word.partition(":")
        pairs.append((t, u or None))
    for t in (t for pair in pairs for t in pair if t):
        if t not in TYPES:
            raise KernelError(f"unknown type '{t}'")
    if len(set(pairs)) != len(pairs):
        raise KernelError("a pair of types stands twice")
    return pairs or [(None, None)]


def parse_spec(name, text, rows):
    values = []
    for word in text.split():
        values += rows(word[1:]) if word.startswith("@") else [word]
    if not values:
        raise KernelError(f"spec {name} has no values")
    numeric = [v.isdigit() for v in values]
    if any(numeric) != all(numeric):
        raise KernelError(f"spec {name} mixes names and numbers")
    return Spec(name, values, all(numeric))


def parse_levels(text):
    levels = tuple(text.split())
    for level in levels:
        if level not in LEVELS:
            raise KernelError(f"unknown level '{level}'")
    if LEVELS[0] not in levels:
        raise KernelError(f"levels must name {LEVELS[0]}, which every processor runs")
    return levels


def parse_params(text):
    params = []
    for statement in filter(None, (s.strip() for s in text.split(";"))):
        m = re.fullmatch(r"(uint|int|float|C)\s+(.+)", statement, re.S)
        if not m:
            raise KernelError(f"PARAMS: cannot read '{statement}'")
        for declarator in m[2].split(","):
            d = re.fullmatch(r"\s*(\w+)\s*(?:\[(\d+)\])?\s*", declarator)
            if not d:
                raise KernelError(f"PARAMS: cannot read '{declarator.strip()}'")
            params.append(Param(m[1], d[1], int(d[2] or 0)))
    return params


def check_elementwise(k, code):
    """What backends rely on: operands in the order of bindings, the result last, touched as at[k] alone;
    every half type's variant has one of float to stand in."""
    words = re.findall(r"\bFOR_ELEMENTS(_OF|_IF)?\(", code)
    if bool(words) != k.elementwise:
        raise KernelError("FOR_ELEMENTS and a last spec LAYOUT go together")
    if not k.elementwise:
        return
    found = re.search(r"\bFOR_ELEMENTS(?:_IF|_OF\((\d+),)?\W*at, (\d+),", code)
    dims, count = int(found[1] or 5), len(k.bindings)
    head = [(p.type, p.name, p.count) for p in k.params[:4]]
    if (k.specs[-1].values != ["contiguous", "strided"] or len(words) != 1 or int(found[2]) != count
            or head[:3] != [("uint", "n", 0), ("uint", "rank", 0), ("uint", "sizes", dims - 1)]
            or head[3][:2] != ("uint", "strides") or head[3][2] < dims * count):
        raise KernelError("FOR_ELEMENTS wants LAYOUT: contiguous strided, params n, rank, sizes and strides, and "
                          "all bindings")
    uses = re.findall(r"\b(?:LOAD|STORE)\((\w+), at\[(\d+)\]", code)
    if ({(name, int(i)) for name, i in uses} != {(b.name, i) for i, b in enumerate(k.bindings)}
            or len(re.findall(r"\bat\b", code)) != 1 + len(uses)):
        raise KernelError("FOR_ELEMENTS touches binding k at at[k] and nothing else")
    if [b.access != "read" for b in k.bindings] != [False] * (count - 1) + [True]:
        raise KernelError("FOR_ELEMENTS writes its last binding")
    for pair in k.types:
        if tuple("f32" if t in HALF_TYPES else t for t in pair) not in k.types:
            raise KernelError(f"types {pair} lack their counterpart in f32")


def check(k):
    if len(k.specs) > MAX_SPEC:
        raise KernelError(f"more than {MAX_SPEC} specs")
    if [b.index for b in k.bindings] != list(range(len(k.bindings))):
        raise KernelError("bindings must be numbered 0, 1, 2, ... in order")
    if len(k.bindings) > MAX_BINDINGS:
        raise KernelError(f"more than {MAX_BINDINGS} bindings")
    if k.param_bytes() > MAX_PARAM_BYTES:
        raise KernelError(f"params take {k.param_bytes()} bytes, more than {MAX_PARAM_BYTES}")
    if k.values > len(k.params):
        raise KernelError("more values than params")
    structural = k.params[:len(k.params) - k.values]
    if k.values and any(p.type == "C" for p in structural):
        raise KernelError("a C param must be one of the values, since its size follows T")
    for b in k.bindings:
        if b.elem not in ELEMS:
            raise KernelError(f"binding {b.name}: unknown element '{b.elem}'")
        if b.elem == "U" and any(u is None for _, u in k.types):
            raise KernelError(f"binding {b.name}: the types line names no U")
        if b.elem in "TC" and any(t is None for t, _ in k.types):
            raise KernelError(f"binding {b.name}: the types line names no T")


def parse(path, text, rows):
    """`rows(LIST)` gives the names of an elementwise.def list ("UNARY")."""
    k = Kernel(path)
    for line in re.findall(r"^// (.*)$", text, re.M):
        if m := re.fullmatch(r"types:(.*)", line):
            k.types += parse_types(m[1])
        elif m := re.fullmatch(r"spec (\w+):(.*)", line):
            k.specs.append(parse_spec(m[1], m[2], rows))
        elif m := re.fullmatch(r"tune (\w+):\s*(\d+)", line):
            k.tunes.append((m[1], int(m[2])))
        elif m := re.fullmatch(r"implements:\s*(\w+)", line):
            k.implements = m[1]
        elif m := re.fullmatch(r"target:\s*(\S+)", line):
            k.target = m[1]
        elif m := re.fullmatch(r"values:\s*(\d+)", line):
            k.values = int(m[1])
        elif m := re.fullmatch(r"levels:(.*)", line):
            k.levels = parse_levels(m[1])
        elif line.strip() == "dense":
            k.dense = True
    k.types = k.types or [(None, None)]
    code = re.sub(r"//.*", "", text)
    words = re.findall(r"\b(PARAMS|READS|WRITES|UPDATES)\s*\(([^()]*)\)", code)
    if not words or words[0][0] != "PARAMS":
        raise KernelError("PARAMS must come first")
    k.params = parse_params(words[0][1])
    for word, args in words[1:]:
        parts = [a.strip() for a in args.split(",")]
        if word == "PARAMS" or len(parts) != 3 or not parts[0].isdigit():
            raise KernelError(f"cannot read {word}({args})")
        access = {"READS": "read", "WRITES": "write", "UPDATES": "update"}[word]
        k.bindings.append(Binding(int(parts[0]), parts[1], parts[2], access))
    check(k)
    check_elementwise(k, code)
    return k


def load_all(folder):
    """All kernels of a folder: (kernels of the table, further implementations)."""
    folder = pathlib.Path(folder)
    def_file = folder / "elementwise.def"
    def_text = def_file.read_text() if def_file.exists() else ""

    def rows(name):
        found = re.findall(rf"^\s*{name}\s*\(\s*(\w+)", def_text, re.M)
        if not found:
            raise KernelError(f"elementwise.def has no {name} rows")
        return found

    kernels, others = [], []
    for path in sorted(folder.glob("*.comp")):
        try:
            k = parse(path, path.read_text(), rows)
        except KernelError as e:
            raise KernelError(f"{path}: {e}") from None
        (others if k.implements else kernels).append(k)
    by_name = {k.name: k for k in kernels}
    for k in others:
        base = by_name.get(k.implements)
        if not base:
            raise KernelError(f"{k.path}: implements unknown kernel {k.implements}")
        same = (k.params == base.params and k.specs == base.specs and k.values == base.values
                and [(b.elem, b.access) for b in k.bindings] ==
                [(b.elem, b.access) for b in base.bindings])
        if not same:
            raise KernelError(f"{k.path}: params, values, specs or bindings differ from {base.name}'s")
    return kernels, others
