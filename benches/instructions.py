#!/usr/bin/env python3
"""Instructions of one key, which repeat whatever else the machine does: at 100 KB and at 10 MB. Needs valgrind.

    CARGO_PROFILE_RELEASE_STRIP=none python3 benches/instructions.py [--server target/release/customary]

A program without symbols has no names in its profile: so the benchmarks are built with them, by the same settings as the
server. What a check costs is counted in `benches/speed/edit.rs` (`--keys`), and what its parts do. What a key costs the whole
server is the difference of two sessions, one with more keys than the other; what is no check is publishing.
"""

import argparse
import concurrent.futures
import os
import random
import re
import subprocess
import sys
import tempfile

from client import Client, Document, places
from texts import document

SIZES = {"100 KB": 100_000, "10 MB": 10_000_000}
KEYS = 10
# Of the two sessions.
FEW = 2
POLICY = {"customary.toml": 'prefer = "client"\n'}
# The parts of a check, and which functions they are: with what they call.
PARTS = {
    "parse": ["prose::reading::Reading::read"],
    "carry": ["text::copied::Copied::follow", "sense::memory::Memory::occurrences", "sense::memory::Memory::keep", "check::again::look"],
    "judge": ["sense::judge::judge_again"],
}


def built():
    """The benchmark program."""
    told = subprocess.run(["cargo", "bench", "--locked", "--no-run", "--bench", "speed"], capture_output=True, text=True)
    found = re.search(r"Executable .*\((.*)\)", told.stderr)
    return found.group(1) if found else sys.exit(told.stderr)


def valgrind(profile, *command):
    return ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", *command]


def counted(profile):
    """Millions of instructions by function, with what it calls, and of all under the name of ''."""
    told = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", "--show-percs=no", profile],
                          capture_output=True, text=True, check=True).stdout
    found = {}
    for line in told.splitlines():
        if match := re.match(r"\s*([\d,]+)\s+(?:\([^)]*\)\s*)?(PROGRAM TOTALS|\S+:.*)$", line):
            name = "" if match[2] == "PROGRAM TOTALS" else re.sub(r"\s*\[.*", "", match[2])
            found[name] = found.get(name, 0) + int(match[1].replace(",", "")) / 1e6
    return found


def check(speed, size, folder):
    """Millions of instructions of the check behind one key, and of its parts."""
    text, path, profile = document(size), f"{folder}/long.md", f"{folder}/check"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    lines, starts, offset = text.split("\n"), [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line.encode()) + 1
    typed = sorted(starts[number] + len(lines[number][:column].encode())
                   for number, column in places(lines, KEYS, random.Random(1).random))
    subprocess.run(valgrind(profile, "--toggle-collect=*check_after_a_key*", speed, "--keys", path,
                            *map(str, reversed(typed))), check=True, capture_output=True)
    functions = counted(profile)
    if not functions.get(""):
        sys.exit("the benchmark program has no symbols: set CARGO_PROFILE_RELEASE_STRIP=none")
    rows = {"check": functions[""] / KEYS}
    for part, names in PARTS.items():
        rows[part] = sum(max((count for known, count in functions.items() if name in known), default=0) for name in names) / KEYS
    return rows


def session(server, size, keys, profile):
    """Millions of instructions of a session in which so many keys are typed."""
    client = Client(valgrind(profile, server, "lsp"), POLICY)
    # Not saved yet: the scan of the workspace would find it on disk in one of the two sessions, and not in the other.
    doc = Document(client, "long.md", document(size), on_disk=False)
    doc.open()
    client.published(doc.uri, 1)
    for number, column in places(doc.lines, keys, random.Random(1).random):
        doc.type(number, column)
        client.published(doc.uri, doc.version)
    client.close()
    with open(profile) as file:
        return int(re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M)[1]) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--server", default="target/release/customary")
    options.add_argument("--speed", help="the benchmark program, if it is built")
    options.add_argument("--sizes", default=",".join(SIZES))
    given = options.parse_args()
    server, speed, table = os.path.abspath(given.server), given.speed or built(), {}
    # Instructions are the same with company.
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        for name in given.sizes.split(","):
            size, more = SIZES[name], KEYS if SIZES[name] > 1_000_000 else 5 * KEYS
            wholes = [threads.submit(session, server, size, keys, f"{folder}/{keys}") for keys in (FEW, FEW + more)]
            table[name] = rows = check(speed, size, folder)
            few, many = (whole.result() for whole in wholes)
            rows["the whole server"] = (many - few) / more
            rows["publishing, and the rest of the server"] = rows["the whole server"] - rows["check"]
    names = list(table)
    print("| millions of instructions for a key | " + " | ".join(names) + " | times |\n|" + " --- |" * (len(names) + 2))
    for row in table[names[0]]:
        values = [table[name][row] for name in names]
        times = f"{values[-1] / values[0]:.2f}" if values[0] else ""
        print(f"| {row} | " + " | ".join(f"{value:.2f}" for value in values) + f" | {times} |")


if __name__ == "__main__":
    main()
