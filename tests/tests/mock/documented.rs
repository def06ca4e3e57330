//! Every documented request of `docs/`, built by the compiled builders and sent to the library and to the command.

use std::io::BufRead;
use std::process::Command;
use std::sync::PoisonError;

use graph_codegen::mock::Options;

use crate::client::{get, mock, send};
use crate::documented_examples::{check, pairs};
use crate::mock_command::{BUILD, Mock};
use crate::support;

#[test]
fn the_library_answers_every_documented_request_as_documented() {
    let server = mock(Options::default());
    for example in pairs() {
        check(example, server.url(), send);
    }
    server.stop();
}

#[test]
fn the_command_answers_every_documented_request_until_it_is_interrupted() {
    let mut mock = Mock::start(&[]);
    assert!(mock.url.starts_with("http://127.0.0.1:"), "{}", mock.url);
    for example in pairs() {
        check(example, &mock.url, send);
    }

    #[cfg(unix)]
    {
        let pid = mock.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        assert_eq!(mock.process.wait().unwrap().code(), Some(0));
        let mut line = String::new();
        assert_eq!(mock.out.read_line(&mut line).unwrap(), 0, "more on standard output than the address: {line:?}");
    }
}

#[test]
fn without_its_feature_the_command_does_not_exist() {
    let _held = BUILD.lock().unwrap_or_else(PoisonError::into_inner);
    let outcome = support::run(["mock"]).exits(2);
    assert!(outcome.err.contains("--features mock"), "{}", outcome.err);
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
    // A client that uses another name of the mock gets links with that name.
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
