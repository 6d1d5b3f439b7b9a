#!/usr/bin/env python3
"""Fails where nothing tests a method of Tensor that works in place: coverage.py METHODS

METHODS is what methods.py wrote. A method is tested where an operator with samples bears its name
(without the _, and of an alias the name of what it calls), or where compat/semantics calls it.
"""
import pathlib
import re
import sys

TESTS = pathlib.Path(__file__).resolve().parent.parent


def main(listed):
    operators = {path.stem for path in (TESTS / "golden" / "data").glob("*.safetensors")}
    programs = " ".join(path.read_text() for path in (TESTS / "compat" / "semantics").glob("*"))
    called = set(re.findall(r"\w+", programs))
    methods = dict(re.findall(r"METHOD\((\w+_), (\w+_),", pathlib.Path(listed).read_text()))
    untested = [name for name, of in methods.items()
                if of[:-1] not in operators and name not in called]
    for name in untested:
        print(f"Tensor::{name} is in no test: see tests/README.md")
    if not methods:
        print(f"{listed} lists no methods")
    return 1 if untested or not methods else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
