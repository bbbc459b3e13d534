"""The workspace: commands, settings, folders, files on disk, long work."""

import asyncio

import pytest
from editor import LIMIT, offered, wire
from lsprotocol import types

POLICY = 'prefer = "client"\n'
QUOTED = "> “The customers were kind.”\n"


async def test_commands_that_are_none_and_wrong_arguments(editor):
    await editor.start()
    for command in ("customary.nonsense", "", "client"):
        assert await editor.refusal("workspace/executeCommand", {"command": command}) == types.ErrorCodes.InvalidParams
    wrong = {
        "customary.setPreference": [[], [{"prefer": "nonsense"}], [{"uri": 3, "prefer": "client"}], ["client"], [{}, {}]],
        "customary.fixWorkspace": [[3], [{"uri": 3}], [{}, {}]],
        "customary.showPolicy": [[3], [{"uri": 3}], [{}, {}]],
    }
    for command, arguments in wrong.items():
        offered(editor, command)
        for them in arguments:
            params = {"command": command, "arguments": them}
            assert await editor.refusal("workspace/executeCommand", params) == types.ErrorCodes.InvalidParams, params


async def test_the_preference_is_set(editor):
    policy = editor.write("customary.toml", "# ours\n" + POLICY)
    await editor.start()
    uri = editor.open("a.md", "A client paid. Our customers called.\n")
    await editor.settled(uri, ["customers"])
    await editor.command("customary.setPreference", {"uri": uri, "prefer": "customer"})
    target = editor.folder / "customary.toml"
    await editor.until(lambda: 'prefer = "customer"' in target.read_text())
    assert target.read_text() == '# ours\nprefer = "customer"\n'
    editor.tell_of_files({policy: types.FileChangeType.Changed})
    await editor.settled(uri, ["client"])


async def test_an_editor_that_refuses_an_edit_is_heard(editors):
    editor = editors("visual-studio-code")
    editor.write("customary.toml", POLICY)
    await editor.start()
    editor.refuses = True
    await editor.command("customary.setPreference", {"prefer": "customer"})
    await editor.until(lambda: editor.told("window/showMessage"))
    assert "the editor is busy" in editor.told("window/showMessage")[0]["message"]


async def test_the_workspace_is_fixed(editor):
    editor.write("customary.toml", POLICY)
    editor.write("docs/a.md", "Our customers called.\n")
    editor.write("docs/b.md", "Every customer paid.\n\n" + QUOTED)
    await editor.start()
    offered(editor, "customary.fixWorkspace")
    uri = editor.open("c.md", "Our customers wrote. 😀 A customer came.\n", version=3)
    await editor.settled(uri, ["customers", "customer"])
    if not editor.declares("workspace.applyEdit"):
        answer = await editor.ask("workspace/executeCommand", {"command": "customary.fixWorkspace"})
        assert not editor.told("workspace/applyEdit"), answer
        return
    told = await editor.command("customary.fixWorkspace")
    assert (told["files"], told["safe"], told["review"]) == (3, 4, 1), told
    await editor.until(lambda: editor.applied)
    edit = editor.applied[0]
    assert edit["label"] == "Fix the workspace"
    assert editor.buffers.texts[uri] == "Our clients wrote. 😀 A client came.\n"
    assert (editor.folder / "docs/a.md").read_text() == "Our clients called.\n"
    fixed = (editor.folder / "docs/b.md").read_text()
    if editor.declares("workspace.workspaceEdit.changeAnnotationSupport") is not None:
        asked = {it.get("needsConfirmation", False) for it in edit["edit"]["changeAnnotations"].values()}
        assert asked == {False, True}
        assert fixed == "Every client paid.\n\n" + QUOTED.replace("customers", "clients")
    else:
        assert fixed == "Every client paid.\n\n" + QUOTED


