//! The commands of LaTeX, their arguments, and environments.

use super::terms::terms;
use super::{Around, Frame, Reader, UNKNOWN, language};
use crate::prose::builder::Builder;
use crate::prose::document::{BlockKind, Style};
use crate::prose::outline::TITLE;

/// How far an argument reaches once a brace was found that nothing closes, in bytes.
pub(super) const NEAR: usize = 2000;

impl Reader<'_> {
    /// A backslash and what follows; answers whether the document goes on.
    pub(super) fn command(&mut self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let letters = rest.bytes().take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'@').count();
        let Some(first) = rest.chars().next() else {
            self.at += 1;
            return false;
        };
        if letters == 0 {
            self.symbol(first);
            return true;
        }
        let star = usize::from(rest.as_bytes().get(letters) == Some(&b'*'));
        let name = rest.get(..letters).unwrap_or_default();
        let starred = rest.get(..letters + star).unwrap_or_default();
        let start = self.at;
        self.at += 1 + letters + star;
        match name {
            "begin" => self.begin(),
            "end" => return self.end(),
            "par" => {
                self.close_arguments();
                self.flush();
            }
            "item" => self.item(),
            "verb" | "Verb" | "spverb" | "lstinline" | "mintinline" => self.verbatim(start, name),
            "tt" | "ttfamily" => self.typewriter(),
            "rm" | "sf" | "rmfamily" | "sffamily" | "normalfont" => {
                self.spaces();
                self.style.code = false;
            }
            "def" | "edef" | "gdef" | "xdef" => self.definition(),
            "usepackage" | "selectlanguage" | "setdefaultlanguage" | "setmainlanguage" => self.language(name),
            // Accents that are written as letters: `\c{c}`.
            "c" | "v" | "u" | "H" | "k" | "r" | "b" | "d" | "t" if star == 0 => self.accent(start),
            _ => self.named(start, name, starred),
        }
        true
    }

    fn named(&mut self, start: usize, name: &str, starred: &str) {
        if let Some(seen) = terms().characters.get(name) {
            // The white space behind a command is not seen, and neither are the braces that keep it.
            let rest = self.rest();
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let end = self.at + if rest.starts_with("{}") { 2 } else { spaces };
            self.block.decoded(seen, start..end, self.style);
            self.at = end;
            return;
        }
        let commands = &terms().commands;
        let known = commands.get(starred).or_else(|| commands.get(name));
        if known.is_none_or(String::is_empty) && !self.rest().starts_with(['{', '[']) {
            return self.spaces();
        }
        match known {
            Some(arguments) if arguments == "c" => self.code_command(start),
            Some(arguments) => self.arguments(&arguments.clone()),
            None => self.arguments(&UNKNOWN.to_string()),
        }
    }

    /// `\bfseries `: the space ends the name.
    fn spaces(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(' ').len();
    }

    /// A command whose argument is code: as a whole it stands for a word without meaning.
    fn code_command(&mut self, start: usize) {
        self.options();
        if self.rest().starts_with('{') {
            let end = self.at + self.group();
            self.at = start;
            self.code(end);
        }
    }

    /// Goes through arguments by their signs; one that is text is read on until its brace closes.
    pub(super) fn arguments(&mut self, signs: &str) {
        if signs.starts_with(is_heading) {
            self.titles();
        }
        let mut signs = signs.chars();
        while let Some(mut sign) = signs.next() {
            self.options();
            let rest = self.rest();
            let white = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            let gap = rest.get(..white).unwrap_or_default();
            let inner = rest.get(white..).unwrap_or_default();
            let blank = gap.matches('\n').count() > 1 || sign == UNKNOWN && white > 0;
            if blank || !inner.starts_with('{') {
                // `\newcommand\name{…}`
                if inner.starts_with('\\') && sign == '-' && !blank && signs.clone().next().is_some() {
                    let name = inner.bytes().skip(1).take_while(u8::is_ascii_alphabetic).count();
                    self.at += white + 1 + name;
                    continue;
                }
                return;
            }
            self.at += white;
            let mut behind = signs.as_str().to_owned();
            if sign == UNKNOWN {
                let length = self.group();
                let argument = inner.get(1..length.saturating_sub(1)).unwrap_or_default();
                let words = argument.trim().contains(char::is_whitespace) && self.at >= self.body;
                sign = if words { 't' } else { '-' };
                behind = UNKNOWN.to_string();
            }
            if sign == '-' {
                self.at += self.group();
                if behind.starts_with(UNKNOWN) {
                    return self.arguments_of_unknown();
                }
                continue;
            }
            self.at += 1;
            return self.open_argument(sign, behind);
        }
        self.options();
    }

    /// The further arguments of a command that is not known.
    fn arguments_of_unknown(&mut self) {
        while self.rest().starts_with('{') {
            let length = self.group();
            let argument = self.rest().get(1..length.saturating_sub(1)).unwrap_or_default();
            if argument.trim().contains(char::is_whitespace) && self.at >= self.body {
                self.at += 1;
                return self.open_argument('t', UNKNOWN.to_string());
            }
            self.at += length.max(1);
        }
        self.options();
    }

    fn open_argument(&mut self, sign: char, rest: String) {
        let style = self.style;
        let heading = |level| Builder::new(BlockKind::Heading(level));
        let outer = match sign {
            'n' => Some(std::mem::replace(&mut self.block, Builder::new(BlockKind::Paragraph))),
            'h' => {
                self.flush();
                self.block = heading(TITLE);
                None
            }
            '1'..='6' => {
                self.flush();
                self.block = heading(u8::try_from(sign as u32 - '0' as u32).unwrap_or(1));
                None
            }
            _ => None,
        };
        if sign == 'n' {
            self.style = Style::default();
        }
        self.open.push(Frame::Argument { style, sign, rest, outer });
    }

    /// How long the group is that opens here, braces included; where nothing closes it, up to the end of its line.
    fn group(&mut self) -> usize {
        let rest = self.rest();
        self.group_end(0).unwrap_or_else(|| rest.find(['\n', '\r']).unwrap_or(rest.len()).max(1))
    }

    /// How many bytes follow up to the end of the group that opens here, or with a `depth` of 1 of the one around, if that
    /// is near.
    fn group_end(&mut self, depth: usize) -> Option<usize> {
        let rest = self.rest();
        let around = depth > 0;
        let window =
            if self.unbalanced || around { rest.as_bytes().get(..rest.len().min(NEAR)) } else { Some(rest.as_bytes()) };
        let bytes = window.unwrap_or_default();
        let (mut at, mut depth) = (0, depth);
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' if depth == 1 => return Some(at + 1),
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        self.unbalanced |= !around;
        None
    }

    /// A backslash before a sign: a character, an accent, a line break, math.
    fn symbol(&mut self, sign: char) {
        let start = self.at;
        let rest = self.rest().get(1 + sign.len_utf8()..).unwrap_or_default();
        self.at += 1 + sign.len_utf8();
        match sign {
            '\\' => {
                self.options();
                match self.cell {
                    Some((_, table)) => {
                        self.flush();
                        self.cell = Some((0, table));
                        self.block = Builder::new(BlockKind::Cell { header: false, column: 0, table });
                    }
                    None if self.block.ends_with_space() => {}
                    None => self.block.decoded("\n", start..self.at, self.style),
                }
            }
            '(' | '[' => {
                let close = if sign == '(' { "\\)" } else { "\\]" };
                let paragraph = rest.get(..rest.find("\n\n").unwrap_or(rest.len())).unwrap_or_default();
                let near = paragraph.as_bytes().get(..paragraph.len().min(10 * NEAR)).unwrap_or_default();
                if let Some(length) = memchr::memmem::find(near, close.as_bytes()) {
                    self.at = start;
                    self.code(start + 4 + length);
                }
            }
            '\'' | '"' | '`' | '^' | '~' | '=' | '.' => self.accent(start),
            '\n' | '\r' => self.at = start + 1,
            _ => {
                let mut written = [0; 4];
                let seen = terms().characters.get(&*sign.encode_utf8(&mut written)).map(String::as_str);
                self.block.decoded(seen.unwrap_or_default(), start..self.at, self.style);
            }
        }
    }

    /// The letter that an accent stands on.
    fn accent(&mut self, start: usize) {
        let rest = self.rest();
        let bare = rest.trim_start_matches([' ', '{', '\\']);
        let Some(letter) = bare.chars().next().filter(|c| c.is_alphabetic()) else { return };
        let mut end = self.at + (rest.len() - bare.len()) + letter.len_utf8();
        if rest.trim_start().starts_with('{') && self.text.get(end..).is_some_and(|rest| rest.starts_with('}')) {
            end += 1;
        }
        self.block.decoded(letter.encode_utf8(&mut [0; 4]), start..end, self.style);
        self.at = end;
    }

    fn item(&mut self) {
        self.close_arguments();
        self.flush();
        self.outline.items = self.outline.items.max(1);
        let rest = self.rest();
        let slide =
            if rest.starts_with('<') { rest.find('>').filter(|end| *end < 20).map_or(0, |end| end + 1) } else { 0 };
        self.at += slide;
        if self.rest().starts_with('[') {
            self.at += 1;
            self.open.push(Frame::Label);
        }
    }

    /// `\verb|…|`, which ends on its line.
    fn verbatim(&mut self, start: usize, name: &str) {
        self.options();
        if name == "mintinline" && self.rest().starts_with('{') {
            self.at += self.group();
        }
        let rest = self.rest();
        let Some(sign) = rest.chars().next().filter(|sign| !sign.is_whitespace()) else { return };
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let close = if sign == '{' { '}' } else { sign };
        let Some(length) = line.get(sign.len_utf8()..).and_then(|inner| inner.find(close)) else { return };
        let end = self.at + sign.len_utf8() + length + close.len_utf8();
        self.at = start;
        self.code(end);
    }

    /// `\ttfamily`, from which on a group is code as the argument of `\texttt` is. It has to end.
    fn typewriter(&mut self) {
        self.spaces();
        self.style.code |= match self.open.last() {
            Some(Frame::Group(_)) => self.group_end(1).is_some(),
            Some(Frame::Argument { .. }) => true,
            _ => false,
        };
    }

    /// `\def\name#1{…}`
    fn definition(&mut self) {
        let line = self.rest().split(['\n', '\r']).next().unwrap_or_default();
        if let Some(open) = line.find('{') {
            self.at += open;
            self.at += self.group();
        }
    }

    fn language(&mut self, command: &str) {
        let start = self.at;
        self.options();
        let options = self.text.get(start..self.at).unwrap_or_default();
        let rest = self.rest();
        let length = self.group();
        let package = rest.get(1..length.saturating_sub(1)).unwrap_or_default();
        if rest.starts_with('{') {
            self.at += length;
        }
        let told = match (command, package) {
            ("usepackage", "babel") => language(options.trim_matches(['[', ']'])),
            ("usepackage", _) => None,
            _ => language(package),
        };
        if self.outline.out.language.is_none() {
            self.outline.out.language = told;
        }
    }

    fn begin(&mut self) {
        let Some(name) = self.name() else { return };
        if self.at >= self.body && name == "document" {
            self.body = 0;
            return;
        }
        let signs = terms().environments.get(&name).cloned().unwrap_or_default();
        let sign = signs.chars().next().unwrap_or('t');
        if sign == '-' || self.verbatim.contains(&name) {
            self.options();
            return self.skip_environment(&name);
        }
        self.close_arguments();
        self.flush();
        let around = match sign {
            'q' => Around::Quotation,
            '=' => Around::Table,
            _ if matches!(name.as_str(), "itemize" | "enumerate" | "description" | "compactitem") => Around::List,
            _ => Around::Nothing,
        };
        self.enter(around);
        if sign == 'o' || self.theorems.contains(&name) {
            self.titles();
        } else {
            self.options();
        }
        self.environments.push((name, around));
        self.arguments(signs.get(1..).unwrap_or_default());
    }

    fn enter(&mut self, around: Around) {
        match around {
            Around::Quotation => self.outline.quotes += 1,
            Around::List => self.outline.items += 1,
            Around::Table => {
                let table = self.outline.out.tables();
                self.cell = Some((0, table));
                self.block = Builder::new(BlockKind::Cell { header: false, column: 0, table });
            }
            Around::Nothing => {}
        }
    }

    /// Answers whether the document goes on.
    fn end(&mut self) -> bool {
        let Some(name) = self.name() else { return true };
        self.close_arguments();
        self.flush();
        if name == "document" {
            return false;
        }
        let Some(last) = self.environments.iter().rposition(|(open, _)| *open == name) else { return true };
        for (_, around) in self.environments.split_off(last) {
            match around {
                Around::Quotation => self.outline.quotes = self.outline.quotes.saturating_sub(1),
                Around::List => self.outline.items = self.outline.items.saturating_sub(1),
                Around::Table => self.cell = None,
                Around::Nothing => {}
            }
        }
        self.block = Builder::new(BlockKind::Paragraph);
        true
    }

    /// The name in braces behind `\begin` and `\end`.
    fn name(&mut self) -> Option<String> {
        let rest = self.rest();
        let inner = rest.trim_start_matches(' ').strip_prefix('{')?;
        let length = inner.bytes().take(60).position(|byte| byte == b'}')?;
        let name = inner.get(..length)?.trim().to_owned();
        self.at += rest.len() - inner.len() + length + 1;
        Some(name)
    }

    /// Passes over an environment that is code. One that never ends is code up to the next blank line.
    fn skip_environment(&mut self, name: &str) {
        let rest = self.rest();
        let close = format!("\\end{{{name}}}");
        let known = !self.missing.iter().any(|missing| missing == name);
        let found = if known { memchr::memmem::find(rest.as_bytes(), close.as_bytes()) } else { None };
        if found.is_none() && known {
            self.missing.push(name.to_owned());
        }
        let (length, behind) = match found {
            Some(length) => (length, close.len()),
            None => {
                let blank = ["\n\n", "\n\r\n"].iter().filter_map(|blank| rest.find(blank)).min();
                (blank.unwrap_or(rest.len()), 0)
            }
        };
        if self.at >= self.body {
            self.outline.out.code.push(self.at..self.at + length);
        }
        self.at += length + behind;
    }
}

/// Whether an argument of this sign is a heading.
fn is_heading(sign: char) -> bool {
    matches!(sign, 'h' | '1'..='6')
}
