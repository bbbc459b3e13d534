//! From our types to the protocol's. With `from_proto` the only place where the two meet.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use tower_lsp::ls_types::{
    self as lsp, CodeDescription, CreateFile, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity,
    DocumentChangeOperation, DocumentChanges, Location, NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier,
    PositionEncodingKind, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::client::Client;
use super::document::Snapshot;
use crate::check::{Finding, Report};
use crate::policy::{Origin, Place, Problem, ProblemSeverity, Rules, Severity};
use crate::terms;
use crate::text::{Edit, Encoding, LineIndex, Position, Text};

/// What every diagnostic says it comes from.
pub(crate) const SOURCE: &str = "customary";

/// In so few bytes it costs least to look at each.
const SHORT: usize = 32;

/// Positions in one text. Where offsets are asked for in ascending order, only what lies between them is read.
pub(crate) struct Positions<'a> {
    text: &'a str,
    /// Where the lines start, once an offset before the last is asked for.
    lines: OnceCell<LineIndex>,
    encoding: Encoding,
    /// The offset asked for last, and where it is.
    last: (usize, Position),
}

impl<'a> Positions<'a> {
    pub(crate) fn new(text: &'a str, encoding: Encoding) -> Self {
        Self { text, lines: OnceCell::new(), encoding, last: (0, Position::default()) }
    }

    /// The protocol's range of a range of bytes.
    pub(crate) fn range(&mut self, range: std::ops::Range<usize>) -> lsp::Range {
        let start = self.position(range.start);
        lsp::Range::new(start, self.position(range.end))
    }

    /// Goes on behind a range of bytes whose place is known.
    pub(crate) fn pass(&mut self, range: &std::ops::Range<usize>, place: lsp::Range) {
        self.last = (range.end, Position { line: place.end.line, character: place.end.character });
    }

    fn position(&mut self, offset: usize) -> lsp::Position {
        let (from, known) = self.last;
        // Inside a CRLF the index knows better.
        let between = self.text.get(from..offset).filter(|between| !between.ends_with('\r'));
        let found = match between {
            Some(between) => self.after(known, between),
            None => {
                let lines = self.lines.get_or_init(|| LineIndex::new(self.text));
                lines.position(self.text, offset, self.encoding)
            }
        };
        self.last = (offset, found);
        position(found)
    }

    /// The position of the end of a stretch that begins at a known one.
    fn after(&self, known: Position, between: &str) -> Position {
        // Most often a word.
        if between.len() <= SHORT && between.bytes().all(|byte| byte.is_ascii_graphic()) {
            let units = u32::try_from(between.len()).unwrap_or(u32::MAX);
            return Position { character: known.character.saturating_add(units), ..known };
        }
        let (ends, last) = line_ends(between.as_bytes());
        let begun = if ends == 0 { known.character } else { 0 };
        let units = self.encoding.len(between.get(last..).unwrap_or_default());
        Position {
            line: known.line.saturating_add(u32::try_from(ends).unwrap_or(u32::MAX)),
            character: begun.saturating_add(u32::try_from(units).unwrap_or(u32::MAX)),
        }
    }
}

/// How many lines end in some bytes, and where the last of them begins.
fn line_ends(bytes: &[u8]) -> (usize, usize) {
    if memchr::memchr(b'\r', bytes).is_none() {
        // Nearly every text: counted many bytes at a time.
        let last = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
        return (memchr::memchr_iter(b'\n', bytes).count(), last);
    }
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    let ends = ends.filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
    ends.fold((0, 0), |(count, _), at| (count + 1, at + 1))
}

/// A position.
pub(crate) fn position(position: Position) -> lsp::Position {
    lsp::Position::new(position.line, position.character)
}

/// The range of a few bytes of an open document. Reads next to nothing of it, however long it is.
pub(crate) fn range(range: std::ops::Range<usize>, text: &Text, encoding: Encoding) -> lsp::Range {
    lsp::Range::new(position(text.position(range.start, encoding)), position(text.position(range.end, encoding)))
}

