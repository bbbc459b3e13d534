#!/usr/bin/env python3
"""Idle memory of the language server, on Linux: `python3 benches/idle_memory.py [path of the binary]`.

Opens ten Markdown documents, asks what an editor asks of each, waits until nothing is left to do, and prints the
memory that the process holds (RSS, and PSS, which shares what is shared), by kind. Ends with 1 at 15 MB or more.
"""

import os
import pathlib
import sys
import time

from client import Client, Document

LIMIT_KB = 15 * 1024
DOCUMENTS = 10
PARAGRAPH = (
    "The harbour office keeps the berths in order, and our *customers* hear of every change in time. "
    "Each client has a `client_id`, and the clients' letters are answered by the next morning. "
)
TEXT = "# Letters\n\n" + (PARAGRAPH * 4 + "\n\n") * 14  # some 10 KB


def measured(pid):
    """RSS and PSS in KB, and PSS by kind."""
    kinds, total, kind = {}, {"Rss": 0, "Pss": 0}, ""
    for line in pathlib.Path(f"/proc/{pid}/smaps").read_text().splitlines():
        fields = line.split()
        if not fields[0].endswith(":"):
            name = fields[5] if len(fields) > 5 else "threads and allocator"
            kind = {"[heap]": "allocator", "[stack]": "stack"}.get(name, os.path.basename(name) if "/" in name else name)
            if "customary" in name:
                kind = f"program {fields[1]}"
        elif fields[0][:-1] in total:
            total[fields[0][:-1]] += int(fields[1])
            if fields[0] == "Pss:":
                kinds[kind] = kinds.get(kind, 0) + int(fields[1])
    return total, kinds


def main():
    binary = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/customary")
    client = Client([binary, "lsp"], {"customary.toml": 'prefer = "client"\n'})
    started, _ = measured(client.process.pid)
    for number in range(DOCUMENTS):
        doc = Document(client, f"{number}.md", TEXT)
        doc.open()
        client.published(doc.uri, 1)
        for _ in range(10):
            doc.type(2, 0, "A customer. ")
        at = {"line": 2, "character": 3}
        document = {"textDocument": {"uri": doc.uri}}
        client.request("textDocument/hover", {**document, "position": at})
        client.request("textDocument/codeAction", {**document, "range": {"start": at, "end": at}, "context": {"diagnostics": []}})
    # Threads that have nothing to do end after ten seconds.
    time.sleep(12)
    total, kinds = measured(client.process.pid)
    threads = len(os.listdir(f"/proc/{client.process.pid}/task"))
    code = client.close()
    print(f"{DOCUMENTS} documents of {len(TEXT)} bytes; {threads} threads; exit code {code}")
    print(f"greeted: RSS {started['Rss']} KB; idle: RSS {total['Rss']} KB, PSS {total['Pss']} KB")
    for kind, size in sorted(kinds.items(), key=lambda it: -it[1]):
        if size >= 50:
            print(f"{size:8} KB  {kind}")
    return 1 if total["Rss"] >= LIMIT_KB else 0


if __name__ == "__main__":
    sys.exit(main())
