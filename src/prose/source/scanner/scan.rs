//! Runs through source code by the table, from one stretch to the next. What is not sure is a candidate.

use std::ops::{ControlFlow, Range};

use memchr::{memchr, memchr2, memmem};

use super::before::{Before, before};
use super::heredoc::{Pending, opening};
use super::table::{After, AfterDigit, Block, Code, Hole, Lexis, Line, Nests, Raw, Regex, Text, Way};
use super::{Kind, Span};

/// How deep code may stand in strings in code; below that nothing is sure.
const DEEPEST: usize = 32;

/// How many words that should end lines of text may be missing before nothing is sure.
const MOST_SEARCHES: usize = 32;

/// How long a pattern between slashes may be.
const LONGEST_PATTERN: usize = 2_000;

/// Why a scan stops before the end.
pub(super) enum Stop {
    /// What follows may be anything.
    Unsure,
    /// Nobody wants to know more.
    Enough,
}

/// What stands at a place.
enum Found {
    /// Nothing that the table knows.
    Nothing,
    /// Code up to here.
    Code(usize),
    /// A candidate up to here.
    Candidate(Kind, usize),
    /// A candidate up to here, and perhaps code all the same.
    Perhaps(usize),
    /// The end of the code.
    Leave(usize),
}

/// Where the code that is scanned ends.
#[derive(Clone, Copy)]
enum Within<'a> {
    /// With the text.
    File,
    /// With the hole in a string.
    Hole(&'a Hole),
}

pub(super) struct Scan<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) lexis: &'a Lexis,
    pub(super) visit: &'a mut dyn FnMut(Span) -> ControlFlow<()>,
    pending: Vec<Pending<'a>>,
    /// Where the first candidate of several lines begins: if a quotation mark turns out to be missing, it may be there.
    several_lines: Option<usize>,
    /// Up to where candidates were visited that are looked at as code too.
    perhaps: usize,
    searches: usize,
    depth: usize,
}

impl<'a> Scan<'a> {
    pub(super) fn new(bytes: &'a [u8], lexis: &'a Lexis, visit: &'a mut dyn FnMut(Span) -> ControlFlow<()>) -> Self {
        Self { bytes, lexis, visit, pending: Vec::new(), several_lines: None, perhaps: 0, searches: 0, depth: 0 }
    }