/// The name of an encoding.
pub(crate) fn encoding(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// The URI of a file.
pub(crate) fn uri(path: &Path) -> Option<Arc<Uri>> {
    if path.is_absolute() { Uri::from_file_path(path).map(Arc::new) } else { None }
}

/// What is found in a text, in order of place, with a word about what is beyond the policy's cap.
pub(crate) fn diagnostics(text: &str, rules: &Rules, report: &Report, client: &Client) -> Vec<Diagnostic> {
    let mut positions = Positions::new(text, client.encoding);
    let mut asked = Asked::default();
    let (shown, beyond) = shown(text, rules, report, client);
    let shown = shown.iter().map(|finding| asked.at(positions.range(finding.range.clone()), finding, rules, client));
    beyond.into_iter().chain(shown).collect()
}

/// The findings that are shown, and a word about the others, where there are any.
pub(crate) fn shown<'a>(
    text: &str,
    rules: &Rules,
    report: &'a Report,
    client: &Client,
) -> (&'a [Finding], Option<Diagnostic>) {
    let findings = &report.findings;
    let (shown, beyond) = findings.split_at(findings.len().min(rules.max_diagnostics));
    let beyond = (!beyond.is_empty()).then(|| beyond_the_cap(text, beyond.len(), client.encoding));
    (shown, beyond)
}

/// One finding, at its place in the document.
pub(crate) fn diagnostic(finding: &Finding, rules: &Rules, range: lsp::Range, client: &Client) -> Diagnostic {
    Asked::default().at(range, finding, rules, client)
}

/// The places in policies that findings come from: the same few for all findings of a document.
#[derive(Default)]
pub(crate) struct Asked {
    places: Vec<(Origin, Option<Location>)>,
    /// The links of the concepts that were met, by id.
    links: HashMap<String, Option<Uri>>,
}

impl Asked {
    /// One finding, at its place in the document.
    pub(crate) fn at(&mut self, range: lsp::Range, finding: &Finding, rules: &Rules, client: &Client) -> Diagnostic {
        let location = finding.origin.as_ref().and_then(|origin| self.location(origin, client.encoding));
        let related = finding.origin.as_ref().zip(location.clone()).filter(|_| client.related_information);
        let related = related.map(|(origin, location)| {
            vec![DiagnosticRelatedInformation { location, message: origin_message(finding, origin) }]
        });
        Diagnostic {
            range,
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(finding.concept.to_string())),
            code_description: self
                .link(&finding.concept, rules)
                .or(location.map(|location| location.uri))
                .map(|href| CodeDescription { href }),
            source: Some(SOURCE.to_owned()),
            message: finding.message.to_string(),
            related_information: related,
            tags: None,
            data: None,
        }
    }

    /// Where to read more of a concept, if its policy says so in a way that is a link.
    fn link(&mut self, id: &str, rules: &Rules) -> Option<Uri> {
        if let Some(known) = self.links.get(id) {
            return known.clone();
        }
        let link = rules.house.concept(id).and_then(|(_, policy)| policy.link.as_deref()?.parse().ok());
        self.links.insert(id.to_owned(), link.clone());
        link
    }

    fn location(&mut self, origin: &Origin, encoding: Encoding) -> Option<Location> {
        if let Some((_, location)) = self.places.iter().find(|(known, _)| known.is(origin)) {
            return location.clone();
        }
        let location = location(&origin.place, encoding);
        self.places.push((origin.clone(), location.clone()));
        location
    }
}

fn location(place: &Place, encoding: Encoding) -> Option<Location> {
    let (start, end) = place.positions(encoding);
    Some(Location { uri: (*uri(&place.path)?).clone(), range: lsp::Range::new(position(start), position(end)) })
}

fn origin_message(finding: &Finding, origin: &Origin) -> String {
    let asked = if *finding.concept == *terms::pair().id {
        "The policy sets the preferred word here"
    } else {
        "The policy asks for it here"
    };
    match &origin.through {
        Some(path) => format!("{asked}, through {}.", path.display()),
        None => format!("{asked}."),
    }
}

