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
        for run in block.runs() {
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

#[test]
fn javascript_is_read() {
    hold(
        Format::JavaScript,
        &[
            (
                "'use client';\nimport x from 'our client';\n// our client's\nlet a = 'the client\\'s name';",
                &["# our client's", "= the client's name"],
            ),
            (
                "let a = `our ${client} and ${n}s of clients`; t('Clients'); x['our client']",
                &["= our … and …s of clients", "= Clients (one word)"],
            ),
            (
                "/**\n * Bills a client.\n * @param {Client} client - the client to bill\n * @returns {Client} the client\n * @example\n * bill(client)\n */",
                &["# Bills a client.", "# … the client to bill", "# … the client", "# …\n…"],
            ),
            ("/** Sends {@link Client our clients} a `client`. */", &["# Sends our clients a …."]),
            (
                "// eslint-disable-next-line x -- our client\nx = {'our client': 1, title: 'Clients', className: 'our client'};",
                &["= Clients (one word)"],
            ),
            ("if (a == 'our client') { b = 'our ' + name + ' client' }", &["= our client (key)", "= our", "=  client"]),
            (
                "let a = <p className=\"our client\" title=\"Clients\">Our <b>clients</b>\n  pay {n} times.{' '}<Link to=\"x\">Our customers</Link></p>;",
                &["= Clients (one word)", "Our clients\npay … times. Our customers"],
            ),
            (
                "let a = <div><h1>Clients</h1>Our clients<ul><li>One client</li></ul></div>;",
                &["Clients", "Our clients", "One client"],
            ),
            (
                "let a = <>Our client&rsquo;s <code>client</code> {/* our client */}</>;",
                &["Our client’s … ", "# our client"],
            ),
            (
                "let a = <I label=\"Our client&rsquo;s\" onClick={() => alert('Client')} data-x=\"our client\"/>;",
                &["= Our client’s", "= Client (one word)"],
            ),
            ("let a = /our client/; let b = 'our\nclient'; // a client", &["# a client"]),
            ("let a = gql`our client of ours`; let b = $('.our .client a'); cn('our client')", &[]),
        ],
    );
    hold(Format::Tsx, &[("let a: 'our client' = <p>Our client</p>;", &["Our client"])]);
    hold(
        Format::TypeScript,
        &[(
            "let a = <any>x; /** @deprecated our client */ enum E { A = 'our client' }",
            &["# … our client", "= our client"],
        )],
    );
}

#[test]
fn go_java_c_and_csharp_are_read() {
    hold(
        Format::Go,
        &[
            (
                "// Client is a client of [Client].\ntype Client struct {\n\tA string `json:\"our client\"`\n}\n",
                &["# … is a client of …."],
            ),
            (
                "//go:generate our client\n// Client rates\n\nvar a = \"our client\"",
                &["# …\nClient rates", "= our client"],
            ),
            ("var a = `\n\tOur client:\n\n\t~~~json\n\t{\"customer\": 1}\n\t~~~\n`", &["= Our client:"]),
            (
                "func a() { x := map[string]string{\"our client\": \"our customer\"}; fmt.Println(\"Clients\") }",
                &["= our customer", "= Clients (one word)"],
            ),
        ],
    );
    hold(
        Format::Java,
        &[
            (
                "/**\n * Bills a {@code client} and <b>a client</b>.\n *\n * <pre>client</pre>\n *     More clients\n * @param client the client\n * @throws ClientException if a client\n * @see Client our client\n */\nclass A {}",
                &["# Bills a … and a client.", "# More clients", "# … the client", "# … if a client", "# … our client"],
            ),
            (
                "class A { String a = \"our client\" + n + \" and clients\"; @Query(\"our client x\") int b; }",
                &["= our client", "=  and clients"],
            ),
            (
                "class A { String a = \"\"\"\n    Dear client,\n      dear customer\n    \"\"\"; }",
                &["= Dear client,\ndear customer"],
            ),
        ],
    );
    hold(
        Format::C,
        &[
            (
                "#include \"our client\"\n/** Bills \\c client, a client.\n * \\param[in] client the client\n */\nint a; ///< our client",
                &["# Bills …, a client.", "# … the client", "# our client"],
            ),
            (
                "char *a = \"our client \" \"and customers\\n\"; printf(\"Clients: %d\\n\", n);",
                &["= our client", "= and customers", "= Clients: … (one word)"],
            ),
        ],
    );
    hold(
        Format::Cpp,
        &[("auto a = R\"x(our \"client\" (old))x\"; // our client", &["= our \"client\" (old)", "# our client"])],
    );
    hold(
        Format::CSharp,
        &[
            (
                "/// <summary>\n/// Gets a <c>client</c> of <see cref=\"Client\"/> clients.\n/// </summary>\n/// <param name=\"client\">Our client.</param>\nclass A {}",
                &["# Gets a … of … clients.", "# Our client."],
            ),
            (
                "class A { string a = @\"our \"\"client\"\" \\here\"; string b = $\"our {client} clients\"; string c = $@\"our {client} \"\"clients\"\" \\x\"; }",
                &["= our \"client\" \\here", "= our … clients", "= our … \"clients\" \\x"],
            ),
            (
                "class A { string a = \"\"\"our \"client\" here\"\"\"; [Display(Name = \"Our client\")] int b; }",
                &["= our \"client\" here", "= Our client"],
            ),
        ],
    );
}

#[test]
fn a_quotation_mark_that_is_missing_costs_its_line() {
    for format in [
        Format::Rust,
        Format::Python,
        Format::JavaScript,
        Format::TypeScript,
        Format::Tsx,
        Format::Go,
        Format::Java,
        Format::C,
        Format::Cpp,
        Format::CSharp,
    ] {
        let comment = format.comment("a client").unwrap();
        let text = format!(
            "a = \"not a client);\nb = f(\"our client\");\n{comment}\nc = customer + \"it's our customer\" + x;\nd = customer of(ours);\n"
        );
        let seen = seen(format, &text);
        for read in ["= our client", "# a client", "= it's our customer"] {
            assert!(seen.iter().any(|block| block == read), "{format:?}: {read}: {seen:?}");
        }
        assert!(!seen.iter().any(|block| block.contains("ours")), "{format:?}: {seen:?}");
    }
}

#[test]
fn a_tag_that_is_missing_costs_its_line() {
    hold(
        Format::JavaScript,
        &[
            (
                "const a = <p>Our clients;\n\n// our client\nconst b = \"a client pays\";\n",
                &["# our client", "= a client pays"],
            ),
            ("f(<p>Our <b>clients\n);\n// our client\nconst b = <q>a client</q>;\n", &["# our client", "a client"]),
            ("const a = <div><p>Our clients</div>;\n// our client\n", &["Our clients", "# our client"]),
        ],
    );
}

#[test]
fn a_quotation_mark_that_is_missing_hides_no_word_from_the_parser() {
    let text = "fn a() {\n    let b = \"unclosed;\n    let c = \"the client who pays\";\n}\n";
    let word = |raw: &str| raw.contains("client");
    let read = crate::prose::read_where(text, Format::Rust, &word, &word);
    assert_eq!(read.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), ["the client who pays"]);
}

#[test]
fn what_keeps_a_grammar_busy_for_ever_is_left_and_what_stands_before_it_is_read() {
    for (format, comment, piece) in [(Format::Lua, "--", "["), (Format::Kotlin, "//", "/*"), (Format::Scala, "//", "'")]
    {
        let text = format!("{comment} Our customers called.\n{}", piece.repeat(100_000 / piece.len()));
        let document = read(&text, format);
        assert_eq!(
            document.blocks.first().map(|block| block.text.as_str()),
            Some("Our customers called."),
            "{format:?}"
        );
    }
}

#[test]
fn a_key_that_its_value_spells_out_names_a_label() {
    for (text, read) in [
        ("x = { customer: 'Customer', allClients: 'All clients' }", vec!["Customer", "All clients"]),
        ("x = { ref: 'Customer', Customer: 'Customer', customer: 'customer' }", vec![]),
    ] {
        let document = crate::prose::read(text, Format::JavaScript);
        let found: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(found, read, "{text}");
    }
}
