//! The command line as a person or a program meets it.
//!
//! What is printed stands in `tests/cli/*.trycmd`; `TRYCMD=overwrite cargo test --test cli` rewrites it.
//! Here is what files cannot say: repositories, pipes, links, odd bytes, many threads.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}

/// A temporary workspace.
struct Workspace(tempfile::TempDir);

struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Workspace {
    fn new(files: &[(&str, &str)]) -> Self {
        let workspace = Self(tempfile::tempdir().unwrap());
        // The root of a repository, so that no policy above it governs.
        fs::create_dir(workspace.0.path().join(".git")).unwrap();
        for (name, text) in files {
            workspace.write(name, text.as_bytes());
        }
        workspace
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_customary"));
        command.args(arguments).current_dir(self.0.path()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments).output().unwrap())
    }

    fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        ran(child.wait_with_output().unwrap())
    }
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// The lines of `--format jsonl` of one type.
    fn lines(&self, kind: &str) -> Vec<Value> {
        let all = self.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        all.filter(|line| line["type"] == kind).collect()
    }

    fn paths(&self) -> Vec<String> {
        self.lines("finding").iter().map(|line| line["path"].as_str().unwrap().to_owned()).collect()
    }
}

const POLICY: (&str, &str) = ("customary.toml", "prefer = \"client\"\n");
const CUSTOMERS: &str = "Our customers call us.\n";

