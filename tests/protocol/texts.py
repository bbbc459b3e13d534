"""Texts as a client keeps them: positions in the agreed unit, edits applied from the end.

Written from the protocol's own sentences, and on purpose not from the server's code.
"""

from __future__ import annotations

import pathlib
import re
import urllib.parse

LINE = re.compile(r"\r\n|\n|\r")


def units(text: str, encoding: str) -> int:
    """How long a text is in an encoding."""
    return {"utf-8": lambda: len(text.encode()), "utf-16": lambda: len(text.encode("utf-16-le")) // 2,
            "utf-32": lambda: len(text)}[encoding]()


def offset(text: str, position: dict, encoding: str) -> int:
    """Where a position stands, in characters; the last of its line if it is beyond the end of that."""
    start = 0
    for _ in range(position["line"]):
        found = LINE.search(text, start)
        if found is None:
            return len(text)
        start = found.end()
    end = LINE.search(text, start)
    line = text[start : end.start() if end else len(text)]
    for index in range(len(line) + 1):
        if units(line[:index], encoding) >= position["character"]:
            return start + index
    return start + len(line)


def position(text: str, at: int, encoding: str) -> dict:
    """The position of a character."""
    breaks = [it.end() for it in LINE.finditer(text) if it.end() <= at]
    start = breaks[-1] if breaks else 0
    return {"line": len(breaks), "character": units(text[start:at], encoding)}


def range_of(text: str, word: str, encoding: str, nth: int = 0) -> dict:
    """The range of the nth time that a word stands in a text."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(word, at + 1)
    return {"start": position(text, at, encoding), "end": position(text, at + len(word), encoding)}


def at(text: str, range_: dict, encoding: str) -> str:
    """What stands at a range."""
    return text[offset(text, range_["start"], encoding) : offset(text, range_["end"], encoding)]


def apply(text: str, edits: list[dict], encoding: str) -> str:
    """A text after edits that are all of the text as it was."""
    places = [(offset(text, it["range"]["start"], encoding), offset(text, it["range"]["end"], encoding), it["newText"])
              for it in edits]
    # Sorted by their place alone: what is inserted at one place keeps its order.
    for start, end, new in reversed(sorted(places, key=lambda it: it[:2])):
        text = text[:start] + new + text[end:]
    return text


def uri(path: pathlib.Path) -> str:
    return "file://" + urllib.parse.quote(str(path), safe="/")


def path(uri_: str) -> pathlib.Path:
    return pathlib.Path(urllib.parse.unquote(urllib.parse.urlsplit(uri_).path))


class Buffers:
    """What is open in an editor, and the files beside."""

    def __init__(self):
        self.encoding = "utf-16"
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}

    def apply(self, edit: dict) -> list[str]:
        """Applies a workspace edit; says which open documents it changed."""
        changed = []
        for uri_, edits in edit.get("changes", {}).items():
            changed += self._change(uri_, edits, None)
        for it in edit.get("documentChanges", []):
            if it.get("kind") == "create":
                target = path(it["uri"])
                assert not target.exists() or (it.get("options") or {}).keys() & {"overwrite", "ignoreIfExists"}
                target.write_text("")
                continue
            assert "kind" not in it, it
            changed += self._change(it["textDocument"]["uri"], it["edits"], it["textDocument"]["version"])
        return changed

    def _change(self, uri_: str, edits: list[dict], version: int | None) -> list[str]:
        if uri_ not in self.texts:
            target = path(uri_)
            with target.open(newline="") as file:
                before = file.read()
            with target.open("w", newline="") as file:
                file.write(apply(before, edits, self.encoding))
            return []
        if version is not None:
            assert version == self.versions[uri_], f"an edit of version {version}, {self.versions[uri_]} is open"
        self.texts[uri_] = apply(self.texts[uri_], edits, self.encoding)
        return [uri_]
