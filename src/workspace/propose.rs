//! A policy for a workspace, proposed from what it does already: counts in, the text of a
//! `customary.toml` out. The same counts always give the same text.

use std::collections::BTreeMap;

use super::counts::{Counts, WordCounts};
use super::walk::order;
use crate::policy::Prefer;

/// How many people and firms must have been counted before they tell a preference.
const ENOUGH: usize = 5;

/// How many of a hundred must be of one word for a preference.
const CLEAR: usize = 75;

/// How deep folders are told apart.
const DEPTH: usize = 4;

/// How many folders, overrides and examples are named.
const NAMED: usize = 12;
const EXAMPLES: usize = 3;

const WORDS: [Prefer; 2] = [Prefer::Client, Prefer::Customer];

/// The text of a policy for a workspace of these counts: with the preference that was asked for, or with
/// the one that the counts speak for. The evidence stands in comments.
pub fn propose(counts: &Counts, asked: Option<Prefer>) -> String {
    let tree = Folder::of(counts);
    let plan = Plan::of(&tree, asked);
    let mut out = String::new();
    evidence(&mut out, counts, &tree);
    out.push('\n');
    comment(&mut out, &plan.why);
    out.push_str(&format!("prefer = \"{}\"\n", name(plan.prefer)));
    for one in plan.overrides.iter().take(NAMED) {
        let block = format!(
            "\n[[override]]  # {}\npaths  = [{}]\nprefer = \"{}\"\n",
            shares(one.parties),
            quoted(&format!("{}/**", pattern(&one.path))),
            name(one.prefer)
        );
        // Whoever names the word himself may have meant it for all folders.
        let lines = block
            .lines()
            .map(|line| if asked.is_some() && !line.is_empty() { format!("# {line}\n") } else { format!("{line}\n") });
        out.extend(lines);
    }
    if plan.overrides.len() > NAMED {
        comment(&mut out, &format!("\n{} more folders differ from this.", plan.overrides.len() - NAMED));
    }
    out
}

/// What is proposed.
struct Plan {
    prefer: Prefer,
    why: String,
    /// The folders that clearly differ.
    overrides: Vec<Differing>,
}

struct Differing {
    path: String,
    prefer: Prefer,
    parties: [usize; 2],
}

/// The counts of a folder and of those in it.
#[derive(Default)]
struct Folder {
    words: [WordCounts; 2],
    folders: BTreeMap<String, Folder>,
    /// Files with people or firms in them, and those with both words for them.
    files: usize,
    both: usize,
}

impl Folder {
    fn of(counts: &Counts) -> Self {
        let mut root = Self::default();
        for file in &counts.files {
            let mut folder = &mut root;
            folder.add(&file.words);
            let (parents, _) = file.path.rsplit_once('/').unwrap_or_default();
            for name in parents.split('/').filter(|name| !name.is_empty()).take(DEPTH) {
                folder = folder.folders.entry(name.to_owned()).or_default();
                folder.add(&file.words);
            }
        }
        root
    }

    fn add(&mut self, words: &[WordCounts; 2]) {
        let parties = words.iter().filter(|word| word.party > 0).count();
        self.files += usize::from(parties > 0);
        self.both += usize::from(parties == 2);
        self.words.iter_mut().zip(words).for_each(|(sum, word)| sum.add(word));
    }

    fn parties(&self) -> [usize; 2] {
        self.words.each_ref().map(|word| word.party)
    }

    /// The word that it clearly prefers.
    fn clear(&self) -> Option<Prefer> {
        let [client, customer] = self.parties();
        let all = client + customer;
        let most = client.max(customer);
        (all >= ENOUGH && most * 100 >= all * CLEAR).then_some(if client > customer {
            Prefer::Client
        } else {
            Prefer::Customer
        })
    }

    /// The topmost folders below this one that clearly prefer a word, `but` one, with their paths.
    fn clear_below(&self, above: &str, but: Option<Prefer>, out: &mut Vec<Differing>) {
        for (name, folder) in &self.folders {
            let path = if above.is_empty() { name.clone() } else { format!("{above}/{name}") };
            match folder.clear() {
                Some(prefer) if Some(prefer) != but => out.push(Differing { path, prefer, parties: folder.parties() }),
                _ => folder.clear_below(&path, but, out),
            }
        }
    }

