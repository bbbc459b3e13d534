"""Inside a policy: hover, completion, lenses, links."""

from editor import offered, wire
from lsprotocol import types

HOUSE = '[[concept]]\nid = "sign-in"\npreferred = "sign in"\ndeprecated = ["log in"]\npart-of-speech = "verb"\n'
POLICY = ('extends = ["preset:legal", "house/words.toml"]\nprefer = "client"\nsev\n\n[[concept]]\nid = "ship"\n'
          'preferred = "airship"\ndeprecated = ["zeppelin"]\nlink = "https://example.com/style#ship"\n')


async def test_hovers(editor):
    editor.write("house/words.toml", HOUSE)
    policy = editor.write("customary.toml", POLICY.replace("sev\n", ""))
    await editor.start()
    editor.open("customary.toml")
    for word in ("preset:legal", "prefer =", "concept"):
        hover = await editor.hover(policy, word)
        assert hover["contents"]["value"], word
        assert set(hover) == {"contents", "range"}
    assert await editor.hover(policy, "\n[[concept") is None
    text = editor.open("a.md", "Our customers saw a zeppelin and log in.\n")
    for word, told in (("customers", "client"), ("zeppelin", "airship"), ("log in", "sign in")):
        hover = await editor.hover(text, word)
        assert told in hover["contents"]["value"], hover
    assert await editor.hover(text, "saw") is None


async def test_completions(editor):
    editor.write("house/words.toml", HOUSE)
    editor.write("customary.toml", POLICY)
    await editor.start()
    policy = editor.open("customary.toml")
    keys = await editor.completions(policy, "\nsev")
    severity = next(it for it in keys if it["label"] == "severity")
    editor.buffers.texts[policy] = await with_completion(editor, policy, severity)
    assert "\nseverity = \n" in editor.buffers.texts[policy]
    editor.type_whole(policy, POLICY.replace("sev\n", ""))
    values = await editor.completions(policy, 'prefer = "')
    assert {"client", "customer", "consistent"} <= {it["label"] for it in values}
    presets = await editor.completions(policy, 'extends = ["preset:')
    assert any(it["label"] == "preset:legal" for it in presets)
    text = editor.open("a.md", "Our customers.\n")
    assert await editor.completions(text, "Our ") == []


async def with_completion(editor, policy: str, item: dict) -> str:
    from texts import apply

    edit = item["textEdit"]
    return apply(editor.buffers.texts[policy], [{"range": edit["range"], "newText": edit["newText"]}], editor.encoding)


async def test_lenses(editor):
    editor.write("house/words.toml", HOUSE)
    editor.write("a.md", "Our customers saw a zeppelin. A customer paid.\n")
    editor.write("customary.toml", POLICY.replace("sev\n", ""))
    await editor.start()
    policy = editor.open("customary.toml")
    params = types.CodeLensParams(types.TextDocumentIdentifier(policy))
    lenses = await editor.limited(editor.client.text_document_code_lens_async(params))
    titles = []
    for lens in lenses:
        assert lens.command is None
        resolved = wire(await editor.limited(editor.client.code_lens_resolve_async(lens)))
        assert resolved["range"] == wire(lens)["range"]
        titles.append(resolved["command"]["title"])
    assert "2 findings in 1 file" in titles and "1 finding in 1 file" in titles, titles
    text = editor.open("a.md")
    assert not await editor.limited(editor.client.text_document_code_lens_async(
        types.CodeLensParams(types.TextDocumentIdentifier(text))))
    assert await editor.refusal("codeLens/resolve", {"range": wire(lenses[0])["range"]}) == types.ErrorCodes.InvalidParams


async def test_links(editor):
    house = editor.write("house/words.toml", HOUSE)
    editor.write("customary.toml", POLICY.replace("sev\n", ""))
    await editor.start()
    policy = editor.open("customary.toml")
    if editor.declares("textDocument.documentLink.dynamicRegistration"):
        # Asked for in policies alone; nothing is offered for every document beside it.
        await editor.until(lambda: "textDocument/documentLink" in editor.conversation.registered.values())
    offered(editor, "documentLinkProvider", wanted=not editor.declares("textDocument.documentLink.dynamicRegistration"))
    links = await editor.limited(editor.client.text_document_document_link_async(
        types.DocumentLinkParams(types.TextDocumentIdentifier(policy))))
    targets = {}
    for link in links:
        told = link if link.target else await editor.limited(editor.client.document_link_resolve_async(link))
        targets[told.target] = editor.word(policy, wire(told)).strip('"')
    assert targets[house] == "house/words.toml"
    assert targets["https://example.com/style#ship"] == "https://example.com/style#ship"
    text = editor.open("a.md", "See [our customers](b.md).\n")
    assert not await editor.limited(editor.client.text_document_document_link_async(
        types.DocumentLinkParams(types.TextDocumentIdentifier(text))))
