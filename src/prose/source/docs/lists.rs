//! Doc comments whose names stand in brackets, in lists or behind tags of their own: KDoc, Scaladoc, DocC, PHPDoc,
//! YARD and RDoc, LDoc. What names something is hidden; the rest is read as Markdown, which they are or resemble.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::prose::comments;
use crate::prose::excerpt::{Excerpt, Rewritten};

patterns! {
    /// Tags of any of them whose line holds no words.
    LINES = r"(?m)^[ \t]*@(?:author|version|sample|suppress|copyright|license|package|subpackage|category|method|mixin|covers|dataProvider|group|extends|implements|template|class|alias|module|type|api|private|!\w+|overload|usage|cast|meta|diagnostic|operator|enum|generic|within|set|script|classmod|submodule|inheritdoc)\b.*$";
    /// `@see Name`, `@since 1.2`: what is named, or all that are. Words behind it say why.
    NAMED = r"(?m)^-?[ \t]*@(?:see|since|uses|used-by|link)\b(?:[ \t]+[^\s,]+(?:\([^)\n]*\))?(?:,.*$|[ \t]+\w+$)?)?";
    /// `@param name`, `@throws Name`, `@return`.
    KDOC = r"(?m)^[ \t]*@(?:(?:param|property|throws|exception|tparam)[ \t]+(?:\[\w+\]|[\w.`]+)|\w+)";
    /// `[Name]`, `[Name.member]`: no link has its target there.
    BRACKETS = r"\[\[?[\w.#$]+(?:\(\))?(?:\]\]?)";
    /// `{{{ code }}}`, and links: `[[Name our words]]`.
    SCALADOC = r"(?s)\{\{\{.*?\}\}\}|\[\[[^\s\]]+\s*|\]\]";
    /// `@param Type $name`, `@return Type`.
    PHPDOC = r"(?m)^[ \t]*@(?:psalm-|phpstan-)?(?:(?:param|property(?:-read|-write)?|var|global|staticvar)\b(?:[ \t]+[^\s$]+)?(?:[ \t]+[&.]*\$\w+)?|(?:returns?|throws)\b(?:[ \t]+[^\s]+)?|\w[\w-]*)";
    /// `{@see Name}`, `{@link Name words}`.
    BRACES = r"\{@\w+\s+[^\s}]+\s*\}?|\{@\w+\}";
    /// `@param [Type] name`, `@param name [Type]`, `@return [Type]`, `@option name [Type] :key (default)`.
    YARD = r"(?m)^[ \t]*@(?:(?:param|yieldparam)[ \t]+(?:\[[^\]]*\][ \t]+\w+|\w+(?:[ \t]+\[[^\]]*\])?)|option[ \t]+\w+[ \t]+\[[^\]]*\][ \t]+:?\w+(?:[ \t]+\([^)]*\))?|\w+(?:[ \t]+\[[^\]]*\])?)";
    /// `@example` and the lines below it that are indented.
    EXAMPLE = r"(?m)^[ \t]*@example\b.*(?:\n(?:[ \t]+.*|[ \t]*))*";
    /// `@usage` and all below it up to the next tag.
    USAGE = r"(?m)^-?[ \t]*@usage\b.*(?:\n-?[ \t]*(?:[^@\s-].*)?)*";
    /// `+code+`, `{Name#member words}`, `:call-seq:`, `# => value`.
    RDOC = r"\+[\w.#:!?]+\+|<tt>.*?</tt>|\{[A-Z#:.][\w:#.!?]*\}|:[a-z-]+:|(?m)#?\s*=>.*$";
    /// `@param name type`, `@return type`, `@field name type`.
    LDOC = r"(?m)^-?[ \t]*@(?:(?:param|field)[ \t]+[\w.?]+(?:[ \t]+(?:[^\s]*[|<>\[\]?()]\S*|(?:string|number|integer|boolean|table|function|any|nil|thread|userdata|fun|[A-Z][\w.]*)\b))?|(?:tparam|tfield)[ \t]+\S+[ \t]+\w+|(?:return|treturn)\b(?:[ \t]+(?:[^\s]*[|<>\[\]?()]\S*|(?:string|number|integer|boolean|table|function|any|nil|thread|userdata|fun|[A-Z][\w.]*)\b))?|[\w-]+)";
    /// `- Parameter name:`, `- name:`, `- Returns:`.
    DOCC = r"(?m)^([ \t]*[-*+][ \t]+)(?:[Pp]arameter[ \t]+[\w`]+|[\w`]+)[ \t]*:";
}

/// Kotlin's.
pub(super) fn kdoc(text: &str) -> Option<Excerpt> {
    documented(text, &[&LINES, &NAMED, &KDOC, &BRACKETS])
}

/// Scala's.
pub(super) fn scaladoc(text: &str) -> Option<Excerpt> {
    documented(text, &[&LINES, &NAMED, &KDOC, &SCALADOC])
}

