//! Dockerfiles: comments, labels and variables; what `RUN` runs is shell.

use std::ops::Range;

use tree_sitter::{Node, Parser};

use super::grammar::Patience;
use super::literal::Literal;
use super::remarks::{self, Remark};
use super::{Language, Sign};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::excerpt::Excerpt;
use crate::prose::format::{Comment, Description, Format};

/// Dockerfiles.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["dockerfile"],
    languages: &["dockerfile", "containerfile"],
    extensions: &["dockerfile", "containerfile"],
    files: &["Dockerfile", "Containerfile"],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "comments, quoted values of labels and variables that read as prose, the shell of `RUN`",
    read,
};

static SIGN: Sign = Sign::line("#");

static LANGUAGE: Language = Language {
    lexis: "dockerfile",
    strings: &[
        Literal::escaped("double_quoted_string").on_one_line(),
        Literal::raw("single_quoted_string").on_one_line(),
    ],
    interpolations: &["expansion"],
    keys: &["label_pair", "env_pair", "arg_instruction"],
    unread: &["shell_command"],
    ..Language::new(|| tree_sitter_containerfile::LANGUAGE.into())
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut out = super::read(text, &LANGUAGE, interest);
    if !super::may_hold(text, &LANGUAGE, interest) {
        return out;
    }
    let mut parser = Parser::new();
    if parser.set_language(&(LANGUAGE.grammar)()).is_err() {
        return out;
    }
    let Ok(tree) = Patience::with(text.len()).parse(&mut parser, text.as_bytes()) else { return out };
    let (mut comments, mut commands) = (Vec::new(), Vec::new());
    look(text, tree.root_node(), 0, &mut comments, &mut commands);
    for command in commands {
        let read = without_comments(text, &command).read(Format::Shell, interest);
        out.directives.list.extend(read.directives.list);
        out.blocks.extend(read.blocks);
    }
    remarks::read(text, &comments, interest, &mut out);
    out
}

/// The shell of an instruction, and the comments in it that are Docker's own.
struct Command {
    range: Range<usize>,
    comments: Vec<Range<usize>>,
}

/// Finds the comments and commands below a node; they are not deep.
fn look(text: &str, node: Node<'_>, depth: usize, comments: &mut Vec<Remark>, commands: &mut Vec<Command>) {
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        match child.kind() {
            "comment" => comments.extend(comment(text, child.byte_range())),
            "shell_command" | "heredoc_content" if node.kind() != "copy_instruction" => {
                let known = comments.len();
                look(text, child, depth + 1, comments, &mut Vec::new());
                let own = comments.iter().skip(known).map(|found| found.range.clone()).collect();
                commands.push(Command { range: child.byte_range(), comments: own });
            }
            _ if depth < 4 => look(text, child, depth + 1, comments, commands),
            _ => {}
        }
    }
}

/// A comment, which is the first thing on its line: elsewhere a number sign is an argument.
fn comment(text: &str, range: Range<usize>) -> Option<Remark> {
    let before = text.get(..range.start)?;
    let line = before.get(before.rfind('\n').map_or(0, |end| end + 1)..)?;
    let written = text.get(range.clone())?.trim_end();
    line.trim_start_matches('\u{feff}')
        .trim()
        .is_empty()
        .then_some(Remark { range: range.start..range.start + written.len(), sign: &SIGN })
}

fn without_comments(text: &str, command: &Command) -> Excerpt {
    let mut out = Excerpt::default();
    let mut at = command.range.start;
    for comment in &command.comments {
        out.exact(text, at..comment.start);
        at = comment.end;
    }
    out.exact(text, at..command.range.end);
    out
}
