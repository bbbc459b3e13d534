//! How Zed starts Customary: the program from the settings, else from the PATH; settings handed on as they are.
//! What the words mean is the server's business, not the extension's.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, LanguageServerId, Result, Worktree, serde_json};

/// The name of the program, of its entry in Zed's settings, and of the section that the server asks for.
const CUSTOMARY: &str = "customary";

struct Customary;

impl zed::Extension for Customary {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &Worktree) -> Result<zed::Command> {
        let chosen = LspSettings::for_worktree(CUSTOMARY, worktree)?.binary;
        let (path, arguments) = chosen.map_or((None, None), |binary| (binary.path, binary.arguments));
        let command = path.or_else(|| worktree.which(CUSTOMARY)).ok_or(
            "`customary` is not on the PATH: install it with `cargo install --path . --locked` in a checkout of \
             Customary, or name it in the settings as `lsp.customary.binary.path`",
        )?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned()]);
        Ok(zed::Command { command, args, env: worktree.shell_env() })
    }

    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(CUSTOMARY, worktree)?.settings;
        Ok(settings.map(|settings| serde_json::json!({ CUSTOMARY: settings })))
    }
}

zed::register_extension!(Customary);
