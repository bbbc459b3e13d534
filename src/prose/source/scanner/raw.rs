//! Strings whose closing sign depends on how they are opened.

use super::scan::is_name;

/// How such a string ends.
pub(super) struct Close {
    /// Where its content begins.
    pub(super) from: usize,
    pub(super) sign: Vec<u8>,
    /// What opens code in it.
    pub(super) hole: Option<Vec<u8>>,
}

/// How many of a byte stand at the end of `bytes`.
fn count_back(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().rev().take(256).take_while(|other| **other == byte).count()
}

fn count(bytes: &[u8], byte: u8) -> usize {
    bytes.iter().take(256).take_while(|other| **other == byte).count()
}

/// `r"…"`, `br#"…"#`; `at` is the quote.
pub(super) fn rust(bytes: &[u8], at: usize) -> Option<Close> {
    let behind = bytes.get(..at)?;
    let hashes = count_back(behind, b'#');
    let before = behind.get(..behind.len() - hashes)?.strip_suffix(b"r")?;
    let before = before.strip_suffix(b"b").or_else(|| before.strip_suffix(b"c")).unwrap_or(before);
    if before.last().is_some_and(|byte| is_name(*byte)) {
        return None;
    }
    let sign = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
    Some(Close { from: at + 1, sign, hole: None })
}

/// `#"…"#`, `##"""…"""##`, `#/…/#`; `at` is the first number sign.
pub(super) fn swift(bytes: &[u8], at: usize) -> Option<Close> {
    let hashes = count(bytes.get(at..)?, b'#');
    let rest = bytes.get(at + hashes..)?;
    let quote: &[u8] = [b"\"\"\"".as_slice(), b"\"", b"/"].into_iter().find(|quote| rest.starts_with(quote))?;
    let fence = vec![b'#'; hashes];
    let hole = [b"\\".as_slice(), &fence, b"("].concat();
    Some(Close { from: at + hashes + quote.len(), sign: [quote, &fence].concat(), hole: Some(hole) })
}

/// `[[…]]`, `[==[…]==]`, behind `--` or not.
pub(super) fn lua(bytes: &[u8], at: usize) -> Option<Close> {
    let rest = bytes.get(at..)?;
    let dashes = count(rest, b'-');
    let rest = rest.get(dashes..)?.strip_prefix(b"[")?;
    let level = count(rest, b'=');
    rest.get(level..)?.strip_prefix(b"[")?;
    let sign = [b"]".as_slice(), &vec![b'='; level], b"]"].concat();
    Some(Close { from: at + dashes + level + 2, sign, hole: None })
}

/// `R"name(…)name"`; `at` is the quote.
pub(super) fn cpp(bytes: &[u8], at: usize) -> Option<Close> {
    let before = bytes.get(..at)?.strip_suffix(b"R")?;
    let before = [b"u8".as_slice(), b"u", b"U", b"L"]
        .into_iter()
        .find_map(|prefix| before.strip_suffix(prefix))
        .unwrap_or(before);
    if before.last().is_some_and(|byte| is_name(*byte)) {
        return None;
    }
    let rest = bytes.get(at + 1..)?;
    let length = rest.iter().take(17).position(|byte| *byte == b'(')?;
    let sign = [b")".as_slice(), rest.get(..length)?, b"\""].concat();
    Some(Close { from: at + 1 + length + 1, sign, hole: None })
}

/// `"""…"""` and more quotes than three; `at` is the first.
pub(super) fn csharp(bytes: &[u8], at: usize) -> Option<Close> {
    let quotes = count(bytes.get(at..)?, b'"');
    // What stands in the code of a string is not told from its end.
    let dollars = bytes.get(..at).map_or(0, |behind| count_back(behind, b'$'));
    let hole = (dollars > 0).then(|| vec![b'{'; dollars]);
    (quotes >= 3).then(|| Close { from: at + quotes, sign: vec![b'"'; quotes], hole })
}

/// `$$…$$`, `$name$…$name$`; `at` is the first dollar sign.
pub(super) fn dollar(bytes: &[u8], at: usize) -> Option<Close> {
    let rest = bytes.get(at + 1..)?;
    if bytes.get(..at)?.last().is_some_and(|byte| is_name(*byte)) || rest.first()?.is_ascii_digit() {
        return None;
    }
    let length = rest.iter().take(80).take_while(|byte| is_name(**byte)).count();
    if rest.get(length) != Some(&b'$') {
        return None;
    }
    Some(Close { from: at + length + 2, sign: bytes.get(at..at + length + 2)?.to_vec(), hole: None })
}

/// The end of a literal of Ruby whose content begins at `from`, behind `sign`.
pub(super) fn percent(bytes: &[u8], from: usize, sign: u8) -> Option<usize> {
    let close = match sign {
        b'(' => b')',
        b'[' => b']',
        b'{' => b'}',
        b'<' => b'>',
        other => other,
    };
    let mut depth = 1_usize;
    let mut escaped = false;
    for (length, byte) in bytes.get(from..)?.iter().enumerate() {
        if escaped {
            escaped = false;
        } else if *byte == b'\\' {
            escaped = true;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return Some(from + length + 1);
            }
        } else if *byte == sign {
            depth += 1;
        }
    }
    None
}
