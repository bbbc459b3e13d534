//! The verdict: a text and its rules in, findings and fixes out.
//!
//! Pure and synchronous: no IO, no protocol, no terminal.

mod account;
mod again;
mod article;
mod bound;
mod code_names;
mod drawn;
mod examples;
mod explain;
mod finding;
mod house;
mod identifiers;
mod memory;
mod messages;
mod near;
mod overrule;
mod pair;
mod silence;
mod spelling;
mod swap;
mod verdict;
mod wanted;

pub use account::{Sum, asked_by, definitions, left_alone, meaning, per_cent, signed, standing_in_words};
pub use examples::{failing, failing_in};
pub use explain::{Explanation, Obstacle, TermExplanation, Unread, explain, explain_term, unread};
pub use finding::{Applicability, Finding, Fix, HouseTerm, Judged, Report, Wanted, Why};
pub use memory::Memory;
pub use messages::doubt_in_words;
pub use swap::swap;
pub use verdict::{check, check_unless, findings};
