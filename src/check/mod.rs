//! The verdict: a text and its rules in, findings and fixes out.
//!
//! Pure and synchronous: no IO, no protocol, no terminal.

mod article;
mod drawn;
mod examples;
mod finding;
mod house;
mod identifiers;
mod messages;
mod near;
mod overrule;
mod pair;
mod silence;
mod spelling;
mod swap;
mod verdict;
mod wanted;

pub use examples::{failing, failing_in};
pub use finding::{Applicability, Finding, Fix, HouseTerm, Judged, Report, Wanted, Why};
pub use verdict::{check, check_unless};
