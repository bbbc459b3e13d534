//! Templates of web pages: HTML with tags of a template language in it. The tags are code wherever they stand, and what
//! is a comment in the template's language is one.
//!
//! The tags of all languages are looked for in each of them, and in plain HTML and Markdown as well: their signs hardly
//! mean anything else. What a format of its own knows is how its comments are written.

mod directives;
pub(super) mod tags;

use std::ops::Range;

use super::builder::Interest;
use super::document::Host;
use super::excerpt::Excerpt;
use super::format::{Comment, Description, Format};
use super::{Document, html};

const READS: &str = "as HTML, with comments of the template's language; template tags are code. A template without any tag of \
                     HTML is no page: of it only comments are read";

/// Jinja, and what is written like it.
pub(super) const JINJA: Description = Description {
    names: &["jinja", "jinja2", "twig", "nunjucks", "django"],
    languages: &["jinja", "jinja-html", "django-html", "htmldjango", "twig", "nunjucks", "njk"],
    extensions: &[
        "j2", "jinja", "jinja2", "twig", "njk", "nunjucks", "html.j2", "html.jinja", "html.jinja2", "html.twig",
        "html.njk",
    ],
    files: &[],
    interpreters: &[],
    comment: Comment::Between("{#", "#}"),
    reads: READS,
    read,
};

/// Liquid.
pub(super) const LIQUID: Description = Description {
    names: &["liquid"],
    languages: &["liquid"],
    extensions: &["liquid", "html.liquid"],
    comment: Comment::Between("{% comment %}", "{% endcomment %}"),
    ..JINJA
};

/// Ruby, Elixir or JavaScript in HTML.
pub(super) const ERB: Description = Description {
    names: &["erb", "ejs", "eex"],
    languages: &["erb", "html.erb", "eruby", "ejs", "eex", "heex", "html-eex", "phoenix-heex"],
    extensions: &["erb", "html.erb", "rhtml", "ejs", "eex", "heex", "leex", "html.eex", "html.heex"],
    comment: Comment::Between("<%#", "%>"),
    ..JINJA
};

/// Handlebars and Mustache.
pub(super) const HANDLEBARS: Description = Description {
    names: &["handlebars", "mustache"],
    languages: &["handlebars", "html.handlebars", "mustache", "glimmer"],
    extensions: &["hbs", "handlebars", "mustache", "html.hbs", "html.mustache"],
    comment: Comment::Between("{{!--", "--}}"),
    ..JINJA
};

/// Blade.
pub(super) const BLADE: Description = Description {
    names: &["blade"],
    languages: &["blade"],
    extensions: &["blade.php"],
    comment: Comment::Between("{{--", "--}}"),
    ..JINJA
};

/// Templates of plain text, such as mails.
pub(super) const TEXT: Description = Description {
    names: &["text-template"],
    languages: &[],
    extensions: &[
        "text.erb", "text.ejs", "text.eex", "text.hbs", "text.liquid", "text.j2", "text.twig", "txt.erb", "txt.ejs",
        "txt.eex", "txt.hbs", "txt.liquid", "txt.j2", "txt.jinja", "txt.jinja2", "txt.njk", "txt.twig",
    ],
    comment: Comment::None,
    reads: "paragraphs and comments of the template's language; template tags are code",
    read: read_text,
    ..JINJA
};

/// A text from the byte `from` on, in a format that knows nothing of templates, without the tags in it; `None` where there
/// are none.
pub(super) fn without_tags(text: &str, from: usize, format: Format) -> Option<Excerpt> {
    let host = match format {
        Format::PlainText | Format::ReStructuredText | Format::AsciiDoc | Format::Csv | Format::GitCommit => {
            tags::Host::Text
        }
        Format::Latex | Format::Typst | Format::Org => tags::Host::Braces,
        _ => return None,
    };
    let tags::Tags { masked, gone, .. } = tags::find(text, from, host);
    if masked.ranges.is_empty() {
        return None;
    }
    let (mut excerpt, mut at) = (Excerpt::default(), from);
    for tag in masked.ranges {
        excerpt.exact(text, at..tag.start);
        at = tag.end;
        // A line of nothing but such a tag comes to nothing.
        if gone.binary_search_by_key(&tag.start, |gone| gone.start).is_ok() && is_alone(text, &tag) {
            excerpt.decoded(" ", tag);
        } else {
            excerpt.hidden(text, tag);
        }
    }
    excerpt.exact(text, at..text.len());
    Some(excerpt)
}

/// Whether nothing else stands in the lines of a tag.
fn is_alone(text: &str, tag: &Range<usize>) -> bool {
    let before = text.get(..tag.start).unwrap_or_default().trim_end_matches([' ', '\t']);
    let behind = text.get(tag.end..).unwrap_or_default().trim_start_matches([' ', '\t']);
    (before.is_empty() || before.ends_with(['\n', '\r'])) && (behind.is_empty() || behind.starts_with(['\n', '\r']))
}

