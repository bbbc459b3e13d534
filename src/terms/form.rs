//! The surface shape of a term: number, possessive, case; and the way back, from a shape to a word.

use super::Term;

/// Singular or plural.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Number {
    /// One.
    Singular,
    /// More.
    Plural,
}

/// How a possessive ending is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Possessive {
    /// The apostrophe as it stands: `'` or `’`.
    pub apostrophe: char,
    /// Whether an `s` follows it, and in which case.
    pub s: Option<char>,
}

/// How a word is capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// `customer`
    Lower,
    /// `Customer`
    Capitalised,
    /// `CUSTOMER`
    Upper,
    /// `CUSTOMERs`: capitals with a small ending.
    UpperStem,
    /// Anything else (`cUSTOMER`); its replacement is written in lower case.
    Mixed,
}

/// The shape in which a term stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Form {
    /// Singular or plural.
    pub number: Number,
    /// How it is capitalised.
    pub case: Case,
    /// Its possessive ending, if it has one.
    pub possessive: Option<Possessive>,
}

impl Form {
    /// `term` in this shape: number, case, possessive and apostrophe are kept.
    pub fn of(&self, term: &Term) -> String {
        let mut out = self.stem_of(term);
        if let Some(Possessive { apostrophe, s }) = self.possessive {
            out.push(apostrophe);
            out.extend(s);
        }
        out
    }

    /// `term` in this shape, without the possessive ending.
    pub fn stem_of(&self, term: &Term) -> String {
        let word = match self.number {
            Number::Singular => &term.text,
            Number::Plural => &term.plural,
        };
        match self.case {
            Case::Lower | Case::Mixed => word.clone(),
            Case::Upper => word.to_uppercase(),
            Case::UpperStem => {
                let (stem, ending) = word.split_at(word.len().min(term.text.len()));
                format!("{}{ending}", stem.to_uppercase())
            }
            Case::Capitalised => {
                let mut chars = word.chars();
                chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
            }
        }
    }
}