async def test_a_part_of_the_workspace_is_fixed_and_nothing_is_said_to_be_nothing(editors):
    editor = editors("visual-studio-code")
    other = editors("visual-studio-code", "other")
    for home in (editor, other):
        home.write("customary.toml", POLICY)
        home.write("a.md", "Our customers called.\n")
    folders = [types.WorkspaceFolder(uri=it.folder.as_uri(), name=it.folder.name) for it in (editor, other)]
    await editor.start(workspace_folders=folders)
    offered(editor, "customary.fixWorkspace")
    told = await editor.command("customary.fixWorkspace", {"uri": folders[1].uri})
    assert told["files"] == 1 and told["safe"] == 1
    await editor.until(lambda: editor.applied)
    assert (other.folder / "a.md").read_text() == "Our clients called.\n"
    assert (editor.folder / "a.md").read_text() == "Our customers called.\n"
    editor.tell_of_files({(other.folder / "a.md").as_uri(): types.FileChangeType.Changed})
    told = await editor.command("customary.fixWorkspace", {"uri": folders[1].uri})
    assert told == {"files": 0, "safe": 0, "review": 0}
    await editor.until(lambda: [it for it in editor.told("window/showMessage") if it["type"] == 3])


async def test_the_policy_in_force_is_shown(editor):
    policy = editor.write("customary.toml", POLICY)
    await editor.start()
    offered(editor, "customary.showPolicy")
    uri = editor.open("a.md", "Our customers called.\n")
    told = await editor.command("customary.showPolicy", {"uri": uri, "show": False})
    assert told["uri"] == policy and told["prefer"] == "client" and "client" in told["text"]
    assert not editor.told("window/showDocument") and not editor.told("window/showMessage")
    assert await editor.command("customary.showPolicy", {"uri": uri}) == told
    await editor.until(lambda: editor.told("window/showDocument") or editor.told("window/showMessage"))
    if not editor.declares("window.showDocument.support"):
        assert not editor.told("window/showDocument")
    assert (await editor.command("customary.showPolicy"))["uri"] == policy


async def test_no_policy_is_shown_as_none(editors):
    editor = editors("bare")
    await editor.start()
    offered(editor, "customary.showPolicy")
    told = await editor.command("customary.showPolicy", {"show": False})
    assert told["uri"] is None and told["prefer"] == "consistent"


async def test_what_stands_in_the_workspace_is_counted(editor):
    editor.write("customary.toml", POLICY)
    for number in range(12):
        editor.write(f"docs/{number}.md", "Our customers called.\n")
    await editor.start()
    offered(editor, "customary.stats")
    told = await stats(editor)
    assert (told["files"], told["findings"], told["fixable"]) == (12, 12, 12), told
    assert told["words"]["customer"] == 12 and told["concepts"] == {"client-customer": 12}
    uri = editor.open("docs/0.md", text="Our clients called.\n")
    await editor.settled(uri, [])
    editor.write("docs/1.md", "A customer and another customer.\n")
    offered(editor, "customary.rescan")
    assert await editor.command("customary.rescan") is None
    for _ in range(LIMIT * 50):
        if (told := await stats(editor))["findings"] == 12:
            break
        await asyncio.sleep(0.02)
    assert told["findings"] == 12 and told["words"]["client"] == 1, told


async def stats(editor) -> dict:
    for _ in range(LIMIT * 50):
        told = await editor.command("customary.stats")
        told = told if isinstance(told, dict) else wire(told)
        if not told["scanning"]:
            return told
        await asyncio.sleep(0.02)
    pytest.fail("the scan does not end")


async def test_long_work_tells_how_far_it_is_and_can_be_cancelled(editor):
    editor.write("customary.toml", POLICY)
    for number in range(400):
        editor.write(f"docs/{number}.md", "Our customers called.\n\nThe HTTP client retries.\n" * 20)
    await editor.start()
    offered(editor, "customary.rescan")
    await editor.command("customary.rescan", work_done_token="the command's own")
    if not editor.declares("window.workDoneProgress"):
        assert not editor.told("window/workDoneProgress/create")
        return
    tokens = [it["token"] for it in editor.told("window/workDoneProgress/create")]
    for token in tokens:
        editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
    # Whatever began has an end, cancelled or not.
    await editor.until(lambda: all_ended(editor))
    uri = editor.open("a.md", "Our customers called.\n")
    assert await editor.words(uri) == ["customers"]


def all_ended(editor) -> bool:
    stands: dict = {}
    for it in editor.told("$/progress"):
        if isinstance(it["value"], dict) and "kind" in it["value"]:
            stands[it["token"]] = it["value"]["kind"]
    return all(kind == "end" for kind in stands.values())


