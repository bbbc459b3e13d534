//! What stands around a string, told from brackets and separators alone: enough to say in plain cases what the tree of
//! a grammar would tell. Where it is not plain, it says so.

use std::ops::Range;

use super::layout::{self, Ends, Layout};
use crate::prose::strings::{self, Shown};

/// So many brackets around a string may speak of it: no fewer than the nodes that [`super::place`] climbs.
const REACH: u8 = 6;

/// No more is looked at of what stands before a string between two separators.
const LONGEST: usize = 400;

/// Only a grammar can tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// What stands in this statement of the file.
    Statement,
    /// What stands anywhere.
    File,
}

/// What a byte of code is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Space,
    Open,
    Close,
    Separator,
}

const CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut out = [Class::Other; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        #[expect(clippy::indexing_slicing, reason = "a byte, in a constant")]
        let slot = &mut out[byte as usize];
        *slot = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => Class::Space,
            b'(' | b'[' | b'{' => Class::Open,
            b')' | b']' | b'}' => Class::Close,
            b',' | b';' => Class::Separator,
            _ => Class::Other,
        };
        byte += 1;
    }
    out
}

/// A bracket that is open, or the file.
struct Level {
    open: usize,
    /// Where what follows the last separator begins.
    from: usize,
    /// Around a string that must not be put together with others: how many brackets more.
    alert: u8,
    /// Whether such a string stands behind the last separator.
    watch: bool,
    /// Whether it holds a string that was read as an argument.
    argument: bool,
    /// Whether what it holds is read like statements of the file.
    is_file: bool,
}

impl Level {
    const fn new(open: usize, from: usize, is_file: bool) -> Self {
        Self { open, from, alert: 0, watch: false, argument: false, is_file }
    }
}

/// What is open at the place that was reached.
pub(super) struct Around<'a> {
    text: &'a str,
    layout: Layout,
    levels: Vec<Level>,
    /// The last byte that is no white space; a quotation mark for any string.
    last: u8,
    /// Whether the next byte decides something.
    attention: bool,
    /// An argument ends here, or it was none.
    argument: bool,
    /// The brackets of a call end here, or it was a pattern.
    call: bool,
    /// A brace closed here.
    brace: bool,
    /// The next byte may begin a statement of the file.
    boundary: bool,
    /// The statement ended with its line, unless the next byte goes on with it.
    ended: bool,
    /// Nothing but white space was passed of this line.
    fresh: bool,
    /// This line is one for a preprocessor.
    directive: bool,
    /// Where the statement of the file begins that was reached, and where that which no container holds.
    statement: usize,
    outermost: usize,
    /// Where the one begins, up to this place, of which only a grammar can tell.
    doubt: Option<usize>,
    /// The statements of which only a grammar can tell.
    doubtful: Vec<Range<usize>>,
}

impl<'a> Around<'a> {
    pub(super) fn new(text: &'a str, layout: Layout) -> Self {
        Self {
            text,
            layout,
            levels: vec![Level::new(0, 0, true)],
            last: 0,
            attention: false,
            argument: false,
            call: false,
            brace: false,
            boundary: false,
            ended: false,
            fresh: true,
            directive: false,
            statement: 0,
            outermost: 0,
            doubt: None,
            doubtful: Vec::new(),
        }
    }

    /// Of the statement that was reached only a grammar can tell.
    pub(super) fn doubt(&mut self) {
        self.doubt.get_or_insert(self.statement);
    }

    /// Of what follows up to the end only a grammar can tell, and of all of the statement that it begins in.
    pub(super) fn doubt_rest(&mut self) {
        self.doubtful.retain(|statement| statement.end <= self.outermost);
        self.doubt = Some(self.outermost);
    }

    /// The statements of the file of which only a grammar can tell, in order, once all of it was passed.
    pub(super) fn doubtful(&mut self) -> Vec<Range<usize>> {
        self.begin(self.text.len());
        std::mem::take(&mut self.doubtful)
    }

    /// Begins a statement of the file.
    fn begin(&mut self, at: usize) {
        if let Some(from) = self.doubt.take() {
            self.doubtful.push(from..at);
        }
        self.statement = at;
        if self.levels.len() == 1 {
            self.outermost = at;
        }
    }

