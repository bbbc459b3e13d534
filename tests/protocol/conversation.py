"""What a client and the server have said to each other, each word of the server held to the protocol.

Whoever drives the server tells a `Conversation` what was sent and what came; what is wrong gathers in
`faults`.
"""

from __future__ import annotations

from declared import Declared
from meta_model import load
from validator import Validator

VALIDATOR = Validator(load())


class Conversation:
    """A session from the first message to the last."""

    def __init__(self):
        self.faults: list[str] = []
        self.received: list[dict] = []
        self.declared = Declared({})
        self.server: dict = {}
        """What the server announced."""
        self.answers: dict = {}
        """The server's answers, by id."""
        self._asked: dict = {}
        """Requests of the client that have no answer yet: method and parameters by id."""
        self._asking: dict = {}
        """Requests of the server that have no answer yet, by id."""
        self._ids: set = set()
        self._versions: dict[str, list[int]] = {}
        """Every version of a document since it was opened; none where it is not open."""
        self.registered: dict[str, str] = {}
        self._progress: dict = {}
        """How far the work of a token is: created, begun, ended."""
        self._parts: dict = {}
        self.shut = False
        """Whether `shutdown` was answered."""

    @property
    def pulls(self) -> bool:
        """Whether the server has agreed to be asked for diagnostics."""
        return "diagnosticProvider" in self.server

    def awaits(self, key) -> bool:
        """Whether a request of the client has no answer yet."""
        return key in self._asked

    @property
    def waiting(self) -> list[str]:
        """The methods of the requests that have no answer yet."""
        return [method for method, _ in self._asked.values()]

    def sent(self, message: dict) -> None:
        """The client says something."""
        method, params = message.get("method"), message.get("params") or {}
        if method is None:
            self._asking_answered(message)
            return
        if "id" in message:
            self._asked[message["id"]] = (method, params)
            for key, found in (("workDoneToken", self._progress), ("partialResultToken", self._parts)):
                if isinstance(params, dict) and key in params:
                    found[params[key]] = "created" if key == "workDoneToken" else method
        if method == "initialize" and not self.server:
            self.declared = Declared(params.get("capabilities", {}))
        elif method == "textDocument/didOpen":
            self._versions[params["textDocument"]["uri"]] = [params["textDocument"]["version"]]
        elif method == "textDocument/didChange":
            self._versions.setdefault(params["textDocument"]["uri"], []).append(params["textDocument"]["version"])
        elif method == "textDocument/didClose":
            self._versions.pop(params["textDocument"]["uri"], None)
        elif method.startswith("notebookDocument/"):
            self._cells(method, params)

    def _cells(self, method: str, params: dict) -> None:
        """The cells of a notebook are documents too."""
        cells = (params.get("change") or {}).get("cells") or {}
        structure = cells.get("structure") or {}
        for it in params.get("cellTextDocuments", []) + structure.get("didOpen", []):
            if method != "notebookDocument/didClose":
                self._versions[it["uri"]] = [it["version"]]
        for it in cells.get("textContent", []):
            self._versions.setdefault(it["document"]["uri"], []).append(it["document"]["version"])
        closed = params.get("cellTextDocuments", []) if method == "notebookDocument/didClose" else []
        for it in closed + structure.get("didClose", []):
            self._versions.pop(it["uri"], None)

    def came(self, message: dict) -> None:
        """The server says something."""
        self.received.append(message)
        is_answer = isinstance(message, dict) and "method" not in message
        key = message.get("id") if is_answer else None
        method, params = self._asked.get(key, (None, None)) if is_answer else (None, None)
        faults = VALIDATOR.message(message, method)
        if faults:
            # What is malformed is not looked at any closer.
            self.faults += faults
        elif is_answer and "result" in message:
            self.faults += self.declared.answer(method, message["result"], params)
            self._look_at_answer(method, message["result"])
        elif not is_answer and "id" in message:
            self._asks(message)
        elif not is_answer:
            self._tells(message["method"], message["params"])
        if is_answer and (method is not None or key in self.answers):
            if key in self.answers:
                self.faults.append(f"the request {key!r} is answered twice")
            self.answers[key] = message
            self._asked.pop(key, None)

    def close(self) -> list[str]:
        """At the end: all faults, with what was left open."""
        open_ends = [f"{method} was never answered" for method in self.waiting]
        return self.faults + open_ends

    def _look_at_answer(self, method: str, result) -> None:
        if method == "initialize":
            self.server = result["capabilities"]
        if method == "shutdown":
            self.shut = True
        if method == "textDocument/codeAction":
            for it in result or []:
                self._look_at_edit(it.get("edit"))
        if method == "codeAction/resolve":
            self._look_at_edit(result.get("edit"))
        if method == "workspace/diagnostic":
            self._look_at_reports(result["items"])

    def _look_at_edit(self, edit: dict | None) -> None:
        """An edit is of a version that the document has had, and of none where it is not open."""
        for it in (edit or {}).get("documentChanges", []):
            if "kind" in it:
                continue
            uri, version = it["textDocument"]["uri"], it["textDocument"]["version"]
            known = self._versions.get(uri)
            if known is not None and version not in known:
                self.faults.append(f"an edit is of version {version} of {uri}, which had {known}")
            elif known is None and version is not None:
                self.faults.append(f"an edit is of version {version} of {uri}, which is not open")

    def _look_at_reports(self, reports: list[dict]) -> None:
        for it in reports:
            known = self._versions.get(it["uri"], [None])
            if it["version"] is not None and it["version"] not in known:
                self.faults.append(f"a report is of version {it['version']} of {it['uri']}, which had {known}")

    def _asks(self, message: dict) -> None:
        method, params, key = message["method"], message.get("params"), message["id"]
        if key in self._ids:
            self.faults.append(f"the server uses the id {key!r} twice")
        self._ids.add(key)
        self._asking[key] = message
        self.faults += self.declared.request(method, params)
        if method == "workspace/applyEdit":
            self._look_at_edit(params["edit"])
        elif method == "client/registerCapability":
            for it in params["registrations"]:
                if it["id"] in self.registered:
                    self.faults.append(f"the registration {it['id']} is made twice")
                self.registered[it["id"]] = it["method"]
        elif method == "client/unregisterCapability":
            for it in params["unregisterations"]:
                if self.registered.pop(it["id"], None) != it["method"]:
                    self.faults.append(f"{it['method']} is unregistered as {it['id']!r}, which is not registered")
        elif method == "window/workDoneProgress/create":
            if params["token"] in self._progress:
                self.faults.append(f"the token {params['token']!r} is created twice")
            self._progress[params["token"]] = "asked for"

    def _asking_answered(self, message: dict) -> None:
        request = self._asking.pop(message["id"], None)
        if request is not None and request["method"] == "window/workDoneProgress/create":
            self._progress[request["params"]["token"]] = "refused" if "error" in message else "created"

    def _tells(self, method: str, params) -> None:
        if method == "textDocument/publishDiagnostics":
            self._publishes(params)
        elif method == "$/progress":
            self._reports(params["token"], params["value"])

    def _publishes(self, params: dict) -> None:
        uri, version = params["uri"], params.get("version")
        if self.pulls:
            self.faults.append(f"diagnostics of {uri} are pushed to a client that pulls")
        self.faults += self.declared.diagnostics(params["diagnostics"])
        known = self._versions.get(uri)
        if version is not None and known is not None and version not in known:
            self.faults.append(f"diagnostics are of version {version} of {uri}, which had {known}")
        if version is None and known and params["diagnostics"]:
            if self.declared.get("textDocument.publishDiagnostics.versionSupport"):
                self.faults.append(f"diagnostics of {uri} have no version, and the client looks for it")

    def _reports(self, token, value) -> None:
        if token in self._parts:
            self.faults += VALIDATOR.progress(value, self._parts[token])
            if isinstance(value, dict) and self._parts[token] == "workspace/diagnostic":
                self._look_at_reports(value.get("items", []))
                self.faults += [fault for it in value.get("items", []) for fault in self.declared.report(it)]
            return
        faults = VALIDATOR.progress(value, None)
        self.faults += faults
        if faults:
            return
        stand, kind = self._progress.get(token), value["kind"]
        after = {"begin": "begun", "report": "begun", "end": "ended"}[kind]
        if stand != ("created" if kind == "begin" else "begun"):
            self.faults.append(f"$/progress: {kind} of {token!r}, which is {stand or 'unknown'}")
        self._progress[token] = after
