//! Tags of languages, as keys and values of data declare them.

use std::cell::OnceCell;

/// The two-letter codes of ISO 639-1, and those of three letters that translators meet.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw \
    ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd \
    ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv \
    sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu \
    ast ceb ckb fil gsw haw hsb kab nds sco yue";

/// Keys whose value declares the language of the whole.
pub(super) const KEYS: [&str; 4] = ["lang", "language", "locale", "@@locale"];

/// The tag, where a value is one: `de`, `pt-BR`, `en_US.UTF-8`.
pub(super) fn tag(value: &str) -> Option<String> {
    let value = value.trim();
    let mut parts = value.split(['-', '_', '.', '@']);
    let primary = parts.next().filter(|primary| CODES.split_whitespace().any(|code| code == *primary))?;
    // `in-progress` is none: a region is of two letters or three digits, a script of four letters.
    let region = |part: &str| {
        matches!(part, "UTF" | "8" | "utf8" | "latin" | "valencia")
            || match part.len() {
                2 => part.bytes().all(|byte| byte.is_ascii_alphabetic()),
                3 => part.bytes().all(|byte| byte.is_ascii_digit()),
                4 => part.starts_with(|c: char| c.is_ascii_uppercase()),
                _ => false,
            }
    };
    (primary.len() == value.len() || parts.all(region)).then(|| value.to_owned())
}

/// A text in which the same may be said in several languages, each below a key of its own.
pub(super) struct Languages<'t> {
    text: &'t str,
    english: OnceCell<bool>,
}

impl<'t> Languages<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, english: OnceCell::new() }
    }

    /// Whether what stands below a key is in another language than English, and English below another key: alone, `id` and
    /// `it` are no languages.
    pub(super) fn leave_out(&self, key: &str) -> bool {
        (2..=12).contains(&key.len())
            && !is_english(key)
            && tag(key).is_some()
            && *self.english.get_or_init(|| has_english_key(self.text))
    }
}

/// Whether a tag is one of English.
pub(super) fn is_english(tag: &str) -> bool {
    tag.strip_prefix("en").is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

fn has_english_key(text: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), b"en").any(|at| {
        let (before, from) = text.split_at_checked(at).unwrap_or_default();
        let length = from.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(from.len());
        let (key, behind) = from.split_at_checked(length).unwrap_or_default();
        let begins = before.is_empty() || before.ends_with(['"', '\'', ' ', '\t', '\n', '{', ',']);
        begins && is_english(key) && behind.trim_start_matches(['"', '\'']).trim_start().starts_with(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_stand_beside_english() {
        let (both, one) = (Languages::new("{\"en-US\": {}, \"de\": {}}"), Languages::new("{\"id\": {\"open\": 1}}"));
        assert!(both.leave_out("de") && both.leave_out("id") && !both.leave_out("en-US") && !both.leave_out("title"));
        assert!(!one.leave_out("id") && Languages::new("en:\n  a: b\nde:\n  a: c\n").leave_out("de"));
    }

    #[test]
    fn tags_are_told_from_other_values() {
        for (value, known) in [
            ("de", true),
            ("pt-BR", true),
            ("zh-Hant-TW", true),
            ("es-419", true),
            ("en_US.UTF-8", true),
            ("sr@latin", true),
            ("German", false),
            ("", false),
            ("c", false),
            ("app", false),
            ("db", false),
            ("in-progress", false),
            ("to-do", true),
        ] {
            assert_eq!(tag(value).is_some(), known, "{value}");
        }
    }
}
