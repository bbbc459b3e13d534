//! Which format a document is in: what an editor, a name or the beginning of the content tells of it, in this order.
//!
//! Text that nothing is known of is plain text. Which text is not for readers is listed in `data/unread.toml`.

use std::path::Path;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::{Format, editors};

/// What is known of a document's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detected {
    /// A format that is read.
    Known(Format),
    /// What the content tells: see [`Detected::in_view_of`].
    ByContent,
    /// A format that is not read, or no text at all: skipped and counted.
    Unsupported,
}

impl Detected {
    /// The format of a text that begins as this one does; `None` where it is not read.
    pub fn in_view_of(self, text: &str) -> Option<Format> {
        match self {
            Detected::Known(format) => Some(format),
            Detected::Unsupported => None,
            Detected::ByContent => by_content(text),
        }
    }
}

/// One list of `data/unread.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[cfg_attr(not(test), expect(dead_code, reason = "for those who read the list, and its test"))]
    reason: String,
    extensions: Vec<String>,
    #[serde(default)]
    files: Vec<String>,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    begins: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    group: Vec<Group>,
}

/// What is not read although it may be text.
#[derive(Debug, Default)]
struct Unread {
    extensions: FxHashSet<String>,
    files: FxHashSet<String>,
    languages: FxHashSet<String>,
    begins: Vec<String>,
}

static UNREAD: LazyLock<Unread> = LazyLock::new(|| {
    let mut out = Unread::default();
    for group in list().group {
        out.extensions.extend(group.extensions);
        out.files.extend(group.files);
        out.languages.extend(group.languages);
        out.begins.extend(group.begins);
    }
    out
});

fn list() -> List {
    data!("prose/data/unread")
}

/// The format that a file name tells: the whole name, else its longest extension that is known.
pub fn detect(path: &Path) -> Detected {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if let Some(format) = Format::ALL.iter().find(|format| format.files().contains(&name)) {
        return Detected::Known(*format);
    }
    if UNREAD.files.contains(name) {
        return Detected::Unsupported;
    }
    // `Dockerfile.prod`: what stands behind the name says what the file is for.
    if name.split_once('.').is_some_and(|(kind, _)| Format::Dockerfile.files().contains(&kind)) {
        return Detected::Known(Format::Dockerfile);
    }
    // `res/values-de/strings_shop.xml`: Android reads every file of such a folder.
    let mut above = path.components().rev().skip(1).filter_map(|part| part.as_os_str().to_str());
    let is_values = above.next().is_some_and(|folder| folder == "values" || folder.starts_with("values-"));
    if is_values && name.ends_with(".xml") && above.next() == Some("res") {
        return Detected::Known(Format::AndroidStrings);
    }
    match of_extension(name) {
        _ if name.is_empty() => Detected::Unsupported,
        // `config.yaml.example`: a file to be copied is what its copy will be.
        Detected::ByContent => match name.rsplit_once('.') {
            Some((copy, kind)) if COPIES.contains(&kind) && !copy.is_empty() => detect(Path::new(copy)),
            _ => Detected::ByContent,
        },
        told => told,
    }
}

/// What the names of files end with that are there to be copied.
const COPIES: [&str; 9] = ["bak", "default", "dist", "example", "in", "orig", "sample", "template", "tmpl"];

/// What the longest extension tells that is known: `html.erb` before `erb`.
fn of_extension(name: &str) -> Detected {
    let name = name.to_ascii_lowercase();
    let mut rest = name.as_str();
    // What stands before the first dot is no extension: `.md` is a hidden file without one.
    while let Some((before, extension)) = rest.split_once('.') {
        if !(before.is_empty() && rest.len() == name.len()) {
            if let Some(format) = Format::ALL.iter().find(|format| format.extensions().contains(&extension)) {
                return Detected::Known(*format);
            }
            if UNREAD.extensions.contains(extension) {
                return Detected::Unsupported;
            }
        }
        rest = extension;
    }
    Detected::ByContent
}

/// The extensions of the formats that are read, in lower case, without their dots.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    Format::ALL.iter().flat_map(|format| format.extensions()).copied()
}

/// The format that an editor's language id tells; where it tells none, what the file name does.
///
/// A language of its own that is not read is not read under whatever name: a buffer that the editor takes for Zig
/// is no plain text. But “plaintext” is also what editors call each file that they have no name for: there the
/// file name counts as well, so that a `Cargo.lock` is no letter.
pub fn detect_language(language_id: &str, path: Option<&Path>) -> Detected {
    let named = path.map(detect);
    match of_language(language_id) {
        Detected::Known(Format::PlainText) => match named {
            Some(Detected::Unsupported) => Detected::Unsupported,
            // Of Markdown every editor knows the name: who calls it plain text means it.
            Some(Detected::Known(format)) if format != Format::Markdown => Detected::Known(format),
            _ => Detected::Known(Format::PlainText),
        },
        Detected::Known(format) => match named {
            // To an editor `strings.xml` is XML, and `page.html.erb` may be HTML.
            Some(Detected::Known(exact)) if editors::is_within(exact, format) => Detected::Known(exact),
            _ => Detected::Known(format),
        },
        Detected::Unsupported => Detected::Unsupported,
        Detected::ByContent if language_id.is_empty() => named.unwrap_or(Detected::Unsupported),
        // A language that nobody here has heard of: a dialect of what its name tells, or nothing for us.
        Detected::ByContent => named.filter(|it| *it != Detected::ByContent).unwrap_or(Detected::Unsupported),
    }
}

