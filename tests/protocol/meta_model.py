"""The protocol's meta model, in the shape of its own `metaModel.json`.

No package registry carries that file. `lsprotocol` is generated from it, by the people who publish it, so
the model is read back from there: every structure with its properties, every enumeration, every message
with the types of its parameters, its result and its registration options. What Python's types do not hold
stands in the tables below. `CUSTOMARY_META_MODEL` names a `metaModel.json` to use instead, and
`python meta_model.py FILE` tells where the two differ.
"""

from __future__ import annotations

import collections.abc
import enum
import json
import os
import pathlib
import sys
import types as python_types
import typing

import attrs
from lsprotocol import types, validators

# For Python a URI is a string: the properties that hold one, and the maps whose keys are.
URIS = {"uri", "targetUri", "scopeUri", "oldUri", "newUri", "rootUri", "href", "baseUri"}
URIS_IN = {("DocumentLink", "target"), ("NotebookCell", "document")}
NO_URIS_IN = {("FileCreate", "uri"), ("FileDelete", "uri"), ("FileRename", "oldUri"), ("FileRename", "newUri")}
URI_KEYS = {("WorkspaceEdit", "changes"), ("*", "relatedDocuments")}
# For Python what may be null may as well be missing: the properties that may be null.
NULLABLE = {
    "documentSelector", "activeParameter", "processId", "rootPath", "rootUri", "workspaceFolders",
    ("OptionalVersionedTextDocumentIdentifier", "version"),
    ("WorkspaceFullDocumentDiagnosticReport", "version"),
    ("WorkspaceUnchangedDocumentDiagnosticReport", "version"),
}
NULLABLE_NOT_IN = {("ServerCapabilities", "workspaceFolders"), ("WorkspaceOptions", "workspaceFolders"),
                   ("WorkspaceClientCapabilities", "workspaceFolders")}
MAY_BE_MISSING = {"activeParameter", "rootPath", "workspaceFolders"}
# Enumerations that others may add to.
OPEN = {
    "SemanticTokenTypes", "SemanticTokenModifiers", "ErrorCodes", "LSPErrorCodes", "FoldingRangeKind",
    "CodeActionKind", "LanguageKind", "PositionEncodingKind", "WatchKind",
}
# What is answered in parts, where the parts are no lists, and what the data of an error is.
PARTIAL_RESULTS = {
    "textDocument/diagnostic": "DocumentDiagnosticReportPartialResult",
    "workspace/diagnostic": "WorkspaceDiagnosticReportPartialResult",
}
ERROR_DATA = {
    "initialize": "InitializeError",
    "textDocument/diagnostic": "DiagnosticServerCancellationData",
    "workspace/diagnostic": "DiagnosticServerCancellationData",
}
ANYTHING = {"kind": "reference", "name": "LSPAny"}
MESSAGES = ("Request", "Response", "Notification", "ResponseErrorMessage", "ResponseError")


def load() -> dict:
    """The meta model."""
    named = os.environ.get("CUSTOMARY_META_MODEL")
    return json.loads(pathlib.Path(named).read_text()) if named else from_lsprotocol()


def base(name: str) -> dict:
    return {"kind": "base", "name": name}


def reference(name: str) -> dict:
    return {"kind": "reference", "name": name}


def either(items: list[dict]) -> dict:
    flat: list[dict] = []
    for item in items:
        for part in item["items"] if item["kind"] == "or" else [item]:
            if part not in flat:
                flat.append(part)
    return flat[0] if len(flat) == 1 else {"kind": "or", "items": flat}