/// PHP's.
pub(super) fn phpdoc(text: &str) -> Option<Excerpt> {
    documented(text, &[&LINES, &NAMED, &PHPDOC, &BRACES])
}

/// Swift's.
pub(super) fn docc(text: &str) -> Option<Excerpt> {
    documented(text, &[&DOCC])
}

/// Lua's: a comment that has no third hyphen and no tag documents nothing.
pub(super) fn ldoc(text: &str) -> Option<Excerpt> {
    let patterns = [&USAGE, &LINES, &NAMED, &LDOC];
    if text.starts_with('-') || text.contains('@') { documented(text, &patterns) } else { comments::without_code(text) }
}

/// Ruby's, of which nobody can say whether it documents something.
pub(super) fn yard(text: &str) -> Option<Excerpt> {
    comments::without_code(text).map(|read| without(read, &[&EXAMPLE, &LINES, &NAMED, &YARD, &RDOC]))
}

fn documented(text: &str, patterns: &[&LazyLock<Regex>]) -> Option<Excerpt> {
    comments::without_marks_of_tools(text).map(|read| without(read, patterns))
}

/// Hides what the patterns find; of one with a group, what follows the group.
fn without(mut read: Excerpt, patterns: &[&LazyLock<Regex>]) -> Excerpt {
    let text = read.text();
    let mut found: Vec<_> = patterns
        .iter()
        .flat_map(|pattern| pattern.captures_iter(text))
        .filter_map(|found| Some(found.get(1).map_or(found.get(0)?.start(), |kept| kept.end())..found.get(0)?.end()))
        .filter(|range| !text.get(range.end..).is_some_and(|after| after.starts_with(['(', ':'])) || range.len() > 60)
        .collect();
    // Of those that begin together the longest counts.
    found.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for range in &mut found {
        *range = range.start.max(end)..range.end.max(end);
        end = range.end;
    }
    found.retain(|range| !range.is_empty());
    let changes: Vec<_> = found.into_iter().flat_map(|range| changes(text, range)).collect();
    read.rewrite(&changes);
    read
}

/// Hides a range. What a tag says is a paragraph of its own: the line end before it stands for a blank line, too.
fn changes(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Rewritten)> {
    let hidden = (range.clone(), Rewritten::Hidden("x"));
    let before = text.get(..range.start).unwrap_or_default();
    let is_tag = text.get(range).is_some_and(|written| written.trim_start().starts_with('@'));
    match before.strip_suffix('\n') {
        Some(lines) if is_tag && !lines.is_empty() => {
            vec![(lines.len()..lines.len(), Rewritten::As("\n")), hidden]
        }
        _ => vec![hidden],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of a comment, with a sign for what is hidden.
    fn shown(rewrite: fn(&str) -> Option<Excerpt>, comment: &str) -> String {
        let read = rewrite(comment).unwrap();
        let mut out = String::new();
        for run in read.runs() {
            if !run.style.code {
                out.push_str(&read.text()[run.range.clone()]);
            } else if !out.ends_with('…') {
                out.push('…');
            }
        }
        out
    }

    #[test]
    fn names_are_hidden_and_words_are_not() {
        for (rewrite, comment, expected) in [
            (kdoc as fn(&str) -> Option<Excerpt>, "@param client the client of [Client.name]", "… the client of …"),
            (kdoc, "@return our client, [a link](x)\n@see Client", "… our client, [a link](x)\n\n…"),
            (scaladoc, "{{{\nclient\n}}} a [[Client client]] here", "… a …client… here"),
            (scaladoc, "@tparam A a client", "… a client"),
            (
                docc,
                "- Parameter client: the client\n  - client: ours\n- a client",
                "- … the client\n  - … ours\n- a client",
            ),
            (phpdoc, "@param Client|null $client the client", "… the client"),
            (phpdoc, "@return Client the client {@see Client}", "… the client …"),
            (phpdoc, "@throws NoClient where no client is", "… where no client is"),
            (phpdoc, "@see Client::pay() how a client pays", "… how a client pays"),
            (phpdoc, "@see Client, Other, Third\n@since 1.2 our clients pay", "…\n\n… our clients pay"),
            (phpdoc, "@internal our clients pay", "… our clients pay"),
            (ldoc, "Pays.\n@usage\nlocal client = a\nclient:pay()\n@param a our client", "Pays.\n\n…\n\n… our client"),
            (yard, "@param client [Client] the client\n@return [Client] ours", "… the client\n\n… ours"),
            (yard, "a +client+ of {Client#name} calls", "a … of … calls"),
            (ldoc, "@param client Client|nil the client\n@field a string ours", "… the client\n\n… ours"),
            (ldoc, "@return boolean whether the client called", "… whether the client called"),
            (ldoc, "@param client the client", "… the client"),
        ] {
            assert_eq!(shown(rewrite, comment), expected, "{comment}");
        }
    }
}
