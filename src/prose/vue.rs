//! Components of Vue: the template is HTML, script and style are read in their own languages.

use super::Document;
use super::builder::Interest;
use super::flow::{Aside, Flow};
use super::format::{Comment, Description};
use super::html;
use super::templates::tags;

/// A component of Vue in one file.
pub(super) const FORMAT: Description = Description {
    names: &["vue"],
    languages: &["vue"],
    extensions: &["vue"],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("<!--", "-->"),
    reads: "the template as HTML, script and style as their languages; no bound attributes, no interpolations",
    read,
};

/// Reads a component. A template in Pug is not HTML: its `lang` sets it apart.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut flow = Flow::new(text, Vec::new(), interest);
    flow.elements.in_component = true;
    let tags::Tags { masked, comments, gone } = tags::find(text, 0, tags::Host::Template);
    flow.gone = gone;
    flow.wait_for(comments.into_iter().map(Aside::Comment));
    html::read_masked(flow, masked, 0)
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
            .filter(|one| one.runs.iter().any(|run| !run.style.code))
            .map(|one| (one.text.as_str(), one.host))
            .collect();
        let mut expected =
            vec![("our clients", Host::Text), ("a {{ b }} d", Host::Text), ("our comment on it", Host::Comment)];
        if Format::from_name("css").is_some() {
            expected.push(("our style of it", Host::Comment));
        }
        assert_eq!(found, expected);
    }
}
