//! Ruby: any comment may be documentation, in RDoc or with the tags of YARD.

use super::docs::YARD;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Ruby.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["ruby"],
    languages: &["ruby"],
    extensions: &["rb", "rake", "gemspec", "ru", "podspec", "thor", "jbuilder", "rbi"],
    files: &[
        "Rakefile", "Gemfile", "Guardfile", "Capfile", "Podfile", "Fastfile", "Vagrantfile", "Brewfile", "Dangerfile",
    ],
    interpreters: &["ruby", "jruby", "rake"],
    comment: Comment::Line("#"),
    reads: "comments with RDoc and the tags of YARD, strings and here documents that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

/// What a string says, in the words of the grammar.
const CONTENT: &[&str] = &["string_content", "escape_sequence"];

pub(super) static LANGUAGE: Language = Language {
    lexis: "ruby",
    short: Some(&Short { layout: Layout::WORDS, marks: &[] }),
    comments: &["comment"],
    signs: &[Sign::between("=begin", "=end").documents(&YARD, ""), Sign::line("#").documents(&YARD, "")],
    strings: &[
        Literal::escaped("string").inside(CONTENT),
        Literal::escaped("heredoc_body").inside(&["heredoc_content", "escape_sequence"]),
    ],
    interpolations: &["interpolation"],
    calls: &["call"],
    keys: &["pair", "assignment", "keyword_parameter"],
    operators: &["binary", "chained_string"],
    unread: &["element_reference", "pattern"],
    ..Language::new(|| tree_sitter_ruby::LANGUAGE.into())
};
