//! Counts the results of the model, the compiler and the tests.

use std::collections::{BTreeMap, BTreeSet};

use super::cargo::{Build, Message};
use super::report::ReportLine;
use super::summary::{Failure, Of, Pages, Requests, Responses, Seconds, Summary};
use crate::diagnostic::Code;
use crate::generate::{GenerateSummary, Model};
use crate::model::{Finding, is_graph};

/// The counts so far.
pub(super) struct Count {
    pages: Pages,
    requests: Requests,
    responses: Responses,
    /// The locations of requests that belong to an operation, and whether a test ran for each.
    matched: BTreeMap<String, bool>,
    warnings: usize,
    failures: Vec<Failure>,
}

impl Count {
    /// Counts the documented items.
    pub(super) fn of(model: &Model) -> Count {
        let Model { files, api, diagnostics, .. } = model;
        let yields: BTreeSet<&str> = api.operations.iter().map(|o| o.page.as_str()).collect();
        let malformed = diagnostics.iter().filter(|d| d.code == Code::TemplateMalformed);
        let with_template: BTreeSet<&str> =
            malformed.map(|d| files.path(d.span.file)).chain(yields.iter().copied()).collect();
        let mut count = Count {
            pages: Pages { with_template: with_template.len(), with_operation: yields.len() },
            requests: Requests::default(),
            responses: Responses::default(),
            matched: BTreeMap::new(),
            warnings: 0,
            failures: Vec::new(),
        };
        for example in &api.examples {
            if let Some(request) = &example.request {
                let (page, line) = (files.path(request.span.file), request.span.start.line);
                // Callbacks and uploads have other targets: they are not requests of this API.
                if !is_graph(&request.url) {
                    count.requests.elsewhere += 1;
                } else {
                    count.requests.documented += 1;
                    if example.operation.is_some() && request.matched.is_some() {
                        count.requests.matched += 1;
                        count.matched.insert(format!("{page}:{line}"), false);
                    } else if explained(&request.findings) {
                        count.requests.explained += 1;
                    } else {
                        let what = format!("`{} {}` does not belong to any operation", request.method, request.url);
                        count.failures.push(Failure { page: page.to_owned(), line, what });
                    }
                }
            }
            count.responses.documented += usize::from(example.response.is_some());
        }
        count
    }

    /// Counts the messages of the compiler.
    pub(super) fn built(&mut self, build: &Build) {
        self.warnings = build.warnings.len();
        let failure = |kind: &str, message: &Message| Failure {
            page: message.file.clone(),
            line: message.line,
            what: format!("the generated code {kind}:\n{}", message.text.trim_end()),
        };
        self.failures.extend(build.warnings.iter().map(|message| failure("gives a warning", message)));
        self.failures.extend(build.errors.iter().map(|message| failure("does not compile", message)));
        if build.tests.is_none() {
            // The failed build has been reported, so missing results are not reported again.
            self.matched.clear();
        }
    }

    /// Counts the results of the tests.
    pub(super) fn ran(&mut self, lines: Vec<ReportLine>) {
        for line in lines {
            match line {
                ReportLine::Request { place, reproduced, explained, error } => {
                    // Tests of requests to other targets are not counted.
                    let Some(ran) = self.matched.get_mut(&place) else { continue };
                    *ran = true;
                    self.requests.reproduced += usize::from(reproduced);
                    self.requests.explained += usize::from(!reproduced && explained);
                    if !reproduced && !explained {
                        self.fail(&place, error);
                    }
                }
                ReportLine::Response { place, json, typed, strict, tolerant, lossless, explained, error } => {
                    if json && !typed {
                        self.responses.untyped += 1;
                    }
                    if json && typed {
                        let counted = &mut self.responses;
                        counted.json += 1;
                        counted.strict += usize::from(strict);
                        counted.tolerant += usize::from(tolerant);
                        counted.lossless += usize::from(lossless);
                        counted.explained += usize::from(!strict && lossless && explained);
                    }
                    if error.is_some() && !explained {
                        self.fail(&place, error);
                    }
                }
            }
        }
        let without: Vec<String> =
            self.matched.iter().filter(|(_, ran)| !**ran).map(|(place, _)| place.clone()).collect();
        for place in without {
            self.fail(&place, Some("no builder makes this request".to_owned()));
        }
    }

