//! `customary.stats`: what is known of the workspace, as counts. Open documents count as they are typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::Uri;

use super::one_or_none;
use crate::server::from_proto;
use crate::server::policy_counts::in_editor;
use crate::server::requests::work;
use crate::server::session::Session;

/// Its argument.
#[derive(Deserialize, Default)]
struct Asked {
    /// Any document or folder: the counts are those of the whole workspace.
    #[serde(rename = "uri")]
    _uri: Option<Uri>,
    /// Whether the person is to see it; else it is only answered.
    show: Option<bool>,
}

/// The answer.
#[derive(Serialize)]
struct Stats {
    /// Files that are checked.
    files: usize,
    /// Files that are not: of formats that are not read, excluded, not text.
    skipped: usize,
    findings: usize,
    /// Those that can be fixed unseen.
    fixable: usize,
    words: Words,
    /// Findings by concept.
    concepts: BTreeMap<String, usize>,
    /// Whether the counts may change by themselves: files are being looked at.
    scanning: bool,
}

/// How often each word stands for people or firms.
#[derive(Serialize)]
struct Words {
    client: usize,
    customer: usize,
}

/// Adds up what is known now, and says it.
///
/// # Errors
/// `InvalidParams` for more than one object; where the work fails.
pub(super) async fn run(session: &Arc<Session>, arguments: Vec<Value>) -> Result<Option<Value>> {
    let asked: Asked = one_or_none(arguments, "{ uri?, show? }")?;
    let open = session.all_open();
    let counting = Arc::clone(session);
    let stats = work(move |cancelled| {
        // Asked first: what ends meanwhile is counted.
        let scanning = counting.scan.is_scanning();
        let found = open.iter().filter_map(|(snapshot, last)| {
            // By its own URI: a cell has the path of its notebook.
            let path = from_proto::path(&snapshot.uri)?;
            Some((path, in_editor(&counting, snapshot, last, cancelled)))
        });
        let sum = counting.scan.sum(&found.collect());
        let [client, customer] = sum.words;
        Stats {
            files: sum.files,
            skipped: sum.skipped,
            findings: sum.findings,
            fixable: sum.fixable,
            words: Words { client, customer },
            concepts: sum.concepts.into_iter().map(|(id, count)| (id.to_string(), count)).collect(),
            scanning,
        }
    });
    let stats = stats.await?;
    if asked.show != Some(false) {
        session.inform(stats.in_short());
    }
    serde_json::to_value(stats).map(Some).map_err(|_| Error::internal_error())
}

impl Stats {
    /// The counts in a sentence or two.
    fn in_short(&self) -> String {
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let Words { client, customer } = &self.words;
        let mut said = format!(
            "{} in {}, {} to be fixed unseen. People and firms are called client {client} times, customer {customer} times.",
            counted(self.findings, "finding"),
            counted(self.files, "file"),
            self.fixable,
        );
        if self.scanning {
            said.push_str(" Files are still being looked at.");
        }
        said
    }
}
