//! Application resource bundles, the catalogues of Flutter: JSON whose values are ICU messages, each with
//! attributes under the same key behind an `@`.

use super::json::{self, Item};
use super::{Reader, escapes, language};
use crate::prose::builder::Interest;
use crate::prose::document::Document;
use crate::prose::format::{Comment, Description};
use crate::prose::strings::Shown;

/// A catalogue of one language.
pub(in crate::prose) const FORMAT: Description = Description {
    names: &["arb"],
    languages: &["arb"],
    extensions: &["arb"],
    files: &[],
    interpreters: &[],
    comment: Comment::None,
    reads: "values, in ICU messages their texts; `description` as a comment; nothing where `@@locale` is another language",
    read,
};

fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut reader = Reader::new(text, interest);
    let mut declared = None;
    json::scan(text, &mut |path, item| match item {
        Item::Note(whole, content) => reader.note(whole, content),
        Item::Comment(inner) => reader.comment(inner),
        Item::Value(inner) => {
            let key = json::key(text, path);
            if key == "@@locale" && path.len() == 1 {
                declared = text.get(inner).and_then(language::tag);
            } else if reader.may_hold(&inner) {
                let value = escapes::string(text, inner, escapes::JSON);
                if path.len() == 1 && !key.starts_with('@') {
                    reader.value(value, Shown::ToPeople);
                } else if key == "description" || key == "@@comment" {
                    reader.comment_value(value);
                }
            }
        }
    });
    let mut out = reader.finish();
    out.language = declared;
    out
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    #[test]
    fn values_are_strings_and_descriptions_are_comments() {
        let text = r#"{"@@locale": "en", "a": "Word", "b": "{n, plural, other {two words}}",
            "@a": {"description": "A note here.", "type": "some text", "placeholders": {"n": {"example": "some more"}}}}"#;
        let document = read(text, Format::Arb);
        let of = |host: Host| -> Vec<&str> {
            document.blocks.iter().filter(|block| block.host == host).map(|block| block.text.trim()).collect()
        };
        assert_eq!(of(Host::String), ["Word", "two words"]);
        assert_eq!(of(Host::Comment), ["A note here."]);
        assert_eq!(document.language.as_deref(), Some("en"));
    }
}
