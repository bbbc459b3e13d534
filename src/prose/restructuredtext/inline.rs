//! Inline markup of reStructuredText: what is emphasised, a literal, a role, a reference.
//!
//! By the rules of its specification: a start-string stands behind white space or punctuation and before a
//! character, an end-string the other way round; nothing nests; a backslash takes the meaning from the next sign.

use std::ops::Range;

use super::names::Names;
use super::terms::Role;
use crate::prose::builder::Builder;
use crate::prose::document::Style;

/// Reads running text into `block`; `names` are asked for roles, and told of references.
pub(super) fn read(text: &str, block: Builder, style: Style, names: &mut Names) -> Vec<Builder> {
    let mut inline = Inline { text, block, style, names, done: 0, unclosed: Vec::new() };
    let mut at = 0;
    while let Some(found) = text.as_bytes().get(at..).and_then(|rest| rest.iter().position(|byte| is_sign(*byte))) {
        at += found;
        at = inline.sign(at).max(at + 1);
    }
    inline.flush(text.len());
    vec![inline.block]
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'\\' | b'*' | b'`' | b'|' | b'_' | b'[' | b':')
}

struct Inline<'t> {
    text: &'t str,
    block: Builder,
    style: Style,
    names: &'t mut Names,
    /// What stands before was added.
    done: usize,
    /// End-strings that do not come any more.
    unclosed: Vec<&'static str>,
}

