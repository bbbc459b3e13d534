//! What the client can do, as it said at the start.

use tower_lsp::ls_types::{
    ClientCapabilities, CodeActionClientCapabilities, MarkupKind, PositionEncodingKind, ResourceOperationKind,
    WorkspaceEditClientCapabilities,
};

use crate::text::Encoding;

/// The client's abilities that make a difference here.
#[derive(Debug, Clone, Default)]
pub(crate) struct Client {
    /// The unit of positions that was agreed on.
    pub(crate) encoding: Encoding,
    /// Diagnostics may point to related places.
    pub(crate) related_information: bool,
    /// Edits may carry the version of the document they are for.
    pub(crate) document_changes: bool,
    /// What may be said of single changes in an edit.
    pub(crate) annotations: Annotations,
    /// Edits may create files.
    pub(crate) creates_files: bool,
    /// How it takes code actions.
    pub(crate) actions: Actions,
    /// Of several actions it shows which one is to be preferred.
    pub(crate) shows_preferred: bool,
    /// It shows why an action cannot be had.
    pub(crate) shows_disabled: bool,
    /// It makes the edits that a command asks for.
    pub(crate) applies_edits: bool,
    /// It shows a document when asked to.
    pub(crate) shows_documents: bool,
    /// It says of a link where it leads.
    pub(crate) link_tooltips: bool,
    /// The documentation of completions may be Markdown.
    pub(crate) completion_markup: Markup,
    /// Hovers may be Markdown.
    pub(crate) hover_markup: Markup,
    /// Settings can be asked for.
    pub(crate) configuration: bool,
    /// It tells of changed settings once asked to.
    pub(crate) registers_configuration: bool,
    /// Its lenses can be asked for anew.
    pub(crate) refreshes_lenses: bool,
    /// It shows how far a job is, by tokens that it is asked to take.
    pub(crate) shows_progress: bool,
    /// It asks for diagnostics; then none are published.
    pub(crate) pulls: bool,
    /// Its diagnostics can be asked for anew.
    pub(crate) refreshes_diagnostics: bool,
    /// Completion can be registered for some documents only.
    pub(crate) registers_completion: bool,
    /// Lenses can be registered for some documents only.
    pub(crate) registers_lenses: bool,
    /// Links can be registered for some documents only.
    pub(crate) registers_links: bool,
    /// It watches files once asked to.
    pub(crate) registers_watched_files: bool,
}

/// How a client takes code actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Actions {
    /// As commands alone: it is from before actions had edits of their own.
    Commands,
    /// With their edits.
    #[default]
    Whole,
    /// Without: it asks for the edit when an action is chosen.
    Resolved,
}

/// What a client shows of what is said of single changes in an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Annotations {
    /// Nothing.
    #[default]
    None,
    /// Beside each change what is said of it.
    Each,
    /// The changes of which the same is said, together.
    Grouped,
}

/// How a text for people is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Markup {
    /// As it is.
    #[default]
    Plain,
    /// Markdown.
    Markdown,
}

impl Client {
    /// Reads the client's capabilities and settles what is to be agreed on.
    pub(crate) fn new(capabilities: &ClientCapabilities) -> Self {
        let workspace = capabilities.workspace.as_ref();
        let document = capabilities.text_document.as_ref();
        let publish = document.and_then(|document| document.publish_diagnostics.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let formats = document.and_then(|document| document.hover.as_ref()?.content_format.as_ref());
        let completion = document.and_then(|document| document.completion.as_ref()?.completion_item.as_ref());
        let documented = completion.and_then(|completion| completion.documentation_format.as_ref());
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let action = document.and_then(|document| document.code_action.as_ref());
        let configuration = workspace.and_then(|workspace| workspace.did_change_configuration);
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files);
        let window = capabilities.window.as_ref();
        Self {
            encoding: encodings.map_or(Encoding::Utf16, |offered| choose(offered)),
            related_information: publish.and_then(|publish| publish.related_information) == Some(true),
            document_changes: edit.and_then(|edit| edit.document_changes) == Some(true),
            annotations: edit.map_or(Annotations::None, annotations),
            shows_documents: window.and_then(|it| it.show_document.as_ref()).is_some_and(|it| it.support),
            link_tooltips: document.and_then(|it| it.document_link.as_ref()?.tooltip_support) == Some(true),
            creates_files: edit.is_some_and(creates_files),
            actions: action.map_or(Actions::Whole, actions),
            // Who says nothing of actions and asks for them is not known to mind.
            shows_preferred: action.is_none_or(|action| action.is_preferred_support == Some(true)),
            shows_disabled: action.and_then(|action| action.disabled_support) == Some(true),
            applies_edits: workspace.and_then(|workspace| workspace.apply_edit) == Some(true),
            completion_markup: match documented.and_then(|formats| formats.first()) {
                Some(MarkupKind::Markdown) => Markup::Markdown,
                Some(MarkupKind::PlainText) | None => Markup::Plain,
            },
            hover_markup: match formats.and_then(|formats| formats.first()) {
                Some(MarkupKind::Markdown) => Markup::Markdown,
                Some(MarkupKind::PlainText) | None => Markup::Plain,
            },
            configuration: workspace.and_then(|workspace| workspace.configuration) == Some(true),
            registers_configuration: configuration.and_then(|it| it.dynamic_registration) == Some(true),
            refreshes_lenses: lenses.and_then(|it| it.refresh_support) == Some(true),
            pulls: document.is_some_and(|document| document.diagnostic.is_some()),
            refreshes_diagnostics: workspace.and_then(|it| it.diagnostics.as_ref()?.refresh_support) == Some(true),
            shows_progress: capabilities.window.as_ref().and_then(|window| window.work_done_progress) == Some(true),
            registers_completion: document.and_then(|it| it.completion.as_ref()?.dynamic_registration) == Some(true),
            registers_lenses: document.and_then(|it| it.code_lens.as_ref()?.dynamic_registration) == Some(true),
            registers_links: document.and_then(|it| it.document_link.as_ref()?.dynamic_registration) == Some(true),
            registers_watched_files: watched.and_then(|it| it.dynamic_registration) == Some(true),
        }
    }
}

