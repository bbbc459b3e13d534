//! Templates and components.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| customary_fuzz::survive(data, &["html", "jinja", "twig", "liquid", "erb", "handlebars", "blade", "text-template", "vue", "svelte", "mdx", "php"]));
