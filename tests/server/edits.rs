//! What actions are called, and what comes of their edits.

use serde_json::Value;

pub(crate) fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().unwrap()).collect()
}

pub(crate) fn action<'a>(actions: &'a [Value], title: &str) -> &'a Value {
    let found = actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(title));
    found.unwrap_or_else(|| panic!("no “{title}” among {:?}", titles(actions)))
}

/// The text after an action, by a client that counts UTF-16.
pub(crate) fn applied(action: &Value, uri: &str, text: &str) -> String {
    after(&action["edit"], uri, text)
}

/// The text of one document after an edit of the workspace: all in one step, as a client applies it.
pub(crate) fn after(edit: &Value, uri: &str, text: &str) -> String {
    let edits = edits(edit, uri);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let offset = |position: &Value| {
        let line = usize::try_from(position["line"].as_u64().unwrap()).unwrap();
        let before: usize = lines[..line].iter().map(|line| line.encode_utf16().count()).sum();
        before + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    let mut until = units.len();
    for edit in edits.iter().rev() {
        let new: Vec<u16> = edit["newText"].as_str().unwrap().encode_utf16().collect();
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        assert!(range.start <= range.end && range.end <= until, "in order and apart: {edits:#?}");
        until = range.start;
        units.splice(range, new);
    }
    String::from_utf16(&units).unwrap()
}

/// The edits of one document, in whichever form the client takes them; each document has its edits in one place.
pub(crate) fn edits(edit: &Value, uri: &str) -> Vec<Value> {
    match edit["documentChanges"].as_array() {
        None => edit["changes"][uri].as_array().cloned().unwrap_or_default(),
        Some(changes) => {
            assert!(edit.get("changes").is_none(), "one form: {edit}");
            let mut of_document = changes.iter().filter(|change| change["textDocument"]["uri"] == uri);
            let found = of_document.next().map(|change| change["edits"].as_array().unwrap().clone());
            assert!(of_document.next().is_none(), "one step: {edit}");
            found.unwrap_or_default()
        }
    }
}
