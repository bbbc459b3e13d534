//! `textDocument/codeLens` and `codeLens/resolve`: beside each entry of a policy, how many findings it
//! causes. Lenses come at once and empty; the counting is for the resolving.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command, Uri};

use super::work;
use crate::policy;
use crate::server::buffers::is_policy;
use crate::server::policy_counts::Count;
use crate::server::session::Session;
use crate::server::{from_proto, to_proto};

/// Which entry a lens is of.
#[derive(Serialize, Deserialize)]
struct Of {
    uri: Uri,
    entry: String,
}

/// A lens for each entry of a policy; none in any other document.
///
/// # Errors
/// Where the work fails, or the request is cancelled.
pub(crate) async fn answer(session: &Arc<Session>, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    let uri = params.text_document.uri;
    if !from_proto::path(&uri).is_some_and(|path| is_policy(&path)) {
        return Ok(None);
    }
    let Some((snapshot, _)) = session.snapshot(&uri) else { return Ok(None) };
    let encoding = session.client().encoding;
    work(move |_| {
        let text = snapshot.text.to_string();
        let mut positions = to_proto::Positions::new(&text, encoding);
        let lens = |entry: policy::PolicyEntry| CodeLens {
            range: positions.range(entry.shown),
            command: None,
            data: serde_json::to_value(Of { uri: uri.clone(), entry: entry.id }).ok(),
        };
        Some(policy::entries(&text).into_iter().map(lens).collect())
    })
    .await
}

/// The lens with its count.
///
/// # Errors
/// Where it is none of ours, where a policy changed on the way, or the request is cancelled.
pub(crate) async fn resolve(session: &Arc<Session>, lens: CodeLens) -> Result<CodeLens> {
    let of = lens.data.clone().and_then(|data| serde_json::from_value::<Of>(data).ok());
    let Some((of, path)) = of.and_then(|of| from_proto::path(&of.uri).map(|path| (of, path))) else {
        return Err(Error::invalid_params("this lens has no data of an entry of a policy"));
    };
    let Some(counts) = session.counts.of(session, &path).await? else { return Err(Error::content_modified()) };
    let title = title(counts.get(&of.entry).copied().unwrap_or_default());
    Ok(CodeLens { command: Some(Command { title, command: String::new(), arguments: None }), ..lens })
}

fn title(count: Count) -> String {
    let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    match count {
        Count { findings: 0, .. } => "no findings".to_owned(),
        Count { findings, files } => format!("{} in {}", counted(findings, "finding"), counted(files, "file")),
    }
}
