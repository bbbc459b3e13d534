//! What an occurrence means: the party we serve, a program, a name, or the word itself.
//!
//! Every judgement carries its evidence, so that it can be explained. Cues are data (`data/`). This
//! room sees documents without markup and knows nothing of policies.

mod carried;
mod document;
mod doubts;
mod doubts_of_place;
mod explain;
mod features;
mod fixed;
mod found;
mod judge;
mod lexicon;
mod memory;
mod mention;
mod model;
mod names;
mod nearby;
mod occurrence;
mod opinions;
mod passage;
mod score;
mod sentence;
mod sieve;
mod signs;
mod term;
mod term_language;
mod term_mention;
mod term_speech;
mod tokens;
pub mod training;
mod view;
mod voices;
mod wordlists;

pub use explain::{Evidence, explain};
pub use judge::{Again, Doubt, Judgement, Reason, Sense, judge, judge_again};
pub use lexicon::threshold;
pub use memory::{Memory, Recall};
pub use mention::is_glossary;
pub use occurrence::{Occurrence, first_occurrences, occurrences, occurrences_in};
pub use passage::sentence;
pub use term::{Standing, TermReader, TermUse};
pub use term_language::is_in_another_language;

/// Fills the tables that nearly every judgement needs and that take longest, and the first would fill otherwise: for who
/// starts a process, beside what else it does first.
pub fn get_ready() {
    fixed::get_ready();
    lexicon::lexicon();
    model::model();
}
