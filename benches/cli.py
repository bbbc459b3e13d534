#!/usr/bin/env python3
"""What a check of files costs, beside `rg -i -n -w` and typos. Prints tables in Markdown; for Linux.

    python3 benches/cli.py [--program target/release/customary] [--sources FOLDER...] [--runs 3] [--only tree,sources,short,large]

Without --sources, the sources are those of every other crate that cargo has unpacked. What is not on PATH is left out, and named as
missing. The commands take turns, all files are read once before, and figures are medians of the runs; a large file is checked
once. Texts are made in a temporary folder, which is kept for the next time (some 500 MB).
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import texts

# A command that takes longer (s) is ended, and so is the check of one file; then no larger file is tried.
PATIENCE, PATIENCE_WITH_A_FILE = 180, 25
MEGABYTES = [1, 4, 16, 64, 100]


def commands(program):
    """What is compared, by name; a command ends in the paths that it reads."""
    found = {}
    for name, arguments in {
        "rg": ["rg", "-i", "-n", "-w", "clients?|customers?"], "typos": ["typos"],
        "Customary": [os.path.abspath(program), "check", "--prefer", "client"],
    }.items():
        if shutil.which(arguments[0]):
            found[name] = arguments
        else:
            print(f"{arguments[0]} is missing: cargo install --locked ripgrep typos-cli", file=sys.stderr)
    return found


def once(command, paths, patience=PATIENCE):
    """Seconds, seconds of the processor, and the most that was held in memory (MB); none where it took too long."""
    with tempfile.NamedTemporaryFile("r") as memory:
        # GNU time, as a process remembers the memory of the one that started it, which is small there.
        timed = ["/usr/bin/time", "-q", "-f", "%M", "-o", memory.name] if os.path.exists("/usr/bin/time") else []
        before, begun = os.times(), time.perf_counter()
        process = subprocess.Popen([*timed, *command, *map(str, paths)], stdin=subprocess.DEVNULL, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return None
        wall, after = time.perf_counter() - begun, os.times()
        cpu = sum(after[2:4]) - sum(before[2:4])
        held = re.findall(r"^\d+$", memory.read(), re.M)
        return wall, cpu, int(held[-1]) * 1024 / 1e6 if held else float("nan")


def compared(all_commands, paths, runs, title, times):
    """One row: seconds of each (of the processor in brackets), and how many times the first of them that is."""
    taken = {name: [] for name in all_commands}
    for _ in range(runs):
        for name, command in all_commands.items():
            taken[name].append(once(command, paths))
    medians = {name: [statistics.median(values) for values in zip(*runs_of)]
               for name, runs_of in taken.items() if None not in runs_of}
    def cell(name):
        wall, cpu, memory = medians[name]
        return f"{wall:.3g} ({cpu:.3g}; {memory:.0f} MB)"
    cells = [cell(name) if name in medians else "" for name in ("rg", "typos", "Customary")]
    ratio = f"{medians['Customary'][0] / medians['rg'][0]:.2g}" if {"rg", "Customary"} <= medians.keys() else ""
    print(f"| {title} | " + " | ".join(cells) + f" | {ratio} | {times} |", flush=True)


def read_once(folders):
    """So that all commands find the files in memory. Gives their number and bytes."""
    number = size = 0
    for path in (path for folder in folders for path in pathlib.Path(folder).rglob("*")):
        if path.is_file():
            number, size = number + 1, size + len(path.read_bytes())
    return f"{number:,} files, {size / 1e6:.0f} MB"


def large_file(folder, shape, megabytes):
    path = folder / f"{re.sub(r'[^a-z]+', '-', shape)}-{megabytes}.md"
    if not path.exists():
        texts.write_large(path, shape, megabytes)
    return path


def large(all_commands, folder):
    """The time of one file, and the memory, by its size and shape; the peers read the largest."""
    print("\n| MB | " + " | ".join(f"{shape}, s (memory, MB)" for shape in texts.SHAPES) + " |\n|" + " --- |" * (len(texts.SHAPES) + 1))
    rows = [("Customary", megabytes) for megabytes in MEGABYTES]
    rows += [(name, MEGABYTES[-1]) for name in all_commands if name != "Customary"]
    too_long = set()
    for name, megabytes in rows:
        cells = []
        for shape in texts.SHAPES:
            # A peer that is slow with one shape is not asked about the others.
            if (name, shape) in too_long or name == "typos" and shape != texts.SHAPES[0]:
                cells.append("")
                continue
            taken = once(all_commands[name], [large_file(folder, shape, megabytes)], PATIENCE_WITH_A_FILE)
            cells.append(f"{taken[0]:.2f} ({taken[2]:.0f})" if taken else f"over {PATIENCE_WITH_A_FILE}")
            if not taken:
                too_long.add((name, shape))
        print(f"| {megabytes}{'' if name == 'Customary' else ', ' + name} | " + " | ".join(cells) + " |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--program", default="target/release/customary")
    options.add_argument("--sources", nargs="+", default=sorted(map(str, pathlib.Path.home().glob(".cargo/registry/src/*/*")))[::2])
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--files", type=int, default=20_000, help="of the generated tree")
    options.add_argument("--only", default="short,tree,sources,large")
    given = options.parse_args()
    parts, all_commands = given.only.split(","), commands(given.program)
    folder = pathlib.Path(tempfile.gettempdir()) / f"customary-bench-{texts.version()}"
    folder.mkdir(exist_ok=True)
    print("| seconds (of the processor; memory) | rg | typos | Customary | times rg | wanted, at most |\n|" + " --- |" * 6)
    if "short" in parts:
        (folder / "short.md").write_text(texts.document(1000), encoding="utf-8")
        compared(all_commands, [folder / "short.md"], 7 * given.runs, "one file of 1 KB", "0.012 s")
    if "tree" in parts:
        tree = folder / f"tree-{given.files}"
        if not tree.exists():
            texts.tree(tree, given.files)
        compared(all_commands, [tree], given.runs, f"generated tree: {read_once([tree])}", "5 times")
    if "sources" in parts:
        compared(all_commands, given.sources, given.runs, f"sources of crates: {read_once(given.sources)}", "2 times")
    if "large" in parts:
        large(all_commands, folder)


if __name__ == "__main__":
    main()
