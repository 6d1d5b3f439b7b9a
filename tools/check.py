#!/usr/bin/env python3
"""Runs every check of the project and ends with a table of what passed.

    tools/check.py               all of them
    tools/check.py --fast        without the build and the tests
    tools/check.py --tidy all    clang-tidy on every file, not only on those changed since main
    tools/check.py --only tidy   one of them
    tools/check.py --fix         lets clang-format rewrite what it objects to
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
CODE = ("*.h", "*.hpp", "*.cpp", "*.cu", "*.cuh")
LINES_SHOWN = 40


def git_lines(*arguments):
    result = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return result.stdout.split("\n")[:-1] if result.returncode == 0 else []


def code_files():
    """Files of C++ that git knows or would add; shaders' preludes are macros, laid out by hand."""
    names = git_lines("ls-files", "--cached", "--others", "--exclude-standard", "--", *CODE)
    return sorted(name for name in set(names)
                  if (ROOT / name).is_file() and not name.startswith("shaders/"))


def changed_files():
    base = next(iter(git_lines("merge-base", "HEAD", "origin/main")
                     or git_lines("merge-base", "HEAD", "main")), "HEAD")
    changed = set(git_lines("diff", "--name-only", base))
    changed |= set(git_lines("ls-files", "--others", "--exclude-standard"))
    return [name for name in code_files() if name in changed]


def run(*command):
    """(whether the command succeeded, what it printed)"""
    result = subprocess.run([str(word) for word in command], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return result.returncode == 0, result.stdout


def progress(text):
    """Shows how far a long check is, on a terminal, in the place of what it showed before."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)


class Absent(Exception):
    """A check's tool, or what it reads, is not on this machine."""


def need(program):
    if not shutil.which(program):
        raise Absent(f"{program} is not installed")
    return program


def check_format(options):
    files = code_files()
    how = ["-i"] if options.fix else ["--dry-run", "--Werror"]
    if not files:
        raise Absent("git knows of no C++ here")
    return run(need("clang-format"), *how, *files)


def check_layers(_):
    return run(sys.executable, "tools/check_layers.py")


def check_scripts(_):
    scripts = [*ROOT.glob("tools/*.sh"), ROOT / ".ci" / "run"]
    return run(need("shellcheck"), *scripts)


def check_script_tests(_):
    return run(sys.executable, "-m", "unittest", "discover", "-s", "tests/tools")


def check_build(_):
    configured, log = run("cmake", "--preset", "release")
    return run("cmake", "--build", "--preset", "release", "-j", os.cpu_count()) if configured else (False, log)


def check_tidy(options):
    need("clang-tidy")
    files = changed_files() if options.tidy == "changed" else code_files()
    files = [name for name in files if name.endswith(".cpp")]
    if not (BUILD / "compile_commands.json").exists():
        raise Absent("build/release has no compile_commands.json")
    known = (BUILD / "compile_commands.json").read_text()
    files = [name for name in files if str(ROOT / name) in known]
    findings, unread = {}, set()  # a header's findings come once for each file that includes it
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        tidied = pool.map(lambda name: run("clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", BUILD, name),
                          files)
        for done, (name, (_, log)) in enumerate(zip(files, tidied), 1):
            errors = [line for line in log.splitlines() if " error: " in line]
            if any(line.endswith("[clang-diagnostic-error]") for line in errors):
                unread.add(name)  # clang 14 lacks some of C++20; whether it compiles, the build says
            else:
                findings |= dict.fromkeys(errors)
            progress(f"{done}/{len(files)} files, {len(findings)} findings")
    progress("")
    if unread:
        print("not understood by this clang-tidy:", *sorted(unread))
    return not findings, "\n".join(findings)


def check_tests(_):
    return run("ctest", "--preset", "release", "--output-on-failure")


FAST = [("format", check_format), ("layers", check_layers), ("scripts", check_scripts),
        ("script tests", check_script_tests)]
SLOW = [("build", check_build), ("tidy", check_tidy), ("tests", check_tests)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="leave out build, tidy and tests")
    parser.add_argument("--tidy", choices=("changed", "all", "off"), default="changed")
    parser.add_argument("--only", choices=[name for name, _ in FAST + SLOW], help="run one check")
    parser.add_argument("--fix", action="store_true", help="let clang-format rewrite files")
    options = parser.parse_args()

    rows = []
    for name, check in FAST if options.fast else FAST + SLOW:
        if options.only not in (None, name) or name == "tidy" and options.tidy == "off":
            continue
        print(f"check: {name} ...", flush=True)
        start = time.monotonic()
        try:
            passed, log = check(options)
            rows.append((name, "passed" if passed else "FAILED", time.monotonic() - start, ""))
            if not passed:
                print("\n".join(log.splitlines()[-LINES_SHOWN:]))
        except Absent as reason:
            rows.append((name, "absent", 0.0, str(reason)))

    print(f"\n{'check':<14}{'result':<10}{'seconds':>8}")
    for name, result, seconds, note in rows:
        print(f"{name:<14}{result:<10}{seconds:>8.1f}  {note}".rstrip())
    return 1 if any(result == "FAILED" for _, result, _, _ in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
