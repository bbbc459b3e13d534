//! The verdict on the concepts of the house.

use super::silence::Silence;
use super::verdict::Scene;
use super::{Finding, HouseTerm};
use crate::sense::{Judgement, Occurrence};

/// Every place where a term of the house stands, with the finding where the policy objects.
/// `occurrences` and `judgements` are those of the pair, whose words a concept may take over.
pub(super) fn look(
    scene: Scene<'_>,
    _occurrences: &[Occurrence],
    _judgements: &[Judgement],
    _silence: &mut Silence<'_>,
) -> Vec<(HouseTerm, Option<Finding>)> {
    if scene.rules.house.vocabulary.is_empty() {
        return Vec::new();
    }
    Vec::new()
}
