//! What a document says of its own names: the roles that it declares, and the titles that it refers to.

use std::collections::HashMap;

use super::terms::{self, Role};
use crate::prose::slug;

/// What was said so far.
#[derive(Default)]
pub(super) struct Names {
    roles: HashMap<String, Role>,
    /// How text is read that names no role, where the document says so.
    default: Option<Role>,
    /// The titles that are referred to, as headings are compared with them.
    pub(super) fragments: Vec<String>,
}

impl Names {
    /// Takes the argument of `.. role::`: a name, and in parentheses the role that it is like.
    pub(super) fn declare(&mut self, argument: &str) {
        let (name, base) = match argument.split_once('(') {
            Some((name, base)) => (name, Some(base.trim_end_matches(')'))),
            None => (argument, None),
        };
        let role = match base.map(|base| self.role(base.trim())) {
            Some(Role::Code) => Role::Code,
            Some(_) => Role::Text,
            None => terms::declared(name.trim()),
        };
        self.roles.insert(name.trim().to_lowercase(), role);
    }

    /// Takes the argument of `.. default-role::`; without one all is as before.
    pub(super) fn set_default(&mut self, argument: &str) {
        self.default = Some(argument.trim()).filter(|name| !name.is_empty()).map(|name| self.role(name));
    }

    /// How the text of a role is read.
    pub(super) fn role(&self, name: &str) -> Role {
        let declared = if self.roles.is_empty() { None } else { self.roles.get(&name.to_lowercase()) };
        declared.copied().unwrap_or_else(|| terms::role(name))
    }

    /// How text without a role is read; `None` where it tells so itself.
    pub(super) fn default_role(&self) -> Option<Role> {
        self.default.filter(|role| *role != Role::Reference)
    }

    /// Takes a name that the text refers to, as it is written.
    pub(super) fn refer(&mut self, name: &str) {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.fragments.push(slug(&words.join(" ")));
    }
}
