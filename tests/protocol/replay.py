"""Replays what clients have sent, message by message, against the server.

A recording is a file of lines `{"t", "dir", "msg"}`, one session or several. Only the client's own messages
are taken from it: its paths become those of a temporary workspace, its ids are counted anew, and what the
server asks of it is answered as that client would, or never.
"""

from __future__ import annotations

import json
import os
import pathlib
import queue
import re
import subprocess
import threading
import time

from conversation import Conversation
from editor import BINARY, LIMIT, PATIENCE
from texts import Buffers, apply, at, offset, path, uri

WORD = re.compile(r"\b[Cc]ustomers?\b")
POLICY = 'prefer = "client"\n'
# The end of a session: from here on nothing is waited for but what the client itself waited for.
GOODBYES = ("shutdown", "exit")


def sessions(recording: pathlib.Path) -> list[list[dict]]:
    """The client's messages of each session in a recording; a `shutdown` tells whether the client `waits` for its answer."""
    out: list[list[dict]] = []
    for line in recording.read_text().splitlines():
        told = json.loads(line) if line.strip() else {"dir": ""}
        if told["dir"] == "s->c" and out and out[-1] and out[-1][-1].get("method") == "shutdown":
            out[-1][-1]["waits"] = True
        if told["dir"] != "c->s":
            continue
        message = told["msg"]
        if message.get("method") == "initialize":
            out.append([])
        # Behind an `exit` come the ends of sessions that were recorded beside this one.
        if out and not (out[-1] and out[-1][-1].get("method") == "exit") and "method" in message:
            out[-1].append(message)
    return out


def moved(value, names: list[tuple[str, str]]):
    """A value with the recorded folder replaced by another, as a path and as a URI."""
    if isinstance(value, dict):
        return {moved(key, names): moved(it, names) for key, it in value.items()}
    if isinstance(value, list):
        return [moved(it, names) for it in value]
    for old, new in names if isinstance(value, str) else []:
        if value == old or value.startswith(f"{old}/"):
            return new + value[len(old):]
    return value


def home_of(session: list[dict]) -> str:
    """The folder that a session was recorded in."""
    params = session[0]["params"]
    folders = params.get("workspaceFolders") or []
    told = params.get("rootUri") or (folders[0]["uri"] if folders else None)
    if told is None and params.get("rootPath"):
        return params["rootPath"].rstrip("/")
    opened = [it["params"]["textDocument"]["uri"] for it in session if it["method"] == "textDocument/didOpen"]
    return str(path(told)).rstrip("/") if told else str(path(opened[0]).parent)


