//! The properties that all operations have in common.

use serde::de::MapAccess;
use serde_json::Value;

use crate::object_impls;
use crate::runtime::additional::Additional;
use crate::runtime::error::ErrorBody;
use crate::runtime::object::{Object, Writer};
use crate::runtime::property::Property;

/// The progress of an operation: the properties that the operation types of all workloads have in common, without the
/// others.
#[derive(Clone, Default, PartialEq)]
pub struct Progress {
    /// The id of the operation.
    pub id: Property<String>,
    /// The status, such as `notStarted` or `succeeded`; see [`Progress::state`].
    pub status: Property<String>,
    /// Why the operation failed.
    pub error: Property<Box<ErrorBody>>,
    /// Members without a field.
    pub additional: Additional,
}

impl Progress {
    /// The meaning of the status. Workloads use different names and spellings.
    pub fn state(&self) -> OperationState {
        self.status_text().map_or(OperationState::Unknown, OperationState::of)
    }

    /// The status on the wire; for operations of printers, its member `state`.
    pub fn status_text(&self) -> Option<&str> {
        let in_other_case = || {
            let status = self.member("status")?;
            status.as_str().or_else(|| status.get("state")?.as_str())
        };
        self.status.as_deref().into_option().or_else(in_other_case)
    }

    /// Whether the status is a string, the status object of a printer, null or absent.
    pub(super) fn has_readable_status(&self) -> bool {
        self.status_text().is_some() || self.member("status").is_none_or(Value::is_null)
    }

    /// The result of a response whose status is a success.
    pub(super) fn sign(&self) -> Sign {
        let error = || self.error.is_value() || self.member("error").is_some_and(|error| !error.is_null());
        let odata = || self.additional.keys().any(|name| name.starts_with("@odata."));
        let made = || self.id.is_value() || self.member("id").is_some() || odata();
        if self.status_text().is_some() {
            Sign::State(self.state())
        } else if error() {
            Sign::State(OperationState::Failed)
        } else if !self.status.is_absent() || self.member("status").is_some() {
            Sign::State(OperationState::Unknown)
        } else if let Some(percentage) = self.percentage() {
            Sign::State(if percentage < 100.0 { OperationState::Running } else { OperationState::Succeeded })
        } else if made() || self.resource_id().is_some() || self.resource_location().is_some() {
            Sign::Made
        } else {
            Sign::None
        }
    }

    /// A member without a field, ignoring letter case.
    fn member(&self, name: &str) -> Option<&Value> {
        self.additional.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The completed part, from 0 to 100.
    pub fn percentage(&self) -> Option<f64> {
        let value = ["percentageComplete", "percentComplete"].into_iter().find_map(|name| self.additional.get(name))?;
        value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// The id of the object that the operation created or changed.
    pub fn resource_id(&self) -> Option<&str> {
        ["resourceId", "targetResourceId"].into_iter().find_map(|name| self.additional.get_str(name))
    }

    /// The address of the object that the operation created or changed.
    pub fn resource_location(&self) -> Option<&str> {
        ["resourceLocation", "targetResourceLocation"].into_iter().find_map(|name| self.additional.get_str(name))
    }

    /// The operation's message about its failure or status, on one line.
    pub(super) fn detail(&self) -> Option<String> {
        if let Some(error) = self.error.as_option() {
            let said = [&error.code, &error.message].into_iter().filter_map(|text| text.as_deref().into_option());
            let said: Vec<&str> = said.filter(|text| !text.is_empty()).collect();
            if !said.is_empty() {
                return Some(said.join(": "));
            }
        }
        self.additional.get_str("statusDescription").map(str::to_owned)
    }
}

/// What a response says about an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// The progress of the operation.
    State(OperationState),
    /// It is the result of the operation, or names it.
    Made,
    /// Nothing.
    None,
}

impl Object for Progress {
    const TYPE: &'static str = "progress of an operation";

    fn read<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "id" => self.id = map.next_value()?,
            "status" => self.status = map.next_value()?,
            "error" => self.error = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn write<W: Writer>(&self, writer: &mut W) {
        writer.property("id", &self.id);
        writer.property("status", &self.status);
        writer.property("error", &self.error);
    }

    fn additional(&self) -> &Additional {
        &self.additional
    }

    fn additional_mut(&mut self) -> &mut Additional {
        &mut self.additional
    }
}

object_impls!(Progress);

/// The meaning of an operation's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OperationState {
    /// Waiting to start.
    NotStarted,
    /// In progress.
    Running,
    /// Ended successfully.
    Succeeded,
    /// Ended without success.
    Failed,
    /// The status is undocumented or missing.
    Unknown,
}

impl OperationState {
    /// The meaning of a status: those of `teamsAsyncOperation`, `onenoteOperation`, `workbookOperation`,
    /// `connectionOperation`, `printOperation`, `dataPolicyOperation` and `asyncJobStatus`.
    fn of(status: &str) -> Self {
        match status.to_ascii_lowercase().as_str() {
            "notstarted" | "waiting" | "queued" | "pending" => Self::NotStarted,
            "running" | "inprogress" | "updating" | "deletepending" | "processing" => Self::Running,
            "succeeded" | "completed" | "complete" => Self::Succeeded,
            "failed" | "deletefailed" | "aborted" | "canceled" | "cancelled" | "invalid" => Self::Failed,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_documented_status_has_its_meaning_in_any_case() {
        use OperationState::{Failed, NotStarted, Running, Succeeded, Unknown};
        for (meaning, statuses) in [
            (NotStarted, ["notStarted", "waiting", "queued", "pending"].as_slice()),
            (Running, &["running", "inProgress", "updating", "deletePending", "processing"]),
            (Succeeded, &["succeeded", "completed", "complete"]),
            (Failed, &["failed", "deleteFailed", "aborted", "canceled", "cancelled", "invalid"]),
            (Unknown, &["", "unknownFutureValue", "done", "succeeded "]),
        ] {
            for status in statuses {
                assert_eq!(OperationState::of(status), meaning, "{status}");
                assert_eq!(OperationState::of(&status.to_uppercase()), meaning, "{status}");
            }
        }
    }

    #[test]
    fn empty_values_are_not_part_of_the_detail() {
        let detail = |error: serde_json::Value| {
            serde_json::from_value::<Progress>(json!({"error": error, "statusDescription": "D"})).unwrap().detail()
        };
        assert_eq!(detail(json!({"code": "", "message": "M"})).as_deref(), Some("M"));
        assert_eq!(detail(json!({"code": "C", "message": ""})).as_deref(), Some("C"));
        assert_eq!(detail(json!({"code": "C", "message": "M"})).as_deref(), Some("C: M"));
        assert_eq!(detail(json!({"code": "", "message": null})).as_deref(), Some("D"));
    }
}
