//! What Backup Storage allows in which state: each rule of `docs/v1.0/mock.toml`, with an allowed and a rejected
//! request.

use graph_codegen::mock::{Options, Outcome, Server};
use http::{Request, Response};
use serde_json::{Value as Json, json};

use crate::client::{call, expect, expect_error, get, mock, send};

/// A mock and helpers for requests.
struct World {
    server: Server,
    base: String,
}

const EXCHANGE: &str = "exchangeProtectionPolicies";
const SESSIONS: &str = "exchangeRestoreSessions";
const BULK: &str = "mailboxRestoreArtifactsBulkAdditionRequests";

impl World {
    fn new(options: Options) -> World {
        let server = mock(options);
        let base = format!("{}/v1.0/solutions/backupRestore", server.url());
        World { server, base }
    }

    fn call(&self, method: &str, path: &str, body: impl Into<Option<Json>>) -> Response<Vec<u8>> {
        call(method, &format!("{}/{path}", self.base), body)
    }

    fn get(&self, path: &str) -> Json {
        expect(200, &get(&format!("{}/{path}", self.base)))
    }

    fn status(&self, path: &str) -> Json {
        self.get(path)["status"].clone()
    }

    /// Creates an object and returns its path.
    fn make(&self, collection: &str, body: Json) -> String {
        let made = expect(201, &self.call("POST", collection, body));
        format!("{collection}/{}", made["id"].as_str().unwrap())
    }

    /// A new policy, and its id.
    fn policy(&self) -> String {
        id(&self.make(EXCHANGE, json!({ "displayName": "Ours" }))).to_owned()
    }

    fn active_policy(&self) -> String {
        let policy = self.policy();
        expect(202, &self.call("POST", &format!("protectionPolicies/{policy}/activate"), None));
        assert_eq!(self.status(&format!("protectionPolicies/{policy}")), "active");
        policy
    }

    /// A new session, empty or with artifacts, and its id.
    fn session(&self, artifacts: usize) -> String {
        let artifacts: Vec<Json> = (0..artifacts).map(|at| artifact(at, "new")).collect();
        let body =
            if artifacts.is_empty() { json!({ "x": 1 }) } else { json!({ "mailboxRestoreArtifacts": artifacts }) };
        id(&self.make(SESSIONS, body)).to_owned()
    }

    fn activate(&self, session: &str) {
        expect(200, &self.call("POST", &format!("restoreSessions/{session}/activate"), None));
    }

    fn bulk(&self, session: &str) -> String {
        self.make(&format!("{SESSIONS}/{session}/{BULK}"), json!({ "mailboxes": ["a@contoso.example"] }))
    }