    /// Whether what stands at `at` begins a statement of the file, where one may begin.
    fn begins(&self, at: usize) -> bool {
        let (before, from) = self.text.split_at_checked(at).unwrap_or_default();
        let word = from.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        // A line that is indented belongs to the one above.
        let indented = self.layout.indented && !before.is_empty() && !before.ends_with('\n');
        self.in_file() && !indented && !from.starts_with([')', ']', '}', '.']) && !layout::continues(word)
    }

    /// Goes over code without strings and comments.
    pub(super) fn code(&mut self, range: Range<usize>) -> Result<(), Lost> {
        let bytes = self.text.as_bytes();
        for (length, byte) in bytes.get(range.clone()).unwrap_or_default().iter().enumerate() {
            let class = CLASSES.get(usize::from(*byte)).copied().unwrap_or(Class::Other);
            if class == Class::Space {
                if *byte == b'\n' {
                    self.line_end(range.start + length);
                }
                continue;
            }
            if self.layout.directives && self.in_directive(range.start + length, *byte) {
                self.last = *byte;
                continue;
            }
            if self.attention && self.decide(range.start + length, *byte).is_err() {
                self.doubt();
            }
            if self.boundary {
                self.pass_boundary(range.start + length);
            }
            if class != Class::Other && (self.layout.brackets || class == Class::Separator) {
                self.bracket(range.start + length, *byte, class)?;
            }
            self.last = *byte;
        }
        Ok(())
    }

    fn line_end(&mut self, at: usize) {
        self.fresh = true;
        if self.last == b'\\' {
            return;
        }
        if self.directive {
            self.directive = false;
            self.boundary = self.in_file();
        }
        let ends = match self.layout.ends {
            Ends::Nothing => false,
            Ends::Line => self.levels.len() == 1 && self.last != b'=',
            Ends::Value => self.holds_statements() && ends_value(self.last),
            Ends::AnyValue => ends_value(self.last),
        };
        if ends {
            let watch = self.levels.last().is_some_and(|level| level.watch);
            self.separate(at + 1);
            // The next line may begin with what puts strings together.
            if let Some(level) = self.levels.last_mut().filter(|_| watch) {
                (level.watch, self.attention, self.ended) = (true, true, true);
            }
        }
    }

    /// Whether statements of the file stand where the file is reached, or such as can be read like them.
    fn in_file(&self) -> bool {
        self.levels.last().is_none_or(|level| level.is_file)
    }

    /// Whether braces that open at `at` hold what can be read like statements of the file.
    fn is_container(&self, at: usize) -> bool {
        let Some(level) = self.levels.last().filter(|level| level.is_file) else { return false };
        let before = self.text.get(level.from..at).unwrap_or_default();
        !self.layout.containers.is_empty()
            && before.len() < LONGEST
            && before.split(|c: char| !c.is_alphanumeric()).any(|word| self.layout.containers.contains(&word))
    }

    /// Whether what is reached stands in the file or in braces, and in no other brackets.
    fn holds_statements(&self) -> bool {
        let Some(level) = self.levels.last() else { return true };
        self.levels.len() == 1 || self.text.as_bytes().get(level.open) == Some(&b'{')
    }

    /// Whether a byte of code stands on a line for a preprocessor.
    fn in_directive(&mut self, at: usize, byte: u8) -> bool {
        if byte == b'#' && self.fresh && !self.directive {
            self.directive = true;
            if self.in_file() {
                self.begin(at);
            }
        }
        self.fresh = false;
        self.directive
    }

    /// Whether what is reached stands on a line for a preprocessor.
    pub(super) fn is_directive(&self) -> bool {
        self.directive
    }

    fn pass_boundary(&mut self, at: usize) {
        self.boundary = false;
        if self.begins(at) {
            self.begin(at);
        }
    }

    fn separate(&mut self, from: usize) {
        if let Some(level) = self.levels.last_mut() {
            (level.from, level.watch) = (from, false);
        }
        self.boundary = self.in_file();
        self.attention = self.argument || self.call || self.brace;
    }

