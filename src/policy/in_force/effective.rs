//! The policy in force for one file, entry by entry, with where each comes from: what a person is shown.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;

use super::cases::origin;
use super::{InForce, house};
use crate::policy::edit::quoted;
use crate::policy::file::{Content, Listed, Override, PolicyFile};
use crate::policy::layers::Layer;
use crate::policy::names::REGION_NAMES;
use crate::policy::reader::Spanned;
use crate::policy::tree::{self, Node, Table, Value};
use crate::policy::{Effective, EffectiveEntry, Rules, Source};
use crate::prose::Regions;

impl InForce {
    /// The policy in force for a file; `otherwise` is as in [`InForce::rules`].
    pub(in crate::policy) fn effective(&self, path: &Path, otherwise: Option<&Path>) -> Effective {
        let relative = self.relative(path, otherwise);
        let rules = self.rules(path, otherwise);
        let mut listing = Listing { policy: self, relative, entries: Vec::new() };
        listing.scalars(&rules);
        listing.lists();
        listing.tables();
        let governing = self.layers.last().map(|layer| layer.file.path.to_path_buf());
        Effective { governing, left_alone: rules.left_alone, entries: listing.entries }
    }
}

struct Listing<'p> {
    policy: &'p InForce,
    relative: Option<String>,
    entries: Vec<EffectiveEntry>,
}

/// A layer with its overrides that match the file.
type Matching<'p> = (&'p Layer, &'p Override);

impl<'p> Listing<'p> {
    fn push(&mut self, key: &'static str, value: String, source: Source) {
        self.entries.push(EffectiveEntry { key, value, source });
    }

    fn source(&self, layer: &Layer, range: &Range<usize>) -> Source {
        match self.own() {
            Some(own) => Source::File(origin(layer, own, range)),
            None => Source::Default,
        }
    }

