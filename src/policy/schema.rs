//! The JSON schema of a policy, for editors that check TOML against one. Made from [`super::model`].
//!
//! Draft 7, as taplo and the TOML extensions of editors read it. Stricter than the reader in one thing:
//! a key that is not known is wrong, where the reader warns of it.

use serde_json::{Map, Value, json};

use super::PRESETS;
use super::model::{Key, Kind, Model, Named, TOP, model};

/// The JSON schema of a policy file, as it is committed: pretty, with a line end.
pub fn schema() -> String {
    let model = model();
    let mut schema = table(model, TOP);
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("The policy of Customary: customary.toml"));
    // What the pages of a table say of themselves is what its values are checked by.
    let tables = model.tables.iter().filter(|table| table.name != TOP);
    let definitions: Map<String, Value> =
        tables.map(|entry| (entry.name.clone(), Value::Object(table(model, &entry.name)))).collect();
    schema.insert("definitions".to_owned(), Value::Object(definitions));
    // A value of ours always prints.
    let text = serde_json::to_string_pretty(&Value::Object(schema)).unwrap_or_default();
    text + "\n"
}

fn table(model: &Model, name: &str) -> Map<String, Value> {
    let properties: Map<String, Value> =
        model.keys(name).map(|key| (key.name.clone(), Value::Object(property(model, key)))).collect();
    let required: Vec<&str> = model.keys(name).filter(|key| key.required).map(|key| key.name.as_str()).collect();
    let mut out = Map::new();
    out.insert("type".to_owned(), json!("object"));
    out.insert("properties".to_owned(), Value::Object(properties));
    out.insert("additionalProperties".to_owned(), json!(false));
    if !required.is_empty() {
        out.insert("required".to_owned(), json!(required));
    }
    if let Some(entry) = model.table(name) {
        out.insert("description".to_owned(), json!(entry.doc));
        if !entry.any_of.is_empty() {
            let any: Vec<Value> = entry.any_of.iter().map(|key| json!({"required": [key]})).collect();
            out.insert("anyOf".to_owned(), json!(any));
        }
    }
    out
}

fn property(model: &Model, key: &Key) -> Map<String, Value> {
    let names = model.values(key);
    let mut out = match of_kind(key, names) {
        Value::Object(out) => out,
        _ => Map::new(),
    };
    out.insert("description".to_owned(), json!(described(key)));
    if let Some(example) = key.example.as_deref().and_then(parsed) {
        out.insert("examples".to_owned(), json!([example]));
    }
    if let Some(default) = default_value(key) {
        out.insert("default".to_owned(), default);
    }
    out
}

fn of_kind(key: &Key, names: &[Named]) -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let by_term = |value: &Value| json!({"type": "object", "additionalProperties": value});
    let list = |items: Value| {
        let list = json!({"type": "array", "items": items});
        if key.or_one { json!({"anyOf": [items, list]}) } else { list }
    };
    match key.kind {
        Kind::Text => text,
        Kind::Count => json!({"type": "integer", "minimum": 1}),
        Kind::OneOf => one_of(names),
        Kind::SomeOf => list(one_of(names)),
        Kind::Phrases | Kind::Terms | Kind::Texts | Kind::Patterns | Kind::ConceptIds => list(text),
        Kind::Policies => list(policy()),
        Kind::TextByTerm => by_term(&text),
        Kind::TextsByTerm => by_term(&json!({"anyOf": [text, {"type": "array", "items": text}]})),
        Kind::Tables => list(json!({"$ref": format!("#/definitions/{}", key.name)})),
    }
}

fn one_of(names: &[Named]) -> Value {
    let values: Vec<&str> = names.iter().map(|value| value.name.as_str()).collect();
    let docs: Vec<&str> = names.iter().map(|value| value.doc.as_str()).collect();
    // `enum` alone is checked; the other is where taplo looks for what each value means.
    json!({"type": "string", "enum": values, "x-taplo": {"docs": {"enumValues": docs}}})
}

/// An entry of `extends`.
fn policy() -> Value {
    let presets: Vec<String> = PRESETS.iter().map(|preset| format!("preset:{}", preset.name)).collect();
    json!({
        "anyOf": [
            {"type": "string", "enum": presets},
            {"type": "string", "minLength": 1, "not": {"anyOf": [{"pattern": "^preset:"}, {"pattern": "://"}]}},
        ]
    })
}

fn described(key: &Key) -> String {
    match &key.default {
        Some(default) => format!("{}\n\nDefault: {default}.", key.doc),
        None => key.doc.clone(),
    }
}

/// A TOML value as JSON.
fn parsed(value: &str) -> Option<Value> {
    let entry: Map<String, Value> = toml::from_str(&format!("value = {value}")).ok()?;
    entry.get("value").cloned()
}

