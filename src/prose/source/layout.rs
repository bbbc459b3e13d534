//! What brackets, separators and the ends of lines tell of a language.

/// Words that stand before brackets and call nothing.
const KEYWORDS: &[&str] = &[
    "if", "while", "for", "match", "switch", "return", "in", "not", "and", "or", "await", "typeof", "catch", "throw",
    "yield", "with", "when", "assert", "del", "is", "else", "do", "void", "delete", "new", "of", "instanceof", "case",
    "fn", "function", "def", "class", "lambda", "raise", "array", "list", "echo", "print", "exit", "die",
];

/// Words that begin no statement of the file, also where one could begin.
const CONTINUE: &[&str] = &[
    "else", "elif", "except", "finally", "catch", "case", "while", "as", "satisfies", "in", "of", "from", "extends",
    "implements", "where", "with", "get", "set", "end", "then", "do", "until", "elseif", "elsif", "rescue", "ensure",
    "fi", "done", "esac",
];

/// How statements and lists are written in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) ends: Ends,
    /// What stands in braces is lists; else it is statements, or members with names.
    pub(super) lists: bool,
    /// A line that is indented belongs to the statement above.
    pub(super) indented: bool,
    /// Brackets stand in pairs.
    pub(super) brackets: bool,
    /// Lines that begin with a number sign stand outside of the statements.
    pub(super) directives: bool,
    /// A name beside a string may stand for another string.
    pub(super) macros: bool,
    /// A dot puts strings together.
    pub(super) dots: bool,
    /// A grammar can make sense of statements without the others.
    pub(super) separate: bool,
    /// Words before braces whose statements a grammar can read as if they were statements of the file.
    pub(super) containers: &'static [&'static str],
}

/// What ends a statement, beside a semicolon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Nothing,
    /// The end of a line outside of all brackets.
    Line,
    /// The end of a line behind a value, in the file or in braces.
    Value,
    /// The end of a line behind a value, whatever holds it.
    AnyValue,
}

impl Layout {
    /// Statements end with a semicolon or a brace.
    pub(super) const BRACES: Self = Self {
        ends: Ends::Nothing,
        lists: false,
        indented: false,
        brackets: true,
        directives: false,
        macros: false,
        dots: false,
        separate: true,
        containers: &[],
    };
    /// They may also end with their line.
    pub(super) const VALUES: Self = Self { ends: Ends::Value, ..Self::BRACES };
    /// They end with their line, and what belongs to them is indented.
    pub(super) const LINES: Self = Self { ends: Ends::Line, lists: true, indented: true, ..Self::BRACES };
    /// They end with their line, and what belongs to them ends with a word.
    pub(super) const WORDS: Self = Self { ends: Ends::AnyValue, ..Self::LINES };
}

/// Whether brackets behind this word are no call.
pub(super) fn calls_nothing(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// Whether what begins with this word goes on with the statement before it.
pub(super) fn continues(word: &str) -> bool {
    CONTINUE.contains(&word)
}
