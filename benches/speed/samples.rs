//! A sample of each format: what is repeated in it until it is long enough.

use customary::prose::Format;

/// What a sample is made of: how it begins, what is repeated (`WORD` and `NUMBER` are filled in), and how it ends.
struct Sample {
    head: &'static str,
    piece: &'static str,
    tail: &'static str,
}

const fn of(head: &'static str, piece: &'static str, tail: &'static str) -> Sample {
    Sample { head, piece, tail }
}

const MARKUP: &str =
    "The ledger of our WORD lists what was sold, to whom and when, and the clerk signs page NUMBER at night.\n\n";

fn sample(format: Format) -> Sample {
    match format.name() {
        "html" | "blade" | "erb" | "handlebars" | "jinja" | "liquid" => of(
            "<!doctype html><body>\n",
            "<p class=\"row-NUMBER\">The ledger of <b>our WORD</b> lists what was sold.</p>\n",
            "</body>\n",
        ),
        "xml" => of(
            "<?xml version=\"1.0\"?>\n<notes>\n",
            "<note id=\"NUMBER\">The ledger of our WORD lists what was sold.</note>\n",
            "</notes>\n",
        ),
        "android-strings" => of(
            "<resources>\n",
            "<string name=\"key_NUMBER\">The ledger of our WORD lists what was sold.</string>\n",
            "</resources>\n",
        ),
        "resx" => of(
            "<root>\n",
            "<data name=\"Key_NUMBER\" xml:space=\"preserve\"><value>The ledger of our WORD lists what was sold.</value></data>\n",
            "</root>\n",
        ),
        "strings" => of("", "\"key_NUMBER\" = \"The ledger of our WORD lists what was sold.\";\n", ""),
        "stringsdict" => of(
            "<plist version=\"1.0\"><dict>\n",
            "<key>key_NUMBER</key><dict><key>NSStringLocalizedFormatKey</key><string>The ledger of our WORD lists what was sold.</string></dict>\n",
            "</dict></plist>\n",
        ),
        "fluent" => of("", "key-NUMBER = The ledger of our WORD lists what was sold.\n", ""),
        "json" | "arb" => {
            of("{\n", "\"key_NUMBER\": \"The ledger of our WORD lists what was sold.\",\n", "\"end\": 1\n}\n")
        }
        "jsonc" => of(
            "{\n",
            "// The clerk signs page NUMBER.\n\"key_NUMBER\": \"The ledger of our WORD lists what was sold.\",\n",
            "\"end\": 1\n}\n",
        ),
        "notebook" => of(
            "{\"cells\": [\n",
            "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": [\"The ledger of our **WORD**\\n\", \"lists page NUMBER.\"]},\n",
            "{\"cell_type\": \"markdown\", \"metadata\": {}, \"source\": []}], \"metadata\": {}, \"nbformat\": 4, \"nbformat_minor\": 5}\n",
        ),
        "yaml" => of("", "key_NUMBER: The ledger of our WORD lists what was sold.\n", ""),
        "toml" => of("", "key_NUMBER = \"The ledger of our WORD lists what was sold.\"\n", ""),
        "properties" => of("", "key.NUMBER = The ledger of our WORD lists what was sold.\n", ""),
        "po" => of(
            "msgid \"\"\nmsgstr \"Language: en\\n\"\n\n",
            "msgid \"ledger.NUMBER\"\nmsgstr \"The ledger of our WORD lists what was sold.\"\n\n",
            "",
        ),
        "csv" | "tsv" => of("number,note\n", "NUMBER,\"The ledger of our WORD, as it was sold\"\n", ""),
        "python" => of(
            "",
            "def page_NUMBER(ledger):\n    \"\"\"The ledger of our WORD, page by page.\"\"\"\n    return ledger[NUMBER] + 1  # the clerk signs it\n\n",
            "",
        ),
        "ruby" => of(
            "",
            "# The ledger of our WORD, page by page.\ndef page_NUMBER(ledger)\n  ledger[NUMBER] + 1\nend\n\n",
            "",
        ),
        "lua" => of("", "-- The ledger of our WORD, page by page.\nlocal page_NUMBER = ledger[NUMBER] + 1\n", ""),
        "sql" => {
            of("", "-- The ledger of our WORD, page by page.\nSELECT page FROM ledger WHERE number = NUMBER;\n", "")
        }
        "shell" => of("", "# The ledger of our WORD, page by page.\nprint_page NUMBER \"$ledger\" | sort\n", ""),
        "dockerfile" => of("FROM scratch\n", "# The ledger of our WORD, page by page.\nRUN print-page NUMBER\n", ""),
        "make" => of("", "# The ledger of our WORD, page by page.\npage-NUMBER: ledger\n\tprint-page NUMBER\n\n", ""),
        "terraform" => of(
            "",
            "# The ledger of our WORD, page by page.\nresource \"page\" \"pNUMBER\" {\n  number = NUMBER\n}\n\n",
            "",
        ),
        "css" | "scss" => of("", "/* The ledger of our WORD, page by page. */\n.page-NUMBER { margin: 0 auto; }\n", ""),
        "php" => of(
            "<?php\n",
            "/** The ledger of our WORD, page by page. */\nfunction page_NUMBER($ledger) { return $ledger[NUMBER] + 1; }\n\n",
            "",
        ),
        "rust" => of(
            "",
            "/// The ledger of our WORD, page by page.\nfn page_NUMBER(ledger: &[u32]) -> u32 {\n    ledger[NUMBER] + 1\n}\n\n",
            "",
        ),
        "go" => of(
            "package ledger\n\n",
            "// pageNUMBER gives the ledger of our WORD, page by page.\nfunc pageNUMBER(ledger []int) int {\n\treturn ledger[NUMBER] + 1\n}\n\n",
            "",
        ),
        "swift" | "kotlin" | "scala" => {
            of("", "/** The ledger of our WORD, page by page. */\nclass PageNUMBER { }\n\n", "")
        }
        "javascript" | "typescript" | "tsx" => of(
            "",
            "/** The ledger of our WORD, page by page. */\nfunction pageNUMBER(ledger) {\n  return ledger[NUMBER] + 1;\n}\n\n",
            "",
        ),
        "c" | "cpp" => of(
            "",
            "/* The ledger of our WORD, page by page. */\nint page_NUMBER(const int *ledger) {\n  return ledger[NUMBER] + 1;\n}\n\n",
            "",
        ),
        "java" | "csharp" => of(
            "class Ledger {\n",
            "  /** The ledger of our WORD, page by page. */\n  int pageNUMBER(int[] ledger) { return ledger[NUMBER] + 1; }\n\n",
            "}\n",
        ),
        "vue" | "svelte" => of(
            "<template>\n",
            "<p>The ledger of our WORD lists what was sold: {{ page[NUMBER] }}</p>\n",
            "</template>\n",
        ),
        _ => of("", MARKUP, ""),
    }
}

/// A text of a format, with a word in every piece of so many; none where there is no such number.
pub(crate) fn text(format: Format, bytes: usize, every: Option<usize>) -> String {
    let Sample { head, piece, tail } = sample(format);
    let mut out = String::with_capacity(bytes + 1024);
    out += head;
    for number in 0.. {
        let word = if every.is_some_and(|every| number % every == 0) { "customers" } else { "neighbours" };
        out += &piece.replace("WORD", word).replace("NUMBER", &number.to_string());
        if out.len() > bytes {
            break;
        }
    }
    out + tail
}
