//! C and C++: doc comments as Doxygen reads them.

use super::docs::DOXYGEN;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// C.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["c"],
    languages: &["c"],
    extensions: &["c", "h"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "comments, Doxygen's without its names and code, strings that read as prose",
    read: |text, interest| super::read(text, &C, interest),
};

/// C++.
pub(in crate::prose) const CPP: Description = Description {
    names: &["cpp", "c++"],
    languages: &["cpp", "cuda-cpp"],
    extensions: &["cpp", "cc", "cxx", "c++", "hpp", "hh", "hxx", "h++", "ipp", "tpp", "inl", "ino", "cu", "cuh"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("//"),
    reads: "the same as C, and raw strings",
    read: |text, interest| super::read(text, &PLUS_PLUS, interest),
};

const SIGNS: &[Sign] = &[
    Sign::line("///<").documents(&DOXYGEN, ""),
    Sign::line("//!<").documents(&DOXYGEN, ""),
    Sign::line("///").documents(&DOXYGEN, "/"),
    Sign::line("//!").documents(&DOXYGEN, ""),
    Sign::line("//"),
    Sign::between("/**<", "*/").documents(&DOXYGEN, ""),
    Sign::between("/*!<", "*/").documents(&DOXYGEN, ""),
    Sign::between("/**", "*/").documents(&DOXYGEN, "*/"),
    Sign::between("/*!", "*/").documents(&DOXYGEN, ""),
    Sign::between("/*", "*/"),
];

const LAYOUT: Layout =
    Layout { directives: true, macros: true, containers: &["extern", "namespace"], ..Layout::BRACES };

pub(super) const C: Language = Language {
    lexis: "c",
    short: Some(&Short { layout: LAYOUT, marks: &[("\"", &["", "l", "u"], 0)] }),
    comments: &["comment"],
    signs: SIGNS,
    strings: &[Literal::escaped("string_literal").on_one_line(), Literal::perhaps("preproc_arg")],
    calls: &["call_expression"],
    keys: &["initializer_pair", "init_declarator", "assignment_expression"],
    operators: &["binary_expression", "concatenated_string"],
    unread: &["preproc_include", "subscript_expression"],
    ..Language::new(|| tree_sitter_c::LANGUAGE.into())
};

pub(super) const PLUS_PLUS: Language = Language {
    lexis: "cpp",
    strings: &[
        Literal::escaped("string_literal").on_one_line(),
        Literal::perhaps("preproc_arg"),
        Literal::raw("raw_string_literal").inside(&["raw_string_content"]),
    ],
    calls: &["call_expression", "new_expression"],
    unread: &["preproc_include", "subscript_argument_list"],
    grammar: || tree_sitter_cpp::LANGUAGE.into(),
    ..C
};
