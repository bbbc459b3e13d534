//! HCL, as Terraform and its kin use it.

use super::literal::Literal;
use super::{Language, Sign};
use crate::prose::format::{Comment, Description};

/// HCL.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["terraform", "hcl"],
    languages: &["terraform", "hcl", "opentofu", "terraform-vars", "opentofu-vars"],
    extensions: &["tf", "tfvars", "hcl", "tofu", "tftest.hcl", "nomad"],
    files: &[],
    interpreters: &[],
    comment: Comment::Line("#"),
    reads: "comments, values of arguments that read as prose; no names and labels of blocks",
    read: |text, interest| super::read(text, &LANGUAGE, interest),
};

static LANGUAGE: Language = Language {
    lexis: "hcl",
    comments: &["comment"],
    signs: &[Sign::line("#"), Sign::line("//"), Sign::between("/*", "*/")],
    strings: &[
        Literal::escaped("string_lit").on_one_line(),
        Literal::escaped("quoted_template").on_one_line(),
        Literal::raw("heredoc_template").between_lines(),
    ],
    interpolations: &[
        "template_interpolation",
        "template_if_intro",
        "template_else_intro",
        "template_if_end",
        "template_for_start",
        "template_for_end",
    ],
    calls: &["function_call"],
    keys: &["attribute", "object_elem"],
    operators: &["binary_operation"],
    unread: &["block", "index", "get_attr"],
    ..Language::new(|| tree_sitter_hcl::LANGUAGE.into())
};
