//! Every documented request of `docs/`, built by the compiled builders and sent to the library and to the command.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use graph_codegen::mock::Options;
use graph_models::runtime::testing::Example;
use http::Uri;
use serde_json::Value as Json;

use crate::client::{get, header, mock, send};
use crate::examples::EXAMPLES;
use crate::support;

/// Links of pages lead to the mock itself.
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

/// Sends the documented request and holds the answer against the documented one.
fn check(example: &Example, url: &str) {
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

/// The examples of both a request and a response: what reads comes first, so that nothing has been made yet.
fn pairs() -> Vec<&'static Example> {
    let mut pairs: Vec<&Example> = EXAMPLES.iter().filter(|e| e.request.is_some() && e.response.is_some()).collect();
    assert_eq!(pairs.len(), EXAMPLES.len(), "docs/ has an example without its other half");
    assert!(pairs.len() > 70, "{}", pairs.len());
    pairs.sort_by_key(|example| example.request.unwrap().method != "GET");
    pairs
}

#[test]
fn the_library_answers_every_documented_request_as_documented() {
    let server = mock(Options::default());
    for example in pairs() {
        check(example, server.url());
    }
    server.stop();
}

/// Held while the binary is built and used: with the feature and without, cargo puts it in the same place.
static BUILD: Mutex<()> = Mutex::new(());

/// The command, built with its feature and copied to a file of its own: other tests have the binary without it.
fn binary() -> PathBuf {
    let _held = BUILD.lock().unwrap_or_else(PoisonError::into_inner);
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().and_then(std::path::Path::parent).unwrap();
    let profile = match folder.file_name().and_then(std::ffi::OsStr::to_str).unwrap() {
        "debug" => "dev",
        other => other,
    };
    let built = support::cargo("build")
        .args(["--quiet", "--package", "graph-codegen", "--bin", "graph-codegen", "--features", "mock"])
        .args(["--profile", profile, "--target-dir"])
        .arg(folder.parent().unwrap())
        .current_dir(support::workspace())
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let name = format!("graph-codegen{}", std::env::consts::EXE_SUFFIX);
    let copy = support::scratch(&format!("mock-{name}"));
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::copy(folder.join(name), &copy).unwrap();
    copy.into()
}

/// A process that does not outlive its test.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_command_answers_every_documented_request_until_it_is_interrupted() {
    let child = Command::new(binary())
        .args(["mock", "--docs", support::docs().as_str(), "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut process = Process(child);
    let mut out = BufReader::new(process.0.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    let url = line.trim_end().strip_prefix("listening on ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    for example in pairs() {
        check(example, &url);
    }

    #[cfg(unix)]
    {
        let pid = process.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(process.0.wait().unwrap().code(), Some(0));
        line.clear();
        assert_eq!(out.read_line(&mut line).unwrap(), 0, "more on standard output than the address: {line:?}");
    }
}

#[test]
fn without_its_feature_the_command_is_not_there() {
    let _held = BUILD.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = support::run(["mock"]).exits(2);
    assert!(outcome.err.contains("unrecognized subcommand"), "{}", outcome.err);
}

#[test]
fn both_versions_are_served_and_links_of_pages_lead_on_to_the_end() {
    let server = mock(Options::default());
    let base = format!("{}/beta/solutions/backupRestore", server.url());
    let mut url = format!("{base}/protectionUnits/microsoft.graph.mailboxProtectionUnit");
    let mut items = 0;
    for page in 1.. {
        assert!(page < 10, "the pages have no end");
        let page = crate::client::expect(200, &get(&url));
        items += page["value"].as_array().unwrap().len();
        let Some(link) = page["@odata.nextLink"].as_str() else { break };
        assert!(link.starts_with(server.url()), "{link}");
        assert_ne!(link, url);
        url = link.to_owned();
    }
    assert!(items > 0);
    // A client that knows the mock by another name is led back to that name.
    let other = server.url().replace("127.0.0.1", "localhost");
    if let Ok(answer) = crate::client::try_send(
        &crate::client::agent(std::time::Duration::from_secs(10)),
        http::Request::get(format!(
            "{other}/v1.0/solutions/backupRestore/protectionUnits/microsoft.graph.mailboxProtectionUnit"
        ))
        .body(Vec::new())
        .unwrap(),
    ) {
        let link = crate::client::json(&answer)["@odata.nextLink"].as_str().unwrap().to_owned();
        assert!(link.starts_with(&other), "{link}");
    }
    server.stop();
}