fn beyond_the_cap(text: &str, more: usize, encoding: Encoding) -> Diagnostic {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let things = if more == 1 { "1 more finding is" } else { &format!("{more} more findings are") };
    Diagnostic {
        range: Positions::new(text, encoding).range(0..line.len()),
        severity: Some(DiagnosticSeverity::INFORMATION),
        source: Some(SOURCE.to_owned()),
        message: format!("{things} not shown: the policy's max-diagnostics is reached."),
        ..Diagnostic::default()
    }
}

/// A problem of a policy, in the policy file.
pub(crate) fn problem(problem: &Problem, client: &Client) -> Diagnostic {
    let (start, end) = problem.place.positions(client.encoding);
    Diagnostic {
        range: lsp::Range::new(position(start), position(end)),
        severity: Some(match problem.severity {
            ProblemSeverity::Warning => DiagnosticSeverity::WARNING,
            ProblemSeverity::Error => DiagnosticSeverity::ERROR,
        }),
        code: Some(NumberOrString::String("policy".to_owned())),
        source: Some(SOURCE.to_owned()),
        message: problem.message.clone(),
        ..Diagnostic::default()
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Hint => DiagnosticSeverity::HINT,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Error => DiagnosticSeverity::ERROR,
    }
}

/// Edits of one text. In order of place, as some clients apply them without sorting.
pub(crate) fn text_edits(text: &str, edits: &[Edit], encoding: Encoding) -> Vec<TextEdit> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut positions = Positions::new(text, encoding);
    sorted.iter().map(|edit| TextEdit::new(positions.range(edit.range.clone()), edit.replacement.clone())).collect()
}

/// The edit of one open document: for its version only, where the client can tell versions.
pub(crate) fn document_edit(snapshot: &Snapshot, edits: &[Edit], client: &Client) -> WorkspaceEdit {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let place = |edit: &Edit| range(edit.range.clone(), &snapshot.text, client.encoding);
    let edits = sorted.into_iter().map(|edit| TextEdit::new(place(edit), edit.replacement.clone()));
    workspace_edit((*snapshot.uri).clone(), Some(snapshot.version), edits.collect(), client)
}

/// The edit of one file, open or not.
pub(crate) fn workspace_edit(uri: Uri, version: Option<i32>, edits: Vec<TextEdit>, client: &Client) -> WorkspaceEdit {
    if !client.document_changes {
        return WorkspaceEdit { changes: Some(HashMap::from([(uri, edits)])), ..WorkspaceEdit::default() };
    }
    let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
    let edits = edits.into_iter().map(OneOf::Left).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}

/// The edit that writes a new file.
pub(crate) fn new_file(uri: Uri, text: &str) -> WorkspaceEdit {
    // A file that has come in between is somebody's: the client is to refuse.
    let create = CreateFile { uri: uri.clone(), options: None, annotation_id: None };
    let edit = TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier { uri, version: None },
        edits: vec![OneOf::Left(TextEdit::new(lsp::Range::default(), text.to_owned()))],
    };
    let operations = vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(edit)];
    WorkspaceEdit { document_changes: Some(DocumentChanges::Operations(operations)), ..WorkspaceEdit::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_those_of_the_index_in_any_order() {
        let text = "a😀b\r\nä😀😀z\rlast\n\r\n\n\r\rlonger than what is looked at byte by byte 😀\n😀z";
        let lines = LineIndex::new(text);
        let offsets: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (from, step) in (0..offsets.len()).flat_map(|from| [(from, 1), (from, 7), (from, 50)]) {
                let mut positions = Positions::new(text, encoding);
                for at in offsets.iter().skip(from).step_by(step).chain(offsets.iter().rev().step_by(step)) {
                    assert_eq!(positions.position(*at), position(lines.position(text, *at, encoding)), "{at}");
                }
            }
        }
    }

    #[test]
    fn uris_and_paths_are_two_ways() {
        let path = Path::new("/a b/ü#?%.md");
        assert_eq!(crate::server::from_proto::path(&uri(path).unwrap()).as_deref(), Some(path));
        assert_eq!(uri(Path::new("a.md")), None);
    }
}
