//! Runs a grammar over a text and meets its comments and strings, whatever language it is.
//!
//! The tree is walked once and without recursion: what somebody writes may be nested a hundred thousand deep.

use std::collections::{BTreeMap, HashSet};
use std::ops::{ControlFlow, Range};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tree_sitter::{Node, ParseOptions, ParseState, Parser, Point, Tree, TreeCursor};

use super::literal::{Literal, Within};
use super::place::{self, Place};
use super::remarks::{self, Remark};
use super::scanner::{self, Kind, Span};
use super::{Language, elements, literal};
use crate::prose::builder::Interest;
use crate::prose::comments::{self, Written};
use crate::prose::strings::{self, Shown};
use crate::prose::{Document, Host};

/// What a kind of node is to a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Something to look into.
    Other,
    Comment,
    /// Index into [`Language::strings`].
    String(usize),
    /// An element of markup.
    Element,
}

/// A node on the way down to the one that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Step<'t> {
    pub(super) node: Node<'t>,
    pub(super) kind: &'static str,
}

/// So many statements are given to a grammar at once: its runtime goes through their list again and again.
const AT_ONCE: usize = 64;

/// So many quotation marks and tags that are missing are made up for.
const MENDED: usize = 8;

/// Reads a text in a language.
pub(super) fn read(text: &str, language: &'static Language, interest: Interest<'_>) -> Document {
    read_statements(text, &[], true, language, interest).unwrap_or_default()
}

/// Reads some statements of a file, all of it where none is named; nothing where the grammar cannot make sense of them,
/// unless they may be broken.
pub(super) fn read_statements(
    text: &str,
    statements: &[Range<usize>],
    may_be_broken: bool,
    language: &'static Language,
    interest: Interest<'_>,
) -> Option<Document> {
    if !interest.1(text) {
        return Some(Document::default());
    }
    let grammar = (language.grammar)();
    let mut parser = Parser::new();
    // This fails for a grammar of another version of the runtime: a test reads every language.
    parser.set_language(&grammar).ok()?;
    let roles = roles(&grammar, language);
    // What the parser sees: the text, without the quotation marks and tags that nothing closes.
    let mut seen = text.as_bytes().to_vec();
    join_lines(&mut seen);
    let mut patience = Patience::with(seen.len());
    let mut one = |some: &[tree_sitter::Range]| {
        parser.set_included_ranges(some).ok()?;
        for attempt in 0..=MENDED {
            let tree = match patience.parse(&mut parser, &seen) {
                Ok(tree) => tree,
                Err(_) if !may_be_broken => return None,
                // What stands before the place that the parser cannot get over is read all the same.
                Err(Stuck(at)) => {
                    let before = seen.get(..at).unwrap_or_default();
                    seen.truncate(memchr::memrchr2(b'\n', b'\r', before).map_or(0, |end| end + 1));
                    patience = Patience::with(seen.len());
                    let Ok(tree) = patience.parse(&mut parser, &seen) else { break };
                    tree
                }
            };
            let state = match tree.root_node().has_error() {
                true if !may_be_broken => return None,
                _ if attempt == MENDED => literal::Tree::Accepted,
                true => literal::Tree::Broken,
                false => literal::Tree::Whole,
            };
            let read = Document::default();
            let mut reader = Reader { text, language, interest, state, inline: HashSet::new(), out: read };
            match reader.walk(&tree, &roles) {
                Ok(remarks) => {
                    remarks::read(text, &remarks, interest, &mut reader.out);
                    return Some(reader.out);
                }
                Err(Unclosed(hole)) => {
                    let bytes = seen.get_mut(hole).into_iter().flatten();
                    bytes.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
                }
            }
        }
        None
    };
    let mut out = if statements.is_empty() { one(&[])? } else { Document::default() };
    for some in places(text, statements).chunks(AT_ONCE) {
        out.append(one(some)?, Host::Text);
    }
    out.code.insert(0, 0..text.len());
    Some(out)
}