    fn own(&self) -> Option<&'p PolicyFile> {
        self.policy.layers.last().map(|layer| &*layer.file)
    }

    /// The overrides that match the file, the last has the most say.
    fn overrides(&self) -> Vec<Matching<'p>> {
        let written = self
            .policy
            .layers
            .iter()
            .flat_map(|layer| layer.file.content.overrides.iter().map(move |entry| (layer, entry)));
        let Some(relative) = &self.relative else { return Vec::new() };
        written.zip(&self.policy.overrides).filter(|(_, case)| case.matches(relative)).map(|(entry, _)| entry).collect()
    }

    /// Where the value in force of a key is written: by the last of the layers, or of the overrides.
    fn last<T: 'p>(
        &self,
        of_file: impl Fn(&'p Content) -> Option<&'p Spanned<T>>,
        of_override: impl Fn(&'p Override) -> Option<&'p Spanned<T>>,
    ) -> Option<Source> {
        let files = self.policy.layers.iter().filter_map(|layer| Some((layer, of_file(&layer.file.content)?)));
        let overrides = self.overrides().into_iter().filter_map(|(layer, entry)| Some((layer, of_override(entry)?)));
        let (layer, found) = files.chain(overrides).last()?;
        Some(self.source(layer, &found.range))
    }

    fn scalars(&mut self, rules: &Rules) {
        let settings = self.policy.settings.as_ref();
        let set = |is_set: Option<bool>| if is_set == Some(true) { Source::Settings } else { Source::Default };
        let prefer = if self.policy.forced.is_some() {
            Source::Argument
        } else {
            let written = self.last(|file| file.prefer.as_ref(), |entry| entry.prefer.as_ref());
            written.unwrap_or_else(|| set(settings.map(|settings| settings.prefer.is_some())))
        };
        self.push("prefer", quoted(rules.prefer.name()), prefer);
        let severity = self.last(|file| file.severity.as_ref(), |entry| entry.severity.as_ref());
        let severity = severity.unwrap_or_else(|| set(settings.map(|settings| settings.severity.is_some())));
        self.push("severity", quoted(rules.severity.name()), severity);
        let check = self.last(|file| file.check.as_ref(), |entry| entry.check.as_ref());
        let check = check.unwrap_or_else(|| set(settings.map(|settings| settings.check.is_some())));
        self.push("check", regions(&rules.check), check);
        let most = self.last(|file| file.max_diagnostics.as_ref(), |_| None);
        let most = most.unwrap_or_else(|| set(settings.map(|settings| settings.max_diagnostics.is_some())));
        self.push("max-diagnostics", rules.max_diagnostics.to_string(), most);
        let most = self.last(|file| file.max_words.as_ref(), |_| None).unwrap_or(Source::Default);
        self.push("max-words", rules.max_words.to_string(), most);
        if let Some(format) = rules.format {
            let source = self.last(|_| None, |entry| entry.format.as_ref()).unwrap_or(Source::Default);
            self.push("format", quoted(format.name()), source);
        }
        if let Some(reason) = &rules.reason {
            let source = self.last(|file| file.reason.as_ref(), |_| None).unwrap_or(Source::Default);
            self.push("reason", quoted(reason), source);
        }
    }

    fn lists(&mut self) {
        if let Some(settings) = &self.policy.settings {
            let lists = [("exclude", &settings.exclude), ("allow", &settings.allow)];
            for (key, list) in lists {
                list.iter().for_each(|entry| self.push(key, quoted(entry), Source::Settings));
            }
            return;
        }
        let layers = &self.policy.layers;
        let include = layers.iter().rev().find_map(|layer| Some((layer, layer.file.content.include.as_ref()?)));
        if let Some((layer, entries)) = include {
            for entry in entries {
                self.push("include", literal(layer, &entry.range), self.source(layer, &entry.range));
            }
        }
        let exclude = layers.iter().map(|layer| (layer, layer.file.content.exclude.as_slice()));
        self.growing("exclude", exclude.collect());
        let allow = layers.iter().map(|layer| (layer, layer.file.content.allow.as_slice()));
        let of_overrides = self.overrides();
        let of_overrides = of_overrides.iter().map(|(layer, entry)| (*layer, entry.allow.as_slice()));
        self.growing("allow", allow.chain(of_overrides).collect());
        for (layer, entry) in self.overrides() {
            for id in &entry.disable {
                self.push("disable", literal(layer, &id.range), self.source(layer, &id.range));
            }
        }
    }

    /// A list that grows from layer to layer, and loses what one of them drops.
    fn growing<T>(&mut self, key: &'static str, lists: Vec<(&Layer, &[Spanned<Listed<T>>])>) {
        let mut kept: Vec<(&str, &Layer, &Range<usize>)> = Vec::new();
        for (layer, list) in lists {
            let drops: HashSet<&str> = list.iter().filter_map(|entry| entry.value.dropped()).collect();
            kept.retain(|(known, ..)| !drops.contains(known));
            kept.extend(list.iter().filter_map(|entry| Some((entry.value.added()?, layer, &entry.range))));
        }
        for (text, layer, range) in kept {
            self.push(key, quoted(text), self.source(layer, range));
        }
    }

    fn tables(&mut self) {
        let layers = &self.policy.layers;
        let texts: HashMap<*const PolicyFile, Table> =
            layers.iter().map(|layer| (std::ptr::from_ref(&*layer.file), tree::read(&layer.file.text).0)).collect();
        let written = |layer: &Layer, key: &str| {
            texts.get(&std::ptr::from_ref(&*layer.file)).map(|table| by_header(table, key)).unwrap_or_default()
        };
        let mut conditionals = self.policy.conditionals.iter();
        for layer in layers.iter().rev() {
            let tables = written(layer, "when");
            for entry in &layer.file.content.when {
                let applies =
                    conditionals.next().is_some_and(|conditional| conditional.applies(self.relative.as_deref()));
                if applies {
                    self.push("when", inline(tables.get(&entry.place.start)), self.source(layer, &entry.place));
                }
            }
        }
        for layer in layers.iter().rev() {
            let tables = written(layer, "judgement");
            for entry in &layer.file.content.judgements {
                self.push("judgement", inline(tables.get(&entry.place.start)), self.source(layer, &entry.place));
            }
        }
        let concepts = house::in_force(layers);
        let disabled: HashSet<&str> =
            self.overrides().iter().flat_map(|(_, entry)| &entry.disable).map(|id| id.value.as_str()).collect();
        for layer in layers {
            let tables = written(layer, "concept");
            let of_layer = concepts.iter().filter(|(_, from)| std::ptr::eq(*from, layer));
            for (entry, _) in of_layer.filter(|(entry, _)| !disabled.contains(entry.id.value.as_str())) {
                self.push("concept", inline(tables.get(&entry.place.start)), self.source(layer, &entry.place));
            }
        }
    }
}

