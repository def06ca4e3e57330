//! Values of derived types where the base type is read as a struct.

#![cfg(feature = "m365-backup-storage")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic fails the test")]

use graph_models::Page;
use graph_models::models::{GranularMailboxRestoreArtifact, MailboxRestoreArtifact};
use serde_json::{Value as Json, json};

fn derived() -> Json {
    json!({
        "@odata.type": "#microsoft.graph.granularMailboxRestoreArtifact",
        "id": "1",
        "restoredFolderName": "Restored",
        "searchResponseId": "s1",
        "notDocumented": [1, null],
    })
}

/// A list is read without a match, and nothing of a derived value is lost.
#[test]
fn a_list_of_a_base_type_keeps_values_of_derived_types() {
    let page = json!({"value": [{"id": "0", "restoredFolderName": "Old"}, derived()]});
    let read: Page<MailboxRestoreArtifact> = serde_json::from_value(page.clone()).unwrap();
    let folders: Vec<_> = read.value.iter().map(|artifact| artifact.restored_folder_name.as_deref()).collect();
    assert_eq!(folders, [graph_models::Property::Value("Old"), graph_models::Property::Value("Restored")]);
    assert_eq!(serde_json::to_value(&read).unwrap(), page);
}

#[test]
fn downcast_leads_to_the_type_that_the_value_names_and_from_leads_back() {
    let base: MailboxRestoreArtifact = serde_json::from_value(derived()).unwrap();
    let artifact: GranularMailboxRestoreArtifact = base.clone().downcast().unwrap();
    assert_eq!(artifact.search_response_id, "s1");
    assert_eq!(serde_json::to_value(&artifact).unwrap(), derived());
    assert_eq!(MailboxRestoreArtifact::from(artifact), base);
}

#[test]
fn downcast_returns_a_value_of_another_type() {
    for name in [None, Some("#microsoft.graph.mailboxRestoreArtifact"), Some("#microsoft.graph.other")] {
        let mut json = derived();
        match name {
            Some(name) => json["@odata.type"] = name.into(),
            None => drop(json.as_object_mut().unwrap().remove("@odata.type")),
        }
        let base: MailboxRestoreArtifact = serde_json::from_value(json).unwrap();
        assert_eq!(base.clone().downcast::<GranularMailboxRestoreArtifact>().unwrap_err(), base, "{name:?}");
    }
}

/// A value that was made in code names its type when it becomes one of the base type.
#[test]
fn a_derived_value_names_its_type_as_one_of_the_base_type() {
    let artifact = GranularMailboxRestoreArtifact { search_response_id: "s1".into(), ..Default::default() };
    let base = MailboxRestoreArtifact::from(artifact.clone());
    assert_eq!(base.additional.get_str("@odata.type"), Some("#microsoft.graph.granularMailboxRestoreArtifact"));
    let back: GranularMailboxRestoreArtifact = base.downcast().unwrap();
    assert_eq!(back.search_response_id, artifact.search_response_id);
}
