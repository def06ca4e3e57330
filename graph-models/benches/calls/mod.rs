//! Requests built in two ways.

use std::fmt::Write;
use std::sync::LazyLock;

use graph_models::models::{ExchangeRestoreSession, RestorePoint, RestoreSessionStatus};
use graph_models::requests::Graph;
use http::{Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A request built in two ways.
pub struct Call {
    /// Its name.
    pub name: &'static str,
    /// With the builders, as a request for an HTTP client.
    pub built: fn() -> Request<Vec<u8>>,
    /// By hand.
    pub by_hand: fn() -> Request<Vec<u8>>,
}

/// The measured requests.
pub const CALLS: [Call; 4] = [
    Call { name: "get by id", built: get, by_hand: get_by_hand },
    Call { name: "list with a query", built: list, by_hand: list_by_hand },
    Call { name: "list with a typed filter", built: typed_list, by_hand: list_by_hand },
    Call { name: "post a body", built: post, by_hand: post_by_hand },
];

const ROOT: &str = "https://graph.microsoft.com/v1.0/solutions/backupRestore";
const ID: &str = "9f1a2b3c-0000-4000-8000-000000000000";

/// An application has one for all of its requests.
static GRAPH: LazyLock<Graph> = LazyLock::new(Graph::new);

fn get() -> Request<Vec<u8>> {
    GRAPH.solutions().backup_restore().restore_sessions().id(ID).get().into_http().unwrap()
}

fn get_by_hand() -> Request<Vec<u8>> {
    let url = format!("{ROOT}/restoreSessions/{}", utf8_percent_encode(ID, NON_ALPHANUMERIC));
    Request::builder().method(Method::GET).uri(url).body(Vec::new()).unwrap()
}

const FILTER: &str = "protectionDateTime ge 2026-03-08T00:00:00Z";

fn list() -> Request<Vec<u8>> {
    let points = GRAPH.solutions().backup_restore().restore_points();
    points
        .get()
        .select(["id", "protectionDateTime"])
        .filter(FILTER)
        .order_by("protectionDateTime desc")
        .top(50)
        .prefer("odata.maxpagesize=50")
        .into_http()
        .unwrap()
}

fn typed_list() -> Request<Vec<u8>> {
    let points = GRAPH.solutions().backup_restore().restore_points();
    points
        .get()
        .select((RestorePoint::ID, RestorePoint::PROTECTION_DATE_TIME))
        .filter(RestorePoint::PROTECTION_DATE_TIME.ge("2026-03-08T00:00:00Z"))
        .order_by(RestorePoint::PROTECTION_DATE_TIME.desc())
        .top(50)
        .prefer("odata.maxpagesize=50")
        .into_http()
        .unwrap()
}

fn list_by_hand() -> Request<Vec<u8>> {
    let encode = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
    let mut url = format!("{ROOT}/restorePoints");
    write!(url, "?$select={}", encode("id,protectionDateTime")).unwrap();
    write!(url, "&$filter={}", encode(FILTER)).unwrap();
    write!(url, "&$orderby={}", encode("protectionDateTime desc")).unwrap();
    write!(url, "&$top={}", 50).unwrap();
    let request = Request::builder().method(Method::GET).uri(url).header("prefer", "odata.maxpagesize=50");
    request.body(Vec::new()).unwrap()
}

fn session() -> ExchangeRestoreSession {
    ExchangeRestoreSession { status: RestoreSessionStatus::Draft.into(), ..Default::default() }
}

fn post() -> Request<Vec<u8>> {
    GRAPH.solutions().backup_restore().exchange_restore_sessions().post(&session()).into_http().unwrap()
}

fn post_by_hand() -> Request<Vec<u8>> {
    let body = serde_json::to_vec(&session()).unwrap();
    let request = Request::builder().method(Method::POST).uri(format!("{ROOT}/exchangeRestoreSessions"));
    request.header("content-type", "application/json").body(body).unwrap()
}
