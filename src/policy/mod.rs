//! What the workspace wants: `customary.toml`, found, read, layered, and compiled into [`Rules`].
//!
//! A policy is read as far as it can be: every fault is a [`Problem`] at its place in the file, and
//! the rest counts. The only IO is through [`Files`], so that an editor's open buffers can stand
//! before the disk. This room knows nothing of the protocol, the terminal, or findings.

mod assist;
mod discovery;
mod edit;
mod edit_judgement;
mod file;
mod globs;
mod in_force;
mod layers;
mod left_alone;
mod model;
mod names;
mod pieces;
mod presets;
mod reader;
mod rules;
mod schema;
mod show;
mod store;
mod tree;

pub use assist::{
    Around, Completion, CompletionKind, LinkTarget, Neighbour, PolicyEntry, PolicyHover, PolicyLink, complete, entries,
    hover, links,
};
pub use edit::{allow_phrase, is_sound, set_prefer};
pub use edit_judgement::{parse_sense, record_judgement};
pub use names::{REGION_NAMES, parse_region, parse_regions};
pub use presets::{PRESETS, Preset, preset};
pub use rules::{
    Effective, EffectiveEntry, Example, Expect, House, HouseConcept, HouseJudgement, LeftAlone, Origin, Place, Prefer,
    Problem, ProblemSeverity, Rules, Severity, Source, When, Within,
};
pub use schema::schema;
pub use store::{Disk, Files, Overrides, Policies, Settings};

/// The names a policy file can have, the first that exists in a folder counts.
pub const FILE_NAMES: [&str; 2] = ["customary.toml", ".customary.toml"];

#[cfg(test)]
mod memory;
#[cfg(test)]
mod reference;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::memory::{Memory, told};
    use super::{Overrides, Policies};

    const DOCUMENTATION: &str = include_str!("../../docs/policy.md");

    #[test]
    fn every_example_of_the_documentation_is_a_policy_without_problems() {
        let blocks: Vec<&str> =
            DOCUMENTATION.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(blocks.len() >= 5);
        for block in blocks {
            let files = [
                ("/w/p/.git", ""),
                ("/w/p/customary.toml", block),
                ("/w/house/customary.toml", "prefer = \"client\"\n"),
            ];
            let policies = Policies::new(Memory::new(&files), Overrides::default());
            policies.rules(Path::new("/w/p/a.md"));
            assert_eq!(told(&policies.problems()), [""; 0], "{block}");
        }
    }
}
