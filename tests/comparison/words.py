"""What independent parsers see in real documents, as JSON lines: the document, and the text in it.

Called with the format and the folders to take documents from: archives of packages, and the repository's own.
Code, markup and what nobody reads is left out; code inside a text is one U+FFFC, so that what is glued to it
is no plain word for either side.
"""

import csv
import importlib.util
import io
import json
import plistlib
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from xml.etree import ElementTree

CODE = "\ufffc"
# What this program ends with where a parser is not to be had on this kind of machine.
ABSENT = 3
NEED_PANDOC = ("asciidoc", "latex", "org", "typst")
# So many documents are written in another markup, the longest.
LONGEST = 8
# Longer ones are lists of examples of Markdown.
TOO_LONG = 60_000
# Words and the punctuation of sentences, and no more of them that are glued to something than a hyphen does.
SENTENCE = re.compile(r"[A-Z][a-z]*(?:,? \(?[A-Za-z](?:[a-z]|[-'’](?=[a-z]))*\)?[.,;:!?]?)+[.!?]")
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


def spoken(inlines):
    """What a reader sees of what pandoc found in a paragraph, and what stands beside it."""
    parts = []
    aside = []
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append("\n")
        elif kind in ("Code", "Math"):
            parts.append(CODE)
        elif kind == "Quoted":
            parts.append('"' + spoken(content[1]) + '"')
        elif kind == "Note":
            aside.append(shown(content))
        elif kind in ("Cite", "Span", "Link", "Image"):
            parts.append(spoken(content[1]))
        elif kind in ("Emph", "SmallCaps", "Strikeout", "Strong", "Subscript", "Superscript", "Underline"):
            parts.append(spoken(content))
    return "".join(parts) + "".join("\n" + text for text in aside)


def shown(blocks):
    """What a reader sees of what pandoc found in a document."""
    parts = []
    for block in blocks:
        kind, content = block["t"], block.get("c")
        if kind in ("Plain", "Para"):
            parts.append(spoken(content))
        elif kind == "LineBlock":
            parts.extend(map(spoken, content))
        elif kind == "Header":
            parts.append(spoken(content[2]))
        elif kind == "BlockQuote":
            parts.append(shown(content))
        elif kind == "BulletList":
            parts.extend(map(shown, content))
        elif kind in ("OrderedList", "Div"):
            parts.extend(map(shown, content[1]) if kind == "OrderedList" else [shown(content[1])])
        elif kind == "DefinitionList":
            for term, definitions in content:
                parts.append(spoken(term))
                parts.extend(map(shown, definitions))
        elif kind == "Figure":
            parts += [shown(content[1][1]), shown(content[2])]
        elif kind == "Table":
            _, caption, _, head, bodies, foot = content
            parts.append(shown(caption[1]))
            rows = head[1] + [row for body in bodies for row in body[2] + body[3]] + foot[1]
            parts.extend(shown(cell[4]) for row in rows for cell in row[1])
    return "\n".join(parts)


def pandoc(source, *arguments):
    import pypandoc

    call = [pypandoc.get_pandoc_path(), "--sandbox", *arguments]
    return subprocess.run(call, input=source.encode(), capture_output=True, check=True).stdout.decode()


def written_by_pandoc(markup):
    """Manuals of the packages, written in another markup."""

    def documents(folders):
        found = [found for folder in folders for found in documents_in(folder, (".md",))]
        found = [(title, content.decode()) for title, content in found if len(content) < TOO_LONG]
        for title, source in sorted(found, key=lambda found: -len(found[1]))[:LONGEST]:
            # What only Markdown has is none of the other's business.
            parsed = pandoc(source, "--from", "commonmark+pipe_tables", "--to", "json")
            source = pandoc(parsed, "--from", "json", "--to", markup, "--standalone", "--wrap", "auto")
            yield title, source, shown(json.loads(parsed)["blocks"])

    return documents


def sentences(folders):
    """The paragraphs of the documents that are nothing but a sentence or more, each once."""
    from markdown_it import MarkdownIt

    found = {}
    for folder in folders:
        for _, content in documents_in(folder, (".md",)):
            for token in MarkdownIt("commonmark").parse(content.decode()):
                text = " ".join(token.content.split())
                if token.type == "inline" and len(text.split()) >= 6 and SENTENCE.fullmatch(text):
                    found[text] = None
    return list(found)


