"""An editor in words: a typed client that someone else wrote, and what a person does with it.

The client is `pytest-lsp`'s, with `lsprotocol`'s types: it takes the server's messages apart on its own.
Beside it every message, as it went over the wire, is told to a `Conversation`.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import json
import os
import pathlib
import time

from conversation import Conversation
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features
from pytest_lsp.protocol import LanguageClientProtocol
from texts import Buffers, at, position, range_of, uri

BINARY = os.environ.get("CUSTOMARY", "customary")
CONVERTER = default_converter()
"""One for all clients: it makes its functions as types are met, which takes longer than most sessions."""
# For a machine with much else to do; on one that has time every wait ends in milliseconds.
LIMIT = 20
PATIENCE = 0.25


def wire(value) -> dict:
    """A typed value as it goes over the wire."""
    return json.loads(json.dumps(CONVERTER.unstructure(value)))


class Protocol(LanguageClientProtocol):
    """Tells a conversation each message, whole and before any of it is understood."""

    def _send_data(self, data):
        if data:
            self._server.conversation.sent(json.loads(json.dumps(data, default=self._serialize_message)))
        super()._send_data(data)

    def structure_message(self, data):
        if "jsonrpc" in data:
            self._server.conversation.came(copy.deepcopy(data))
            self._server.news.set()
        return super().structure_message(data)


class Client(LanguageClient):
    """A typed client that remembers the conversation."""

    def __init__(self):
        self.conversation = Conversation()
        self.news = asyncio.Event()
        super().__init__(protocol_cls=Protocol, converter_factory=lambda: CONVERTER)


class Editor:
    """A session in an editor, with a workspace of its own."""

    def __init__(self, profile: str, folder: pathlib.Path):
        self.profile = profile
        self.folder = folder
        self.client = Client()
        self.buffers = Buffers()
        self.applied: list[dict] = []
        """Edits that the server asked for and that were made."""
        self._numbers = 0
        self.refuses = False
        """Whether it refuses edits."""
        register_lsp_features(self.client)
        self._register()

    @property
    def conversation(self) -> Conversation:
        return self.client.conversation

    @property
    def pulls(self) -> bool:
        return self.conversation.pulls

    @property
    def encoding(self) -> str:
        return self.buffers.encoding

    def declares(self, path: str):
        return self.conversation.declared.get(path)

    def offers(self, command: str) -> bool:
        return command in (self.conversation.server.get("executeCommandProvider") or {}).get("commands", [])

    def _register(self):
        @self.client.feature(types.WORKSPACE_APPLY_EDIT)
        def apply_edit(params: types.ApplyWorkspaceEditParams):
            if self.refuses:
                return types.ApplyWorkspaceEditResult(applied=False, failure_reason="the editor is busy")
            edit = wire(params)["edit"]
            self.apply(edit)
            self.applied.append(wire(params))
            return types.ApplyWorkspaceEditResult(applied=True)

        for method in (types.WORKSPACE_CODE_LENS_REFRESH, types.CLIENT_REGISTER_CAPABILITY,
                       types.CLIENT_UNREGISTER_CAPABILITY):
            self.client.feature(method)(lambda params=None: None)

    async def run(self):
        """Starts the server, and says nothing yet."""
        environment = {name: it for name, it in os.environ.items() if name in ("PATH", "LANG", "TMPDIR", "SYSTEMROOT")}
        await self.client.start_io(BINARY, "lsp", env=environment | {"HOME": str(self.folder.parent)})

    async def start(self, capabilities: types.ClientCapabilities | None = None, **params) -> types.InitializeResult:
        """Starts the server, says hello and what it can do."""
        await self.run()
        params.setdefault("workspace_folders", [types.WorkspaceFolder(uri=uri(self.folder), name="workspace")])
        params.setdefault("root_uri", uri(self.folder))
        told = types.InitializeParams(
            capabilities=capabilities or capabilities_of(self.profile), process_id=os.getpid(),
            client_info=types.ClientInfo(name=self.profile), **params)
        result = await self.limited(self.client.initialize_session(told))
        self.buffers.encoding = (result.capabilities.position_encoding or types.PositionEncodingKind.Utf16)
        self.buffers.encoding = getattr(self.buffers.encoding, "value", self.buffers.encoding)
        return result

    async def end(self):
        """Shuts down; the server has a second to be gone."""
        if self.client._server is None:
            return
        if self.client._server.returncode is not None:
            return await self.client.stop()
        if self.conversation.server and not self.conversation.shut:
            await self.limited(self.client.shutdown_async(None))
        self.client.exit(None)
        begun = time.monotonic()
        code = await self.limited(self.client._server.wait())
        assert time.monotonic() - begun < 1 + PATIENCE, "the server took more than a second to end"
        assert code == (0 if self.conversation.shut else 1)
        await self.client.stop()

    async def limited(self, what):
        return await asyncio.wait_for(what, LIMIT)

    async def until(self, told):
        """Waits until something is told of: until `told` gives something that is true, and that is given."""
        while not (found := told()):
            self.client.news.clear()
            try:
                await asyncio.wait_for(self.client.news.wait(), LIMIT)
            except asyncio.TimeoutError:
                raise AssertionError(f"nothing came in {LIMIT} seconds; so far:\n{self.story()}") from None
        return found

    def story(self) -> str:
        return "\n".join(json.dumps(it)[:300] for it in self.conversation.received[-20:])

    def told(self, method: str) -> list[dict]:
        """The parameters of all messages of a method that came."""
        return [it.get("params") for it in self.conversation.received if it.get("method") == method]

    def write(self, name: str, text: str) -> str:
        """Writes a file into the workspace."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        return uri(target)

    def open(self, name: str, text: str | None = None, language: str | None = None, version: int = 1) -> str:
        """Opens a document: a file of the workspace, or any URI."""
        uri_ = name if ":" in name else uri(self.folder / name)
        if text is None:
            text = (self.folder / name).read_text()
        language = language or ("toml" if name.endswith(".toml") else "plaintext" if name.endswith(".txt") else "markdown")
        self.buffers.texts[uri_], self.buffers.versions[uri_] = text, version
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(
            types.TextDocumentItem(uri=uri_, language_id=language, version=version, text=text)))
        return uri_

    def change(self, uri_: str, *changes: tuple[str, str]):
        """Replaces words by others, each in the text as the change before left it, in one message."""
        events = []
        for old, new in changes:
            range_ = range_of(self.buffers.texts[uri_], old, self.encoding)
            self.buffers.texts[uri_] = self.buffers.texts[uri_].replace(old, new, 1)
            events.append(types.TextDocumentContentChangePartial(range=typed_range(range_), text=new))
        self._did_change(uri_, events)

    def type_whole(self, uri_: str, text: str):
        self.buffers.texts[uri_] = text
        self._did_change(uri_, [types.TextDocumentContentChangeWholeDocument(text=text)])

    def _did_change(self, uri_: str, events: list):
        self.buffers.versions[uri_] += 1
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(uri=uri_, version=self.buffers.versions[uri_]), events))

    def save(self, uri_: str):
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri_)))

    def close(self, uri_: str):
        del self.buffers.texts[uri_], self.buffers.versions[uri_]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri_)))

    def apply(self, edit: dict):
        """Makes an edit, and tells the server of it."""
        before = dict(self.buffers.texts)
        for uri_ in dict.fromkeys(self.buffers.apply(edit)):
            if before[uri_] != self.buffers.texts[uri_]:
                self.type_whole(uri_, self.buffers.texts[uri_])

    async def diagnostics(self, uri_: str) -> list[dict]:
        """What is found in a document as it stands, the way that this client gets it."""
        if self.pulls:
            report = await self.pull(uri_)
            assert report["kind"] == "full"
            return report["items"]
        version = self.buffers.versions[uri_]
        ours = lambda: [it for it in self.told("textDocument/publishDiagnostics")  # noqa: E731
                        if it["uri"] == uri_ and it.get("version") == version]
        return (await self.until(ours))[-1]["diagnostics"]

    async def settled(self, uri_: str, words: list[str]):
        """Waits until just these words are reported: what governs a document is read beside the conversation."""
        async def now() -> list[str]:
            if self.pulls:
                found = (await self.pull(uri_))["items"]
            else:
                published = [it for it in self.told("textDocument/publishDiagnostics") if it["uri"] == uri_]
                found = published[-1]["diagnostics"] if published else None
            return None if found is None else [self.word(uri_, it) for it in found]

        deadline = time.monotonic() + LIMIT
        while (found := await now()) != words:
            assert time.monotonic() < deadline, f"reported are {found}, expected were {words}\n{self.story()}"
            self.client.news.clear()
            try:
                await asyncio.wait_for(self.client.news.wait(), 0.02 if self.pulls else 1)
            except asyncio.TimeoutError:
                continue

    def word(self, uri_: str, diagnostic: dict) -> str:
        return at(self.buffers.texts[uri_], diagnostic["range"], self.encoding)

    async def words(self, uri_: str) -> list[str]:
        """The words that are reported in a document."""
        return [self.word(uri_, it) for it in await self.diagnostics(uri_)]

    async def pull(self, uri_: str, previous: str | None = None) -> dict:
        return wire(await self.limited(self.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(
            types.TextDocumentIdentifier(uri_), identifier="customary", previous_result_id=previous))))

    async def pull_workspace(self, known: dict[str, str], **more) -> list[dict]:
        """The reports of the workspace, given what was told before: result ids by URI."""
        result = await self.limited(self.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(
            previous_result_ids=[types.PreviousResultId(*it) for it in known.items()], identifier="customary", **more)))
        return wire(result)["items"]

    def tell_of_files(self, changes: dict[str, types.FileChangeType]):
        """Files changed on disk."""
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(
            [types.FileEvent(*it) for it in changes.items()]))

    async def actions(self, uri_: str, word: str, nth: int = 0, only=None, automatic: bool = False,
                      cursor: bool = False) -> list[dict]:
        """The actions for a word."""
        range_ = range_of(self.buffers.texts[uri_], word, self.encoding, nth)
        if cursor:
            range_["end"] = range_["start"]
        kind = types.CodeActionTriggerKind.Automatic if automatic else types.CodeActionTriggerKind.Invoked
        self._numbers += 1
        key = f"actions {self._numbers}"
        await self.limited(self.client.protocol.send_request_async("textDocument/codeAction", types.CodeActionParams(
            types.TextDocumentIdentifier(uri_), typed_range(range_),
            types.CodeActionContext(diagnostics=[], only=only, trigger_kind=kind)), msg_id=key))
        # As it came: typed, an action that has a command cannot be told from a bare command.
        return self.conversation.answers[key]["result"] or []

    async def resolved(self, action: dict) -> dict:
        """An action with its edit, asked for where it was left."""
        if "edit" in action or "data" not in action:
            return action
        typed = CONVERTER.structure(action, types.CodeAction)
        return wire(await self.limited(self.client.code_action_resolve_async(typed)))

    async def choose(self, uri_: str, word: str, title: str, **how) -> str:
        """Does what a person does who chooses an action; gives the text that it leaves."""
        actions = await self.actions(uri_, word, **how)
        chosen = [it for it in actions if it["title"].startswith(title)]
        assert chosen, f"no “{title}” among {[it['title'] for it in actions]}"
        action = await self.resolved(chosen[0])
        if "edit" in action:
            self.apply(action["edit"])
        command = action if isinstance(action.get("command"), str) else action.get("command")
        if command:
            await self.command(command["command"], *command.get("arguments", []))
        assert "edit" in action or command, action
        return self.buffers.texts[uri_]

    async def hover(self, uri_: str, word: str, nth: int = 0) -> dict | None:
        """What the pointer tells at the beginning of a word."""
        range_ = typed_range(range_of(self.buffers.texts[uri_], word, self.encoding, nth))
        found = await self.limited(self.client.text_document_hover_async(types.HoverParams(
            types.TextDocumentIdentifier(uri_), range_.start)))
        return None if found is None else wire(found)

    async def completions(self, uri_: str, after: str) -> list[dict]:
        """What may be written behind some words."""
        found = await self.limited(self.client.text_document_completion_async(types.CompletionParams(
            types.TextDocumentIdentifier(uri_), cursor_at(self.buffers.texts[uri_], after, self.encoding))))
        return [wire(it) for it in getattr(found, "items", found) or []]

    async def command(self, name: str, *arguments, **more):
        return await self.limited(self.client.workspace_execute_command_async(
            types.ExecuteCommandParams(name, list(arguments), **more)))

    async def ask(self, method: str, params=None) -> dict:
        """Sends a request as it is, beside the types; gives the answer as it came."""
        self._numbers += 1
        message = {"jsonrpc": "2.0", "id": f"raw {self._numbers}", "method": method}
        self.client.protocol._send_data(message | ({} if params is None else {"params": params}))
        return await self.until(lambda: self.conversation.answers.get(message["id"]))

    async def refusal(self, method: str, params=None) -> int:
        """The code of the error that a request is answered with."""
        answer = await self.ask(method, params)
        assert "error" in answer, answer
        return answer["error"]["code"]


