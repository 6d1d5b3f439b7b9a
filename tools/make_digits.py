#!/usr/bin/env python3
"""Converts the UCI optical digits, as scikit-learn ships them, to the IDX files in tools/digits.

    pip download scikit-learn --no-deps && tools/make_digits.py scikit_learn-*.whl
"""

import argparse
import gzip
import pathlib
import random
import struct
import zipfile
import zlib

MEMBER = "sklearn/datasets/data/digits.csv.gz"
SIDE = 8
LARGEST = 16  # the data set's brightest pixel value
CLASSES = 10
TEST_PER_CLASS = 36
SEED = 1998
SAMPLE_SIDE = 64


def read_rows(wheel):
    """[(64 pixels scaled to 0..255, label)] in the data set's order."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(MEMBER)).decode()
    rows = []
    for line in text.splitlines():
        *pixels, label = (int(float(field)) for field in line.split(","))
        assert len(pixels) == SIDE * SIDE and max(pixels) <= LARGEST and 0 <= label < CLASSES
        rows.append((bytes((p * 255 + LARGEST // 2) // LARGEST for p in pixels), label))
    return rows


def split(rows):
    """Puts the same number of each class into the test set; both sets are shuffled."""
    rng = random.Random(SEED)
    rows = rows[:]
    rng.shuffle(rows)
    train, test, taken = [], [], [0] * CLASSES
    for row in rows:
        is_test = taken[row[1]] < TEST_PER_CLASS
        taken[row[1]] += is_test
        (test if is_test else train).append(row)
    rng.shuffle(test)
    rng.shuffle(train)
    return train, test


def write_idx(folder, name, rows):
    images = struct.pack(">BBBBIII", 0, 0, 8, 3, len(rows), SIDE, SIDE)
    labels = struct.pack(">BBBBI", 0, 0, 8, 1, len(rows))
    (folder / f"{name}-images-idx3-ubyte").write_bytes(images + b"".join(p for p, _ in rows))
    (folder / f"{name}-labels-idx1-ubyte").write_bytes(labels + bytes(label for _, label in rows))


def most_typical(rows, label):
    """The image of a class that lies nearest to the mean of its class."""
    images = [pixels for pixels, of in rows if of == label]
    mean = [sum(column) / len(images) for column in zip(*images)]
    return min(images, key=lambda image: sum((a - b) ** 2 for a, b in zip(image, mean)))


def write_png(path, pixels):
    """Writes an image as 8-bit gray PNG, each pixel repeated up to SAMPLE_SIDE."""
    times = SAMPLE_SIDE // SIDE

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b""
    for y in range(SIDE):
        line = b"".join(bytes([p]) * times for p in pixels[y * SIDE : (y + 1) * SIDE])
        lines += (b"\0" + line) * times
    header = struct.pack(">IIBBBBB", SAMPLE_SIDE, SAMPLE_SIDE, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                     + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", help="a scikit-learn wheel")
    parser.add_argument("--out", type=pathlib.Path,
                        default=pathlib.Path(__file__).resolve().parent / "digits")
    args = parser.parse_args()
    train, test = split(read_rows(args.wheel))
    (args.out / "samples").mkdir(parents=True, exist_ok=True)
    write_idx(args.out, "train", train)
    write_idx(args.out, "t10k", test)
    for label in range(CLASSES):
        write_png(args.out / "samples" / f"{label}.png", most_typical(test, label))
    print(f"{len(train)} training and {len(test)} test images in {args.out}")


if __name__ == "__main__":
    main()
