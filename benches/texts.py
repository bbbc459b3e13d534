"""What `lsp.py`, `cli.py` and `instructions.py` share: the texts that they measure with, from the sentences of `sentences.txt`.

The same arguments always give the same text. Of its words one in a hundred is looked for by Customary, and about as many are
misspelt, so that a spell checker beside it has as much to report.
"""

import pathlib
import random
import zlib

PARTS = {}
for line in (pathlib.Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines():
    if line.startswith("["):
        part = PARTS.setdefault(line.strip("[]"), [])
    elif line and not line.startswith("#"):
        part.append(line)

# Of the files of a tree, how many in a hundred are of a kind.
KINDS = {"md": 60, "rs": 12, "py": 10, "ts": 10, "html": 4, "txt": 4}
CODE = {
    "rs": "/// {0}\npub fn page_{2}(ledger: &[u32]) -> Result<u32, Error> {{\n    ledger.get({2}).ok_or(Error::new(\"{1}\"))\n}}\n\n",
    "py": "def page_{2}(ledger):\n    \"\"\"{0}\"\"\"\n    if len(ledger) < {2}:\n        raise ValueError(\"{1}\")\n    return ledger[{2}]\n\n\n",
    "ts": "/** {0} */\nexport function page{2}(ledger: number[]): number {{\n  if (ledger.length < {2}) throw new Error(\"{1}\");\n  return ledger[{2}];\n}}\n\n",
    "html": "<section id=\"page{2}\">\n  <h2>{1}</h2>\n  <p>{0}</p>\n</section>\n\n",
}


class Dealer:
    """Deals out sentences: `every` so many has one of the words, beginning with the first; none where that is 0."""

    def __init__(self, seed, every=8):
        self.random, self.every, self.count = random.Random(seed).random, every, 0

    def below(self, count):
        return int(self.random() * count)

    def pick(self, part):
        return PARTS[part][self.below(len(PARTS[part]))].replace("NUMBER", str(self.below(100)))

    def sentence(self):
        self.count += 1
        if self.every and self.count % self.every == 1 % self.every:
            return self.pick("silent" if self.count > 1 and self.below(7) == 0 else "word")
        return self.pick("misspelt" if self.count % 8 == 3 else "plain")

    def paragraph(self):
        return (" " if self.below(2) else "\n").join(self.sentence() for _ in range(2 + self.below(5)))

    def block(self, kind):
        """One block of a text, with an empty line behind it."""
        if kind in CODE:
            plain = self.sentence().replace("`", "").replace('"', "")
            return CODE[kind].format(self.sentence(), plain, self.below(100_000))
        what = self.below(20) if kind == "md" else 20
        if what < 2:
            return f"## {self.sentence().rstrip('.')}\n\n"
        if what == 2:
            return "".join(f"- {self.sentence()}\n" for _ in range(4)) + "\n"
        if what == 3:
            return f"> {self.sentence()}\n\n"
        if what == 4:
            return f"| what | page |\n| --- | ---: |\n| {self.sentence()} | {self.below(100)} |\n\n"
        if what == 5:
            return f"```\n{self.pick('code')}\n```\n\n"
        return self.paragraph() + "\n\n"


def document(size, seed=1, kind="md", every=8):
    """A text of at least so many bytes, and at most one block more."""
    dealer, blocks, length = Dealer(seed, every), [], 0
    while length < size:
        blocks.append(dealer.block(kind))
        length += len(blocks[-1].encode())
    return "".join(blocks)


def tree(folder, files, seed=1):
    """Fills a folder with files of 1 to 50 KB, 10 KB each on average, a hundred a folder; gives their bytes."""
    dealer, total = Dealer(seed), 0
    # What a file holds is cut from one long text of its kind.
    pools = {kind: document(4_000_000, seed, kind).encode() for kind in KINDS}
    kinds = [kind for kind, share in KINDS.items() for _ in range(share)]
    for number in range(files):
        kind = kinds[dealer.below(100)]
        size = int(1000 * 50 ** (dealer.random() ** 1.25))
        start = pools[kind].find(b"\n\n", dealer.below(3_900_000)) + 2
        text = pools[kind][start:pools[kind].find(b"\n\n", start + size) + 1]
        below = folder / f"part{number // 100:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"page{number:05}.{kind}").write_bytes(text)
        total += len(text)
    return total


SHAPES = ["paragraphs", "one line", "every word", "every word, one line"]


def write_large(path, shape, megabytes):
    """A file of so many millions of bytes, of a shape; where not every word is one of those looked for, one in 200 KB is."""
    if shape.startswith("every word"):
        piece = (b"customer " * 12 + b"\n") * 10 + b"\n"
    else:
        piece = document(200_000, 1, "md", 100_000).encode()
    if shape.endswith("one line"):
        piece = piece.replace(b"\n", b" ")
    with open(path, "wb") as file:
        for _ in range(megabytes * 1_000_000 // len(piece)):
            file.write(piece)


def version():
    """Another one where other texts would be made."""
    here = pathlib.Path(__file__)
    return f"{zlib.crc32(here.read_bytes() + (here.parent / 'sentences.txt').read_bytes()):08x}"


def figure(value):
    """A figure as the tables show it: three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
