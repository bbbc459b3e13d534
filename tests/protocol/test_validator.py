"""A validator that finds nothing is worth nothing: here it is given one fault of each kind."""

import copy

import pytest
from meta_model import load
from validator import Validator

VALIDATOR = Validator(load())
RANGE = {"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 3}}
DIAGNOSTIC = {"range": RANGE, "message": "m", "severity": 2, "code": "c", "source": "s", "data": {"any": [1, None]}}


def published(**changes) -> dict:
    params = {"uri": "file:///a%20b.md", "version": 3, "diagnostics": [DIAGNOSTIC | changes]}
    return {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params}


def answer(result) -> dict:
    return {"jsonrpc": "2.0", "id": 1, "result": result}


def action(edit: dict) -> dict:
    return answer([{"title": "t", "kind": "quickfix.own", "edit": edit}])


def request(method: str, **params) -> dict:
    return {"jsonrpc": "2.0", "id": "a", "method": method, "params": params}


def registration(method: str, **options) -> dict:
    return request("client/registerCapability", registrations=[
        {"id": "1", "method": method, "registerOptions": options}])


def with_range(line, character) -> dict:
    bad = copy.deepcopy(RANGE)
    bad["start"] = {"line": line, "character": character}
    return bad


FULL = {"kind": "full", "items": [DIAGNOSTIC], "resultId": "r"}
WATCHER = {"globPattern": "**/customary.toml", "kind": 7}

RIGHT = [
    (published(), None),
    (published(relatedInformation=[{"location": {"uri": "untitled:a", "range": RANGE}, "message": "m"}]), None),
    (action({"changes": {"file:///a.md": [{"range": RANGE, "newText": "x"}]}}), "textDocument/codeAction"),
    (action({"documentChanges": [{"kind": "create", "uri": "file:///a.md", "options": {"overwrite": False}},
                                 {"textDocument": {"uri": "file:///a.md", "version": None},
                                  "edits": [{"range": RANGE, "newText": "x", "annotationId": "a"}]}],
             "changeAnnotations": {"a": {"label": "l", "needsConfirmation": True}}}), "textDocument/codeAction"),
    (answer(None), "textDocument/hover"), (answer(None), "shutdown"),
    (answer({"contents": {"kind": "markdown", "value": "v"}, "range": RANGE}), "textDocument/hover"),
    (answer({"items": [FULL | {"uri": "file:///a", "version": None}]}), "workspace/diagnostic"),
    (answer({"kind": "unchanged", "resultId": "r"}), "textDocument/diagnostic"),
    (answer({"anything": 1}), "workspace/executeCommand"),
    (registration("workspace/didChangeWatchedFiles", watchers=[WATCHER]), None),
    (registration("workspace/didChangeConfiguration", section=["customary"]), None),
    (request("window/workDoneProgress/create", token=1), None),
    ({"jsonrpc": "2.0", "id": 3, "method": "workspace/codeLens/refresh"}, None),
    ({"jsonrpc": "2.0", "id": 1, "error": {"code": -32801, "message": "m"}}, "textDocument/codeAction"),
    ({"jsonrpc": "2.0", "id": 1, "error": {"code": 7, "message": "m", "data": {"retriggerRequest": True}}},
     "textDocument/diagnostic"),
    ({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "m"}}, None),
]