/// The tables of a key by where their headers start.
fn by_header<'t>(table: &'t Table, key: &str) -> HashMap<usize, &'t Table> {
    let Some(Value::Array(nodes)) = table.entries.get(key).map(|entry| &entry.node.value) else {
        return HashMap::new();
    };
    let tables = nodes.iter().filter_map(|node| match &node.value {
        Value::Table(table) => Some((node.range.start, table)),
        _ => None,
    });
    tables.collect()
}

/// The bytes of an entry as they stand.
fn literal(layer: &Layer, range: &Range<usize>) -> String {
    layer.file.text.get(range.clone()).unwrap_or_default().to_owned()
}

fn regions(regions: &Regions) -> String {
    let names = REGION_NAMES.iter().filter(|(_, region)| regions.contains(*region)).map(|(name, _)| quoted(name));
    format!("[{}]", names.collect::<Vec<_>>().join(", "))
}

/// A table on one line, its entries in the order in which they are written.
fn inline(table: Option<&&Table>) -> String {
    let mut entries: Vec<_> = table.iter().flat_map(|table| &table.entries).collect();
    entries.sort_by_key(|(_, entry)| entry.key.start);
    let entry = |(key, entry): (&String, &tree::Entry)| format!("{} = {}", bare(key), toml(&entry.node));
    format!("{{ {} }}", entries.into_iter().map(entry).collect::<Vec<_>>().join(", "))
}

fn bare(key: &str) -> String {
    let is_bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if is_bare { key.to_owned() } else { quoted(key) }
}

