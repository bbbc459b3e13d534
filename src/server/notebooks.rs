//! The notebooks that are open: which cells each has, in their order, as the client's changes leave them.
//!
//! Says what a change means for the documents that are the cells, and does none of it. A cell is governed by the
//! policy for the path of its notebook. Bounded by what the client has open. Knows nothing of texts.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::ls_types::{
    NotebookCell, NotebookCellArrayChange, NotebookCellKind, NotebookDocument, NotebookDocumentCellChangeStructure,
    NotebookDocumentChangeEvent, TextDocumentContentChangeEvent, TextDocumentItem, Uri,
};

use super::document::LostStep;
use super::from_proto;
use crate::prose::{self, Format};

/// What is to be done to the documents that are cells, in this order.
#[derive(Debug)]
pub(crate) enum Step {
    /// Close this one.
    Close(Uri),
    /// Open this one.
    Open { cell: TextDocumentItem, path: Option<Arc<Path>>, format: Option<Format> },
    /// Read it in another format, or no more.
    Format { cell: Uri, format: Option<Format> },
    /// Change its text.
    Change { cell: Uri, version: i32, changes: Vec<TextDocumentContentChangeEvent> },
    /// Its text is not known any more.
    Lose(Uri),
    /// Say that this notebook is out of step.
    Tell(Uri),
}

/// The open notebooks, by URI.
#[derive(Debug, Default)]
pub(crate) struct Notebooks(Mutex<HashMap<Uri, Notebook>>);

#[derive(Debug)]
struct Notebook {
    /// Where it lies, if it is a file.
    path: Option<Arc<Path>>,
    cells: Vec<Cell>,
    /// The language of each cell whose text was opened.
    open: HashMap<Uri, String>,
    /// The client's changes made sense until now.
    in_step: bool,
}

#[derive(Debug)]
struct Cell {
    document: Uri,
    kind: NotebookCellKind,
}

impl Notebooks {
    /// A notebook is opened, or opened anew.
    pub(crate) fn open(&self, notebook: NotebookDocument, texts: Vec<TextDocumentItem>) -> Vec<Step> {
        let path = from_proto::path(&notebook.uri).map(Arc::<Path>::from);
        let cells = notebook.cells.into_iter().map(Cell::from).collect();
        let mut new = Notebook { path, cells, open: HashMap::new(), in_step: true };
        let opened = new.open(texts);
        let old = self.lock().insert(notebook.uri, new);
        let kept: HashSet<&Uri> = opened.iter().filter_map(Step::opens).collect();
        let gone = old.into_iter().flat_map(|old| old.open.into_keys()).filter(|cell| !kept.contains(cell));
        let mut steps: Vec<Step> = gone.map(Step::Close).collect();
        steps.extend(opened);
        steps
    }

    /// What a change means; `None` where the notebook is not open.
    pub(crate) fn change(&self, uri: &Uri, change: NotebookDocumentChangeEvent) -> Option<Vec<Step>> {
        let mut notebooks = self.lock();
        let notebook = notebooks.get_mut(uri)?;
        if !notebook.in_step {
            return Some(Vec::new());
        }
        Some(notebook.change(change).unwrap_or_else(|LostStep| {
            notebook.in_step = false;
            let mut steps: Vec<Step> = notebook.open.keys().cloned().map(Step::Lose).collect();
            steps.push(Step::Tell(uri.clone()));
            steps
        }))
    }