def offered(editor: Editor, what: str, wanted: bool = True):
    """Sees that the server announces a capability or a command just where it should."""
    announced = what in editor.conversation.server or editor.offers(what)
    assert announced == wanted, f"{what} is {'not ' if wanted else ''}announced to {editor.profile}"


def typed_range(range_: dict) -> types.Range:
    return types.Range(types.Position(**range_["start"]), types.Position(**range_["end"]))


def cursor_at(text: str, after: str, encoding: str) -> types.Position:
    """The position right behind some words."""
    return types.Position(**position(text, text.index(after) + len(after), encoding))


@functools.cache
def capabilities_of(profile: str) -> types.ClientCapabilities:
    """What a client declares: recorded ones that come with `pytest-lsp`, and two of our own at the far ends."""
    if profile == "bare":
        return types.ClientCapabilities()
    if profile == "whole":
        return whole()
    return client_capabilities(profile)


def whole() -> types.ClientCapabilities:
    """A client with everything: Visual Studio Code's, and what has come since that was recorded."""
    told = copy.deepcopy(capabilities_of("visual-studio-code"))
    told.general = types.GeneralClientCapabilities(position_encodings=["utf-8", "utf-16"])
    told.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    told.text_document.diagnostic = types.DiagnosticClientCapabilities(
        dynamic_registration=True, related_document_support=True)
    told.notebook_document = types.NotebookDocumentClientCapabilities(
        types.NotebookDocumentSyncClientCapabilities(dynamic_registration=True))
    return told