    /// The folders whose counts tell most: those where the paths first part.
    fn shown(&self) -> Vec<(String, &Folder)> {
        let (mut at, mut above) = (self, String::new());
        while let (Some((name, folder)), 1) = (at.folders.first_key_value(), at.folders.len()) {
            if folder.files < at.files || folder.folders.is_empty() {
                break;
            }
            above.push_str(&format!("{name}/"));
            at = folder;
        }
        let mut out: Vec<_> = at.folders.iter().map(|(name, folder)| (format!("{above}{name}"), folder)).collect();
        out.retain(|(_, folder)| folder.files > 0);
        out.sort_by(|(a, one), (b, other)| {
            let sum = |folder: &Folder| folder.parties().iter().sum::<usize>();
            sum(other).cmp(&sum(one)).then_with(|| order(a, b))
        });
        out
    }
}

impl Plan {
    fn of(tree: &Folder, asked: Option<Prefer>) -> Self {
        let mut plan = Self::by_counts(tree);
        if let Some(prefer) = asked {
            let clear = WORDS.contains(&prefer).then_some(prefer);
            let mut overrides = Vec::new();
            tree.clear_below("", clear, &mut overrides);
            plan = Self {
                prefer,
                why: "As you asked.".to_owned(),
                overrides: if clear.is_some() { overrides } else { Vec::new() },
            };
        }
        plan.overrides.sort_by(|a, b| order(&a.path, &b.path));
        plan
    }

    fn by_counts(tree: &Folder) -> Self {
        let [client, customer] = tree.parties();
        let all = client + customer;
        let mut overrides = Vec::new();
        if let Some(prefer) = tree.clear() {
            tree.clear_below("", Some(prefer), &mut overrides);
            let (word, most) = if prefer == Prefer::Client { ("client", client) } else { ("customer", customer) };
            let why = format!("People are called {word} in {most} of {all} places: that is the word of this house.");
            return Self { prefer, why, overrides };
        }
        if all < ENOUGH {
            let why = if all == 0 {
                "Neither word was found for people. `consistent` asks each text to keep to the word that it uses most;\n\
                 with \"client\" or \"customer\" the house has one word everywhere."
            } else {
                "Too few to tell which word is the house's. `consistent` asks each text to keep to the word that it\n\
                 uses most; with \"client\" or \"customer\" the house has one word everywhere."
            };
            return Self { prefer: Prefer::Consistent, why: why.to_owned(), overrides };
        }
        tree.clear_below("", None, &mut overrides);
        let told: usize = overrides.iter().flat_map(|one| one.parties).sum();
        let both = WORDS.iter().all(|word| overrides.iter().any(|one| one.prefer == *word));
        if both && told * 100 >= all * CLEAR {
            let prefer = if client > customer { Prefer::Client } else { Prefer::Customer };
            overrides.retain(|one| one.prefer != prefer);
            let why = format!("Each folder has its own word; over all {} is used more.", name(prefer));
            return Self { prefer, why, overrides };
        }
        let why = format!(
            "Both words are used for people, in {} of {} files side by side. `consistent` asks each text to keep to\n\
             the word that it uses most. Where both are right, each in its place: prefer = \"by-context\" with [[when]]\n\
             entries, or extends = [\"preset:by-relationship\"]; where the house defines both: \"both-defined\".",
            tree.both, tree.files
        );
        Self { prefer: Prefer::Consistent, why, overrides }
    }
}

/// The counts, as a comment.
fn evidence(out: &mut String, counts: &Counts, tree: &Folder) {
    let [client, customer] = &tree.words;
    comment(out, &format!("Proposed by `customary init` from {} that it read.", files(counts.read)));
    comment(out, "");
    if counts.files.is_empty() {
        return comment(out, "Neither client nor customer stands in any of them: there is nothing to count yet.");
    }
    comment(out, &row("", ["customer", "client"], 0));
    let rows = [
        ("people", customer.party, client.party, "  what `prefer` decides"),
        ("people, perhaps", customer.doubtful, client.doubtful, "  hints at most"),
        ("programs", customer.software, client.software, "  left alone"),
        ("names", customer.name, client.name, "  left alone"),
        ("the word itself", customer.mention, client.mention, "  hints at most"),
    ];
    for (what, customer, client, then) in rows {
        if customer + client > 0 {
            comment(out, &format!("{}{then}", row(what, [customer, client], 0)));
        }
    }
    folders(out, tree);
    for (index, word) in [(1, "customer"), (0, "client")] {
        let mut examples =
            counts.files.iter().filter_map(|file| Some((&file.path, file.words.get(index)?.example.as_ref()?)));
        if let Some(first) = examples.next() {
            comment(out, "");
            comment(out, &format!("People called {word}, for example:"));
            for (path, example) in std::iter::once(first).chain(examples).take(EXAMPLES) {
                comment(out, &format!("  {}:{}: {}", plain(path), example.line, plain(&example.excerpt)));
            }
        }
    }
}

