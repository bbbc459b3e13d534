//! One open document: its text as the client's changes leave it, and snapshots of it.
//!
//! Synchronous and small, because changes are applied before anything else happens. Knows nothing of
//! what is found in the text.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};
use std::time::Duration;

use tokio::sync::watch;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use super::from_proto;
use super::publish::Placed;
use super::transport::UNNUMBERED;
use crate::check::{Memory, Report};
use crate::policy::Rules;
use crate::prose::Format;
use crate::text::{Encoding, NotMapped, Text};
use crate::workspace::{Baseline, Known};

/// The rules for a document, found once, by whoever needs them first, off the protocol task. A
/// changed policy brings a new cell.
pub(crate) type RulesCell = Arc<OnceLock<Arc<Rules>>>;

/// A document at one moment: all that a check or a request needs. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    /// As the client writes it.
    pub(crate) uri: Arc<Uri>,
    /// Where it lies, if it is a file.
    pub(crate) path: Option<Arc<Path>>,
    /// Which opening of the document it belongs to: a number of ours, never used twice.
    pub(crate) opening: u64,
    /// The client's number for this text.
    pub(crate) version: i32,
    /// What the language id or the name tells; the rules may know better.
    pub(crate) format: Option<Format>,
    pub(crate) text: Text,
    pub(crate) rules: RulesCell,
}

/// What a document's worker is to show.
#[derive(Debug, Clone)]
pub(crate) enum Stand {
    /// What is found in this text.
    Open(Snapshot),
    /// Nothing, until a full text comes: the client's changes made no sense.
    OutOfStep,
    /// Nothing: it is closed.
    Closed,
}

/// What was found in one snapshot.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) text: Arc<String>,
    pub(crate) format: Format,
    pub(crate) rules: Arc<Rules>,
    /// What is reported: less what the baseline holds.
    pub(crate) report: Report,
    pub(crate) baseline: Option<Arc<Baseline>>,
}

/// The last result for a document, for requests that come after its check.
#[derive(Debug, Clone, Default)]
pub(crate) struct LastChecked {
    last: Arc<Mutex<Option<Last>>>,
    memory: Arc<Mutex<Memory>>,
    /// Which text is or was checked last with the memory.
    checking: Arc<Mutex<Option<TextId>>>,
    /// Where that was published which was found last.
    placed: Arc<Mutex<Placed>>,
    reported: Arc<Mutex<Option<Reported>>>,
}

/// Of checks that cost less, only the last few results are kept, with what the next check of the same document can
/// use. Most documents are short, and many are open; but one is typed in.
const DEAR: Duration = Duration::from_millis(5);
/// How many those are.
const KEPT: usize = 2;

/// The documents whose last check was cheap and is kept, the latest at the end.
#[derive(Debug, Default)]
pub(crate) struct Recent(Mutex<VecDeque<LastChecked>>);

impl Recent {
    /// After a check of a document that cost so much: what is not worth its room is forgotten.
    pub(crate) fn note(&self, checked: &LastChecked, cost: Duration) {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|other| !Arc::ptr_eq(&other.last, &checked.last));
        if cost >= DEAR {
            return;
        }
        recent.push_back(checked.clone());
        if recent.len() > KEPT
            && let Some(oldest) = recent.pop_front()
        {
            oldest.forget();
        }
    }
}

/// A text of a document: its opening and version.
type TextId = (u64, i32);

/// What a check remembers of the ones before.
pub(crate) enum Remembered<'a> {
    /// Whoever else wants to check the same text waits meanwhile.
    All(MutexGuard<'a, Memory>),
    /// Nothing: another text of the document is still being checked.
    Nothing(Box<Memory>),
}

impl Remembered<'_> {
    pub(crate) fn memory(&mut self) -> &mut Memory {
        match self {
            Remembered::All(memory) => memory,
            Remembered::Nothing(memory) => memory,
        }
    }
}

/// What a client that pulls was told of a document last, and what that came from.
#[derive(Debug, Clone)]
pub(crate) struct Reported {
    pub(crate) rules: Arc<Rules>,
    pub(crate) baseline: Option<Arc<Baseline>>,
    /// The result id; `None` for a report without diagnostics.
    pub(crate) id: Option<u64>,
}

#[derive(Debug)]
struct Last {
    of: Snapshot,
    checked: Arc<Checked>,
}

