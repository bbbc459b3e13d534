//! The data files of all rooms, as the build left them.
//!
//! They are TOML, for those who write them; to read that took a quarter of the time in which a short text is checked.
//! `build.rs` leaves the same tables in JSON, which is read at a tenth of that cost, and of which nothing else knows.

use serde::Deserialize;

/// Reads a data file of the crate: `data!("terms/data/inflections")`, without its `.toml`.
macro_rules! data {
    ($file:literal) => {
        $crate::data::read($file, include_str!(concat!(env!("OUT_DIR"), "/src/", $file, ".json")))
    };
}

/// What [`data!`] does with the text that the build left.
#[expect(clippy::panic, reason = "a file of ours, which every test of its room reads")]
pub(crate) fn read<T: Deserialize<'static>>(file: &str, built: &'static str) -> T {
    serde_json::from_str(built).unwrap_or_else(|error| panic!("{file}.toml: {error}"))
}