class Replay:
    """One session, on its way."""

    def __init__(self, session: list[dict], workspace: pathlib.Path, answers: bool):
        home = home_of(session)
        names = [(f"file://{home}", uri(workspace)), (home, str(workspace))]
        self.session = [moved(message, names) for message in session]
        self.session[0]["params"]["processId"] = os.getpid()
        self.workspace = workspace
        self.answers = answers
        """Whether what the server asks is answered at once, and every answer of its waited for."""
        self.conversation = Conversation()
        self.buffers = Buffers()
        self.chosen = 0
        """How many edits of the server became the client's next text."""
        self._id = 0
        self._offered: list[dict] = []
        self._news: queue.Queue = queue.Queue()

    def run(self) -> None:
        """Replays it whole; what is wrong stands in the conversation's faults, or is raised."""
        (self.workspace / "customary.toml").write_text(POLICY)
        for message in self.session:
            if message["method"] == "textDocument/didOpen":
                it = message["params"]["textDocument"]
                path(it["uri"]).write_text(it["text"])
        environment = {name: it for name, it in os.environ.items() if name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT")}
        self.server = subprocess.Popen(
            [BINARY, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment | {"HOME": str(self.workspace.parent)})
        threading.Thread(target=self._read, daemon=True).start()
        try:
            self._replay()
        finally:
            self.server.kill()
            self.server.wait()
            for pipe in (self.server.stdin, self.server.stdout, self.server.stderr):
                try:
                    pipe.close()
                except OSError:
                    pass

    def _replay(self) -> None:
        last = next((index for index, it in enumerate(self.session) if it["method"] in GOODBYES), len(self.session))
        for message in self.session[:last]:
            self._play(message)
        self._settle()
        for message in self.session[last:]:
            waits = message.pop("waits", False)
            self._say(message)
            if waits:
                self._until(lambda: not self.conversation.waiting)
        self._end()

    def _play(self, message: dict) -> None:
        method = message["method"]
        if method == "textDocument/didChange":
            self._compare(message["params"])
        key = self._say(message)
        if method == "initialize":
            self._until(lambda: not self.conversation.waiting)
            self.buffers.encoding = self.conversation.server.get("positionEncoding", "utf-16")
        elif method in ("textDocument/didOpen", "textDocument/didChange"):
            self._take(message["params"], method)
            if self.answers:
                self._diagnostics(message["params"]["textDocument"]["uri"])
        elif key is not None and self.answers:
            self._until(lambda: not self.conversation.awaits(key))
            if method == "textDocument/codeAction":
                self._offered += self.conversation.answers[key].get("result") or []

    def _take(self, params: dict, method: str) -> None:
        it = params["textDocument"]
        if method == "textDocument/didOpen":
            self.buffers.texts[it["uri"]] = it["text"]
        for change in params.get("contentChanges", []):
            text = self.buffers.texts[it["uri"]]
            if "range" in change:
                start, end = (offset(text, change["range"][edge], self.buffers.encoding) for edge in ("start", "end"))
                self.buffers.texts[it["uri"]] = text[:start] + change["text"] + text[end:]
            else:
                self.buffers.texts[it["uri"]] = change["text"]
        self.buffers.versions[it["uri"]] = it["version"]

    def _compare(self, params: dict) -> None:
        """A change that follows offered actions is what one of them makes of the text."""
        uri_ = params["textDocument"]["uri"]
        before = self.buffers.texts[uri_]
        offered, self._offered = self._offered, []
        if not offered:
            return
        made = {apply(before, edits, self.buffers.encoding) for edits in filter(None, (
            self._edits(action, uri_) for action in offered))}
        after = Buffers()
        after.encoding, after.texts = self.buffers.encoding, {uri_: before}
        kept, self.buffers = self.buffers, after
        self._take(params, "textDocument/didChange")
        text, self.buffers = after.texts[uri_], kept
        assert text in made, f"no action makes {text!r} of {before!r}: {[it['title'] for it in offered]}"
        self.chosen += 1

    def _edits(self, action: dict, uri_: str) -> list[dict] | None:
        """The edits of an action in a document; asked for where the client left them until now."""
        if "edit" not in action and "data" in action:
            key = self._say({"method": "codeAction/resolve", "params": action})
            self._until(lambda: not self.conversation.awaits(key))
            action = self.conversation.answers[key].get("result") or {}
        edit = action.get("edit", {})
        ours = [it["edits"] for it in edit.get("documentChanges", []) if it.get("textDocument", {}).get("uri") == uri_]
        return edit.get("changes", {}).get(uri_) or (ours[0] if ours else None)

    def _diagnostics(self, uri_: str) -> None:
        """Sees that a document's diagnostics come, for the text as it stands, the way that this client has them."""
        version = self.buffers.versions[uri_]
        if self.conversation.pulls:
            key = self._say({"method": "textDocument/diagnostic", "params": {"textDocument": {"uri": uri_}}})
            self._until(lambda: not self.conversation.awaits(key))
            found = self.conversation.answers[key]["result"]["items"]
        else:
            published = lambda: [it["params"] for it in list(self.conversation.received)  # noqa: E731
                                 if it.get("method") == "textDocument/publishDiagnostics"
                                 and it["params"]["uri"] == uri_ and it["params"].get("version") == version]
            self._until(lambda: bool(published()))
            found = published()[-1]["diagnostics"]
        text = self.buffers.texts[uri_]
        words = [at(text, it["range"], self.buffers.encoding) for it in found]
        assert words == WORD.findall(text), f"{words} are reported in {text!r}"

    def _settle(self) -> None:
        """Before the goodbye: every request is answered, and each document's last text has its diagnostics."""
        self._until(lambda: not self.conversation.waiting)
        for uri_ in self.buffers.texts:
            self._diagnostics(uri_)

    def _end(self) -> None:
        """The client is gone: by its word, or its end of the pipe."""
        begun = time.monotonic()
        if self.session[-1]["method"] != "exit":
            self.server.stdin.close()
        code = self.server.wait(LIMIT)
        assert time.monotonic() - begun < 1 + PATIENCE, "the server took more than a second to end"
        shut = any(it["method"] == "shutdown" for it in self.session)
        assert code == (0 if shut else 1), f"it ended with {code}"
        while (message := self._news.get(timeout=LIMIT)) is not None:
            self.conversation.came(message)
        said = self.server.stderr.read().decode()
        assert "panic" not in said, said

    def _say(self, message: dict):
        """Sends a message; gives the id of a request."""
        message = {"jsonrpc": "2.0"} | message
        if "id" in message or message["method"] in ("textDocument/diagnostic", "codeAction/resolve"):
            self._id += 1
            message["id"] = self._id
        self._send(message)
        return message.get("id")

    def _send(self, message: dict) -> None:
        self.conversation.sent(message)
        body = json.dumps(message, ensure_ascii=False).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def _until(self, told) -> None:
        """Takes what comes until something is told."""
        deadline = time.monotonic() + LIMIT
        while not told():
            try:
                message = self._news.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"nothing came in {LIMIT} seconds") from None
            assert message is not None, f"the server is gone: {self.server.stderr.read().decode()}"
            self.conversation.came(message)
            if self.answers and "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": self._answer(message)})

    def _answer(self, message: dict):
        """What a client says to a request of the server."""
        params = message.get("params") or {}
        match message["method"]:
            case "workspace/configuration":
                return [None for _ in params["items"]]
            case "workspace/applyEdit":
                return {"applied": False, "failureReason": "nobody asked for it"}
            case "window/showDocument":
                return {"success": True}
            case "workspace/workspaceFolders":
                return self.session[0]["params"].get("workspaceFolders")
        return None

    def _read(self) -> None:
        """The server's messages, and `None` where they end."""
        out = self.server.stdout
        while True:
            length = None
            while (line := out.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if length is None:
                return self._news.put(None)
            self._news.put(json.loads(out.read(length)))