/// Reads a template of a page.
fn read(text: &str, interest: Interest<'_>) -> Document {
    let mut document = html::read(text, interest);
    if !is_page(text) {
        // What is configured, not what is read.
        document.blocks.retain(|block| block.host == Host::Comment);
        document.sections.clear();
        document.blocks.iter_mut().for_each(|block| block.section = None);
    }
    document
}

/// Whether there is a closing tag, or one that needs none, in a template.
fn is_page(text: &str) -> bool {
    let opens = |at: usize| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        let closing =
            rest.first() == Some(&b'/') && rest.get(1).is_some_and(|next| next.is_ascii_alphabetic() || *next == b'.');
        let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let name = rest.get(..length).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default();
        closing || html::elements::is_void(name) || name == "p"
    };
    memchr::memchr_iter(b'<', text.as_bytes()).any(opens)
}

/// Reads a template of plain text.
fn read_text(text: &str, interest: Interest<'_>) -> Document {
    let tags::Tags { masked, comments, .. } = tags::find(text, 0, tags::Host::Template);
    let mut excerpt = Excerpt::default();
    let mut at = 0;
    for hidden in masked.ranges {
        excerpt.exact(text, at..hidden.start);
        excerpt.hidden(text, hidden.clone());
        at = hidden.end;
    }
    excerpt.exact(text, at..text.len());
    let mut document = excerpt.read(Format::PlainText, interest);
    for comment in comments {
        super::comments::read(text, std::slice::from_ref(&comment.inner), Format::PlainText, interest, &mut document);
    }
    document
}

#[cfg(test)]
mod tests {
    #[test]
    fn tags_are_code_in_markup_that_knows_nothing_of_them() {
        let loops = "{% for client in clients %}\n{{ client }}, {{client.name}}\n{% endfor %}\n\n{% if client %}Our client{% endif %} pays.\n";
        let erb = "<% for client in clients %>\n<%= client %> and\n<% end %>\nour client\n";
        let read_in = |text: &str, format: Format| {
            let document = read(text, format);
            let runs = document.blocks.iter().flat_map(|block| {
                let read = block.runs().filter(|run| !run.style.code).collect::<Vec<_>>();
                read.into_iter().map(|run| text[run.source].to_owned()).collect::<Vec<_>>()
            });
            runs.collect::<String>()
        };
        for format in [
            Format::PlainText,
            Format::ReStructuredText,
            Format::AsciiDoc,
            Format::GitCommit,
            Format::Latex,
            Format::Typst,
            Format::Org,
        ] {
            for text in [loops, erb] {
                let seen = read_in(text, format);
                assert_eq!(seen.matches("client").count(), 1, "{format:?}: {seen}");
                assert!(seen.contains("ur client"), "{format:?}: {seen}");
            }
            // Half a tag costs nothing.
            assert!(read_in("Our {{ fee\n\nof our client", format).contains("our client"), "{format:?}");
        }
        assert_eq!(read_in("a,b\nDear {{ client }} our client pays,c\n", Format::Csv).matches("client").count(), 1);
        // What TeX is made of is no tag.
        for text in
            ["\\title{{Our client}}", "\\emph{%\n our client\n%\n}", "costs ${5}$ our client", "{{{our client}}}"]
        {
            assert!(read_in(text, Format::Latex).contains("our client") || text.contains("Our client"), "{text}");
        }
        assert!(read_in("\\title{{Our client}}", Format::Latex).contains("Our client"));
    }

    use crate::prose::{Block, Detected, Document, Format, Host, Region, detect, read};

    fn shown(block: &Block) -> String {
        let show = |run: crate::prose::Run| {
            let seen = &block.text[run.range.clone()];
            if run.style.code { format!("‹{seen}›") } else { seen.to_owned() }
        };
        block.runs().map(show).collect::<String>().replace("›‹", "")
    }

