//! Where to look: what a reader of a document sees, block by block, and the directives in it.
//!
//! Every format is read into the same [`Document`]: blocks of text as a reader sees it, without
//! markup, each character of it traceable to the bytes it came from. Rooms built on this one never
//! see markup. This room knows nothing of terms, senses or policies.

mod asciidoc;
mod builder;
mod comments;
mod commit;
mod detect;
mod directives;
mod document;
mod editors;
mod excerpt;
mod flow;
mod format;
mod front_matter;
mod html;
mod ignore;
mod jsx;
mod latex;
mod lines;
mod markdown;
mod mask;
mod mdx;
mod org;
mod outline;
mod path_language;
mod pattern;
mod plain;
mod reading;
mod records;
mod remove;
mod restructuredtext;
mod source;
mod splice;
mod strings;
mod svelte;
mod templates;
mod typst;
mod unread;
mod vue;
mod xml;

use builder::Interest;
pub use detect::{Detected, detect, detect_language, extensions};
pub use directives::{Action, Directive, Directives};
pub use document::{Block, BlockKind, Caution, Document, Host, Region, Regions, Run, Section, Style, slug};
pub use editors::{Editor, editor_languages};
use excerpt::Excerpt;
pub use format::{Comment, Format};
pub use ignore::{can_ignore_file, can_ignore_line, ignore_file, ignore_line};
pub use path_language::path_language;
pub use reading::Reading;
pub use remove::{directive_removal, id_removal};
pub use splice::{Exchange, Spliced};

/// Reads a text in a format. Never fails: whatever stands in the text is read as far as it can be.
pub fn read(text: &str, format: Format) -> Document {
    read_where(text, format, &|_| true, &|_| true)
}

/// The same, but only the blocks whose visible text is of `interest` are looked at closely: in the others
/// URLs, paths and identifiers that no markup sets apart are not told from words. Where none of the comments
/// and strings of source code is `written` so that it could be of interest once it is read, none is read;
/// `written` must not be wrong when it says no.
pub fn read_where(
    text: &str,
    format: Format,
    interest: &dyn Fn(&str) -> bool,
    written: &dyn Fn(&str) -> bool,
) -> Document {
    let interest = Interest(interest, written);
    // Some editors count a byte order mark as text. No markup does.
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    let excerpt = templates::without_tags(text, start, format);
    let mut document = match excerpt.or_else(|| (start > 0).then(|| Excerpt::of(text, start..text.len()))) {
        Some(excerpt) => excerpt.read(format, interest),
        None => format.read(text, interest),
    };
    document.settle(text);
    document
}

#[cfg(test)]
mod tests;
