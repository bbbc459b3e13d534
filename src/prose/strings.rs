//! Strings of source code and data: which of them a person reads.
//!
//! Where a string begins and ends, what its escapes stand for and what its place tells is known by the
//! format's reader. What prose looks like, and which names and calls tell of a reader, is data, with examples:
//! `data/strings.toml`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::builder::Interest;
use super::document::{Caution, Document, Host};
use super::excerpt::Excerpt;
use super::pattern::Pattern;
use super::{Format, plain};

/// What the place of a string tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Nothing: the string has to read as prose.
    Unknown,
    /// That a person reads it (a label, the argument of `gettext`): a single word is enough, and a change to it
    /// is a matter for a person.
    ToPeople,
    /// That it is looked up by its text (`msgid`): read as far as it is prose, and a change is a matter for a person.
    AsKey,
}

/// Reads a string into `out`. `excerpt` is what it says, escapes decoded and interpolations hidden; `markup` is
/// what that is written in.
pub(super) fn read(excerpt: &Excerpt, shown: Shown, markup: Format, interest: Interest<'_>, out: &mut Document) {
    if interest.0(excerpt.text()) {
        read_part(excerpt, excerpt.text(), shown, markup, interest, out);
    }
}

/// Reads a string that is put together with others, and of interest: what all of them say tells whether it is prose.
pub(super) fn read_part(
    excerpt: &Excerpt,
    whole: &str,
    shown: Shown,
    markup: Format,
    interest: Interest<'_>,
    out: &mut Document,
) {
    let words = Words::of(whole);
    if words.reads_as_prose || shown == Shown::ToPeople && words.prose == 1 && words.code == 0 {
        read_words(excerpt, (shown, words.prose < 2), markup, interest, out);
    }
}

/// The same for a string of which it is known that it is prose.
pub(super) fn read_prose(excerpt: &Excerpt, shown: Shown, markup: Format, interest: Interest<'_>, out: &mut Document) {
    read_words(excerpt, (shown, false), markup, interest, out);
}

fn read_words(
    excerpt: &Excerpt,
    (shown, one_word): (Shown, bool),
    markup: Format,
    interest: Interest<'_>,
    out: &mut Document,
) {
    let caution = match shown {
        Shown::AsKey => Some(Caution::LookupKey),
        Shown::ToPeople if one_word => Some(Caution::OneWord),
        Shown::ToPeople | Shown::Unknown => None,
    };
    // A word glued to a placeholder is none.
    let placeholders: Vec<Range<usize>> = RULE.placeholder.find_in(excerpt.text()).collect();
    let mut clear = excerpt.clone();
    clear.hide(&placeholders);
    let read = match markup {
        Format::PlainText => plain::read_marked(clear.text(), interest),
        _ => markup.read(clear.text(), interest),
    };
    let mut read = clear.trace(read);
    for block in &mut read.blocks {
        block.caution = block.caution.or(caution);
    }
    out.append(read, Host::String);
}

/// Whether a string is for a person: it has at least two words that are no identifiers, and no sign of code.
pub(super) fn reads_as_prose(string: &str) -> bool {
    Words::of(string).reads_as_prose
}

/// What a string says, whatever its place tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// Prose.
    Prose,
    /// One word, which a person may read.
    OneWord,
    /// Nothing that a person reads.
    Code,
}

/// What a string says that is no part of another.
pub(super) fn says(string: &str) -> Says {
    let words = Words::of(string);
    match words {
        _ if words.reads_as_prose => Says::Prose,
        Words { prose: 1, code: 0, .. } => Says::OneWord,
        _ => Says::Code,
    }
}

/// What the name of an attribute, an argument or a member tells of its value; `None` for one that holds code.
pub(super) fn by_name(name: &str) -> Option<Shown> {
    let plain: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    // The last words of a name say what it holds: `emptyLabel`, `page_title`.
    let mut starts: Vec<usize> = vec![0];
    let (mut length, mut joined, mut small) = (0, false, false);
    for c in name.chars() {
        if c.is_alphanumeric() {
            if joined || (small && c.is_uppercase()) {
                starts.push(length);
            }
            length += c.to_lowercase().map(char::len_utf8).sum::<usize>();
            (joined, small) = (false, c.is_lowercase());
        } else {
            joined = true;
        }
    }
    let ends =
        |names: &[String]| starts.iter().any(|start| names.iter().any(|n| plain.get(*start..) == Some(n.as_str())));
    if ends(&RULE.data.shown.names) {
        Some(Shown::ToPeople)
    } else if ends(&RULE.data.code.names) {
        None
    } else {
        Some(Shown::Unknown)
    }
}

/// What a call tells of its arguments; `None` where they are code.
pub(super) fn by_call(callee: &str) -> Option<Shown> {
    let callee = callee.trim_end_matches(['!', '?']);
    if is_call_of_any(callee, &RULE.data.code.calls) {
        None
    } else if is_call_of_any(callee, &RULE.data.shown.calls) {
        Some(Shown::ToPeople)
    } else {
        Some(Shown::Unknown)
    }
}