def from_lsprotocol() -> dict:
    """The meta model as `lsprotocol` has it."""
    classes = [it for it in vars(types).values() if isinstance(it, type) and it.__module__ == types.__name__]
    structures = [cls for cls in classes if attrs.has(cls) and not cls.__name__.endswith(MESSAGES)]
    model: dict = {
        "structures": [structure(cls) for cls in structures],
        "enumerations": [enumeration(cls) for cls in classes if issubclass(cls, enum.Enum)],
        "typeAliases": [
            {"name": "LSPObject", "type": {"kind": "map", "key": base("string"), "value": ANYTHING}},
            {"name": "LSPArray", "type": {"kind": "array", "element": ANYTHING}},
            {"name": "LSPAny", "type": {"kind": "or", "items": [
                reference("LSPObject"), reference("LSPArray"), base("string"), base("integer"), base("uinteger"),
                base("decimal"), base("boolean"), base("null")]}},
        ],
        "requests": [],
        "notifications": [],
    }
    for method, (_, response, params, options) in types.METHOD_TO_TYPES.items():
        entry: dict = {"method": method, "messageDirection": types.message_direction(method)}
        if params is not None:
            entry["params"] = type_of(params)
        if options is not None:
            entry["registrationOptions"] = type_of(options)
        if response is None:
            model["notifications"].append(entry)
        else:
            model["requests"].append(entry | answers(method, response))
    return model


def answers(method: str, response: type) -> dict:
    """What a request is answered with."""
    attrs.resolve_types(response, vars(types))
    result = type_of(attrs.fields_dict(response)["result"].type)
    out = {"result": result}
    lists = [item for item in (result["items"] if result["kind"] == "or" else [result]) if item["kind"] == "array"]
    if method in PARTIAL_RESULTS:
        out["partialResult"] = reference(PARTIAL_RESULTS[method])
    elif lists:
        out["partialResult"] = either(lists)
    if method in ERROR_DATA:
        out["errorData"] = reference(ERROR_DATA[method])
    return out


def enumeration(cls: type[enum.Enum]) -> dict:
    return {
        "name": cls.__name__,
        "type": base("string" if issubclass(cls, str) else "integer"),
        "values": [{"name": member.name, "value": member.value} for member in cls],
        "supportsCustomValues": cls.__name__ in OPEN,
    }


def structure(cls: type) -> dict:
    attrs.resolve_types(cls, vars(types))
    return {"name": cls.__name__, "properties": [property_of(cls, field) for field in attrs.fields(cls)]}


def property_of(cls: type, field: attrs.Attribute) -> dict:
    head, *tail = field.name.rstrip("_").split("_")
    name = head + "".join(part.capitalize() for part in tail)
    place = (cls.__name__, name)
    told = fixed(field)
    if told is not None:
        return {"name": name, "type": {"kind": "stringLiteral", "value": told}}
    kind = type_of(field.type, whole_number(field))
    items = [item for item in (kind["items"] if kind["kind"] == "or" else [kind]) if item != base("null")]
    optional = field.default is not attrs.NOTHING
    if kind == ANYTHING:
        return {"name": name, "type": kind} | ({"optional": True} if optional else {})
    if (name in URIS or place in URIS_IN) and place not in NO_URIS_IN:
        items = [base("URI") if item == base("string") else item for item in items]
    if place in URI_KEYS or ("*", name) in URI_KEYS:
        items = [item | {"key": base("URI")} if item["kind"] == "map" else item for item in items]
    if (name in NULLABLE and place not in NULLABLE_NOT_IN) or place in NULLABLE:
        items.append(base("null"))
        optional = name in MAY_BE_MISSING
    return {"name": name, "type": either(items)} | ({"optional": True} if optional else {})


def fixed(field: attrs.Attribute) -> str | None:
    """The one value that a property can have, such as the kind of a report."""
    if isinstance(field.default, str):
        return field.default
    parts = typing.get_args(field.type) if typing.get_origin(field.type) is typing.Literal else ()
    return parts[0] if len(parts) == 1 else None


def whole_number(field: attrs.Attribute) -> str:
    """Which kind of whole number a property holds: the validator tells."""
    validator = field.validator
    validator = getattr(validator, "validator", validator)
    return "uinteger" if validator is validators.uinteger_validator else "integer"


