//! Counts the documented examples: every JSON response decodes and encodes again without loss, nearly all of them
//! strictly, and nearly every request equals that of its builder. Compiled as a test of the generated crate.

#[rustfmt::skip]
#[path = "generated/examples.rs"]
mod examples;

use std::collections::BTreeMap;
use std::fs;

use graph_models::runtime::Deviation;
use serde_json::{Value as Json, json};

/// How often something occurred, and its first location.
type Causes = BTreeMap<String, (usize, &'static str)>;

fn add(causes: &mut Causes, cause: String, place: &'static str) {
    causes.entry(cause).or_insert((0, place)).0 += 1;
}

/// Expected and found kind, without names and values.
fn cause(deviation: &Deviation) -> String {
    let kind = |text: &str| text.split(['`', '"', '(']).next().unwrap_or_default().trim().to_owned();
    format!("expected {}, found {}", kind(&deviation.expected), kind(&deviation.found))
}

/// The cause of a failed request.
fn class(error: &str) -> String {
    if let Some(paths) = error.strip_prefix("path: documented ") {
        let plain = |text: &str| text.to_lowercase().replace([' ', '"'], "");
        let (documented, built) = paths.split_once(", built ").unwrap_or((paths, ""));
        let same = plain(documented) == plain(built);
        return if same { "path: letter case or spaces" } else { "path: another spelling" }.to_owned();
    }
    match error.split_once("invalid type: ") {
        Some((_, kinds)) => {
            let (found, expected) = kinds.split_once(", expected ").unwrap_or((kinds, ""));
            let found = found.split(['`', '"']).next().unwrap_or_default().trim();
            format!("body: expected {}, found {found}", expected.split(" at line").next().unwrap_or_default())
        }
        None => error.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// Whether a documented URL is one of Graph in the version of the docs: a path, or an absolute URL.
fn is_of_this_version(url: &str) -> bool {
    match url.split_once("://") {
        None => url.starts_with('/'),
        Some((_, rest)) => {
            let mut parts = rest.split(['/', '?']);
            let host = parts.next().unwrap_or_default().to_lowercase();
            host.starts_with("graph.microsoft.") && parts.next().is_some_and(|v| v.eq_ignore_ascii_case("v1.0"))
        }
    }
}

#[track_caller]
fn at_least(percent: f64, part: usize, whole: usize, what: &str) {
    assert!(whole > 0 && part as f64 >= whole as f64 * percent / 100.0, "{what}: {part} of {whole}, not {percent} %");
}

#[test]
fn nothing_is_lost() {
    let [mut documented, mut compound, mut typed, mut lossless, mut strict, mut others, mut others_kept] = [0_usize; 7];
    let (mut deviations, mut lost) = (Causes::new(), Vec::new());
    for example in examples::EXAMPLES {
        let Some(response) = &example.response else { continue };
        let body = response.body.and_then(|body| serde_json::from_str::<Json>(body).ok());
        compound += usize::from(body.as_ref().is_some_and(is_compound));
        let kept = example.check_lossless();
        if body.is_none() {
            others += 1;
            others_kept += usize::from(kept.is_ok());
        } else {
            documented += 1;
            lossless += usize::from(kept.is_ok());
        }
        if let Err(error) = kept {
            lost.push(format!("{}: {error}", example.place));
            continue;
        }
        let Ok(Some(decoded)) = example.decoded() else { continue };
        // Bodies documented as any JSON cannot fail and do not count.
        if body.is_none() || !decoded.typed {
            continue;
        }
        typed += 1;
        strict += usize::from(decoded.deviations.is_empty());
        for deviation in &decoded.deviations {
            add(&mut deviations, cause(deviation), example.place);
        }
    }
    let figures = json!({
        "json": documented, "lossless": lossless, "typed": typed, "strict": strict, "deviations": deviations,
        "others": others, "others_lossless": others_kept, "lost": lost,
    });
    println!("responses {figures}");
    at_least(100.0, lossless, documented, "JSON responses without loss");
    at_least(99.5, others_kept, others, "other responses without loss");
    at_least(97.0, strict, typed, "responses that are all as documented");
    // No documented example is missing.
    let model = model();
    let bodies = model["examples"].as_array().unwrap().iter().map(|it| &it["response"]["body"]);
    assert_eq!(compound, bodies.filter(|body| is_compound(body)).count());
}

/// In the model, a string can be a JSON string or a body that is not JSON; these are certainly JSON.
fn is_compound(body: &Json) -> bool {
    body.is_object() || body.is_array()
}

#[test]
fn requests_are_reproduced() {
    let [mut builders, mut of_version, mut reproduced] = [0_usize; 3];
    let mut causes = Causes::new();
    for example in examples::EXAMPLES {
        let Some(request) = &example.request else { continue };
        builders += 1;
        of_version += usize::from(is_of_this_version(request.url));
        match example.check_request() {
            Ok(()) => reproduced += 1,
            Err(error) => add(&mut causes, class(&error.message), example.place),
        }
    }
    let model = model();
    let urls: Vec<&str> =
        model["examples"].as_array().unwrap().iter().filter_map(|it| it["request"]["url"].as_str()).collect();
    let expected = urls.iter().filter(|url| is_of_this_version(url)).count();
    let figures = json!({
        "documented": urls.len(), "of_this_version": expected, "of_this_version_with_builder": of_version,
        "with_builder": builders, "reproduced": reproduced, "causes": causes,
    });
    println!("requests {figures}");
    at_least(97.0, of_version, expected, "requests with a builder");
    at_least(95.0, reproduced, builders, "requests reproduced");
}

/// The model that the crate was generated from.
fn model() -> Json {
    serde_json::from_slice(&fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/model.json")).unwrap()).unwrap()
}
