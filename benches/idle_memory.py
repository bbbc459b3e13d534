#!/usr/bin/env python3
"""Idle memory of the language server, on Linux: `python3 benches/idle_memory.py [path of the binary]`.

Opens ten Markdown documents, asks what an editor asks of each, waits until nothing is left to do, and prints the
memory that the process holds (RSS, and PSS, which shares what is shared), by kind. Ends with 1 at 15 MB or more.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

LIMIT_KB = 15 * 1024
DOCUMENTS = 10
PARAGRAPH = (
    "The harbour office keeps the berths in order, and our *customers* hear of every change in time. "
    "Each client has a `client_id`, and the clients' letters are answered by the next morning. "
)
TEXT = "# Letters\n\n" + (PARAGRAPH * 4 + "\n\n") * 14  # some 10 KB
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-8", "utf-16"]},
    "workspace": {"configuration": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}},
}


class Client:
    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.next_id = 0

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def notify(self, method, params):
        self.send({"method": method, "params": params})

    def read(self):
        length = 0
        while (line := self.process.stdout.readline().strip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            items = message.get("params", {}).get("items")
            self.send({"id": message["id"], "result": [None] * len(items) if items else None})
        return message

    def until(self, wanted):
        while True:
            message = self.read()
            if wanted(message):
                return message

    def request(self, method, params):
        self.next_id += 1
        self.send({"id": self.next_id, "method": method, "params": params})
        return self.until(lambda message: message.get("id") == self.next_id and "method" not in message)


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
    binary = sys.argv[1] if len(sys.argv) > 1 else "target/release/customary"
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / ".git").mkdir()
        (root / "customary.toml").write_text('prefer = "client"\n')
        client = Client(binary)
        client.request("initialize", {
            "processId": os.getpid(), "capabilities": CAPABILITIES,
            "workspaceFolders": [{"uri": root.as_uri(), "name": "workspace"}],
        })
        client.notify("initialized", {})
        started, _ = measured(client.process.pid)
        for number in range(DOCUMENTS):
            path = root / f"{number}.md"
            path.write_text(TEXT)
            item = {"uri": path.as_uri(), "languageId": "markdown", "version": 1, "text": TEXT}
            client.notify("textDocument/didOpen", {"textDocument": item})
            client.until(lambda message: message.get("method") == "textDocument/publishDiagnostics"
                         and message["params"]["uri"] == item["uri"] and message["params"].get("version") == 1)
            for version in range(2, 12):
                change = {"range": {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 0}}, "text": "A customer. "}
                document = {"uri": item["uri"], "version": version}
                client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
            at = {"line": 2, "character": 3}
            document = {"textDocument": {"uri": item["uri"]}}
            client.request("textDocument/hover", {**document, "position": at})
            client.request("textDocument/codeAction", {**document, "range": {"start": at, "end": at}, "context": {"diagnostics": []}})
        # Threads that have nothing to do end after ten seconds.
        time.sleep(12)
        total, kinds = measured(client.process.pid)
        threads = len(os.listdir(f"/proc/{client.process.pid}/task"))
        client.request("shutdown", None)
        client.notify("exit", None)
        code = client.process.wait(5)
    print(f"{DOCUMENTS} documents of {len(TEXT)} bytes; {threads} threads; exit code {code}")
    print(f"greeted: RSS {started['Rss']} KB; idle: RSS {total['Rss']} KB, PSS {total['Pss']} KB")
    for kind, size in sorted(kinds.items(), key=lambda it: -it[1]):
        if size >= 50:
            print(f"{size:8} KB  {kind}")
    return 1 if total["Rss"] >= LIMIT_KB else 0


if __name__ == "__main__":
    sys.exit(main())
