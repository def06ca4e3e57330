//! A request whose operation is known, and its documented response.

use serde_json::{Map, Value, json};

use super::address::Address;
use super::answer::{Answer, Body};
use super::catalog::{Catalog, Content, DocumentedExchange, Fit, Key, Match, PathFit, named, rewrite_links};
use super::incoming::Incoming;
use super::rules::Rules;
use super::store::Object;
use crate::model::{EnumMember, ResponseBody, Target};

/// A request whose operation is known.
pub(super) struct Call<'r> {
    pub request: &'r Incoming<'r>,
    pub address: &'r Address<'r>,
    pub found: &'r Match<'r>,
    pub best: Option<(&'r DocumentedExchange, Fit)>,
    /// The body, if it is JSON.
    pub sent: Option<&'r Value>,
    /// It creates an object in a collection.
    pub makes: bool,
}

impl Call<'_> {
    /// The name of the operation.
    pub fn operation(&self) -> &str {
        &self.found.operation.name
    }

    /// The documented type of the response.
    pub fn wanted(&self) -> Option<&str> {
        named(&self.found.operation.response)
    }

    pub fn fit(&self) -> Option<Fit> {
        self.best.map(|(_, fit)| fit)
    }

    pub fn path_fit(&self) -> PathFit {
        self.fit().map_or(PathFit::Other, |fit| fit.path)
    }

    pub fn is_list(&self) -> bool {
        matches!(&self.found.operation.response, ResponseBody::Typed(ty) if ty.collection)
    }

    /// The object in the documented response.
    pub fn object(&self) -> Option<&Map<String, Value>> {
        match &self.best?.0.content {
            Content::Json { value, .. } => value.as_object(),
            _ => None,
        }
    }

    /// The type of a documented object.
    pub fn type_of(&self, catalog: &Catalog, object: &Map<String, Value>) -> Option<String> {
        let own = object.get("@odata.type").and_then(|ty| catalog.type_of(&json!({ "@odata.type": ty })));
        own.or_else(|| self.wanted().map(str::to_owned))
    }

    /// The key of the object that the request addresses, directly or through an action.
    pub fn addressed(&self) -> Option<Key<'_>> {
        self.found.item_key().or_else(|| self.found.acted_on().filter(|_| self.acts()))
    }

    /// The key of the parent: of the addressed object, or of the collection in which an object is created.
    pub fn parent(&self) -> Option<Key<'_>> {
        let keys: Vec<Key<'_>> = self.found.keys().collect();
        let below = 1 + usize::from(self.addressed().is_some());
        keys.len().checked_sub(below).and_then(|at| keys.get(at).copied())
    }

    /// The documented response; without one, the smallest that the operation allows.
    pub fn documented(&self) -> Answer {
        if let Some((example, _)) = self.best {
            let is_page = matches!(&example.content, Content::Json { value, .. } if value.get("value").is_some());
            if let Content::Json { value, .. } = &example.content
                && is_page
                && self.request.method == "GET"
                && !example.continues(&self.address.query)
            {
                return self.last_page(value);
            }
            return example.answer(self.request.origin);
        }
        let status = self.found.operation.statuses.first().copied();
        match &self.found.operation.response {
            _ if status == Some(204) => Answer { status: 204, headers: Vec::new(), body: Body::None },
            ResponseBody::Typed(ty) if ty.collection => Answer::json(status.unwrap_or(200), json!({ "value": [] })),
            ResponseBody::Typed(_) => Answer::json(status.unwrap_or(200), json!({})),
            ResponseBody::Text => {
                let text = Body::Bytes(hyper::body::Bytes::from_static(b"0"));
                Answer { status: status.unwrap_or(200), headers: Vec::new(), body: text }
                    .header("Content-Type", "text/plain")
            }
            ResponseBody::Bytes => {
                let status = status.unwrap_or(200);
                Answer { status, headers: Vec::new(), body: Body::None }
                    .header("Content-Type", "application/octet-stream")
            }
            ResponseBody::None => Answer { status: status.unwrap_or(204), headers: Vec::new(), body: Body::None },
        }
    }

    /// An object as a response to this request.
    pub fn present(&self, catalog: &Catalog, rules: &Rules, object: &Object) -> Map<String, Value> {
        let mut members = object.shown(self.wanted());
        if !self.asks_for_unknown_members() {
            hide_unknown_members(catalog, object.ty.as_deref(), &mut members);
        }
        rules.omit(self.operation(), &mut members);
        if let Some(context) = members.get_mut("@odata.context") {
            *context = self.context("/$entity").into();
        }
        members
    }

    /// Whether the client accepts enumeration members that were added after the sentinel.
    fn asks_for_unknown_members(&self) -> bool {
        let prefer = self.request.headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        prefer.flat_map(|value| value.split(',')).any(|it| it.trim().eq_ignore_ascii_case(PREFER_UNKNOWN))
    }

    /// The `@odata.context` of a response: the path with keys in parentheses, without a key or action at its end.
    pub fn context(&self, end: &str) -> String {
        let mut path = self.address.path.to_owned();
        if self.found.item_key().is_some() {
            path.truncate(path.rfind('/').unwrap_or_default());
        } else if self.acts() {
            path.truncate(path.rfind('/').unwrap_or_default());
            path.truncate(path.rfind('/').unwrap_or_default());
        }
        let keys: Vec<Key<'_>> = self.found.keys().collect();
        let mut written = String::new();
        for segment in path.trim_start_matches('/').split('/') {
            match keys.iter().any(|key| key.id == super::address::decoded(segment)) {
                true => written.push_str(&format!("('{segment}')")),
                false if written.is_empty() => written.push_str(segment),
                false => written.push_str(&format!("/{segment}")),
            }
        }
        format!("{}/{}/$metadata#{written}{end}", self.request.origin, self.address.version)
    }

    /// Whether the last segment of the path is an action on an object.
    fn acts(&self) -> bool {
        self.request.method == "POST" && !self.makes && self.found.acted_on().is_some()
    }

    /// The documented status and headers with this object as the body.
    pub fn with_body(&self, object: Map<String, Value>) -> Answer {
        let mut value = Value::Object(object);
        rewrite_links(&mut value, self.request.origin);
        match self.best {
            Some((example, _)) => example.with_body(Body::Json(value), self.request.origin),
            None => Answer::json(200, value),
        }
    }

    /// If the docs show no page for a next link, the collection ends.
    pub fn last_page(&self, documented: &Value) -> Answer {
        let mut page = documented.as_object().cloned().unwrap_or_default();
        page.shift_remove("@odata.nextLink");
        page.insert("value".to_owned(), json!([]));
        self.with_body(page)
    }

    /// Adds the `Location` of a created object.
    pub fn located(&self, answer: Answer, id: &str) -> Answer {
        if answer.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location")) {
            return answer;
        }
        let location = format!("{}/{}{}/{id}", self.request.origin, self.address.version, self.address.path);
        answer.header("Location", location)
    }
}

