"""Code actions of every kind, by every client, and the texts they leave."""

from editor import offered
from lsprotocol import types

POLICY = 'prefer = "client"\n'
TEXT = "# Our customers\n\nEvery customer’s letter came to us. 😀 Our customers wrote.\n\n> “The customers were kind.”\n"


async def page(editor, policy: str = POLICY, text: str = TEXT) -> str:
    if policy:
        editor.write("customary.toml", policy)
    await editor.start()
    return editor.open("a.md", text)


async def test_one_word_is_replaced(editor):
    uri = await page(editor)
    for cursor in (True, False):
        actions = await editor.actions(uri, "customer’s", cursor=cursor)
        replace = next(it for it in actions if it["title"] == "Replace with “client’s”")
        assert replace["kind"] == "quickfix"
        assert [editor.word(uri, it) for it in replace["diagnostics"]] == ["customer’s"]
        if editor.declares("textDocument.codeAction.isPreferredSupport"):
            assert replace["isPreferred"]
    text = await editor.choose(uri, "customer’s", "Replace with “client’s”")
    assert text == TEXT.replace("customer’s", "client’s")
    text = await editor.choose(uri, "customers", "Replace with “clients”", nth=1)
    assert "😀 Our clients wrote." in text
    assert len(await editor.diagnostics(uri)) == 2


async def test_all_forms_in_the_file_are_replaced(editor):
    uri = await page(editor)
    text = await editor.choose(uri, "customers", "Replace all 3 forms of “customer” in this file (1 more needs a look)")
    assert text == "# Our clients\n\nEvery client’s letter came to us. 😀 Our clients wrote.\n\n> “The customers were kind.”\n"


async def test_a_word_is_swapped_either_way(editor):
    uri = await page(editor, text="The HTTP client retries.\n\nOur customers called.\n")
    swapped = await editor.choose(uri, "client", "Swap “client” for “customer”", only=["refactor.rewrite"])
    assert swapped == "The HTTP customer retries.\n\nOur customers called.\n"
    swapped = await editor.choose(uri, "customers", "Swap “customers” for “clients”", only=["refactor"])
    assert swapped.endswith("Our clients called.\n")


async def test_a_line_and_a_file_are_left_alone(editor):
    uri = await page(editor, text="Our customers called.\n\nA customer paid.\n")
    text = await editor.choose(uri, "customers", "Ignore on this line")
    assert text.startswith("Our customers called. <!-- customary-disable-line client-customer -->\n")
    assert await editor.words(uri) == ["customer"]
    await editor.choose(uri, "customer paid", "Ignore in this file", only=["quickfix"])
    assert "customary-disable-file" in editor.buffers.texts[uri]
    assert "customer" not in await editor.words(uri)


async def test_an_unused_directive_is_removed(editor):
    uri = await page(editor, text="All is well. <!-- customary-disable-line client-customer -->\n")
    text = await editor.choose(uri, "customary-disable-line", "Remove “")
    assert text.strip() == "All is well."


async def test_a_phrase_is_kept_in_the_policy(editor):
    uri = await page(editor, text="The Customer Portal of our customers opens.\n")
    assert await editor.words(uri) == ["customers"] or "Customer" in await editor.words(uri)
    editor.type_whole(uri, "Our customer-facing page.\n")
    assert await editor.words(uri) == ["customer"]
    await editor.choose(uri, "customer", "Keep the phrase “customer-facing”")
    editor.tell_of_files({(editor.folder / "customary.toml").as_uri(): types.FileChangeType.Changed})
    await editor.settled(uri, [])
    assert '"customer-facing"' in (editor.folder / "customary.toml").read_text()


async def test_a_preference_makes_a_policy(editor):
    editor.write("docs/b.md", "Our clients called.\n")
    uri = await page(editor, policy="", text="Our customers called. A client paid.\n")
    await editor.choose(uri, "Our customers", "Set this workspace's preference: client")
    policy = editor.folder / "customary.toml"
    await editor.until(lambda: policy.exists() and 'prefer = "client"' in policy.read_text())
    editor.tell_of_files({policy.as_uri(): types.FileChangeType.Created})
    await editor.settled(uri, ["customers"])


async def test_all_safe_fixes_on_saving(editor):
    uri = await page(editor)
    for only in ("source.fixAll.customary", "source.fixAll", "source"):
        found = [it for it in await editor.actions(uri, "# ", only=[only], automatic=True)
                 if it["kind"] == "source.fixAll.customary"]
        assert len(found) == 1, only
    text = await editor.choose(uri, "# ", "Apply all 3 safe fixes in this file", only=["source.fixAll"])
    assert text.count("client") == 3 and text.count("customer") == 1
    assert not [it for it in await editor.actions(uri, "# ", only=["source.fixAll"])]


async def test_only_what_was_asked_for(editor):
    uri = await page(editor)
    for only in (["source.organizeImports"], ["refactor.extract"], ["source.fixAll.other"], ["notebook"]):
        assert await editor.actions(uri, "customers", only=only) == [], only
    by_itself = await editor.actions(uri, "customers", automatic=True)
    assert by_itself and all(not it["kind"].startswith("source") for it in by_itself)
    for only in (["quickfix"], ["refactor"], ["source"], ["quickfix", "refactor.rewrite"], [""]):
        assert await editor.actions(uri, "customers", only=only), only


async def test_edits_are_of_the_version_they_were_made_for(editor):
    """Every action, resolved, is one edit of the open document that can be undone in one step."""
    uri = await page(editor)
    for action in await editor.actions(uri, "customers"):
        edit = (await editor.resolved(action)).get("edit")
        if edit is None:
            assert action["command"]["command"].startswith("customary."), action
            continue
        if editor.declares("workspace.workspaceEdit.documentChanges"):
            assert "changes" not in edit
            ours = [it for it in edit["documentChanges"] if it.get("textDocument", {}).get("uri") == uri]
            assert len(ours) <= 1 and all(it["textDocument"]["version"] == 1 for it in ours)
        else:
            assert "documentChanges" not in edit


async def test_an_action_chosen_too_late(editor):
    """Between the list and the choice the document changes: it is refused, or made for the text as it stands."""
    uri = await page(editor)
    later = [it for it in await editor.actions(uri, "customers") if "data" in it and "edit" not in it]
    resolves = editor.declares("textDocument.codeAction.resolveSupport") is not None
    assert bool(later) == resolves, "edits are left until they are chosen just where the client asks for them then"
    editor.change(uri, ("# Our", "# All of our"))
    for action in later:
        answer = await editor.ask("codeAction/resolve", action)
        if "error" in answer:
            assert answer["error"]["code"] == types.LSPErrorCodes.ContentModified, answer
        else:
            edits = [it for it in answer["result"]["edit"].get("documentChanges", []) if "textDocument" in it]
            assert all(it["textDocument"]["version"] in (2, None) for it in edits)


async def test_what_nobody_can_resolve_is_refused(editor):
    await page(editor)
    for data in ({"uri": "file:///none.md", "prefer": "nonsense"}, 3, "x", [], {"uri": 1}):
        answer = await editor.ask("codeAction/resolve", {"title": "t", "data": data})
        assert "error" in answer, answer


async def test_nothing_where_nothing_is_open(editor):
    await page(editor)
    params = {"textDocument": {"uri": "file:///none.md"}, "context": {"diagnostics": []},
              "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}}
    assert (await editor.ask("textDocument/codeAction", params)).get("result") in ([], None)
    offered(editor, "codeActionProvider")
