//! Patterns of paths: what `include`, `exclude` and `paths` mean by an entry.
//!
//! As in .gitignore: an entry without a slash (`*.md`, `vendor`) counts at any depth, one with a slash
//! from the policy's folder; a leading slash only anchors, a trailing one asks for a folder. A name
//! without wildcards stands for the folder's contents as well.

use std::path::{Component, Path};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;

/// Longer entries are no paths; compiling them could take more memory than a policy is worth.
const LONGEST: usize = 1000;

/// Entries up to this length that hold neither alternatives nor sets of characters compile, and that is not tried.
const SHORT: usize = 100;

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    /// The entry without its leading `./` and `/` and its trailing `/`.
    core: String,
    /// Counts from the policy's folder rather than at any depth.
    anchored: bool,
    /// Asks for a folder: matches only what lies in it.
    folder: bool,
    /// What it takes to match it; none where it is matched part by part.
    globs: Vec<globset::Glob>,
}

impl Pattern {
    /// Reads an entry.
    ///
    /// # Errors
    /// What is wrong with it, in half a sentence.
    pub(super) fn new(entry: &str) -> Result<Self, String> {
        if entry.len() > LONGEST {
            return Err(format!("is longer than {LONGEST} bytes"));
        }
        let plain = entry.strip_prefix("./").unwrap_or(entry);
        let rooted = plain.starts_with('/');
        let core = plain.trim_start_matches('/').trim_end_matches('/').to_owned();
        if core.trim().is_empty() {
            return Err("names no path".to_owned());
        }
        let folder = plain.ends_with('/');
        let anchored = rooted || core.contains('/');
        let mut pattern = Self { core, anchored, folder, globs: Vec::new() };
        if pattern.is_of_one_part() {
            return Ok(pattern);
        }
        let base = pattern.base();
        let last_is_name = pattern.core.rsplit('/').next().is_some_and(is_literal);
        if !folder {
            pattern.globs.push(glob(&base)?);
        }
        if folder || last_is_name {
            pattern.globs.push(glob(&format!("{base}/**"))?);
        }
        // A glob that is well-formed may still be too large to compile; one as short as most are is not.
        if pattern.core.contains(['{', '[']) || pattern.core.len() > SHORT {
            set(&pattern.globs).ok_or_else(|| "is too complicated".to_owned())?;
        }
        Ok(pattern)
    }

    /// What it names of hidden files and folders: each part that starts with a dot, with what leads to
    /// it, and nothing that lies in it.
    pub(super) fn hidden_parts(&self) -> Vec<Self> {
        let parts: Vec<&str> = self.core.split('/').collect();
        let dotted = parts.iter().enumerate().filter(|(_, part)| part.starts_with('.') && **part != "..");
        dotted
            .filter_map(|(index, _)| {
                let core = parts.get(..=index)?.join("/");
                let mut part = Self { core, anchored: self.anchored, folder: false, globs: Vec::new() };
                part.globs.push(glob(&part.base()).ok()?);
                Some(part)
            })
            .collect()
    }

    /// Its glob, from the policy's folder.
    fn base(&self) -> String {
        if self.anchored { self.core.clone() } else { format!("**/{}", self.core) }
    }

    /// Whether it speaks of one part of a path, and of `*` alone in it: nearly all do (`vendor/`, `*.min.*`). They are
    /// matched without globs, whose regular expressions took longer to compile than a short text to check.
    fn is_of_one_part(&self) -> bool {
        !self.anchored && !self.core.contains("**") && is_literal(&self.core.replace('*', ""))
    }

    /// Whether it leads out of the policy's folder, where nothing is ever matched.
    pub(super) fn is_outside(&self) -> bool {
        self.core.split('/').any(|part| part == "..")
    }

