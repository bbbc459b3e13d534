//! Optional arguments: most are passed over; short titles, and captions among settings, are read.

use std::ops::Range;

use super::Reader;
use super::command::NEAR;
use super::terms::terms;
use crate::prose::builder::Builder;
use crate::prose::document::{BlockKind, Style};
use crate::prose::lines::blank_line;
use crate::prose::outline::{Outline, TITLE};

impl Reader<'_> {
    /// Passes over optional arguments, and `<2->` of slides.
    pub(super) fn options(&mut self) {
        while let Some(inner) = self.option() {
            self.captions(inner);
        }
    }

    /// The same where an optional argument is a title: `\section[short]{…}`.
    pub(super) fn titles(&mut self) {
        while let Some(inner) = self.option() {
            if !self.captions(inner.clone()) {
                self.title(inner);
            }
        }
    }

    /// The next optional argument, if there is one.
    fn option(&mut self) -> Option<Range<usize>> {
        let rest = self.rest();
        let close = match rest.as_bytes().first()? {
            b'[' => b']',
            b'<' if rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit) => b'>',
            _ => return None,
        };
        let window = rest.as_bytes().get(..rest.len().min(NEAR)).unwrap_or_default();
        let mut depth = 0usize;
        let length = window.iter().skip(1).position(|byte| {
            depth = match byte {
                b'{' => depth + 1,
                b'}' => depth.saturating_sub(1),
                _ => depth,
            };
            depth == 0 && *byte == close
        })?;
        let inner = rest.get(1..=length).filter(|inner| blank_line(inner).is_none())?;
        let start = self.at + 1;
        self.at += length + 2;
        // What a slide shows when is no text.
        Some(if close == b']' { start..start + inner.len() } else { start..start })
    }

    /// Reads the captions among settings (`caption={…}, label=x`); answers whether there are settings.
    fn captions(&mut self, inner: Range<usize>) -> bool {
        let written = self.text.get(inner.clone()).unwrap_or_default();
        if !written.contains('=') {
            return false;
        }
        let mut depth = 0usize;
        let outside = |c: char| {
            depth = match c {
                '{' => depth + 1,
                '}' => depth.saturating_sub(1),
                _ => depth,
            };
            depth == 0 && c == ','
        };
        let mut settings = false;
        let mut start = inner.start;
        for setting in written.split(outside) {
            let from = start;
            start += setting.len() + 1;
            let Some((key, value)) = setting.split_once('=') else { continue };
            let key = key.trim();
            settings |= key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.'));
            if terms().captions.iter().any(|known| known == key) {
                let bare = value.trim();
                let lead = setting.len() - value.trim_start().len();
                let braces = bare.starts_with('{') && bare.ends_with('}') && bare.len() > 1;
                let brace = usize::from(braces);
                self.title(from + lead + brace..from + lead + bare.len() - brace);
            }
        }
        settings
    }

    /// Reads an optional argument as a title.
    fn title(&mut self, inner: Range<usize>) {
        // One in the other is passed over, and so is what stands in a preamble.
        if self.is_option || self.at < self.body || inner.is_empty() {
            return;
        }
        let mut reader = Reader {
            text: self.text.get(..inner.end).unwrap_or_default(),
            outline: Outline::new(self.text, self.outline.interest),
            body: 0,
            block: Builder::new(BlockKind::Heading(TITLE)),
            style: Style::default(),
            open: Vec::new(),
            environments: Vec::new(),
            cell: None,
            remarks: Vec::new(),
            notes: Vec::new(),
            unbalanced: true,
            missing: Vec::new(),
            verbatim: Vec::new(),
            theorems: Vec::new(),
            is_option: true,
            at: inner.start,
        };
        reader.document();
        for block in reader.outline.finish().blocks {
            self.outline.add(block);
        }
    }
}
