"""A client of a language server, as an editor is one: it asks, tells and times. On Linux, with Python's own library alone."""

import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import time

CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {"publishDiagnostics": {"versionSupport": True, "relatedInformation": True}},
}
PATIENCE = 300


class Client:
    """A server in a folder of its own, which holds `files`."""

    def __init__(self, command, files=()):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        (self.root / ".git").mkdir()
        for name, text in dict(files).items():
            (self.root / name).write_text(text, encoding="utf-8")
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=self.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.messages, self.asked = queue.SimpleQueue(), 0
        threading.Thread(target=self._read, daemon=True).start()
        self.request("initialize", {
            "processId": os.getpid(), "capabilities": CAPABILITIES, "rootUri": self.root.as_uri(),
            "workspaceFolders": [{"uri": self.root.as_uri(), "name": "workspace"}],
        })
        self.notify("initialized", {})

    def _read(self):
        """Passes on each message with the time of its last byte."""
        source = self.process.stdout
        while header := source.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                header = source.readline()
            body = source.read(length)
            self.messages.put((time.perf_counter(), body))
        self.messages.put((time.perf_counter(), None))

    def send(self, message):
        """Gives the time at which the first byte goes out."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        sent = time.perf_counter()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()
        return sent

    def notify(self, method, params):
        return self.send({"method": method, "params": params})

    def next(self, patience=PATIENCE):
        """The next message with its time; what the server asks on the way is answered."""
        while True:
            when, body = self.messages.get(timeout=patience)
            if body is None:
                raise EOFError("the server has ended")
            message = json.loads(body)
            if "method" not in message or "id" not in message:
                return when, message
            items = message.get("params", {}).get("items") if message["method"] == "workspace/configuration" else None
            self.send({"id": message["id"], "result": [None] * len(items) if items else None})

    def request(self, method, params):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        while True:
            _, message = self.next()
            if message.get("id") == self.asked and "method" not in message:
                return message

    def published(self, uri, version, patience=PATIENCE):
        """The time and the diagnostics of a version of a document. Who tells no version means the newest."""
        while True:
            when, message = self.next(patience)
            params = message.get("params") or {}
            if message.get("method") == "textDocument/publishDiagnostics" and params["uri"] == uri:
                if params.get("version") in (None, version):
                    return when, params["diagnostics"]

    def last_published(self, uri, version, silence):
        """The same, of the last one before a silence of so many seconds: an earlier one may be overtaken."""
        found, patience = self.published(uri, version), silence
        try:
            while True:
                later = self.published(uri, version, patience)
                found = later if later[1] != found[1] else found
        except queue.Empty:
            return found

    def memory(self, key):
        """What the process holds (VmRSS) or held at most (VmHWM), in millions of bytes."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(key):
                return int(line.split()[1]) * 1024 / 1e6
        raise KeyError(key)

    def cpu(self):
        """Milliseconds of the processor that its threads have used."""
        threads = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6

    def close(self):
        """Ends the server; gives its exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        code = self.process.wait(30)
        self.folder.cleanup()
        return code


class Document:
    """A document that is typed in: the client's copy of it, and the places where a key falls, in words of paragraphs."""

    def __init__(self, client, name, text, on_disk=True):
        self.client, self.version = client, 1
        self.path = client.root / name
        self.uri, self.lines = self.path.as_uri(), text.split("\n")
        if on_disk:
            self.path.write_text(text, encoding="utf-8")

    def open(self):
        item = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": "\n".join(self.lines)}
        return self.client.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, number, column, character="o"):
        """Types a character; gives the time at which it is sent."""
        line = self.lines[number]
        self.lines[number] = line[:column] + character + line[column:]
        at = {"line": number, "character": len(line[:column].encode("utf-16-le")) // 2}
        self.version += 1
        return self.client.notify("textDocument/didChange", {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"range": {"start": at, "end": at}, "text": character}],
        })


def places(lines, count, random):
    """Places in words of long lines, as (line, column)."""
    found = []
    while len(found) < count:
        number = int(random() * len(lines))
        line = lines[number]
        column = int(random() * len(line))
        if len(line) > 60 and line[max(column - 1, 0):column + 1].isalpha() and column > 0:
            found.append((number, column))
    return found


def anywhere(lines, count, random):
    """Places anywhere, as (line, column): in empty lines, too, and in what opens a fence or a heading."""
    numbers = [int(random() * len(lines)) for _ in range(count)]
    return [(number, int(random() * (len(lines[number]) + 1))) for number in numbers]
