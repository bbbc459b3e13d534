//! The smallest value of a smooth convex function: L-BFGS with a backtracking search (Nocedal and Wright, *Numerical
//! Optimization*, algorithms 7.4 and 3.1). One thread, a fixed order of additions: the same result each time.

/// How many earlier steps are remembered.
const MEMORY: usize = 8;
/// At most so many steps.
const STEPS: usize = 300;
/// Where the steepest slope is less, it is the bottom.
const FLAT: f64 = 2e-3;

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// One remembered step: how far it went, how the slope changed, and the inverse of their product.
struct Step {
    went: Vec<f64>,
    changed: Vec<f64>,
    inverse: f64,
}

/// Where `function` (value and slope at a point) is smallest, from `start`.
pub(crate) fn minimum(start: Vec<f64>, function: impl Fn(&[f64]) -> (f64, Vec<f64>)) -> Vec<f64> {
    let mut at = start;
    let (mut value, mut slope) = function(&at);
    let mut steps: Vec<Step> = Vec::new();
    for _ in 0..STEPS {
        if slope.iter().all(|slope| slope.abs() < FLAT) {
            break;
        }
        let down = direction(&slope, &steps);
        let fall = dot(&slope, &down);
        let mut length = if steps.is_empty() { 1.0 / dot(&slope, &slope).sqrt() } else { 1.0 };
        let (next, next_value, next_slope) = loop {
            let next: Vec<f64> = at.iter().zip(&down).map(|(at, down)| at + length * down).collect();
            let (next_value, next_slope) = function(&next);
            if next_value <= value + 1e-4 * length * fall {
                break (next, next_value, next_slope);
            }
            length /= 2.0;
            if length < 1e-12 {
                return at;
            }
        };
        let went: Vec<f64> = next.iter().zip(&at).map(|(next, at)| next - at).collect();
        let changed: Vec<f64> = next_slope.iter().zip(&slope).map(|(next, slope)| next - slope).collect();
        let product = dot(&went, &changed);
        if product > 1e-12 {
            steps.push(Step { went, changed, inverse: 1.0 / product });
            if steps.len() > MEMORY {
                steps.remove(0);
            }
        }
        (at, value, slope) = (next, next_value, next_slope);
    }
    at
}

/// Where to go down: against the slope, bent by what the last steps told of its curvature.
fn direction(slope: &[f64], steps: &[Step]) -> Vec<f64> {
    let mut way: Vec<f64> = slope.iter().map(|slope| -slope).collect();
    let mut factors = Vec::new();
    for step in steps.iter().rev() {
        let factor = step.inverse * dot(&step.went, &way);
        way.iter_mut().zip(&step.changed).for_each(|(way, changed)| *way -= factor * changed);
        factors.push(factor);
    }
    if let Some(last) = steps.last() {
        let scale = 1.0 / (last.inverse * dot(&last.changed, &last.changed));
        way.iter_mut().for_each(|way| *way *= scale);
    }
    for (step, factor) in steps.iter().zip(factors.iter().rev()) {
        let back = step.inverse * dot(&step.changed, &way);
        way.iter_mut().zip(&step.went).for_each(|(way, went)| *way += (factor - back) * went);
    }
    way
}
