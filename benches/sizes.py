#!/usr/bin/env python3
"""What each part adds to the program, from the map that the linker draws. Prints a table in Markdown.

    python3 benches/sizes.py [--map FILE]

Without --map the program is linked once more, as it is released. The map is that of lld, with which Rust links on Linux.
"""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile

# Which package belongs to which part: the first pattern that matches counts.
PARTS = [
    ("grammars", r"^tree_sitter_"),
    ("runtime of the grammars", r"^tree_sitter$"),
    ("server: protocol, its types, tasks", r"^(tower|ls_types|tokio|futures|notify|inotify|mio|dashmap|serde_json|slab|httparse|bytes|crossbeam|fluent)"),
    ("command line", r"^(clap|anstyle|anstream|similar|terminal|schemars|unicode_width|strsim|rayon|ignore|globset|walkdir|tempfile)"),
    ("texts and their formats", r"^(ropey|pulldown|html5gum|saphyr|toml|winnow|unicode|regex|aho_corasick|memchr|str_indices)"),
    ("Rust's and C's own libraries, the linker's tables", r"^(std|core|alloc|compiler_builtins|hashbrown|addr2line|gimli|object|miniz|rustc_demangle|panic_unwind|the linker.*)$"),
]
# A line of the map: where it goes, its size, and which section of which file it is.
LINE = re.compile(r"^\s*[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+\s+(\S.*):\((\.\S+)\)$")
# Sections that are not in the program, or no more once it is stripped.
LEFT_OUT = re.compile(r"\.(debug_|symtab|strtab|shstrtab|comment|t?bss|relro_padding)")
# An object file: of the program itself, or of a crate whose code it was optimised together with.
OBJECT = re.compile(r"customary-[0-9a-f]{16}\.(?:([a-z_][a-z0-9_]*?)(?:-[0-9a-f]{16}\.|\.[0-9a-f]{16}-cgu))?")


def package(source):
    """The package that an object file comes from."""
    name = os.path.basename(source)
    if archive := re.match(r"lib(.+?)(?:-[0-9a-f]{16})?\.(?:rlib|a)\(", name):
        return archive[1].replace("-", "_")
    if found := OBJECT.match(name):
        return found[1] or "customary"
    return "the linker and the C library"



def linked(folder):
    path = os.path.join(folder, "map")
    subprocess.run(["cargo", "rustc", "--locked", "--release", "--bin", "customary", "--",
                    "-C", f"link-arg=-Wl,-Map={path}"], check=True)
    return path


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--map")
    options.add_argument("--packages", action="store_true", help="what each package adds, and not each part")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, open(given.map or linked(folder)) as file:
        sizes = collections.defaultdict(lambda: [0, 0])
        for line in file:
            if (match := LINE.match(line)) and not LEFT_OUT.match(match[3]):
                name = package(match[2])
                part = name if given.packages else next((part for part, those in PARTS if re.match(those, name)), None)
                part = part or ("our own code and word lists" if name == "customary" else "other packages")
                sizes[part][0 if match[3].startswith(".text") else 1] += int(match[1], 16)
    if not sizes:
        sys.exit("the map is not one of lld")
    print("| part | code, MB | data, MB | together, MB |\n| --- | --- | --- | --- |")
    for part, (code, data) in sorted(sizes.items(), key=lambda it: -sum(it[1])):
        print(f"| {part} | {code / 1e6:.2f} | {data / 1e6:.2f} | {(code + data) / 1e6:.2f} |")
    code, data = (sum(column) / 1e6 for column in zip(*sizes.values()))
    print(f"| all | {code:.2f} | {data:.2f} | {code + data:.2f} |")


if __name__ == "__main__":
    main()
