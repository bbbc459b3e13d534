//! A notebook of the hostile client: cells come, go, move, become code, and lose their step.

use serde_json::{Value, json};

use crate::client::Server;
use crate::model::{Encoding, Random};
use crate::seed::{changes, compare};
use crate::session::Session;

const MARKUP: u32 = 1;
const CODE: u32 = 2;

pub(crate) struct Notebook {
    uri: String,
    folder: String,
    /// Names of cells that were given so far; each is used once.
    names: u64,
    seed: u64,
    open: bool,
    cells: Vec<Cell>,
    /// A change made no sense: nothing counts until it is opened anew.
    lost: bool,
    version: i64,
}

#[derive(Clone)]
struct Cell {
    uri: String,
    kind: u32,
    text: Option<String>,
    version: i64,
}

impl Cell {
    fn entry(&self) -> Value {
        json!({"kind": self.kind, "document": self.uri, "metadata": {"any": "thing"}})
    }

    fn item(&self, text: &str) -> Value {
        json!({"uri": self.uri, "languageId": "markdown", "version": self.version, "text": text})
    }
}

impl Notebook {
    pub(crate) fn new(folder: &str, seed: u64) -> Self {
        let uri = format!("{folder}n.ipynb");
        Self { uri, folder: folder.to_owned(), names: 0, seed, open: false, cells: Vec::new(), lost: false, version: 0 }
    }

    pub(crate) fn some_cell(&self) -> String {
        self.cells.first().map_or_else(|| self.uri.clone(), |cell| cell.uri.clone())
    }

    pub(crate) fn step(&mut self, random: &mut Random, encoding: Encoding, server: &mut Server) {
        if !self.open || random.below(12) == 0 {
            return self.open(random, server);
        }
        match random.below(8) {
            0 => self.close(server),
            1 => self.insert(random, server),
            2 => self.delete(random, server),
            3 => self.turn(server),
            4 => self.set_kind(random, server),
            5 if random.below(3) == 0 => self.lose(random, server),
            _ => self.change_text(random, encoding, server),
        }
    }

    fn new_cell(&mut self, random: &mut Random) -> Cell {
        self.names += 1;
        let uri = format!("vscode-notebook-cell:/{}/n.ipynb#{}", self.seed, self.names);
        let kind = if random.below(4) == 0 { CODE } else { MARKUP };
        Cell { uri, kind, text: Some(random.text(20)), version: 1 }
    }

    fn open(&mut self, random: &mut Random, server: &mut Server) {
        self.cells = (0..random.below(4)).map(|_| self.new_cell(random)).collect();
        (self.open, self.lost) = (true, false);
        self.version += 1;
        let cells: Vec<Value> = self.cells.iter().map(Cell::entry).collect();
        let texts: Vec<Value> = self.cells.iter().map(|cell| cell.item(cell.text.as_deref().unwrap())).collect();
        let notebook =
            json!({"uri": self.uri, "notebookType": "jupyter-notebook", "version": self.version, "cells": cells});
        server.notify("notebookDocument/didOpen", json!({"notebookDocument": notebook, "cellTextDocuments": texts}));
    }

    fn close(&mut self, server: &mut Server) {
        let texts: Vec<Value> = self.cells.iter().map(|cell| json!({"uri": cell.uri})).collect();
        let params = json!({"notebookDocument": {"uri": self.uri}, "cellTextDocuments": texts});
        server.notify("notebookDocument/didClose", params);
        self.open = false;
        self.cells.clear();
    }

    fn send(&mut self, server: &mut Server, cells: Value) {
        self.version += 1;
        let notebook = json!({"uri": self.uri, "version": self.version});
        let params = json!({"notebookDocument": notebook, "change": {"metadata": {"a": 1}, "cells": cells}});
        server.notify("notebookDocument/didChange", params);
    }

