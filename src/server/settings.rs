//! The editor's settings: section `customary`, as the client sends them or is asked for them.
//!
//! What is wrong in them is told in one message; the rest counts.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tower_lsp::ls_types::ConfigurationItem;

use super::session::Session;
use crate::policy::{Prefer, Settings, Severity, parse_regions};
use crate::prose::Regions;

/// The section of the settings that is ours.
pub(crate) const SECTION: &str = "customary";

/// How long a client may take to answer what its settings are.
const PATIENCE: Duration = Duration::from_secs(20);

/// How many characters of a wrong value are shown.
const LONGEST_SHOWN: usize = 200;

const KEYS: [&str; 6] = ["prefer", "severity", "allow", "exclude", "check", "maxDiagnostics"];

/// Takes settings that a client sent. What holds none of ours changes nothing.
pub(crate) fn take(session: &Session, sent: &Value) {
    if let Some(section) = section(sent) {
        take_section(session, section);
    }
}

fn take_section(session: &Session, section: &Value) {
    match section {
        Value::Object(section) => {
            let (settings, complaints) = read(section);
            session.change_settings(settings, complaints);
        }
        Value::Null => {}
        // What counted before counts on.
        other => session
            .change_settings(session.settings(), vec![format!("{SECTION}: {} is no group of settings", shown(other))]),
    }
}

/// Asks the client for its settings, now and whenever it says that they have changed. One question
/// at a time: a client that does not answer is not asked more. What the client sends unasked meanwhile counts
/// at once; the answer that was asked for last counts last.
pub(crate) async fn pull(session: Arc<Session>) {
    let mut wanted = session.settings_wanted();
    // What holds where the client says that nothing is set: what it sent along with its greeting.
    let sent = session.settings();
    let mut is_set = false;
    loop {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        match tokio::time::timeout(PATIENCE, session.to_client.configuration(vec![item])).await {
            Ok(Ok(values)) => {
                let section = values.into_iter().next().unwrap_or_default();
                let was_set = std::mem::replace(&mut is_set, section.is_object());
                if section.is_null() && was_set {
                    session.change_settings(sent.clone(), Vec::new());
                }
                take_section(&session, &section);
            }
            Ok(Err(error)) => session.log(format!("The client does not tell its settings: {error}")),
            Err(_) => session.log("The client does not answer what its settings are.".to_owned()),
        }
        if wanted.changed().await.is_err() {
            return;
        }
    }
}

/// Our part of what a client sends: some wrap it in the section's name, some do not.
fn section(sent: &Value) -> Option<&Value> {
    match sent.get(SECTION) {
        Some(section) => Some(section),
        None => Some(sent).filter(|sent| KEYS.iter().any(|key| sent.get(*key).is_some())),
    }
}

/// Reads the section as far as it can be read. Keys that are not the server's may be the editor's own.
fn read(section: &Map<String, Value>) -> (Settings, Vec<String>) {
    let mut reading = Reading { section, complaints: Vec::new() };
    let settings = Settings {
        prefer: reading.take("prefer", |value| Prefer::parse(text(value)?)),
        severity: reading.take("severity", |value| Severity::parse(text(value)?)),
        allow: reading.take("allow", strings).unwrap_or_default(),
        exclude: reading.take("exclude", strings).unwrap_or_default(),
        check: reading.regions("check"),
        max_diagnostics: reading.take("maxDiagnostics", count),
        folders: Vec::new(),
    };
    (settings, reading.complaints)
}

struct Reading<'a> {
    section: &'a Map<String, Value>,
    complaints: Vec<String>,
}

impl Reading<'_> {
    /// The value of a key; `None` where it is not set, null, or wrong, which is noted.
    fn take<T>(&mut self, key: &str, parse: impl Fn(&Value) -> Result<T, String>) -> Option<T> {
        let value = self.section.get(key).filter(|value| !value.is_null())?;
        parse(value).map_err(|wrong| self.complaints.push(format!("{SECTION}.{key}: {}", short(&wrong)))).ok()
    }

    /// A list of regions; one that is not known costs no more than itself.
    fn regions(&mut self, key: &str) -> Option<Regions> {
        let names = self.take(key, strings)?;
        let (regions, wrong) = parse_regions(names.iter().map(String::as_str));
        self.complaints.extend(wrong.iter().map(|wrong| format!("{SECTION}.{key}: {}", short(wrong))));
        (names.is_empty() || wrong.len() < names.len()).then_some(regions)
    }
}

/// A value as it is written, as far as there is room in a message.
fn shown(value: &Value) -> String {
    short(&value.to_string())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| format!("{} is no string", shown(value)))
}

fn strings(value: &Value) -> Result<Vec<String>, String> {
    let strings: Option<Vec<String>> =
        value.as_array().and_then(|values| values.iter().map(|value| value.as_str().map(str::to_owned)).collect());
    strings.ok_or_else(|| format!("{} is no list of strings", shown(value)))
}

fn count(value: &Value) -> Result<usize, String> {
    let count = value.as_u64().and_then(|count| usize::try_from(count).ok());
    count.ok_or_else(|| format!("{} is no whole number from 0", shown(value)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::prose::Region;

    fn read_value(value: Value) -> (Settings, Vec<String>) {
        read(value.as_object().unwrap())
    }

    #[test]
    fn reads_every_key() {
        let (settings, complaints) = read_value(json!({
            "prefer": "client", "severity": "hint", "allow": ["Customer Portal"], "exclude": ["vendor/**"],
            "check": ["prose", "link-text"], "maxDiagnostics": 7, "path": "the extension's own",
        }));
        assert_eq!(complaints, [""; 0]);
        assert_eq!(settings.prefer, Some(Prefer::Client));
        assert_eq!(settings.severity, Some(Severity::Hint));
        assert_eq!(settings.allow, ["Customer Portal"]);
        assert_eq!(settings.exclude, ["vendor/**"]);
        assert_eq!(settings.check, Some(Regions::new([Region::Prose, Region::LinkText])));
        assert_eq!(settings.max_diagnostics, Some(7));
    }

    #[test]
    fn says_what_is_wrong_and_takes_the_rest() {
        let (settings, complaints) = read_value(json!({
            "prefer": "clients", "severity": 3, "allow": "x", "exclude": [1], "check": ["prose", "code"],
            "maxDiagnostics": -1,
        }));
        assert_eq!(complaints.len(), 6);
        assert!(complaints[0].starts_with("customary.prefer: \"clients\" is not one of client, customer"));
        assert!(settings.prefer.is_none() && settings.max_diagnostics.is_none());
        assert_eq!(settings.check, Some(Regions::new([Region::Prose])));
        let (settings, complaints) = read_value(json!({"prefer": null, "severity": "error", "maxDiagnostics": 1.5}));
        assert_eq!((settings.severity, complaints.len()), (Some(Severity::Error), 1));
    }

    #[test]
    fn finds_the_section_however_it_is_wrapped() {
        assert_eq!(section(&json!({"customary": {"prefer": "client"}, "other": {}})).unwrap()["prefer"], "client");
        assert_eq!(section(&json!({"prefer": "client"})).unwrap()["prefer"], "client");
        assert_eq!(section(&json!({"customary": 3})), Some(&json!(3)));
        for none in [json!(null), json!({}), json!([]), json!({"other": 1}), json!("prefer")] {
            assert!(section(&none).is_none(), "{none}");
        }
    }
}