WRONG = [
    ("is an object", [1], None),
    ("not “2.0”", {k: v for k, v in published().items() if k != "jsonrpc"}, None),
    ("is no property", published() | {"extra": 1}, None),
    ("is no property of a Diagnostic", published(extra=1), None),
    ("needs message", {"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics",
                       "params": {"uri": "file:///a", "diagnostics": [{"range": RANGE}]}}, None),
    ("params are missing", {"jsonrpc": "2.0", "method": "window/logMessage"}, None),
    ("is no string", published(message=None), None),
    ("is no DiagnosticSeverity", published(severity=5), None),
    ("integer", published(severity="warning"), None),
    ("integer", published(severity=True), None),
    ("is no uinteger", published(range=with_range(-1, 0)), None),
    ("is no uinteger", published(range=with_range(0, 2**31)), None),
    ("is no uinteger", published(range=with_range(0, 1.0)), None),
    ("severity: None is no", published(severity=None), None),
    ("is no list", published(tags=1), None),
    ("is no DiagnosticTag", published(tags=[1, 9]), None),
    ("is no URI", published(codeDescription={"href": "docs/policy.md"}), None),
    ("is no URI", published(codeDescription={"href": "file:///a b.md"}), None),
    ("is no URI", published(codeDescription={"href": "file:///a%2"}), None),
    ("is no URI", published(codeDescription={"href": "file:///ü.md"}), None),
    ("is no URI", action({"changes": {"a.md": []}}), "textDocument/codeAction"),
    ("needs newText", action({"changes": {"file:///a.md": [{"range": RANGE}]}}), "textDocument/codeAction"),
    ("needs version", action({"documentChanges": [{"textDocument": {"uri": "file:///a"}, "edits": []}]}),
     "textDocument/codeAction"),
    ("is no property", action({"documentChanges": [{"kind": "create", "uri": "file:///a", "overwrite": True}]}),
     "textDocument/codeAction"),
    ("is no MarkupKind", answer({"contents": {"kind": "html", "value": "v"}}), "textDocument/hover"),
    ("", answer({"contents": 3}), "textDocument/hover"),
    ("is not 'unchanged'", answer({"kind": "same", "resultId": "r"}), "textDocument/diagnostic"),
    ("needs resultId", answer({"kind": "unchanged"}), "textDocument/diagnostic"),
    ("needs version", answer({"items": [FULL | {"uri": "file:///a"}]}), "workspace/diagnostic"),
    ("is no null", answer({}), "shutdown"),
    ("None is no", answer(None), "workspace/diagnostic"),
    ("answers no request", answer(None), None),
    ("is not of the protocol", answer(None), "customary/private"),
    ("not both or neither", {"jsonrpc": "2.0", "id": 1}, "shutdown"),
    ("not both or neither", {"jsonrpc": "2.0", "id": 1, "result": None, "error": {"code": 1, "message": "m"}}, "shutdown"),
    ("neither a method nor an id", {"jsonrpc": "2.0", "result": None}, "shutdown"),
    ("is no id", {"jsonrpc": "2.0", "id": None, "result": None}, "shutdown"),
    ("is no id", {"jsonrpc": "2.0", "id": 1.5, "result": None}, "shutdown"),
    ("error.code", {"jsonrpc": "2.0", "id": 1, "error": {"message": "m"}}, "shutdown"),
    ("error.message", {"jsonrpc": "2.0", "id": 1, "error": {"code": 1}}, "shutdown"),
    ("without an id", {"jsonrpc": "2.0", "id": None, "error": {"code": -32603, "message": "m"}}, None),
    ("needs retriggerRequest", {"jsonrpc": "2.0", "id": 1, "error": {"code": 7, "message": "m", "data": {}}},
     "textDocument/diagnostic"),
    ("no notification of the protocol", {"jsonrpc": "2.0", "method": "customary/ready", "params": {}}, None),
    ("no request of the protocol", request("customary/ask"), None),
    ("sent by clients only", {"jsonrpc": "2.0", "method": "initialized", "params": {}}, None),
    ("takes no params", {"jsonrpc": "2.0", "id": 3, "method": "workspace/codeLens/refresh", "params": None}, None),
    ("needs watchers", registration("workspace/didChangeWatchedFiles"), None),
    ("is no property", registration("workspace/didChangeWatchedFiles", watchers=[WATCHER | {"glob": "x"}]), None),
    ("cannot be registered", registration("workspace/didRename"), None),
    ("is no bool", registration("textDocument/codeLens", documentSelector=None, resolveProvider="yes"), None),
]


@pytest.mark.parametrize(("message", "asked"), RIGHT)
def test_takes_what_is_right(message, asked):
    assert VALIDATOR.message(message, asked) == []


@pytest.mark.parametrize(("expected", "message", "asked"), WRONG)
def test_refuses_what_is_wrong(expected, message, asked):
    faults = VALIDATOR.message(message, asked)
    assert any(expected in fault for fault in faults), faults


def test_tells_progress_of_work_from_parts_of_an_answer():
    begin = {"kind": "begin", "title": "t", "cancellable": True, "percentage": 3}
    assert VALIDATOR.progress(begin, None) == []
    assert VALIDATOR.progress(begin | {"percentage": -3}, None)
    assert VALIDATOR.progress({"kind": "begin"}, None)
    assert VALIDATOR.progress({"kind": "done"}, None)
    part = {"items": [FULL | {"uri": "file:///a", "version": 1}]}
    assert VALIDATOR.progress(part, "workspace/diagnostic") == []
    assert VALIDATOR.progress(begin, "workspace/diagnostic")
    assert VALIDATOR.progress(begin, "textDocument/hover")


def test_the_model_is_whole():
    """A model that lost its messages would find no fault in them."""
    assert len(VALIDATOR.requests) > 60 and len(VALIDATOR.notifications) > 20
    assert len(VALIDATOR.structures) > 250 and len(VALIDATOR.enumerations) > 30
    for name in VALIDATOR.structures:
        for it in VALIDATOR.properties(name).values():
            VALIDATOR.value(None, it["type"], "every type is one that is known")
