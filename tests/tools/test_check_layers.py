"""Tests tools/check_layers.py on small made-up trees: each rule is broken once, and caught."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import check_layers  # noqa: E402


class CheckLayers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)

    def write(self, file, *lines):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("// Owns nothing.\n" + "".join(f"{line}\n" for line in lines))

    def problems(self, file, *lines):
        self.write(file, *lines)
        return check_layers.check(self.root)[0]

    def assert_caught(self, file, line, words):
        problems = self.problems(file, line)
        self.assertEqual(len(problems), 1, problems)
        self.assertTrue(problems[0].startswith(f"{file}:2: "), problems[0])
        self.assertIn(words, problems[0])

    def assert_fine(self, file, *lines):
        self.assertEqual(self.problems(file, *lines), [])

    def test_every_step_down_the_stack_is_fine_and_every_step_up_is_caught(self):
        stack = check_layers.STACK
        for i, room in enumerate(stack):
            for j, other in enumerate(stack):
                with self.subTest(room=room, other=other):
                    problems = self.problems("engine/%s/a.cpp" % room, f'#include "{other}/b.h"')
                    self.assertEqual(len(problems), 1 if j > i else 0, problems)
            (self.root / f"engine/{room}/a.cpp").unlink()

    def test_names_the_line_and_the_reason(self):
        self.assert_caught("engine/device/a.h", '#include "graph/stream.h"', "graph stands above device")

    def test_users_of_the_public_api_see_nothing_else(self):
        for room in check_layers.USERS:
            for header in ("base/error.h", "ops/table.h", "vulkan/device.h"):
                with self.subTest(room=room, header=header):
                    self.assert_caught(f"engine/{room}/a.cpp", f'#include "{header}"', "public headers")
            self.assert_fine(f"engine/{room}/a.cpp", "#include <pumice/tensor.h>",
                             '#include "pumice/nn.h"', f'#include "{room}/own.h"', "#include <vector>")

    def test_users_do_not_see_each_other(self):
        self.assert_caught("engine/nn/a.cpp", '#include "optim/sgd.h"', "public headers")

    def test_backends_see_base_and_device_and_shaders(self):
        for room in check_layers.BACKENDS:
            self.assert_fine(f"engine/{room}/a.cpp", '#include "base/error.h"', '#include "device/backend.h"',
                             '#include "shaders/prelude/cpp.h"', f'#include "{room}/a.h"')

    def test_backends_do_not_see_each_other(self):
        self.assert_caught("engine/vulkan/a.cpp", '#include "cpu/pool.h"', "backend cpu")

    def test_backends_do_not_see_above_the_waist(self):
        self.assert_caught("engine/cpu/a.cpp", '#include "graph/stream.h"', "only base, device")

    def test_nothing_above_the_waist_names_a_backend(self):
        for room in ("device", "graph", "ops"):
            with self.subTest(room=room):
                self.assert_caught(f"engine/{room}/a.cpp", '#include "vulkan/device.h"', "backend vulkan")
                (self.root / f"engine/{room}/a.cpp").unlink()

    def test_vendor_headers_stay_in_their_folder(self):
        for header, owner in (("vulkan/vulkan.h", "vulkan"), ("volk.h", "vulkan"), ("vk_mem_alloc.h", "vulkan"),
                              ("dnnl.hpp", "cpu"), ("oneapi/dnnl/dnnl.hpp", "cpu"), ("cuda_runtime.h", "cuda"),
                              ("cublasLt.h", "cuda")):
            with self.subTest(header=header):
                self.assert_caught("engine/graph/a.cpp", f"#include <{header}>", f"engine/{owner}")
                self.assert_fine("engine/graph/a.cpp")
                self.assert_fine(f"engine/{owner}/a.cpp", f"#include <{header}>")

    def test_only_tables_of_the_shaders_are_for_all(self):
        self.assert_fine("engine/ops/a.cpp", '#include "shaders/elementwise.def"')
        self.assert_caught("engine/ops/a.cpp", '#include "shaders/softmax.comp"', "only backends")

    def test_public_headers_see_only_public_headers(self):
        self.assert_fine("include/pumice/a.h", "#include <pumice/b.h>", "#include <string>")
        self.assert_caught("include/pumice/a.h", '#include "base/error.h"', "public header")

    def test_paths_are_written_from_the_engine(self):
        self.assert_caught("engine/graph/a.cpp", '#include "../base/error.h"', "climbs out")
        self.write("engine/graph/near.h")
        self.assert_caught("engine/graph/a.cpp", '#include "near.h"', "relative to its own folder")

    def test_files_directly_in_the_engine_put_the_parts_together(self):
        self.assert_fine("engine/backends.cpp", '#include "vulkan/backend.h"', '#include "cpu/backend.h"')

    def test_a_folder_without_a_place_is_caught(self):
        problems = self.problems("engine/misc/a.h")
        self.assertEqual(len(problems), 1)
        self.assertIn("engine/misc has no place", problems[0])

    def test_spacing_does_not_hide_an_include(self):
        self.assert_caught("engine/base/a.h", '  #  include   "ops/table.h"', "ops stands above base")

    def test_the_command_reports_by_its_exit_status(self):
        command = [sys.executable, str(ROOT / "tools/check_layers.py"), str(self.root)]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 1, "nothing was read")
        self.write("engine/base/a.h", "#include <vector>")
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.write("engine/base/a.h", '#include "nn/linear.h"')
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 1)


if __name__ == "__main__":
    unittest.main()
