//! The summary of a verification, as text and as JSON.

use std::fmt;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::diagnostic::visible;

/// The results.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Pages read.
    pub pages: usize,
    /// Types, including enumerations.
    pub types: usize,
    /// Operations.
    pub operations: usize,
    /// API pages.
    pub api_pages: Pages,
    /// Rows of property tables, and those whose type is documented.
    pub properties: Of,
    /// Request templates, and those that a builder can call.
    pub templates: Of,
    /// Documented responses.
    pub responses: Responses,
    /// Documented requests.
    pub requests: Requests,
    /// Warnings of the compiler.
    pub warnings: usize,
    /// Failures without an explanation, by page and line.
    pub failures: Vec<Failure>,
    /// Time spent.
    pub seconds: Seconds,
}

/// A part of a total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Of {
    /// The total.
    pub total: usize,
    /// The part.
    pub part: usize,
}

/// API pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Pages with a request template, valid or not.
    pub with_template: usize,
    /// Pages with an operation.
    pub with_operation: usize,
}

/// Documented responses. Those whose type allows any JSON cannot fail, and count only as `untyped`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Responses {
    /// All.
    pub documented: usize,
    /// Those with a JSON body and a type that restricts it.
    pub json: usize,
    /// Those that decode with every member of its documented kind.
    pub strict: usize,
    /// Those that decode.
    pub tolerant: usize,
    /// Those that decode and encode to an equal JSON value.
    pub lossless: usize,
    /// Those that are not strict, but have a finding for each difference.
    pub explained: usize,
    /// Those whose type is any JSON.
    pub untyped: usize,
}

/// Documented requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// All requests to this API.
    pub documented: usize,
    /// Those that belong to an operation.
    pub matched: usize,
    /// Those that the builder reproduces.
    pub reproduced: usize,
    /// Those that are not reproduced, but have a finding that explains it.
    pub explained: usize,
    /// Requests to other hosts: callbacks, uploads.
    pub elsewhere: usize,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// The page, below the docs folder; for a message of the compiler, the file of the generated crate.
    pub page: String,
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub what: String,
}

/// Time spent on each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seconds {
    /// Reading pages.
    pub read: Duration,
    /// Building the model.
    pub model: Duration,
    /// Checking the examples against the documented types.
    pub check: Duration,
    /// Writing the crate.
    pub emit: Duration,
    /// Compiling it.
    pub compile: Duration,
    /// Running its tests.
    pub test: Duration,
}

impl Summary {
    /// Whether everything is as documented or explained, and the compiler did not warn.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.warnings == 0 && self.failures.is_empty()
    }

    /// The summary as one JSON object.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let Responses { documented, json, strict, tolerant, lossless, explained, untyped } = self.responses;
        let responses = json!({
            "documented": documented, "json": json, "strict": strict, "tolerant": tolerant, "lossless": lossless,
            "explained": explained, "untyped": untyped,
        });
        let Requests { documented, matched, reproduced, explained, elsewhere } = self.requests;
        let requests = json!({
            "documented": documented, "matched": matched, "reproduced": reproduced, "explained": explained,
            "elsewhere": elsewhere,
        });
        let seconds = |time: Duration| (time.as_secs_f64() * 1000.0).round() / 1000.0;
        json!({
            "pages": self.pages,
            "types": self.types,
            "operations": self.operations,
            "apiPages": { "withTemplate": self.api_pages.with_template, "withOperation": self.api_pages.with_operation },
            "properties": { "total": self.properties.total, "resolved": self.properties.part },
            "templates": { "total": self.templates.total, "callable": self.templates.part },
            "responses": responses,
            "requests": requests,
            "warnings": self.warnings,
            "failures": self.failures.iter().map(|failure| {
                json!({ "page": failure.page, "line": failure.line, "what": failure.what })
            }).collect::<Vec<_>>(),
            "seconds": {
                "read": seconds(self.seconds.read), "model": seconds(self.seconds.model),
                "check": seconds(self.seconds.check),
                "emit": seconds(self.seconds.emit), "compile": seconds(self.seconds.compile),
                "test": seconds(self.seconds.test),
            },
        })
    }
}

/// `12 of 13 (92.31 %)`; the percentage is rounded down, so that only the total is 100 %.
fn share(part: usize, whole: usize) -> String {
    match part.saturating_mul(10_000).checked_div(whole) {
        Some(share) => format!("{part} of {whole} ({}.{:02} %)", share / 100, share % 100),
        None => "none".to_owned(),
    }
}

/// For people.
impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { responses, requests, seconds, .. } = self;
        writeln!(f, "pages        {}", self.pages)?;
        writeln!(f, "types        {}", self.types)?;
        writeln!(f, "operations   {}", self.operations)?;
        let pages = share(self.api_pages.with_operation, self.api_pages.with_template);
        writeln!(f, "api pages    {pages} with a template yield an operation")?;
        writeln!(f, "properties   {} resolved", share(self.properties.part, self.properties.total))?;
        writeln!(f, "templates    {} callable", share(self.templates.part, self.templates.total))?;
        writeln!(f, "responses    {} documented, {} of them typed JSON", responses.documented, responses.json)?;
        writeln!(f, "  strict     {}", share(responses.strict, responses.json))?;
        writeln!(f, "  tolerant   {}", share(responses.tolerant, responses.json))?;
        writeln!(f, "  lossless   {}", share(responses.lossless, responses.json))?;
        writeln!(f, "  explained  {}", responses.explained)?;
        writeln!(f, "requests     {} documented", requests.documented)?;
        writeln!(f, "  matched    {}", share(requests.matched, requests.documented))?;
        writeln!(f, "  reproduced {}", share(requests.reproduced, requests.documented))?;
        writeln!(f, "  explained  {}", requests.explained)?;
        writeln!(f, "warnings     {}", self.warnings)?;
        writeln!(f, "failures     {}", self.failures.len())?;
        for failure in &self.failures {
            let what: Vec<String> = failure.what.lines().map(|line| visible(line.to_owned())).collect();
            writeln!(f, "  {}:{}: {}", failure.page, failure.line, what.join("\n    "))?;
        }
        writeln!(
            f,
            "seconds      {:.2} read, {:.2} model, {:.2} check, {:.2} emit, {:.1} compile, {:.2} test",
            seconds.read.as_secs_f64(),
            seconds.model.as_secs_f64(),
            seconds.check.as_secs_f64(),
            seconds.emit.as_secs_f64(),
            seconds.compile.as_secs_f64(),
            seconds.test.as_secs_f64(),
        )
    }
}
