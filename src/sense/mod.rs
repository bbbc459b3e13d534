//! What an occurrence means: the party we serve, a program, a name, or the word itself.
//!
//! Every judgement carries its evidence, so that it can be explained. Cues are data (`data/`). This
//! room sees documents without markup and knows nothing of policies.

mod judge;
mod occurrence;

pub use judge::{Doubt, Judgement, Reason, Sense, judge};
pub use occurrence::{Occurrence, occurrences};