/// An open document.
#[derive(Debug)]
pub(crate) struct Document {
    snapshot: Snapshot,
    in_step: bool,
    stand: watch::Sender<Stand>,
    pub(crate) last: LastChecked,
}

/// The client's change does not fit the text; told once until it is healed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LostStep;

impl Snapshot {
    fn id(&self) -> TextId {
        (self.opening, self.version)
    }

    /// Whether the two are of the same text.
    fn is(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl LastChecked {
    /// The result for this snapshot, if it is the last and these are still the rules and the baseline.
    pub(crate) fn of(&self, snapshot: &Snapshot, rules: &Arc<Rules>, known: Option<&Known>) -> Option<Arc<Checked>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let baseline = known.map(|known| Arc::as_ptr(&known.baseline));
        let same = |last: &&Last| {
            last.of.is(snapshot)
                && Arc::ptr_eq(&last.checked.rules, rules)
                && last.checked.baseline.as_ref().map(Arc::as_ptr) == baseline
        };
        last.as_ref().filter(same).map(|last| Arc::clone(&last.checked))
    }

    /// What the checks of this document remember. Whoever checks holds it, so that nobody checks the same
    /// text beside him; but a text does not wait for the check of another one, which may be old and long.
    pub(crate) fn memory(&self, snapshot: &Snapshot) -> Remembered<'_> {
        let memory = match self.memory.try_lock() {
            Ok(memory) => memory,
            Err(TryLockError::Poisoned(memory)) => memory.into_inner(),
            Err(TryLockError::WouldBlock) if *self.checking() == Some(snapshot.id()) => {
                self.memory.lock().unwrap_or_else(PoisonError::into_inner)
            }
            Err(TryLockError::WouldBlock) => return Remembered::Nothing(Box::default()),
        };
        *self.checking() = Some(snapshot.id());
        Remembered::All(memory)
    }

    /// Where that was published which was found last.
    pub(crate) fn placed(&self) -> MutexGuard<'_, Placed> {
        self.placed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn checking(&self) -> MutexGuard<'_, Option<TextId>> {
        self.checking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets a result that another is to take the place of. What it reported is given if nobody else holds it, and all
    /// of it is there.
    pub(crate) fn make_way(&self, snapshot: &Snapshot) -> Option<Report> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let old = last.take_if(|last| last.of.id() <= snapshot.id())?;
        let checked = Arc::into_inner(old.checked)?;
        checked.baseline.is_none().then_some(checked.report)
    }

    /// Forgets the result, and what the next check could use, unless somebody is just using that.
    fn forget(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if let Ok(mut memory) = self.memory.try_lock() {
            *memory = Memory::default();
        }
        *self.placed() = Placed::default();
    }

    /// What the client was told last.
    pub(crate) fn reported(&self) -> MutexGuard<'_, Option<Reported>> {
        self.reported.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a result, unless that of a later text is there.
    pub(crate) fn set(&self, snapshot: Snapshot, checked: Arc<Checked>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_none_or(|last| last.of.id() <= snapshot.id()) {
            *last = Some(Last { of: snapshot, checked });
        }
    }
}

impl Document {
    /// A document as it was opened, and the channel its worker listens to.
    pub(crate) fn new(snapshot: Snapshot) -> (Self, watch::Receiver<Stand>) {
        let (stand, receiver) = watch::channel(Stand::Open(snapshot.clone()));
        (Self { snapshot, in_step: true, stand, last: LastChecked::default() }, receiver)
    }

    /// Opens it anew, whether or not it was closed: the same worker goes on.
    pub(crate) fn reopen(&mut self, snapshot: Snapshot) {
        self.snapshot = snapshot;
        self.in_step = true;
        self.tell();
    }

