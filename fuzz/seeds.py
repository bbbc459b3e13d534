"""Writes the documents of tests/fixtures into corpus/TARGET, where the fuzzer begins: `python3 seeds.py`.

The first byte of an input chooses its format among those that its target names.
"""

import re
from pathlib import Path

FUZZ = Path(__file__).parent


def documents():
    """Every fenced document of the fixtures, without the lines of what is expected, with the name of its format."""
    for path in sorted(FUZZ.parent.glob("tests/fixtures/*.md")):
        lines = iter(path.read_text().splitlines())
        for line in lines:
            fence = re.fullmatch(r"(`{3,}|~{3,})(\S+)( document)?", line)
            if fence and (fence[2] != "toml" or fence[3]):
                inner = []
                while (line := next(lines)) != fence[1]:
                    if not line.lstrip(" ").startswith("^^^^"):
                        inner.append(line + "\n")
                yield fence[2], "".join(inner)


def main():
    for target in sorted(FUZZ.glob("fuzz_targets/*.rs")):
        names = re.findall(r'"([\w-]+)"', target.read_text())
        folder = FUZZ / "corpus" / target.stem
        folder.mkdir(parents=True, exist_ok=True)
        count = 0
        for name, text in documents():
            known = {"gitcommit": "git-commit", "js": "javascript"}.get(name, name)
            first = bytes([names.index(known)]) if known in names else b"" if target.stem == "files" else None
            if first is not None:
                (folder / f"{count:04}-{name}").write_bytes(first + text.encode())
                count += 1
        print(f"{target.stem}: {count} documents")


if __name__ == "__main__":
    main()
