"""What a client has declared and what was said before: one fault of each kind is found, and none where all is well."""

import pytest
from conversation import Conversation

RANGE = {"start": {"line": 0, "character": 1}, "end": {"line": 0, "character": 3}}
FILE = "file:///a.md"
EDIT = {"range": RANGE, "newText": "x"}
VERSIONED = {"documentChanges": [{"textDocument": {"uri": FILE, "version": 4}, "edits": [EDIT]}]}
NOTED = {"documentChanges": [{"textDocument": {"uri": FILE, "version": 4}, "edits": [EDIT | {"annotationId": "a"}]}],
         "changeAnnotations": {"a": {"label": "l"}}}
CREATES = {"documentChanges": [{"kind": "create", "uri": "file:///b.md"}]}
EDITS = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"],
                                         "changeAnnotationSupport": {}}, "applyEdit": True}}
LITERALS = {"codeActionLiteralSupport": {}, "isPreferredSupport": True, "disabledSupport": True, "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]}}


def begun(capabilities: dict, server: dict | None = None) -> Conversation:
    """A conversation with a document of version 4, and a request of each number from 2 on."""
    talk = Conversation()
    talk.sent({"id": 1, "method": "initialize", "params": {"capabilities": capabilities, "workDoneToken": "hello"}})
    talk.came({"jsonrpc": "2.0", "id": 1, "result": {"capabilities": server or {}}})
    document = {"uri": FILE, "languageId": "markdown", "version": 4, "text": ""}
    talk.sent({"method": "textDocument/didOpen", "params": {"textDocument": document}})
    return talk


def answered(method: str, result, capabilities: dict, params: dict | None = None) -> list[str]:
    talk = begun(capabilities)
    talk.sent({"id": 2, "method": method, "params": params or {}})
    talk.came({"jsonrpc": "2.0", "id": 2, "result": result})
    return talk.close()


def asked(method: str, params, capabilities: dict) -> list[str]:
    talk = begun(capabilities)
    talk.came({"jsonrpc": "2.0", "id": 9, "method": method} | ({} if params is None else {"params": params}))
    return talk.close()


def published(capabilities: dict, version=4, **more) -> list[str]:
    talk = begun(capabilities)
    talk.came({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {
        "uri": FILE, "diagnostics": [{"range": RANGE, "message": "m"} | more]} | ({} if version is None else {"version": version})})
    return talk.close()


def push(**told) -> dict:
    return {"textDocument": {"publishDiagnostics": told}}


def of(feature: str, **told) -> dict:
    return {"textDocument": {feature: told}}


def actions(action: dict, told: dict | None, edits: dict = EDITS, **context) -> list[str]:
    capabilities = edits | ({} if told is None else of("codeAction", **told))
    return answered("textDocument/codeAction", [{"title": "t", "kind": "quickfix"} | action], capabilities,
                    {"context": {"diagnostics": []} | context})


def applied(edit: dict, capabilities: dict = EDITS) -> list[str]:
    return asked("workspace/applyEdit", {"edit": edit}, capabilities)


def completed(capabilities: dict, **item) -> list[str]:
    return answered("textDocument/completion", [{"label": "l"} | item], capabilities)


MARKDOWN = {"kind": "markdown", "value": "v"}
REGISTERS = {"registrations": [{"id": "1", "method": "workspace/didChangeConfiguration", "registerOptions": {}}]}
PLAIN = {"changes": {FILE: [EDIT]}}

WELL = [
    lambda: published(push(versionSupport=True)),
    lambda: published(push(relatedInformation=True), relatedInformation=[]),
    lambda: published({}, code="c", codeDescription={"href": "https://example.com"}),
    lambda: actions({"edit": VERSIONED, "isPreferred": True}, LITERALS),
    lambda: actions({"edit": VERSIONED, "isPreferred": True}, None),
    lambda: actions({"data": 1}, LITERALS),
    lambda: actions({"edit": PLAIN}, LITERALS, {}, only=["quickfix"]),
    lambda: applied(NOTED), lambda: applied(CREATES), lambda: applied(PLAIN),
    lambda: asked("workspace/configuration", {"items": []}, {"workspace": {"configuration": True}}),
    lambda: asked("client/registerCapability", REGISTERS, {"workspace": {"didChangeConfiguration": {"dynamicRegistration": True}}}),
    lambda: answered("textDocument/hover", {"contents": MARKDOWN}, of("hover", contentFormat=["markdown"])),
    lambda: completed(of("completion", completionItem={"documentationFormat": ["markdown"]}), documentation=MARKDOWN),
]

BADLY = [
    ("but no code", lambda: published(push(), codeDescription={"href": "https://example.com"})),
    ("relatedInformation", lambda: published(push(), relatedInformation=[])),
    ("has tags", lambda: published(push(), tags=[1])),
    ("has data", lambda: published(push(), data=1)),
    ("have no version", lambda: published(push(versionSupport=True), version=None)),
    ("of version 3", lambda: published(push(), version=3)),
    ("takes commands only", lambda: actions({"edit": VERSIONED}, {})),
    ("isPreferred", lambda: actions({"edit": VERSIONED, "isPreferred": True}, {"codeActionLiteralSupport": {}})),
    ("has data", lambda: actions({"edit": VERSIONED, "data": 1}, {"codeActionLiteralSupport": {}})),
    ("has disabled", lambda: actions({"disabled": {"reason": "r"}}, {"codeActionLiteralSupport": {}})),
    ("does nothing", lambda: actions({}, LITERALS)),
    ("does nothing", lambda: actions({"data": 1}, LITERALS | {"resolveSupport": {"properties": []}})),
    ("asked for were", lambda: actions({"edit": VERSIONED}, LITERALS, only=["source.fixAll"])),
    ("documentChanges", lambda: actions({"edit": VERSIONED}, LITERALS, {"workspace": {"workspaceEdit": {"resourceOperations": ["create"]}}})),
    ("does a create", lambda: applied(CREATES, {"workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}})),
    ("annotations, the client", lambda: applied(NOTED, {"workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}}})),
    ("does not have", lambda: applied({"documentChanges": NOTED["documentChanges"]})),
    ("nothing names", lambda: applied(VERSIONED | {"changeAnnotations": {"a": {"label": "l"}}})),
    ("overlap", lambda: applied({"changes": {FILE: [EDIT, EDIT]}})),
    ("both changes", lambda: applied(VERSIONED | PLAIN)),
    ("is not open", lambda: applied({"documentChanges": [{"textDocument": {"uri": "file:///z.md", "version": 1}, "edits": []}]})),
    ("of version 7", lambda: applied({"documentChanges": [{"textDocument": {"uri": FILE, "version": 7}, "edits": []}]})),
    ("without workspace.applyEdit", lambda: applied(PLAIN, {})),
    ("without workspace.configuration", lambda: asked("workspace/configuration", {"items": []}, {})),
    ("no refreshSupport", lambda: asked("workspace/diagnostic/refresh", None, {})),
    ("without window.showDocument", lambda: asked("window/showDocument", {"uri": FILE}, {})),
    ("without window.workDoneProgress", lambda: asked("window/workDoneProgress/create", {"token": 1}, {})),
    ("dynamicRegistration", lambda: asked("client/registerCapability", REGISTERS, {})),
    ("a hover is markdown", lambda: answered("textDocument/hover", {"contents": MARKDOWN}, of("hover"))),
    ("is markdown", lambda: completed(of("completion"), documentation=MARKDOWN)),
    ("is a snippet", lambda: completed(of("completion"), insertTextFormat=2)),
    ("labelDetails", lambda: completed(of("completion"), labelDetails={})),
    ("inserts or replaces", lambda: completed(of("completion"), textEdit={"newText": "x", "insert": RANGE, "replace": RANGE})),
    ("tooltip", lambda: answered("textDocument/documentLink", [{"range": RANGE, "tooltip": "t"}], of("documentLink"))),
    ("relatedDocuments", lambda: answered("textDocument/diagnostic", {"kind": "full", "items": [], "relatedDocuments": {}}, of("diagnostic"))),
    ("the client offered", lambda: begun({}, {"positionEncoding": "utf-8"}).close()),
    ("announced to a client without", lambda: begun({}, {"diagnosticProvider": {
        "interFileDependencies": False, "workspaceDiagnostics": True}}).close()),
    ("without codeActionLiteralSupport", lambda: begun(of("codeAction"), {"codeActionProvider": {}}).close()),
]


@pytest.mark.parametrize("faults", WELL)
def test_takes_what_is_right(faults):
    assert faults() == []


@pytest.mark.parametrize(("expected", "faults"), BADLY)
def test_refuses_what_is_wrong(expected, faults):
    found = faults()
    assert any(expected in fault for fault in found), found


def test_every_request_has_one_answer():
    talk = begun({})
    talk.sent({"id": 2, "method": "shutdown"})
    assert talk.close() == ["shutdown was never answered"]
    for _ in range(2):
        talk.came({"jsonrpc": "2.0", "id": 2, "result": None})
    assert any("answered twice" in fault for fault in talk.close()), talk.close()


def test_a_client_that_pulls_is_not_pushed_to():
    talk = begun(of("diagnostic"), {"diagnosticProvider": {"interFileDependencies": False, "workspaceDiagnostics": True}})
    talk.came({"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": {"uri": FILE, "diagnostics": []}})
    assert any("a client that pulls" in fault for fault in talk.close())


def progress(talk: Conversation, token, kind: str):
    value = {"kind": kind} | ({"title": "t"} if kind == "begin" else {})
    talk.came({"jsonrpc": "2.0", "method": "$/progress", "params": {"token": token, "value": value}})


def test_progress_begins_once_it_may_and_has_one_end():
    talk = begun({"window": {"workDoneProgress": True}})
    talk.came({"jsonrpc": "2.0", "id": 5, "method": "window/workDoneProgress/create", "params": {"token": "t"}})
    talk.sent({"id": 5, "result": None})
    for kind in ("begin", "report", "end"):
        progress(talk, "t", kind)
    progress(talk, "hello", "begin")
    assert talk.close() == []
    for token, kind in (("t", "report"), ("never", "begin"), ("hello", "begin")):
        before = len(talk.close())
        progress(talk, token, kind)
        assert len(talk.close()) == before + 1, (token, kind)


@pytest.mark.parametrize("answer", [{"error": {"code": 1, "message": "m"}}, None])
def test_progress_that_was_not_agreed_to(answer):
    talk = begun({"window": {"workDoneProgress": True}})
    talk.came({"jsonrpc": "2.0", "id": 5, "method": "window/workDoneProgress/create", "params": {"token": "t"}})
    if answer:
        talk.sent({"id": 5} | answer)
    progress(talk, "t", "begin")
    assert talk.close()


def test_parts_of_an_answer_are_held_to_it():
    talk = begun(of("diagnostic"))
    talk.sent({"id": 2, "method": "workspace/diagnostic", "params": {"previousResultIds": [], "partialResultToken": "p"}})
    report = {"uri": FILE, "version": 4, "kind": "full", "items": []}
    for part, wrong in (([report], 0), ([report | {"version": 3}], 1), ([report | {"kind": "half"}], 2)):
        talk.came({"jsonrpc": "2.0", "method": "$/progress", "params": {"token": "p", "value": {"items": part}}})
        assert (len(talk.faults) > 0) == (wrong > 0), talk.faults
        talk.faults.clear()
    talk.came({"jsonrpc": "2.0", "id": 2, "result": {"items": []}})
    assert talk.close() == []
