//! The data files of all rooms, as the build left them.
//!
//! They are TOML, for those who write them; to read that took a quarter of the time in which a short text is checked.
//! `build.rs` leaves the same tables in MessagePack, of which nothing else knows, and without the examples that only
//! tests run.

use serde::{Deserialize, Deserializer};

/// Reads a data file of the crate: `data!("terms/data/inflections")`, without its `.toml`.
#[cfg(not(test))]
macro_rules! data {
    ($file:literal) => {
        $crate::data::read($file, include_bytes!(concat!(env!("OUT_DIR"), "/src/", $file, ".lean.mp")))
    };
}

#[cfg(test)]
macro_rules! data {
    ($file:literal) => {
        $crate::data::read($file, include_bytes!(concat!(env!("OUT_DIR"), "/src/", $file, ".mp")))
    };
}

/// What [`data!`] does with what the build left.
#[expect(clippy::panic, reason = "a file of ours, which every test of its room reads")]
pub(crate) fn read<T: Deserialize<'static>>(file: &str, built: &'static [u8]) -> T {
    rmp_serde::from_slice(built).unwrap_or_else(|error| panic!("{file}.toml: {error}"))
}

/// A text that is kept as long as the program runs: what is made of its words needs no copy of each.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Kept(pub(crate) &'static str);

impl Kept {
    /// Its words, which stand between white space.
    pub(crate) fn words(self) -> impl Iterator<Item = &'static str> + Clone {
        self.0.split_ascii_whitespace()
    }
}

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(deserializer)?.leak()))
    }
}
