"""Sessions of real editors, replayed: how each begins, asks, edits and ends."""

import json
import os
import pathlib

import pytest
from replay import Replay, sessions

HERE = pathlib.Path(__file__).parent / "sessions"


def recordings() -> list[pathlib.Path]:
    named = os.environ.get("CUSTOMARY_SESSIONS")
    folders = [HERE, pathlib.Path(named)] if named else [HERE]
    return [it for folder in folders for it in sorted(folder.glob("*.jsonl"))]


def each() -> list:
    return [pytest.param(session, id=f"{recording.parent.name}/{recording.stem}-{number}")
            for recording in recordings() for number, session in enumerate(sessions(recording), 1)]


@pytest.mark.parametrize("answers", [True, False], ids=["answering", "withholding"])
@pytest.mark.parametrize("session", each())
def test_a_session(session, answers, tmp_path):
    workspace = tmp_path / "a workspace, ü"
    workspace.mkdir()
    replay = Replay(session, workspace, answers)
    replay.run()
    faults = replay.conversation.close()
    if faults:
        pytest.fail("against the protocol:\n" + "\n".join(dict.fromkeys(faults)), pytrace=False)
    changes = [it for it in session if it["method"] == "textDocument/didChange"]
    asked = [it for it in session if it["method"] == "textDocument/codeAction"]
    if answers and changes and asked:
        assert replay.chosen, "no edit of the server became the client's text"


def test_each_editor_is_there():
    """What each is known for is in its session."""
    found = {it.stem: sessions(it) for it in HERE.glob("*.jsonl")}
    assert sorted(found) == ["emacs", "helix", "kakoune", "neovim", "vscode"]
    assert all(len(it) == 1 for it in found.values())
    hello = {name: it[0][0]["params"] for name, it in found.items()}
    assert hello["helix"]["rootUri"] is None and hello["helix"]["workspaceFolders"] == []
    assert "documentChanges" not in hello["neovim"]["capabilities"]["workspace"]["workspaceEdit"]
    assert "clientInfo" not in hello["emacs"]
    assert found["kakoune"][0][-1]["method"] == "exit" and "shutdown" not in methods(found["kakoune"][0])
    assert methods(found["neovim"][0])[-1] == "shutdown" and methods(found["emacs"][0])[-1] == "shutdown"
    assert methods(found["vscode"][0])[-2:] == ["shutdown", "exit"] == methods(found["helix"][0])[-2:]
    assert any(ord(letter) > 0xFFFF for it in found.values() for letter in json.dumps(it, ensure_ascii=False))


def methods(session: list[dict]) -> list[str]:
    return [it["method"] for it in session]
