//! `customary check --since REV`: what git says has changed, in repositories made for the purpose.
//!
//! Without git there is nothing to test; then each case says that it was skipped.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

const POLICY: &str = "prefer = \"client\"\n";
const TEXT: &str = "# Letters\n\nOur customers called.\n\nThe weather is fine.\n\nA customer paid.\n";

fn main() {
    let cases: [(&str, fn()); 8] = [
        ("only_findings_in_changed_lines_count", only_findings_in_changed_lines_count),
        ("every_line_of_a_new_file_counts", every_line_of_a_new_file_counts),
        ("names_may_hold_anything", names_may_hold_anything),
        ("a_renamed_file_has_changed_where_it_differs", a_renamed_file_has_changed_where_it_differs),
        ("it_works_from_anywhere_in_the_tree", it_works_from_anywhere_in_the_tree),
        ("settings_of_a_user_make_no_difference", settings_of_a_user_make_no_difference),
        ("a_finding_of_two_lines_counts_when_one_of_them_has_changed", two_lines),
        ("what_git_cannot_answer_is_said", what_git_cannot_answer_is_said),
    ];
    let git = Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success());
    let trials = cases.map(|(name, case)| {
        let name = if git { name.to_owned() } else { format!("{name} (skipped: there is no git)") };
        Trial::test(name, move || {
            case();
            Ok::<(), Failed>(())
        })
        .with_ignored_flag(!git)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit();
}

/// A repository with one commit.
struct Repository(tempfile::TempDir);

impl Repository {
    fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self(tempfile::tempdir().unwrap());
        repository.git(&["init", "-q", "-b", "main"]);
        repository.write("customary.toml", POLICY);
        files.iter().for_each(|(name, text)| repository.write(name, text));
        repository.commit();
        repository
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        let output = command("git", self.0.path()).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "a state"]);
    }

    /// `path:line` of what is reported.
    fn since(&self, revision: &str, arguments: &[&str]) -> Vec<String> {
        self.since_in(".", revision, arguments)
    }

    fn since_in(&self, folder: &str, revision: &str, arguments: &[&str]) -> Vec<String> {
        let all = [&["check", "--format", "jsonl", "--since", revision], arguments].concat();
        let output = customary(&self.path(folder), &all);
        let out = String::from_utf8(output.stdout).unwrap();
        let lines = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let found: Vec<String> = lines
            .filter(|line| line["type"] == "finding")
            .map(|line| format!("{}:{}", line["path"].as_str().unwrap(), line["range"]["start"]["line"]))
            .collect();
        let code = i32::from(!found.is_empty());
        assert_eq!(output.status.code(), Some(code), "{out}{}", String::from_utf8_lossy(&output.stderr));
        found
    }
}

/// A program in a folder, with an identity that is nobody's and without anybody's settings.
fn command(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A Writer").env(format!("GIT_{role}_EMAIL"), "writer@example.com");
        command.env(format!("GIT_{role}_DATE"), "2024-01-01T00:00:00Z");
    }
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command
}

fn customary(folder: &Path, arguments: &[&str]) -> Output {
    command(env!("CARGO_BIN_EXE_customary"), folder).args(arguments).output().unwrap()
}

fn only_findings_in_changed_lines_count() {
    let repository = Repository::new(&[("a.md", TEXT), ("b.md", TEXT), ("gone.md", TEXT), ("p.md", "\0")]);
    assert!(repository.since("HEAD", &[]).is_empty());
    fs::remove_file(repository.path("gone.md")).unwrap();
    repository.write("p.md", "\0\0");
    repository.write("a.md", &TEXT.replace("paid.", "paid at last.").replace("weather", "wind"));
    assert_eq!(repository.since("HEAD", &[]), ["a.md:7"]);
    repository.git(&["add", "a.md"]);
    assert_eq!(repository.since("HEAD", &[]), ["a.md:7"], "staged");
    repository.commit();
    assert!(repository.since("HEAD", &[]).is_empty());
    assert_eq!(repository.since("HEAD~1", &[]), ["a.md:7"]);
    assert_eq!(repository.since("main~1", &["b.md"]), [""; 0]);
    // Git takes UTF-16 for binary and tells no lines.
    let wide: Vec<u8> = format!("\u{feff}{TEXT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(repository.path("a.md"), &wide).unwrap();
    assert_eq!(repository.since("HEAD", &[]), ["a.md:3", "a.md:7"]);
    repository.commit();
    assert!(repository.since("HEAD", &[]).is_empty());
    // Lines that went leave nothing to report, and lines that only moved down have not changed.
    repository
        .write("b.md", &TEXT.replace("# Letters\n\n", "One more.\n\n# Letters\n").replace("A customer paid.\n", ""));
    assert!(repository.since("HEAD", &[]).is_empty());
}

fn every_line_of_a_new_file_counts() {
    let repository = Repository::new(&[("a.md", TEXT), (".gitignore", "out/\n")]);
    repository.write("docs/new.md", TEXT);
    repository.write("out/ignored.md", TEXT);
    assert_eq!(repository.since("HEAD", &[]), ["docs/new.md:3", "docs/new.md:7"]);
    repository.git(&["add", "docs"]);
    assert_eq!(repository.since("HEAD", &["docs/new.md"]), ["docs/new.md:3", "docs/new.md:7"]);
    repository.git(&["reset", "-q"]);
    repository.git(&["add", "--intent-to-add", "docs/new.md"]);
    assert_eq!(repository.since("HEAD", &[]).len(), 2);
}

fn names_may_hold_anything() {
    let names =
        ["with space.md", "b/quo\"te.md", "Zürich/ключ 東.md", "-dash.md", "b/tab\there.md", "x -> y.md", "[x].md"];
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, TEXT)).collect();
    let repository = Repository::new(&files);
    for name in names {
        repository.write(name, &TEXT.replace("A customer paid", "That customer paid"));
    }
    let mut expected: Vec<String> = names.iter().map(|name| format!("{name}:7")).collect();
    expected.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    assert_eq!(repository.since("HEAD", &[]), expected);
    repository.write("new ü \"file\".md", TEXT);
    assert_eq!(repository.since("HEAD", &["new ü \"file\".md"]).len(), 2);
}

