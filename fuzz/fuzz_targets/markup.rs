//! Markup: what writers write.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| customary_fuzz::survive(data, &["markdown", "text", "mdx", "html", "xml", "rst", "asciidoc", "latex", "typst", "org", "git-commit"]));
