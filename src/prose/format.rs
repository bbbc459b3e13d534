//! The formats that are read: what each is called, which files are in it, how its comments are written,
//! and the reader that knows the rest. The readers are told of here and nowhere else.

use super::builder::Interest;
use super::{
    Document, asciidoc, commit, html, latex, markdown, mdx, org, plain, records, restructuredtext, source, svelte,
    templates, typst, vue, xml,
};

/// What is known of a format. Each reader's file holds one for each format that it reads.
#[derive(Debug)]
pub(super) struct Description {
    /// The names that policies and the command line use, the first being its own.
    pub(super) names: &'static [&'static str],
    /// The language ids that editors use for it.
    pub(super) languages: &'static [&'static str],
    /// Extensions, in lower case, without their first dot; `html.erb` is more exact than `erb`.
    pub(super) extensions: &'static [&'static str],
    /// Whole names of files, as they are written.
    pub(super) files: &'static [&'static str],
    /// Programs that a first line such as `#!/usr/bin/env python3` can name, without the numbers of versions.
    pub(super) interpreters: &'static [&'static str],
    /// How a comment is written that holds a directive.
    pub(super) comment: Comment,
    /// What is read in it, for the table in `docs/formats.md`: in Markdown, without a full stop.
    pub(super) reads: &'static str,
    /// Reads a text, only the blocks of interest closely. Never fails. Leaves what [`Document::settle`] does to
    /// its caller.
    pub(super) read: fn(&str, Interest<'_>) -> Document,
}

/// How a comment is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comment {
    /// There are none.
    None,
    /// Up to the end of the line: `// x`.
    Line(&'static str),
    /// Between two signs: `<!-- x -->`.
    Between(&'static str, &'static str),
}

impl Comment {
    /// The comment that says something; `None` where there are no comments.
    pub fn written(self, text: &str) -> Option<String> {
        match self {
            Comment::None => None,
            Comment::Line(sign) => Some(format!("{sign} {text}")),
            Comment::Between(open, close) => Some(format!("{open} {text} {close}")),
        }
    }
}

/// Lists the formats: `Variant => DESCRIPTION` in the module that reads it.
macro_rules! formats {
    ($($variant:ident => $description:path,)+) => {
        /// A format that is read.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Format {
            $(
                #[doc = concat!("Described by `", stringify!($description), "`.")]
                $variant,
            )+
        }

        impl Format {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn description(self) -> &'static Description {
                match self {
                    $(Self::$variant => &$description,)+
                }
            }
        }
    };
}

// One line for each format, in the order of the table in `docs/formats.md`.
formats! {
    Markdown => markdown::FORMAT,
    Mdx => mdx::FORMAT,
    Html => html::FORMAT,
    Vue => vue::FORMAT,
    Svelte => svelte::FORMAT,
    Jinja => templates::JINJA,
    Liquid => templates::LIQUID,
    Erb => templates::ERB,
    Handlebars => templates::HANDLEBARS,
    Blade => templates::BLADE,
    TextTemplate => templates::TEXT,
    Xml => xml::FORMAT,
    ReStructuredText => restructuredtext::FORMAT,
    AsciiDoc => asciidoc::FORMAT,
    Latex => latex::FORMAT,
    Typst => typst::FORMAT,
    Org => org::FORMAT,
    GitCommit => commit::FORMAT,
    PlainText => plain::FORMAT,
    Rust => source::RUST,
    Python => source::PYTHON,
    JavaScript => source::JAVASCRIPT,
    TypeScript => source::TYPESCRIPT,
    Tsx => source::TSX,
    Go => source::GO,
    Java => source::JAVA,
    C => source::C,
    Cpp => source::CPP,
    CSharp => source::CSHARP,
    Kotlin => source::KOTLIN,
    Scala => source::SCALA,
    Swift => source::SWIFT,
    Ruby => source::RUBY,
    Php => source::PHP,
    Lua => source::LUA,
    Shell => source::SHELL,
    Sql => source::SQL,
    Css => source::CSS,
    Scss => source::SCSS,
    Terraform => source::HCL,
    Dockerfile => source::DOCKERFILE,
    Make => source::MAKE,
    Json => records::json::JSON,
    JsonWithComments => records::json::WITH_COMMENTS,
    Notebook => records::notebook::FORMAT,
    Yaml => records::yaml::FORMAT,
    Toml => records::toml::FORMAT,
    Properties => records::properties::FORMAT,
    Gettext => records::po::FORMAT,
    Arb => records::arb::FORMAT,
    AndroidStrings => records::catalogue::ANDROID,
    Strings => records::apple::FORMAT,
    Stringsdict => records::catalogue::STRINGSDICT,
    Resx => records::catalogue::RESX,
    Fluent => records::fluent::FORMAT,
    Csv => records::table::CSV,
    Tsv => records::table::TSV,
}

impl Format {
    /// The name that policies and the command line use.
    pub fn name(self) -> &'static str {
        self.names().first().copied().unwrap_or_default()
    }

    /// All its names, its own first.
    pub fn names(self) -> &'static [&'static str] {
        self.description().names
    }

    /// The language ids that editors use for it.
    pub fn languages(self) -> &'static [&'static str] {
        self.description().languages
    }

    /// The extensions of its files, in lower case, without their first dot.
    pub fn extensions(self) -> &'static [&'static str] {
        self.description().extensions
    }

    /// The whole names of its files.
    pub fn files(self) -> &'static [&'static str] {
        self.description().files
    }

    /// The programs that a first line such as `#!/bin/sh` can name.
    pub fn interpreters(self) -> &'static [&'static str] {
        self.description().interpreters
    }

    /// How its comments are written.
    pub fn comments(self) -> Comment {
        self.description().comment
    }

    /// What is read in it, in Markdown.
    pub fn reads(self) -> &'static str {
        self.description().reads
    }

    /// Every name with its format, the own name of each before its others.
    pub fn named() -> Vec<(&'static str, Self)> {
        let of = |format: &Self| format.names().iter().map(|name| (*name, *format)).collect::<Vec<_>>();
        Self::ALL.iter().flat_map(of).collect()
    }

    /// The format of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.names().contains(&name))
    }

    /// The comment that holds a directive in this format; `None` where the format has no comments.
    pub fn comment(self, directive: &str) -> Option<String> {
        self.comments().written(directive)
    }

    /// Reads a text, and leaves what [`Document::settle`] does to the caller: what is read may be part of
    /// another document.
    pub(super) fn read(self, text: &str, interest: Interest<'_>) -> Document {
        (self.description().read)(text, interest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_one_format() {
        let mut names: Vec<&str> = Vec::new();
        for format in Format::ALL {
            assert!(!format.names().is_empty() && !format.reads().is_empty(), "{format:?}");
            for name in format.names() {
                assert_eq!(Format::from_name(name), Some(*format), "{name}");
                assert!(!names.contains(name), "{name} names two formats");
                names.push(name);
            }
        }
        assert_eq!(Format::from_name("esperanto"), None);
    }

    #[test]
    fn no_file_and_no_language_belongs_to_two_formats() {
        let lists: [fn(Format) -> &'static [&'static str]; 4] =
            [Format::languages, Format::extensions, Format::files, Format::interpreters];
        for list in lists {
            let mut all: Vec<&str> = Format::ALL.iter().flat_map(|format| list(*format)).copied().collect();
            let count = all.len();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all.len(), count, "{all:?}");
        }
    }
}
