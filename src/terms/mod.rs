//! Which words: concepts and their terms, the forms a term takes, fixed phrases, the matcher.
//!
//! Works on plain strings and knows nothing of markup, policies or what a word means where it stands.
//! The built-in pair and the phrases are data (`data/`), with examples that run as tests.

mod article;
mod auxiliary;
mod begun;
mod concept;
mod form;
mod inflection;
mod lookup;
mod matcher;
mod normal;
mod phrases;
mod places;
mod quotes;
mod traces;
mod vocabulary;
mod words;

pub use article::indefinite_article;
pub use concept::{Concept, PartOfSpeech, RawConcept, Status, Term, pair};
pub use form::{Case, Form, Inflection, Possessive};
pub use matcher::{Hit, find, find_first, may_hold, may_match, may_match_term, written};
pub use phrases::{PhraseMatch, Phrases};
pub use vocabulary::{TermHit, Vocabulary};
