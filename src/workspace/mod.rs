//! What spans files: the walk over a workspace, the check of many files at once, the mending of one.
//!
//! Works with paths, policies and reports, and does the reading and writing of texts. It knows nothing
//! of arguments, output formats or the protocol.

mod mend;
mod read;
mod scan;
mod walk;

pub use mend::{Mended, Wanted, WriteError, mend, write_back};
pub use read::{Content, Unreadable, read};
pub use scan::{Checked, Outcome, Scanned, Skip, Threads, examine, examine_text, scan};
pub use walk::{Fault, Selection, Source, Walk, order, shown, shown_from, walk};
