//! `[[override]]`: what is different for some paths.

use std::ops::Range;

use super::{Listed, not_a_key, values};
use crate::policy::globs::Pattern;
use crate::policy::reader::{Accepts, Reader, Spanned};
use crate::policy::tree::Table;
use crate::policy::{Prefer, Severity};
use crate::prose::{Format, Regions};

pub(super) const KEYS: [&str; 7] = ["paths", "prefer", "severity", "check", "allow", "disable", "format"];

/// An `[[override]]`. The range of a single value holds its key as well.
#[derive(Debug)]
pub(in crate::policy) struct Override {
    /// The list, with its bytes.
    pub(in crate::policy) paths: Spanned<Vec<Pattern>>,
    pub(in crate::policy) prefer: Option<Spanned<Prefer>>,
    pub(in crate::policy) severity: Option<Spanned<Severity>>,
    pub(in crate::policy) check: Option<Spanned<Regions>>,
    pub(in crate::policy) allow: Vec<Spanned<Listed<String>>>,
    pub(in crate::policy) disable: Vec<Spanned<String>>,
    pub(in crate::policy) format: Option<Spanned<Format>>,
}

pub(super) fn read(reader: &mut Reader, table: Table, header: Range<usize>) -> Option<Override> {
    let has_paths = table.lost || table.entries.contains_key("paths");
    let mut out = Override {
        paths: Spanned { value: Vec::new(), range: header.clone() },
        prefer: None,
        severity: None,
        check: None,
        allow: Vec::new(),
        disable: Vec::new(),
        format: None,
    };
    let mut paths = None;
    for (name, entry) in table.entries {
        match name.as_str() {
            "paths" => paths = values::paths(reader, &name, entry, "override"),
            "prefer" => out.prefer = values::prefer(reader, &name, &entry),
            "severity" => out.severity = values::severity(reader, &name, &entry),
            "check" => out.check = values::check(reader, &name, entry),
            "allow" => out.allow = values::allow(reader, &name, entry),
            "disable" => out.disable = reader.texts(&name, entry.node, Accepts::List).unwrap_or_default(),
            "format" => out.format = values::choice(reader, &name, &entry, &Format::named()),
            unknown => not_a_key(reader, unknown, entry.key, Some("override"), &KEYS),
        }
    }
    if !has_paths {
        reader.error(header, "this override has no \"paths\": say which files it is for");
    }
    out.paths = paths?;
    Some(out)
}