fn a_renamed_file_has_changed_where_it_differs() {
    let repository = Repository::new(&[("old name.md", TEXT)]);
    repository.git(&["mv", "old name.md", "new name.md"]);
    assert!(repository.since("HEAD", &[]).is_empty());
    repository.write("new name.md", &TEXT.replace("called", "wrote"));
    assert_eq!(repository.since("HEAD", &[]), ["new name.md:3"]);
}

fn it_works_from_anywhere_in_the_tree() {
    let repository = Repository::new(&[("docs/a.md", TEXT), ("b.md", TEXT)]);
    for name in ["docs/a.md", "b.md"] {
        repository.write(name, &TEXT.replace("called", "wrote"));
    }
    assert_eq!(repository.since_in("docs", "HEAD", &[]), ["a.md:3"]);
    assert_eq!(repository.since_in("docs", "HEAD", &["../b.md"]), ["../b.md:3"]);
    let elsewhere = tempfile::tempdir().unwrap();
    let absolute = repository.path("docs").to_str().unwrap().to_owned();
    let output = customary(elsewhere.path(), &["check", "--since", "HEAD", &absolute]);
    assert_eq!(output.status.code(), Some(1), "the repository is that of the path");
    // Another worktree of the same repository.
    let tree = elsewhere.path().join("tree");
    repository.git(&["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    fs::write(tree.join("b.md"), TEXT.replace("A customer", "One customer")).unwrap();
    let output = customary(&tree, &["check", "--format", "short", "--since", "main"]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with("b.md:7:") && out.lines().count() == 1, "{out}");
}

fn settings_of_a_user_make_no_difference() {
    let repository = Repository::new(&[("docs/ä.md", TEXT)]);
    repository.write("docs/ä.md", &TEXT.replace("weather", "wind").replace("# Letters", "# Notes"));
    for (key, value) in [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.external", "false"),
        ("diff.relative", "true"),
        ("diff.interHunkContext", "9"),
        ("diff.context", "9"),
        ("diff.renames", "false"),
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.quotepath", "true"),
        ("core.pager", "false"),
    ] {
        repository.git(&["config", key, value]);
        assert!(repository.since("HEAD", &[]).is_empty(), "{key}");
        assert!(repository.since_in("docs", "HEAD", &[]).is_empty(), "{key}");
    }
    repository.write("docs/ä.md", &TEXT.replace("called", "wrote"));
    assert_eq!(repository.since_in("docs", "HEAD", &["ä.md"]), ["ä.md:3"]);
}

fn two_lines() {
    let before = "That is for our valued cus**tom\n**ers, and more.\n\nOur\ncustomers called.\n";
    let repository = Repository::new(&[("a.md", before)]);
    repository.write("a.md", &before.replace("Our\n", "All\n"));
    assert!(repository.since("HEAD", &[]).is_empty(), "the line before a finding is not the finding's");
    repository.write("a.md", &before.replace("customers called", "customers wrote"));
    assert_eq!(repository.since("HEAD", &[]), ["a.md:5"]);
    repository.write("a.md", &before.replace("\n", "\r\n"));
    assert_eq!(repository.since("HEAD", &[]).last().unwrap(), "a.md:5", "every line has another end");
}

fn what_git_cannot_answer_is_said() {
    let repository = Repository::new(&[("a.md", TEXT)]);
    let refused = |folder: &Path, arguments: &[&str], told: &str| {
        let output = customary(folder, &[&["check"], arguments].concat());
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(err.contains(told), "{arguments:?}: {err}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    };
    let top = repository.0.path();
    refused(top, &["--since", "no-such-branch"], "no revision `no-such-branch`");
    refused(top, &["--since", "main..HEAD"], "no revision `main..HEAD`");
    refused(top, &["--since", ""], "no revision ``");
    for option in ["--output=a.md", "-h", "--all", "--no-index"] {
        refused(top, &[&format!("--since={option}")], "no revision `-");
    }
    assert_eq!(fs::read_to_string(repository.path("a.md")).unwrap(), TEXT);
    refused(top, &["--since", "HEAD", "--stdin"], "--stdin");
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("a.md"), TEXT).unwrap();
    refused(elsewhere.path(), &["--since", "HEAD"], "is in none");
    let mut without = command(env!("CARGO_BIN_EXE_customary"), top);
    let output = without.args(["check", "--since", "HEAD"]).env("PATH", elsewhere.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("install git"));
}