    fn rest(&self, at: usize) -> &'a [u8] {
        self.bytes.get(at..).unwrap_or_default()
    }

    fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', self.rest(at)).map_or(self.bytes.len(), |length| at + length)
    }

    pub(super) fn emit(&mut self, kind: Kind, range: Range<usize>) -> Result<(), Stop> {
        if self.depth > 0 || range.is_empty() {
            return Ok(());
        }
        match (self.visit)(Span { kind, range }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stop::Enough),
        }
    }

    /// Code from `at` to the end of the file, or to where it leaves for text.
    pub(super) fn file(&mut self, at: usize) -> Result<usize, Stop> {
        self.code(at, Within::File)
    }

    fn code(&mut self, mut at: usize, within: Within<'_>) -> Result<usize, Stop> {
        let mut open = 0_usize;
        loop {
            let Some(next) = self.next(at, within) else {
                return if matches!(within, Within::File) { Ok(self.bytes.len()) } else { Err(Stop::Unsure) };
            };
            at = next;
            let rest = self.rest(at);
            if let Within::Hole(hole) = within {
                if open == 0 && rest.starts_with(hole.close.as_bytes()) {
                    return Ok(at + hole.close.len());
                }
                // A bracket of the code in the hole.
                let bracket = rest.get(..1).unwrap_or_default();
                if hole.open != hole.close && hole.open.as_bytes().ends_with(bracket) {
                    (open, at) = (open + 1, at + 1);
                    continue;
                }
                if hole.open != hole.close && hole.close.as_bytes() == bracket {
                    (open, at) = (open.saturating_sub(1), at + 1);
                    continue;
                }
            }
            if rest.first() == Some(&b'\n') {
                at = self.heredocs(at + 1)?;
                continue;
            }
            match self.found(at, within) {
                Ok(Found::Nothing) => at += 1,
                Ok(Found::Code(end)) => {
                    self.emit(Kind::Code, at..end)?;
                    at = end.max(at + 1);
                }
                Ok(Found::Candidate(kind, end)) => {
                    self.emit(kind, at..end)?;
                    let lines = self.bytes.get(at..end).unwrap_or_default();
                    if memchr(b'\n', lines).is_some() {
                        if !self.pending.is_empty() {
                            return Err(Stop::Unsure);
                        }
                        self.several_lines.get_or_insert(at);
                    }
                    at = end.max(at + 1);
                }
                Ok(Found::Perhaps(end)) => {
                    self.emit(Kind::Other, at..end)?;
                    self.perhaps = end;
                    at += 1;
                }
                Ok(Found::Leave(end)) => {
                    if matches!(within, Within::File) {
                        return Ok(end);
                    }
                    at += 1;
                }
                Err(Stop::Unsure) if self.depth == 0 => {
                    self.emit(Kind::Rest(at), self.several_lines.unwrap_or(at)..self.bytes.len())?;
                    return Ok(self.bytes.len());
                }
                Err(stop) => return Err(stop),
            }
        }
    }

    /// The next byte that may begin or end something.
    fn next(&self, at: usize, within: Within<'_>) -> Option<usize> {
        let rest = self.rest(at);
        let lexis = self.lexis;
        let length = match within {
            Within::File if self.pending.is_empty() => rest.iter().position(|byte| lexis.begins(*byte)),
            Within::File => rest.iter().position(|byte| lexis.begins(*byte) || *byte == b'\n'),
            Within::Hole(hole) => {
                let (open, close) = (hole.open.bytes().last(), hole.close.bytes().next());
                rest.iter().position(|byte| {
                    lexis.begins(*byte) || Some(*byte) == close || Some(*byte) == open || *byte == b'\n'
                })
            }
        };
        length.map(|length| at + length)
    }

    fn found(&mut self, at: usize, within: Within<'_>) -> Result<Found, Stop> {
        let rest = self.rest(at);
        let (Some(byte), lexis) = (rest.first(), self.lexis) else { return Ok(Found::Nothing) };
        for way in lexis.ways(*byte).iter().filter(|way| way.opens(rest)) {
            let found = match way {
                Way::Line(_) if matches!(within, Within::Hole(Hole { code: Code::NoComments, .. })) => Found::Nothing,
                Way::Line(line) => self.line(line, at)?,
                Way::Block(block) => self.block(block, at)?,
                Way::String(text) => self.string(text, at)?,
                Way::Raw { kind, .. } => self.raw(*kind, at)?,
                Way::Heredoc { kind, .. } => self.heredoc(*kind, at)?,
                Way::Char { .. } => self.char(at),
                Way::Regex(regex) => self.regex(regex, at)?,
                Way::Percent { .. } => self.percent(at)?,
                Way::Skip { length, .. } => Found::Code(at + length),
                Way::Unsure { .. } => return Err(Stop::Unsure),
                Way::Leave { open } => Found::Leave(at + open.len()),
            };
            if !matches!(found, Found::Nothing) {
                return Ok(found);
            }
        }
        Ok(Found::Nothing)
    }

    /// What stands before a place, without a byte order mark.
    fn behind(&self, at: usize) -> &'a [u8] {
        let behind = self.bytes.get(..at).unwrap_or_default();
        behind.strip_prefix("\u{feff}".as_bytes()).unwrap_or(behind)
    }

    fn line(&self, line: &Line, at: usize) -> Result<Found, Stop> {
        let behind = self.behind(at);
        let follows = match line.after {
            After::Any => true,
            After::Blank => behind.last().is_none_or(|byte| b" \t\r\n;&|()`".contains(byte)),
            After::First => {
                let blank = |byte: &&u8| !matches!(byte, b' ' | b'\t');
                behind.iter().rev().take(200).find(blank).is_none_or(|byte| *byte == b'\n')
            }
        };
        let next = self.bytes.get(at + line.open.len());
        if !follows || next.is_some_and(|next| line.unless.as_bytes().contains(next)) {
            return Ok(Found::Nothing);
        }
        // Such a line was visited already, from its first sign on.
        if at < self.perhaps && !line.peek.is_empty() {
            return Ok(Found::Nothing);
        }
        let mut end = self.line_end(at);
        while line.continued && is_continued(self.bytes.get(at..end).unwrap_or_default()) && end < self.bytes.len() {
            end = self.line_end(end + 1);
        }
        let content = self.bytes.get(at..end).unwrap_or_default();
        if let Some(until) = &line.until
            && let Some(length) = memmem::find(content, until.as_bytes())
        {
            return Ok(Found::Candidate(Kind::Comment, at + length));
        }
        if line.doubt && content.iter().any(|byte| matches!(byte, b'\'' | b'"' | b'`' | b'*' | b'$')) {
            return Err(Stop::Unsure);
        }
        let peeks = line.peek == "always" || behind.last().is_some_and(|byte| line.peek.as_bytes().contains(byte));
        Ok(if peeks { Found::Perhaps(end) } else { Found::Candidate(Kind::Comment, end) })
    }

    fn block(&self, block: &Block, at: usize) -> Result<Found, Stop> {
        if block.first && self.behind(at).last().is_some_and(|byte| *byte != b'\n') {
            return Ok(Found::Nothing);
        }
        let (open, close) = (block.open.as_bytes(), block.close.as_bytes());
        let (Some(first), Some(last)) = (open.first(), close.first()) else { return Ok(Found::Nothing) };
        let mut depth = 1_usize;
        let mut from = at + open.len();
        if block.nests == Nests::No {
            let length = memmem::find(self.rest(from), close).ok_or(Stop::Unsure)?;
            return Ok(Found::Candidate(Kind::Comment, from + length + close.len()));
        }
        while let Some(length) = memchr2(*first, *last, self.rest(from)) {
            from += length;
            let rest = self.rest(from);
            if rest.starts_with(close) {
                (depth, from) = (depth - 1, from + close.len());
                if depth == 0 {
                    return Ok(Found::Candidate(Kind::Comment, from));
                }
            } else if rest.starts_with(open) {
                if block.nests == Nests::Perhaps {
                    return Err(Stop::Unsure);
                }
                (depth, from) = (depth + 1, from + open.len());
            } else {
                from += 1;
            }
        }
        Err(Stop::Unsure)
    }

    fn string(&mut self, text: &'a Text, at: usize) -> Result<Found, Stop> {
        let behind = self.bytes.get(..at).unwrap_or_default();
        let part_of_number = text.after_digit == AfterDigit::Number && is_in_number(behind);
        if part_of_number || !text.may_follow(behind) {
            return Ok(Found::Nothing);
        }
        let (close, mut from) = (text.close.as_bytes(), at + text.open.len());
        let sign = close.first().copied().unwrap_or_default();
        let mut kind = Kind::String;
        loop {
            from += self.rest(from).iter().position(|byte| text.stops.has(*byte)).ok_or(Stop::Unsure)?;
            let rest = self.rest(from);
            if rest.starts_with(close) {
                from += close.len();
                if text.doubled && self.rest(from).starts_with(close) {
                    from += close.len();
                    continue;
                }
                while text.greedy && self.bytes.get(from) == Some(&sign) {
                    from += 1;
                }
                break;
            }
            if let Some(hole) = text.holes.iter().find(|hole| rest.starts_with(hole.open.as_bytes())) {
                let inner = from + hole.open.len();
                let doubled = hole.doubled && self.rest(inner).starts_with(hole.open.as_bytes());
                from = if doubled { inner + hole.open.len() } else { self.hole(hole, inner)? };
                kind = Kind::Other;
            } else {
                match rest.first() {
                    Some(b'\\') if text.escape => from += 2 + usize::from(rest.starts_with(b"\\\r\n")),
                    Some(b'\n') if !text.lines => return Err(Stop::Unsure),
                    _ => from += 1,
                }
            }
        }
        let content = self.bytes.get(at..from).unwrap_or_default();
        if text.doubt.iter().any(|doubt| memmem::find(content, doubt.as_bytes()).is_some()) {
            return Err(Stop::Unsure);
        }
        Ok(if text.quiet { Found::Code(from) } else { Found::Candidate(kind, from) })
    }

    /// The end of the code in a string that begins at `at`.
    fn hole(&mut self, hole: &Hole, at: usize) -> Result<usize, Stop> {
        if self.depth >= DEEPEST {
            return Err(Stop::Unsure);
        }
        self.depth += 1;
        let end = self.code(at, Within::Hole(hole));
        self.depth -= 1;
        let end = end?;
        let content = self.bytes.get(at..end).unwrap_or_default();
        let unsure = hole.doubt.iter().any(|doubt| memmem::find(content, doubt.as_bytes()).is_some());
        if unsure { Err(Stop::Unsure) } else { Ok(end) }
    }

    /// A character between quotes; a quote without its like is a lifetime, a label, a symbol.
    fn char(&self, at: usize) -> Found {
        let rest = self.rest(at + 1);
        let length = match rest.first() {
            Some(b'\\') => {
                let after = rest.iter().take(14).skip(2).position(|byte| *byte == b'\'');
                after.map(|length| length + 2)
            }
            Some(byte) if *byte >= 0x80 => rest.iter().take(5).position(|byte| *byte == b'\''),
            Some(_) => (rest.get(1) == Some(&b'\'')).then_some(1),
            None => None,
        };
        length.map_or(Found::Nothing, |length| Found::Code(at + 1 + length + 1))
    }

    fn raw(&mut self, kind: Raw, at: usize) -> Result<Found, Stop> {
        let Some(close) = (match kind {
            Raw::Rust => super::raw::rust(self.bytes, at),
            Raw::Swift => super::raw::swift(self.bytes, at),
            Raw::Lua => super::raw::lua(self.bytes, at),
            Raw::Cpp => super::raw::cpp(self.bytes, at),
            Raw::Csharp => super::raw::csharp(self.bytes, at),
            Raw::Dollar => super::raw::dollar(self.bytes, at),
        }) else {
            return Ok(Found::Nothing);
        };
        let inner = self.rest(close.from);
        let length = memmem::find(inner, &close.sign).ok_or(Stop::Unsure)?;
        // Code in a string whose end is found by its sign alone could hold that sign.
        let content = inner.get(..length).unwrap_or_default();
        if close.hole.is_some_and(|hole| memmem::find(content, &hole).is_some()) {
            return Err(Stop::Unsure);
        }
        let sort = match kind {
            Raw::Lua if self.rest(at).starts_with(b"--") => Kind::Comment,
            Raw::Lua => Kind::Other,
            _ => Kind::String,
        };
        Ok(Found::Candidate(sort, close.from + length + close.sign.len()))
    }

    fn heredoc(&mut self, kind: super::table::Heredoc, at: usize) -> Result<Found, Stop> {
        let Some((pending, end)) = opening(kind, self.bytes, at)? else { return Ok(Found::Nothing) };
        if end == at {
            return Ok(Found::Code(at + 3));
        }
        if pending.end(self.bytes, self.line_end(end)).is_none() {
            self.searches += 1;
            let unsure = pending.is_sure() || self.searches > MOST_SEARCHES;
            return if unsure { Err(Stop::Unsure) } else { Ok(Found::Nothing) };
        }
        self.pending.push(pending);
        Ok(Found::Code(end))
    }

    /// The lines of text that were opened on the line before, in order.
    fn heredocs(&mut self, mut at: usize) -> Result<usize, Stop> {
        for pending in std::mem::take(&mut self.pending) {
            let Some(end) = pending.end(self.bytes, at.saturating_sub(1)) else { return Err(Stop::Unsure) };
            self.emit(Kind::Here, at..end)?;
            at = end;
        }
        Ok(at)
    }

    fn regex(&self, regex: &Regex, at: usize) -> Result<Found, Stop> {
        let before = before(self.bytes, at, regex);
        if before == Before::Value {
            return Ok(Found::Nothing);
        }
        let (mut from, mut class) = (at + 1, false);
        let close = loop {
            match self.bytes.get(from) {
                None | Some(b'\n') => break None,
                Some(b'\\') => from += 1,
                Some(b'[') => class = !regex.slash_in_class,
                Some(b']') => class = false,
                Some(b'/') if !class => break Some(from),
                Some(_) => {}
            }
            from += 1;
            if from - at > LONGEST_PATTERN {
                return Err(Stop::Unsure);
            }
        };
        match (before, close) {
            (Before::Operator, Some(close)) => Ok(Found::Code(close + 1)),
            (Before::Operator, None) => Err(Stop::Unsure),
            (_, None) => Ok(Found::Nothing),
            // Two divisions or a pattern: what stands between opens nothing, or nothing is sure.
            (_, Some(close)) => {
                let between = self.bytes.get(at + 1..close).unwrap_or_default();
                let opens = between.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'*' | b'#'));
                if opens { Err(Stop::Unsure) } else { Ok(Found::Code(close)) }
            }
        }
    }

    /// `%w[…]`, `%(…)` and their like.
    fn percent(&self, at: usize) -> Result<Found, Stop> {
        let rest = self.rest(at + 1);
        let is_sign = |byte: &u8| byte.is_ascii_punctuation();
        let (sign, named) = match rest {
            [letter, sign, ..] if b"qQwWiIrsx".contains(letter) && is_sign(sign) && *sign != b'_' => (*sign, true),
            [sign, ..] if is_sign(sign) && !b"=,.;)]}_%".contains(sign) => (*sign, false),
            _ => return Ok(Found::Nothing),
        };
        let words = Regex {
            open: String::new(),
            words: "if unless while until and or not when then return in do else puts".to_owned(),
            names_may_precede: true,
            slash_in_class: false,
        };
        let before = before(self.bytes, at, &words);
        if before == Before::Value {
            return Ok(Found::Nothing);
        }
        let from = at + 1 + usize::from(named) + 1;
        let end = super::raw::percent(self.bytes, from, sign).ok_or(Stop::Unsure)?;
        let content = self.bytes.get(from..end).unwrap_or_default();
        let opens = content.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'`' | b'#' | b'/'));
        if before == Before::Doubtful && opens { Err(Stop::Unsure) } else { Ok(Found::Candidate(Kind::Other, end)) }
    }
}