def type_of(annotation, whole: str = "integer") -> dict:
    """A type of Python as a type of the meta model."""
    plain = {str: "string", int: whole, bool: "boolean", float: "decimal", type(None): "null", None: "null"}
    if annotation in plain:
        return base(plain[annotation])
    if annotation is typing.Any or annotation is object or annotation == types.LSPAny:
        return ANYTHING
    if annotation is types.LSPObject:
        return reference("LSPObject")
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, python_types.UnionType):
        if typing.Any in parts:
            return ANYTHING
        # An enumeration that is open stands beside the bare string or number.
        enumerations = any(isinstance(part, type) and issubclass(part, enum.Enum) for part in parts)
        parts = [part for part in parts if not (enumerations and part in (str, int))]
        return either([type_of(part, whole) for part in parts])
    if origin is collections.abc.Sequence:
        return {"kind": "array", "element": type_of(parts[0], whole)}
    if origin is collections.abc.Mapping:
        return {"kind": "map", "key": type_of(parts[0]), "value": type_of(parts[1], whole)}
    if origin is tuple:
        return {"kind": "tuple", "items": [type_of(part, whole) for part in parts]}
    if origin is typing.Literal:
        return either([{"kind": "stringLiteral", "value": part} for part in parts])
    if isinstance(annotation, type) and (attrs.has(annotation) or issubclass(annotation, enum.Enum)):
        return reference(annotation.__name__)
    raise TypeError(f"no type of the meta model is known for {annotation!r}")


def flattened(model: dict) -> dict:
    """The properties of each structure with those that it has from others, for a comparison."""
    structures = {it["name"]: it for it in model["structures"]}
    aliases = {it["name"]: it["type"] for it in model["typeAliases"]}

    def plain(kind):
        if isinstance(kind, list):
            return [plain(item) for item in kind]
        if not isinstance(kind, dict):
            return kind
        if kind.get("kind") == "reference":
            if kind["name"] in aliases and not kind["name"].startswith("LSP"):
                return plain(aliases[kind["name"]])
            return reference(kind["name"].lstrip("_"))
        if kind.get("kind") == "base" and kind["name"] == "DocumentUri":
            return base("URI")
        kind = {key: plain(value) for key, value in kind.items() if key not in ("documentation", "since", "proposed")}
        if kind.get("kind") == "or":
            kind = either(kind["items"])
            if kind["kind"] == "or":
                kind["items"].sort(key=json.dumps)
        return kind

    def of(structure: dict) -> dict:
        out: dict = {}
        for parent in structure.get("extends", []) + structure.get("mixins", []):
            out |= of(structures[parent["name"]])
        for it in structure["properties"]:
            out[it["name"]] = (plain(it["type"]), bool(it.get("optional")))
        return out

    messages = {
        it["method"]: {key: plain(value) for key, value in it.items()
                       if key in ("params", "result", "partialResult", "errorData", "registrationOptions",
                                  "messageDirection")}
        for it in model["requests"] + model["notifications"]
    }
    enumerations = {it["name"]: (sorted(str(value["value"]) for value in it["values"]),
                                 bool(it.get("supportsCustomValues"))) for it in model["enumerations"]}
    return {"structures": {name.lstrip("_"): of(it) for name, it in structures.items()}, "messages": messages,
            "enumerations": enumerations}


def differences(ours: dict, theirs: dict) -> list[str]:
    ours, theirs = flattened(ours), flattened(theirs)
    out = []
    for room in theirs:
        for name in sorted(set(ours[room]) | set(theirs[room])):
            one, other = ours[room].get(name), theirs[room].get(name)
            if isinstance(one, dict) and isinstance(other, dict):
                out += [f"{room} {name}.{key}: {one.get(key)} here, {other.get(key)} there"
                        for key in sorted(set(one) | set(other)) if one.get(key) != other.get(key)]
            elif one != other:
                out.append(f"{room} {name}: {'only there' if one is None else 'only here' if other is None else 'differs'}")
    return out


if __name__ == "__main__":
    found = differences(from_lsprotocol(), json.loads(pathlib.Path(sys.argv[1]).read_text()))
    print("\n".join([*found, f"{len(found)} differences"]))
