"""What independent parsers see in real documents, as JSON lines: the document, and the text in it.

Called with the format and the folders to take documents from: archives of packages, and the repository's own.
Code, markup and what nobody reads is left out; code inside a text is one U+FFFC, so that what is glued to it
is no plain word for either side.
"""

import io
import json
import sys
import tarfile
from pathlib import Path

CODE = "\ufffc"
HTML_BLOCKS = set(
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p section select summary table tbody"
    " td tfoot th thead title tr ul".split()
)
HTML_CODE = set("code kbd pre samp script style template textarea tt var math svg".split())
HTML_ATTRIBUTES = ("alt", "aria-label", "label", "placeholder", "summary", "title")


def restructuredtext(source):
    from docutils import frontend, nodes, utils
    from docutils.parsers.rst import Parser

    # Parsed, not transformed: a substitution is then read where it is written, as a reader of the source does.
    settings = frontend.get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.warning_stream = io.StringIO()
    settings.file_insertion_enabled = False
    document = utils.new_document("document", settings)
    Parser().parse(source, document)
    unread = (
        nodes.comment, nodes.doctest_block, nodes.field_name, nodes.footnote_reference, nodes.label, nodes.literal_block, nodes.math_block,
        nodes.option_group, nodes.pending, nodes.raw, nodes.system_message,
    )
    code = (nodes.citation_reference, nodes.literal, nodes.math, nodes.problematic, nodes.substitution_reference)

    def text(node):
        if isinstance(node, nodes.Text):
            return node.astext()
        if isinstance(node, code):
            return CODE
        if isinstance(node, nodes.image):
            return "\n" + node.get("alt", "") + "\n"
        if isinstance(node, unread) or "contents" in node.get("classes", ()):
            return ""
        inner = "".join(map(text, node.children))
        return inner if isinstance(node, nodes.Inline) else "\n" + inner + "\n"

    return text(document)


def html(source):
    import html5lib

    return html_text(html5lib.parse(source, namespaceHTMLElements=False))


def html_text(element, language=None):
    name = element.tag
    if not isinstance(name, str):
        return element.tail or ""
    name = name.rpartition("}")[2]
    spoken = element.get("lang")
    if name == "html":
        language = spoken
    elif spoken and language and spoken.partition("-")[0] != language.partition("-")[0]:
        # What is in another language than the document is not read.
        return "\n" + (element.tail or "") if name in HTML_BLOCKS else CODE + (element.tail or "")
    parts = [f"\n{element.attrib[key]}\n" for key in HTML_ATTRIBUTES if key in element.attrib]
    if name == "meta" and element.get("name", "").lower() in ("description", "title"):
        parts.append("\n" + element.get("content", "") + "\n")
    if name in ("math", "pre", "script", "style", "svg", "template", "textarea"):
        parts = []
    elif name in HTML_CODE:
        parts.append(CODE)
    else:
        parts.append(element.text or "")
        parts.extend(html_text(child, language) for child in element)
    inner = "".join(parts)
    if name in HTML_BLOCKS:
        inner = "\n" + inner + "\n"
    return inner + (element.tail or "")


def markdown(source):
    import html5lib
    from markdown_it import MarkdownIt

    def inline(tokens):
        parts = []
        aside = []
        for token in tokens:
            if token.type in ("text", "text_special"):
                parts.append(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                parts.append("\n")
            elif token.type == "image":
                parts.append(inline(token.children))
            elif token.type == "code_inline":
                parts.append(CODE)
            elif token.type == "html_inline" and token.content.startswith("<br"):
                parts.append("\n")
            if "title" in token.attrs:
                aside.append(token.attrs["title"])
        return "".join(parts) + "".join("\n" + title for title in aside)

    parts = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source):
        if token.type == "inline":
            parts.append(inline(token.children))
        elif token.type == "html_block":
            parts.append(html_text(html5lib.parse(token.content, namespaceHTMLElements=False)))
    return "\n".join(parts)


def notebook(source):
    import nbformat

    cells = nbformat.reads(source, as_version=4).cells
    return "\n".join(markdown(cell.source) for cell in cells if cell.cell_type == "markdown")


def po(source):
    import polib

    shown = []
    for entry in polib.pofile(source):
        if not entry.obsolete:
            # A key of a single word is read on other grounds, if at all.
            shown += [key for key in (entry.msgid, entry.msgid_plural) if len(key.split()) > 1]
            shown += [entry.msgstr, *entry.msgstr_plural.values()]
    return "\n".join(shown)


FORMATS = {
    "restructuredtext": (restructuredtext, (".rst", ".txt")),
    "html": (html, (".html",)),
    "markdown": (markdown, (".md",)),
    "notebook": (notebook, (".ipynb",)),
    "po": (po, (".po",)),
}


def documents(folder, endings):
    """The documents in UTF-8 of the archives in a folder, or of the folder itself where it holds none."""
    archives = sorted(folder.glob("*.tar.gz"))
    for archive in archives:
        with tarfile.open(archive) as members:
            for member in members:
                if member.isfile() and member.name.endswith(endings):
                    yield member.name, members.extractfile(member).read()
    if not archives:
        for file in sorted([*folder.glob("*"), *folder.glob("docs/**/*")]):
            if file.name.endswith(endings):
                yield str(file.relative_to(folder)), file.read_bytes()


def main():
    name, *folders = sys.argv[1:]
    parse, endings = FORMATS[name]
    for folder in folders:
        for title, content in documents(Path(folder), endings):
            try:
                source = content.decode()
            except UnicodeDecodeError:
                continue
            try:
                text = parse(source)
            except Exception as error:
                # A file that is made to be refused, as the tests of a parser hold some.
                print(json.dumps({"file": title, "refused": str(error)[:200]}))
                continue
            print(json.dumps({"file": title, "source": source, "text": text}))


if __name__ == "__main__":
    main()