fn folders(out: &mut String, tree: &Folder) {
    let shown = tree.shown();
    if shown.len() < 2 {
        return;
    }
    comment(out, "");
    let width = shown.iter().take(NAMED).map(|(path, _)| path.chars().count() + 1).max().unwrap_or(0);
    comment(out, &row("People by folder:", ["customer", "client"], width));
    for (path, folder) in shown.iter().take(NAMED) {
        let [client, customer] = folder.parties();
        comment(out, &row(&plain(path), [customer, client], width));
    }
    if let Some(more) = shown.len().checked_sub(NAMED).filter(|more| *more > 0) {
        comment(out, &format!("and {more} more"));
    }
}

/// A row of a table whose first column is at least so wide.
fn row<T: std::fmt::Display>(what: &str, [customer, client]: [T; 2], width: usize) -> String {
    format!("{what:<width$}{customer:>10}{client:>10}", width = width.max(18))
}

fn comment(out: &mut String, text: &str) {
    for line in text.split('\n') {
        out.push_str(format!("# {line}").trim_end());
        out.push('\n');
    }
}

fn files(count: usize) -> String {
    format!("{count} file{}", if count == 1 { "" } else { "s" })
}

fn shares([client, customer]: [usize; 2]) -> String {
    format!("people: customer {customer}, client {client}")
}

/// A glob for a folder of this name.
fn pattern(path: &str) -> String {
    // A backslash has no escape that means the same everywhere, and a policy takes a leading `!` for "not":
    // any one character does for both.
    let pattern = globset::escape(path).replace('\\', "?");
    pattern.strip_prefix('!').map_or_else(|| pattern.clone(), |rest| format!("?{rest}"))
}

