"""Holds messages to the meta model. Strict: what the model does not name is a fault.

Knows nothing of Customary, nor of what a client has declared.
"""

from __future__ import annotations

import re

# The characters of RFC 3986, every `%` with two hexadecimal digits.
URI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|\[[0-9A-Fa-f:.]*\]|%[0-9A-Fa-f]{2})*$")
INTEGERS = {"integer": (-(2**31), 2**31 - 1), "uinteger": (0, 2**31 - 1)}
# Registered under a name that is no message.
REGISTERED = {"notebookDocument/sync": {"kind": "reference", "name": "NotebookDocumentSyncRegistrationOptions"}}
PROGRESS = {"begin": "WorkDoneProgressBegin", "report": "WorkDoneProgressReport", "end": "WorkDoneProgressEnd"}


class Validator:
    """Says what is wrong with messages from a server."""

    def __init__(self, model: dict):
        self.requests = {it["method"]: it for it in model["requests"]}
        self.notifications = {it["method"]: it for it in model["notifications"]}
        self.structures = {it["name"]: it for it in model["structures"]}
        self.enumerations = {it["name"]: it for it in model["enumerations"]}
        self.aliases = {it["name"]: it["type"] for it in model["typeAliases"]}
        self.registered = REGISTERED | {
            it.get("registrationMethod", it["method"]): it["registrationOptions"]
            for it in model["requests"] + model["notifications"] if "registrationOptions" in it
        }
        self._properties: dict[str, dict[str, dict]] = {}

    def message(self, message, asked: str | None = None) -> list[str]:
        """The faults of a message; `asked` is the method of the request that it answers."""
        if not isinstance(message, dict):
            return [f"a message is an object, not {show(message)}"]
        faults = [] if message.get("jsonrpc") == "2.0" else ["jsonrpc is not “2.0”"]
        if "method" in message:
            return faults + (self._request(message) if "id" in message else self._notification(message))
        return faults + self._response(message, asked)

    def _request(self, message: dict) -> list[str]:
        faults = unknown(message, {"jsonrpc", "id", "method", "params"})
        if not is_id(message["id"]):
            faults.append(f"id: {show(message['id'])} is no id of a request")
        return faults + self._call(message, self.requests, "request")

    def _notification(self, message: dict) -> list[str]:
        faults = unknown(message, {"jsonrpc", "method", "params"})
        return faults + self._call(message, self.notifications, "notification")

    def _call(self, message: dict, known: dict, what: str) -> list[str]:
        method = message["method"]
        entry = known.get(method) if isinstance(method, str) else None
        if entry is None:
            return [f"{show(method)} is no {what} of the protocol"]
        faults = []
        if entry["messageDirection"] == "clientToServer":
            faults.append(f"{method} is sent by clients only")
        if "params" not in entry:
            return faults + ([f"{method} takes no params"] if "params" in message else [])
        if "params" not in message:
            return [*faults, f"{method}: params are missing"]
        faults += self.value(message["params"], entry["params"], f"{method}: params")
        if not faults and method == "client/registerCapability":
            faults = self._registrations(message["params"]["registrations"])
        return faults

    def _registrations(self, registrations: list[dict]) -> list[str]:
        faults = []
        for it in registrations:
            method, options = it["method"], it.get("registerOptions")
            if method not in self.registered:
                faults.append(f"registration of {method}, which cannot be registered")
            elif "registerOptions" not in it:
                # Some may be left out whole: then the model asks for nothing.
                faults += self.value({}, self.registered[method], f"registration of {method}: no options")
            else:
                faults += self.value(options, self.registered[method], f"registration of {method}: options")
        return faults

    def _response(self, message: dict, asked: str | None) -> list[str]:
        faults = unknown(message, {"jsonrpc", "id", "result", "error"})
        if "id" not in message:
            return [*faults, "neither a method nor an id"]
        if ("result" in message) == ("error" in message):
            return [*faults, "an answer has a result or an error, not both or neither"]
        if "error" in message:
            return faults + self._error(message, asked)
        if not is_id(message["id"]):
            faults.append(f"id: {show(message['id'])} is no id of a request")
        if asked is None:
            return [*faults, f"{show(message['id'])} answers no request"]
        if asked not in self.requests:
            return [*faults, f"{asked} is not of the protocol and cannot have a result"]
        return faults + self.value(message["result"], self.requests[asked]["result"], f"{asked}: result")

    def _error(self, message: dict, asked: str | None) -> list[str]:
        error = message["error"]
        if not isinstance(error, dict):
            return [f"error: {show(error)} is no object"]
        faults = [f"error: {fault}" for fault in unknown(error, {"code", "message", "data"})]
        faults += self.value(error.get("code"), {"kind": "base", "name": "integer"}, "error.code")
        faults += self.value(error.get("message"), {"kind": "base", "name": "string"}, "error.message")
        # Only what could not be read at all has no id.
        if message["id"] is None and error.get("code") not in (-32700, -32600):
            faults.append("an error without an id that is not about an unreadable message")
        elif message["id"] is not None and not is_id(message["id"]):
            faults.append(f"id: {show(message['id'])} is no id of a request")
        kind = self.requests.get(asked or "", {}).get("errorData")
        if kind is not None and "data" in error:
            faults += self.value(error["data"], kind, f"{asked}: error.data")
        return faults

    def progress(self, value, asked: str | None) -> list[str]:
        """The faults of what `$/progress` says: of work done, or a part of the answer to `asked`."""
        if asked is not None:
            kind = self.requests.get(asked, {}).get("partialResult")
            return [f"{asked} has no partial results"] if kind is None else self.value(value, kind, f"{asked}: part")
        name = PROGRESS.get(value.get("kind") if isinstance(value, dict) else None)
        if name is None:
            return [f"$/progress: {show(value)} is neither begin, report nor end"]
        return self.value(value, {"kind": "reference", "name": name}, "$/progress: value")

    def value(self, value, kind: dict, at: str) -> list[str]:
        """The faults of a value that should be of a kind."""
        return getattr(self, f"_{kind['kind']}")(value, kind, at)

    def _base(self, value, kind: dict, at: str) -> list[str]:
        name = kind["name"]
        if name in INTEGERS:
            low, high = INTEGERS[name]
            right = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        elif name == "decimal":
            right = isinstance(value, (int, float)) and not isinstance(value, bool)
        elif name in ("URI", "DocumentUri"):
            right = isinstance(value, str) and URI.match(value) is not None
        else:
            right = isinstance(value, {"string": str, "RegExp": str, "boolean": bool, "null": type(None)}[name])
        return [] if right else [f"{at}: {show(value)} is no {'URI' if name == 'DocumentUri' else name}"]

    def _reference(self, value, kind: dict, at: str) -> list[str]:
        name = kind["name"]
        if name == "LSPAny":
            return []
        if name == "LSPObject":
            return [] if isinstance(value, dict) else [f"{at}: {show(value)} is no object"]
        if name in self.aliases:
            return self.value(value, self.aliases[name], at)
        if name in self.enumerations:
            return self._enumeration(value, self.enumerations[name], at)
        return self._object(value, self.properties(name), at, name)

    def _enumeration(self, value, enumeration: dict, at: str) -> list[str]:
        faults = self.value(value, enumeration["type"], at)
        known = any(value == it["value"] for it in enumeration["values"])
        if not faults and not known and not enumeration.get("supportsCustomValues"):
            faults = [f"{at}: {show(value)} is no {enumeration['name']}"]
        return faults

    def properties(self, name: str) -> dict[str, dict]:
        """The properties of a structure, with those that it has from others."""
        if name not in self._properties:
            structure = self.structures[name]
            found: dict[str, dict] = {}
            for parent in structure.get("extends", []) + structure.get("mixins", []):
                found |= self.properties(parent["name"])
            self._properties[name] = found | {it["name"]: it for it in structure["properties"]}
        return self._properties[name]

    def _object(self, value, properties: dict[str, dict], at: str, name: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{at}: {show(value)} is no {name}"]
        faults = [f"{at}: {fault} of a {name}" for fault in unknown(value, properties.keys())]
        for it in properties.values():
            if it["name"] in value:
                faults += self.value(value[it["name"]], it["type"], f"{at}.{it['name']}")
            elif not it.get("optional"):
                faults.append(f"{at}: a {name} needs {it['name']}")
        return faults

    def _literal(self, value, kind: dict, at: str) -> list[str]:
        return self._object(value, {it["name"]: it for it in kind["value"]["properties"]}, at, "literal")

    def _array(self, value, kind: dict, at: str) -> list[str]:
        if not isinstance(value, list):
            return [f"{at}: {show(value)} is no list"]
        return [fault for index, item in enumerate(value) for fault in self.value(item, kind["element"], f"{at}[{index}]")]

    def _map(self, value, kind: dict, at: str) -> list[str]:
        if not isinstance(value, dict):
            return [f"{at}: {show(value)} is no map"]
        faults = [fault for key in value for fault in self.value(key, kind["key"], f"{at}: key")]
        return faults + [fault for key, it in value.items() for fault in self.value(it, kind["value"], f"{at}[{key!r}]")]

    def _tuple(self, value, kind: dict, at: str) -> list[str]:
        items = kind["items"]
        if not isinstance(value, list) or len(value) != len(items):
            return [f"{at}: {show(value)} is no tuple of {len(items)}"]
        pairs = enumerate(zip(value, items))
        return [fault for index, (it, of) in pairs for fault in self.value(it, of, f"{at}[{index}]")]

    def _or(self, value, kind: dict, at: str) -> list[str]:
        ways = [self.value(value, item, at) for item in kind["items"]]
        # Where none fits, the faults of the nearest tell most: the one that goes deepest into the value.
        return [] if [] in ways else min(ways, key=distance)

    def _and(self, value, kind: dict, at: str) -> list[str]:
        found: dict[str, dict] = {}
        for item in kind["items"]:
            found |= self.properties(item["name"])
        return self._object(value, found, at, " and ".join(item["name"] for item in kind["items"]))

    def _stringLiteral(self, value, kind: dict, at: str) -> list[str]:  # noqa: N802, the model's own name
        return [] if value == kind["value"] else [f"{at}: {show(value)} is not {kind['value']!r}"]


def distance(faults: list[str]) -> tuple:
    """How far a value is from a kind: a wrong literal tells that another kind was meant."""
    places = [fault.split(": ")[1] for fault in faults if fault.count(": ") > 1]
    deepest = max((place.count(".") + place.count("[") for place in places), default=0)
    return any(" is not " in fault for fault in faults), -deepest, len(faults)


def unknown(value: dict, known) -> list[str]:
    return [f"{key!r} is no property" for key in value if key not in known]


def is_id(value) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def show(value) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
