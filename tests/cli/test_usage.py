"""Usage errors, devices and operators."""

import json
import unittest

from command import CommandTest, SAMPLES, run


class Usage(CommandTest):
    def test_usage_errors_exit_2(self):
        for words in ([], ["fly"], ["train"], ["train", "letters"], ["train", "digits", "--epochs", "0"],
                      ["train", "digits", "--epochs", "many"], ["train", "digits", "--capture", "maybe"],
                      ["train", "digits", "--wings"], ["train", "digits", "--optimizer", "magic"],
                      ["classify"], ["classify", SAMPLES[0]], ["classify", "--weights", "x"],
                      ["devices", "--yaml"]):
            with self.subTest(words=words):
                done = run(*words)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertTrue(done.stderr.startswith("pumice: "), done.stderr)
                self.assertEqual(done.stdout, "")

    def test_help_and_version(self):
        self.assertIn("train", self.succeeds("--help"))
        self.assertIn("--epochs", self.succeeds("train", "--help"))
        self.assertRegex(self.succeeds("--version"), r"^pumice \d+\.\d+\.\d+\n$")

    def test_unknown_devices(self):
        for device in ("abacus", "vulkan:99", "cpu:7", "vulkan:x", "cpu:"):
            with self.subTest(device=device):
                self.fails(["train", "digits", "--device", device])
        done = run("train", "digits", PUMICE_DEVICE="abacus")
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (1, 1), done.stderr)


class Devices(CommandTest):
    def test_json_lists_the_cpu_last(self):
        devices = json.loads(self.succeeds("devices", "--json"))["devices"]
        self.assertEqual(devices[-1]["device"], "cpu:0" if ":" in devices[-1]["device"] else "cpu")
        for device in devices:
            self.assertLessEqual({"device", "name", "type", "driver", "memory_bytes", "subgroup_size",
                                  "min_subgroup_size", "max_subgroup_size", "features"}, set(device))
            self.assertTrue(device["name"])
            self.assertGreater(device["memory_bytes"], 0)

    def test_text_is_plain_off_a_terminal(self):
        text = self.succeeds("devices")
        self.assertIn("cpu", text)
        self.assertNotIn("\x1b", text)


class Operators(CommandTest):
    def test_json_has_a_row_per_operator_and_device(self):
        rows = json.loads(self.succeeds("ops", "--json"))
        devices = {row["device"] for row in rows}
        self.assertEqual(len(devices), len(json.loads(self.succeeds("devices", "--json"))["devices"]))
        names = [row["operator"] for row in rows]
        self.assertEqual(len(names), len(set(names)) * len(devices))
        self.assertLessEqual({"matmul", "conv2d", "softmax", "relu", "sum"}, set(names))
        matmul = next(row for row in rows if row["operator"] == "matmul")
        self.assertIn("float32", matmul["forward"])
        self.assertTrue(matmul["differentiable"])

    def test_text_names_the_same_operators(self):
        rows = json.loads(self.succeeds("ops", "--json"))
        text = self.succeeds("ops")
        for row in rows:
            self.assertIn(f" {row['operator']} ", text)


if __name__ == "__main__":
    unittest.main()