/// Which argument of a call a string is; the only one is the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Argument {
    First,
    Last,
    Other,
}

/// What a call tells of one of its arguments; `None` where they are code.
pub(super) fn by_argument(callee: &str, argument: Argument) -> Option<Shown> {
    let Catalogues { keys, domains } = &RULE.data.catalogues;
    match argument {
        Argument::First if is_call_of_any(callee, keys) => None,
        Argument::Last if is_call_of_any(callee, domains) => Some(Shown::Unknown),
        _ => by_call(callee),
    }
}

/// Whether what is asked in brackets behind `before` is a text that people read: `_localizer["…"]`.
pub(super) fn is_table(before: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
    let name = before.trim_end_matches(['[', ' ']).rsplit(|c| !part(c)).next().unwrap_or_default();
    let ends = |table: &String| name.ends_with(table.as_str()) && (table.len() > 2 || is_call_of(name, table));
    RULE.data.shown.tables.iter().any(ends)
}

/// Whether a call looks up a translation, so that not all of its arguments are shown.
pub(super) fn looks_up(callee: &str) -> bool {
    let Catalogues { keys, domains } = &RULE.data.catalogues;
    is_call_of_any(callee, keys) || is_call_of_any(callee, domains)
}

fn is_call_of_any(callee: &str, names: &[String]) -> bool {
    let last = callee.as_bytes().last();
    names.iter().filter(|name| name.as_bytes().last() == last).any(|name| is_call_of(callee, name))
}

/// Whether what is called has a name, by its last part: `i18n.t`.
fn is_call_of(callee: &str, name: &str) -> bool {
    callee
        .strip_suffix(name)
        .is_some_and(|before| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
}

/// Whether a text holds the end of an element, or a character reference.
pub(super) fn holds_html(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(b'<', b'&', bytes).any(|at| match bytes.get(at..at + 3) {
        Some([b'<', b'/', name]) => name.is_ascii_alphabetic(),
        Some([b'&', b'#', _]) => true,
        Some([b'&', name, _]) if name.is_ascii_alphabetic() => {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            let length = rest.iter().take(LONGEST_REFERENCE).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            rest.get(length) == Some(&b';')
        }
        _ => false,
    })
}

/// Longer than this no name of a character is, in bytes.
const LONGEST_REFERENCE: usize = 40;

/// Whether a here document holds code or data, by the command line that opens it: what reads it, or the file it becomes.
pub(super) fn here_document_is_code(line: &str) -> bool {
    let HereDocuments { commands, files } = &RULE.data.here_documents;
    let words = line.split(|c: char| c.is_whitespace() || "|;&()<>'\"`".contains(c)).filter(|word| !word.is_empty());
    words.into_iter().any(|word| {
        let name =
            word.rsplit('/').next().unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        commands.iter().any(|command| command == name) || files.iter().any(|end| word.ends_with(end.as_str()))
    })
}

/// What a string is made of.
#[derive(Debug, PartialEq, Eq)]
struct Words {
    prose: usize,
    /// Pieces that are identifiers, paths, options and the like.
    code: usize,
    reads_as_prose: bool,
}

impl Words {
    fn of(string: &str) -> Self {
        let seen = without_tags(string);
        let bare = RULE.placeholder.replace_in(&seen).map_or(Cow::Borrowed(&*seen), Cow::Owned);
        let (mut prose, mut code) = (0, 0);
        for piece in bare.split_whitespace() {
            let word =
                piece.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '/' | '\\' | '@' | '$' | '='));
            let word = word.strip_suffix("(s)").unwrap_or(word);
            if word.is_empty() || word.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '-' | ':' | '/')) {
                continue;
            }
            let option = piece.starts_with("--") && piece.len() > 3;
            let long = word.chars().nth(1).is_some();
            if !option && long && is_word(word) {
                prose += 1;
            } else if option || long && looks_like_code(word) {
                code += 1;
            }
        }
        let sign = |(sign, but): &(Pattern, Option<Pattern>)| {
            sign.fits(&seen) && !but.as_ref().is_some_and(|but| but.fits(&seen))
        };
        // Where there are words enough, no sign of code may stand beside them.
        let reads_as_prose = prose > 1 && prose > code && !RULE.signs.iter().any(sign);
        Self { prose, code, reads_as_prose }
    }
}

/// Whether a piece is a word, as the data file says; most are by letters of ASCII alone, of which the pattern is not asked.
fn is_word(piece: &str) -> bool {
    let (first, others) = piece.as_bytes().split_first().unwrap_or((&0, &[]));
    let capitals = others.iter().any(u8::is_ascii_uppercase);
    let letters = || first.is_ascii_alphabetic() && others.iter().all(u8::is_ascii_lowercase);
    letters() || !(capitals && piece.bytes().all(|byte| byte.is_ascii_alphanumeric())) && RULE.word.fits(piece)
}

