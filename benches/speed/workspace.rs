//! A folder of some hundred files, walked and checked by as many threads as the machine has.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use customary::policy::{Disk, Overrides, Policies, Prefer, Settings};
use customary::workspace::{Baselines, Outcome, Selection, Threads, scan, walk};
use divan::{Bencher, counter::BytesCount};

use crate::texts::{self, Size, Words, is_smoke};

/// Files of 1 to 20 KB, one in three of them source code; gives how many bytes they hold.
fn fill(folder: &Path, words: Words) -> usize {
    let mut bytes = 0;
    for number in 0..if is_smoke() { 6 } else { 300 } {
        let size = Size(1_000 + number * 7_919 % 19_000);
        let (name, text) = match number % 3 {
            0 => ("rs", texts::rust(size, words)),
            _ => ("md", texts::markdown(size, words)),
        };
        let below = folder.join(format!("part{}", number / 50));
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join(format!("page{number}.{name}")), &text).unwrap();
        bytes += text.len();
    }
    bytes
}

/// How much is found in a folder, as `customary check` finds it.
fn check(folder: &Path, threads: &Threads) -> usize {
    let policies = Policies::new(Disk, Overrides { prefer: Some(Prefer::Client), config: None });
    drop(policies.set_settings(Settings { folders: vec![folder.to_owned()], ..Settings::default() }));
    let baselines = Baselines::new(vec![folder.to_owned()]);
    let paths = [folder.to_owned()];
    let found = walk(Selection { folder, paths: &paths, threads: threads.count() }, |_| false);
    let mut findings = 0;
    scan(
        threads,
        &found.sources,
        &policies,
        &baselines,
        |scanned| match scanned.outcome {
            Outcome::Checked(checked) => checked.report.findings.len(),
            Outcome::Skipped(_) | Outcome::Failed(_) => 0,
        },
        |count| {
            findings += count;
            ControlFlow::Continue(())
        },
    );
    findings
}

#[divan::bench(args = [Words::None, Words::Rare, Words::Usual], max_time = 3)]
fn folder(bencher: Bencher<'_, '_>, words: Words) {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fill(folder.path(), words);
    let threads = Threads::new(0);
    assert_eq!(check(folder.path(), &threads) == 0, matches!(words, Words::None));
    bencher.counter(BytesCount::new(bytes)).bench_local(|| check(folder.path(), &threads));
}
