//! Shell: `sh`, Bash, Zsh and their like.

use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Shell.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["shell"],
    languages: &["shellscript", "sh", "bash", "zsh"],
    extensions: &["sh", "bash", "zsh", "ksh", "bats", "ebuild", "command"],
    files: &[
        ".bashrc", ".bash_profile", ".bash_aliases", ".bash_logout", ".profile", ".zshrc", ".zshenv", ".zprofile",
        "PKGBUILD", "APKBUILD", ".envrc",
    ],
    interpreters: &["sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "bats"],
    comment: Comment::Line("#"),
    reads: "comments, quoted strings and here documents that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) static LANGUAGE: Language = Language {
    lexis: "shell",
    short: Some(&Short { layout: Layout { brackets: false, ..Layout::WORDS }, marks: &[] }),
    comments: &["comment"],
    signs: &[Sign::line("#")],
    strings: &[
        Literal::escaped("string"),
        // `printf` and `echo` know the escapes that the shell does not.
        Literal::escaped("raw_string"),
        Literal::escaped("ansi_c_string"),
        Literal::raw("heredoc_body").without_quotes(),
    ],
    interpolations: &["simple_expansion", "expansion", "command_substitution", "arithmetic_expansion"],
    calls: &["command"],
    keys: &["variable_assignment"],
    operators: &["binary_expression", "concatenation"],
    unread: &["subscript", "case_item"],
    ..Language::new(|| tree_sitter_bash::LANGUAGE.into())
};
