//! What a judgement costs. The text is read and its words are found beforehand.

use std::time::Instant;

use customary::prose::{self, Format};
use customary::sense;
use divan::{Bencher, counter::ItemsCount};

use crate::texts::is_smoke;

/// Sentences of both senses, as documents mix them.
const PIECES: [&str; 6] = [
    "Our clients ask for a report every quarter, and the partner who looks after them signs it.\n\n",
    "The HTTP client sends a request with a token in its header and waits for the server's response.\n\n",
    "## Customers\n\nWhen a customer calls, look up the last order and offer a refund if the parcel is late.\n\n",
    "- The client's certificate is read from `client.pem` before the handshake starts.\n\n",
    "A prospective client rang yesterday; the contract will be signed in March.\n\n",
    "Customers who pay by invoice get thirty days. The **Customer Portal** shows what is due.\n\n",
];

/// Says what the first judgement of a process costs: nothing has been judged before.
pub(crate) fn first() {
    let one = prose::read(PIECES[0], Format::Markdown);
    let found = sense::occurrences(&one);
    let start = Instant::now();
    sense::judge(&one, &found);
    println!("model, lists and phrases loaded, one word judged: {:.2} ms", start.elapsed().as_secs_f64() * 1e3);
}

/// Some thousand words of one document.
#[divan::bench]
fn words(bencher: Bencher<'_, '_>) {
    let document = prose::read(&PIECES.concat().repeat(if is_smoke() { 1 } else { 300 }), Format::Markdown);
    let found = sense::occurrences(&document);
    bencher.counter(ItemsCount::new(found.len())).bench(|| sense::judge(&document, &found));
}