    /// Takes the client's changes in their order, each against the text that the one before left.
    ///
    /// # Errors
    /// [`LostStep`] where a change has no place in the text, and it had until now.
    pub(crate) fn change(
        &mut self,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> Result<(), LostStep> {
        let was_in_step = self.in_step;
        self.snapshot.version = match version {
            UNNUMBERED => self.snapshot.version.saturating_add(1),
            number => number,
        };
        for change in changes {
            match change.range {
                None => {
                    self.snapshot.text = Text::new(&change.text);
                    self.in_step = true;
                }
                Some(_) if !self.in_step => {}
                Some(range) => {
                    let (start, end) = (from_proto::position(range.start), from_proto::position(range.end));
                    // Also where both lie beyond the text and would be clamped to one place.
                    let backwards = end < start;
                    let result = self.snapshot.text.apply_change(start, end, encoding, &change.text);
                    self.in_step = !backwards && result != Err(NotMapped);
                }
            }
        }
        self.tell();
        if was_in_step && !self.in_step { Err(LostStep) } else { Ok(()) }
    }

    /// Another policy may be in force.
    pub(crate) fn renew_rules(&mut self) {
        self.snapshot.rules = RulesCell::default();
        if !self.is_closed() {
            self.tell();
        }
    }

    /// Reads it in another format, or no more. Another opening, so that nothing of the other format is shown on.
    pub(crate) fn set_format(&mut self, format: Option<Format>, opening: u64) {
        if self.snapshot.format != format {
            self.snapshot.format = format;
            self.snapshot.opening = opening;
            self.tell();
        }
    }

    /// The text is not known any more, until it is opened anew.
    pub(crate) fn lose(&mut self) {
        self.in_step = false;
        self.tell();
    }

    /// Closes it; its worker clears what it showed.
    pub(crate) fn close(&mut self) {
        self.stand.send_replace(Stand::Closed);
    }

    pub(crate) fn is_closed(&self) -> bool {
        matches!(*self.stand.borrow(), Stand::Closed)
    }

    /// The text as it stands, unless it is not known.
    pub(crate) fn snapshot(&self) -> Option<&Snapshot> {
        (self.in_step && !self.is_closed()).then_some(&self.snapshot)
    }

    fn tell(&self) {
        self.stand.send_replace(if self.in_step { Stand::Open(self.snapshot.clone()) } else { Stand::OutOfStep });
    }
}

#[cfg(test)]
mod tests {
    use tower_lsp::ls_types::{Position, Range};

    use super::*;

    fn document(text: &str) -> Document {
        Document::new(Snapshot {
            uri: Arc::new("file:///a.md".parse().unwrap()),
            path: None,
            opening: 1,
            version: 1,
            format: Some(Format::Markdown),
            text: Text::new(text),
            rules: RulesCell::default(),
        })
        .0
    }

    fn edit(start: (u32, u32), end: (u32, u32), text: &str) -> TextDocumentContentChangeEvent {
        let range = Range::new(Position::new(start.0, start.1), Position::new(end.0, end.1));
        TextDocumentContentChangeEvent { range: Some(range), range_length: None, text: text.into() }
    }

    fn full(text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent { range: None, range_length: None, text: text.into() }
    }

    fn text(document: &Document) -> Option<String> {
        document.snapshot().map(|snapshot| snapshot.text.to_string())
    }

    #[test]
    fn each_change_meets_the_text_as_the_one_before_left_it() {
        let mut document = document("one two\n");
        let changes = [edit((0, 0), (0, 3), "a\nb"), edit((1, 0), (1, 1), "c"), edit((9, 9), (9, 9), "end")];
        assert_eq!(document.change(2, &changes, Encoding::Utf16), Ok(()));
        assert_eq!(text(&document).unwrap(), "a\nc two\nend");
        assert_eq!(document.change(3, &[full("x"), edit((0, 1), (0, 1), "y")], Encoding::Utf16), Ok(()));
        assert_eq!(text(&document).unwrap(), "xy");
    }

    #[test]
    fn a_change_without_place_is_told_once_and_healed_by_a_full_text() {
        let mut document = document("one\ntwo\n");
        let reversed = edit((1, 1), (0, 1), "x");
        assert_eq!(document.change(2, std::slice::from_ref(&reversed), Encoding::Utf8), Err(LostStep));
        assert!(matches!(*document.stand.borrow(), Stand::OutOfStep));
        assert_eq!(document.change(3, &[edit((0, 0), (0, 1), "z"), reversed.clone()], Encoding::Utf8), Ok(()));
        assert_eq!(text(&document), None);
        assert_eq!(document.change(4, &[reversed, full("new"), edit((0, 0), (0, 1), "N")], Encoding::Utf8), Ok(()));
        assert_eq!(text(&document).unwrap(), "New");
    }
}
