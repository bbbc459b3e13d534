//! What a judgement costs: microseconds an occurrence, and the time to load the model. `cargo bench --bench judge`.
//!
//! The text is read and its words are found beforehand; the load is measured first, in a fresh process.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "no part of the product")]

use std::time::{Duration, Instant};

use customary::prose::{self, Format};
use customary::sense;

/// Sentences of both senses, as documents mix them.
const PIECES: [&str; 6] = [
    "Our clients ask for a report every quarter, and the partner who looks after them signs it.\n\n",
    "The HTTP client sends a request with a token in its header and waits for the server's response.\n\n",
    "## Customers\n\nWhen a customer calls, look up the last order and offer a refund if the parcel is late.\n\n",
    "- The client's certificate is read from `client.pem` before the handshake starts.\n\n",
    "A prospective client rang yesterday; the contract will be signed in March.\n\n",
    "Customers who pay by invoice get thirty days. The **Customer Portal** shows what is due.\n\n",
];
/// How often the pieces stand in the text.
const TIMES: usize = 300;
/// The least of so many runs counts: what else the machine does only adds.
const RUNS: usize = 15;

fn main() {
    let one = prose::read(PIECES[0], Format::Markdown);
    let found = sense::occurrences(&one);
    let start = Instant::now();
    sense::judge(&one, &found);
    println!("model, lists and phrases loaded, one word judged: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);

    let document = prose::read(&PIECES.concat().repeat(TIMES), Format::Markdown);
    let found = sense::occurrences(&document);
    let least: Duration = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(sense::judge(&document, &found));
            start.elapsed()
        })
        .min()
        .unwrap();
    let count = u32::try_from(found.len()).unwrap();
    println!("{count} words judged: {:.2} µs each", least.as_secs_f64() * 1e6 / f64::from(count));
}
