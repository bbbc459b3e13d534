//! What is open around a text of HTML, and what that says about the text.
//!
//! Elements are closed as the specification closes them where their closing tag is missing, as far as a reader can
//! tell the difference.

use super::elements;
use crate::prose::document::{BlockKind, Style};

/// Deeper than this nothing is opened; browsers have the same bound.
const DEEPEST: usize = 512;
/// How far an end tag of an element inside a text looks for what it closes.
const NEAR: usize = 64;

/// What the elements around a text say about it.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::prose) struct Place {
    /// Block quotes around.
    pub(in crate::prose) quotes: usize,
    /// List items around.
    pub(in crate::prose) items: usize,
    /// Whether nobody reads it.
    pub(in crate::prose) skipped: bool,
    /// Whether it is in another language than the document.
    pub(in crate::prose) foreign: bool,
    heading: Option<u8>,
    title: bool,
    cell: Option<Cell>,
    code: bool,
    link: bool,
    strong: bool,
    emphasis: bool,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    table: usize,
    header: bool,
    column: usize,
}

/// The open elements, outermost first.
#[derive(Debug, Default)]
pub(in crate::prose) struct Elements {
    /// Whether a `template` holds what is shown, as in a component.
    pub(in crate::prose) in_component: bool,
    stack: Vec<Open>,
    tables: Vec<Table>,
}

#[derive(Debug)]
struct Open {
    name: String,
    block: bool,
    /// What is said inside it.
    place: Place,
}

#[derive(Debug)]
struct Table {
    index: usize,
    column: usize,
}

impl Place {
    /// The kind of a block that text opens.
    pub(in crate::prose) fn kind(&self) -> BlockKind {
        match (self.cell, self.heading) {
            (Some(Cell { table, header, column }), _) => BlockKind::Cell { header, column, table },
            (_, Some(level)) => BlockKind::Heading(level),
            // A caption is a heading without a section of its own.
            _ if self.title => BlockKind::FrontMatter { key: "title".to_owned() },
            _ => BlockKind::Paragraph,
        }
    }

    /// What the elements add to a style.
    pub(in crate::prose) fn style(&self, style: Style) -> Style {
        Style {
            code: style.code || self.code || self.skipped || self.foreign,
            link: style.link || self.link,
            strong: style.strong || self.strong,
            emphasis: style.emphasis || self.emphasis,
            ..style
        }
    }
}

impl Elements {
    /// Where a text stands now.
    pub(in crate::prose) fn place(&self) -> Place {
        self.stack.last().map(|open| open.place).unwrap_or_default()
    }

    /// Opens an element. `foreign` is what its own `lang` says, if it has one; `table` the number that the next
    /// table gets.
    pub(in crate::prose) fn open(&mut self, name: &str, foreign: Option<bool>, table: &mut usize) {
        self.close_implied(name);
        if elements::is_void(name) {
            return;
        }
        let mut place = self.place();
        place.foreign = foreign.unwrap_or(place.foreign);
        place.skipped |= elements::is_skipped(name) && !(self.in_component && name == "template");
        match name {
            "blockquote" => place.quotes += 1,
            "li" => place.items += 1,
            "table" => {
                place.cell = None;
                if self.stack.len() < DEEPEST {
                    self.tables.push(Table { index: *table, column: 0 });
                }
                *table += 1;
            }
            "tr" => self.tables.last_mut().into_iter().for_each(|table| table.column = 0),
            "td" | "th" => {
                place.cell = self.tables.last_mut().map(|table| {
                    table.column += 1;
                    Cell { table: table.index, header: name == "th", column: table.column - 1 }
                });
            }
            "caption" | "figcaption" | "title" => place.title = true,
            _ => place.heading = elements::heading_level(name).or(place.heading),
        }
        phrase(name, &mut place);
        self.push(name, elements::is_block(name), place);
    }

    /// Opens an element inside a text that is not HTML's own: all that counts is what it does to the text.
    pub(in crate::prose) fn open_phrase(&mut self, name: &str, foreign: Option<bool>) {
        if !elements::is_void(name) {
            let mut place = self.place();
            place.foreign = foreign.unwrap_or(place.foreign);
            place.code |= elements::is_skipped(name);
            phrase(name, &mut place);
            self.push(name, false, place);
        }
    }

