//! Data: values and their comments.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| customary_fuzz::survive(data, &["json", "jsonc", "yaml", "toml", "properties", "po", "arb", "android-strings", "strings", "stringsdict", "resx", "fluent", "csv", "tsv", "notebook"]));
