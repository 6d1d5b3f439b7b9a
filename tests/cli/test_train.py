"""Training: what it reports, that it repeats, and which data it refuses."""

import random
import re
import shutil
import unittest

from command import CommandTest, DIGITS, IDX, SAMPLES, devices, run, write_idx


class Train(CommandTest):
    def check_result(self, result, device, epochs):
        self.assertTrue(result["device"].startswith(device), result["device"])
        self.assertEqual((result["epochs"], result["seed"]), (epochs, 3))
        self.assertEqual(len(result["train_loss"]), epochs)
        self.assertLess(result["train_loss"][-1], result["train_loss"][0])
        self.assertGreater(result["seconds"], 0)
        self.assertIn("driver", result)
        steady = result["steady_state"]
        for name in ("allocations", "pipelines_created", "plans_made", "fallbacks", "host_waits_per_step"):
            self.assertEqual(steady[name], 0, name)
        self.assertEqual(steady["submits_per_step"], 1)
        self.assertGreater(steady["dispatches_per_step"], 0)
        self.assertEqual(steady["steps"], (epochs - 1) * (1437 // 32 + 1))
        self.assertLessEqual(steady["bytes_planned"], 0.6 * steady["bytes_without_aliasing"])

    def test_a_single_epoch_has_a_steady_state_too(self):
        result = self.train("--epochs", 1, "--seed", 3, "--device", "cpu")
        self.assertIn("only epoch", result["steady_state"]["measured"])
        self.assertEqual(result["steady_state"]["steps"], 1437 // 32 - 8)
        self.assertEqual(result["steady_state"]["submits_per_step"], 1)
        for name in ("allocations", "plans_made", "host_waits_per_step"):
            self.assertEqual(result["steady_state"][name], 0, name)
        # Batches that need no rest, and fewer than what warms up.
        exact = self.train("--epochs", 1, "--batch", 479, "--device", "cpu")
        self.assertIsNone(exact["steady_state"])

    def test_every_device_trains_in_a_steady_state(self):
        tried = {name.split(":")[0]: name for name in reversed(devices())}
        for device in tried.values():
            with self.subTest(device=device):
                result = self.train("--epochs", 3, "--seed", 3, "--device", device)
                self.check_result(result, device, 3)
                self.assertGreater(result["test_accuracy"], 0.85)

    def test_reaches_97_percent_and_classifies_the_samples(self):
        weights = self.folder / "digits.safetensors"
        result = self.train("--device", "cpu", "--save", weights)
        self.assertGreaterEqual(result["test_accuracy"], 0.97)
        self.assertNotRegex(self.output, "[\x1b\r]")
        self.assertEqual(len(re.findall(r"^ +\d+ +\d\.\d{4} +\d+\.\d\d %", self.output, re.M)),
                         result["epochs"])
        text = self.succeeds("classify", *SAMPLES, "--weights", weights, "--device", "cpu")
        best = [re.match(r"\S+ +(\S+) +([\d.]+) %", line) for line in text.splitlines()]
        right = sum(match[1] == path.stem for match, path in zip(best, SAMPLES))
        self.assertGreaterEqual(right, len(SAMPLES) - 1, text)
        self.assertEqual(len(re.findall("%", text)), 3 * len(SAMPLES))

    def test_same_seed_same_run(self):
        words = ("--epochs", 2, "--device", "cpu", "--seed")
        first, again, other = (self.train(*words, seed)["train_loss"] for seed in (3, 3, 4))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_captured_training_is_the_same_as_eager(self):
        words = ("--epochs", 2, "--device", "cpu", "--seed", 3, "--capture")
        captured, eager = (self.train(*words, mode)["train_loss"] for mode in ("on", "off"))
        for a, b in zip(captured, eager):
            self.assertAlmostEqual(a, b, delta=2e-3)

    def test_environment_chooses_the_device(self):
        result = self.train("--epochs", 1, PUMICE_DEVICE="cpu")
        self.assertTrue(result["device"].startswith("cpu"))

    def test_other_optimizers_learn(self):
        for optimizer, rate in (("sgd", "0.05"), ("adamw", "0.002")):
            with self.subTest(optimizer=optimizer):
                result = self.train("--epochs", 3, "--device", "cpu", "--optimizer", optimizer, "--lr", rate)
                self.assertGreater(result["test_accuracy"], 0.85)

    def test_places_that_cannot_be_written(self):
        for option in ("--save", "--json"):
            self.fails(["train", "digits", option, self.folder / "no" / "where"], "cannot be written")
        self.assertEqual(run("train", "digits", "--save", self.folder / "a" / "b").stdout, "")


class Data(CommandTest):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"
        self.data.mkdir()
        for names in IDX.values():
            for name in names:
                shutil.copy(DIGITS / name, self.data)
        self.images, self.labels = (self.data / name for name in IDX["train"])

    def refused(self, *pieces):
        self.fails(["train", "digits", "--device", "cpu", "--data", self.data], *pieces)

    def test_other_sizes_and_classes(self):
        random.seed(5)
        for half, count in (("train", 80), ("t10k", 9)):
            images, labels = (self.data / name for name in IDX[half])
            write_idx(images, (count, 28, 21), random.randbytes(count * 28 * 21))
            write_idx(labels, (count,), [i % 3 for i in range(count)])
        self.train("--device", "cpu", "--epochs", 1, "--data", self.data)
        self.assertIn("80 images of 28x21 to learn, 9 to test, 3 classes", self.output)

    def test_missing(self):
        self.images.unlink()
        self.refused(str(self.images), "does not exist")
        self.fails(["train", "digits", "--data", self.folder / "nowhere"], "does not exist")

    def test_truncated(self):
        self.images.write_bytes(self.images.read_bytes()[:-1])
        self.refused(str(self.images))
        self.images.write_bytes(self.images.read_bytes()[:9])
        self.refused("shorter than its dims say")
        self.images.write_bytes(b"\0\0\x08\3\0\0")
        self.refused("ends within its header")
        self.images.write_bytes(b"")
        self.refused("too short")

    def test_longer_than_it_says(self):
        self.images.write_bytes(self.images.read_bytes() + b"x")
        self.refused(str(self.images), "bytes where its dims need")

    def test_forged_header(self):
        good = self.images.read_bytes()
        for header, piece in ((b"\1\0\x08\3", "not an IDX file"), (b"\0\0\x0d\3", "elements of type 13"),
                              (b"\0\0\x08\0", "0 dims"), (b"\0\0\x08\xff", "255 dims"),
                              (b"\0\0\x08\3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "shorter"),
                              (b"\0\0\x08\3\0\0\0\0", "size 0")):
            with self.subTest(header=header):
                self.images.write_bytes(header + good[len(header):])
                self.refused(str(self.images), piece)

    def test_files_that_do_not_belong_together(self):
        write_idx(self.labels, (3,), [1, 2, 3])
        self.refused("1437 images but 3 labels")
        shutil.copy(self.images, self.labels)
        self.refused("3 dims, not 1")

    def test_halves_that_do_not_belong_together(self):
        images, labels = (self.data / name for name in IDX["t10k"])
        write_idx(images, (2, 9, 8), bytes(144))
        write_idx(labels, (2,), [1, 2])
        self.refused("differ in size")
        write_idx(images, (2, 8, 8), bytes(128))
        write_idx(labels, (2,), [1, 200])
        self.refused("classes that training lacks")

    def test_fewer_images_than_a_batch(self):
        write_idx(self.images, (2, 8, 8), range(128))
        write_idx(self.labels, (2,), [0, 9])
        self.train("--device", "cpu", "--epochs", 1, "--data", self.data)
        self.assertIn("2 images of 8x8 to learn", self.output)

    def test_too_small(self):
        write_idx(self.images, (40, 3, 3), [i % 251 for i in range(360)])
        write_idx(self.labels, (40,), [0] * 40)
        write_idx(self.data / IDX["t10k"][0], (2, 3, 3), range(18))
        write_idx(self.data / IDX["t10k"][1], (2,), [0, 0])
        self.refused("3x3")


if __name__ == "__main__":
    unittest.main()