    /// Closes an element, if it is open.
    pub(in crate::prose) fn close(&mut self, name: &str) {
        if elements::is_block(name) {
            // What is open inside a cell is not closed from within to the outside.
            let wall = |open: &Open| matches!(open.name.as_str(), "td" | "th" | "caption") && !is_of_table(name);
            self.close_up_to(|open| open.name == name, wall);
        } else if elements::is_skipped(name) {
            self.close_up_to(|open| open.name == name, |open| !open.place.skipped && !open.place.code);
        } else if let Some(at) = self.stack.iter().rev().take(NEAR).position(|open| open.name == name) {
            self.remove(self.stack.len() - 1 - at);
        }
    }

    /// Closes what stands inside a text: where a block of Markdown ends, no tag in it reaches further.
    pub(in crate::prose) fn leave_block(&mut self) {
        if self.stack.is_empty() {
            return;
        }
        let outside = |open: &Open| open.block || open.place.skipped;
        let keep = self.stack.iter().rposition(outside).map_or(0, |at| at + 1);
        self.truncate(keep);
    }

    /// Closes everything.
    pub(in crate::prose) fn leave_all(&mut self) {
        self.truncate(0);
    }

    /// The outermost element of those that keep the text from being read.
    pub(in crate::prose) fn skipped(&self) -> Option<&str> {
        self.stack.iter().find(|open| open.place.skipped).map(|open| open.name.as_str())
    }

    fn push(&mut self, name: &str, block: bool, place: Place) {
        if self.stack.len() < DEEPEST {
            self.stack.push(Open { name: name.to_owned(), block, place });
        }
    }

    /// Closes what the start of an element closes.
    fn close_implied(&mut self, name: &str) {
        let one_of = |names: &'static [&'static str]| move |open: &Open| names.contains(&open.name.as_str());
        if elements::is_block(name) {
            self.close_up_to(one_of(&["p"]), |open| open.block);
        }
        match name {
            "li" => self.close_up_to(one_of(&["li"]), one_of(&["ul", "ol", "menu", "td", "th"])),
            "dt" | "dd" => self.close_up_to(one_of(&["dt", "dd"]), one_of(&["dl", "td", "th"])),
            "td" | "th" => self.close_up_to(one_of(&["td", "th", "caption"]), one_of(&["tr", "table"])),
            "tr" => self.close_up_to(one_of(&["tr", "caption"]), one_of(&["table"])),
            "tbody" | "thead" | "tfoot" => {
                self.close_up_to(one_of(&["tbody", "thead", "tfoot", "caption", "tr"]), one_of(&["table"]));
            }
            "option" | "optgroup" => self.close_up_to(one_of(&["option"]), one_of(&["select", "datalist"])),
            _ if elements::heading_level(name).is_some() => {
                self.close_up_to(|open| elements::heading_level(&open.name).is_some(), |open| open.block);
            }
            _ => {}
        }
    }

    /// Closes the innermost element that is `meant`, with all inside it, if it stands inside every `wall`.
    fn close_up_to(&mut self, meant: impl Fn(&Open) -> bool, wall: impl Fn(&Open) -> bool) {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if meant(open) {
                return self.truncate(at);
            }
            if wall(open) {
                return;
            }
        }
    }

    fn truncate(&mut self, keep: usize) {
        let tables = self.stack.iter().skip(keep).filter(|open| open.name == "table").count();
        self.tables.truncate(self.tables.len().saturating_sub(tables));
        self.stack.truncate(keep);
    }

    /// Closes one element inside a text, and none of those inside it.
    fn remove(&mut self, at: usize) {
        let mut place =
            at.checked_sub(1).and_then(|outer| self.stack.get(outer)).map(|open| open.place).unwrap_or_default();
        self.stack.remove(at);
        for open in self.stack.iter_mut().skip(at).take_while(|open| !open.block) {
            phrase(&open.name, &mut place);
            let foreign = open.place.foreign;
            open.place = Place { foreign, skipped: open.place.skipped, ..place };
        }
    }
}

fn is_of_table(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th" | "caption")
}

/// What an element does to a text inside it.
fn phrase(name: &str, place: &mut Place) {
    match name {
        "a" => place.link = true,
        "b" | "strong" => place.strong = true,
        "i" | "em" => place.emphasis = true,
        _ => place.code |= elements::is_code(name),
    }
}
