//! What every target does with what the fuzzer gives: the first byte chooses a format of the family, the rest is the
//! text, which is read, checked, and held to what is true of everything that is read.

use customary::check::check;
use customary::policy::{Prefer, Rules};
use customary::prose::{self, Format};
use customary::terms;

/// Reads a text in one of the formats of these names.
pub fn survive(data: &[u8], names: &[&str]) {
    let formats: Vec<Format> = names.iter().map(|name| Format::from_name(name).expect(name)).collect();
    let Some((first, rest)) = data.split_first() else { return };
    let format = formats[usize::from(*first) % formats.len()];
    let text = String::from_utf8_lossy(rest);
    let document = prose::read(&text, format);
    for block in &document.blocks {
        let mut end = 0;
        for run in &block.runs {
            assert_eq!(run.range.start, end);
            end = run.range.end;
            assert!(text.get(run.source.clone()).is_some() && block.text.get(run.range.clone()).is_some());
        }
        assert_eq!(end, block.text.len());
        if terms::find(&block.text).iter().any(|hit| block.reads(hit.range.clone())) {
            assert!(terms::may_match(&text), "passed over: {:?}", block.text);
        }
    }
    let rules = Rules { prefer: Prefer::Client, ..Rules::default() };
    for finding in check(&text, format, &rules).findings {
        assert!(text.get(finding.range).is_some());
    }
}
