//! The strings of TOML with their places.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Value, Written};

/// Every string of `content` that could be read, with offsets in it.
pub(super) fn values(content: &str) -> Vec<Value> {
    let (table, _) = DeTable::parse_recoverable(content);
    let mut out = Vec::new();
    of_table(content, table.get_ref(), &mut out);
    out
}

fn of_table(content: &str, table: &DeTable<'_>, out: &mut Vec<Value>) {
    for (key, value) in table {
        of_value(content, Some(key.get_ref().to_lowercase()), value, out);
    }
}

fn of_value(content: &str, key: Option<String>, value: &Spanned<DeValue<'_>>, out: &mut Vec<Value>) {
    match value.get_ref() {
        DeValue::String(cooked) => {
            let source = value.span();
            let raw = content.get(source.clone()).unwrap_or_default();
            let written = if raw.starts_with('\'') { Written::Verbatim } else { Written::Escaped };
            let long = raw.len() >= 6 && (raw.starts_with("\"\"\"") || raw.starts_with("'''"));
            let quotes = if long { 3 } else { 1 };
            out.push(Value { key, source, cooked: cooked.to_string(), written, quotes });
        }
        DeValue::Table(table) => of_table(content, table, out),
        DeValue::Array(array) => array.iter().for_each(|value| of_value(content, None, value, out)),
        _ => {}
    }
}
