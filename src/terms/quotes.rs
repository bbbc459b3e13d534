//! Which single quotation marks close a quotation, and so are no apostrophes.

/// The bytes of `text` at which a `'` or `’` closes a quotation that was opened before, in order.
///
/// A quotation ends with its paragraph. Where several marks could close it, it is the first that cannot
/// be the apostrophe of a plural in *'our customers' wishes'*: one not behind an s, or not before
/// another word. Where all could be, the first of them closes.
pub(super) fn closing(text: &str) -> Vec<usize> {
    let mut closed = Vec::new();
    let (mut straight, mut curly) = (Quotation::default(), Quotation::default());
    let (mut before, mut blank) = (None, true);
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = chars.as_str();
        match c {
            '\n' if blank => {
                straight.end(&mut closed);
                curly.end(&mut closed);
            }
            '\n' => blank = true,
            '\'' if opens(before, rest) => straight.begin(&mut closed),
            '\'' => straight.may_end(at, before, rest),
            '‘' => curly.begin(&mut closed),
            '’' => curly.may_end(at, before, rest),
            _ => {}
        }
        blank &= c.is_whitespace();
        before = Some(c);
    }
    straight.end(&mut closed);
    curly.end(&mut closed);
    closed.sort_unstable();
    closed
}

/// A quotation in one kind of marks.
#[derive(Default)]
struct Quotation {
    open: bool,
    /// The first mark that could close it.
    first: Option<usize>,
    /// The first mark that could, and that is no apostrophe.
    sure: Option<usize>,
}

impl Quotation {
    fn begin(&mut self, closed: &mut Vec<usize>) {
        self.end(closed);
        self.open = true;
    }

    fn may_end(&mut self, at: usize, before: Option<char>, rest: &str) {
        let mut after = rest.chars();
        let next = after.next();
        if !self.open || before.is_none_or(char::is_whitespace) || next.is_some_and(char::is_alphanumeric) {
            return;
        }
        let word_follows = next.is_some_and(char::is_whitespace) && after.next().is_some_and(char::is_alphanumeric);
        self.first = self.first.or(Some(at));
        if !(matches!(before, Some('s' | 'S')) && word_follows) {
            self.sure = self.sure.or(Some(at));
        }
    }

    fn end(&mut self, closed: &mut Vec<usize>) {
        closed.extend(self.sure.or(self.first));
        *self = Self::default();
    }
}

/// Whether a straight mark opens a quotation: it leans on what follows, and is not the apostrophe of
/// a shortened word or year.
fn opens(before: Option<char>, rest: &str) -> bool {
    let leans = before.is_none_or(|c| c.is_whitespace() || "([{<\"“‘«—–-/=*_~|>`+&".contains(c));
    let starts = rest.chars().next().is_some_and(|c| !c.is_whitespace() && !",.;:!?)]}".contains(c));
    leans && starts && !is_shortened(rest)
}

fn is_shortened(rest: &str) -> bool {
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let year = digits == 2 && matches!(word.get(2..), Some("" | "s"));
    year || ["tis", "twas", "twere", "em", "til", "cause", "n", "round", "bout"]
        .iter()
        .any(|short| word.eq_ignore_ascii_case(short))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `^` stands behind the marks that close.
    #[test]
    fn closing_marks_are_told_from_apostrophes() {
        for marked in [
            "",
            "'our customers'^ and 'the client'^",
            "‘our customers’^ and ‘the client’^",
            "'our customers' needs'^",
            "‘our customers’ needs’^",
            "the customers' needs",
            "the customers’ needs, the clients’ needs.",
            "the 'customer'^ and the clients' needs",
            "'it's the client's turn'^, he said",
            "in the '90s our customers' tastes changed",
            "rock 'n' roll, the clients' choice",
            "(yours, your visitors', or your customers')",
            "'Customers' rights'^, she said, and clients' duties",
            "a 'quotation left open\n\nand the customers' next paragraph",
            "a 'quotation\nover lines'^ ends",
            "\"'customers'^\"",
            "5' 10\" tall, the customers' height",
        ] {
            let (mut text, mut expected) = (String::new(), Vec::new());
            for c in marked.chars() {
                if c == '^' {
                    expected.push(text.char_indices().next_back().unwrap().0);
                } else {
                    text.push(c);
                }
            }
            assert_eq!(closing(&text), expected, "{marked}");
        }
    }
}
