//! What this server offers.

use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    ExecuteCommandOptions, HoverProviderCapability, InitializeResult, Notebook, NotebookCellSelector,
    NotebookDocumentSyncOptions, NotebookSelector, OneOf, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::client::Client;
use super::policy_features;
use super::requests::code_action::{FIX_ALL, SET_PREFERENCE};
use super::requests::commands;
use super::to_proto;
use crate::prose::{self, Editor, Format};

/// The answer to `initialize`.
pub(crate) fn offer(client: &Client) -> InitializeResult {
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(to_proto::encoding(client.encoding)),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            })),
            notebook_document_sync: Some(OneOf::Left(notebooks())),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::REFACTOR_REWRITE,
                    FIX_ALL,
                    SET_PREFERENCE,
                ]),
                resolve_provider: Some(true),
                ..CodeActionOptions::default()
            })),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: commands::offered(client),
                ..ExecuteCommandOptions::default()
            }),
            completion_provider: (!client.registers_completion).then(policy_features::completion),
            code_lens_provider: (!client.registers_lenses).then(policy_features::lenses),
            diagnostic_provider: client.pulls.then(diagnostics),
            document_link_provider: (!client.registers_links).then(policy_features::links),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                ..WorkspaceServerCapabilities::default()
            }),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        offset_encoding: None,
    }
}

/// Pulled diagnostics. What is found in one document does not depend on others; policies do, and of those the
/// client hears by a refresh.
fn diagnostics() -> DiagnosticServerCapabilities {
    DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some(to_proto::SOURCE.to_owned()),
        inter_file_dependencies: false,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    })
}

/// The cells that are wanted: those of every language that is read.
fn notebooks() -> NotebookDocumentSyncOptions {
    let texts = Format::ALL.iter().filter(|format| **format != Format::PlainText);
    let languages = texts.flat_map(|format| prose::editor_languages(Editor::VsCode, *format));
    let cells = languages.map(|language| NotebookCellSelector { language: language.clone() }).collect();
    NotebookDocumentSyncOptions {
        notebook_selector: vec![NotebookSelector::ByCells { notebook: Some(Notebook::String("*".to_owned())), cells }],
        save: Some(true),
    }
}