    /// Whether `other` surely matches every path that this one matches. Decided from their texts.
    pub(super) fn is_covered_by(&self, other: &Self) -> bool {
        if other.core == "**" || (self.core == other.core && self.anchored == other.anchored) {
            return !other.folder || self.folder;
        }
        let own: Vec<&str> = self.core.split('/').collect();
        let literal = other.core.strip_suffix("/**").unwrap_or(&other.core);
        if !literal.split('/').all(is_literal) {
            return false;
        }
        let other_parts: Vec<&str> = literal.split('/').collect();
        if other.anchored {
            return self.anchored && own.len() > other_parts.len() && own.starts_with(&other_parts);
        }
        // A bare name at any depth; the last part of the own path may be a file, and a folder is asked for.
        own.iter().rev().skip(usize::from(!self.folder)).any(|part| *part == literal)
    }

    /// Whether no path can match both. Decided from their texts: `docs/**` and `shop/**`.
    pub(super) fn is_apart_from(&self, other: &Self) -> bool {
        if let (Some(own), Some(other)) = (self.ending(), other.ending())
            && !own.ends_with(other)
            && !other.ends_with(own)
        {
            return true;
        }
        if !self.anchored || !other.anchored {
            return false;
        }
        let pairs = self.core.split('/').zip(other.core.split('/'));
        pairs.take_while(|(a, b)| is_literal(a) && is_literal(b)).any(|(a, b)| a != b)
    }

    /// How every path ends that it matches: `.md` of `docs/*.md`. `None` where it says nothing of that.
    fn ending(&self) -> Option<&str> {
        let last = self.core.rsplit('/').next().filter(|last| !self.folder && !is_literal(last))?;
        let ending = last.rsplit(['*', '?']).next()?;
        // A set of characters or an alternative may end in several ways.
        (!last.contains(['[', '{', '\\']) && !ending.is_empty()).then_some(ending)
    }

    /// Whether every path matches.
    pub(super) fn is_everything(&self) -> bool {
        !self.folder && (self.core == "**" || (self.core == "*" && !self.anchored) || self.core == "**/*")
    }

    /// The entry as if it were a path.
    pub(super) fn as_path(&self) -> &str {
        &self.core
    }
}

fn is_literal(part: &str) -> bool {
    !part.contains(['*', '?', '[', ']', '{', '}', '\\'])
}

fn glob(text: &str) -> Result<globset::Glob, String> {
    GlobBuilder::new(text)
        .literal_separator(true)
        .build()
        .map_err(|error| format!("is not a pattern of paths: {}", error.kind()))
}

fn set<'g>(globs: impl IntoIterator<Item = &'g globset::Glob>) -> Option<GlobSet> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(glob.clone());
    }
    builder.build().ok()
}

/// Several entries: a path matches when it matches one of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    /// Names of files and folders, and whether each asks for a folder.
    names: FxHashMap<String, bool>,
    /// The same with `*` in them.
    wild: Vec<(Wild, bool)>,
    sets: Vec<GlobSet>,
}

impl Patterns {
    pub(super) fn new<'p>(patterns: impl IntoIterator<Item = &'p Pattern>) -> Self {
        let mut own = Self::default();
        let (parts, globs): (Vec<_>, Vec<_>) = patterns.into_iter().partition(|pattern| pattern.globs.is_empty());
        for pattern in parts {
            if pattern.core.contains('*') {
                own.wild.push((Wild::new(&pattern.core), pattern.folder));
            } else {
                // Who asks for the name alone asks for the folder as well.
                let folder = own.names.entry(pattern.core.clone()).or_insert(pattern.folder);
                *folder &= pattern.folder;
            }
        }
        if !globs.is_empty() {
            // Together they may be too large where each alone is not.
            let whole = set(globs.iter().flat_map(|pattern| &pattern.globs));
            let each = || globs.iter().filter_map(|pattern| set(&pattern.globs)).collect();
            own.sets = whole.map_or_else(each, |whole| vec![whole]);
        }
        own
    }

    /// Whether a path matches; `/` between its parts, relative to the policy's folder.
    pub(super) fn matches(&self, path: &str) -> bool {
        self.matches_a_part(path) || self.sets.iter().any(|set| set.is_match(path))
    }

    fn matches_a_part(&self, path: &str) -> bool {
        if self.names.is_empty() && self.wild.is_empty() {
            return false;
        }
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let is_file = parts.peek().is_none();
            // A name stands for what lies in it; with a wildcard only where it asks for a folder.
            let named = self.names.get(part).is_some_and(|folder| !(is_file && *folder));
            if named || self.wild.iter().any(|(wild, folder)| *folder != is_file && wild.is_like(part)) {
                return true;
            }
        }
        false
    }
}

