"""What the tests of the command share: running it, and making files for it."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
COMMAND = os.environ.get("PUMICE_COMMAND", str(ROOT / "build" / "release" / "tools" / "pumice"))
DIGITS = ROOT / "tools" / "digits"
SAMPLES = sorted((DIGITS / "samples").glob("*.png"))
IDX = {half: (f"{half}-images-idx3-ubyte", f"{half}-labels-idx1-ubyte") for half in ("train", "t10k")}


def run(*words, **environment):
    """The finished process, its output as text."""
    return subprocess.run([COMMAND, *map(str, words)], capture_output=True, text=True,
                          env={**os.environ, **environment}, timeout=600, check=False)


def devices():
    """Names of this machine's devices, by the command itself."""
    return [device["device"] for device in json.loads(run("devices", "--json").stdout)["devices"]]


def write_idx(path, sizes, values):
    path.write_bytes(struct.pack(">BBBB", 0, 0, 8, len(sizes)) + struct.pack(f">{len(sizes)}I", *sizes)
                     + bytes(values))


def write_safetensors(path, tensors, metadata=None):
    """Tensors as {name: (shape, floats)}."""
    header, blob = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, (shape, values) in tensors.items():
        data = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape,
                        "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + blob)


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pumice_cli_"))
        self.addCleanup(shutil.rmtree, self.folder)

    def succeeds(self, *words, **environment):
        done = run(*words, **environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def fails(self, words, *pieces):
        """Exit code 1 and one line on stderr, which holds the pieces."""
        done = run(*words)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        lines = done.stderr.splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        self.assertTrue(lines[0].startswith("pumice: "), lines[0])
        for piece in pieces:
            self.assertIn(piece, lines[0])

    def train(self, *words, **environment):
        """Trains and returns what --json wrote."""
        path = self.folder / "result.json"
        self.output = self.succeeds("train", "digits", "--json", path, *words, **environment)
        return json.loads(path.read_text())
