//! Lua: doc comments begin with three hyphens.

use super::docs::LDOC;
use super::layout::Layout;
use super::literal::Literal;
use super::short::Short;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// Lua.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["lua"],
    languages: &["lua"],
    extensions: &["lua", "rockspec"],
    files: &[".luacheckrc"],
    interpreters: &["lua", "luajit", "texlua"],
    comment: Comment::Line("--"),
    reads: "comments with the tags of LDoc and LuaCATS, strings that read as prose",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

pub(super) static LANGUAGE: Language = Language {
    lexis: "lua",
    short: Some(&Short { layout: Layout::WORDS, marks: &[("\"", &[""], 0), ("'", &[""], 0)] }),
    comments: &["comment"],
    signs: &[
        Sign::between("--[[", "]]").documents(&LDOC, ""),
        Sign::between("--[=[", "]=]").documents(&LDOC, ""),
        Sign::between("--[==[", "]==]").documents(&LDOC, ""),
        Sign::line("---").documents(&LDOC, ""),
        Sign::line("--").documents(&LDOC, ""),
    ],
    strings: &[Literal::escaped("string").raw_after("[").inside(&["string_content"]).on_one_line()],
    calls: &["function_call"],
    keys: &["field", "assignment_statement"],
    operators: &["binary_expression"],
    unread: &["bracket_index_expression"],
    ..Language::new(|| tree_sitter_lua::LANGUAGE.into())
};
