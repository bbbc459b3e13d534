//! Lists that grow from layer to layer: `allow` and `exclude`.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::policy::file::{Listed, PolicyFile};
use crate::policy::reader::Spanned;
use crate::policy::{Problem, ProblemSeverity};

/// The entries in force so far, each as written and with its value.
pub(super) struct Growing<T>(pub(super) Vec<(String, T)>);

impl<T> Growing<T> {
    /// Adds what a file lists, after dropping what it drops of what was inherited.
    pub(super) fn grow<'f, L>(
        &mut self,
        file: &'f PolicyFile,
        entries: &'f [Spanned<Listed<L>>],
        value: impl Fn(&'f L) -> T,
        problems: &mut Vec<Problem>,
    ) {
        let dropped = |entry: &'f Spanned<Listed<L>>| Some((entry.value.dropped()?, &entry.range));
        let mut unused: HashMap<&str, &Range<usize>> = entries.iter().filter_map(dropped).collect();
        if !unused.is_empty() {
            let drops: HashSet<&str> = unused.keys().copied().collect();
            self.0.retain(|(known, _)| {
                unused.remove(known.as_str());
                !drops.contains(known.as_str())
            });
        }
        problems.extend(unused.into_iter().map(|(dropped, range)| Problem {
            place: file.place(range.clone()),
            severity: ProblemSeverity::Warning,
            message: format!(
                "\"!{dropped}\" drops nothing: \"!\" takes out an entry of an extended file, and none says \"{dropped}\""
            ),
        }));
        self.0.extend(entries.iter().filter_map(|entry| match &entry.value {
            Listed::Add(text, added) => Some((text.clone(), value(added))),
            Listed::Drop(_) => None,
        }));
    }
}
