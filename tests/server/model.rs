//! A naive model of what a text is to the protocol: lines, positions in three encodings, random edits of both.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    pub(crate) fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % bound
    }

    pub(crate) fn text(&mut self, pieces: usize) -> String {
        const PIECES: [&str; 30] = [
            "our customers ",
            "Customer",
            "customer's ",
            "clients ",
            "the client ",
            " retries the request ",
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\r\n\r\n",
            "# ",
            "- ",
            "> ",
            "`",
            "**",
            "[",
            "](x)",
            "😀",
            "e\u{301}",
            "ü",
            "\u{2028}",
            "\u{85}",
            "\u{feff}",
            "\u{ad}",
            "\n```\n",
            "| a | b |\n| - | - |\n",
            "<!-- customary-disable-line -->",
            ". ",
            " ",
        ];
        (0..self.below(pieces + 1)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

/// Lines as the protocol has them, without their ends: where each starts and stops.
pub(crate) fn lines(text: &str) -> Vec<(usize, usize)> {
    let (mut out, mut start, mut chars) = (Vec::new(), 0, text.char_indices().peekable());
    while let Some((at, c)) = chars.next() {
        if c == '\n' || c == '\r' {
            out.push((start, at));
            let crlf = c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some();
            start = at + 1 + usize::from(crlf);
        }
    }
    out.push((start, text.len()));
    out
}

/// The byte of a position, clamped as the protocol says.
pub(crate) fn offset(text: &str, (line, character): (u32, u32), encoding: Encoding) -> usize {
    let Some((start, end)) = lines(text).get(line as usize).copied() else { return text.len() };
    let mut units = 0;
    for (at, c) in text[start..end].char_indices() {
        units += encoding.width(c);
        if units > character as usize {
            return start + at;
        }
    }
    end
}

pub(crate) fn random_position(random: &mut Random, text: &str) -> (u32, u32) {
    let lines = lines(text);
    let line = random.below(lines.len() + 1);
    let length = lines.get(line).map_or(3, |(start, end)| end - start);
    (u32::try_from(line).unwrap(), u32::try_from(random.below(length + 3)).unwrap())
}
