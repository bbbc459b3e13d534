//! Which files a policy is for: `include`, `exclude`, and what is left alone by default.

use std::path::Path;

use crate::policy::globs::{Pattern, Patterns};
use crate::policy::{LeftAlone, left_alone};

/// The files that are checked.
#[derive(Debug, Default)]
pub(super) struct Which {
    include: Option<Include>,
    exclude: Patterns,
}

#[derive(Debug)]
struct Include {
    patterns: Patterns,
    /// The entries that name what is otherwise left alone.
    naming: Patterns,
    /// The hidden files and folders that the entries name by their dots.
    hidden: Patterns,
}

impl Which {
    pub(super) fn new<'p>(
        include: Option<&[&Pattern]>,
        exclude: impl IntoIterator<Item = &'p Pattern> + Clone,
    ) -> Self {
        Self { include: include.map(Include::new), exclude: Patterns::new(exclude) }
    }

    /// Why the file at `path`, which is `relative` to the policy's folder, is not checked.
    pub(super) fn left_alone(&self, path: &Path, relative: Option<&str>) -> Option<LeftAlone> {
        // Outside the policy's folder nothing matches, but a licence is still a licence.
        let Some(relative) = relative else {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            let by_default = left_alone::patterns().matches(name).then_some(LeftAlone::ByDefault);
            return self.include.as_ref().map(|_| LeftAlone::NotIncluded).or(by_default);
        };
        if self.exclude.matches(relative) {
            return Some(LeftAlone::Excluded);
        }
        let named = match &self.include {
            Some(include) if !include.patterns.matches(relative) => return Some(LeftAlone::NotIncluded),
            Some(include) => include.naming.matches(relative),
            None => false,
        };
        (!named && left_alone::patterns().matches(relative)).then_some(LeftAlone::ByDefault)
    }

    /// Whether `include` names the hidden file or folder at `relative` by its dot.
    pub(super) fn asks_for_hidden(&self, relative: &str) -> bool {
        self.include.as_ref().is_some_and(|include| include.hidden.matches(relative))
    }
}

impl Include {
    fn new(included: &[&Pattern]) -> Self {
        // `docs/**` does not ask for the licences in it; `vendor/**` and `docs/LICENSE.md` do.
        let naming = included.iter().copied().filter(|pattern| left_alone::patterns().matches(pattern.as_path()));
        let hidden: Vec<Pattern> = included.iter().flat_map(|pattern| pattern.hidden_parts()).collect();
        Self {
            patterns: Patterns::new(included.iter().copied()),
            naming: Patterns::new(naming),
            hidden: Patterns::new(&hidden),
        }
    }
}
