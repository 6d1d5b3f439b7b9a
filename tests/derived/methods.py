#!/usr/bin/env python3
"""Lists the methods of Tensor for the derived tests: methods.py OUTPUT PREPROCESSOR [ARGUMENT...]

PREPROCESSOR prints include/pumice/tensor.h as the compiler sees it. Every const method becomes a
line METHOD(name, of, result(parameter types)); `of` is the method that an alias calls, or name.
"""
import pathlib
import re
import subprocess
import sys

DECLARATION = re.compile(
    r"(?P<result>[A-Za-z_0-9:<>, ]+?&?) (?P<name>[a-z]\w*)\((?P<parameters>(?:[^(){};]|\{\})*)\) const"
    r"(?: \{ return (?P<of>[a-z]\w*)\((?P<passed>[\w, ]*)\); \})?")


def split(text):
    """What stands between the commas that are outside of <> and {}."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "<{(") - (letter in ">})")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def type_of(parameter):
    """`const Tensor&` of `const Tensor& other = {}`."""
    return re.match(r"(.*\W)\w+$", parameter.split("=")[0].strip()).group(1).strip()


def methods(text):
    body = text[text.index("class Tensor {"):]
    body = " ".join(body[:body.index("private:")].split())
    for found in DECLARATION.finditer(body):
        result = found["result"].split("public:")[-1].replace("explicit ", "").strip()
        parameters = split(found["parameters"])
        passed = ", ".join(p.split("=")[0].split()[-1] for p in parameters)
        alias = found["of"] if found["passed"] == passed else None
        types = [type_of(p) for p in parameters]
        if "template" not in result and "F" not in types:  # item<T>, accessor<T, N>, hooks
            yield found["name"], alias or found["name"], result, types


def main(output, *preprocessor):
    text = subprocess.run(preprocessor, check=True, capture_output=True, text=True).stdout
    lines = [f"METHOD({name}, {of}, {result}({', '.join(types)}))"
             for name, of, result, types in methods(text)]
    if len(lines) < 100:
        sys.exit("the methods of Tensor were not found")
    path = pathlib.Path(output)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
