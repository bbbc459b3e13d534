//! What can be written at a place.

use std::ops::Range;

use super::cursor::{At, Quotes, ValueAt, spot};
use super::hover::{about_key, about_name};
use super::{Around, Neighbour, about_preset, concepts};
use crate::policy::PRESETS;
use crate::policy::model::{Key, Kind, Model, Named, TOP, model};

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is called, and what has been typed of it is compared with.
    pub label: String,
    /// What kind of thing it is.
    pub kind: CompletionKind,
    /// What it replaces, in bytes of the text: one line of it, around the cursor.
    pub range: Range<usize>,
    /// What is put there.
    pub text: String,
    /// A few words beside the label.
    pub detail: String,
    /// More, as Markdown; may be empty.
    pub documentation: String,
}

/// What kind of thing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A key.
    Key,
    /// The header of a table.
    Table,
    /// A value out of a few.
    Value,
    /// A preset.
    Preset,
    /// The id of a concept.
    Concept,
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// What can be written at `offset` of a policy; the caller keeps what fits what is typed already.
pub fn complete(text: &str, offset: usize, around: &dyn Around) -> Vec<Completion> {
    let model = model();
    let spot = spot(text, offset);
    match spot.at {
        At::Comment => Vec::new(),
        At::Header(range) => headers(model, range),
        At::Key { range, has_value } => {
            let keys = model.keys(spot.table).filter(|key| key.kind != Kind::Tables);
            let keys = keys.filter(|key| !spot.keys.contains(&key.name.as_str()));
            let key = |key: &Key| Completion {
                label: key.name.clone(),
                kind: CompletionKind::Key,
                range: range.clone(),
                text: if has_value { key.name.clone() } else { format!("{} = ", key.name) },
                detail: key.type_name(),
                documentation: about_key(model, key),
            };
            let mut out: Vec<Completion> = keys.map(key).collect();
            if !has_value {
                out.extend(headers(model, range.clone()));
            }
            out
        }
        At::Value(value) => values(model, spot.table, &value, text, around),
    }
}

fn headers(model: &Model, range: Range<usize>) -> Vec<Completion> {
    let tables = model.tables.iter().filter(|table| table.name != TOP);
    let header = |name: &str, doc: &str| Completion {
        label: format!("[[{name}]]"),
        kind: CompletionKind::Table,
        range: range.clone(),
        text: format!("[[{name}]]"),
        detail: "table".to_owned(),
        documentation: doc.to_owned(),
    };
    tables.map(|table| header(&table.name, &table.doc)).collect()
}

/// What can be a value, before it is put in quotation marks.
struct Candidate {
    text: String,
    kind: CompletionKind,
    detail: String,
    documentation: String,
}

fn values(model: &Model, table: &str, at: &ValueAt<'_>, text: &str, around: &dyn Around) -> Vec<Completion> {
    let Some(key) = model.key(table, at.key) else { return Vec::new() };
    // Inside of braces stand terms of the house.
    if at.open.contains(&b'{') || (at.open.len() > 1) {
        return Vec::new();
    }
    let written = text.get(at.range.clone()).unwrap_or_default();
    let candidates = match key.kind {
        Kind::OneOf | Kind::SomeOf => model.values(key).iter().map(named).collect(),
        Kind::ConceptIds => concepts(text, around).into_iter().map(concept).collect(),
        Kind::Policies => policies(written, around),
        Kind::Patterns => paths(written, around, |_| true, "**"),
        _ => Vec::new(),
    };
    let is_list = !matches!(key.kind, Kind::OneOf) && !key.or_one;
    let new = |candidate: &Candidate| !at.others.contains(&candidate.text.as_str());
    candidates.into_iter().filter(new).map(|candidate| candidate.at(at, is_list)).collect()
}

fn named(value: &Named) -> Candidate {
    let documentation = about_name(value);
    Candidate { text: value.name.clone(), kind: CompletionKind::Value, detail: String::new(), documentation }
}

fn concept((id, definition): (String, String)) -> Candidate {
    Candidate { text: id, kind: CompletionKind::Concept, detail: "concept".to_owned(), documentation: definition }
}

fn policies(written: &str, around: &dyn Around) -> Vec<Candidate> {
    let presets = PRESETS.iter().map(|preset| Candidate {
        text: format!("preset:{}", preset.name),
        kind: CompletionKind::Preset,
        detail: "preset".to_owned(),
        documentation: about_preset(preset.name).unwrap_or_default(),
    });
    let is_toml = |name: &str| name.to_lowercase().ends_with(".toml");
    let mut out: Vec<Candidate> = if written.contains('/') { Vec::new() } else { presets.collect() };
    out.extend(paths(written, around, is_toml, ""));
    out
}