/// What a language id tells. Editors put several together with dots (`yaml.ansible`), and modes of Emacs say that
/// they are modes; it is the first part that is understood that counts, the whole before them.
fn of_language(id: &str) -> Detected {
    let id = id.trim().to_lowercase();
    let bare = id.strip_suffix("-mode").unwrap_or(&id);
    let bare = bare.strip_suffix("-ts").unwrap_or(bare);
    let unread = |id: &str| UNREAD.languages.contains(id);
    let parts = [id.as_str(), bare].into_iter().chain(bare.split('.'));
    for part in parts.filter(|part| !part.is_empty()) {
        if let Some(format) = editors::called(part) {
            return Detected::Known(format);
        }
        if unread(part) {
            return Detected::Unsupported;
        }
    }
    // `zig`, `proto`, `nix`: editors call most languages by their extensions.
    if UNREAD.extensions.contains(bare) { Detected::Unsupported } else { Detected::ByContent }
}

/// How many lines may hold what an editor is told of the file.
const MODELINES: usize = 5;

/// The format of a text whose name tells nothing.
fn by_content(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    if let Some(program) = first.strip_prefix("#!").and_then(interpreter) {
        // A script in a language that is not read is still no text for people.
        return Format::ALL.iter().copied().find(|format| format.interpreters().contains(&program));
    }
    if let Some(mode) = text.lines().take(MODELINES).find_map(modeline) {
        return match of_language(&mode.to_lowercase()) {
            Detected::Known(format) => Some(format),
            Detected::Unsupported | Detected::ByContent => Format::from_name(&mode.to_lowercase()),
        };
    }
    let begins = |sign: &str| text.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
    for (sign, name) in [("<!doctype html", "html"), ("<html", "html"), ("<?xml", "xml"), ("<?php", "php")] {
        if begins(sign) {
            return Format::from_name(name);
        }
    }
    if UNREAD.begins.iter().any(|sign| text.starts_with(sign.as_str())) { None } else { Some(Format::PlainText) }
}

/// The program that a first line names behind `#!`, without its path and the numbers of its version.
fn interpreter(line: &str) -> Option<&str> {
    let name = |path| Path::new(path).file_name().and_then(|name| name.to_str());
    let mut words = line.split_whitespace();
    let mut program = name(words.next()?)?;
    if program == "env" {
        // `env -S python3 -u`, `env NAME=value sh`
        program = name(words.find(|word| !word.starts_with('-') && !word.contains('='))?)?;
    }
    let program = program.strip_suffix(".exe").unwrap_or(program);
    let bare = program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    Some(if bare.is_empty() { program } else { bare })
}