def written(write):
    """Sentences as the values of a file that a library writes. Its keys are words, too."""

    def documents(folders):
        texts = sentences(folders)
        for size in (1, 7, len(texts)):
            part = texts[:size] if size < len(texts) else texts
            values = {f"{'.'.join(text.lower().split()[:2])}.{count}": text for count, text in enumerate(part)}
            keys = {"".join(c for c in key if c.isalnum() or c == "."): text for key, text in values.items()}
            for name, source in write(keys):
                yield f"{name} of {size}", source, "\n".join(keys.values())

    return documents


def write_json(values):
    yield "escaped", json.dumps(values, indent=2)
    yield "plain", json.dumps({"list": list(values.values())}, ensure_ascii=False)


def write_yaml(values):
    from ruamel.yaml import YAML
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString, LiteralScalarString, SingleQuotedScalarString

    for style in (str, SingleQuotedScalarString, DoubleQuotedScalarString, LiteralScalarString, FoldedScalarString):
        out = io.StringIO()
        YAML().dump({key: style(text + "\n" if style is LiteralScalarString else text) for key, text in values.items()}, out)
        yield style.__name__, out.getvalue()
    flow = YAML()
    flow.default_flow_style = True
    flow.width = 60
    out = io.StringIO()
    flow.dump(list(values.values()), out)
    yield "flow", out.getvalue()


def write_toml(values):
    import tomli_w

    yield "flat", tomli_w.dumps(values)
    yield "lists", tomli_w.dumps({"text": {"list": list(values.values())}}, multiline_strings=True)


def write_properties(values):
    import javaproperties

    yield "latin", javaproperties.dumps(values)
    yield "unicode", javaproperties.dumps(values, ensure_ascii=False, separator=" : ")


def write_fluent(values):
    from fluent.syntax import ast, serialize

    def pattern(text):
        return ast.Pattern([ast.TextElement(text.replace(". ", ".\n"))])

    entries = []
    for count, text in enumerate(values.values()):
        name = ast.Identifier(f"our-message-{count}")
        said = ast.Attribute(ast.Identifier("label"), pattern(text))
        entries.append(ast.Message(name, None, [said]) if count % 3 == 0 else ast.Message(name, pattern(text)))
    yield "messages", serialize(ast.Resource(entries))


def write_table(delimiters):
    def write(values):
        for delimiter in delimiters:
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                out = io.StringIO()
                table = csv.writer(out, delimiter=delimiter, quoting=quoting)
                table.writerow(["our key", "a number of it", "the text of it"])
                table.writerows([key, count, text] for count, (key, text) in enumerate(values.items()))
                yield f"{delimiter!r} {quoting}", out.getvalue()

    return write


def write_stringsdict(values):
    def rule(text):
        plural = {"NSStringFormatSpecTypeKey": "NSStringPluralRuleType", "NSStringFormatValueTypeKey": "d"}
        return {"NSStringLocalizedFormatKey": "%#@count@", "count": {**plural, "other": text}}

    yield "plist", plistlib.dumps({key: rule(text) for key, text in values.items()}, sort_keys=False).decode()


def write_resx(values):
    root = ElementTree.Element("root")
    for key, text in values.items():
        ElementTree.SubElement(ElementTree.SubElement(root, "data", name=key), "value").text = text
    yield "resx", ElementTree.tostring(root, encoding="unicode")


def read(parse, endings):
    """Documents as they stand in the packages and in the repository."""

    def documents(folders):
        for folder in folders:
            for title, content in documents_in(folder, endings):
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
                yield title, source, text

    return documents


FORMATS = {
    "restructuredtext": read(restructuredtext, (".rst", ".txt")),
    "html": read(html, (".html",)),
    "markdown": read(markdown, (".md",)),
    "notebook": read(notebook, (".ipynb",)),
    "po": read(po, (".po",)),
    "asciidoc": written_by_pandoc("asciidoc"),
    "latex": written_by_pandoc("latex"),
    "org": written_by_pandoc("org"),
    "typst": written_by_pandoc("typst"),
    "json": written(write_json),
    "yaml": written(write_yaml),
    "toml": written(write_toml),
    "properties": written(write_properties),
    "fluent": written(write_fluent),
    "csv": written(write_table(",;|\t")),
    "tsv": written(write_table("\t")),
    "stringsdict": written(write_stringsdict),
    "resx": written(write_resx),
}


def documents_in(folder, endings):
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
    if name in NEED_PANDOC and importlib.util.find_spec("pypandoc") is None:
        sys.exit(ABSENT)
    for title, source, text in FORMATS[name](list(map(Path, folders))):
        print(json.dumps({"file": title, "source": source, "text": text}))


if __name__ == "__main__":
    main()
