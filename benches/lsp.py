#!/usr/bin/env python3
"""What an editor waits for: keys, opening, start, a burst of edits, memory. Prints a table in Markdown.

    python3 benches/lsp.py [--server target/release/customary] [--peer typos-lsp] [--runs 3]

The peer is left out, and named as missing, where it is not on PATH. The servers take turns. Figures are medians of the runs;
times are wall time, from the first byte of what is sent to the last byte of its diagnostics.
"""

import argparse
import os
import random
import shutil
import statistics
import sys
import time

from client import Client, Document, anywhere, places
from texts import document, figure

SIZES = {"100 KB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000}
POLICY = {"customary.toml": 'prefer = "client"\n'}
# Keys of a run; fewer, but not less than ten, where they take more than so many seconds.
KEYS, SECONDS = 200, 8
EDITS = 200


def start(command, sample):
    """From the start of the program to the diagnostics of a text of 1 KB, and what it holds then."""
    client = Client(command, POLICY)
    small = Document(client, "small.md", document(1000))
    small.open()
    when, found = client.published(small.uri, 1)
    assert found, "nothing is reported of the first document"
    sample("start to diagnostics of 1 KB, ms", 15, (when - client.started) * 1e3)
    time.sleep(1)
    sample("memory, 1 KB open, MB", 15, client.memory("VmRSS"))
    client.close()


def typing(command, name, size, sample):
    """Opens a document and types in it, one key answered before the next."""
    client = Client(command, POLICY)
    doc = Document(client, "long.md", document(size))
    before = client.cpu()
    sent = doc.open()
    when, _ = client.last_published(doc.uri, 1, 0.5)
    opening = client.cpu() - before
    sample(f"open {name} to diagnostics, ms", {"1 MB": 12, "10 MB": 120}.get(name), (when - sent) * 1e3)
    if name == "10 MB":
        sample("memory at most, 10 MB open, MB", 60, client.memory("VmHWM"))
    keys(client, doc, (f"key in {name}", places), {"100 KB": 1, "1 MB": 4, "10 MB": 8}[name], sample)
    if name == "100 KB":
        burst(client, doc, opening, sample)
    if name == "10 MB":
        sample("the same, after the keys", None, client.memory("VmHWM"))
    client.close()


def typing_anywhere(command, name, size, sample):
    """Types where an edit may change what stands behind it, and where the text itself says which word is wanted."""
    client = Client(command)
    doc = Document(client, "long.md", document(size))
    doc.open()
    client.last_published(doc.uri, 1, 0.5)
    keys(client, doc, (f"key anywhere in {name}, no policy", anywhere), {"100 KB": 1, "1 MB": 4, "10 MB": 8}[name], sample)
    client.close()


def keys(client, doc, where, wanted, sample):
    """Types a key at each place, one answered before the next."""
    (what, places_in), times, before = where, [], client.cpu()
    for number, column in places_in(doc.lines, KEYS, random.Random(1).random):
        sent = doc.type(number, min(column, len(doc.lines[number])))
        when, _ = client.published(doc.uri, doc.version)
        times.append((when - sent) * 1e3)
        if sum(times) > SECONDS * 1e3 and len(times) >= 10:
            break
        time.sleep(0.005)
    sample(f"{what}, median, ms", None, statistics.median(times))
    sample(f"{what}, 99th of 100, ms", wanted, sorted(times)[(len(times) - 1) * 99 // 100])
    sample(f"{what}, of the processor, ms", None, (client.cpu() - before) / len(times))


def burst(client, doc, opening, sample):
    """Many edits at once: until the diagnostics are those of the text as it is then."""
    before, first = client.cpu(), None
    for number, column in places(doc.lines, EDITS, random.Random(2).random):
        sent = doc.type(number, column)
        first = first or sent
    when, found = client.last_published(doc.uri, doc.version, 1)
    spent = client.cpu() - before
    sample(f"{EDITS} edits at once in 100 KB, first edit to right diagnostics, ms", 50, (when - first) * 1e3)
    sample("the same, of the processor, in openings of that text", 10, spent / opening)
    fresh = Document(client, "fresh.md", "\n".join(doc.lines))
    fresh.open()
    _, anew = client.last_published(fresh.uri, 1, 0.5)
    ranges = [[(it["range"]["start"]["line"], it["range"]["start"]["character"]) for it in those] for those in (found, anew)]
    assert sorted(ranges[0]) == sorted(ranges[1]), "a burst ends in other diagnostics than a fresh document"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--server", default="target/release/customary")
    options.add_argument("--peer", default="typos-lsp")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--sizes", default=",".join(SIZES), help="such as '100 KB,1 MB'")
    given = options.parse_args()
    servers = {"Customary": [os.path.abspath(given.server), "lsp"]}
    if peer := shutil.which(given.peer):
        servers["typos-lsp"] = [os.path.abspath(peer)]
    else:
        print(f"{given.peer} is missing: `cargo install --locked typos-lsp`\n", file=sys.stderr)
    samples = {}
    for run in range(given.runs):
        for name in ["1 KB", *given.sizes.split(",")]:
            for who, command in servers.items():
                def sample(what, wanted, value, who=who):
                    samples.setdefault((what, wanted), {}).setdefault(who, []).append(value)
                if name == "1 KB":
                    start(command, sample)
                    continue
                typing(command, name, SIZES[name], sample)
                typing_anywhere(command, name, SIZES[name], sample)
                print(f"run {run + 1}, {name}, {who}", file=sys.stderr)
    print("| | " + " | ".join(reversed(servers)) + " | wanted, at most |\n|" + " --- |" * (len(servers) + 2))
    for (what, wanted), values in samples.items():
        cells = [figure(statistics.median(values[who])) if who in values else "" for who in reversed(servers)]
        print(f"| {what} | " + " | ".join(cells) + f" | {'' if wanted is None else wanted} |")


if __name__ == "__main__":
    main()
