//! Which kinds of actions a client asks for, and which it is offered.

use tower_lsp::ls_types::{CodeActionContext, CodeActionKind, CodeActionTriggerKind};

/// Applies the safe fixes of a whole file.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.customary");

/// Sets what the policy prefers, away from any word that is reported.
pub(crate) const SET_PREFERENCE: CodeActionKind = CodeActionKind::new("source.setPreference.customary");

/// What was asked for.
pub(super) struct Kinds<'a>(pub(super) &'a CodeActionContext);

impl Kinds<'_> {
    /// Whether a kind was asked for: itself, or one that it is a kind of. Actions on the whole source
    /// are not for a light bulb that comes up by itself.
    pub(super) fn want(&self, kind: &CodeActionKind) -> bool {
        if self.are_named() {
            return self.named().any(|asked| includes(asked.as_str(), kind.as_str()));
        }
        !(self.come_up_by_themselves() && includes(CodeActionKind::SOURCE.as_str(), kind.as_str()))
    }

    /// Whether a person asked for just this kind, or a kind of kinds, and not for whatever there is.
    pub(super) fn ask_for(&self, kind: &CodeActionKind) -> bool {
        let asked = self.named().any(|asked| !asked.as_str().is_empty() && includes(asked.as_str(), kind.as_str()));
        asked && !self.come_up_by_themselves()
    }

    /// An empty list names nothing, so that it leaves nothing out.
    fn are_named(&self) -> bool {
        self.named().next().is_some()
    }

    fn named(&self) -> impl Iterator<Item = &CodeActionKind> {
        self.0.only.iter().flatten()
    }

    fn come_up_by_themselves(&self) -> bool {
        self.0.trigger_kind == Some(CodeActionTriggerKind::AUTOMATIC)
    }
}

/// Whether `kind` is `asked` or one of its kinds: `source.fixAll.customary` is a `source.fixAll`.
fn includes(asked: &str, kind: &str) -> bool {
    asked.is_empty() || kind.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_hierarchy() {
        let kind = FIX_ALL;
        let fix_all = kind.as_str();
        for asked in ["", "source", "source.fixAll", "source.fixAll.customary"] {
            assert!(includes(asked, fix_all), "{asked}");
        }
        for asked in ["quickfix", "source.fix", "source.fixAll.other", "source.fixAll.customary.more"] {
            assert!(!includes(asked, fix_all), "{asked}");
        }
    }

    #[test]
    fn an_empty_list_leaves_nothing_out() {
        let context = CodeActionContext { only: Some(Vec::new()), ..CodeActionContext::default() };
        assert!(Kinds(&context).want(&CodeActionKind::QUICKFIX) && Kinds(&context).want(&FIX_ALL));
        assert!(!Kinds(&context).ask_for(&CodeActionKind::QUICKFIX));
    }
}