/// The default, where it is a value and no remark.
fn default_value(key: &Key) -> Option<Value> {
    let value = key.default.as_deref()?.strip_prefix('`')?.strip_suffix('`')?;
    parsed(value)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use jsonschema::Validator;

    use super::*;

    fn validator() -> Validator {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        jsonschema::draft7::meta::validate(&schema).unwrap();
        jsonschema::draft7::new(&schema).unwrap()
    }

    fn faults(validator: &Validator, text: &str) -> Vec<String> {
        let policy: Value = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        validator.iter_errors(&policy).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// Every policy of the repository: the files themselves, and the blocks of the documentation.
    /// Whether a line opens a table that policies have.
    fn opens_table(line: &str) -> bool {
        let name = line.trim_start_matches('[').split(']').next().unwrap();
        model().tables.iter().any(|table| table.name == name)
    }

    fn policies() -> Vec<(PathBuf, String)> {
        let mut out = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                let left_out = ["target", ".git", "node_modules", "left_alone.toml"].contains(&name)
                    || path.ends_with("tests/cli/problems.in");
                if left_out {
                    continue;
                }
                let inside = |folder: &str| path.parent().unwrap().ends_with(folder);
                if path.is_dir() {
                    folders.push(path);
                } else if name == "customary.toml"
                    || name == "full.toml"
                    || name.ends_with(".toml") && (inside("presets") || inside("recipes"))
                {
                    out.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
                } else if name.ends_with(".md") {
                    let page = std::fs::read_to_string(&path).unwrap();
                    let blocks = page.replace('\r', "");
                    let blocks = blocks.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
                    // Of the blocks on a page, those that are no policies open a table that no policy has.
                    let is_other = |line: &str| line.starts_with('[') && !opens_table(line);
                    let blocks = blocks.filter(|block| !block.lines().any(is_other));
                    out.extend(blocks.map(|block| (path.clone(), block.to_owned())));
                }
            }
        }
        out
    }

    #[test]
    fn the_committed_schema_is_this_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("customary.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, schema()).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == schema(), "customary.schema.json is stale: run the tests with UPDATE=1");
    }

    #[test]
    fn every_policy_of_the_repository_is_valid() {
        let validator = validator();
        let policies = policies();
        assert!(policies.len() > 15, "{}", policies.len());
        for (path, text) in policies {
            assert_eq!(faults(&validator, &text), [""; 0], "{}\n{text}", path.display());
        }
    }

    #[test]
    fn every_example_of_the_model_is_valid() {
        let validator = validator();
        for table in &model().tables {
            assert_eq!(faults(&validator, &table.example), [""; 0], "{}", table.example);
        }
        for key in &model().keys {
            let Some(value) = &key.example else { continue };
            let property: Value = Value::Object(property(model(), key));
            let one = jsonschema::draft7::new(&property).unwrap();
            assert!(one.is_valid(&parsed(value).unwrap()), "{} = {value}", key.name);
        }
    }

    #[test]
    fn what_the_reader_refuses_is_not_valid() {
        let validator = validator();
        for text in [
            "prefer = \"clients\"",
            "prefer = true",
            "sevrity = \"error\"",
            "severity = \"fatal\"",
            "check = [\"prose\", \"table\"]",
            "check = \"prose\"",
            "max-diagnostics = 0",
            "max-diagnostics = \"many\"",
            "allow = [1]",
            "extends = \"preset:no-such-preset\"",
            "extends = [\"https://example.com/customary.toml\"]",
            "[override]\npaths = [\"a\"]",
            "[[override]]\nprefer = \"client\"",
            "[[override]]\npaths = [\"a\"]\nformat = \"word\"",
            "[[when]]\nprefer = \"client\"",
            "[[when]]\nnear = [\"a\"]\nprefer = \"consistent\"",
            "[[when]]\nnear = [\"a\"]\nprefer = \"client\"\nwithin = \"page\"",
            "[[concept]]\npreferred = \"a\"",
            "[[concept]]\nid = \"a\"",
            "[[concept]]\nid = \"a\"\npreferred = \"a\"\npart-of-speech = \"pronoun\"",
            "[[concept]]\nid = \"a\"\npreferred = \"a\"\nforms = [\"a\"]",
            "[[concept]]\nid = \"a\"\npreferred = \"a\"\nsenses = [\"mention\"]",
            "[[example]]",
            "[[judgement]]\nnear = [\"a\"]",
            "[[judgement]]\nnear = [\"a\"]\nsense = \"person\"",
        ] {
            assert_ne!(faults(&validator, text), [""; 0], "{text}");
        }
    }
}
