//! What a client that pulls is told of one file: the diagnostics, and the id by which it asks whether they
//! still stand.
//!
//! The id is a hash of the report itself: whatever happened in between, a client that holds this id holds this
//! report.

use std::hash::{DefaultHasher, Hasher};
use std::io;

use tower_lsp::ls_types::{Diagnostic, FullDocumentDiagnosticReport};

/// The diagnostics of one file.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) id: u64,
    pub(crate) items: Vec<Diagnostic>,
}

/// Whether what a client holds still stands.
#[derive(Debug)]
pub(crate) enum Answer {
    Unchanged(String),
    Full(FullDocumentDiagnosticReport),
}

impl Report {
    pub(crate) fn new(items: Vec<Diagnostic>) -> Self {
        Self { id: id(&items), items }
    }

    /// The id, where there are diagnostics.
    pub(crate) fn reported(&self) -> Option<u64> {
        (!self.items.is_empty()).then_some(self.id)
    }

    /// What to tell a client that holds the report with the id `previous`.
    pub(crate) fn against(self, previous: Option<&str>) -> Answer {
        let id = written(self.id);
        if previous == Some(id.as_str()) {
            return Answer::Unchanged(id);
        }
        Answer::Full(FullDocumentDiagnosticReport { result_id: Some(id), items: self.items })
    }
}

/// An id as the client gets it.
pub(crate) fn written(id: u64) -> String {
    format!("{id:016x}")
}

/// The id of a report with these diagnostics.
fn id(items: &[Diagnostic]) -> u64 {
    let mut hasher = Hashed(DefaultHasher::new());
    // A client may keep ids while the server is exchanged for one that writes the same in other words.
    hasher.0.write(env!("CARGO_PKG_VERSION").as_bytes());
    // Strings and numbers only: there is nothing that could fail to be written.
    let _ = serde_json::to_writer(&mut hasher, items);
    hasher.0.finish()
}

struct Hashed(DefaultHasher);

impl io::Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::{Position, Range};

    use super::*;

    fn report(messages: &[&str]) -> Report {
        let range = Range::new(Position::new(0, 0), Position::new(0, 1));
        Report::new(messages.iter().map(|message| Diagnostic::new_simple(range, (*message).to_owned())).collect())
    }

    #[test]
    fn the_same_report_has_the_same_id_and_no_other_has_it() {
        let Answer::Full(full) = report(&["a", "b"]).against(None) else { panic!() };
        let id = full.result_id.unwrap();
        assert!(matches!(report(&["a", "b"]).against(Some(&id)), Answer::Unchanged(same) if same == id));
        for other in [&["b", "a"][..], &["a"], &[], &["a", "b", "c"]] {
            assert!(matches!(report(other).against(Some(&id)), Answer::Full(_)), "{other:?}");
        }
    }
}
