#!/usr/bin/env python3
"""What each part costs, as tables in Markdown: the medians of `cargo bench --bench speed`.

    python3 benches/parts.py [FILE with what it printed]
"""

import re
import subprocess
import sys


def read(lines):
    """The medians by path of names: the time, and what is done in a second."""
    medians, path = {}, []
    for line in lines:
        # Each level is three characters wide; the last column of names ends where two spaces or a time begin.
        found = re.match(r"([│├╰─ ]*)([^\s│].*?)(?:\s{2,}|$)(.*)", line)
        if not found:
            continue
        columns = [column.strip() for column in found[3].split("│")]
        if "─" in found[1]:
            level = len(found[1]) // 3
            path = [*path[:level - 1], found[2]]
            if len(columns) > 2 and columns[2]:
                medians[tuple(path)] = [columns[2], ""]
        elif tuple(path) in medians and "/s" in line:
            medians[tuple(path)][1] = line.split("│")[-4].strip()
    return medians


def main():
    if len(sys.argv) > 1:
        with open(sys.argv[1], encoding="utf-8") as file:
            lines = file.read().splitlines()
    else:
        command = ["cargo", "bench", "--locked", "--bench", "speed"]
        lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    medians = read(lines)
    print("| part | of | median | a second |\n| --- | --- | --- | --- |")
    for (part, *of), (time, rate) in medians.items():
        if part != "parse":
            print(f"| {part} | {', '.join(of)} | {time} | {rate} |")
    print("\n| format | no word in it | some words | all of it read |\n| --- | --- | --- | --- |")
    for name in sorted({of[-1] for part, *of in medians if part == "parse"}):
        rates = [medians.get(("parse", how, name), ["", ""])[1] for how in ("no_word", "some_words", "all")]
        print(f"| {name} | " + " | ".join(rates) + " |")


if __name__ == "__main__":
    main()