/// The language that a line tells an editor: `-*- mode: python -*-`, `-*- python -*-`, `vim: set ft=python:`.
fn modeline(line: &str) -> Option<&str> {
    let word = |text| str::split(text, |c: char| !(c.is_alphanumeric() || "_-+#".contains(c))).next();
    let found = if let Some((_, rest)) = line.split_once("-*-") {
        let (inner, _) = rest.split_once("-*-")?;
        let of_key =
            |pair: &'_ str| pair.split_once(':').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case("mode"));
        match inner.split(';').find(|pair| of_key(pair)) {
            Some(pair) => pair.split_once(':').map(|(_, mode)| mode.trim()),
            None if inner.contains(':') => None,
            None => Some(inner.trim()),
        }
    } else {
        let sign = ["vim:", "vi:", "ex:"].into_iter().find_map(|sign| line.split_once(sign)).map(|(_, rest)| rest)?;
        let key = ["filetype=", "ft=", "syntax="].into_iter().find_map(|key| sign.split_once(key));
        key.and_then(|(_, mode)| word(mode))
    };
    found.filter(|mode| !mode.is_empty())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_dockerfile_may_say_what_it_is_for() {
        for (name, expected) in [
            ("Dockerfile.prod", Detected::Known(Format::Dockerfile)),
            ("Containerfile.client", Detected::Known(Format::Dockerfile)),
            ("prod.Dockerfile", Detected::Known(Format::Dockerfile)),
            ("dockerfiles.md", Detected::Known(Format::Markdown)),
            ("config.yaml.example", Detected::Known(Format::Yaml)),
            ("app.properties.template", Detected::Known(Format::Properties)),
            ("settings.cfg.dist", Detected::Unsupported),
            ("letter.example", Detected::ByContent),
            ("app/src/main/res/values/strings_shop.xml", Detected::Known(Format::AndroidStrings)),
            ("res/values-de/arrays.xml", Detected::Known(Format::AndroidStrings)),
            ("values/strings_shop.xml", Detected::Known(Format::Xml)),
        ] {
            assert_eq!(detect(Path::new(name)), expected, "{name}");
        }
    }

    use super::*;

    const MARKDOWN: Detected = Detected::Known(Format::Markdown);
    const PLAIN: Detected = Detected::Known(Format::PlainText);

    #[test]
    fn file_names_tell_the_format() {
        for (name, format) in [
            ("a.md", MARKDOWN),
            ("x/A.MD", MARKDOWN),
            ("a.en.markdown", MARKDOWN),
            ("a.mkdn", MARKDOWN),
            ("a.txt", PLAIN),
            ("README", Detected::ByContent),
            ("x/RELEASE_NOTES", Detected::ByContent),
            ("letter.unheard-of", Detected::ByContent),
            (".md", Detected::ByContent),
            ("schema.proto", Detected::Unsupported),
            ("main.zig", Detected::Unsupported),
            ("yarn.lock", Detected::Unsupported),
            ("photo.JPEG", Detected::Unsupported),
            ("CMakeLists.txt", Detected::Unsupported),
            ("", Detected::Unsupported),
        ] {
            assert_eq!(detect(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn every_list_of_what_is_not_read_has_its_reason() {
        for group in list().group {
            assert!(!group.reason.is_empty() && !group.extensions.is_empty());
            for extension in &group.extensions {
                assert_eq!(extension, &extension.to_lowercase());
            }
        }
        // What no reader could ever do without.
        for name in ["README", "CHANGELOG", "notes", "a.text", "minutes.2024-05-01"] {
            assert_ne!(detect(Path::new(name)), Detected::Unsupported, "{name}");
        }
    }

    #[test]
    fn the_beginning_tells_where_the_name_does_not() {
        for (text, format) in [
            ("Our customers called.\n", Some(Format::PlainText)),
            ("", Some(Format::PlainText)),
            ("\u{feff}Dear reader\n", Some(Format::PlainText)),
            ("#!/usr/bin/an-unheard-of-program\n# Our customers\n", None),
            ("<!-- -*- mode: markdown; fill-column: 80 -*- -->\nx\n", Some(Format::Markdown)),
            ("# Title\n\n<!-- vim: set ft=markdown: -->\n", Some(Format::Markdown)),
            ("; -*- Scheme -*-\n", None),
            ("x -*- coding: utf-8 -*-\n", Some(Format::PlainText)),
            ("{\\rtf1 our customers}", None),
            ("-----BEGIN CERTIFICATE-----\n", None),
            (".TH CUSTOMERS 1\n", None),
            ("{\n  \"a\": 1\n}\n", None),
        ] {
            assert_eq!(Detected::ByContent.in_view_of(text), format, "{text}");
        }
    }

    #[test]
    fn a_first_line_names_its_program() {
        for (line, program) in [
            ("/bin/sh", Some("sh")),
            (" /usr/bin/python3.11 -u", Some("python")),
            ("/usr/bin/env node", Some("node")),
            ("/usr/bin/env -S LANG=C ruby2.7 -w", Some("ruby")),
            ("/usr/bin/env", None),
            ("", None),
        ] {
            assert_eq!(interpreter(line), program, "{line}");
        }
    }

    #[test]
    fn a_language_id_beats_the_file_name() {
        for (id, name, format) in [
            ("markdown", "a.cob", MARKDOWN),
            ("Markdown", "a.cob", MARKDOWN),
            ("plaintext", "a.md", PLAIN),
            ("plaintext", "notes", PLAIN),
            ("plaintext", "Cargo.lock", Detected::Unsupported),
            ("text", "notes", PLAIN),
            ("text-mode", "notes", PLAIN),
            ("zig", "a.md", Detected::Unsupported),
            ("fsharp", "a.md", Detected::Unsupported),
            ("an-unheard-of-language", "a.md", MARKDOWN),
            ("an-unheard-of-language", "notes", Detected::Unsupported),
            ("markdown.unheard", "notes", MARKDOWN),
            ("", "a.md", MARKDOWN),
            ("", "notes", Detected::ByContent),
        ] {
            assert_eq!(detect_language(id, Some(Path::new(name))), format, "{id} {name}");
        }
        assert_eq!(detect_language("markdown", None), MARKDOWN);
        assert_eq!(detect_language("", None), Detected::Unsupported);
    }
}
