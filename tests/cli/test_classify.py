"""Classifying: images and weights that are refused."""

import json
import pathlib
import struct
import tempfile
import unittest

from command import CommandTest, SAMPLES, run, write_safetensors


class Classify(CommandTest):
    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory(prefix="pumice_cli_")
        cls.weights = pathlib.Path(cls.shared.name) / "digits.safetensors"
        run("train", "digits", "--device", "cpu", "--epochs", 1, "--save", cls.weights)

    @classmethod
    def tearDownClass(cls):
        cls.shared.cleanup()

    def refused(self, image, weights, *pieces):
        self.fails(["classify", image, "--weights", weights, "--device", "cpu"], *pieces)

    def forged(self, change):
        """The weights' file with a changed header."""
        data = self.weights.read_bytes()
        size = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8:8 + size])
        change(header)
        text = json.dumps(header).encode()
        path = self.folder / "forged.safetensors"
        path.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size:])
        return path

    def test_chances_add_up(self):
        line = self.succeeds("classify", SAMPLES[0], "--weights", self.weights, "--device", "cpu")
        chances = [float(word) for word in line.split() if "." in word and "/" not in word]
        self.assertEqual(len(chances), 3)
        self.assertEqual(chances, sorted(chances, reverse=True))
        self.assertLessEqual(sum(chances), 100.2)

    def test_broken_images(self):
        good = SAMPLES[3].read_bytes()
        image = self.folder / "image.png"
        for data in (b"", b"not an image", good[:20], good[:len(good) // 2], b"\xff\xd8\xff\xe0" + b"\0" * 50,
                     good[:16] + b"\x7f\xff\xff\xff" * 2 + good[24:], good[:40] + b"\0" * 30 + good[70:]):
            with self.subTest(data=data[:24]):
                image.write_bytes(data)
                self.refused(image, self.weights, str(image))
        self.refused(self.folder / "none.png", self.weights, "does not exist")
        self.refused(self.folder, self.weights, "not a file")

    def test_broken_weights(self):
        path = self.folder / "weights.safetensors"
        self.refused(SAMPLES[0], path, str(path))
        for data in (b"", b"garbage", self.weights.read_bytes()[:-1], b"\xff" * 64,
                     struct.pack("<Q", 2**63) + b"{}"):
            with self.subTest(data=data[:16]):
                path.write_bytes(data)
                self.refused(SAMPLES[0], path, str(path))

    def test_weights_of_another_model(self):
        path = self.folder / "other.safetensors"
        write_safetensors(path, {"fc.weight": ([2, 2], [1, 2, 3, 4])})
        self.refused(SAMPLES[0], path, "holds no weights of 'pumice train digits'")

    def test_weights_of_the_wrong_shape(self):
        def taller(header):
            about = json.loads(header["__metadata__"]["about"])
            header["__metadata__"]["about"] = json.dumps({**about, "height": 12})
        self.refused(SAMPLES[0], self.forged(taller), "'fc1.weight'", "expected")

        def renamed(header):
            header["conv9.weight"] = header.pop("conv1.weight")
        self.refused(SAMPLES[0], self.forged(renamed), "conv")

    def test_forged_metadata(self):
        for about in ("", "[]", "{}", '{"height": -1}',
                      '{"height": 1e9, "width": 8, "classes": ["0"], "mean": 0, "std": 1}',
                      '{"height": 8, "width": 8, "classes": [], "mean": 0, "std": 1}',
                      '{"height": 8, "width": 8, "classes": [1], "mean": 0, "std": 1}',
                      '{"height": 8, "width": 8, "classes": ["0"], "mean": 0, "std": 0}'):
            with self.subTest(about=about):
                def change(header, about=about):
                    header["__metadata__"]["about"] = about
                self.refused(SAMPLES[0], self.forged(change))


if __name__ == "__main__":
    unittest.main()