fn toml(node: &Node) -> String {
    match &node.value {
        Value::String(text) => quoted(text),
        Value::Integer(number) => number.map(|number| number.to_string()).unwrap_or_default(),
        // A policy has no use for them; a fault says so.
        Value::Other(_) => String::new(),
        Value::Array(nodes) => format!("[{}]", nodes.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => inline(Some(&table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::memory::Memory;
    use crate::policy::{Origin, Overrides, Policies, Prefer, Settings};

    /// Each entry as `key = value` with the text it comes from and the file that brings it.
    fn told(policies: &Policies, path: &str) -> Vec<String> {
        let one = |entry: EffectiveEntry| {
            let source = match entry.source {
                Source::File(Origin { place, through }) => {
                    let through = through.map(|path| format!(" of {}", path.display())).unwrap_or_default();
                    format!("{}{through}", &place.text[place.range])
                }
                other => format!("{other:?}"),
            };
            format!("{} = {} | {source}", entry.key, entry.value)
        };
        policies.effective(Path::new(path)).entries.into_iter().map(one).collect()
    }

    const DEFAULT_CHECK: &str =
        "check = [\"prose\", \"headings\", \"tables\", \"link-text\", \"comments\", \"strings\"] | Default";

    #[test]
    fn every_entry_says_who_asks_for_it() {
        let own = "extends = \"h/house.toml\"\nseverity = \"error\"\nallow = [\"client card\", \"!Client Day\"]\n\
            [[override]]\npaths = [\"shop/**\"]\nprefer = \"customer\"\nallow = ['shop client']\ndisable = [\"bin\"]\nformat = \"text\"\n\
            [[when]]\npaths = [\"law/**\"]\nprefer = \"client\"\n\
            [[concept]]\nid = \"bin\"\ndeprecated = \"trash\"\n";
        let house = "prefer = \"client\"\nreason = \"We advise.\"\nallow = [\"Client Day\", \"Client Hub\"]\nexclude = [\"old/\"]\ninclude = [\"**\"]\n\
            max-diagnostics = 7\n\
            [[when]]\nwithin = \"section\"\nnear = \"till\"\nprefer = \"off\"\n[[judgement]]\nnear = [\"x\", 'y']\nsense = \"name\"\n\
            [[concept]]\nid = \"app\"\ndeprecated = \"programme\"\nforms = { programme = [\"programmes\"] }\n";
        let memory = Memory::new(&[("/w/.git", ""), ("/w/customary.toml", own), ("/w/h/house.toml", house)]);
        let policies = Policies::new(memory.clone(), Overrides::default());
        let brought = "\"h/house.toml\" of /w/h/house.toml";
        let inherited = [
            format!("when = {{ within = \"section\", near = \"till\", prefer = \"off\" }} | {brought}"),
            format!("judgement = {{ near = [\"x\", \"y\"], sense = \"name\" }} | {brought}"),
            format!(
                "concept = {{ id = \"app\", deprecated = \"programme\", forms = {{ programme = [\"programmes\"] }} }} | {brought}"
            ),
        ];
        let mut expected = vec![
            format!("prefer = \"client\" | {brought}"),
            "severity = \"error\" | severity = \"error\"".to_owned(),
            DEFAULT_CHECK.to_owned(),
            format!("max-diagnostics = 7 | {brought}"),
            "max-words = 100000 | Default".to_owned(),
            format!("reason = \"We advise.\" | {brought}"),
            format!("include = \"**\" | {brought}"),
            format!("exclude = \"old/\" | {brought}"),
            format!("allow = \"Client Hub\" | {brought}"),
            "allow = \"client card\" | \"client card\"".to_owned(),
        ];
        expected.extend(inherited.clone());
        expected.push("concept = { id = \"bin\", deprecated = \"trash\" } | [[concept]]".to_owned());
        assert_eq!(told(&policies, "/w/a.md"), expected);

        let shop = told(&policies, "/w/shop/a.md");
        for entry in [
            "prefer = \"customer\" | prefer = \"customer\"",
            "format = \"text\" | format = \"text\"",
            "allow = \"shop client\" | 'shop client'",
            "disable = \"bin\" | \"bin\"",
        ] {
            assert!(shop.iter().any(|told| told == entry), "{entry} in {shop:#?}");
        }
        assert!(!shop.iter().any(|told| told.contains("id = \"bin\"") || told.starts_with("reason")));
        let law = told(&policies, "/w/law/a.md");
        assert!(
            law.contains(&"when = { paths = [\"law/**\"], prefer = \"client\" } | [[when]]".to_owned()),
            "{law:#?}"
        );
        let effective = policies.effective(Path::new("/w/old/a.md"));
        assert_eq!(effective.left_alone, Some(crate::policy::LeftAlone::Excluded));
        assert_eq!(effective.governing.as_deref(), Some(Path::new("/w/customary.toml")));
        let forced = Policies::new(memory, Overrides { prefer: Some(Prefer::Off), config: None });
        assert_eq!(told(&forced, "/w/a.md")[0], "prefer = \"off\" | Argument");
    }

    #[test]
    fn what_nobody_asks_for_is_a_default() {
        let policies = Policies::new(Memory::new(&[("/w/.git", "")]), Overrides::default());
        let defaults = [
            "prefer = \"consistent\" | Default",
            "severity = \"information\" | Default",
            DEFAULT_CHECK,
            "max-diagnostics = 1000 | Default",
            "max-words = 100000 | Default",
        ];
        assert_eq!(told(&policies, "/w/a.md"), defaults);
        policies.set_settings(Settings {
            prefer: Some(Prefer::Client),
            allow: vec!["Client \"Hub\"".into()],
            ..Settings::default()
        });
        let told = told(&policies, "/w/a.md");
        assert_eq!(told[0], "prefer = \"client\" | Settings");
        assert_eq!(told.last().unwrap(), "allow = \"Client \\\"Hub\\\"\" | Settings");
    }
}