/// A name in which `*` stands for anything: what stands before the first, between them and behind the last.
#[derive(Debug, Clone)]
struct Wild {
    begin: String,
    middle: Vec<String>,
    end: String,
}

impl Wild {
    fn new(written: &str) -> Self {
        let (begin, rest) = written.split_once('*').unwrap_or((written, ""));
        let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
        let middle = middle.split('*').filter(|piece| !piece.is_empty()).map(str::to_owned);
        Self { begin: begin.to_owned(), middle: middle.collect(), end: end.to_owned() }
    }

    fn is_like(&self, name: &str) -> bool {
        let inner = name.strip_prefix(self.begin.as_str()).and_then(|name| name.strip_suffix(self.end.as_str()));
        let behind = |name: &str, piece: &str| Some(name.find(piece)? + piece.len());
        inner.is_some_and(|name| {
            self.middle.iter().try_fold(name, |name, piece| name.get(behind(name, piece)?..)).is_some()
        })
    }
}

/// The path of a file from a folder with `/` between its parts; `None` where it does not lie in it.
pub(super) fn relative(path: &Path, folder: &Path) -> Option<String> {
    let parts = path.strip_prefix(folder).ok()?.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    Some(parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(entry: &str, path: &str) -> bool {
        Patterns::new(&[Pattern::new(entry).unwrap()]).matches(path)
    }

    #[test]
    fn entries_match_as_in_gitignore() {
        for (entry, yes, no) in [
            ("docs/**", &["docs/a.md", "docs/deep/a.md"][..], &["a.md", "x/docs/a.md", "docs"][..]),
            ("*.md", &["a.md", "x/y/a.md"], &["a.txt", "a.md.txt"]),
            ("vendor", &["vendor", "vendor/a.md", "x/vendor/y/a.md"], &["vendors/a.md"]),
            ("vendor/", &["vendor/a.md", "x/vendor/y/a.md"], &["vendor", "x/vendor"]),
            ("/vendor", &["vendor/a.md", "vendor"], &["x/vendor/a.md"]),
            ("docs/guide", &["docs/guide", "docs/guide/a.md"], &["x/docs/guide/a.md"]),
            ("docs/guide/", &["docs/guide/a.md"], &["docs/guide"]),
            ("docs/*", &["docs/a.md"], &["docs/deep/a.md"]),
            ("./docs/*.md", &["docs/a.md"], &["docs/a.txt"]),
            ("**/legal/*.md", &["legal/a.md", "x/y/legal/a.md"], &["legal/x/a.md"]),
            ("*.{md,txt}", &["a.md", "x/a.txt"], &["a.rst"]),
            ("**", &["a.md", "x/a.md"], &[]),
            ("Docs/**", &["Docs/a.md"], &["docs/a.md"]),
            ("../x/**", &[], &["x/a.md", "a.md"]),
        ] {
            for path in yes {
                assert!(matches(entry, path), "{entry} should match {path}");
            }
            for path in no {
                assert!(!matches(entry, path), "{entry} should not match {path}");
            }
        }
    }

    #[test]
    fn bad_entries_say_why() {
        assert!(Pattern::new("docs/[a").unwrap_err().contains("unclosed character class"));
        assert!(Pattern::new("{a").unwrap_err().contains("unclosed alternate"));
        assert_eq!(Pattern::new("").unwrap_err(), "names no path");
        assert_eq!(Pattern::new("/").unwrap_err(), "names no path");
        assert!(Pattern::new(&"a".repeat(2000)).is_err());
        // No panic, whatever the answer.
        let _ = Pattern::new(&"{a,".repeat(300));
        let _ = Pattern::new(&"{a,b}".repeat(150));
        let _ = Pattern::new(&"[!a-z]*".repeat(100));
    }

    #[test]
    fn parts_are_matched_as_their_globs_would_be() {
        let entries = ["a", "a/", "*.a", "a*", "a*a", "a*b*", "*", "*a*b/", "a.*.b"];
        let parts = ["a", "b", "aa", "ab", "a.b", "b.a", "a.a.b", ".a", "aab", "ba"];
        let files = parts.iter().map(|part| (*part).to_owned());
        let deeper = parts.iter().flat_map(|above| parts.iter().map(move |below| format!("{above}/{below}")));
        let paths: Vec<String> = files.chain(deeper).collect();
        for entry in entries {
            let (core, folder) = entry.strip_suffix('/').map_or((entry, false), |core| (core, true));
            let itself = (!folder).then(|| glob(&format!("**/{core}")).unwrap());
            let below = (folder || is_literal(core)).then(|| glob(&format!("**/{core}/**")).unwrap());
            let globs = set(itself.iter().chain(&below)).unwrap();
            for path in &paths {
                assert_eq!(matches(entry, path), globs.is_match(path), "{entry} and {path}");
            }
        }
    }

    #[test]
    fn texts_tell_what_can_never_match() {
        let covered = |a, b| Pattern::new(a).unwrap().is_covered_by(&Pattern::new(b).unwrap());
        for (own, other) in [
            ("vendor/**", "vendor/**"),
            ("vendor/**", "vendor"),
            ("vendor/acme/*.md", "vendor/**"),
            ("vendor/acme/*.md", "/vendor/"),
            ("x/vendor/**", "vendor/"),
            ("*.md", "*.md"),
            ("docs/a.md", "**"),
            ("docs/old/a.md", "docs/old"),
        ] {
            assert!(covered(own, other), "{own} lies under {other}");
        }
        for (own, other) in [
            ("vendor", "vendor/"),
            ("vendor/**", "vendor/*.md"),
            ("docs/**", "docs/old/**"),
            ("*.md", "docs/**"),
            ("docs/vendor", "vendor/"),
            ("**/docs/a.md", "docs/**"),
            ("x/docs/a", "docs/**"),
        ] {
            assert!(!covered(own, other), "{own} may match outside {other}");
        }
        let apart = |a, b| Pattern::new(a).unwrap().is_apart_from(&Pattern::new(b).unwrap());
        assert!(apart("docs/**", "shop/**"));
        assert!(apart("docs/a/*.md", "docs/b/*.md"));
        assert!(apart("*.md", "*.txt"));
        assert!(apart("docs/**/*.md", "**/*.txt"));
        assert!(!apart("*.md", "*.{md,txt}"));
        assert!(!apart("*.md", "*.en.md"));
        assert!(!apart("*.txt", "docs/a.md/"));
        assert!(!apart("*.txt", "docs"));
        assert!(!apart("docs/**", "*.md"));
        assert!(!apart("*/a.md", "docs/**"));
        assert!(!apart("docs/**", "docs/a/**"));
        assert!(Pattern::new("a/../../b").unwrap().is_outside());
    }

    #[test]
    fn relative_paths_have_slashes() {
        assert_eq!(relative(Path::new("/w/docs/a.md"), Path::new("/w")).as_deref(), Some("docs/a.md"));
        assert_eq!(relative(Path::new("/v/a.md"), Path::new("/w")), None);
    }
}