    fn bracket(&mut self, at: usize, byte: u8, class: Class) -> Result<(), Lost> {
        if class == Class::Separator {
            self.separate(at + 1);
        } else if class == Class::Open {
            let is_file = byte == b'{' && self.is_container(at);
            self.levels.push(Level::new(at, at + 1, is_file));
            (self.attention, self.boundary) = (false, is_file);
        } else {
            if self.in_file() {
                self.begin(at);
            }
            let closed = self.levels.pop().ok_or(Lost::File)?;
            let open = self.text.as_bytes().get(closed.open).copied();
            let level = self.levels.last_mut().ok_or(Lost::File)?;
            if !matches!((open, byte), (Some(b'('), b')') | (Some(b'['), b']') | (Some(b'{'), b'}')) {
                return Err(Lost::File);
            }
            if closed.alert > 1 {
                (level.watch, level.alert) = (true, level.alert.max(closed.alert - 1));
            }
            (self.call, self.brace) = (closed.argument, byte == b'}');
            self.attention = true;
        }
        Ok(())
    }

    /// Looks at a byte that follows something of which it tells more.
    fn decide(&mut self, at: usize, byte: u8) -> Result<(), Lost> {
        if self.argument && !matches!(byte, b',' | b')') || self.call && matches!(byte, b'=' | b'|') {
            return Err(Lost::Statement);
        }
        if self.brace && (is_name(byte) || matches!(byte, b'#' | b'@')) {
            self.separate(at);
        }
        (self.argument, self.call, self.brace) = (false, false, false);
        let next = self.text.as_bytes().get(at + 1).copied();
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        if level.watch && (joins(self.last, byte, next) || byte == b'.' && self.layout.dots) {
            return Err(Lost::Statement);
        }
        level.watch &= !std::mem::take(&mut self.ended);
        self.attention = level.watch;
        Ok(())
    }

    /// Passes a comment.
    pub(super) fn comment(&mut self, range: &Range<usize>) {
        let Some(level) = self.levels.last_mut() else { return };
        let before = self.text.get(level.from..range.start).unwrap_or_default();
        let words = before.trim_start().len();
        // Nobody looks at that white space again.
        level.from = if words == 0 { range.end } else { range.start - words };
    }

    /// Passes code without brackets.
    pub(super) fn value(&mut self) {
        (self.last, self.argument, self.call, self.brace) = (b'0', false, false, false);
        self.boundary = false;
    }

    /// Meets a string at `at`.
    pub(super) fn at_string(&mut self, at: usize) {
        let watch = self.levels.last().is_some_and(|level| level.watch);
        if self.argument || watch && self.last == b'"' {
            self.doubt();
        }
        if self.boundary {
            self.pass_boundary(at);
        }
        (self.argument, self.call, self.brace) = (false, false, false);
    }

    /// Passes the string that it met.
    pub(super) fn behind_string(&mut self) {
        self.last = b'"';
    }