    fn rule(&self, dynamic: bool) -> String {
        let policy = self.policy();
        let expression =
            json!({ "mailboxExpression": "(memberOf -any (group.id -in ['g']))", "isAutoApplyEnabled": dynamic });
        self.make(&format!("{EXCHANGE}/{policy}/mailboxInclusionRules"), expression)
    }
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

fn artifact(at: usize, destination: &str) -> Json {
    json!({ "restorePoint": { "@odata.id": format!("point-{at}") }, "destinationType": destination })
}

fn units(count: usize) -> Vec<Json> {
    (0..count).map(|at| json!({ "directoryObjectId": format!("user-{at}") })).collect()
}

fn delta(name: &str, entries: impl Into<Json>) -> Json {
    let mut body = json!({});
    body[format!("{name}@delta")] = entries.into();
    body
}

/// A request: method, path and body.
type Sent = (&'static str, String, Json);

/// Prepares the state, and returns the request to try.
type Prepare = fn(&World) -> Sent;

/// The success status, or status and code of the rejection.
type Answered = Result<u16, (u16, &'static str)>;

/// What is tried, and the expected response.
const CASES: &[(&str, Prepare, Answered)] = &[
    ("activate an inactive policy", |w| act(w.policy(), "activate"), Ok(202)),
    ("activate an active policy", |w| act(w.active_policy(), "activate"), Err((403, "PolicyActionNotAllowed"))),
    (
        "activate a policy that is updating",
        |w| {
            let policy = w.policy();
            expect(202, &w.call("POST", &format!("protectionPolicies/{policy}/activate"), None));
            act(policy, "activate")
        },
        Err((403, "PolicyActionNotAllowed")),
    ),
    ("deactivate an active policy", |w| act(w.active_policy(), "deactivate"), Ok(202)),
    ("deactivate an inactive policy", |w| act(w.policy(), "deactivate"), Err((403, "PolicyActionNotAllowed"))),
    ("delete an inactive policy", |w| ("DELETE", format!("protectionPolicies/{}", w.policy()), Json::Null), Ok(204)),
    (
        "delete an active policy",
        |w| ("DELETE", format!("protectionPolicies/{}", w.active_policy()), Json::Null),
        Err((403, "PolicyActionNotAllowed")),
    ),
    (
        "a policy with 50 units",
        |_| ("POST", EXCHANGE.to_owned(), json!({ "displayName": "x", "mailboxProtectionUnits": units(50) })),
        Ok(201),
    ),
    (
        "a policy with 51 units",
        |_| ("POST", EXCHANGE.to_owned(), json!({ "displayName": "x", "mailboxProtectionUnits": units(51) })),
        Err((413, "ProtectionUnitsLimitBreached")),
    ),
    (
        "51 units for a policy",
        |w| ("PATCH", format!("{EXCHANGE}/{}", w.policy()), delta("mailboxProtectionUnits", units(51))),
        Err((413, "ProtectionUnitsLimitBreached")),
    ),
    ("run a static rule", |w| ("POST", format!("{}/run", w.rule(false)), Json::Null), Ok(202)),
    (
        "run a dynamic rule",
        |w| ("POST", format!("{}/run", w.rule(true)), Json::Null),
        Err((400, "RunNotAllowedForDynamicRule")),
    ),
    (
        "delete a rule that is done",
        |w| {
            let rule = w.rule(false);
            assert_eq!(w.status(&rule), "completed");
            ("DELETE", rule, Json::Null)
        },
        Ok(204),
    ),
    (
        "delete a rule at work",
        |w| ("DELETE", w.rule(false), Json::Null),
        Err((400, "InvalidProtectionRuleStatusForDeletion")),
    ),
    ("activate a draft", |w| ("POST", format!("restoreSessions/{}/activate", w.session(1)), Json::Null), Ok(200)),
    (
        "activate a session twice",
        |w| {
            let session = w.session(1);
            w.activate(&session);
            ("POST", format!("restoreSessions/{session}/activate"), Json::Null)
        },
        Err((403, "RestoreSessionActionNotAllowed")),
    ),
    (
        "activate a session that has ended",
        |w| ("POST", format!("restoreSessions/{}/activate", ended(w)), Json::Null),
        Err((403, "RestoreSessionActionNotAllowed")),
    ),
    ("delete a draft", |w| ("DELETE", format!("restoreSessions/{}", w.session(0)), Json::Null), Ok(204)),
    (
        "delete a session that has ended",
        |w| ("DELETE", format!("restoreSessions/{}", ended(w)), Json::Null),
        Err((403, "RestoreSessionActionNotAllowed")),
    ),
    (
        "change a draft",
        |w| ("PATCH", format!("{SESSIONS}/{}", w.session(1)), delta("mailboxRestoreArtifacts", [artifact(9, "new")])),
        Ok(200),
    ),
    (
        "change a session that is activated",
        |w| ("PATCH", format!("{SESSIONS}/{}", ended(w)), delta("mailboxRestoreArtifacts", [artifact(9, "new")])),
        Err((403, "RestoreSessionActionNotAllowed")),
    ),
    (
        "change a session that is filled in bulk",
        |w| {
            let session = w.session(0);
            w.bulk(&session);
            ("PATCH", format!("{SESSIONS}/{session}"), delta("mailboxRestoreArtifacts", [artifact(9, "new")]))
        },
        Err((400, "InvalidPatchRequest")),
    ),
    ("artifacts with one destination", |_| sessions_with((0..50).map(|at| artifact(at, "inPlace"))), Ok(201)),
    (
        "artifacts with two destinations",
        |_| sessions_with([artifact(1, "inPlace"), artifact(2, "new")]),
        Err((400, "DifferentRestoreDestinationType")),
    ),
    (
        "51 artifacts",
        |_| sessions_with((0..51).map(|at| artifact(at, "inPlace"))),
        Err((413, "RestoreArtifactsLimitBreached")),
    ),
    (
        "51 artifacts for a draft",
        |w| {
            let artifacts: Vec<Json> = (0..51).map(|at| artifact(at, "new")).collect();
            ("PATCH", format!("{SESSIONS}/{}", w.session(0)), delta("mailboxRestoreArtifacts", artifacts))
        },
        Err((400, "RestoreArtifactsLimitBreached")),
    ),
    ("a session with an empty list of artifacts", |_| sessions_with([]), Err((400, "InvalidArtifactRequest"))),
    (
        "no artifacts for a draft",
        |w| ("PATCH", format!("{SESSIONS}/{}", w.session(1)), delta("mailboxRestoreArtifacts", json!([]))),
        Err((400, "InvalidArtifactRequest")),
    ),
    ("a bulk request in an empty draft", |w| bulk_in(&w.session(0), 10_000), Ok(201)),
    (
        "a bulk request for too many",
        |w| bulk_in(&w.session(0), 10_001),
        Err((400, "BulkRestoreRestorationResourcesCountExceedsLimit")),
    ),
    (
        "a second bulk request",
        |w| {
            let session = w.session(0);
            w.bulk(&session);
            bulk_in(&session, 1)
        },
        Err((400, "BulkRestoreInvalidCreateRequest")),
    ),
    ("a bulk request beside artifacts", |w| bulk_in(&w.session(2), 1), Err((400, "BulkRestoreInvalidCreateRequest"))),
    (
        "a bulk request in a session that is activated",
        |w| {
            let session = w.session(0);
            w.activate(&session);
            bulk_in(&session, 1)
        },
        Err((403, "RestoreSessionActionNotAllowed")),
    ),
    (
        "delete a bulk request that waits",
        |w| ("DELETE", w.bulk(&w.session(0)), Json::Null),
        Err((403, "InvalidStateForBulkRequestDeletion")),
    ),
    (
        "delete a bulk request that is done",
        |w| {
            let session = w.session(0);
            let bulk = w.bulk(&session);
            w.activate(&session);
            assert_eq!(w.status(&bulk), "completed");
            ("DELETE", bulk, Json::Null)
        },
        Ok(204),
    ),
    (
        "a job for 50,000",
        |w| {
            let names: Vec<String> = (0..50_000).map(|at| format!("u{at}@x.example")).collect();
            (
                "POST",
                format!("{EXCHANGE}/{}/mailboxProtectionUnitsBulkAdditionJobs", w.policy()),
                json!({ "mailboxes": names }),
            )
        },
        Ok(201),
    ),
    (
        "a job for more",
        |w| {
            let names: Vec<String> = (0..50_001).map(|at| format!("u{at}@x.example")).collect();
            (
                "POST",
                format!("{EXCHANGE}/{}/mailboxProtectionUnitsBulkAdditionJobs", w.policy()),
                json!({ "mailboxes": names }),
            )
        },
        Err((413, "ProtectionUnitsLimitBreached")),
    ),
];

fn act(policy: String, action: &str) -> Sent {
    ("POST", format!("protectionPolicies/{policy}/{action}"), Json::Null)
}

fn sessions_with(artifacts: impl IntoIterator<Item = Json>) -> Sent {
    let artifacts: Vec<Json> = artifacts.into_iter().collect();
    ("POST", SESSIONS.to_owned(), json!({ "mailboxRestoreArtifacts": artifacts }))
}

fn bulk_in(session: &str, mailboxes: usize) -> Sent {
    let mailboxes: Vec<String> = (0..mailboxes).map(|at| format!("u{at}@x.example")).collect();
    ("POST", format!("{SESSIONS}/{session}/{BULK}"), json!({ "mailboxes": mailboxes }))
}

/// A session that ran to its end.
fn ended(w: &World) -> String {
    let session = w.session(1);
    w.activate(&session);
    let read = || w.status(&format!("restoreSessions/{session}"));
    assert_eq!((read(), read()), (json!("active"), json!("completed")));
    session
}

#[test]
fn each_state_allows_exactly_what_is_documented() {
    let world = World::new(Options::default());
    for (what, prepare, expected) in CASES {
        let (method, path, body) = prepare(&world);
        let answer = world.call(method, &path, Some(body).filter(|body| !body.is_null()));
        println!("{what}: {}", answer.status());
        match expected {
            Ok(status) => {
                expect(*status, &answer);
            }
            Err((status, code)) => expect_error(*status, code, &answer),
        }
    }
    world.server.stop();
}

#[test]
fn the_units_of_a_policy_are_its_own_and_follow_it() {
    let w = World::new(Options::default());
    let policy = w.make(EXCHANGE, json!({ "displayName": "Ours", "mailboxProtectionUnits": units(2) }));
    let listed = || w.get(&format!("{policy}/mailboxProtectionUnits"));
    let statuses =
        || -> Vec<Json> { listed()["value"].as_array().unwrap().iter().map(|unit| unit["status"].clone()).collect() };

    let first = listed();
    assert_eq!(statuses(), ["unprotected", "unprotected"]);
    assert_eq!(first["value"][0]["directoryObjectId"], "user-0");
    assert_eq!(first["value"][0]["policyId"], id(&policy));
    let context = first["@odata.context"].as_str().unwrap();
    assert!(
        context.ends_with(&format!("exchangeProtectionPolicies('{}')/mailboxProtectionUnits", id(&policy))),
        "{context}"
    );

    expect(202, &w.call("POST", &format!("protectionPolicies/{}/activate", id(&policy)), None));
    assert_eq!(w.status(&format!("protectionUnits/{}", first["value"][1]["id"].as_str().unwrap())), "protected");
    assert_eq!(statuses(), ["protected", "protected"]);
    assert_eq!(w.status(&policy_path(&policy)), "active");

    // An update of an active policy: each entry is in the response, and the policy processes it.
    let removed = json!({ "@removed": { "reason": "changed" }, "id": first["value"][0]["id"] });
    let unknown = json!({ "@removed": { "reason": "changed" }, "id": "nobody" });
    let body = delta("mailboxProtectionUnits", [json!({ "directoryObjectId": "user-7" }), removed, unknown]);
    let changed = expect(200, &w.call("PATCH", &policy, body));
    assert_eq!(changed["status"], "updating");
    let told = &changed["mailboxProtectionUnits@delta"];
    assert_eq!((&told[0]["status"], &told[0]["directoryObjectId"]), (&json!("protectRequested"), &json!("user-7")));
    assert_eq!(told[0]["protectionSources"], "manual");
    assert_eq!((&told[1]["status"], &told[1]["id"]), (&json!("removeRequested"), &first["value"][0]["id"]));
    assert_eq!(told[2]["@Core.DataModificationException"]["info"]["code"], "ProtectionUnitNotFound");
    assert_eq!(told[2]["@Core.DataModificationException"]["responseCode"], 409);
    assert_eq!(statuses(), ["protected", "protected"]);
    assert_eq!(w.status(&policy_path(&policy)), "active");

    expect(202, &w.call("POST", &format!("protectionPolicies/{}/deactivate", id(&policy)), None));
    assert_eq!(statuses(), ["unprotected", "unprotected"]);
    w.server.stop();
}

fn policy_path(policy: &str) -> String {
    format!("protectionPolicies/{}", id(policy))
}

#[test]
fn a_policy_that_is_not_active_takes_units_without_work() {
    let w = World::new(Options::default());
    let policy = w.make(EXCHANGE, json!({ "displayName": "Ours" }));
    assert_eq!(w.get(&format!("{policy}/mailboxProtectionUnits"))["value"], json!([]));
    let changed = expect(200, &w.call("PATCH", &policy, delta("mailboxProtectionUnits", units(1))));
    assert_eq!(changed["status"], "inactive");
    assert_eq!(changed["mailboxProtectionUnits@delta"][0]["status"], "unprotected");
    w.server.stop();
}

#[test]
fn the_artifacts_of_a_session_are_its_own_and_follow_it() {
    let w = World::new(Options::default());
    let session = w.session(2);
    let list = format!("{SESSIONS}/{session}/mailboxRestoreArtifacts");
    let statuses = || -> Vec<Json> {
        w.get(&list)["value"].as_array().unwrap().iter().map(|unit| unit["status"].clone()).collect()
    };
    assert_eq!(statuses(), ["added", "added"]);
    let first = w.get(&list)["value"][0].clone();
    assert_eq!((&first["destinationType"], &first["restorePoint"]["@odata.id"]), (&json!("new"), &json!("point-0")));

    let removed = json!({ "@removed": { "reason": "changed" }, "id": first["id"] });
    let body = delta("mailboxRestoreArtifacts", [artifact(5, "inPlace"), removed.clone()]);
    let changed = expect(200, &w.call("PATCH", &format!("{SESSIONS}/{session}"), body));
    let told = changed["mailboxRestoreArtifacts@delta"].as_array().unwrap();
    assert_eq!((told.len(), &told[0]["status"]), (1, &json!("added")));
    let body = delta("mailboxRestoreArtifacts", [removed]);
    let changed = expect(200, &w.call("PATCH", &format!("{SESSIONS}/{session}"), body));
    let exception = &changed["mailboxRestoreArtifacts@delta"][0]["@Core.DataModificationException"];
    assert_eq!(exception["info"]["code"], "Invalid");

    w.activate(&session);
    let seen: Vec<Vec<Json>> = (0..4).map(|_| statuses()).collect();
    assert_eq!(seen, [["scheduled"; 2], ["inProgress"; 2], ["succeeded"; 2], ["succeeded"; 2]]);
    let done = w.get(&list)["value"][0].clone();
    assert!(done["startDateTime"].is_string() && done["completionDateTime"].is_string(), "{done}");
    w.server.stop();
}

#[test]
fn one_child_fails_with_a_reason_if_part_of_the_work_fails() {
    let w = World::new(Options { outcome: Outcome::WithErrors, ..Options::default() });
    let ends = |list: &str| -> Vec<(Json, Json)> {
        let mut ends = Json::Null;
        for _ in 0..5 {
            ends = w.get(list)["value"].clone();
        }
        ends.as_array().unwrap().iter().map(|it| (it["status"].clone(), it["error"]["code"].clone())).collect()
    };

    let session = w.session(3);
    w.activate(&session);
    let succeeded = (json!("succeeded"), Json::Null);
    assert_eq!(
        ends(&format!("{SESSIONS}/{session}/mailboxRestoreArtifacts")),
        [(json!("failed"), json!("ArtifactCannotBeRestored")), succeeded.clone(), succeeded]
    );

    let policy = w.make(EXCHANGE, json!({ "displayName": "Ours", "mailboxProtectionUnits": units(2) }));
    expect(202, &w.call("POST", &format!("{}/activate", policy_path(&policy)), None));
    assert_eq!(
        ends(&format!("{policy}/mailboxProtectionUnits")),
        [(json!("unprotected"), json!("UnknownError")), (json!("protected"), Json::Null)]
    );
    assert_eq!(w.status(&policy_path(&policy)), "activeWithErrors");
    w.server.stop();
}

#[test]
fn bulk_addition_requests_are_shown_without_their_resources() {
    let w = World::new(Options::default());
    for (sessions, requests, resources) in [
        (SESSIONS, BULK, "mailboxes"),
        ("oneDriveForBusinessRestoreSessions", "driveRestoreArtifactsBulkAdditionRequests", "drives"),
        ("sharePointRestoreSessions", "siteRestoreArtifactsBulkAdditionRequests", "siteWebUrls"),
    ] {
        let session = w.make(sessions, json!({ "x": 1 }));
        let collection = format!("{session}/{requests}");
        let mut body = json!({});
        body[resources] = json!(["one"]);
        let made = expect(201, &w.call("POST", &collection, body));
        let read = w.get(&format!("{collection}/{}", made["id"].as_str().unwrap()));
        let listed = w.get(&collection)["value"][0].clone();
        assert_eq!([&made, &read, &listed].map(|it| &it[resources]), [&json!([]); 3], "{resources}");
    }
    w.server.stop();
}

#[test]
fn a_rule_is_of_the_type_of_its_collection() {
    let w = World::new(Options::default());
    let body = |units: &str| {
        let mut body = json!({ "displayName": "Ours" });
        body[units] = json!([{ "x": 1 }]);
        body
    };
    for (policies, rules, ty, expression, units) in [
        (EXCHANGE, "mailboxInclusionRules", "mailboxProtectionRule", "mailboxExpression", "mailboxProtectionUnits"),
        (
            "oneDriveForBusinessProtectionPolicies",
            "driveInclusionRules",
            "driveProtectionRule",
            "driveExpression",
            "driveProtectionUnits",
        ),
        (
            "sharePointProtectionPolicies",
            "siteInclusionRules",
            "siteProtectionRule",
            "siteExpression",
            "siteProtectionUnits",
        ),
    ] {
        let policy = w.make(policies, body(units));
        let collection = format!("{policy}/{rules}");
        let mut body = json!({});
        body[expression] = json!("(memberOf -any (group.id -in ['mine']))");
        let rule = w.make(&collection, body);
        let read = w.get(&rule);
        assert_eq!(read["@odata.type"], format!("#microsoft.graph.{ty}"));
        let own: Vec<&String> = read.as_object().unwrap().keys().filter(|name| name.ends_with("Expression")).collect();
        assert_eq!(own, [expression]);
        let context = read["@odata.context"].as_str().unwrap();
        assert!(
            context.ends_with(&format!("#solutions/backupRestore/{policies}('{}')/{rules}/$entity", id(&policy))),
            "{context}"
        );
        assert_eq!(w.get(&collection)["value"].as_array().unwrap().len(), 1);
    }
    w.server.stop();
}

#[test]
fn an_error_belongs_to_its_object_and_is_cleared_when_work_restarts() {
    let w = World::new(Options { outcome: Outcome::WithErrors, ..Options::default() });
    let rule = w.rule(false);
    let read = w.get(&rule);
    assert_eq!(read["status"], "completedWithErrors");
    assert_eq!(
        read["error"],
        json!({ "code": "RuleNotApplied", "message": "Some of the units that the rule selects couldn't be added to the policy." })
    );
    let run = expect(202, &w.call("POST", &format!("{rule}/run"), None));
    assert_eq!((&run["status"], run.get("error")), (&json!("active"), None));
    w.server.stop();
}

#[test]
fn jobs_are_listed_without_their_resources() {
    let w = World::new(Options::default());
    let jobs = format!("{EXCHANGE}/{}/mailboxProtectionUnitsBulkAdditionJobs", w.policy());
    let job =
        w.make(&jobs, json!({ "displayName": "Ours", "mailboxes": ["a@x.example"], "directoryObjectIds": ["b"] }));
    assert_eq!(w.get(&job)["mailboxes"], json!(["a@x.example"]));
    let listed = w.get(&jobs)["value"][0].clone();
    assert_eq!(
        (&listed["displayName"], listed.get("mailboxes"), listed.get("directoryObjectIds")),
        (&json!("Ours"), None, None)
    );
    w.server.stop();
}

#[test]
fn an_app_is_pending_until_its_time_has_come() {
    let w = World::new(Options::default());
    let app = |at: &str| {
        let app = w.make("serviceApps", json!({ "x": 1 }));
        assert_eq!(w.status(&app), "inactive");
        let asked = expect(202, &w.call("POST", &format!("{app}/activate"), json!({ "effectiveDateTime": at })));
        assert_eq!((&asked["status"], &asked["effectiveDateTime"]), (&json!("pendingActive"), &json!(at)));
        let seen = (w.status(&app), w.status(&app));
        let ended = expect(202, &w.call("POST", &format!("{app}/deactivate"), None));
        assert_eq!((&ended["status"], w.status(&app)), (&json!("inactive"), json!("inactive")));
        seen
    };
    assert_eq!(app("2999-01-01T00:00:00Z"), (json!("pendingActive"), json!("pendingActive")));
    assert_eq!(app("2020-01-01T00:00:00Z"), (json!("active"), json!("active")));
    w.server.stop();
}

#[test]
fn the_service_keeps_the_times_of_an_object() {
    let w = World::new(Options::default());
    let session = format!("restoreSessions/{}", w.session(1));
    let drafted = w.get(&session);
    assert_eq!(drafted["createdDateTime"], drafted["lastModifiedDateTime"]);
    assert_eq!(drafted.get("completedDateTime"), None);
    let wait = || std::thread::sleep(std::time::Duration::from_millis(5));
    wait();
    w.activate(id(&session));
    let active = w.get(&session);
    assert_ne!(active["lastModifiedDateTime"], drafted["lastModifiedDateTime"]);
    assert_eq!(active["createdDateTime"], drafted["createdDateTime"]);
    let ended = w.get(&session);
    assert_eq!(ended["status"], "completed");
    assert_eq!(ended["completedDateTime"], ended["lastModifiedDateTime"]);
    let context = ended["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("#solutions/backupRestore/restoreSessions/$entity"), "{context}");
    w.server.stop();
}

#[test]
fn members_after_the_sentinel_are_returned_on_request() {
    let w = World::new(Options { outcome: Outcome::Failed, ..Options::default() });
    let session = format!("restoreSessions/{}", w.session(1));
    w.activate(id(&session));
    assert_eq!((w.status(&session), w.status(&session)), (json!("active"), json!("unknownFutureValue")));
    let asked = Request::get(format!("{}/{session}", w.base)).header("Prefer", "include-unknown-enum-members");
    assert_eq!(expect(200, &send(asked.body(Vec::new()).unwrap()))["status"], "failed");
    w.server.stop();
}