/// The value of `Prefer` that asks for the members after the sentinel.
/// <https://learn.microsoft.com/graph/best-practices-concept#handling-future-members-in-evolvable-enumerations>
const PREFER_UNKNOWN: &str = "include-unknown-enum-members";
/// The sentinel: the member that stands for later ones.
const SENTINEL: &str = "unknownFutureValue";

/// Replaces each enumeration member after the sentinel with the sentinel.
fn hide_unknown_members(catalog: &Catalog, ty: Option<&str>, members: &mut Map<String, Value>) {
    let Some(ty) = ty.and_then(|ty| catalog.api.get(ty)) else { return };
    for property in &ty.properties {
        let Target::Named(name) = &property.ty.target else { continue };
        let Some(known) = catalog.api.get(name).map(|ty| ty.members.as_slice()) else { continue };
        if let Some(Value::String(value)) = members.get_mut(&property.name)
            && is_behind_sentinel(known, value)
        {
            SENTINEL.clone_into(value);
        }
    }
}

fn is_behind_sentinel(members: &[EnumMember], value: &str) -> bool {
    let place = |name: &str| members.iter().position(|member| member.name.eq_ignore_ascii_case(name));
    matches!((place(SENTINEL), place(value)), (Some(sentinel), Some(at)) if at > sentinel)
}
