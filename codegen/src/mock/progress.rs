//! How a status changes over time, derived only from the names and the documented order of the enumeration.

use super::Outcome;

/// The status after `current`; `None` if it is final.
///
/// If the enumeration has an end (`completed`, `succeeded`), the status passes through the members in order up to it.
/// Otherwise, only a status in progress changes: `pendingX` becomes `x`, and `updating` or `protectRequested` becomes
/// the next member that is not in progress and not `before`, the status before the action.
pub(super) fn next<'m>(members: &[&'m str], current: &str, before: Option<&str>, outcome: Outcome) -> Option<&'m str> {
    let at = members.iter().position(|m| m.eq_ignore_ascii_case(current))?;
    if is_end(current) || is_bad(current) {
        return None;
    }
    let good = |m: &&'m str| !is_sentinel(m) && !is_bad(m);
    let later = || members.iter().skip(at + 1).copied().take_while(|m| !is_last_common(m)).filter(good);
    if let Some(end) = members.iter().copied().filter(good).find(|m| is_end(m)) {
        let end = bad_end(members, outcome).unwrap_or(end);
        // An end that is documented before its intermediate members still comes last.
        return Some(later().find(|m| outcome == Outcome::Completed || !is_end(m)).unwrap_or(end));
    }
    if let Some(rest) = strip_prefix(current, "pending") {
        return members.iter().copied().find(|m| m.eq_ignore_ascii_case(rest));
    }
    let rests = |m: &&'m str| !is_under_way(m) && before.is_none_or(|b| !m.eq_ignore_ascii_case(b));
    is_under_way(current)
        .then(|| later().find(rests).or_else(|| members.iter().copied().filter(good).find(rests)))
        .flatten()
}

/// The final member of work that failed, partly or completely.
pub(super) fn bad_end<'m>(members: &[&'m str], outcome: Outcome) -> Option<&'m str> {
    let in_part = || members.iter().copied().find(|m| strip_prefix(m, "completedwith").is_some());
    let as_a_whole = || members.iter().copied().find(|m| m.eq_ignore_ascii_case("failed"));
    match outcome {
        Outcome::Completed => None,
        Outcome::WithErrors => in_part(),
        Outcome::Failed => as_a_whole().or_else(in_part),
    }
}

fn is_end(member: &str) -> bool {
    strip_prefix(member, "completed").is_some() || strip_prefix(member, "succeeded").is_some()
}

fn is_bad(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    member.contains("error") || member.contains("fail")
}

fn is_sentinel(member: &str) -> bool {
    member.eq_ignore_ascii_case("unknown") || is_last_common(member)
}

/// Members after the sentinel were added later: only clients that ask for them get them, and no status passes through
/// them.
fn is_last_common(member: &str) -> bool {
    member.eq_ignore_ascii_case("unknownFutureValue")
}

fn is_under_way(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    member.ends_with("ing") || member.ends_with("requested") || member.starts_with("pending")
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    text.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix)).and_then(|head| text.get(head.len()..))
}

#[cfg(test)]
mod tests {
    use super::{Outcome, next};

    fn way(members: &[&str], from: &str, before: Option<&str>, outcome: Outcome) -> Vec<String> {
        let mut way = vec![from.to_owned()];
        while let Some(step) = next(members, way.last().expect("a start"), before, outcome) {
            way.push(step.to_owned());
            assert!(way.len() < 20, "{way:?} has no end");
        }
        way
    }

    #[test]
    fn an_enumeration_with_an_end_is_passed_through() {
        let session =
            ["draft", "activating", "active", "completedWithError", "completed", "unknownFutureValue", "failed"];
        assert_eq!(way(&session, "activating", None, Outcome::Completed), ["activating", "active", "completed"]);
        assert_eq!(
            way(&session, "activating", Some("draft"), Outcome::WithErrors),
            ["activating", "active", "completedWithError"]
        );
        assert_eq!(way(&session, "activating", None, Outcome::Failed), ["activating", "active", "failed"]);
        let backwards = ["succeeded", "notStarted", "running"];
        assert_eq!(way(&backwards, "notStarted", None, Outcome::Completed), ["notStarted", "running", "succeeded"]);
        assert_eq!(way(&session, "failed", None, Outcome::Completed), ["failed"]);
        assert_eq!(way(&session, "somethingElse", None, Outcome::Completed), ["somethingElse"]);
    }

    #[test]
    fn members_added_later_are_not_passed_through() {
        let rule = [
            "draft",
            "active",
            "completed",
            "completedWithErrors",
            "unknownFutureValue",
            "updateRequested",
            "deleteRequested",
        ];
        assert_eq!(way(&rule, "active", None, Outcome::Completed), ["active", "completed"]);
        assert_eq!(way(&rule, "active", None, Outcome::WithErrors), ["active", "completedWithErrors"]);
    }

    #[test]
    fn without_an_end_only_statuses_in_progress_change() {
        let policy = ["inactive", "activeWithErrors", "updating", "active", "unknownFutureValue"];
        assert_eq!(way(&policy, "updating", Some("inactive"), Outcome::Completed), ["updating", "active"]);
        assert_eq!(way(&policy, "updating", Some("active"), Outcome::Completed), ["updating", "inactive"]);
        assert_eq!(way(&policy, "inactive", None, Outcome::Completed), ["inactive"]);
        let app = ["inactive", "active", "pendingActive", "pendingInactive", "unknownFutureValue"];
        assert_eq!(way(&app, "pendingActive", None, Outcome::Completed), ["pendingActive", "active"]);
    }
}