#[test]
fn jsonl_counts_characters_and_the_bytes_of_the_file() {
    let text = "\u{feff}# Café 𝒳\r\n\r\nÜnser “customers” know us, and\rour customers call us.\r\n";
    let workspace = Workspace::new(&[POLICY, ("docs/a.md", text)]);
    let ran = workspace.run(&["check", "--format", "jsonl", "--severity", "hint", "./docs/a.md"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let findings = ran.lines("finding");
    assert_eq!(findings.len(), 2, "{}", ran.out);
    for finding in &findings {
        let byte = |end: &str| usize::try_from(finding["range"][end]["byte"].as_u64().unwrap()).unwrap();
        assert_eq!(&text[byte("start")..byte("end")], finding["text"].as_str().unwrap());
        assert_eq!(finding["path"], "docs/a.md");
        assert_eq!(finding["concept"], "client-customer");
        for edit in finding["fix"]["edits"].as_array().into_iter().flatten() {
            assert_eq!(edit["start"], finding["range"]["start"]["byte"]);
            assert_eq!(edit["replacement"], "clients");
        }
    }
    let place = |at: &Value| (at["line"].as_u64().unwrap(), at["column"].as_u64().unwrap());
    assert_eq!(place(&findings[0]["range"]["start"]), (3, 8));
    assert_eq!(place(&findings[1]["range"]["start"]), (4, 5));
    assert_eq!(place(&findings[1]["range"]["end"]), (4, 14));
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!((&last["type"], &last["files"], &last["findings"]), (&"summary".into(), &1.into(), &2.into()));
}

#[test]
fn utf_16_is_reported_by_its_bytes_and_fixed_in_place() {
    let text = "\u{feff}# Café 𝒳\r\n\r\nÜnser “customers” know us, and\rour customers call us.\r\n";
    let (le, be) = (u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes as fn(u16) -> [u8; 2]);
    for order in [le, be] {
        let bytes = |text: &str| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        let workspace = Workspace::new(&[POLICY]);
        workspace.write("a.md", &bytes(text));
        let ran = workspace.run(&["check", "--format", "jsonl", "--severity", "hint"]);
        let findings = ran.lines("finding");
        assert_eq!((ran.code, findings.len()), (1, 2), "{}", ran.err);
        let on_disk = bytes(text);
        let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
        for finding in &findings {
            let range = number(&finding["range"]["start"]["byte"])..number(&finding["range"]["end"]["byte"]);
            assert_eq!(on_disk[range], bytes(finding["text"].as_str().unwrap()));
        }
        assert_eq!(findings[0]["range"]["start"]["column"], 8);
        let mut edited = on_disk.clone();
        for edit in findings.iter().rev().flat_map(|finding| finding["fix"]["edits"].as_array().into_iter().flatten()) {
            let range = number(&edit["start"])..number(&edit["end"]);
            edited.splice(range, bytes(edit["replacement"].as_str().unwrap()));
        }
        let mended = bytes(&text.replace("our customers", "our clients"));
        assert_eq!(edited, mended);
        assert!(workspace.run(&["fix", "--diff", "--unsafe"]).out.contains("our clients call us."));
        assert_eq!(workspace.run(&["fix", "--unsafe"]).code, 0);
        assert_eq!(fs::read(workspace.path("a.md")).unwrap(), mended);

        let mut child = workspace.command(&["fix", "--stdin", "--unsafe"]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&on_disk).unwrap();
        assert_eq!(child.wait_with_output().unwrap().stdout, mended);

        // Without its mark, or cut in the middle of a character, it is no text.
        workspace.write("a.md", &on_disk[2..]);
        workspace.write("b.md", &on_disk[..on_disk.len() - 1]);
        let walked = workspace.run(&["check", "--format", "jsonl"]);
        let skipped = &walked.lines("summary")[0]["skipped_by_reason"]["encoding"];
        assert_eq!((walked.code, number(skipped)), (0, 2), "{}", walked.out);
        let named = workspace.run(&["check", "a.md"]);
        assert!(named.code == 2 && named.err.contains("a.md") && named.err.contains("UTF-16"), "{}", named.err);
    }
}

#[test]
fn unknown_text_is_plain_text_and_what_is_for_programs_is_not() {
    let workspace = Workspace::new(&[
        POLICY,
        ("README", CUSTOMERS),
        ("minutes.2024-05", CUSTOMERS),
        ("letter.unheard-of", CUSTOMERS),
        ("modeline", "<!-- -*- markdown -*- -->\n\n`our customers`\n"),
        ("schema.proto", "// Our customers call us.\n"),
        ("script", "#!/usr/bin/unheard-of\n# Our customers call us.\n"),
    ]);
    workspace.write("photo", b"\x89PNG\r\n\0customers");
    workspace.write("photo.png", b"\x89PNG\r\n\0customers");
    let ran = workspace.run(&["check", "--format", "jsonl"]);
    assert_eq!(ran.paths(), ["README", "letter.unheard-of", "minutes.2024-05"]);
    let skipped = &ran.lines("summary")[0]["skipped_by_reason"];
    assert_eq!((&skipped["format"], &skipped["encoding"]), (&3.into(), &1.into()), "{skipped}");
    assert_eq!(workspace.run(&["check", "photo"]).code, 2, "it was named");
    assert_eq!(workspace.run(&["check", "photo.png"]).code, 0, "nobody takes this for text");
}

#[test]
fn a_path_that_tells_another_language_is_left_alone() {
    let text = "Our customers sent a letter.\n";
    let own = "language = \"de\"\n";
    let house = format!(
        "prefer = \"client\"\n[[concept]]\nid = \"x\"\npreferred = \"Brief\"\ndeprecated = [\"letter\"]\n{own}"
    );
    let workspace = Workspace::new(&[
        ("customary.toml", &house),
        ("README.md", text),
        ("README.fr.md", text),
        ("docs/de/a.md", text),
        ("docs/en/a.md", text),
        ("locales/it/a.md", text),
    ]);
    let ran = workspace.run(&["check", "--format", "jsonl"]);
    assert_eq!(ran.paths(), ["README.md", "README.md", "docs/de/a.md", "docs/en/a.md"], "{}", ran.out);
    let concepts: Vec<_> = ran.lines("finding").iter().map(|line| line["concept"].clone()).collect();
    assert_eq!(concepts, ["client-customer", "x", "x", "client-customer"]);
}

#[test]
fn who_has_more_words_in_a_file_than_are_judged_is_told() {
    let policy = ("customary.toml", "prefer = \"client\"\nmax-words = 2\n");
    let workspace = Workspace::new(&[policy, ("a.md", "Our customers called.\n\n".repeat(3).as_str())]);
    let told = |ran: &Ran| ran.lines("problem").iter().map(|line| line["message"].to_string()).collect::<String>();
    let ran = workspace.run(&["check", "--format", "jsonl"]);
    assert_eq!((ran.code, ran.lines("finding").len()), (1, 2), "{}", ran.out);
    assert!(told(&ran).contains("more than 2 words of the pair: nothing behind line 3, column 14"), "{}", ran.out);
    let ran = workspace.run(&["fix", "--format", "jsonl"]);
    assert!(told(&ran).contains("line 3"), "{}", ran.out);
    assert_eq!(workspace.read("a.md"), "Our clients called.\n\nOur clients called.\n\nOur customers called.\n\n");
    assert!(workspace.run(&["stats"]).err.contains("more than 2 words"));
}

#[test]
fn schemas_are_printed_and_every_json_line_is_valid() {
    let committed = |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let doubtful =
        "# Customers\n\nThe word “customer” is ours.\n\nCustomer service calls.\n\n<!-- customary-disable x -->\n";
    let policy = ("customary.toml", "prefer = \"client\"\nsevrity = 1\n");
    let workspace = Workspace::new(&[policy, ("a.md", CUSTOMERS), ("b.md", doubtful), ("c.zig", "")]);
    assert_eq!(workspace.run(&["schema"]).out, committed("customary.schema.json"));
    let printed = workspace.run(&["schema", "--lines"]);
    assert_eq!((printed.code, printed.out.as_str()), (0, committed("docs/lines.schema.json").as_str()));
    let schema = serde_json::from_str(&printed.out).unwrap();
    let lines = jsonschema::draft7::new(&schema).unwrap();
    let arguments = ["--format", "jsonl", "--severity", "hint", "-v", "a.md", "b.md", "c.zig", "gone.md"];
    for command in ["check", "fix"] {
        let ran = workspace.run(&[&[command], &arguments[..]].concat());
        for (kind, least) in [("finding", 3), ("problem", 2), ("skipped", 1), ("summary", 1)] {
            assert!(ran.lines(kind).len() >= least, "{kind}: {}", ran.out);
            for line in ran.lines(kind) {
                let faults: Vec<String> = lines.iter_errors(&line).map(|error| error.to_string()).collect();
                assert_eq!(faults, [""; 0], "{line}");
            }
        }
    }
    for broken in [r#"{"type":"finding"}"#, r#"{"type":"skipped","path":"a"}"#, r#"{"path":"a","reason":"policy"}"#] {
        assert!(!lines.is_valid(&serde_json::from_str(broken).unwrap()), "{broken}");
    }
}

#[test]
fn the_order_is_the_same_whatever_the_threads_do() {
    let workspace = Workspace::new(&[POLICY]);
    for n in 0..90 {
        let text = CUSTOMERS.repeat(if n % 7 == 0 { 30 } else { 1 });
        workspace.write(&format!("{}/{n}.md", ["b", "a", "a-b", "a/c"][n % 4]), text.as_bytes());
    }
    let arguments = |jobs| ["check", "--format", "jsonl", "--jobs", jobs];
    let expected = workspace.run(&arguments("1"));
    let mut sorted = expected.paths();
    sorted.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    assert_eq!(expected.paths(), sorted);
    for _ in 0..19 {
        assert_eq!(workspace.run(&arguments("8")).out, expected.out);
    }
}

#[test]
fn the_sample_workspace_tells_its_story() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/harbour-advisory");
    let workspace = Workspace::new(&[]);
    let shown = workspace.run(&["check", "--format", "jsonl", sample.to_str().unwrap()]);
    let mut files = shown.paths();
    files.dedup();
    let expected = ["letter.txt", "onboarding.md", "prices.md", "shop/orders.md"];
    assert_eq!(files, expected.map(|name| sample.join(name).to_str().unwrap().to_owned()));
    let fixes = &shown.lines("summary")[0]["fixes_by_applicability"];
    assert!(fixes["safe"].as_u64() > Some(4) && fixes["review"].as_u64() > Some(0), "{fixes}");
    assert_eq!(shown.lines("summary")[0]["problems"], 0);
}

#[test]
fn gitignore_hides_files_unless_they_are_named_and_exclude_always_does() {
    let policy = ("customary.toml", "prefer = \"client\"\nexclude = [\"old\"]\n");
    let workspace = Workspace::new(&[policy, (".gitignore", "build/\n*.draft.md\n"), ("build/a.md", CUSTOMERS)]);
    for name in ["a.draft.md", "old/a.md", ".hidden/a.md", "b.md"] {
        workspace.write(name, CUSTOMERS.as_bytes());
    }
    let paths = |arguments: &[&str]| workspace.run(&[&["check", "--format", "jsonl"], arguments].concat()).paths();
    assert_eq!(paths(&[]), ["b.md"]);
    assert_eq!(paths(&["a.draft.md", "build/a.md", "old/a.md"]), ["a.draft.md", "build/a.md"]);
    assert_eq!(paths(&[".hidden"]), [".hidden/a.md"]);
    workspace.write("customary.toml", b"prefer = \"client\"\ninclude = [\".hidden/**\", \"*.md\"]\n");
    assert_eq!(paths(&[]), [".hidden/a.md", "b.md", "old/a.md"]);
}

#[test]
fn exit_codes_say_what_became_of_the_job() {
    let workspace = Workspace::new(&[POLICY, ("a.md", CUSTOMERS), ("b.md", "Nothing here.\n")]);
    workspace.write("latin.md", b"caf\xe9 customers\n");
    for (arguments, code) in [
        (&["check"][..], 1),
        (&["check", "b.md"], 0),
        (&["check", "--fail-on", "error"], 0),
        (&["check", "--fail-on", "never"], 0),
        (&["check", "--severity", "error"], 1),
        (&["check", "latin.md"], 2),
        (&["check", "a.md", "gone.md"], 2),
        (&["check", "--jobs", "0"], 2),
        (&["check", "--files-from", "gone.txt"], 2),
        (&["check", "--config", "gone.toml"], 2),
        (&["fix", "--diff"], 0),
        (&["fix", "--diff", "gone.md"], 2),
        (&["--version"], 0),
        (&["check", "--help"], 0),
        (&["nonsense"], 2),
        (&[], 2),
    ] {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(code != 2 || !ran.err.is_empty(), "{arguments:?} should say why");
    }
    assert_eq!(workspace.run(&["check", "--format", "jsonl"]).lines("summary")[0]["skipped_by_reason"]["encoding"], 1);
}

#[test]
fn without_a_policy_nothing_is_done_and_that_is_said() {
    let workspace = Workspace::new(&[("a.md", CUSTOMERS)]);
    let check = workspace.run(&["check"]);
    assert_eq!(check.code, 0);
    assert!(check.err.contains("customary.toml"), "{}", check.err);
    let fix = workspace.run(&["fix"]);
    assert_eq!(fix.code, 2);
    assert!(fix.err.contains("--prefer"), "{}", fix.err);
    assert_eq!(workspace.read("a.md"), CUSTOMERS);
    assert_eq!(workspace.run(&["fix", "--prefer", "client"]).code, 0);
    assert_eq!(workspace.read("a.md"), "Our clients call us.\n");
}

#[test]
fn without_policy_and_repository_what_is_left_alone_is_told_from_the_folders_at_hand() {
    let files = [("a.md", CUSTOMERS), ("node_modules/b/readme.md", CUSTOMERS), ("docs/vendor/c.md", CUSTOMERS)];
    let workspace = Workspace::new(&files);
    fs::remove_dir(workspace.path(".git")).unwrap();
    let check = |folder: &str, arguments: &[&str]| {
        let arguments = [&["check", "--prefer", "client", "--format", "jsonl"], arguments].concat();
        ran(workspace.command(&arguments).current_dir(workspace.path(folder)).output().unwrap())
    };
    assert_eq!(check("", &[]).paths(), ["a.md"]);
    assert_eq!(check("", &["node_modules/b/readme.md"]).code, 0);
    let elsewhere = workspace.path("").display().to_string();
    assert_eq!(check("docs", &["..", &elsewhere]).paths(), ["../a.md"]);
}

#[test]
fn the_policy_in_force_is_shown_as_a_policy() {
    let house = "extends = [\"preset:healthcare\", \"preset:banking\"]\nallow = ['Customer \\ Portal']\n";
    let workspace = Workspace::new(&[("customary.toml", house), ("a.md", CUSTOMERS)]);
    let shown = workspace.run(&["policy", "show", "a.md"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    workspace.write(".shown.toml", shown.out.as_bytes());
    let again = workspace.run(&["check", "--config", ".shown.toml", "--format", "jsonl"]);
    assert_eq!(again.lines("problem"), [] as [Value; 0], "{}", shown.out);
    assert_eq!(again.lines("finding"), workspace.run(&["check", "--format", "jsonl"]).lines("finding"));
}

#[test]
fn an_argument_may_prefer_whatever_a_policy_may() {
    let text = "Our customers called. A customer wrote.\n\n# Later\n\nOur client paid.\n";
    let workspace = Workspace::new(&[POLICY, ("a.md", text)]);
    for (prefer, found) in
        [("client", 2), ("customer", 1), ("consistent", 1), ("by-context", 0), ("both-defined", 0), ("off", 0)]
    {
        let ran = workspace.run(&["check", "--prefer", prefer, "--format", "jsonl"]);
        assert_eq!(ran.lines("finding").len(), found, "{prefer}: {}", ran.out);
    }
}

#[test]
fn standard_input_is_read_by_its_name_and_language() {
    let workspace = Workspace::new(&[POLICY, ("shop/customary.toml", "prefer = \"off\"\n")]);
    let check = |arguments: &[&str], input: &str| {
        workspace.run_with(&[&["check", "--stdin", "--format", "jsonl"], arguments].concat(), input.as_bytes())
    };
    assert_eq!(check(&[], CUSTOMERS).paths(), ["<stdin>"]);
    assert_eq!(check(&["--stdin-filename", "docs/new.md"], CUSTOMERS).paths(), ["docs/new.md"]);
    assert_eq!(check(&["--stdin-filename", "shop/new.md"], CUSTOMERS).code, 0);
    assert_eq!(check(&[], "`customers`\n").code, 0, "Markdown unless told otherwise");
    let fenced = "```\nour customers\n```\n";
    assert_eq!(check(&["--stdin-language", "markdown"], fenced).code, 0);
    assert_eq!(check(&["--stdin-language", "plaintext"], fenced).code, 1);
    let skipped = check(&["--stdin-filename", "main.zig"], CUSTOMERS);
    assert_eq!((skipped.code, skipped.lines("summary")[0]["skipped"].as_u64()), (0, Some(1)));

    let fix = |arguments: &[&str], input: &[u8]| workspace.run_with(&[&["fix", "--stdin"], arguments].concat(), input);
    assert_eq!(fix(&[], "\u{feff}Our customers call us.\r\n".as_bytes()).out, "\u{feff}Our clients call us.\r\n");
    assert_eq!(fix(&["--stdin-filename", "main.zig"], b"// customers\n").out, "// customers\n");
    let latin = fix(&[], b"caf\xe9 customers\n");
    assert_eq!((latin.code, latin.out.as_str()), (2, ""));
    assert!(fix(&["--diff"], CUSTOMERS.as_bytes()).out.contains("+Our clients call us."));
}

#[test]
fn lists_of_files_come_from_a_file_or_a_pipe() {
    let workspace =
        Workspace::new(&[POLICY, ("a b.md", CUSTOMERS), ("c.md", CUSTOMERS), ("list", "c.md\r\n\na b.md\n")]);
    let arguments = ["check", "--format", "jsonl", "--files-from"];
    assert_eq!(workspace.run(&[&arguments[..], &["list"]].concat()).paths(), ["a b.md", "c.md"]);
    let piped = workspace.run_with(&[&arguments[..], &["-"]].concat(), b"c.md\0a b.md\0");
    assert_eq!(piped.paths(), ["a b.md", "c.md"]);
    assert_eq!(workspace.run_with(&[&arguments[..], &["-"]].concat(), b"").lines("summary")[0]["files"], 0);
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let workspace = Workspace::new(&[POLICY]);
    for n in 0..40 {
        workspace.write(&format!("{n}.md"), "Our customers call us.\n\n".repeat(80).as_bytes());
    }
    for format in ["human", "short", "jsonl"] {
        let mut child = workspace.command(&["check", "--format", format]).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert!(output.status.code().is_some_and(|code| code < 2), "{format}: {:?}", output.status);
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let workspace = Workspace::new(&[POLICY, ("a.md", CUSTOMERS)]);
    let escape = '\u{1b}';
    for command in ["check", "fix"] {
        let diff = if command == "fix" { &["--diff"][..] } else { &[] };
        assert!(!workspace.run(&[&[command], diff].concat()).out.contains(escape));
        let always = workspace.run(&[&[command, "--color", "always"], diff].concat());
        assert!(always.out.contains(escape), "{}", always.out);
        let mut never = workspace.command(&[&[command, "--color", "never"], diff].concat());
        assert!(!ran(never.env("CLICOLOR_FORCE", "1").output().unwrap()).out.contains(escape));
    }
    workspace.write("a.md", "Our \u{1b}[31mcustomers\u{1b}[0m call us.\n".as_bytes());
    assert!(!workspace.run(&["check"]).out.contains(escape), "a text cannot colour the terminal");
    let fixed = workspace.run_with(&["fix", "--stdin"], "Our customers \u{1b}[0m call us.\n".as_bytes());
    assert_eq!(fixed.out, "Our clients \u{1b}[0m call us.\n", "a text is not changed");
}

#[test]
fn patches_are_taken_by_git() {
    let text = "one\ntwo\nOur customers call us.\nthree\r\n\nfour\nfive\nsix\nseven\nThe customer pays.";
    let workspace = Workspace::new(&[POLICY, ("a b.md", text), ("docs/c.md", CUSTOMERS)]);
    fs::remove_dir(workspace.path(".git")).unwrap();
    let git = |arguments: &[&str]| Command::new("git").args(arguments).current_dir(workspace.0.path()).output();
    assert!(git(&["init", "-q"]).unwrap().status.success(), "the test needs git");
    let patch = workspace.run(&["fix", "--diff"]);
    assert!(patch.out.contains("\\ No newline at end of file"), "{}", patch.out);
    assert_eq!(workspace.read("a b.md"), text, "nothing is written");
    workspace.write("patch", patch.out.as_bytes());
    let applied = ran(git(&["apply", "patch"]).unwrap());
    assert_eq!(applied.code, 0, "{}", applied.err);
    assert_eq!(workspace.read("a b.md"), text.replace("customer", "client"));
    assert_eq!(workspace.read("docs/c.md"), "Our clients call us.\n");
    assert_eq!(workspace.run(&["fix"]).code, 0);
}

#[cfg(unix)]
#[test]
fn a_fix_keeps_permissions_and_links_and_tells_what_it_cannot_write() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let workspace = Workspace::new(&[POLICY, ("real/a.md", CUSTOMERS), ("locked.md", CUSTOMERS)]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(workspace.path("real/a.md"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::set_permissions(workspace.path("locked.md"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink("real/a.md", workspace.path("link.md")).unwrap();
    let fixed = workspace.run(&["fix", "link.md", "locked.md", "--format", "jsonl"]);
    assert_eq!(fixed.code, 2, "{}", fixed.out);
    assert_eq!(fixed.lines("problem")[0]["path"], "locked.md");
    assert_eq!(fixed.lines("summary")[0]["fixed"], 1);
    assert_eq!(fixed.paths(), ["locked.md"], "what is left is shown");
    assert_eq!(workspace.read("real/a.md"), "Our clients call us.\n");
    assert_eq!(mode(&workspace.path("real/a.md")), 0o640);
    assert!(fs::symlink_metadata(workspace.path("link.md")).unwrap().is_symlink());
    assert_eq!(workspace.read("locked.md"), CUSTOMERS);
}

#[test]
fn a_baseline_that_cannot_be_read_is_told_and_kept() {
    let workspace = Workspace::new(&[POLICY, ("a.md", CUSTOMERS)]);
    for (text, told) in [
        ("{\n  \"version\": 1,\n  \"findings\": [}\n", ".customary-baseline.json:3:16"),
        ("{\"version\": 7}", "update customary"),
        ("{\"results\": []}", "no baseline"),
    ] {
        workspace.write(".customary-baseline.json", text.as_bytes());
        for arguments in [&["check"][..], &["fix"], &["baseline"], &["baseline", "--check"]] {
            let ran = workspace.run(arguments);
            assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
            assert!(ran.err.contains(told), "{arguments:?}: {}", ran.err);
            assert_eq!(workspace.read(".customary-baseline.json"), text);
            assert_eq!(workspace.read("a.md"), CUSTOMERS, "nothing is fixed meanwhile");
        }
    }
}

#[test]
fn without_a_policy_the_baseline_stands_at_the_root_of_the_repository() {
    let workspace = Workspace::new(&[("docs/a.md", "Our customers met our clients. The customers paid.\n")]);
    let mut command = workspace.command(&["baseline", "a.md"]);
    let recorded = ran(command.current_dir(workspace.path("docs")).output().unwrap());
    assert_eq!(recorded.code, 0, "{}", recorded.err);
    assert!(recorded.out.starts_with("../.customary-baseline.json: "), "{}", recorded.out);
    assert!(workspace.read(".customary-baseline.json").contains("\"docs/a.md\""));
}

#[test]
fn a_policy_elsewhere_has_its_baseline_beside_it() {
    let workspace = Workspace::new(&[("house/customary.toml", "prefer = \"client\"\n"), ("docs/a.md", CUSTOMERS)]);
    let config = ["--config", "house/customary.toml"];
    let baseline = |arguments: &[&str]| workspace.run(&[&["baseline"], &config[..], arguments].concat());
    assert_eq!(baseline(&[]).out, "house/.customary-baseline.json: 1 finding recorded: 1 added, 0 kept, 0 dropped\n");
    assert!(workspace.read("house/.customary-baseline.json").contains("\"../docs/a.md\""));
    assert_eq!(workspace.run(&[&["check"], &config[..]].concat()).code, 0);
    fs::remove_file(workspace.path("docs/a.md")).unwrap();
    assert_eq!(baseline(&["--check"]).code, 1, "a file that is gone needs no entry");
    assert_eq!(baseline(&[]).out, "house/.customary-baseline.json: 0 findings recorded: 0 added, 0 kept, 1 dropped\n");
}

#[test]
fn a_known_finding_is_no_finding_to_fix_and_to_standard_input() {
    let workspace = Workspace::new(&[POLICY, ("a.md", CUSTOMERS)]);
    assert_eq!(workspace.run(&["baseline"]).code, 0);
    workspace.write("a.md", format!("A new customer paid.\n\n{CUSTOMERS}").as_bytes());
    let piped = format!("The customer wrote. {CUSTOMERS}");
    let piped = workspace.run_with(&["fix", "--stdin", "--stdin-filename", "a.md"], piped.as_bytes());
    assert_eq!(piped.out, format!("The client wrote. {CUSTOMERS}"));
    let fixed = workspace.run(&["fix"]);
    assert_eq!(
        (fixed.code, fixed.out.as_str()),
        (0, "fixed 1 of 1 finding in 1 file; 1 known one is in the baseline\n")
    );
    assert_eq!(workspace.read("a.md"), format!("A new client paid.\n\n{CUSTOMERS}"));
    let before = fs::metadata(workspace.path(".customary-baseline.json")).unwrap().modified().unwrap();
    assert_eq!(workspace.run(&["baseline"]).code, 0);
    let after = fs::metadata(workspace.path(".customary-baseline.json")).unwrap().modified().unwrap();
    assert_eq!(before, after, "what would not change is not written");
}

/// The weights of an explanation as a person reads it, in hundredths: the pieces, and what they are said to weigh.
fn weights(shown: &str) -> (Vec<i64>, i64) {
    let weight = |line: &str| -> Option<i64> {
        let number = line.strip_prefix("  ")?.split_whitespace().next()?;
        let digits = number.strip_prefix(['+', '-'])?.replace('.', "");
        Some(digits.parse::<i64>().ok()? * if number.starts_with('-') { -1 } else { 1 })
    };
    let mut all: Vec<i64> = shown.lines().filter_map(weight).collect();
    let total = all.pop().unwrap();
    (all, total)
}

const BOTH: &str = "# Support\r\n\r\nCafé 𝒳: the HTTP client of our server retries each request.\r\n\r\n\
                    Our clients called, and we thanked each client for the good advice.\r\n";

#[test]
fn the_evidence_that_is_shown_adds_up_in_every_form() {
    let workspace = Workspace::new(&[("customary.toml", "prefer = \"customer\"\n"), ("docs/a.md", BOTH)]);
    for (place, word, sense) in [
        ("docs/a.md:3:18", "client", "software"),
        ("docs/a.md:5:6", "clients", "party"),
        ("docs/a.md:5:41", "client", "party"),
    ] {
        let shown = workspace.run(&["explain", place]);
        assert_eq!(shown.code, 0, "{}", shown.err);
        assert!(shown.out.contains(&format!("“{word}” is taken for")), "{}", shown.out);
        assert!(shown.out.contains("customary.toml:1:1: prefer = \"customer\""), "{}", shown.out);
        let (pieces, total) = weights(&shown.out);
        assert_eq!(pieces.iter().sum::<i64>(), total, "{}", shown.out);
        let strongest = pieces.len() - usize::from(shown.out.contains(" weaker piece"));
        assert!((1..=5).contains(&strongest), "{}", shown.out);

        let told = workspace.run(&["explain", "--format", "jsonl", place]);
        let told = &told.lines("explanation")[0];
        assert_eq!((&told["text"], &told["sense"]), (&word.into(), &sense.into()));
        assert_eq!(told["reported"], sense == "party");
        let hundredths = |value: &Value| (value.as_f64().unwrap() * 100.0).round() as i64;
        let evidence = told["evidence"].as_array().unwrap();
        assert_eq!(evidence.iter().map(|piece| hundredths(&piece["weight"])).sum::<i64>(), hundredths(&told["score"]));
        assert_eq!(hundredths(&told["score"]), total);

        let (line, name) = (place.trim_start_matches("docs/a.md:"), ["--stdin-filename", "docs/a.md"]);
        for arguments in [vec!["explain", "--stdin", place], [vec!["explain", "--stdin", line], name.to_vec()].concat()]
        {
            assert_eq!(workspace.run_with(&arguments, BOTH.as_bytes()).out, shown.out);
        }
    }
}

#[test]
fn a_word_of_the_baseline_is_explained_as_one() {
    let workspace = Workspace::new(&[POLICY, ("a.md", CUSTOMERS)]);
    assert_eq!(workspace.run(&["explain", "--why-not", "a.md:1:5"]).code, 1);
    workspace.run(&["baseline"]);
    let ran = workspace.run(&["explain", "--why-not", "a.md:1:5"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("The baseline holds it. (.customary-baseline.json:1:1)"), "{}", ran.out);
}

#[test]
fn an_explanation_names_another_policy_and_a_preset() {
    let house = ("house/other.toml", "# Theirs.\nextends = [\"preset:consulting\"]\n");
    let workspace = Workspace::new(&[POLICY, house, ("a.md", CUSTOMERS)]);
    let ran = workspace.run(&["explain", "--config", "house/other.toml", "a.md:1"]);
    let expected = "asked for by house/other.toml:2:12: extends = [\"preset:consulting\"], by preset:consulting";
    assert!(ran.out.contains(expected), "{}", ran.out);
}

#[test]
fn the_counts_of_the_folders_add_up_to_all_and_to_what_check_reports() {
    let files =
        [POLICY, ("a/x.md", BOTH), ("a/b/y.md", CUSTOMERS), ("z.txt", "What is a “customer”? Our customers.\n")];
    let workspace = Workspace::new(&files);
    let ran = workspace.run(&["stats", "--format", "json"]);
    let stats: Value = serde_json::from_str(&ran.out).unwrap();
    let folders = stats["folders"].as_array().unwrap();
    let names: Vec<&str> = folders.iter().map(|folder| folder["folder"].as_str().unwrap()).collect();
    assert_eq!(names, [".", "a", "a/b"]);
    let mut reported = 0;
    for (word, counts) in stats["total"].as_object().unwrap() {
        for (sense, count) in counts.as_object().unwrap() {
            let of = |folder: &Value| folder["words"][word][sense].as_u64().unwrap_or_default();
            assert_eq!(folders.iter().map(of).sum::<u64>(), count.as_u64().unwrap(), "{word} {sense}");
        }
        reported += counts["reported"].as_u64().unwrap();
    }
    let checked = workspace.run(&["check", "--format", "jsonl"]);
    assert_eq!(checked.lines("finding").len() as u64, reported);
    assert_eq!(stats["total"]["client"]["party"], 2);
}
