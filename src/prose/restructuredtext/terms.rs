//! What directives, roles and fields hold, from `data/restructuredtext.toml`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What stands in a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directive {
    /// Text, from its argument on.
    Text,
    /// A title, then text.
    Titled,
    /// Code as its argument, then text.
    Content,
    /// A version, then text.
    Versioned,
    /// Lines of titles with their targets.
    Entries,
    /// Nothing that is read, but for its options.
    Code,
}

/// How the text of a role is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// As text.
    Text,
    /// As text that its target is looked up by.
    Label,
    /// As text only where a target of its own stands behind it.
    Reference,
    /// Not at all.
    Code,
}

#[derive(Deserialize)]
struct File {
    text: Vec<String>,
    titled: Vec<String>,
    content: Vec<String>,
    versioned: Vec<String>,
    entries: Vec<String>,
    captions: Vec<String>,
    descriptions: Vec<String>,
    text_roles: Vec<String>,
    code_roles: Vec<String>,
    label_roles: Vec<String>,
    reference_roles: Vec<String>,
    code_fields: Vec<String>,
    #[cfg_attr(not(test), expect(dead_code, reason = "examples are for tests and readers"))]
    example: Vec<Example>,
}

#[derive(Deserialize)]
#[cfg_attr(not(test), expect(dead_code, reason = "examples are for tests and readers"))]
struct Example {
    text: String,
    read: Vec<String>,
}

struct Terms {
    directives: HashMap<String, Directive>,
    roles: HashMap<String, Role>,
    file: File,
}

fn terms() -> &'static Terms {
    static TERMS: LazyLock<Terms> = LazyLock::new(|| {
        let file: File = data!("prose/data/restructuredtext");
        let of = |names: &[String], kind| names.iter().map(|name| (name.clone(), kind)).collect::<Vec<_>>();
        let directives = [
            of(&file.text, Directive::Text),
            of(&file.titled, Directive::Titled),
            of(&file.content, Directive::Content),
            of(&file.versioned, Directive::Versioned),
            of(&file.entries, Directive::Entries),
        ];
        let role = |names: &[String], kind| names.iter().map(|name| (name.clone(), kind)).collect::<Vec<_>>();
        let roles = [
            role(&file.text_roles, Role::Text),
            role(&file.reference_roles, Role::Reference),
            role(&file.label_roles, Role::Label),
            role(&file.code_roles, Role::Code),
        ];
        Terms {
            directives: directives.concat().into_iter().collect(),
            roles: roles.concat().into_iter().collect(),
            file,
        }
    });
    &TERMS
}

/// What stands in the directive of a name.
pub(super) fn directive(name: &str) -> Directive {
    let known = terms().directives.get(name).or_else(|| terms().directives.get(&name.to_ascii_lowercase()));
    let other = if name.contains(':') { Directive::Content } else { Directive::Code };
    known.copied().unwrap_or(other)
}

/// How the text of a role is read.
pub(super) fn role(name: &str) -> Role {
    let known = terms().roles.get(name).or_else(|| terms().roles.get(&name.to_ascii_lowercase()));
    known.copied().unwrap_or(Role::Reference)
}

/// How the text of a role is read that a document declares without saying what it is like.
pub(super) fn declared(name: &str) -> Role {
    terms().roles.get(&name.to_ascii_lowercase()).copied().unwrap_or(Role::Text)
}

fn among(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether the value of a directive's option is a caption.
pub(super) fn is_caption(option: &str) -> bool {
    among(&terms().file.captions, option)
}

/// Whether the value of a directive's option is shown in the place of an image.
pub(super) fn is_description(option: &str) -> bool {
    among(&terms().file.descriptions, option)
}

/// Whether the value of a field is code. Of `:param int count:` the first word counts.
pub(super) fn is_code_field(name: &str) -> bool {
    name.split_whitespace().next().is_none_or(|first| among(&terms().file.code_fields, first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Format, read};

    #[test]
    fn the_examples_are_read_as_they_say() {
        for example in &terms().file.example {
            let document = read(&example.text, Format::ReStructuredText);
            let seen: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
            assert_eq!(seen, example.read, "{}", example.text);
        }
    }
}
