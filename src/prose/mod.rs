//! Where to look: what a reader of a document sees, block by block, and the directives in it.
//!
//! Every format is read into the same [`Document`]: blocks of text as a reader sees it, without
//! markup, each character of it traceable to the bytes it came from. Rooms built on this one never
//! see markup. This room knows nothing of terms, senses or policies.

mod builder;
mod detect;
mod directives;
mod document;
mod front_matter;
mod ignore;
mod markdown;
mod plain;
mod remove;
mod unread;

use builder::Interest;
pub use detect::{Detected, Format, detect, detect_language, extensions};
pub use directives::{Action, Directive, Directives};
pub use document::{Block, BlockKind, Document, Region, Regions, Run, Section, Style};
pub use ignore::{can_ignore_file, can_ignore_line, ignore_file, ignore_line};
pub use remove::{directive_removal, id_removal};

/// Reads a text in a format. Never fails: whatever stands in the text is read as far as it can be.
pub fn read(text: &str, format: Format) -> Document {
    read_where(text, format, &|_| true)
}

/// The same, but only the blocks whose visible text is of `interest` are looked at closely: in the others
/// URLs, paths and identifiers that no markup sets apart are not told from words.
pub fn read_where(text: &str, format: Format, interest: &dyn Fn(&str) -> bool) -> Document {
    match format {
        Format::Markdown => markdown::read(text, Interest(interest)),
        Format::PlainText => plain::read(text, Interest(interest)),
    }
}

#[cfg(test)]
mod tests;