    /// A notebook is closed; `None` where it was not open.
    pub(crate) fn close(&self, uri: &Uri) -> Option<Vec<Step>> {
        let notebook = self.lock().remove(uri)?;
        Some(notebook.open.into_keys().map(Step::Close).collect())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uri, Notebook>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Notebook {
    fn open(&mut self, texts: Vec<TextDocumentItem>) -> Vec<Step> {
        let kinds = self.kinds();
        let open = |cell: TextDocumentItem| {
            let format = format(kinds.get(&cell.uri), &cell.language_id);
            Step::Open { path: self.path.clone(), cell, format }
        };
        let languages: Vec<_> = texts.iter().map(|cell| (cell.uri.clone(), cell.language_id.clone())).collect();
        let steps = texts.into_iter().map(open).collect();
        self.open.extend(languages);
        steps
    }

    /// The kind of each cell, by its document.
    fn kinds(&self) -> HashMap<Uri, NotebookCellKind> {
        self.cells.iter().map(|cell| (cell.document.clone(), cell.kind.clone())).collect()
    }

    fn change(&mut self, change: NotebookDocumentChangeEvent) -> Result<Vec<Step>, LostStep> {
        let Some(cells) = change.cells else { return Ok(Vec::new()) };
        let mut steps = Vec::new();
        if let Some(structure) = cells.structure {
            steps = self.restructure(structure)?;
        }
        for cell in cells.data.into_iter().flatten() {
            steps.extend(self.set_kind(cell));
        }
        for text in cells.text_content.into_iter().flatten() {
            let (cell, version) = (text.document.uri, text.document.version);
            steps.push(Step::Change { cell, version, changes: text.changes });
        }
        Ok(steps)
    }

    /// Cells come, go and move.
    fn restructure(&mut self, change: NotebookDocumentCellChangeStructure) -> Result<Vec<Step>, LostStep> {
        let before = self.kinds();
        self.splice(change.array)?;
        let after = self.kinds();
        // A cell that is gone is closed, whether or not the client says so. What is closed and opened in one
        // change has another language.
        let mut closed: Vec<Uri> = change.did_close.into_iter().flatten().map(|document| document.uri).collect();
        closed.extend(before.keys().filter(|cell| !after.contains_key(cell)).cloned());
        let mut steps: Vec<Step> =
            closed.into_iter().filter(|cell| self.open.remove(cell).is_some()).map(Step::Close).collect();
        let moved = after.iter().filter(|(cell, kind)| before.get(cell).is_some_and(|before| before != *kind));
        for (cell, kind) in moved {
            steps.extend(self.format_of(cell, kind));
        }
        steps.extend(self.open(change.did_open.unwrap_or_default()));
        Ok(steps)
    }

    /// # Errors
    /// [`LostStep`] where the change lies beyond the cells, of which nothing is then changed.
    fn splice(&mut self, change: NotebookCellArrayChange) -> Result<(), LostStep> {
        let start = usize::try_from(change.start).map_err(|_| LostStep)?;
        let end = usize::try_from(change.delete_count).ok().and_then(|count| start.checked_add(count));
        let end = end.filter(|end| *end <= self.cells.len()).ok_or(LostStep)?;
        self.cells.splice(start..end, change.cells.into_iter().flatten().map(Cell::from));
        Ok(())
    }

    fn set_kind(&mut self, new: NotebookCell) -> Option<Step> {
        let cell = self.cells.iter_mut().find(|cell| cell.document == new.document)?;
        cell.kind = new.kind.clone();
        self.format_of(&new.document, &new.kind)
    }

    fn format_of(&self, cell: &Uri, kind: &NotebookCellKind) -> Option<Step> {
        let language = self.open.get(cell)?;
        Some(Step::Format { cell: cell.clone(), format: format(Some(kind), language) })
    }
}

/// How a cell is read. What a code cell holds that is in no language of code is nobody's text.
fn format(kind: Option<&NotebookCellKind>, language: &str) -> Option<Format> {
    let is_code = kind == Some(&NotebookCellKind::CODE);
    let format = prose::detect_language(language, None).in_view_of("");
    format.filter(|format| !(is_code && [Format::Markdown, Format::PlainText].contains(format)))
}

impl From<NotebookCell> for Cell {
    fn from(cell: NotebookCell) -> Self {
        Self { document: cell.document, kind: cell.kind }
    }
}

impl Step {
    fn opens(&self) -> Option<&Uri> {
        match self {
            Step::Open { cell, .. } => Some(&cell.uri),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn uri(name: &str) -> Uri {
        format!("cells:{name}").parse().unwrap()
    }

    fn cell(name: &str, kind: u32) -> Value {
        json!({"kind": kind, "document": uri(name)})
    }

    fn text(name: &str, language: &str) -> Value {
        json!({"uri": uri(name), "languageId": language, "version": 1, "text": ""})
    }

    /// A notebook of the Markdown cells a, b and c.
    fn abc() -> Notebooks {
        let notebooks = Notebooks::default();
        let cells = json!([cell("a", 1), cell("b", 1), cell("c", 1)]);
        let notebook = json!({"uri": "file:///n.ipynb", "notebookType": "x", "version": 1, "cells": cells});
        let texts = json!([text("a", "markdown"), text("b", "markdown"), text("c", "markdown")]);
        let steps = notebooks.open(serde_json::from_value(notebook).unwrap(), serde_json::from_value(texts).unwrap());
        assert_eq!(steps.len(), 3);
        notebooks
    }

    fn told(notebooks: &Notebooks, cells: Value) -> Vec<String> {
        let change = serde_json::from_value(json!({"cells": cells})).unwrap();
        let steps = notebooks.change(&"file:///n.ipynb".parse().unwrap(), change).unwrap();
        let told = |step: Step| match step {
            Step::Close(cell) => format!("close {}", cell.as_str()),
            Step::Open { cell, format, path } => {
                assert_eq!(path.as_deref(), Some(Path::new("/n.ipynb")));
                format!("open {} {format:?}", cell.uri.as_str())
            }
            Step::Format { cell, format } => format!("read {} {format:?}", cell.as_str()),
            Step::Change { cell, version, .. } => format!("change {} {version}", cell.as_str()),
            Step::Lose(cell) => format!("lose {}", cell.as_str()),
            Step::Tell(_) => "tell".to_owned(),
        };
        steps.into_iter().map(told).collect()
    }

    fn order(notebooks: &Notebooks) -> Vec<String> {
        let notebooks = notebooks.lock();
        let cells = &notebooks.values().next().unwrap().cells;
        cells.iter().map(|cell| cell.document.as_str().replace("cells:", "")).collect()
    }

    #[test]
    fn cells_move_come_and_go() {
        let notebooks = abc();
        let moved = json!({"start": 0, "deleteCount": 3, "cells": [cell("c", 1), cell("a", 1), cell("b", 1)]});
        assert_eq!(told(&notebooks, json!({"structure": {"array": moved}})), [""; 0]);
        assert_eq!(order(&notebooks), ["c", "a", "b"]);
        let array = json!({"start": 1, "deleteCount": 1, "cells": [cell("d", 1), cell("e", 2)]});
        let structure = json!({"array": array, "didOpen": [text("d", "markdown"), text("e", "python")],
            "didClose": [{"uri": uri("a")}]});
        let texts = json!([{"document": {"uri": uri("d"), "version": 2}, "changes": []}]);
        assert_eq!(
            told(&notebooks, json!({"structure": structure, "textContent": texts})),
            ["close cells:a", "open cells:d Some(Markdown)", "open cells:e Some(Python)", "change cells:d 2"]
        );
        assert_eq!(order(&notebooks), ["c", "d", "e", "b"]);
        // Gone without a word.
        let array = json!({"start": 3, "deleteCount": 1});
        assert_eq!(told(&notebooks, json!({"structure": {"array": array}})), ["close cells:b"]);
    }

    #[test]
    fn a_cell_that_becomes_code_is_read_no_more() {
        let notebooks = abc();
        assert_eq!(told(&notebooks, json!({"data": [cell("b", 2), cell("strange", 2)]})), ["read cells:b None"]);
        assert_eq!(told(&notebooks, json!({"data": [cell("b", 1)]})), ["read cells:b Some(Markdown)"]);
        let array = json!({"start": 0, "deleteCount": 1, "cells": [cell("a", 2)]});
        assert_eq!(told(&notebooks, json!({"structure": {"array": array}})), ["read cells:a None"]);
        // Closed and opened in one: another language.
        let array = json!({"start": 0, "deleteCount": 1, "cells": [cell("a", 1)]});
        let structure = json!({"array": array, "didOpen": [text("a", "plaintext")], "didClose": [{"uri": uri("a")}]});
        assert_eq!(
            told(&notebooks, json!({"structure": structure})),
            ["close cells:a", "open cells:a Some(PlainText)"]
        );
    }

    #[test]
    fn a_change_beyond_the_cells_is_told_once_and_healed_by_opening_anew() {
        for (start, count) in [(4, 0), (0, 4), (u32::MAX, u32::MAX), (3, 1)] {
            let notebooks = abc();
            let structure = json!({"array": {"start": start, "deleteCount": count}});
            let mut steps = told(&notebooks, json!({"structure": structure}));
            assert_eq!(steps.pop().as_deref(), Some("tell"));
            steps.sort();
            assert_eq!(steps, ["lose cells:a", "lose cells:b", "lose cells:c"]);
            assert_eq!(told(&notebooks, json!({"structure": structure})), [""; 0]);
            let notebook =
                json!({"uri": "file:///n.ipynb", "notebookType": "x", "version": 1, "cells": [cell("b", 1)]});
            let texts = json!([text("b", "markdown")]);
            let steps =
                notebooks.open(serde_json::from_value(notebook).unwrap(), serde_json::from_value(texts).unwrap());
            assert_eq!(steps.len(), 3, "two are closed, one is opened: {steps:?}");
            assert_eq!(told(&notebooks, json!({"data": [cell("b", 2)]})), ["read cells:b None"]);
        }
    }
}