impl Inline<'_> {
    /// What a sign at `at` begins; answers where to go on.
    fn sign(&mut self, at: usize) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let span = match rest.as_bytes() {
            [b'\\', ..] => return at + 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            [b'*', b'*', ..] => self.span(at, "**", |style| style.strong = true),
            [b'*', ..] => self.span(at, "*", |style| style.emphasis = true),
            [b'`', b'`', ..] => self.literal(at),
            [b'`', ..] => self.interpreted(at, at, None),
            [b'_', b'`', ..] => self.target(at),
            [b'|', ..] => self.substitution(at),
            [b'[', ..] => self.footnote(at, rest),
            [b':', ..] => self.role(at, rest),
            [b'_', ..] => self.reference(at),
            _ => None,
        };
        span.unwrap_or(at + 1)
    }

    /// Adds the text up to `end`, escapes decoded.
    fn flush(&mut self, end: usize) {
        let range = self.done..end.max(self.done);
        self.words(range, self.style);
        self.done = end.max(self.done);
    }

    /// Adds words; what a backslash stands before is itself, white space behind one is nothing.
    fn words(&mut self, range: Range<usize>, style: Style) {
        let mut at = range.start;
        while let Some(found) = self.text.get(at..range.end).and_then(|rest| rest.find('\\')) {
            let escape = at + found;
            self.block.exact(self.text, at..escape, style);
            let next = self.text.get(escape + 1..range.end).and_then(|rest| rest.chars().next());
            at = escape + 1 + next.map_or(0, char::len_utf8);
            if let Some(next) = next.filter(|next| !next.is_whitespace()) {
                self.block.decoded(next.encode_utf8(&mut [0; 4]), escape..at, style);
            }
        }
        self.block.exact(self.text, at..range.end, style);
    }

    fn code(&mut self, range: Range<usize>) {
        self.block.exact(self.text, range, Style { code: true, ..self.style });
    }

    /// Whether a start-string of `length` bytes can stand at `at`.
    fn opens(&self, at: usize, length: usize) -> bool {
        let before = self.text.get(..at).and_then(|before| before.chars().next_back());
        let next = self.text.get(at + length..).and_then(|rest| rest.chars().next());
        let Some(next) = next.filter(|next| !next.is_whitespace()) else { return false };
        let quoted = match before {
            Some('\'') => next == '\'',
            Some('"') => next == '"',
            Some('(') => next == ')',
            Some('[') => next == ']',
            Some('{') => next == '}',
            Some('<') => next == '>',
            _ => false,
        };
        !quoted && before.is_none_or(|c| c.is_whitespace() || "'\"([{<-/:".contains(c) || is_foreign_mark(c))
    }

    /// Whether an end-string can stand before the byte `end`.
    fn ends(&self, end: usize) -> bool {
        let next = self.text.get(end..).and_then(|rest| rest.chars().next());
        next.is_none_or(|c| c.is_whitespace() || "'\")]}>-/\\:.,;!?".contains(c) || is_foreign_mark(c))
    }

    /// Where the end-string `sign` begins that closes what stands from `from` on. `suffix` says whether it can
    /// stand there by what follows.
    fn closing(&mut self, from: usize, sign: &'static str, suffix: impl Fn(&Self, usize) -> bool) -> Option<usize> {
        if self.unclosed.contains(&sign) {
            return None;
        }
        let mut at = from;
        while let Some(found) = self.text.get(at..).and_then(|rest| rest.find(sign)) {
            let end = at + found;
            let before = self.text.get(..end).unwrap_or_default();
            let escaped = sign != "``" && before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
            let tight = !before.ends_with(char::is_whitespace);
            if end > from && !escaped && tight && suffix(self, end + sign.len()) {
                return Some(end);
            }
            at = end + 1;
        }
        self.unclosed.push(sign);
        None
    }

    /// Emphasis of either kind.
    fn span(&mut self, at: usize, sign: &'static str, mark: impl FnOnce(&mut Style)) -> Option<usize> {
        if !self.opens(at, sign.len()) {
            return Some(at + sign.len());
        }
        let start = at + sign.len();
        let Some(end) = self.closing(start, sign, Self::ends) else { return Some(start) };
        self.flush(at);
        let mut style = self.style;
        mark(&mut style);
        self.words(start..end, style);
        self.done = end + sign.len();
        Some(self.done)
    }

    fn literal(&mut self, at: usize) -> Option<usize> {
        if !self.opens(at, 2) {
            return Some(at + 2);
        }
        let Some(end) = self.closing(at + 2, "``", Self::ends) else { return Some(at + 2) };
        self.flush(at);
        self.code(at + 2..end);
        self.done = end + 2;
        Some(self.done)
    }

    fn substitution(&mut self, at: usize) -> Option<usize> {
        if !self.opens(at, 1) {
            return None;
        }
        let end = self.closing(at + 1, "|", |inline, end| {
            let rest = inline.text.get(end..).unwrap_or_default();
            inline.ends(end + rest.bytes().take(2).take_while(|byte| *byte == b'_').count())
        })?;
        self.flush(at);
        self.code(at..end + 1);
        self.done = end + 1 + underscores(self.text, end + 1);
        Some(self.done)
    }

    /// `[1]_`, `[#label]_`, `[CIT2002]_`.
    fn footnote(&mut self, at: usize, rest: &str) -> Option<usize> {
        let label = |c: char| c.is_alphanumeric() || matches!(c, '#' | '*' | '_' | '-' | '.' | ':');
        let inner = rest.get(1..)?;
        let length = inner.find(|c: char| !label(c)).filter(|length| *length > 0)?;
        let end = at + 1 + length;
        if !inner.get(length..)?.starts_with("]_") || !self.ends(end + 2) {
            return None;
        }
        self.flush(at);
        self.code(at..end + 1);
        self.done = end + 2;
        Some(self.done)
    }

    /// `` :role:`text` ``.
    fn role(&mut self, at: usize, rest: &str) -> Option<usize> {
        let inner = rest.get(1..)?;
        let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':');
        let length = inner.find(|c: char| !name(c))?;
        let role = inner.get(..length)?.strip_suffix(':').filter(|role| !role.is_empty())?;
        (inner.as_bytes().get(length) == Some(&b'`') && self.opens(at, 1)).then_some(())?;
        self.interpreted(at, at + 1 + length, Some(role.to_owned()))
    }

    /// `` `text` `` whose first backtick stands at `tick`, with its role before or behind it, or a reference.
    fn interpreted(&mut self, at: usize, tick: usize, role: Option<String>) -> Option<usize> {
        if role.is_none() && !self.opens(tick, 1) {
            return None;
        }
        let end = self.closing(tick + 1, "`", |inline, end| {
            let rest = inline.text.get(end..).unwrap_or_default();
            inline.ends(end + underscores(inline.text, end)) || role_behind(rest).is_some()
        })?;
        let inner = tick + 1..end;
        let behind = self.text.get(end + 1..).unwrap_or_default();
        let count = underscores(self.text, end + 1);
        self.flush(at);
        if count > 0 && role.is_none() {
            self.link(inner, count);
            self.done = end + 1 + count;
            return Some(self.done);
        }
        let suffix = role_behind(behind).filter(|_| role.is_none());
        self.done = end + 1 + suffix.map_or(0, |name| name.len() + 2);
        let name = role.or(suffix.map(str::to_owned));
        self.roled(inner, name.as_deref());
        Some(self.done)
    }

    /// The text of a role; without one it is the title of a work where it reads like one, and code where it does not.
    fn roled(&mut self, inner: Range<usize>, role: Option<&str>) {
        let text = self.text.get(inner.clone()).unwrap_or_default();
        let style = self.style;
        let default = self.names.default_role();
        match role.map(|name| self.names.role(name)).or(default) {
            None if text.split_whitespace().nth(1).is_none() => self.code(inner),
            None => self.words(inner, Style { emphasis: true, ..style }),
            Some(Role::Text) => {
                let strong = style.strong || matches!(role, Some("guilabel" | "menuselection"));
                self.words(inner, Style { strong, ..style });
            }
            Some(Role::Label) if titled(text).is_none() => {
                self.words(inner, Style { link: true, label: true, ..style })
            }
            Some(Role::Label | Role::Reference) => {
                let titled = titled(text);
                // A reference to a title by its text.
                let target = text.get(titled.unwrap_or_default()..).unwrap_or_default();
                let target = if titled.is_some() { target.trim().trim_matches(['<', '>']) } else { target };
                let target = target.rsplit(':').next().unwrap_or_default();
                if target.contains(char::is_whitespace) || target.starts_with(char::is_uppercase) {
                    self.names.refer(target);
                }
                match titled {
                    Some(length) => self.words(inner.start..inner.start + length, Style { link: true, ..style }),
                    None => self.code(inner),
                }
            }
            Some(Role::Code) => self.code(inner),
        }
    }

    /// A reference between backticks: its text is its name, unless its target stands in it or it has none.
    fn link(&mut self, inner: Range<usize>, underscores: usize) {
        let text = self.text.get(inner.clone()).unwrap_or_default();
        let (length, named) = titled(text).map_or((text.len(), underscores == 1), |length| (length, false));
        if length == 0 {
            return self.code(inner); // `<https://example.com>`_ shows its address.
        }
        if named {
            self.names.refer(text);
        } else if let Some(name) = text.get(length..).and_then(|target| target.trim().strip_suffix("_>")) {
            self.names.refer(name);
        }
        let style = Style { link: true, label: named, ..self.style };
        self.words(inner.start..inner.start + length, style);
    }

    /// `` _`text` ``, which references find by this text.
    fn target(&mut self, at: usize) -> Option<usize> {
        self.opens(at, 2).then_some(())?;
        let end = self.closing(at + 2, "`", Self::ends)?;
        self.flush(at);
        self.words(at + 2..end, Style { label: true, ..self.style });
        self.done = end + 1;
        Some(self.done)
    }

    /// `word_`, whose underscore stands at `at`.
    fn reference(&mut self, at: usize) -> Option<usize> {
        let count = underscores(self.text, at);
        let before = self.text.get(self.done..at)?;
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | ':');
        let name = before.rfind(|c: char| !inside(c)).map_or(before, |last| {
            before
                .get(last + before.get(last..).and_then(|c| c.chars().next()).map_or(1, char::len_utf8)..)
                .unwrap_or_default()
        });
        let name = name.trim_start_matches(|c: char| !c.is_alphanumeric());
        let start = at - name.len();
        if name.is_empty() || !name.ends_with(char::is_alphanumeric) || !self.ends(at + count) || !self.opens(start, 0)
        {
            return Some(at + count.max(1));
        }
        self.flush(start);
        if count == 1 {
            self.names.refer(name);
        }
        self.words(start..at, Style { link: true, label: count == 1, ..self.style });
        self.done = at + count;
        Some(self.done)
    }
}

/// How many underscores stand at `at`, two at most.
fn underscores(text: &str, at: usize) -> usize {
    text.as_bytes().get(at..).unwrap_or_default().iter().take(2).take_while(|byte| **byte == b'_').count()
}

/// The role in `:role:` behind interpreted text.
fn role_behind(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix(':')?;
    let length = inner.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | '+'))?;
    inner.get(length..)?.starts_with(':').then(|| inner.get(..length)).flatten().filter(|name| !name.is_empty())
}

/// How long the title in `title <target>` is.
fn titled(text: &str) -> Option<usize> {
    let open = text.strip_suffix('>')?.rfind('<')?;
    let before = text.get(..open)?;
    (before.is_empty() || before.ends_with(char::is_whitespace)).then(|| before.trim_end().len())
}

/// Typographic quotation marks, dashes and the like.
fn is_foreign_mark(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric()
}
