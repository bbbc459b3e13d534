//! What is read of source code, construct by construct.

use crate::prose::{Caution, Format, Host, read};

/// What is read: each block, what is code in it as `…`, with a sign for what it stands in.
pub(super) fn seen(format: Format, text: &str) -> Vec<String> {
    let document = read(text, format);
    let of = |block: &crate::prose::Block| {
        let mut out = match block.host {
            Host::Comment => "# ",
            Host::String => "= ",
            Host::Text => "",
        }
        .to_owned();
        for run in &block.runs {
            assert!(text.get(run.source.clone()).is_some(), "{text:?}");
            if !run.style.code {
                out.push_str(&block.text[run.range.clone()]);
            } else if !out.ends_with('…') {
                out.push('…');
            }
        }
        match block.caution {
            None => out,
            Some(Caution::OneWord) => out + " (one word)",
            Some(Caution::LookupKey) => out + " (key)",
            Some(Caution::Drawn) => out + " (drawn)",
        }
    };
    document.blocks.iter().map(of).collect()
}

/// Holds each text to what is to be read of it.
pub(super) fn hold(format: Format, cases: &[(&str, &[&str])]) {
    let wrong = cases.iter().filter(|(text, expected)| seen(format, text) != *expected);
    let told: Vec<String> =
        wrong.map(|(text, expected)| format!("{text}\n  {expected:?}\n  {:?}", seen(format, text))).collect();
    assert!(told.is_empty(), "\n{}", told.join("\n\n"));
}

#[test]
fn rust_is_read() {
    hold(
        Format::Rust,
        &[
            ("// our client\nfn client() {}\n", &["# our client"]),
            (
                "// one\n// two\n\n// three\nlet a = 1; // four\n           // five\n",
                &["# one\ntwo", "# three", "# four\nfive"],
            ),
            (
                "/// Our `Client` is\n/// a client.\n/// ```\n/// client.new();\n/// ```\nfn x() {}\n",
                &["# Our … is\na client."],
            ),
            ("//! The [docs](x) of\n//! ours\n", &["# The docs of\nours"]),
            (
                "/* a /* nested */ client */ /** doc\n * of `x`\n */ fn x() {}",
                &["# a /* nested */ client", "# doc\nof …"],
            ),
            ("let a = \"our client\\u{2019}s name\";", &["= our client’s name"]),
            ("let a = \"client\"; let b = \"a_client b\";", &[]),
            ("println!(\"Client\"); println!(\"{}\", map.get(\"client\"));", &["= Client (one word)"]),
            ("bail!(\"no {client} of {}s here\");", &["= no … of …s here"]),
            ("let a = r#\"our \"old\" clients\"#;", &["= our \"old\" clients"]),
            ("let a = \"our \\\n    clients here\";", &["= our clients here"]),
            ("Regex::new(\"our client\"); x[\"our client\"]; a == \"our client\"", &["= our client (key)"]),
            ("// client.send(customer);\n// client.go();\n", &[]),
            ("fn x() { // our client\n  let s = \"unclosed;\n}\n", &["# our client"]),
            (
                "#[error(\"our client {0}\")] struct X; Y { title: \"Clients\", name: \"clients\" }",
                &["= our client …", "= Clients (one word)"],
            ),
            ("let a = \"\u{1f600} our client\";", &["= \u{1f600} our client"]),
        ],
    );
}

#[test]
fn python_is_read() {
    hold(
        Format::Python,
        &[
            ("#!/usr/bin/env python3\n# our client\nx = 1  # noqa: E501 our client\n", &["# our client"]),
            (
                "\"\"\"Our client.\n\nA ``client`` of :class:`Client`.\n\"\"\"\n",
                &["# Our client.", "# A … of :class:…."],
            ),
            (
                "def f():\n    '''Bill a client.\n\n    Args:\n        client (Client): the client\n            to bill.\n        *rest: others\n    '''\n",
                &["# Bill a client.", "# Args:", "# … the client\nto bill.", "# … others"],
            ),
            (
                "class A:\n    \"\"\"A client.\n\n    :param client: our client\n    :type client: Client\n    \"\"\"\n",
                &["# A client.", "# … our client\n…"],
            ),
            (
                "def f():\n    \"\"\"A client::\n\n        client.code()\n\n    Then clients.\n\n    >>> our.client()\n    client\n    \"\"\"\n",
                &["# A client::", "# …", "# Then clients.", "# …\n…"],
            ),
            (
                "def f():\n    \"\"\"\n    Parameters\n    ----------\n    client : Client\n        Our client.\n    \"\"\"\n",
                &["# Parameters", "# …\nOur client."],
            ),
            ("x = f\"our {client} and {n}s of clients\"", &["= our … and …s of clients"]),
            (
                "x = 'our client\\'s name', r'our \\d client', 'our \\x63lient'",
                &["= our client's name", "= our client"],
            ),
            ("x = {'our client': 'our customers'}; x['our client']", &["= our customers"]),
            (
                "Field(label='Client', name='client', title=_('Clients'))",
                &["= Client (one word)", "= Clients (one word)"],
            ),
            ("x = _('Clients') + name; y = 'SELECT a FROM client'", &["= Clients (one word)"]),
            ("x = ('our '\n     'client' ' and %(name)s')", &["= our", "= client", "=  and …"]),
            ("x = 'our \nclient = 'a client here'\n# our client\n", &["= a client here", "# our client"]),
        ],
    );
}
