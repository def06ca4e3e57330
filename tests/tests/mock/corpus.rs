//! The mock on real pages: how many documented requests get the documented response.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use graph_codegen::generate;
use graph_codegen::mock::{Options, Server};
use http::{Request, Uri};

use crate::client::send;

/// A documented URL as a client would send it.
fn encoded(target: &str) -> String {
    target
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !"\"<>\\^`{|}#".contains(c) {
                c.to_string()
            } else {
                c.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()
            }
        })
        .collect()
}

#[test]
fn real_pages_are_served() {
    let Some(folder) = std::env::var_os("GRAPH_DOCS") else {
        println!("skipped: GRAPH_DOCS is not set");
        return;
    };
    let folder = Utf8PathBuf::from_path_buf(folder.into()).unwrap();
    for tree in ["backup-storage/v1.0", "graph-2021-07/v1.0"] {
        let api = generate::model(&folder.join(tree)).unwrap().api;
        let examples = api.examples.clone();
        let server = Server::start(api, Options::default()).unwrap();
        let (mut sent, mut matched, mut same) = (0usize, 0usize, 0usize);
        let mut seen: BTreeMap<(u16, u16), usize> = BTreeMap::new();
        let mut order: Vec<_> = examples.iter().collect();
        order.sort_by_key(|example| example.request.as_ref().is_none_or(|request| request.method != "GET"));
        for example in order {
            let (Some(request), Some(response), Some(_)) = (&example.request, &example.response, &example.operation)
            else {
                continue;
            };
            if request.matched.is_none() || !(200..600).contains(&response.status) {
                continue;
            }
            let path = graph_codegen::model::split_url(&request.url).map_or(request.url.as_str(), |(_, path)| path);
            let url = format!("{}/v1.0/{}", server.url(), encoded(path.trim_start_matches('/')));
            let Ok(uri) = url.parse::<Uri>() else { continue };
            sent += 1;
            let mut built = Request::builder().method(request.method.as_str()).uri(uri);
            let body = match (&request.json, &request.body) {
                (Some(json), _) => json.to_value().to_string(),
                (None, text) => text.clone().unwrap_or_default(),
            };
            let header = |wanted: &str| {
                let found = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
                found.map(|(_, value)| value.as_str()).filter(|value| value.is_ascii())
            };
            for name in ["Content-Type", "Prefer"] {
                if let Some(value) = header(name) {
                    built = built.header(name, value);
                }
            }
            if request.json.is_none() && header("Content-Type").is_none() {
                built = built.header("Content-Type", "application/octet-stream");
            }
            let answer = send(built.body(body.into_bytes()).unwrap());
            let status = answer.status().as_u16();
            matched += usize::from(!matches!(status, 404 | 405) || status == response.status);
            if status != response.status {
                *seen.entry((response.status, status)).or_default() += 1;
                if std::env::var_os("GRAPH_MOCK_VERBOSE").is_some() {
                    println!(
                        "{} {} {}: {} {}",
                        example.page,
                        request.method,
                        request.url,
                        response.status,
                        String::from_utf8_lossy(answer.body()).chars().take(120).collect::<String>()
                    );
                }
            }
            same += usize::from(status == response.status);
        }
        println!("{tree}: {sent} sent, {matched} matched, {same} with the documented status; else {seen:?}");
        assert!(sent > 50, "{tree}: {sent}");
        assert!(matched * 100 >= sent * 99, "{tree}: {matched} of {sent} matched");
        assert!(same * 100 >= sent * 95, "{tree}: {same} of {sent} with the documented status");
        server.stop();
    }
}
