#!/usr/bin/env python3
"""Puts the tables that a script prints into `docs/performance.md`, in the place of the last ones.

    python3 benches/lsp.py | python3 benches/fill.py lsp
"""

import pathlib
import sys

page = pathlib.Path(__file__).parent.parent / "docs/performance.md"
before, mark, rest = page.read_text(encoding="utf-8").partition(f"<!-- benches/{sys.argv[1]}.py -->\n")
tables = sys.stdin.read().strip()
if not mark or not tables.startswith("|"):
    sys.exit("there is no such place, or no table")
lines = rest.split("\n")
while lines and (not lines[0] or lines[0].startswith("|")):
    lines.pop(0)
page.write_text("\n".join([before + mark, tables, "", *lines]), encoding="utf-8")