async def test_settings_are_asked_for_and_taken(editor):
    editor.client.set_configuration({"prefer": "customer", "severity": "error"}, section="customary")
    await editor.start()
    uri = editor.open("a.md", "Our clients called. A customer paid.\n")
    settings = {"customary": {"prefer": "customer", "severity": "error"}}
    if not editor.declares("workspace.configuration"):
        assert not editor.told("workspace/configuration")
        change(editor, settings)
    await editor.settled(uri, ["clients"])
    assert (await editor.diagnostics(uri))[0]["severity"] == 1
    settings["customary"]["prefer"] = "client"
    editor.client.set_configuration(settings["customary"], section="customary")
    change(editor, settings if not editor.declares("workspace.configuration") else None)
    await editor.settled(uri, ["customer"])


def change(editor, settings):
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))


async def test_wrong_settings_are_told(editors):
    editor = editors("visual-studio-code")
    editor.client.set_configuration({"prefer": "clients", "maxDiagnostics": 1}, section="customary")
    await editor.start()
    await editor.until(lambda: editor.told("window/showMessage"))
    assert "customary.prefer" in editor.told("window/showMessage")[0]["message"]


async def test_each_folder_has_its_policy(editors, profile):
    editor, shop = editors(profile), editors(profile, "shop")
    editor.write("customary.toml", POLICY)
    shop.write("customary.toml", 'prefer = "customer"\n')
    await editor.start()
    ours, theirs = editor.open("a.md", "Our customers called.\n"), editor.open(shop.folder.as_uri() + "/a.md", "Our clients called.\n")
    await editor.settled(ours, ["customers"])
    await editor.settled(theirs, ["clients"])
    folder = types.WorkspaceFolder(uri=shop.folder.as_uri(), name="shop")
    told = lambda added, removed: editor.client.workspace_did_change_workspace_folders(  # noqa: E731
        types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent(added=added, removed=removed)))
    told([folder], [])
    await editor.settled(theirs, ["clients"])
    told([], [folder])
    told([folder], [types.WorkspaceFolder(uri=editor.folder.as_uri(), name="workspace")])
    editor.change(ours, ("customers", "customers and clients"))
    await editor.settled(ours, ["customers"])


async def test_no_folder_at_all(editors):
    editor = editors("visual-studio-code")
    await editor.start(workspace_folders=None, root_uri=None)
    uri = editor.open("untitled:Untitled-1", "Our customers called. Our customers wrote. A client came.\n", language="markdown")
    await editor.settled(uri, ["client"])
    assert await editor.refusal("workspace/executeCommand", {
        "command": "customary.setPreference", "arguments": [{"prefer": "client"}]})


async def test_policies_that_come_change_and_go(editor):
    await editor.start()
    uri = editor.open("a.md", "Our customers called.\n")
    await editor.settled(uri, [])
    policy = editor.write("customary.toml", POLICY)
    editor.tell_of_files({policy: types.FileChangeType.Created})
    await editor.settled(uri, ["customers"])
    # What is open governs as it is typed.
    editor.open("customary.toml")
    editor.change(policy, ('"client"', '"off"'))
    await editor.settled(uri, [])
    editor.close(policy)
    await editor.settled(uri, ["customers"])
    (editor.folder / "customary.toml").unlink()
    editor.tell_of_files({policy: types.FileChangeType.Deleted})
    await editor.settled(uri, [])


async def test_files_are_watched_where_the_client_can(editor):
    await editor.start()
    if not editor.declares("workspace.didChangeWatchedFiles.dynamicRegistration"):
        editor.open("a.md", "x")
        await editor.hover(editor.folder.as_uri() + "/a.md", "x")
        assert not any(it["method"] == "workspace/didChangeWatchedFiles" for params in
                       editor.told("client/registerCapability") for it in params["registrations"])
        return
    await editor.until(lambda: editor.told("client/registerCapability"))
    watchers = [watcher for params in editor.told("client/registerCapability") for it in params["registrations"]
                if it["method"] == "workspace/didChangeWatchedFiles" for watcher in it["registerOptions"]["watchers"]]
    assert any("customary.toml" in str(it["globPattern"]) or it["globPattern"] in ("**", "**/*") for it in watchers)
