"""Holds messages to what the client has declared: nothing is sent that it did not say it takes.

The sentences of the protocol that begin with “the client must have …”, one function for each kind of
payload. Knows nothing of Customary.
"""

from __future__ import annotations

# Which declaration a request from the server needs.
REQUESTS = {
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/configuration": "workspace.configuration",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/inlineValue/refresh": "workspace.inlineValue.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
    "window/showDocument": "window.showDocument.support",
    "window/workDoneProgress/create": "window.workDoneProgress",
}
# Where a client declares that a feature may be registered later, for methods that are not their own path.
REGISTRATIONS = {
    "textDocument/didOpen": "textDocument.synchronization",
    "textDocument/didChange": "textDocument.synchronization",
    "textDocument/didClose": "textDocument.synchronization",
    "textDocument/didSave": "textDocument.synchronization",
    "notebookDocument/sync": "notebookDocument.synchronization",
}
# What a server may only announce to a client that has the feature: it decides who tells of diagnostics.
PROVIDERS = {"diagnosticProvider": "textDocument.diagnostic"}


class Declared:
    """A client's capabilities."""

    def __init__(self, capabilities: dict):
        self.capabilities = capabilities

    def get(self, path: str):
        """What the client says at a path, `None` where it says nothing."""
        found = self.capabilities
        for name in path.split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return found

    @property
    def encodings(self) -> list[str]:
        return self.get("general.positionEncodings") or ["utf-16"]

    def request(self, method: str, params) -> list[str]:
        """The faults of a request from the server."""
        if method == "workspace/diagnostic/refresh":
            # The protocol's text and its meta model do not agree on the name; clients send either.
            asked = self.get("workspace.diagnostic.refreshSupport") or self.get("workspace.diagnostics.refreshSupport")
            return [] if asked else [f"{method} is sent to a client that has no refreshSupport"]
        needed = REQUESTS.get(method)
        faults = [f"{method} is sent to a client without {needed}"] if needed and not self.get(needed) else []
        if method == "workspace/applyEdit":
            faults += self.edit(params["edit"])
        if method == "client/registerCapability":
            for it in params["registrations"]:
                where = REGISTRATIONS.get(it["method"], it["method"].replace("/", "."))
                if not self.get(f"{where}.dynamicRegistration"):
                    faults.append(f"{it['method']} is registered with a client without {where}.dynamicRegistration")
        return faults

    def answer(self, method: str, result, params) -> list[str]:
        """The faults of the answer to a request with these parameters."""
        if result is None:
            return []
        if method == "initialize":
            return self._initialized(result["capabilities"])
        if method == "textDocument/codeAction":
            return [fault for it in result for fault in self._action(it, params["context"])]
        if method == "codeAction/resolve":
            return self.edit(result["edit"]) if "edit" in result else []
        if method == "textDocument/hover":
            return self._hover(result["contents"])
        if method == "textDocument/completion":
            items = result if isinstance(result, list) else result["items"]
            return [fault for it in items for fault in self._completion(it)]
        if method == "completionItem/resolve":
            return self._completion(result)
        if method == "textDocument/documentLink" and not self.get("textDocument.documentLink.tooltipSupport"):
            return ["a link has a tooltip that the client does not take" for it in result if "tooltip" in it]
        if method == "textDocument/diagnostic":
            return self.report(result)
        if method == "workspace/diagnostic":
            return [fault for it in result["items"] for fault in self.report(it)]
        return []

    def _initialized(self, capabilities: dict) -> list[str]:
        faults = []
        encoding = capabilities.get("positionEncoding", "utf-16")
        if encoding not in self.encodings:
            faults.append(f"the server takes {encoding}, the client offered {self.encodings}")
        for provider, needed in PROVIDERS.items():
            if provider in capabilities and self.get(needed) is None:
                faults.append(f"{provider} is announced to a client without {needed}")
        told = self.get("textDocument.codeAction")
        if told is not None and "codeActionLiteralSupport" not in told and isinstance(capabilities.get("codeActionProvider"), dict):
            faults.append("codeActionProvider has options for a client without codeActionLiteralSupport")
        return faults

    def diagnostics(self, diagnostics: list[dict]) -> list[str]:
        """The faults of diagnostics, pushed or pulled."""
        ways = ["textDocument.publishDiagnostics", "textDocument.diagnostic"]

        def has(name: str):
            return any(self.get(f"{way}.{name}") for way in ways)

        # The link to read more is sent to everyone: it is one property more, which many a client shows undeclared.
        needs = {"relatedInformation": "relatedInformation", "tags": "tagSupport", "data": "dataSupport"}
        faults = []
        for it in diagnostics:
            faults += [f"a diagnostic has {key}, the client has no {need}" for key, need in needs.items()
                       if key in it and not has(need)]
            if "codeDescription" in it and "code" not in it:
                faults.append("a diagnostic has a codeDescription, but no code")
        return sorted(set(faults))

    def report(self, report: dict) -> list[str]:
        """The faults of what is said of one document to a client that pulls."""
        faults = self.diagnostics(report.get("items", []))
        if "relatedDocuments" in report and not self.get("textDocument.diagnostic.relatedDocumentSupport"):
            faults.append("relatedDocuments for a client without relatedDocumentSupport")
        return faults

    def _action(self, action: dict, context: dict) -> list[str]:
        told = self.get("textDocument.codeAction")
        if isinstance(action.get("command"), str):
            return []  # A bare command, which every client takes.
        faults = []
        # A client that says nothing at all of code actions is taken to have plain ones: without them it had none.
        told = {"codeActionLiteralSupport": {}, "isPreferredSupport": True} if told is None else told
        if "codeActionLiteralSupport" not in told:
            faults.append("a code action for a client that takes commands only")
        for key, need in {"isPreferred": "isPreferredSupport", "disabled": "disabledSupport", "data": "dataSupport"}.items():
            if key in action and not told.get(need):
                faults.append(f"a code action has {key}, the client has no {need}")
        if "edit" in action:
            faults += self.edit(action["edit"])
        elif "command" not in action and "disabled" not in action:
            later = told.get("resolveSupport", {}).get("properties", [])
            if "data" not in action or not {"edit", "command"} & set(later):
                faults.append(f"“{action['title']}” does nothing, and the client resolves nothing")
        faults += self.diagnostics(action.get("diagnostics", []))
        kind, only = action.get("kind", ""), context.get("only")
        if only is not None and not any(asked in ("", kind) or kind.startswith(f"{asked}.") for asked in only):
            faults.append(f"“{action['title']}” is a {kind!r}, asked for were {only}")
        return faults

    def edit(self, edit: dict) -> list[str]:
        """The faults of a workspace edit."""
        told = self.get("workspace.workspaceEdit") or {}
        operations, faults, used = told.get("resourceOperations", []), [], set()
        created = set()
        for it in edit.get("documentChanges", []):
            if "kind" in it:
                created |= {it["uri"]} if it["kind"] == "create" else set()
                used |= {it["annotationId"]} if "annotationId" in it else set()
                if it["kind"] not in operations:
                    faults.append(f"an edit does a {it['kind']}, the client has {operations}")
                continue
            if not told.get("documentChanges"):
                faults.append("an edit has documentChanges, the client does not take them")
            if it["textDocument"]["version"] is not None and it["textDocument"]["uri"] in created:
                faults.append("an edit gives a version to a file that it creates")
            for change in it["edits"]:
                used |= {change["annotationId"]} if "annotationId" in change else set()
                if "snippet" in change and not told.get("snippetEditSupport"):
                    faults.append("an edit holds a snippet, the client does not take them")
            faults += overlaps(it["edits"])
        for changes in edit.get("changes", {}).values():
            used |= {change["annotationId"] for change in changes if "annotationId" in change}
            faults += overlaps(changes)
        known = set(edit.get("changeAnnotations", {}))
        if "changes" in edit and "documentChanges" in edit:
            faults.append("an edit has both changes and documentChanges")
        if (known or used) and told.get("changeAnnotationSupport") is None:
            faults.append("an edit has annotations, the client does not take them")
        if used - known:
            faults.append(f"an edit names annotations that it does not have: {sorted(used - known)}")
        if known - used:
            faults.append(f"an edit has annotations that nothing names: {sorted(known - used)}")
        return faults

    def _hover(self, contents) -> list[str]:
        formats = self.get("textDocument.hover.contentFormat") or ["plaintext"]
        kind = contents.get("kind") if isinstance(contents, dict) else "markdown"
        return [] if kind in formats else [f"a hover is {kind}, the client takes {formats}"]

    def _completion(self, item: dict) -> list[str]:
        told = self.get("textDocument.completion.completionItem") or {}
        faults = []
        documentation = item.get("documentation")
        if isinstance(documentation, dict):
            formats = told.get("documentationFormat", ["plaintext"])
            if documentation["kind"] not in formats:
                faults.append(f"the documentation of a completion is {documentation['kind']}, the client takes {formats}")
        if item.get("insertTextFormat") == 2 and not told.get("snippetSupport"):
            faults.append("a completion is a snippet, the client does not take them")
        if "insert" in (item.get("textEdit") or {}) and not told.get("insertReplaceSupport"):
            faults.append("a completion inserts or replaces, the client does only one")
        needs = {"tags": "tagSupport", "labelDetails": "labelDetailsSupport", "preselect": "preselectSupport",
                 "commitCharacters": "commitCharactersSupport", "deprecated": "deprecatedSupport",
                 "insertTextMode": "insertTextModeSupport"}
        faults += [f"a completion has {key}, the client has no {need}" for key, need in needs.items()
                   if key in item and not told.get(need)]
        return faults


def overlaps(edits: list[dict]) -> list[str]:
    """The faults of edits of one text: they are all of the same text, so none may reach into another."""
    ranges = sorted(((it["range"]["start"]["line"], it["range"]["start"]["character"]),
                     (it["range"]["end"]["line"], it["range"]["end"]["character"])) for it in edits)
    faults = [f"an edit ends before it starts: {it}" for it in ranges if it[1] < it[0]]
    return faults + [f"edits overlap: {one} and {other}" for one, other in zip(ranges, ranges[1:]) if other[0] < one[1]]