    fn insert(&mut self, random: &mut Random, server: &mut Server) {
        let at = random.below(self.cells.len() + 1);
        let cell = self.new_cell(random);
        let array = json!({"start": at, "deleteCount": 0, "cells": [cell.entry()]});
        let structure = json!({"array": array, "didOpen": [cell.item(cell.text.as_deref().unwrap())]});
        self.cells.insert(at, cell);
        self.send(server, json!({"structure": structure}));
    }

    fn delete(&mut self, random: &mut Random, server: &mut Server) {
        if self.cells.is_empty() {
            return;
        }
        let at = random.below(self.cells.len());
        let gone = self.cells.remove(at);
        let mut structure = json!({"array": {"start": at, "deleteCount": 1}});
        // Some clients forget to say so.
        if random.below(2) == 0 {
            structure["didClose"] = json!([{"uri": gone.uri}]);
        }
        self.send(server, json!({"structure": structure}));
    }

    /// The last cell goes to the front.
    fn turn(&mut self, server: &mut Server) {
        let count = self.cells.len();
        self.cells.rotate_right(usize::from(count > 0));
        let cells: Vec<Value> = self.cells.iter().map(Cell::entry).collect();
        self.send(server, json!({"structure": {"array": {"start": 0, "deleteCount": count, "cells": cells}}}));
    }

    fn set_kind(&mut self, random: &mut Random, server: &mut Server) {
        if self.cells.is_empty() {
            return;
        }
        let at = random.below(self.cells.len());
        self.cells[at].kind = MARKUP + CODE - self.cells[at].kind;
        let entry = self.cells[at].entry();
        self.send(server, json!({"data": [entry]}));
    }

    fn lose(&mut self, random: &mut Random, server: &mut Server) {
        let beyond = self.cells.len() + 1;
        let wild = [
            json!({"start": beyond, "deleteCount": 0}),
            json!({"start": 0, "deleteCount": beyond}),
            json!({"start": u32::MAX, "deleteCount": u32::MAX}),
            json!({"start": -1, "deleteCount": 0}),
        ];
        let array = wild[random.below(wild.len())].clone();
        self.lost = true;
        self.send(server, json!({"structure": {"array": array}}));
    }

    fn change_text(&mut self, random: &mut Random, encoding: Encoding, server: &mut Server) {
        if self.cells.is_empty() {
            return;
        }
        let at = random.below(self.cells.len());
        let cell = &mut self.cells[at];
        cell.version += 1;
        let changes = changes(random, encoding, &mut cell.text);
        let document = json!({"uri": cell.uri, "version": cell.version});
        self.send(server, json!({"textContent": [{"document": document, "changes": changes}]}));
    }

    /// What is found in each cell is what is found in a file of its text that lies beside the notebook.
    pub(crate) fn end(&mut self, random: &mut Random, hostile: &mut Session, fresh: &mut Session) {
        if !self.open || self.lost {
            self.open(random, &mut hostile.server);
        }
        for at in 0..self.cells.len() {
            let cell = &mut self.cells[at];
            cell.version += 1;
            let text = cell.text.get_or_insert_default();
            text.push_str("\n\nOur customers called.\n");
            let document = json!({"uri": cell.uri, "version": cell.version});
            let changes = json!([{"text": text}]);
            self.send(&mut hostile.server, json!({"textContent": [{"document": document, "changes": changes}]}));
        }
        for (at, cell) in self.cells.clone().into_iter().enumerate() {
            let text = cell.text.as_deref().unwrap();
            if cell.kind == MARKUP {
                let file = format!("{}cell-{at}.md", self.folder);
                let item = json!({"uri": file, "languageId": "markdown", "version": cell.version, "text": text});
                compare(hostile, fresh, &cell.uri, &file, item);
            } else {
                let params = json!({"textDocument": {"uri": cell.uri}, "position": {"line": 0, "character": 5}});
                assert_eq!(hostile.request("textDocument/hover", params), Ok(Value::Null), "{}", cell.uri);
            }
        }
        self.close(&mut hostile.server);
    }
}
