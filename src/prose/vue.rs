//! Components of Vue: the template is HTML, script and style are read in their own languages.

use std::ops::Range;

use super::builder::Interest;
use super::excerpt::Excerpt;
use super::flow::{Aside, Flow};
use super::format::{Comment, Description, Format};
use super::html;
use super::html::tokens::find_closing;
use super::templates::tags;
use super::{Document, Host};

/// A component of Vue in one file.
pub(super) const FORMAT: Description = Description {
    names: &["vue"],
    languages: &["vue"],
    extensions: &["vue"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "the template as HTML, script and style as their languages, the messages of `<i18n>`; no bound attributes, \
            no interpolations, no template in Pug",
    read,
};

/// Reads a component. A template in Pug is not HTML: its `lang` sets it apart.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    flow.elements.in_component = true;
    let tags::Tags { mut masked, comments, gone, .. } = tags::find(text, 0, tags::Host::Template);
    let messages = messages(text);
    masked.hide(messages.iter().map(|(range, _)| range.clone()).collect());
    flow.gone = gone;
    flow.wait_for(comments.into_iter().map(Aside::Comment));
    let mut document = html::read_masked(flow, masked, 0);
    for (range, format) in messages {
        let mut excerpt = Excerpt::default();
        excerpt.exact(text, range);
        document.append(excerpt.read(format, interest), Host::Text);
    }
    document
}

/// What stands in the blocks of messages, `<i18n>`, and its format.
fn messages(text: &str) -> Vec<(Range<usize>, Format)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find("<i18n")) {
        let tag = at + next;
        let rest = text.get(tag..).unwrap_or_default();
        let Some(open) = rest.find('>') else { break };
        // A block that is never closed ends where the next begins.
        let next = || rest.get(open..).and_then(|inner| inner.find("\n<")).map(|next| open + next);
        let close = find_closing(rest, "i18n").or_else(next).unwrap_or(rest.len()).max(open + 1);
        let is_yaml = rest.get(..open).is_some_and(|tag| tag.contains("yaml") || tag.contains("yml"));
        found.push((tag + open + 1..tag + close, if is_yaml { Format::Yaml } else { Format::JsonWithComments }));
        at = tag + close;
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::prose::{Format, Host, read};

    #[test]
    fn template_script_and_style_are_read_each_in_its_language() {
        let text = "<template>\n  <p :title=\"our + x\" title=\"our clients\">a {{ b }} <template v-if=\"c\">d</template></p>\n</template>\n\
                    <script setup lang=\"ts\">\n// our comment on it\nconst a = b < c\n</script>\n\
                    <style scoped>/* our style of it */ a > b {}</style>\n<template lang=\"pug\">\n  p our e\n</template>\n";
        let document = read(text, Format::Vue);
        let found: Vec<(&str, Host)> = document
            .blocks
            .iter()
            .filter(|one| one.runs().any(|run| !run.style.code))
            .map(|one| (one.text.as_str(), one.host))
            .collect();
        let mut expected =
            vec![("our clients", Host::Text), ("a {{ b }} d", Host::Text), ("our comment on it", Host::Comment)];
        if Format::from_name("css").is_some() {
            expected.push(("our style of it", Host::Comment));
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn a_quotation_mark_that_is_missing_costs_no_script() {
        let text = "<template>\n  <p>our clients</p>\n  <input v-model=\"client>\n</template>\n\n<script setup>\n\
                    // our first note\nconst msg = ref(\"\")\n// our second note\n</script>\n";
        let document = read(text, Format::Vue);
        let found: Vec<&str> = document.blocks.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(found, ["our clients", "our first note", "our second note"]);
    }

    #[test]
    fn messages_are_read_in_their_format() {
        for (text, expected) in [
            (
                "<i18n>\n{ \"a\": \"our guests\" }\n</i18n>\n<template><p>our c</p></template>",
                vec!["our guests", "our c"],
            ),
            ("<i18n lang=\"yaml\">\na: our guests\n</i18n>", vec!["our guests"]),
            ("<i18n>\n{ \"a\": \"our guests\" }\n<script>a</script>", vec!["our guests"]),
        ] {
            let document = read(text, Format::Vue);
            let seen = document.blocks.iter().filter(|one| one.runs().any(|run| !run.style.code));
            let found: Vec<&str> = seen.map(|one| one.text.as_str()).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
