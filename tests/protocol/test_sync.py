"""Texts keep in step, whatever unit the positions are in."""

import random

import pytest
from editor import typed_range
from lsprotocol import types
from texts import position

ENCODINGS = ["utf-8", "utf-16", "utf-32"]
# Letters of one, two and three bytes, of one and two halves, and every kind of line break.
TEXT = "Ünsere 😀 customers — “clients” ≠ Kunden\r\nA customer’s 𝒳 desk.\rThe customers’ é\n\nLast: customer 😀"


def capable(encoding: str) -> types.ClientCapabilities:
    return types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=[encoding, "utf-16"]))


@pytest.mark.parametrize("encoding", ENCODINGS)
async def test_positions_are_in_the_agreed_unit(editors, encoding):
    editor = editors("bare")
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start(capable(encoding))
    assert editor.encoding == encoding
    uri = editor.open("a.txt", TEXT)
    assert await editor.words(uri) == ["customers", "customer’s", "customers’", "customer"]
    editor.change(uri, ("😀 customers", "😀😀 new customers"), ("—", "-"), ("desk", "desk of 😀 customers"))
    assert await editor.words(uri) == ["customers", "customer’s", "customers", "customers’", "customer"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", range(2))
async def test_random_edits_leave_the_same_text_on_both_sides(editors, encoding, seed):
    """What is reported after many edits is what is reported for the text opened afresh."""
    dice = random.Random(seed)
    editor = editors("bare")
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start(capable(encoding))
    uri = editor.open("a.txt", TEXT)
    pieces = ["customers ", "é", "😀", "\n", "\r\n", "𝒳customer ", "", "a ", " client's "]
    for _ in range(60):
        events = []
        for _ in range(dice.randint(1, 4)):
            text = editor.buffers.texts[uri]
            start, end = sorted((edge(text, dice), edge(text, dice)))
            end = min(end, edge_after(text, start + dice.randint(0, 12)))
            range_ = {"start": position(text, start, encoding), "end": position(text, end, encoding)}
            piece = dice.choice(pieces)
            events.append(types.TextDocumentContentChangePartial(range=typed_range(range_), text=piece))
            editor.buffers.texts[uri] = text[:start] + piece + text[end:]
        editor._did_change(uri, events)
    edited = await editor.diagnostics(uri)
    fresh = editor.open("b.txt", editor.buffers.texts[uri])
    assert [it["range"] for it in edited] == [it["range"] for it in await editor.diagnostics(fresh)]


def edge(text: str, dice: random.Random) -> int:
    return edge_after(text, dice.randint(0, len(text)))


def edge_after(text: str, at: int) -> int:
    """Not between a carriage return and its line feed, which is one end of a line."""
    at = min(at, len(text))
    return at + 1 if text[at - 1 : at + 1] == "\r\n" else at


async def test_positions_beyond_the_end_are_those_at_the_end(editors):
    editor = editors("bare")
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    uri = editor.open("a.txt", "Our customers called.\nBye.\n")
    beyond = types.Range(types.Position(0, 10_000), types.Position(0, 10_000))
    editor.buffers.texts[uri] = "Our customers called. A customer paid.\nBye.\nNo customers.\n"
    end = types.Range(types.Position(10_000, 0), types.Position(10_000, 3))
    editor._did_change(uri, [types.TextDocumentContentChangePartial(range=beyond, text=" A customer paid."),
                             types.TextDocumentContentChangePartial(range=end, text="No customers.\n")])
    assert await editor.words(uri) == ["customers", "customer", "customers"]


@pytest.mark.parametrize("first", [0, 1, 7])
async def test_every_version_is_answered_as_itself(editors, first):
    editor = editors("visual-studio-code")
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    uri = editor.open("a.md", "Our customers called.\n", version=first)
    assert await editor.words(uri) == ["customers"]
    editor.type_whole(uri, "Our clients called.\n")
    assert await editor.words(uri) == []
    editor.type_whole(uri, "Our clients, and a customer.\n")
    assert await editor.words(uri) == ["customer"]
    versions = [it["version"] for it in editor.told("textDocument/publishDiagnostics") if it["uri"] == uri]
    assert versions == sorted(versions) and versions[0] >= first and versions[-1] == first + 2


async def test_a_change_that_ends_before_it_starts_is_told_and_healed(editor):
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    uri = editor.open("a.md", "Our customers called.\n")
    assert await editor.words(uri) == ["customers"]
    backwards = types.Range(types.Position(0, 9), types.Position(0, 2))
    editor._did_change(uri, [types.TextDocumentContentChangePartial(range=backwards, text="x")])
    await editor.until(lambda: editor.told("window/showMessage"))
    assert "lost track" in editor.told("window/showMessage")[0]["message"]
    await editor.settled(uri, [])
    editor.type_whole(uri, "A customer paid.\n")
    assert await editor.words(uri) == ["customer"]


async def test_closing_clears(editor):
    editor.write("customary.toml", 'prefer = "client"\n')
    editor.write("a.md", "Our customers called.\n")
    await editor.start()
    uri = editor.open("a.md")
    assert await editor.words(uri) == ["customers"]
    editor.close(uri)
    if not editor.pulls:
        await editor.until(lambda: not [it for it in editor.told("textDocument/publishDiagnostics")
                                        if it["uri"] == uri][-1]["diagnostics"])
    uri = editor.open("a.md", version=1)
    assert await editor.words(uri) == ["customers"]


WITHOUT_A_FILE = ["untitled:Untitled-1", "git:/a/b.md?ref=HEAD", "vscode-userdata:/x/y.md", "jar:file:///a.jar!/b.md",
                  "inmemory://model/1"]


async def test_documents_without_a_file(editor):
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    for uri in WITHOUT_A_FILE:
        editor.open(uri, "Our customers called.\n", language="markdown")
        assert await editor.words(uri) == ["customers"], uri
        assert await editor.choose(uri, "customers", "Replace with “clients”") == "Our clients called.\n"
        assert await editor.words(uri) == []
        editor.change(uri, ("clients", "customers"))
        assert await editor.hover(uri, "customers") is not None
        editor.close(uri)


async def test_many_documents_at_once(editor):
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    uris = [editor.open(f"a{number}.md", f"Our customers called {number} times.\n") for number in range(60)]
    for uri in uris:
        editor.change(uri, ("customers", "new customers"))
    for uri in uris:
        assert await editor.words(uri) == ["customers"]