impl Text {
    /// Whether such a string can begin behind these bytes.
    fn may_follow(&self, behind: &[u8]) -> bool {
        if self.behind_word {
            return behind.last().is_some_and(|byte| is_name(*byte));
        }
        if self.prefix.is_empty() {
            return true;
        }
        let is = |letter: u8, byte: u8| letter.eq_ignore_ascii_case(&byte);
        if !behind.last().is_some_and(|byte| byte.is_ascii_alphabetic() || b"$@".contains(byte)) {
            return false;
        }
        self.prefix.iter().any(|prefix| {
            let known = |byte: &&u8| prefix.bytes().chain(self.beside.bytes()).any(|letter| is(letter, **byte));
            let count = behind.iter().rev().take(4).take_while(known).count();
            let letters = behind.get(behind.len() - count..).unwrap_or_default();
            prefix.bytes().all(|letter| letters.iter().any(|byte| is(letter, *byte)))
        })
    }
}

fn is_continued(line: &[u8]) -> bool {
    line.strip_suffix(b"\r").unwrap_or(line).ends_with(b"\\")
}

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Whether a quote here separates the digits of a number.
fn is_in_number(behind: &[u8]) -> bool {
    let word = behind.iter().rev().take(80).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'\'');
    word.last().is_some_and(u8::is_ascii_digit)
}
