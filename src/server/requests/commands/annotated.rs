//! An edit of many files, with what a person is told of each change in the preview.

use std::collections::HashMap;

use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::fix_workspace::FileFixes;
use crate::check::Applicability;
use crate::check::doubt_in_words;
use crate::server::client::{Annotations, Client};
use crate::workspace::Planned;

/// What a person is told of a change. Changes of one note are one kind to the client.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Note {
    /// The heading under which the client may group changes.
    label: String,
    /// Which word gives way to which.
    swap: String,
    pub(super) needs_a_look: bool,
}

impl Note {
    /// The note for a fix: of the terms where the client groups changes by it, else of the words as they stand.
    pub(super) fn of(fix: &Planned, annotations: Annotations) -> Self {
        let replacement = || fix.edits.last().map(|edit| edit.replacement.clone()).unwrap_or_default();
        let (from, to) = match annotations {
            Annotations::Grouped | Annotations::None => fix.terms.clone(),
            Annotations::Each if fix.edits.len() == 1 => (fix.text.clone(), replacement()),
            Annotations::Each => fix.terms.clone(),
        };
        let swap = format!("{from} → {to}");
        let needs_a_look = fix.applicability == Applicability::Review;
        let label = match (needs_a_look, fix.doubt) {
            (false, _) => format!("Safe: {swap}"),
            (true, Some(doubt)) => format!("Needs a look: {}", doubt_in_words(doubt)),
            (true, None) => format!("Needs a look: {swap}"),
        };
        Self { label, swap, needs_a_look }
    }

    fn annotation(&self) -> ChangeAnnotation {
        let description = match self.needs_a_look {
            true => format!("{}. Read the sentence before you accept it.", self.swap),
            false => "The sentence reads as before: same number, case and ending.".to_owned(),
        };
        ChangeAnnotation {
            label: self.label.clone(),
            needs_confirmation: Some(self.needs_a_look),
            description: Some(description),
        }
    }
}

/// The edit, in the form that the client takes: annotated, with versions, or plain.
pub(super) fn edit(files: Vec<FileFixes>, client: &Client) -> WorkspaceEdit {
    if !client.document_changes {
        let plain = |file: FileFixes| (file.uri, file.edits.into_iter().map(|(edit, _)| edit).collect());
        return WorkspaceEdit { changes: Some(files.into_iter().map(plain).collect()), ..WorkspaceEdit::default() };
    }
    let mut notes = Notes::default();
    let annotates = client.annotations != Annotations::None;
    let mut one = |(edit, note): (TextEdit, Note)| match annotates {
        true => OneOf::Right(AnnotatedTextEdit { text_edit: edit, annotation_id: notes.id(note) }),
        false => OneOf::Left(edit),
    };
    let changes = files.into_iter().map(|file| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri: file.uri, version: file.version },
        edits: file.edits.into_iter().map(&mut one).collect(),
    });
    let changes = DocumentChanges::Edits(changes.collect());
    WorkspaceEdit {
        document_changes: Some(changes),
        change_annotations: annotates.then(|| notes.annotations()),
        ..WorkspaceEdit::default()
    }
}

/// The notes that are used, by the names that changes know them by.
#[derive(Default)]
struct Notes(HashMap<Note, String>);

impl Notes {
    fn id(&mut self, note: Note) -> String {
        let kind = if note.needs_a_look { "review" } else { "safe" };
        let number = self.0.len() + 1;
        self.0.entry(note).or_insert_with(|| format!("{kind} {number}")).clone()
    }

    fn annotations(self) -> HashMap<String, ChangeAnnotation> {
        self.0.into_iter().map(|(note, id)| (id, note.annotation())).collect()
    }
}