/// A text that may stand in a comment.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn name(prefer: Prefer) -> &'static str {
    Prefer::NAMES.iter().find(|(_, value)| *value == prefer).map_or("off", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::super::counts::{Example, FileCounts};
    use super::*;
    use crate::policy::{Disk, Overrides, Policies, Rules};

    /// A file with so many people called client and customer.
    fn file(path: &str, client: usize, customer: usize) -> FileCounts {
        let word = |party| WordCounts {
            party,
            example: (party > 0).then(|| Example { line: 3, excerpt: "Some of them called.".to_owned() }),
            ..WordCounts::default()
        };
        FileCounts { path: path.to_owned(), words: [word(client), word(customer)] }
    }

    fn counts(files: &[(&str, usize, usize)]) -> Counts {
        let files = files.iter().map(|(path, client, customer)| file(path, *client, *customer)).collect::<Vec<_>>();
        Counts { read: files.len() + 2, files }
    }

    /// Reads a proposal as the policy of a workspace, and gives the rules for some of its texts.
    fn read_back(text: &str, paths: &[&str]) -> Vec<Arc<Rules>> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        std::fs::write(folder.path().join("customary.toml"), text).unwrap();
        let policies = Policies::new(Disk, Overrides::default());
        let rules = paths.iter().map(|path| policies.rules(&folder.path().join(Path::new(path)))).collect();
        let problems = policies.problems();
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, [""; 0], "{text}");
        rules
    }

    fn prefers(files: &[(&str, usize, usize)], asked: Option<Prefer>) -> Vec<Prefer> {
        let paths: Vec<&str> = files.iter().map(|(path, ..)| *path).collect();
        read_back(&propose(&counts(files), asked), &paths).iter().map(|rules| rules.prefer).collect()
    }

    #[test]
    fn a_clear_majority_is_the_word_of_the_house() {
        assert_eq!(prefers(&[("a.md", 1, 9), ("b/c.md", 0, 2)], None), [Prefer::Customer; 2]);
        assert_eq!(prefers(&[("a.md", 9, 3), ("b/c.md", 3, 0)], None), [Prefer::Client; 2]);
    }

    #[test]
    fn folders_that_differ_get_an_override() {
        let files = [("docs/a.md", 0, 40), ("docs/wealth/b.md", 9, 0), ("docs/shop/c.md", 0, 3)];
        assert_eq!(prefers(&files, None), [Prefer::Customer, Prefer::Client, Prefer::Customer]);
        let even = [("shop/a.md", 2, 20), ("wealth/b.md", 20, 1), ("wealth/c.md", 5, 0)];
        assert_eq!(prefers(&even, None), [Prefer::Customer, Prefer::Client, Prefer::Client]);
    }

    #[test]
    fn words_that_are_mixed_in_files_are_to_be_consistent() {
        let files = [("a.md", 5, 6), ("b.md", 4, 4), ("c/d.md", 0, 2)];
        assert_eq!(prefers(&files, None), [Prefer::Consistent; 3]);
        let text = propose(&counts(&files), None);
        assert!(text.contains("in 2 of 3 files side by side") && text.contains("by-context"), "{text}");
    }

    #[test]
    fn little_evidence_decides_nothing() {
        assert_eq!(prefers(&[("a.md", 0, 4)], None), [Prefer::Consistent]);
        assert_eq!(prefers(&[("a.md", 0, 0)], None), [Prefer::Consistent]);
        let nothing = propose(&Counts { read: 3, files: Vec::new() }, None);
        assert!(nothing.contains("nothing to count yet") && nothing.contains("3 files"), "{nothing}");
        read_back(&nothing, &["a.md"]);
    }

    #[test]
    fn a_preference_that_was_asked_for_is_in_force_everywhere() {
        let files = [("docs/a.md", 0, 40), ("wealth/b.md", 9, 0)];
        for prefer in [Prefer::Client, Prefer::Customer, Prefer::Consistent, Prefer::Off, Prefer::BothDefined] {
            assert_eq!(prefers(&files, Some(prefer)), [prefer; 2]);
        }
        let text = propose(&counts(&files), Some(Prefer::Customer));
        assert!(text.contains("# paths  = [\"wealth/**\"]"), "what differs is shown: {text}");
    }

    #[test]
    fn the_evidence_stands_in_comments() {
        let mut counts = counts(&[("docs/a.md", 1, 12), ("wealth/b.md", 7, 0)]);
        counts.files[0].words[0].software = 31;
        let text = propose(&counts, None);
        for told in [
            "# Proposed by `customary init` from 4 files that it read.\n",
            "# people                    12         8  what `prefer` decides\n",
            "# programs                   0        31  left alone\n",
            "# docs                      12         1\n",
            "#   docs/a.md:3: Some of them called.\n",
            "[[override]]  # people: customer 0, client 7\npaths  = [\"wealth/**\"]\nprefer = \"client\"\n",
        ] {
            assert!(text.contains(told), "{told:?} in\n{text}");
        }
    }

    fn paths() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "a", "b c", "we[i]rd", "{x}", "ü", "!no", "-x", "q\"uo", "back\\slash", "*", "t\tab", "#",
        ]);
        prop::collection::vec(part, 1..5).prop_map(|parts| format!("{}.md", parts.join("/")))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn every_proposal_is_a_policy_without_problems(
            files in prop::collection::vec((paths(), 0..30_usize, 0..30_usize), 0..12),
            asked in prop::sample::select(vec![None, Some(Prefer::Client), Some(Prefer::Consistent), Some(Prefer::Off)]),
        ) {
            let mut files = files;
            files.sort();
            files.dedup_by(|a, b| a.0 == b.0);
            let counts = Counts { files: files.iter().map(|(path, a, b)| file(path, *a, *b)).collect(), read: 40 };
            let text = propose(&counts, asked);
            prop_assert_eq!(&text, &propose(&counts.clone(), asked));
            let tree = Folder::of(&counts);
            let plan = Plan::of(&tree, asked);
            let inside: Vec<String> = plan.overrides.iter().take(NAMED).map(|one| format!("{}/x.md", one.path)).collect();
            let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
            let rules = read_back(&text, &inside);
            for (one, rules) in plan.overrides.iter().zip(rules) {
                prop_assert_eq!(rules.prefer, if asked.is_some() { plan.prefer } else { one.prefer }, "{}", text);
            }
        }
    }
}
