"""Notebooks: each cell is a document."""

from editor import offered
from lsprotocol import types

NOTEBOOK = "book.ipynb"


async def opened(editor, cells: list[tuple[str, str, str]]) -> str:
    """Opens a notebook: the id, language and text of each cell."""
    uri = editor.folder.as_uri() + "/" + NOTEBOOK
    kind = {"markdown": types.NotebookCellKind.Markup}
    book = types.NotebookDocument(uri=uri, notebook_type="jupyter-notebook", version=1, cells=[
        types.NotebookCell(kind=kind.get(language, types.NotebookCellKind.Code), document=cell(editor, name))
        for name, language, _ in cells])
    texts = []
    for name, language, text in cells:
        editor.buffers.texts[cell(editor, name)], editor.buffers.versions[cell(editor, name)] = text, 1
        texts.append(types.TextDocumentItem(uri=cell(editor, name), language_id=language, version=1, text=text))
    editor.client.notebook_document_did_open(types.DidOpenNotebookDocumentParams(book, texts))
    return uri


def cell(editor, name: str) -> str:
    return f"vscode-notebook-cell:{editor.folder.as_posix()}/{NOTEBOOK}#{name}"


async def test_cells_are_documents(editor):
    editor.write("customary.toml", 'prefer = "client"\n')
    await editor.start()
    offered(editor, "notebookDocumentSync")
    if editor.declares("notebookDocument") is None:
        return
    uri = await opened(editor, [("one", "markdown", "Our customers called.\n"), ("two", "python", "customers = 3\n"),
                                ("three", "markdown", "Our clients called.\n")])
    one, three = cell(editor, "one"), cell(editor, "three")
    await editor.settled(one, ["customers"])
    await editor.settled(three, [])
    # A text in a cell changes.
    editor.buffers.texts[three], editor.buffers.versions[three] = "Our clients and a customer.\n", 2
    at = types.Position(0, len("Our clients "))
    edit = types.TextDocumentContentChangePartial(
        range=types.Range(at, types.Position(0, len("Our clients called"))), text="and a customer")
    change(editor, uri, 2, types.NotebookDocumentCellChanges(text_content=[types.NotebookDocumentCellContentChanges(
        document=types.VersionedTextDocumentIdentifier(version=2, uri=three), changes=[edit])]))
    await editor.settled(three, ["customer"])
    # A cell goes, another comes.
    four = cell(editor, "four")
    editor.buffers.texts[four], editor.buffers.versions[four] = "A customer paid.\n", 1
    change(editor, uri, 3, types.NotebookDocumentCellChanges(structure=types.NotebookDocumentCellChangeStructure(
        array=types.NotebookCellArrayChange(start=0, delete_count=1, cells=[
            types.NotebookCell(kind=types.NotebookCellKind.Markup, document=four)]),
        did_open=[types.TextDocumentItem(uri=four, language_id="markdown", version=1, text="A customer paid.\n")],
        did_close=[types.TextDocumentIdentifier(one)])))
    await editor.settled(four, ["customer"])
    action = next(it for it in await editor.actions(four, "customer") if it["title"] == "Replace with “client”")
    editor.buffers.apply((await editor.resolved(action))["edit"])
    assert editor.buffers.texts[four] == "A client paid.\n"
    editor.client.notebook_document_did_save(types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(uri)))
    editor.client.notebook_document_did_close(types.DidCloseNotebookDocumentParams(
        types.NotebookDocumentIdentifier(uri), [types.TextDocumentIdentifier(it) for it in
                                                (cell(editor, "two"), three, four)]))


def change(editor, uri: str, version: int, cells):
    editor.client.notebook_document_did_change(types.DidChangeNotebookDocumentParams(
        types.VersionedNotebookDocumentIdentifier(version=version, uri=uri),
        types.NotebookDocumentChangeEvent(cells=cells)))
