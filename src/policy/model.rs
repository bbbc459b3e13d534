//! The keys of a policy as data: what stands in which table, of what kind, and what to tell a writer.
//!
//! Read from `data/keys.toml`, the one source of the JSON schema, the reference, completion and hover.
//! Knows what may be written; how it is read and what it does is the business of the reader.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::prose::Format;

/// All that may be written in a policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Model {
    #[serde(rename = "choice")]
    pub(super) choices: Vec<Choice>,
    #[serde(rename = "table")]
    pub(super) tables: Vec<TableModel>,
    #[serde(rename = "key")]
    pub(super) keys: Vec<Key>,
}

/// Names that a value may be.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Choice {
    pub(super) name: String,
    pub(super) values: Vec<Named>,
}

/// A name with what it means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) doc: String,
}

/// A table of a policy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TableModel {
    pub(super) name: String,
    pub(super) doc: String,
    /// Keys of which at least one must be there.
    #[serde(default)]
    pub(super) any_of: Vec<String>,
    pub(super) example: String,
}

/// A key of a table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Key {
    pub(super) table: String,
    pub(super) name: String,
    pub(super) kind: Kind,
    /// Whether a list of one entry may be written without brackets.
    #[serde(default)]
    pub(super) or_one: bool,
    /// The choice of [`Kind::OneOf`] and [`Kind::SomeOf`].
    pub(super) of: Option<String>,
    #[serde(default)]
    pub(super) required: bool,
    /// What counts where the key is missing, for a person.
    pub(super) default: Option<String>,
    /// A value; that of a table stands with the table.
    pub(super) example: Option<String>,
    pub(super) doc: String,
}

/// What kind of value a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kind {
    /// A string.
    Text,
    /// A whole number from 1.
    Count,
    /// One name of a choice.
    OneOf,
    /// A list of names of a choice.
    SomeOf,
    /// A list of phrases.
    Phrases,
    /// A list of terms.
    Terms,
    /// A list of strings.
    Texts,
    /// A list of path patterns.
    Patterns,
    /// A list of paths and presets.
    Policies,
    /// A list of ids of concepts.
    ConceptIds,
    /// A table: term to string.
    TextByTerm,
    /// A table: term to list of strings.
    TextsByTerm,
    /// An array of tables.
    Tables,
}

/// The name of the table outside of any brackets.
pub(super) const TOP: &str = "policy";

/// The model of this version.
pub(super) fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        let mut model: Model = data!("policy/data/keys");
        model.choices.push(formats());
        model
    });
    &MODEL
}

/// The formats, which describe themselves.
fn formats() -> Choice {
    let named = Format::named().into_iter().map(|(name, format)| {
        let doc = match format.name() {
            own if own == name => format!("What is read: {}.", format.reads()),
            own => format!("The same as `{own}`."),
        };
        Named { name: name.to_owned(), doc }
    });
    Choice { name: "format".to_owned(), values: named.collect() }
}

impl Model {
    /// The table of a name.
    pub(super) fn table(&self, name: &str) -> Option<&TableModel> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The keys of a table, in the order in which they are told.
    pub(super) fn keys(&self, table: &str) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.table == table)
    }

    /// A key of a table.
    pub(super) fn key(&self, table: &str, name: &str) -> Option<&Key> {
        self.keys(table).find(|key| key.name == name)
    }

    /// The names that a value of this key may be; none where it is no choice.
    pub(super) fn values(&self, key: &Key) -> &[Named] {
        let choice = key.of.as_deref().and_then(|of| self.choices.iter().find(|choice| choice.name == of));
        choice.map_or(&[], |choice| &choice.values)
    }
}

impl Key {
    /// What to call its values, for a person.
    pub(super) fn type_name(&self) -> String {
        let one = if self.or_one { ", or one alone" } else { "" };
        format!("{}{one}", self.kind.name())
    }
}

impl Kind {
    /// What to call it, for a person.
    fn name(self) -> &'static str {
        match self {
            Kind::Text => "string",
            Kind::Count => "whole number from 1",
            Kind::OneOf => "name",
            Kind::SomeOf => "list of names",
            Kind::Phrases => "list of phrases",
            Kind::Terms => "list of terms",
            Kind::Texts => "list of strings",
            Kind::Patterns => "list of path patterns",
            Kind::Policies => "list of paths and presets",
            Kind::ConceptIds => "list of concept ids",
            Kind::TextByTerm => "table of a string for each term",
            Kind::TextsByTerm => "table of a list for each term",
            Kind::Tables => "tables, as many as you like",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::file::{KEYS, TABLES};
    use crate::policy::names::{CONCEPT_SENSES, PARTS_OF_SPEECH, SENSES, names};
    use crate::policy::{Prefer, REGION_NAMES, Severity, Within};

    fn choice(name: &str) -> Vec<&'static str> {
        let choice = model().choices.iter().find(|choice| choice.name == name).unwrap();
        choice.values.iter().map(|value| value.name.as_str()).collect()
    }

    #[test]
    fn names_are_those_of_the_code() {
        assert_eq!(choice("prefer"), names(&Prefer::NAMES));
        assert_eq!(choice("severity"), names(&Severity::NAMES));
        assert_eq!(choice("within"), names(&Within::NAMES));
        assert_eq!(choice("format"), names(&Format::named()));
        assert_eq!(choice("region"), names(&REGION_NAMES));
        assert_eq!(choice("part-of-speech"), names(&PARTS_OF_SPEECH));
        assert_eq!(choice("sense"), names(&SENSES));
        assert_eq!(choice("reported-sense"), names(&CONCEPT_SENSES));
        assert!(choice("word").iter().all(|word| Prefer::parse(word).is_ok()));
    }

    #[test]
    fn the_keys_are_those_that_are_read() {
        let keys = |table: &str| model().keys(table).map(|key| key.name.as_str()).collect::<Vec<_>>();
        assert_eq!(keys(TOP), KEYS);
        for (table, read) in TABLES {
            assert_eq!(keys(table), read, "{table}");
        }
        assert_eq!(model().tables.len(), TABLES.len() + 1);
    }

    #[test]
    fn the_model_holds_together() {
        let model = model();
        for key in &model.keys {
            let at = format!("{} of {}", key.name, key.table);
            assert!(model.table(&key.table).is_some(), "{at}: no such table");
            assert_eq!(model.keys(&key.table).filter(|other| other.name == key.name).count(), 1, "{at}");
            assert!(key.required == key.default.is_none(), "{at}: required, or a default");
            let chooses = matches!(key.kind, Kind::OneOf | Kind::SomeOf);
            assert_eq!(chooses, !model.values(key).is_empty(), "{at}");
            match &key.example {
                None => assert!(key.kind == Kind::Tables && model.table(&key.name).is_some(), "{at}: no example"),
                Some(value) => {
                    let entry = format!("{} = {value}", key.name);
                    assert!(toml::from_str::<toml::Table>(&entry).is_ok(), "{at}: {entry}");
                }
            }
            assert!(key.doc.ends_with('.'), "{at}");
        }
        for table in &model.tables {
            let all = table.any_of.iter().all(|name| model.key(&table.name, name).is_some_and(|key| !key.required));
            assert!(all, "{}", table.name);
            assert!(toml::from_str::<toml::Table>(&table.example).is_ok(), "{}", table.name);
        }
    }
}
