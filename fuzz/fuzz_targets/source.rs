//! Source code.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| customary_fuzz::survive(data, &["rust", "python", "javascript", "typescript", "tsx", "go", "java", "kotlin", "scala", "c", "cpp", "csharp", "swift", "ruby", "php", "lua", "shell", "sql", "css", "scss", "terraform", "dockerfile", "make"]));
