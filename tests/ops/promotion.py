#!/usr/bin/python3
"""Writes promotion.inc: torch.result_type of every pair of operands. A row per left operand, with dims and
without, of each dtype; a column per right operand, with dims, without, and numbers (bool, int, float)."""
import pathlib
import torch

LETTERS = {torch.uint8: "B", torch.int8: "c", torch.int16: "s", torch.int32: "i", torch.int64: "l",
           torch.float16: "h", torch.float32: "f", torch.float64: "d", torch.bool: "b", torch.bfloat16: "g"}
TENSORS = [torch.ones(shape, dtype=dtype) for shape in ((2,), ()) for dtype in LETTERS]

rows = ["".join(LETTERS[torch.result_type(a, b)] for b in [*TENSORS, True, 2, 1.5]) for a in TENSORS]
text = "".join(f'    "{row}",\n' for row in rows)
pathlib.Path(__file__).with_name("promotion.inc").write_text(text)
