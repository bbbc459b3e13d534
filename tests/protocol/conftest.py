"""What the tests share: an editor that is started, used and ended, and whose conversation was without fault."""

import pytest
from editor import Editor

# Faults that are known and being mended; each line goes with its fault.
PROFILES = ["bare", "emacs", "neovim", "visual-studio-code", "whole"]


@pytest.fixture(params=PROFILES)
def profile(request) -> str:
    """Each client in turn."""
    return request.param


@pytest.fixture
async def editors(tmp_path):
    """Makes editors, each with a workspace of its own, and looks at the end at all that was said."""
    made: list[Editor] = []

    def make(profile: str, folder: str = "workspace") -> Editor:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        made.append(Editor(profile, home.resolve()))
        return made[-1]

    yield make
    for editor in made:
        await editor.end()
    faults = [f"{editor.profile}: {fault}" for editor in made for fault in editor.conversation.close()]
    if faults:
        pytest.fail("against the protocol:\n" + "\n".join(dict.fromkeys(faults)), pytrace=False)


@pytest.fixture
async def editor(editors, profile) -> Editor:
    """An editor of each kind; not yet started."""
    return editors(profile)
