//! The ways to leave: whatever runs, whatever is withheld, the server goes at once.

use std::time::Instant;

use serde_json::{Value, json};

use crate::client::{Server, Workspace, edit, frame, range};
use crate::model::Random;
use crate::session::LEAVING;

/// A server of its own, some slow requests, and one of the ways to leave.
pub(crate) fn leave(seed: u64) -> Result<(), (u64, String)> {
    let mut random = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
    let workspace = Workspace::new("prefer = \"client\"\n");
    let reads = random.below(2) == 0;
    let mut server = if reads { Server::spawn() } else { Server::deaf() };
    let folders = json!([{"uri": workspace.uri(""), "name": "workspace"}]);
    let capabilities = json!({"workspace": {"configuration": true}, "window": {"workDoneProgress": true}});
    server.ask("initialize", json!({"workspaceFolders": folders, "capabilities": capabilities}));
    if random.below(4) > 0 {
        server.notify("initialized", json!({}));
    }
    for number in 0..=random.below(4) {
        let uri = workspace.uri(&format!("{number}.md"));
        server.open(&uri, 0, &"Our *customers* called, and `client` sent it.\n\n".repeat(random.below(3000)));
        let at = json!({"textDocument": {"uri": uri}, "range": range((0, 5), (0, 5)), "context": {"diagnostics": []}});
        server.ask("textDocument/codeAction", at);
        for version in 1..random.below(50) {
            server.change(&uri, i32::try_from(version).unwrap(), json!([edit((0, 0), (0, 0), &random.text(5))]));
        }
    }
    let begun = Instant::now();
    let expected = end(&mut random, &mut server);
    let code = server.exit_code(LEAVING);
    let took = begun.elapsed();
    if std::env::var_os("CUSTOMARY_TIMES").is_some() {
        eprintln!("seed {seed}: left after {took:?}");
    }
    if code == expected { Ok(()) } else { Err((seed, format!("it ended with {code}, not {expected}, after {took:?}"))) }
}

/// Says goodbye in one way or another, and gives the exit code that is right for it.
fn end(random: &mut Random, server: &mut Server) -> i32 {
    let shutdown = frame(&json!({"jsonrpc": "2.0", "id": "last", "method": "shutdown"}));
    let exit = frame(&json!({"jsonrpc": "2.0", "method": "exit"}));
    match random.below(6) {
        0 => {
            server.send_raw(&[shutdown, exit].concat());
            0
        }
        1 => {
            server.send_raw(&shutdown);
            server.close_stdin();
            0
        }
        2 => {
            server.notify("exit", Value::Null);
            1
        }
        3 => {
            // In the middle of a message.
            server.send_raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\"");
            server.close_stdin();
            1
        }
        4 => {
            server.send_raw(&[&b"nonsense\r\n"[..], &exit, b"Content-Length: 100\r\n\r\nand more"].concat());
            1
        }
        _ => {
            server.close_stdin();
            1
        }
    }
}
