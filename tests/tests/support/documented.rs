//! Every documented request of `docs/`, sent to a mock, and its response compared with the documented one. For tests
//! that have the generated table as `crate::examples`.

use graph_models::runtime::testing::Example;
use http::{Request, Response, Uri};
use serde_json::Value as Json;

use crate::examples::EXAMPLES;

/// Next links lead to the mock itself.
fn links_here(value: &mut Json, url: &str) {
    match value {
        Json::Array(items) => items.iter_mut().for_each(|item| links_here(item, url)),
        Json::Object(members) => {
            for (name, value) in members {
                match value {
                    Json::String(link) if name.ends_with("@odata.nextLink") || name.ends_with("@odata.deltaLink") => {
                        *link = link.replace("https://graph.microsoft.com", url);
                    }
                    other => links_here(other, url),
                }
            }
        }
        _ => {}
    }
}

fn header<'r>(response: &'r Response<Vec<u8>>, name: &str) -> &'r str {
    response.headers().get(name).unwrap_or_else(|| panic!("no header {name}: {response:?}")).to_str().unwrap()
}

/// Sends the documented request, built by the compiled builders, and compares the response with the documented one.
pub fn check(example: &Example, url: &str, send: impl FnOnce(Request<Vec<u8>>) -> Response<Vec<u8>>) {
    let (request, response) = (example.request.unwrap(), example.response.unwrap());
    let mut built = (request.build)().unwrap();
    let target = built.uri().to_string().replace("https://graph.microsoft.com", url);
    assert!(target.starts_with(url), "{}: {target}", example.place);
    *built.uri_mut() = target.parse::<Uri>().unwrap();
    let answer = send(built);

    let place = example.place;
    let text = String::from_utf8_lossy(answer.body());
    assert_eq!(answer.status(), response.status, "{place}: {text}");
    for (name, value) in response.headers {
        assert_eq!(header(&answer, name), *value, "{place}: {name}");
    }
    let mut expected: Option<Json> = response.body.map(|body| serde_json::from_str(body).unwrap());
    if let Some(expected) = &mut expected {
        links_here(expected, url);
    }
    let got: Option<Json> = (!answer.body().is_empty()).then(|| serde_json::from_slice(answer.body()).unwrap());
    assert_eq!(got, expected, "{place}");
    let decoded = (response.decode)(&answer).unwrap_or_else(|error| panic!("{place}: {error}"));
    assert!(decoded.deviations.is_empty(), "{place}: {:?}", decoded.deviations);
    assert_eq!(decoded.json, expected, "{place}");
    assert!(!header(&answer, "request-id").is_empty() && !header(&answer, "date").is_empty(), "{place}");
}

/// The examples with a request and a response: reads come first, before anything has been created.
pub fn pairs() -> Vec<&'static Example> {
    let mut pairs: Vec<&Example> = EXAMPLES.iter().filter(|e| e.request.is_some() && e.response.is_some()).collect();
    assert_eq!(pairs.len(), EXAMPLES.len(), "docs/ has an example without its other half");
    assert!(pairs.len() > 70, "{}", pairs.len());
    pairs.sort_by_key(|example| example.request.unwrap().method != "GET");
    pairs
}