    #[track_caller]
    fn cases(format: Format, cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            let found: Vec<String> = read(text, format).blocks.iter().map(shown).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    fn comments(document: &Document) -> Vec<&str> {
        document.blocks.iter().filter(|one| one.host == Host::Comment).map(|one| one.text.as_str()).collect()
    }

    #[test]
    fn tags_are_code_wherever_they_stand() {
        cases(
            Format::Jinja,
            &[
                ("<p>a {{ b }} {% if c > d %}e{% endif %}</p>", &["a ‹{{ b }}› e"]),
                ("<a href=\"{{ url('a b') }}\" {% if c %}title=\"d e\"{% endif %}>f</a>", &["d e", "f"]),
                ("<p><{{ tag }} class='a'>b</{{ tag }}>", &["b"]),
                ("{% set a %}\n\n{%- b\n\n c -%}<p>d", &["d"]),
            ],
        );
        cases(
            Format::Erb,
            &[
                ("<p>a <%= b > c %></p><% d do |e| %><b>f</b><% end %>", &["a ‹<%= b > c %>›", "f"]),
                ("<%\n a = \"<p>b</p>\"\n\n c\n%><p>d", &["d"]),
            ],
        );
        cases(Format::Handlebars, &[("{{#if a}}<p>b {{{c}}} d</p>{{else}}<p>e</p>{{/if}}", &["b ‹{{{c}}}› d", "e"])]);
        cases(
            Format::Blade,
            &[(
                "@extends('a')\n<p>{!! $b !!} c @if ($d == 'e f') g @endif</p>",
                &["‹@extends('a')›", "‹{!! $b !!}› c ‹@if ($d == 'e f')› g ‹@endif›"],
            )],
        );
        cases(
            Format::Blade,
            &[
                ("@php\n<p>a</p>", &["‹@php›", "a"]),
                ("<p>a @php $b = '<p>c d</p>' @endphp b</p>", &["a ‹@php $b = '<p>c d</p>' @endphp› b"]),
            ],
        );
        cases(Format::Erb, &[("<.a id=\"b\" title=\"c d\">e</.a>", &["c d", "e"])]);
        cases(Format::Liquid, &[("<p>a</p>{% schema %}{\"name\": \"b c\"}{% endschema %}<p>d", &["a", "d"])]);
    }

    #[test]
    fn comments_of_the_template_are_read() {
        for (format, text) in [
            (Format::Jinja, "<p>a {# our b #} {#- customary-disable-line x -#}</p>"),
            (
                Format::Liquid,
                "<p>a {% comment %} our b {% endcomment %} {%- comment -%} customary-disable-line {%- endcomment -%}</p>",
            ),
            (Format::Liquid, "<p>a {% # our b %} {%- # customary-disable-line -%}</p>"),
            (Format::Erb, "<p>a <%# our b %> <%# customary-disable-line %></p>"),
            (Format::Handlebars, "<p>a {{!-- our b --}} {{! customary-disable-line }}</p>"),
            (Format::Blade, "<p>a {{-- our b --}} {{-- customary-disable-line --}}</p>"),
            (Format::Html, "<p>a {# our b #} <%# customary-disable-line %></p>"),
            (Format::Markdown, "a {# our b #} {{/* customary-disable-line */}}\n"),
        ] {
            let document = read(text, format);
            assert_eq!(comments(&document), ["our b"], "{text}");
            assert_eq!(document.directives.list.len(), 1, "{text}");
            assert_eq!(
                document.blocks.iter().find(|one| one.host == Host::Comment).map(|one| one.region_at(0)),
                Some(Region::Comments)
            );
        }
        assert!(comments(&read("```\n{# our b #}\n```\n\n`{# our c #}`\n", Format::Markdown)).is_empty());
    }

    #[test]
    fn half_a_tag_costs_its_line_up_to_the_next_tag_of_html() {
        cases(
            Format::Jinja,
            &[("<p>a {{ b c</p>\n\n<p>d</p>", &["a ‹{{ b c›", "d"]), ("<p>a</p>\n{% if b c\n<p>d</p>", &["a", "d"])],
        );
        cases(Format::Erb, &[("<p>a <%= b c\nd</p>", &["a ‹<%= b c›\nd"])]);
    }

    #[test]
    fn what_is_no_page_is_not_read() {
        let text = "server { client {{ a }}; } {# our b #}\nour clients < 3\n";
        assert_eq!(comments(&read(text, Format::Jinja)), ["our b"]);
        assert_eq!(read(text, Format::Jinja).blocks.len(), 1);
        cases(
            Format::TextTemplate,
            &[(
                "Dear <%= a %>,\n\nour clients\n<%# our b %>",
                &["Dear ‹xxxxxxxx›,", "our clients\n‹xxxxxxxxxxxx›", "our b"],
            )],
        );
    }

    #[test]
    fn the_longest_extension_tells_the_format() {
        for (name, format) in [
            ("a.html.erb", Format::Erb),
            ("a.html.md.erb", Format::Markdown),
            ("a.text.erb", Format::TextTemplate),
            ("a.blade.php", Format::Blade),
            ("a.conf.j2", Format::Jinja),
            ("a.html.twig", Format::Jinja),
        ] {
            assert_eq!(detect(std::path::Path::new(name)), Detected::Known(format), "{name}");
        }
    }

    #[test]
    fn hostile_documents_cost_no_more_than_their_length() {
        for piece in ["{{", "{%", "<%", "<?php", "{#-", "{% comment %}", "{{!--", "@if (", "@a(", "${", "<%#", "{{{"] {
            for tail in ["", " %>", " }}", " #}"] {
                let text = piece.repeat(20_000 / piece.len()) + tail;
                for format in [Format::Jinja, Format::Markdown] {
                    assert!(read(&text, format).blocks.len() < 200_000, "{piece}");
                }
            }
        }
    }
}
