"""How a session begins and ends, and what stands outside the protocol."""

import asyncio
import time

import pytest
from editor import LIMIT, PATIENCE, offered
from lsprotocol import types

AT = {"textDocument": {"uri": "file:///a.md"}, "position": {"line": 0, "character": 0}}
INVALID = types.ErrorCodes.InvalidRequest


async def test_a_session_from_hello_to_goodbye(editor):
    result = await editor.start()
    assert result.server_info.name == "customary" and result.server_info.version
    sync = result.capabilities.text_document_sync
    assert sync.open_close and sync.change == types.TextDocumentSyncKind.Incremental
    assert result.capabilities.workspace.workspace_folders.supported
    offered(editor, "diagnosticProvider", wanted=editor.declares("textDocument.diagnostic") is not None)


@pytest.mark.parametrize(("offered", "taken"), [
    (None, "utf-16"), ([], "utf-16"), (["utf-16"], "utf-16"), (["utf-16", "utf-8"], "utf-8"),
    (["utf-16", "utf-32"], "utf-32"), (["utf-32", "utf-8", "utf-16"], "utf-8"),
])
async def test_the_encoding_is_one_that_was_offered(editors, offered, taken):
    editor = editors("bare")
    await editor.start(types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=offered)))
    assert editor.encoding == taken


async def test_a_request_before_the_hello_is_refused(editors):
    editor = editors("bare")
    await editor.run()
    assert await editor.refusal("textDocument/hover", AT) == types.ErrorCodes.ServerNotInitialized
    assert await editor.refusal("customary/nonsense") == types.ErrorCodes.ServerNotInitialized


async def test_a_second_hello_and_what_comes_after_the_goodbye_are_refused(editor):
    await editor.start()
    assert await editor.refusal("initialize", {"capabilities": {}, "processId": None, "rootUri": None}) == INVALID
    await editor.limited(editor.client.shutdown_async(None))
    assert await editor.refusal("textDocument/hover", AT) == INVALID
    assert await editor.refusal("shutdown") == INVALID


async def test_unknown_requests_are_answered_and_unknown_notifications_passed_over(editor):
    await editor.start()
    for method in ("customary/nonsense", "$/nonsense", "textDocument/rename"):
        assert await editor.refusal(method, AT | {"newName": "x"}) == types.ErrorCodes.MethodNotFound, method
    for method in ("customary/nonsense", "$/nonsense", "window/workDoneProgress/cancel"):
        editor.client.protocol._send_data({"jsonrpc": "2.0", "method": method, "params": {"token": 1}})
    editor.client.set_trace(types.SetTraceParams(types.TraceValue.Verbose))
    editor.client.set_trace(types.SetTraceParams(types.TraceValue.Off))
    editor.client.cancel_request(types.CancelParams(id="never asked"))
    uri = editor.open("a.txt", "Our customers called.\n")
    await editor.diagnostics(uri)


async def test_malformed_parameters_are_refused(editor):
    await editor.start()
    for params in ({}, {"textDocument": {"uri": 3}}, AT | {"position": {"line": "x"}}):
        assert await editor.refusal("textDocument/hover", params) == types.ErrorCodes.InvalidParams, params


async def test_a_cancelled_request_has_one_answer(editor):
    await editor.start()
    uri = editor.open("a.md", "Our customers and clients called.\n\n" * 2000)
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(uri), types.Range(types.Position(0, 4), types.Position(0, 13)),
        types.CodeActionContext(diagnostics=[]))
    future = editor.client.protocol.send_request("textDocument/codeAction", params, msg_id="slow")
    editor.client.cancel_request(types.CancelParams(id="slow"))
    answer = await editor.until(lambda: editor.conversation.answers.get("slow"))
    assert "result" in answer or answer["error"]["code"] == types.LSPErrorCodes.RequestCancelled, answer
    assert future.done() or future.cancel()


@pytest.mark.parametrize("shut", [True, False])
@pytest.mark.parametrize("how", ["exit", "end of input"])
async def test_it_is_gone_within_a_second(editors, shut, how):
    editor = editors("visual-studio-code")
    await editor.start()
    editor.open("a.md", "Our customers and clients called.\n\n" * 5000)
    if shut:
        await editor.limited(editor.client.shutdown_async(None))
    process = editor.client._server
    begun = time.monotonic()
    if how == "exit":
        editor.client.exit(None)
    else:
        process.stdin.close()
    code = await asyncio.wait_for(process.wait(), LIMIT)
    assert time.monotonic() - begun < 1 + PATIENCE
    assert code == (0 if shut else 1)