/// Whether a piece that is no word is code, not an abbreviation or a number.
fn looks_like_code(piece: &str) -> bool {
    let mut letters = piece.chars().filter(|c| c.is_alphabetic());
    let inner = |c: char| matches!(c, '_' | '/' | '\\' | '@' | '=' | '$' | '.' | ':' | '<' | '>' | '{' | '}');
    let mixed = piece.chars().zip(piece.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    piece.contains(inner)
        || mixed
        || (piece.contains('-') && piece.contains(|c: char| c.is_numeric())) && letters.next().is_some()
}

/// A text without its tags, which say nothing of its words.
fn without_tags(text: &str) -> Cow<'_, str> {
    let replaced = text.contains('<').then(|| RULE.tag.replace_in(text)).flatten();
    replaced.map_or(Cow::Borrowed(text), Cow::Owned)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    word: String,
    placeholder: String,
    sign: Vec<Sign>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    example: Vec<Example>,
    shown: Names,
    code: Names,
    catalogues: Catalogues,
    here_documents: HereDocuments,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogues {
    keys: Vec<String>,
    domains: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HereDocuments {
    commands: Vec<String>,
    files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sign {
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the file, and tests"))]
    name: String,
    pattern: String,
    /// What is prose although the pattern fits.
    #[serde(default)]
    but: Option<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    code: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
    prose: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "run as tests"))]
struct Example {
    prose: bool,
    strings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
    calls: Vec<String>,
    #[serde(default)]
    tables: Vec<String>,
}

/// The rule, ready for use.
struct Rule {
    data: Data,
    word: Pattern,
    placeholder: Pattern,
    tag: Pattern,
    signs: Vec<(Pattern, Option<Pattern>)>,
}

static RULE: LazyLock<Rule> = LazyLock::new(|| {
    let data: Data = data!("prose/data/strings");
    let but = |sign: &Sign| sign.but.as_deref().map(Pattern::new);
    Rule {
        word: Pattern::new(&data.word),
        placeholder: Pattern::new(&data.placeholder),
        tag: Pattern::new("</?[A-Za-z][^<>]*>"),
        signs: data.sign.iter().map(|sign| (Pattern::new(&sign.pattern), but(sign))).collect(),
        data,
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_keeps_what_its_examples_say() {
        let mut wrong = Vec::new();
        for (sign, (pattern, _)) in RULE.data.sign.iter().zip(&RULE.signs) {
            assert!(!sign.code.is_empty() && !sign.prose.is_empty(), "{}", sign.name);
            let code = sign.code.iter().filter(|string| !pattern.fits(string) || reads_as_prose(string));
            let prose = sign.prose.iter().filter(|string| !Words::of(string).reads_as_prose);
            wrong.extend(code.chain(prose).map(|string| format!("{}: {string}", sign.name)));
        }
        for example in &RULE.data.example {
            let strings = example.strings.iter().filter(|string| reads_as_prose(string) != example.prose);
            wrong.extend(strings.map(|string| format!("{string}: {:?}", Words::of(string))));
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn names_and_calls_tell_of_a_reader() {
        for (name, shown) in [
            ("title", Some(Shown::ToPeople)),
            ("aria-label", Some(Shown::ToPeople)),
            ("emptyLabel", Some(Shown::ToPeople)),
            ("help_text", Some(Shown::ToPeople)),
            ("subtitles", Some(Shown::Unknown)),
            ("className", None),
            ("customer", Some(Shown::Unknown)),
            ("", Some(Shown::Unknown)),
        ] {
            assert_eq!(by_name(name), shown, "{name}");
        }
        for (callee, shown) in [
            ("i18n.t", Some(Shown::ToPeople)),
            ("println!", Some(Shown::ToPeople)),
            ("format", Some(Shown::Unknown)),
            ("Regex::new", None),
            ("document.querySelector", None),
            ("Client::new", Some(Shown::Unknown)),
        ] {
            assert_eq!(by_call(callee), shown, "{callee}");
        }
    }

    #[test]
    fn a_here_document_is_what_is_done_with_it() {
        for line in [
            "kubectl apply -f - <<EOF",
            "cat <<EOF | kubectl apply -f -",
            "/usr/bin/python3.12 - <<'PY'",
            "sudo tee /etc/nginx/nginx.conf >/dev/null <<EOF",
            "cat > docker-compose.yml <<EOF",
            "ssh -T host <<EOF",
        ] {
            assert!(here_document_is_code(line), "{line}");
        }
        for line in
            ["cat <<EOF", "cat > notes.md <<EOF", "mail -s 'Our news' a@example.com <<EOF", "usage() { cat <<EOF"]
        {
            assert!(!here_document_is_code(line), "{line}");
        }
    }
}