/// Where statements stand, with lines and columns.
fn places(text: &str, statements: &[Range<usize>]) -> Vec<tree_sitter::Range> {
    let (mut row, mut line, mut at) = (0, 0, 0);
    let mut point = |place: usize| {
        let passed = text.as_bytes().get(at..place).unwrap_or_default();
        row += memchr::memchr_iter(b'\n', passed).count();
        line = memchr::memrchr(b'\n', passed).map_or(line, |end| at + end + 1);
        at = place;
        Point::new(row, place - line)
    };
    let place = |Range { start, end }: Range<usize>| {
        let (start_point, end_point) = (point(start), point(end));
        tree_sitter::Range { start_byte: start, end_byte: end, start_point, end_point }
    };
    statements.iter().cloned().map(place).collect()
}

/// Writes a backslash that joins two lines of Windows so that grammars know it, which look for it right before the line
/// feed.
fn join_lines(seen: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = seen.get(at..).and_then(|rest| memchr::memmem::find(rest, b"\\\r\n")) {
        seen.iter_mut().skip(at + found).zip(*b" \\").for_each(|(byte, new)| *byte = new);
        at += found + 3;
    }
}

/// How long a text may keep its grammar busy, whatever stands in it. Some grammars weigh every meaning of a hundred
/// thousand brackets against every other; no source that anybody wrote comes near this.
pub(super) struct Patience {
    until: Instant,
}

/// The byte at which the parser stood when the patience was at its end.
pub(super) struct Stuck(usize);

impl Patience {
    /// For a text of so many bytes. A grammar reads some five megabytes a second.
    pub(super) fn with(bytes: usize) -> Self {
        let allowed = Duration::from_millis(500) + Duration::from_micros(3) * u32::try_from(bytes).unwrap_or(u32::MAX);
        Self { until: Instant::now() + allowed }
    }

    pub(super) fn parse(&self, parser: &mut Parser, text: &[u8]) -> Result<Tree, Stuck> {
        /// So many bytes are handed over at once: between them the clock is looked at, since a grammar can run through
        /// a text over and over without a word to its runtime.
        const PIECE: usize = 1 << 14;
        let mut at = 0;
        let patient = || Instant::now() < self.until;
        let mut progress = |state: &ParseState| {
            at = state.current_byte_offset();
            if patient() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let mut piece = |from: usize, _| {
            let end = if patient() { text.len().min(from + PIECE) } else { from };
            text.get(from..end).unwrap_or_default()
        };
        let tree = parser.parse_with_options(&mut piece, None, Some(options)).filter(|_| patient());
        parser.reset();
        tree.ok_or(Stuck(at))
    }
}

/// What opens a string or an element which nothing closes where it should.
struct Unclosed(Range<usize>);

/// What is read of a tree.
struct Reader<'a> {
    text: &'a str,
    language: &'static Language,
    interest: Interest<'a>,
    /// Whether missing quotation marks are looked for.
    state: literal::Tree,
    /// The elements that were read as a part of another.
    inline: HashSet<usize>,
    out: Document,
}