/// Files and folders beside what is written so far. Folders that are meant with all they hold are offered
/// with `all` behind them as well.
fn paths(written: &str, around: &dyn Around, wanted: impl Fn(&str) -> bool, all: &str) -> Vec<Candidate> {
    let (drops, path) = written.strip_prefix('!').map_or(("", written), |path| ("!", path));
    let folder = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    if folder.contains(['*', '?', '[', '{']) {
        return Vec::new();
    }
    let candidate = |name: &str, kind: CompletionKind, detail: &str| Candidate {
        text: format!("{drops}{folder}{name}"),
        kind,
        detail: detail.to_owned(),
        documentation: String::new(),
    };
    let mut out = Vec::new();
    for neighbour in around.list(folder.strip_prefix('/').unwrap_or(folder)) {
        match neighbour {
            Neighbour::Folder(name) => {
                out.push(candidate(&format!("{name}/"), CompletionKind::Folder, "folder"));
                if !all.is_empty() {
                    out.push(candidate(&format!("{name}/{all}"), CompletionKind::Folder, "all in it"));
                }
            }
            Neighbour::File(name) if wanted(&name) => out.push(candidate(&name, CompletionKind::File, "file")),
            Neighbour::File(_) => {}
        }
    }
    out
}

impl Candidate {
    fn at(self, at: &ValueAt<'_>, is_list: bool) -> Completion {
        let text = match at.quotes {
            Quotes::Both => self.text.clone(),
            // A folder is not the end of a path.
            Quotes::Open(_) if self.text.ends_with('/') => self.text.clone(),
            Quotes::Open(mark) => format!("{}{mark}", self.text),
            Quotes::None if is_list && at.open.is_empty() => format!("[\"{}\"]", self.text),
            Quotes::None => format!("\"{}\"", self.text),
        };
        Completion {
            label: self.text,
            kind: self.kind,
            range: at.range.clone(),
            text,
            detail: self.detail,
            documentation: self.documentation,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::policy::assist::hover;

    struct House;

    impl Around for House {
        fn list(&self, folder: &str) -> Vec<Neighbour> {
            let file = |name: &str| Neighbour::File(name.to_owned());
            let folder_of = |name: &str| Neighbour::Folder(name.to_owned());
            match folder {
                "" => vec![folder_of("docs"), file("letter.md"), file("words.toml")],
                "docs/" => vec![folder_of("old"), file("a.md")],
                "../house/" => vec![file("customary.toml"), file("readme.md")],
                _ => Vec::new(),
            }
        }

        fn concepts(&self) -> Vec<(String, String)> {
            vec![("patient".to_owned(), "Somebody who is cared for.".to_owned())]
        }
    }

    /// What is offered at the bar in a text.
    fn offered(marked: &str) -> Vec<Completion> {
        let at = marked.find('|').unwrap();
        complete(&marked.replacen('|', "", 1), at, &House)
    }

    fn labels(marked: &str) -> Vec<String> {
        offered(marked).into_iter().map(|completion| completion.label).collect()
    }

    /// The text after the completion of that label.
    fn completed(marked: &str, label: &str) -> String {
        let all = offered(marked);
        let found = all.iter().find(|completion| completion.label == label);
        let found = found.unwrap_or_else(|| panic!("no {label} among {:?}", labels(marked)));
        let mut text = marked.replacen('|', "", 1);
        let at = marked.find('|').unwrap();
        assert!(found.range.start <= at && at <= found.range.end, "{found:?}");
        text.replace_range(found.range.clone(), &found.text);
        text
    }

    #[test]
    fn keys_are_those_of_the_table_that_are_not_there() {
        let top = labels("|\nprefer = \"client\"\n");
        assert!(top.contains(&"severity".to_owned()) && top.contains(&"[[concept]]".to_owned()), "{top:?}");
        assert!(!top.contains(&"prefer".to_owned()) && !top.contains(&"paths".to_owned()), "{top:?}");
        let inside = labels("prefer = \"off\"\n[[override]]\npaths = [\"a\"]\nse|\n\n[[when]]\nprefer = \"off\"\n");
        assert_eq!(inside[..6], ["prefer", "severity", "check", "allow", "disable", "format"]);
        // Unfinished above, and an unfinished list above that.
        assert!(labels("allow = [\nprefer = \"cli\nsever|").contains(&"severity".to_owned()));
        assert!(labels("[[concept\nid = 1\n  |").contains(&"deprecated".to_owned()));
        assert_eq!(labels("[unknown]\n|").len(), 5, "headers alone");
        assert_eq!(labels("# pre|"), [""; 0]);
        assert_eq!(completed("se|\n", "severity"), "severity = \n");
        assert_eq!(completed("sev| = \"error\"\n", "severity"), "severity = \"error\"\n");
    }

    #[test]
    fn tables_are_opened_by_their_headers() {
        for typed in ["[|", "[[|", "[[con|", "[[con|]]", "con|"] {
            assert_eq!(
                completed(&format!("prefer = \"off\"\n{typed}\n"), "[[concept]]"),
                "prefer = \"off\"\n[[concept]]\n"
            );
        }
    }

    #[test]
    fn values_are_those_of_the_key() {
        assert_eq!(labels("prefer = \"|\"").len(), 6);
        assert_eq!(labels("[[when]]\nprefer = \"|\""), ["client", "customer", "off"]);
        assert_eq!(labels("[[when]]\nwithin = |"), ["sentence", "paragraph", "section", "document"]);
        assert_eq!(labels("[[judgement]]\nsense = '|"), ["party", "software", "name", "mention"]);
        assert_eq!(labels("[[concept]]\npart-of-speech = \"v|\"\n")[1], "verb");
        assert_eq!(labels("check = [\"prose\", \"|\", \"tables\"]").len(), 5, "those that are there are not offered");
        assert_eq!(completed("prefer = cl|\n", "client"), "prefer = \"client\"\n");
        assert_eq!(completed("prefer = \"cl|\nx = 1\n", "client"), "prefer = \"client\"\nx = 1\n");
        assert_eq!(completed("prefer = \"c|ust\" # ours\n", "client"), "prefer = \"client\" # ours\n");
        assert_eq!(completed("check = |\n", "prose"), "check = [\"prose\"]\n");
        assert_eq!(completed("check = [\"prose\",\n  |\n]\n", "tables"), "check = [\"prose\",\n  \"tables\"\n]\n");
        assert_eq!(completed("check = [\"|, \"prose\"]\n", "tables"), "check = [\"tables\", \"prose\"]\n");
        assert_eq!(labels("allow = [\"|\"]"), [""; 0]);
        assert_eq!(labels("[[concept]]\nforms = { \"|\" = [] }"), [""; 0]);
    }

    #[test]
    fn presets_paths_and_ids_are_those_that_exist() {
        let presets = labels("extends = [\"|\"]");
        assert!(presets.contains(&"preset:retail".to_owned()) && presets.contains(&"words.toml".to_owned()));
        assert!(!presets.contains(&"letter.md".to_owned()) && presets.contains(&"docs/".to_owned()));
        assert_eq!(completed("extends = \"preset:re|\"", "preset:retail"), "extends = \"preset:retail\"");
        assert_eq!(labels("extends = [\"../house/|\"]"), ["../house/customary.toml"]);
        assert_eq!(labels("include = [\"docs/|\"]"), ["docs/old/", "docs/old/**", "docs/a.md"]);
        assert_eq!(labels("exclude = [\"!docs/o|"), ["!docs/old/", "!docs/old/**", "!docs/a.md"]);
        assert_eq!(labels("include = [\"docs/**/|\"]"), [""; 0]);
        let ids = labels("[[override]]\ndisable = [\"|\"]\n[[concept]]\nid = \"sign-in\"\npreferred = \"sign in\"\n");
        assert_eq!(ids, ["client-customer", "sign-in", "patient"]);
    }

    fn told(marked: &str) -> String {
        let at = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        hover(&text, at, &House).map(|hover| format!("{} → {}", &text[hover.range], hover.markdown)).unwrap_or_default()
    }

    #[test]
    fn hovers_tell_what_things_do() {
        let key = told("sev|erity = \"error\"");
        assert!(key.starts_with("severity → **severity**: name\n\nHow loud"), "{key}");
        assert!(
            key.contains("Default: `\"warning\"`") && key.contains("```toml\nseverity = \"information\"\n```"),
            "{key}"
        );
        assert!(told("severity = \"err|or\"").starts_with("error → **error**\n\nShown as an error"));
        let preset = told("extends = [\"preset:consult|ing\"]");
        assert!(preset.contains("advises somebody") && preset.contains("`prefer = \"client\"`"), "{preset}");
        assert!(preset.contains("Sources:\n\n- Made Tech"), "{preset}");
        assert!(told("[[override]]\ndisable = [\"pat|ient\"]").ends_with("**patient**\n\nSomebody who is cared for."));
        assert!(told("[[over|ride]]").contains("What is different for some paths."));
        assert!(told("allow = [\"Customer| Portal\"]").starts_with("allow → **allow**"));
        assert!(told("# pre|fer").is_empty() && told("x|y = 1").is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_text_breaks_it(text in "([\\[\\]{}\"'=#,.\n\r a-cé]|prefer|\\[\\[when\\]\\]|check = ){0,30}", at in 0..120_usize) {
            for completion in complete(&text, at, &House) {
                prop_assert!(text.get(completion.range.clone()).is_some(), "{completion:?}");
                prop_assert!(!text[completion.range].contains('\n'));
            }
            if let Some(hover) = hover(&text, at, &House) {
                prop_assert!(text.get(hover.range).is_some());
            }
        }
    }
}
