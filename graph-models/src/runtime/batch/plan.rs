//! Splits the requests into calls and orders them.

use super::MOST;

/// The requests of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// In order.
    pub indexes: Vec<usize>,
    /// Whether each depends on the one before; otherwise they are independent.
    pub sequential: bool,
}

/// Splits requests into calls. `after` contains the earlier requests that each request of the batch depends on;
/// `chosen` are the requests to send, in ascending order. A dependency is answered in an earlier call, is the request
/// before in a sequential call, or is not among the chosen ones.
///
/// Chains become sequential calls, all others parallel ones, level by level; but if levels without chains need no more
/// calls, they are preferred, because more happens at the same time.
pub(super) fn plan(after: &[Vec<usize>], chosen: &[usize]) -> Vec<Call> {
    let graph = Graph::new(after, chosen);
    let levels = graph.levels(&|_| true);
    let (chains, rest) = graph.chains();
    let mut mixed = graph.levels(&|node| rest.get(node).copied().unwrap_or(false));
    for chain in chains {
        mixed.extend(chain.chunks(MOST).map(|part| Call { indexes: part.to_vec(), sequential: part.len() > 1 }));
    }
    if levels.len() <= mixed.len() { levels } else { mixed }
}

/// The chosen requests and their dependencies, by their index among the chosen ones.
struct Graph<'a> {
    chosen: &'a [usize],
    after: Vec<Vec<usize>>,
    /// How many requests depend on each.
    followers: Vec<usize>,
}

impl<'a> Graph<'a> {
    fn new(after: &[Vec<usize>], chosen: &'a [usize]) -> Self {
        let place = |index: &usize| chosen.binary_search(index).ok();
        let none = Vec::new();
        let after: Vec<Vec<usize>> =
            chosen.iter().map(|index| after.get(*index).unwrap_or(&none).iter().filter_map(place).collect()).collect();
        let mut followers = vec![0; chosen.len()];
        for node in after.iter().flatten() {
            if let Some(count) = followers.get_mut(*node) {
                *count += 1;
            }
        }
        Self { chosen, after, followers }
    }

    /// Parallel calls of some of the requests: first the independent ones, then those that depend only on them, and so
    /// on.
    fn levels(&self, included: &dyn Fn(usize) -> bool) -> Vec<Call> {
        let mut level_of = vec![0; self.chosen.len()];
        let mut levels: Vec<Vec<usize>> = Vec::new();
        for (node, (after, index)) in self.after.iter().zip(self.chosen).enumerate() {
            let level = after.iter().filter_map(|it| level_of.get(*it)).map(|level| level + 1).max().unwrap_or(0);
            if let Some(own) = level_of.get_mut(node) {
                *own = level;
            }
            if included(node) {
                if levels.len() <= level {
                    levels.resize_with(level + 1, Vec::new);
                }
                levels.get_mut(level).into_iter().for_each(|level| level.push(*index));
            }
        }
        let calls = levels.iter().flat_map(|level| level.chunks(MOST));
        calls.map(|call| Call { indexes: call.to_vec(), sequential: false }).collect()
    }

    /// The chains, in which each request depends only on the one before and at most one request depends on it; and
    /// which requests are in none.
    fn chains(&self) -> (Vec<Vec<usize>>, Vec<bool>) {
        let mut chains: Vec<Vec<usize>> = Vec::new();
        // The chain that ends with a request.
        let mut chain_of: Vec<Option<usize>> = vec![None; self.chosen.len()];
        for (node, after) in self.after.iter().enumerate() {
            if self.followers.get(node).is_none_or(|followers| *followers > 1) {
                continue;
            }
            let chain = match after.as_slice() {
                [] => {
                    chains.push(Vec::new());
                    Some(chains.len() - 1)
                }
                [one] => chain_of.get(*one).copied().flatten(),
                _ => None,
            };
            if let (Some(at), Some(own)) = (chain, chain_of.get_mut(node)) {
                *own = Some(at);
                chains.get_mut(at).into_iter().for_each(|chain| chain.push(node));
            }
        }
        // A chain is valid only if nothing depends on its end; a single request is not a chain.
        chains.retain(|chain| chain.len() > 1 && chain.last().is_some_and(|end| self.followers.get(*end) == Some(&0)));
        let mut rest = vec![true; self.chosen.len()];
        for node in chains.iter().flatten() {
            if let Some(rest) = rest.get_mut(*node) {
                *rest = false;
            }
        }
        let index = |node: &usize| self.chosen.get(*node).copied();
        (chains.iter().map(|chain| chain.iter().filter_map(index).collect()).collect(), rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(after: &[&[usize]]) -> Vec<(Vec<usize>, bool)> {
        let after: Vec<Vec<usize>> = after.iter().map(|it| it.to_vec()).collect();
        let chosen: Vec<usize> = (0..after.len()).collect();
        plan(&after, &chosen).into_iter().map(|call| (call.indexes, call.sequential)).collect()
    }

    #[test]
    fn independent_requests_are_sent_together() {
        assert_eq!(calls(&[]), []);
        assert_eq!(calls(&[&[], &[], &[]]), [(vec![0, 1, 2], false)]);
        let many = vec![&[] as &[usize]; 41];
        assert_eq!(calls(&many).iter().map(|(call, _)| call.len()).collect::<Vec<_>>(), [20, 20, 1]);
    }

    #[test]
    fn a_chain_is_one_call() {
        assert_eq!(calls(&[&[], &[0], &[1]]), [(vec![0, 1, 2], true)]);
        assert_eq!(calls(&[&[], &[], &[0], &[2]]), [(vec![1], false), (vec![0, 2, 3], true)]);
        let long: Vec<Vec<usize>> = (0..45).map(|at: usize| at.checked_sub(1).into_iter().collect()).collect();
        let chosen: Vec<usize> = (0..45).collect();
        let calls = plan(&long, &chosen);
        assert!(calls.iter().all(|call| call.sequential));
        assert_eq!(calls.iter().flat_map(|call| call.indexes.clone()).collect::<Vec<_>>(), chosen);
        assert_eq!(calls.len(), 3);
    }

    #[test]
    fn anything_else_goes_level_by_level() {
        // One for two requests, two for one.
        assert_eq!(calls(&[&[], &[0], &[0]]), [(vec![0], false), (vec![1, 2], false)]);
        assert_eq!(calls(&[&[], &[], &[0, 1]]), [(vec![0, 1], false), (vec![2], false)]);
        // A fork at the end of a possible chain.
        assert_eq!(calls(&[&[], &[0], &[1], &[1]]), [(vec![0], false), (vec![1], false), (vec![2, 3], false)]);
        // Many short chains are faster in two levels.
        assert_eq!(calls(&[&[], &[], &[], &[0], &[1], &[2]]), [(vec![0, 1, 2], false), (vec![3, 4, 5], false)]);
    }

    #[test]
    fn a_part_of_a_batch_is_repeated() {
        let after = [vec![], vec![0], vec![1], vec![], vec![2, 3]];
        let again = plan(&after, &[1, 2, 4]);
        assert_eq!(again, [Call { indexes: vec![1, 2, 4], sequential: true }]);
    }
}