impl Reader<'_> {
    /// Reads all but the comments, and gives those.
    fn walk(&mut self, tree: &Tree, roles: &[Role]) -> Result<Vec<Remark>, Unclosed> {
        let mut found = Vec::new();
        let mut path: Vec<Step<'_>> = Vec::new();
        let mut cursor = tree.walk();
        loop {
            let node = cursor.node();
            let role = roles.get(usize::from(node.kind_id())).copied().unwrap_or(Role::Other);
            match role {
                Role::Comment => found.extend(remarks::remark(self.text, node.byte_range(), self.language)),
                Role::String(literal) => {
                    if let Some(literal) = self.language.strings.get(literal) {
                        if literal::is_string(self.text, node, literal) {
                            self.string(node, &path, literal)?;
                        } else {
                            found.extend(self.unparsed(node.byte_range()));
                        }
                    }
                }
                Role::Element => {
                    elements::read(self.text, node, self.language, self.interest, &mut self.inline, &mut self.out);
                }
                Role::Other if node.is_error() && self.state == literal::Tree::Broken => {
                    if let Some(hole) = literal::opened(self.text, node).or_else(|| elements::unclosed(self.text, node))
                    {
                        return Err(Unclosed(hole));
                    }
                }
                Role::Other => {}
            }
            if role != Role::Comment && cursor.goto_first_child() {
                path.push(Step { node, kind: node.kind() });
            } else if !next(&mut cursor, &mut path) {
                return Ok(found);
            }
        }
    }

    /// Reads the strings in what the grammar leaves as it is, the text of a macro, and gives the comments.
    fn unparsed(&mut self, range: Range<usize>) -> Vec<Remark> {
        let Self { text, language, interest, .. } = *self;
        let mut found = Vec::new();
        let (Some(lexis), Some(written)) = (scanner::lexis(language.lexis), text.get(range.clone())) else {
            return found;
        };
        scanner::spans(written, lexis, &mut |Span { kind, range: inner }| {
            let inner = range.start + inner.start..range.start + inner.end;
            match (kind, language.strings.first()) {
                (Kind::Comment, _) => found.extend(remarks::remark(text, inner, language)),
                (Kind::String, Some(literal)) => {
                    let excerpt = literal::plain_excerpt(text, inner, literal);
                    let markup = literal::markup(excerpt.text());
                    strings::read(&excerpt, Shown::Unknown, markup, interest, &mut self.out);
                }
                _ => {}
            }
            ControlFlow::Continue(())
        });
        found
    }

    /// Reads a string, if a person does.
    fn string<'t>(&mut self, node: Node<'t>, path: &[Step<'t>], literal: &Literal) -> Result<(), Unclosed> {
        let Self { text, language, interest, .. } = *self;
        let attribute = path.last().is_some_and(|step| language.attributes.contains(&step.kind));
        if let Some(at) = literal::unclosed(text, node, literal, self.state).filter(|_| !attribute) {
            return Err(Unclosed(at..at + 1));
        }
        if let Some(hole) = literal::opened(text, node).filter(|_| self.state == literal::Tree::Broken) {
            return Err(Unclosed(hole));
        }
        let within = if attribute { Within::Attribute } else { Within::Code };
        let excerpt = literal::excerpt(text, node, within, language, literal);
        if let Some((statement, docs)) = language.doc_strings
            && path.last().is_some_and(|step| step.kind == statement && step.node.named_child_count() == 1)
        {
            let written = Written { markup: docs.markup, rewrite: &docs.rewrite };
            comments::read_excerpt(&excerpt, written, interest, &mut self.out);
        } else if interest.0(excerpt.text())
            && let Place::Read { shown, whole } = place::of(text, node, path, language)
        {
            let whole = whole.as_deref().unwrap_or(excerpt.text());
            strings::read_part(&excerpt, whole, shown, literal::markup(excerpt.text()), interest, &mut self.out);
        }
        Ok(())
    }
}

/// Goes to what follows a node in the text and is not inside it.
fn next(cursor: &mut TreeCursor<'_>, path: &mut Vec<Step<'_>>) -> bool {
    while !cursor.goto_next_sibling() {
        if !cursor.goto_parent() {
            return false;
        }
        path.pop();
    }
    true
}

/// What each kind of node is, by its number. A grammar has hundreds, and a file may have it read a line.
fn roles(grammar: &tree_sitter::Language, language: &'static Language) -> Arc<[Role]> {
    static KNOWN: Mutex<BTreeMap<usize, Arc<[Role]>>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = std::ptr::from_ref(language).addr();
    Arc::clone(known.entry(key).or_insert_with(|| roles_of(grammar, language)))
}

fn roles_of(grammar: &tree_sitter::Language, language: &Language) -> Arc<[Role]> {
    let role = |id: usize| {
        let id = u16::try_from(id).unwrap_or_default();
        let kind = grammar.node_kind_for_id(id).filter(|_| grammar.node_kind_is_named(id)).unwrap_or_default();
        if language.comments.contains(&kind) {
            Role::Comment
        } else if language.elements.contains(&kind) {
            Role::Element
        } else {
            language.strings.iter().position(|literal| literal.node == kind).map_or(Role::Other, Role::String)
        }
    };
    (0..grammar.node_kind_count()).map(role).collect()
}