/// Annotations stand in versioned edits alone.
fn annotations(edit: &WorkspaceEditClientCapabilities) -> Annotations {
    match &edit.change_annotation_support {
        Some(support) if edit.document_changes == Some(true) => match support.groups_on_label {
            Some(true) => Annotations::Grouped,
            Some(false) | None => Annotations::Each,
        },
        Some(_) | None => Annotations::None,
    }
}

/// How a client that says something of code actions takes them. One that drops what an action carries would ask
/// for the edit of it does not know what.
fn actions(action: &CodeActionClientCapabilities) -> Actions {
    let resolved = action.resolve_support.as_ref().map(|support| &support.properties);
    let resolves_edits = resolved.is_some_and(|properties| properties.iter().any(|property| property == "edit"));
    let knows_literals = action.code_action_literal_support.is_some()
        || resolved.is_some()
        || action.data_support.is_some()
        || action.is_preferred_support.is_some()
        || action.disabled_support.is_some();
    match knows_literals {
        true if resolves_edits && action.data_support == Some(true) => Actions::Resolved,
        true => Actions::Whole,
        false => Actions::Commands,
    }
}

/// Whether an edit can hold a new file and its text.
fn creates_files(edit: &WorkspaceEditClientCapabilities) -> bool {
    let operations = edit.resource_operations.iter().flatten();
    edit.document_changes == Some(true) && operations.into_iter().any(|kind| *kind == ResourceOperationKind::Create)
}

/// Bytes where the client counts them too, then characters; the protocol's default is the last resort.
fn choose(offered: &[PositionEncodingKind]) -> Encoding {
    [(PositionEncodingKind::UTF8, Encoding::Utf8), (PositionEncodingKind::UTF32, Encoding::Utf32)]
        .into_iter()
        .find(|(kind, _)| offered.contains(kind))
        .map_or(Encoding::Utf16, |(_, encoding)| encoding)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn client(capabilities: serde_json::Value) -> Client {
        Client::new(&serde_json::from_value(capabilities).unwrap())
    }

    #[test]
    fn takes_the_cheapest_encoding_on_offer() {
        for (offered, chosen) in [
            (json!(["utf-16", "utf-8"]), Encoding::Utf8),
            (json!(["utf-8", "utf-32", "utf-16"]), Encoding::Utf8),
            (json!(["utf-16", "utf-32"]), Encoding::Utf32),
            (json!(["utf-16"]), Encoding::Utf16),
            (json!(["utf-7"]), Encoding::Utf16),
            (json!([]), Encoding::Utf16),
        ] {
            assert_eq!(client(json!({"general": {"positionEncodings": offered}})).encoding, chosen);
        }
        assert_eq!(client(json!({})).encoding, Encoding::Utf16);
    }

    #[test]
    fn actions_come_as_the_client_can_take_them() {
        let literals = json!({"codeActionKind": {"valueSet": ["quickfix"]}});
        let resolves = json!({"properties": ["edit", "command"]});
        for (action, expected) in [
            (json!(null), Actions::Whole),
            (json!({}), Actions::Commands),
            (json!({"dynamicRegistration": true}), Actions::Commands),
            (json!({"codeActionLiteralSupport": literals}), Actions::Whole),
            (json!({"codeActionLiteralSupport": literals, "resolveSupport": resolves}), Actions::Whole),
            (json!({"resolveSupport": resolves, "dataSupport": true}), Actions::Resolved),
            (json!({"resolveSupport": {"properties": ["command"]}, "dataSupport": true}), Actions::Whole),
            (json!({"isPreferredSupport": true}), Actions::Whole),
        ] {
            assert_eq!(client(json!({"textDocument": {"codeAction": action}})).actions, expected, "{action}");
        }
    }

    #[test]
    fn expects_nothing_of_a_client_that_says_nothing() {
        let silent = client(json!({"workspace": {}, "textDocument": {"hover": {}}}));
        assert!(!silent.related_information && !silent.document_changes && !silent.configuration);
        assert!(!silent.registers_configuration && !silent.registers_watched_files);
        assert_eq!(silent.hover_markup, Markup::Plain);
    }
}