    fn fail(&mut self, place: &str, error: Option<String>) {
        let (page, line) = place.rsplit_once(':').unwrap_or((place, ""));
        let what = error.unwrap_or_default();
        self.failures.push(Failure { page: page.to_owned(), line: line.parse().unwrap_or(1), what });
    }

    /// The complete summary.
    pub(super) fn summary(mut self, report: &GenerateSummary, seconds: Seconds) -> Summary {
        self.failures.sort();
        Summary {
            pages: report.pages,
            types: report.types,
            operations: report.operations,
            api_pages: self.pages,
            properties: Of { total: report.properties, part: report.resolved },
            templates: Of { total: report.templates, part: report.callable },
            responses: self.responses,
            requests: self.requests,
            warnings: self.warnings,
            failures: self.failures,
            seconds,
        }
    }
}

/// Whether a finding is about the request line.
fn explained(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.member.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(place: &str) -> Count {
        Count {
            pages: Pages::default(),
            requests: Requests { documented: 1, matched: 1, ..Requests::default() },
            responses: Responses::default(),
            matched: BTreeMap::from([(place.to_owned(), false)]),
            warnings: 0,
            failures: Vec::new(),
        }
    }

    fn request(reproduced: bool, explained: bool) -> ReportLine {
        let error = (!reproduced).then(|| "path".to_owned());
        ReportLine::Request { place: "api/a.md:7".to_owned(), reproduced, explained, error }
    }

    fn response(strict: bool, lossless: bool, explained: bool) -> ReportLine {
        let error = (!strict || !lossless).then(|| "/a".to_owned());
        let place = "api/a.md:9".to_owned();
        ReportLine::Response { place, json: true, typed: true, strict, tolerant: true, lossless, explained, error }
    }

    #[test]
    fn requests_that_are_not_reproduced_are_explained_or_failures() {
        for (line, reproduced, explained, failures) in
            [(request(true, false), 1, 0, 0), (request(false, true), 0, 1, 0), (request(false, false), 0, 0, 1)]
        {
            let mut count = count("api/a.md:7");
            count.ran(vec![line]);
            let Count { requests, failures: failed, .. } = count;
            assert_eq!((requests.reproduced, requests.explained, failed.len()), (reproduced, explained, failures));
        }
    }

    #[test]
    fn a_request_without_a_test_is_a_failure() {
        let mut count = count("api/a.md:7");
        count.ran(vec![response(true, true, false)]);
        assert_eq!(count.failures[0].page, "api/a.md");
        assert_eq!(count.failures[0].line, 7);
    }

    #[test]
    fn responses_that_are_not_strict_are_explained_or_failures_and_losses_are_failures() {
        for (line, strict, explained, failures) in [
            (response(true, true, false), 1, 0, 0),
            (response(false, true, true), 0, 1, 0),
            (response(false, true, false), 0, 0, 1),
            (response(false, false, false), 0, 0, 1),
        ] {
            let mut count = count("api/a.md:9");
            count.matched.clear();
            count.ran(vec![line]);
            let Count { responses, failures: failed, .. } = count;
            assert_eq!(
                (responses.json, responses.strict, responses.explained, failed.len()),
                (1, strict, explained, failures)
            );
        }
    }

    #[test]
    fn responses_that_cannot_fail_count_only_as_untyped() {
        let mut count = count("api/a.md:9");
        count.matched.clear();
        let place = "api/a.md:9".to_owned();
        count.ran(vec![ReportLine::Response {
            place,
            json: true,
            typed: false,
            strict: true,
            tolerant: true,
            lossless: true,
            explained: false,
            error: None,
        }]);
        assert_eq!(count.responses, Responses { untyped: 1, ..Responses::default() });
    }
}
