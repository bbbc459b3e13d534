//! `customary.stats`: what is known of the workspace, as counts. Open documents count as they are typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};

use super::nothing;
use crate::server::from_proto;
use crate::server::policy_counts::in_editor;
use crate::server::requests::work;
use crate::server::session::Session;

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

/// Adds up what is known now.
///
/// # Errors
/// `InvalidParams` for more than one object; where the work fails.
pub(super) async fn run(session: &Arc<Session>, arguments: &[Value]) -> Result<Option<Value>> {
    nothing(arguments)?;
    let open = session.all_open();
    let session = Arc::clone(session);
    let stats = work(move |cancelled| {
        // Asked first: what ends meanwhile is counted.
        let scanning = session.scan.is_scanning();
        let found = open.iter().filter_map(|(snapshot, last)| {
            // By its own URI: a cell has the path of its notebook.
            let path = from_proto::path(&snapshot.uri)?;
            Some((path, in_editor(&session, snapshot, last, cancelled)))
        });
        let sum = session.scan.sum(&found.collect());
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
    serde_json::to_value(stats.await?).map(Some).map_err(|_| Error::internal_error())
}