    /// Whether a string at `at` begins a line that no bracket holds.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default().trim_end_matches([' ', '\t']);
        self.levels.len() == 1
            && !matches!(self.last, b'\\' | b'=')
            && before.chars().next_back().is_none_or(|c| c == '\n')
    }

    /// Whether a string here may be a statement behind another on its line.
    pub(super) fn may_be_statement(&self) -> bool {
        self.levels.len() == 1 && matches!(self.last, b':' | b';')
    }

    /// From now on the string at `at` must turn out to be put together with nothing.
    pub(super) fn alone(&mut self, at: usize) -> Result<(), Lost> {
        let joined = self.last == b'"'
            || self.segments(at).any(|segment| {
                segment.is_none_or(|segment| holds_join(segment) || self.layout.dots && segment.contains('.'))
            });
        let level = self.levels.last_mut().ok_or(Lost::Statement)?;
        (level.watch, level.alert, self.attention) = (true, REACH, true);
        if joined { Err(Lost::Statement) } else { Ok(()) }
    }

    /// What the call is called whose argument begins at `at`, with nothing else around it.
    pub(super) fn callee(&mut self, at: usize) -> Result<&'a str, Lost> {
        let level = self.levels.last_mut().ok_or(Lost::Statement)?;
        let before = self.text.get(..level.open).unwrap_or_default();
        if self.text.as_bytes().get(level.open) != Some(&b'(') || !matches!(self.last, b'(' | b',') || at <= level.open
        {
            return Err(Lost::Statement);
        }
        let name = tail(before);
        let first = name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$'));
        let ends = name.ends_with(|c: char| c.is_alphanumeric() || "_!$".contains(c));
        let outside = before.get(..before.len() - name.len()).unwrap_or_default().bytes().next_back();
        let begins = outside.is_none_or(|byte| byte.is_ascii_whitespace() || b"([{,;=&|!*+/%^<@~".contains(&byte));
        if !(first && ends && begins) || name.len() >= LONGEST || layout::calls_nothing(name.trim_end_matches('!')) {
            return Err(Lost::Statement);
        }
        (level.argument, self.argument, self.attention) = (true, true, true);
        Ok(name)
    }

    /// Whether something around the string at `at` may say that a person reads it, though it is a single word.
    pub(super) fn may_show(&self, at: usize, word: &str) -> bool {
        let letters: String = letters(word).collect();
        if self.segments(at).any(|segment| segment.is_none_or(|segment| names(segment, &letters))) {
            return true;
        }
        // What stands outside of braces speaks of the string only where all is the argument of a macro.
        let brackets = self.levels.iter().skip(1).rev().take(usize::from(REACH));
        let mut calls = brackets.map(|level| tail(self.text.get(..level.open).unwrap_or_default()));
        calls.any(|call| strings::by_call(call) == Some(Shown::ToPeople))
    }

    /// What stands before `at` behind the last separator, from the inside out as far as it may speak of what stands there;
    /// none where it is long.
    fn segments(&self, at: usize) -> impl Iterator<Item = Option<&'a str>> {
        let (text, layout) = (self.text, self.layout);
        let mut end = Some(at);
        self.levels.iter().rev().take(usize::from(REACH) + 1).map_while(move |level| {
            let segment = text.get(level.from..end?);
            let holds_members = !layout.lists && text.as_bytes().get(level.open) == Some(&b'{');
            end = (!holds_members || level.open == 0).then_some(level.open);
            Some(segment.filter(|segment| segment.len() <= LONGEST))
        })
    }
}

/// Whether a byte may be the last of a value.
fn ends_value(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b')' | b']' | b'}' | b'"' | b'\'' | b'`')
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

/// Whether a byte of code begins an operator that may put strings together.
fn joins(last: u8, byte: u8, next: Option<u8>) -> bool {
    match byte {
        b'+' | b'~' => true,
        b'<' | b'.' => next == Some(byte),
        // Else it is a reference, or `&&`.
        b'&' => next != Some(b'&') && (is_name(last) || matches!(last, b')' | b']' | b'}' | b'"' | b'\'' | b'`')),
        _ => false,
    }
}

fn holds_join(segment: &str) -> bool {
    let mut last = 0;
    let bytes = segment.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| {
        let joins = joins(last, *byte, bytes.get(at + 1).copied());
        if !byte.is_ascii_whitespace() {
            last = *byte;
        }
        joins
    })
}

/// What may be part of the name of a call.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "_.:$>-!?".contains(c)
}

/// The name of a call that `before` ends with, as far as anybody looks at it.
fn tail(before: &str) -> &str {
    let part = before.chars().rev().take(LONGEST).take_while(|c| is_part(*c));
    let length = part.map(char::len_utf8).sum::<usize>();
    before.get(before.len() - length..).unwrap_or_default()
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether a name in a stretch of code may say that a person reads what follows, which says `word`.
fn names(segment: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut rest = segment;
    while let Some(start) = rest.find(is_name) {
        let from = rest.get(start..).unwrap_or_default();
        let length = from.find(|c| !is_name(c)).unwrap_or(from.len());
        let (name, behind) = from.split_at_checked(length).unwrap_or_default();
        let sign = behind.get(..behind.find(is_name).unwrap_or(behind.len())).unwrap_or_default();
        let call = segment.get(..segment.len() - behind.len()).unwrap_or_default();
        let is_key = sign.replace("::", "").contains([':', '=']);
        if strings::by_call(tail(call)) == Some(Shown::ToPeople)
            || sign.starts_with('[') && strings::is_table(call)
            || is_key && strings::by_name(name) == Some(Shown::ToPeople)
            || is_key && may_spell_out(name, behind, word)
        {
            return true;
        }
        rest = behind;
    }
    false
}

/// Whether a value that goes on like this and says `word` may spell out the name of its key: what stands between the two is
/// a part of it.
fn may_spell_out(key: &str, behind: &str, word: &str) -> bool {
    let key: String = letters(key).collect();
    key.contains(word) && key.starts_with(&letters(behind).collect::<String>())
}
