//! Doc strings of Python, in reStructuredText, in Markdown, or in the styles of Google and NumPy: names of
//! arguments, types, examples and literal blocks are hidden; the rest is read as Markdown, which sets code apart
//! by backticks as they all do.

use std::sync::LazyLock;

use regex::Regex;

use crate::prose::comments;
use crate::prose::excerpt::Excerpt;

/// What the lines around a line make of it.
#[derive(Default)]
struct State {
    /// The sign of a fenced block that is open.
    fence: Option<String>,
    /// Lines indented deeper than this are a literal block; it begins once there is one.
    literal: Option<usize>,
    /// In an example of an interactive session, which a blank line ends.
    session: bool,
    /// In a section that lists names, as `Args:` opens one: the indentation of its title.
    names: Option<usize>,
    /// In such a section of NumPy's style, whose title is underlined.
    underlined: bool,
    /// In a section of examples: the indentation of its title.
    example: Option<usize>,
    blank: bool,
}

/// What is read of a line.
enum Line {
    /// All of it, as it stands, indentation included.
    Kept,
    /// What follows this many of its bytes, in a new paragraph if something is hidden before it.
    From(usize),
    /// Nothing.
    Hidden,
}

#[expect(clippy::expect_used, reason = "patterns of ours, read by every test of this room")]
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect(pattern)
}

/// Titles of sections that list names.
static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:Args|Arguments|Parameters|Params|Other Parameters|Attributes|Keyword Args|Keyword Arguments|Kwargs|Raises|Exceptions|Returns?|Yields?|Receives|Warns|Methods|See Also):?$",
    )
});
/// Titles of sections that show code, among words.
static EXAMPLES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:(?:Code |Basic |Sample )?[Ee]xamples?(?: [Uu]sage)?|(?:Sample )?[Uu]sage)\s*:{0,2}$")
});
/// A line of Python that no other language writes so.
static PYTHON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:async\s+)?(?:for|while|if|elif|else|with|def|class|try|except|finally|match|case)\b.*:$|(?:import|from)\s+[\w.]+|(?:print|return|await|raise|yield|del|assert)\b|[@#])",
    )
});
/// A field of reStructuredText: `:param str client:`.
static FIELD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^:[A-Za-z][\w .,*\[\]|-]*:(?:\s|$)"));
/// The fields that hold nothing but a type.
static TYPE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^:(?:type|rtype|vartype|kwtype)\b"));
/// A name and its type before what is said of it: `client (Client, optional): …`.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\*{0,2}`{0,2}[\w.]+(?:\[[^\]]*\])?`{0,2}(?:\s*\([^)]*\))?(?:,\s*\*{0,2}\w+)*\s*:(?:\s|$)")
});
/// A directive whose content is code.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\.\.\s+(?:code|code-block|sourcecode|highlight|math|parsed-literal|literalinclude|autoclass|automodule|doctest|testcode|testsetup|ipython|plot|graphviz|image|figure|raw|toctree|include|csv-table|uml)::",
    )
});
/// Any other directive, and the names of targets.
static DIRECTIVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\.\.\s+(?:[\w:-]+::|_[^:]+:)\s*"));

/// Hides what nobody reads as words.
pub(super) fn rewrite(text: &str) -> Option<Excerpt> {
    let shared = {
        let lines = text.lines().skip(1).filter(|line| !line.trim().is_empty());
        lines.map(indentation).min().unwrap_or_default()
    };
    let mut out = Excerpt::default();
    let mut state = State { blank: true, ..State::default() };
    let mut lines = text.split_inclusive('\n').peekable();
    let mut at = 0;
    while let Some(line) = lines.next() {
        let own = if at == 0 { 0 } else { indentation(line).saturating_sub(shared) };
        let start = at + indentation(line).min(line.trim_end().len());
        let end = at + line.trim_end().len();
        let content = line.trim();
        let underlined = lines.peek().is_some_and(|next| is_underline(next.trim())) && !content.is_empty();
        match state.line(content, own, underlined) {
            _ if content.is_empty() => {}
            Line::Kept => out.exact(text, at + indentation(line).min(shared)..end),
            Line::Hidden => out.hidden(text, start..end),
            Line::From(hidden) => {
                if hidden > 0 && !out.text().is_empty() {
                    // The line end stands for a blank line here: an entry is a paragraph of its own.
                    out.decoded("\n", start..start);
                }
                let hidden = start + text.get(start..start + hidden).map_or(0, |name| name.trim_end().len());
                out.hidden(text, start..hidden);
                out.exact(text, hidden..end);
            }
        }
        if line.ends_with('\n') {
            out.decoded("\n", end..at + line.len());
        }
        at += line.len();
    }
    Some(out)
}

impl State {
    fn line(&mut self, content: &str, own: usize, underlined: bool) -> Line {
        if content.is_empty() {
            (self.session, self.blank) = (false, true);
            return Line::Kept;
        }
        let blank = std::mem::replace(&mut self.blank, false);
        if let Some(fence) = &self.fence {
            if content.starts_with(fence.as_str()) {
                self.fence = None;
            }
            return Line::Kept;
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| content.starts_with(fence)) {
            self.fence = Some(fence.to_owned());
            return Line::Kept;
        }
        if self.literal.is_some_and(|outside| own > outside) || self.session {
            return Line::Hidden;
        }
        self.literal = None;
        if content.starts_with(">>>") || content.starts_with("$ ") {
            self.session = true;
            return Line::Hidden;
        }
        if CODE.is_match(content) || (content.ends_with("::") && !DIRECTIVE.is_match(content)) {
            self.literal = Some(own);
            return if content.starts_with("..") { Line::Hidden } else { Line::From(0) };
        }
        if is_underline(content) {
            return Line::Kept;
        }
        if EXAMPLES.is_match(content) && (underlined || content.ends_with(':')) {
            (self.example, self.names) = (Some(own), None);
            return Line::From(0);
        }
        if self.example.is_some_and(|title| own < title || own == title && content.ends_with(':') || underlined) {
            self.example = None;
        }
        if self.example.is_some() && (PYTHON.is_match(content) || comments::is_code_line(content)) {
            return Line::Hidden;
        }
        if underlined || (content.ends_with(':') && own == 0) || (NAMES.is_match(content) && blank) {
            self.names = NAMES.is_match(content).then_some(own);
            self.underlined = underlined && self.names.is_some();
            return Line::From(0);
        }
        self.words(content, own)
    }

    /// A line that is neither code nor a title.
    fn words(&mut self, content: &str, own: usize) -> Line {
        if TYPE.is_match(content) {
            return Line::Hidden;
        }
        if let Some(found) = FIELD.find(content).or_else(|| DIRECTIVE.find(content)) {
            return Line::From(found.end());
        }
        match self.names {
            Some(title) if self.underlined && own <= title => Line::Hidden,
            Some(title) if !self.underlined && own > title => {
                Line::From(ENTRY.find(content).map_or(0, |found| found.end()))
            }
            Some(_) if !self.underlined => {
                self.names = None;
                Line::From(0)
            }
            _ => Line::From(0),
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Whether a line underlines the one above it.
fn is_underline(line: &str) -> bool {
    let mut signs = line.chars();
    line.len() > 2 && signs.next().is_some_and(|first| "-=~^\"'#*+".contains(first) && signs.all(|sign| sign == first))
}
