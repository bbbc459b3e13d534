"""Diagnostics, pushed or pulled, and what they carry."""

import asyncio

import pytest
from editor import LIMIT, offered, wire
from lsprotocol import types

POLICY = '''prefer = "client"

[[concept]]
id         = "sign-in"
preferred  = "sign in"
deprecated = ["log in"]
part-of-speech = "verb"
link       = "https://example.com/style#sign-in"
'''
TEXT = "Our customers log in here.\n"


async def test_what_a_diagnostic_says(editor):
    policy = editor.write("customary.toml", POLICY)
    await editor.start()
    uri = editor.open("a.md", TEXT)
    found = await editor.diagnostics(uri)
    assert [(editor.word(uri, it), it["code"], it["source"], it["severity"]) for it in found] == [
        ("customers", "client-customer", "customary", 2), ("log in", "sign-in", "customary", 2)]
    way = "textDocument.diagnostic" if editor.pulls else "textDocument.publishDiagnostics"
    assert [it["codeDescription"]["href"] for it in found] == [policy, "https://example.com/style#sign-in"]
    either = lambda name: editor.declares(f"{way}.{name}") or editor.declares(f"textDocument.publishDiagnostics.{name}")  # noqa: E731
    if either("relatedInformation"):
        related = [it["relatedInformation"][0]["location"] for it in found]
        assert [it["uri"] for it in related] == [policy, policy]
        assert related[0]["range"]["start"]["line"] == 0


async def test_a_document_that_is_pulled(editor):
    editor.write("customary.toml", POLICY)
    await editor.start()
    offered(editor, "diagnosticProvider", wanted=editor.declares("textDocument.diagnostic") is not None)
    if not editor.pulls:
        return
    uri = editor.open("a.md", TEXT)
    first = await editor.pull(uri)
    assert first["kind"] == "full" and len(first["items"]) == 2 and first["resultId"]
    again = await editor.pull(uri, first["resultId"])
    assert again["kind"] == "unchanged"
    editor.change(uri, ("customers", "clients"))
    changed = await editor.pull(uri, again["resultId"])
    assert changed["kind"] == "full" and [editor.word(uri, it) for it in changed["items"]] == ["log in"]
    forgotten = await editor.pull(uri, "never given")
    assert forgotten["kind"] == "full"
    editor.close(uri)
    assert not editor.told("textDocument/publishDiagnostics")


async def test_a_pull_of_what_is_not_open_is_answered(editor):
    editor.write("customary.toml", POLICY)
    closed = editor.write("closed.md", TEXT)
    await editor.start()
    if not offered_pull(editor):
        return
    for uri in (closed, editor.folder.as_uri() + "/none.md", "untitled:never"):
        report = await editor.pull(uri)
        assert report["kind"] == "full", report


async def test_a_policy_that_is_wrong_tells_it_the_same_way(editor):
    policy = editor.write("customary.toml", 'prefer = "clients"\n')
    editor.write("a.md", TEXT)
    await editor.start()
    editor.open("a.md")
    editor.open("customary.toml")
    await editor.settled(policy, ['"clients"'])
    editor.change(policy, ('"clients"', '"client"'))
    await editor.settled(policy, [])
    editor.close(policy)


async def test_a_workspace_that_is_pulled(editor):
    editor.write("customary.toml", POLICY)
    names = [f"docs/{number}.md" for number in range(20)]
    for name in names:
        editor.write(name, TEXT)
    await editor.start()
    if not offered_pull(editor, "workspaceDiagnostics"):
        return
    uri = editor.open("docs/0.md", text="Our clients sign in.\n", version=4)
    reports = await whole(editor, uri, 19)
    # What is open and holds nothing need not be told of; if it is, as it stands in the editor.
    assert uri not in reports or (reports[uri]["items"] == [] and reports[uri]["version"] == 4)
    others = [it for name, it in reports.items() if name != uri and name.endswith(".md")]
    assert len(others) == 19 and all(len(it["items"]) == 2 and it["version"] is None for it in others)
    # What was told once and stands is not told again.
    again = await editor.pull_workspace({name: it["resultId"] for name, it in reports.items()})
    assert all(it["kind"] == "unchanged" for it in again), again
    changed = editor.write("docs/1.md", "Our clients log in.\n")
    editor.tell_of_files({changed: types.FileChangeType.Changed})
    told = await news(editor, {name: it["resultId"] for name, it in reports.items()}, changed)
    assert len(told["items"]) == 1


async def test_a_workspace_that_is_pulled_in_parts(editor):
    editor.write("customary.toml", POLICY)
    for number in range(20):
        editor.write(f"docs/{number}.md", TEXT)
    await editor.start()
    if not offered_pull(editor, "workspaceDiagnostics"):
        return
    await whole(editor, "", 20)
    result = await editor.pull_workspace({}, partial_result_token="parts")
    parts = [it["value"]["items"] for it in editor.told("$/progress") if it["token"] == "parts"]
    everything = [it for part in parts for it in part] + result
    assert len({it["uri"] for it in everything if it["uri"].endswith(".md")}) == 20
    assert len(everything) == len({it["uri"] for it in everything})


async def test_a_refresh_follows_a_new_policy(editor):
    policy = editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    uri = editor.open("a.md", TEXT)
    await editor.settled(uri, ["customers"])
    editor.write("customary.toml", 'prefer = "customer"\n')
    before = len(editor.told("workspace/diagnostic/refresh"))
    editor.tell_of_files({policy: types.FileChangeType.Changed})
    refreshes = editor.declares("workspace.diagnostic.refreshSupport") or editor.declares(
        "workspace.diagnostics.refreshSupport")
    if editor.pulls and refreshes:
        await editor.until(lambda: len(editor.told("workspace/diagnostic/refresh")) > before)
    await editor.settled(uri, [])
    editor.change(uri, ("customers", "clients"))
    await editor.settled(uri, ["clients"])


async def whole(editor, but: str, files: int) -> dict[str, dict]:
    """The reports of a workspace, once those of all files `but` one are there: they are read beside the conversation."""
    async def enough():
        found = {it["uri"]: it for it in await editor.pull_workspace({})}
        return found if len([name for name in found if name.endswith(".md") and name != but]) >= files else None

    return await again_and_again(enough)


async def news(editor, known: dict[str, str], uri: str) -> dict:
    async def told():
        found = [it for it in await editor.pull_workspace(known) if it["uri"] == uri and it["kind"] == "full"]
        return found[0] if found else None

    return await again_and_again(told)


async def again_and_again(ask):
    for _ in range(LIMIT * 50):
        if (found := await ask()) is not None:
            return found
        await asyncio.sleep(0.02)
    pytest.fail("it was never told")


def offered_pull(editor, option: str | None = None) -> bool:
    """Whether this client pulls; the server offers it to just those that do."""
    wanted = editor.declares("textDocument.diagnostic") is not None
    offered(editor, "diagnosticProvider", wanted=wanted)
    assert not wanted or not option or editor.conversation.server["diagnosticProvider"][option]
    return wanted
