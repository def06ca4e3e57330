//! Objects that clients create, change and delete.

use graph_codegen::mock::Options;
use serde_json::json;

use crate::client::{call, expect, expect_error, get, header, mock};

#[test]
fn posted_objects_exist_until_they_are_deleted() {
    let server = mock(Options::default());
    let base = format!("{}/v1.0/solutions/backupRestore", server.url());
    let policies = format!("{base}/exchangeProtectionPolicies");
    let listed = || expect(200, &get(&format!("{base}/protectionPolicies")))["value"].as_array().unwrap().clone();
    let before = listed();

    let answer = call("POST", &policies, json!({ "displayName": "Ours", "id": "not for the client to say" }));
    let made = expect(201, &answer);
    let id = made["id"].as_str().unwrap();
    assert_eq!(id.len(), 36, "{id}");
    assert_eq!(made["displayName"], "Ours");
    assert_eq!(header(&answer, "location"), format!("{policies}/{id}"));
    let other = expect(201, &call("POST", &policies, json!({ "displayName": "Another" })));
    assert_ne!(other["id"], id);

    // In the collection of the base type, the object names its type.
    let policy = format!("{base}/protectionPolicies/{id}");
    let read = expect(200, &get(&policy));
    assert_eq!((&read["displayName"], &read["status"]), (&json!("Ours"), &made["status"]));
    assert_eq!(read["@odata.type"], "#microsoft.graph.exchangeProtectionPolicy");
    let now = listed();
    assert_eq!(now[..before.len()], before[..]);
    assert_eq!(now[before.len()]["id"], id);
    assert_eq!(now.len(), before.len() + 2);

    let changed = expect(
        200,
        &call(
            "PATCH",
            &format!("{policies}/{id}"),
            json!({ "displayName": "Renamed", "extra": null, "mailboxProtectionUnits@delta": [] }),
        ),
    );
    assert_eq!((&changed["displayName"], &changed["id"]), (&json!("Renamed"), &json!(id)));
    assert!(changed["extra"].is_null() && changed.get("extra").is_some());
    assert_eq!(expect(200, &get(&policy))["displayName"], "Renamed");

    // Another collection has no such object, whatever its id.
    expect_error(404, "itemNotFound", &get(&format!("{base}/restoreSessions/{id}")));

    assert_eq!(expect(204, &call("DELETE", &policy, None)), json!(null));
    expect_error(404, "itemNotFound", &get(&policy));
    expect_error(404, "itemNotFound", &call("DELETE", &policy, None));
    expect_error(404, "itemNotFound", &call("PATCH", &format!("{policies}/{id}"), json!({})));
    expect_error(404, "itemNotFound", &get(&format!("{policies}/{id}/mailboxInclusionRules")));
    assert_eq!(listed().len(), before.len() + 1);
    server.stop();
}

#[test]
fn an_action_leads_to_another_status() {
    let server = mock(Options::default());
    let base = format!("{}/v1.0/solutions/backupRestore", server.url());
    let made =
        expect(201, &call("POST", &format!("{base}/exchangeProtectionPolicies"), json!({ "displayName": "Ours" })));
    let policy = format!("{base}/protectionPolicies/{}", made["id"].as_str().unwrap());
    let act = |action: &str| expect(202, &call("POST", &format!("{policy}/{action}"), None))["status"].clone();
    let status = || expect(200, &get(&policy))["status"].clone();

    assert_eq!(status(), made["status"]);
    assert_eq!(act("activate"), "updating");
    assert_eq!((status(), status()), (json!("active"), json!("active")));
    assert_eq!(act("deactivate"), "updating");
    assert_eq!((status(), status()), (json!("inactive"), json!("inactive")));
    server.stop();
}

#[test]
fn the_number_of_reads_before_a_status_advances_can_be_set() {
    let statuses = |progress: u32| {
        let server = mock(Options { progress, ..Options::default() });
        let base = format!("{}/v1.0/solutions/backupRestore", server.url());
        let sessions = format!("{base}/exchangeRestoreSessions");
        let session = expect(201, &call("POST", &sessions, json!({ "note": 1 })));
        let id = session["id"].as_str().unwrap();
        let additions = format!("{sessions}/{id}/mailboxRestoreArtifactsBulkAdditionRequests");
        let addition = expect(201, &call("POST", &additions, json!({ "displayName": "Some" })));
        // Other values of the documented request are not used for this one.
        assert!(addition.get("mailboxes").is_none(), "{addition}");
        let addition = format!("{additions}/{}", addition["id"].as_str().unwrap());
        // In a draft, nothing changes.
        assert_eq!(expect(200, &get(&addition))["status"], "active");
        expect(200, &call("POST", &format!("{base}/restoreSessions/{id}/activate"), None));
        let seen: Vec<String> =
            (0..4).map(|_| expect(200, &get(&addition))["status"].as_str().unwrap().to_owned()).collect();
        server.stop();
        seen
    };
    assert_eq!(statuses(1), ["completed"; 4]);
    assert_eq!(statuses(3), ["active", "active", "completed", "completed"]);
    assert_eq!(statuses(0), ["active"; 4]);
}

#[test]
fn documented_objects_can_be_changed_and_deleted_too() {
    let server = mock(Options::default());
    let base = format!("{}/v1.0/solutions/backupRestore", server.url());
    let apps = expect(200, &get(&format!("{base}/serviceApps")))["value"].as_array().unwrap().clone();
    let id = apps[0]["id"].as_str().unwrap();
    let app = format!("{base}/serviceApps/{id}");
    // An object that is only documented in a list can be read too.
    assert_eq!(expect(200, &get(&app))["registrationDateTime"], apps[0]["registrationDateTime"]);
    expect_error(400, "BadRequest", &call("POST", &format!("{app}/activate"), json!({})));
    let past = json!({ "effectiveDateTime": "2020-01-01T00:00:00Z" });
    expect(202, &call("POST", &format!("{app}/activate"), past));
    assert_eq!(expect(200, &get(&app))["status"], "active");
    expect(204, &call("DELETE", &app, None));
    expect_error(404, "itemNotFound", &get(&app));
    let left = expect(200, &get(&format!("{base}/serviceApps")))["value"].as_array().unwrap().clone();
    assert_eq!(left[..], apps[1..]);
    server.stop();
}
