//! The request lines of an api page.

use std::collections::{BTreeSet, HashSet};

use super::super::layout::{Laid, SectionRole};
use super::super::options;
use super::super::types::Types;
use super::forms;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::docs::{Block, Page, http};
use crate::model::{Segment, Template};
use crate::span::Span;

/// A request line of a page.
#[derive(Clone)]
pub(super) struct Line {
    pub method: String,
    pub template: Template,
    pub span: Span,
    /// An example shows it; the request section does not list it.
    pub shown: bool,
    /// The heading of the operation that it is a line of; 0 for the first one of the page.
    pub head: usize,
    /// The names of the options in its query.
    pub options: Vec<String>,
}

/// The request lines of a page: in any block under an "HTTP request" heading; if there is none, in any other block
/// that is not an example.
pub(super) fn template_lines(laid: &Laid<'_>, findings: &mut Findings) -> Vec<Line> {
    let in_examples = |section: usize| laid.layout.within(section, SectionRole::Example);
    let under_heading = |section: usize| laid.layout.within(section, SectionRole::Templates) && !in_examples(section);
    let blocks: Vec<(usize, &Block)> = laid.blocks().filter(|(s, _)| under_heading(*s)).collect();
    let mut lines = parse_lines(laid, &blocks, findings);
    if lines.is_empty() {
        let blocks: Vec<(usize, &Block)> = laid
            .blocks()
            .filter(|(s, b)| !in_examples(*s) && matches!(b.block_type(), "ignored" | "samples" | "request" | ""))
            .collect();
        lines = parse_lines(laid, &blocks, findings);
    }
    // A request labelled as such in a section of its own, "List a site's drives", is one more path to the same end.
    let blocks: Vec<(usize, &Block)> = laid
        .blocks()
        .filter(|(s, b)| b.block_type() == "request" && !in_examples(*s) && !under_heading(*s))
        // An address with host and ids is an example.
        .filter(|(_, b)| !b.text.contains("://"))
        .collect();
    let mut known: HashSet<(String, String)> =
        lines.iter().map(|line| (line.method.clone(), line.template.text.clone())).collect();
    let ends: BTreeSet<(String, Option<Segment>)> =
        lines.iter().map(|line| (line.method.clone(), line.template.segments.last().cloned())).collect();
    for line in parse_lines(laid, &blocks, &mut Findings::default()) {
        if ends.contains(&(line.method.clone(), line.template.segments.last().cloned()))
            && known.insert((line.method.clone(), line.template.text.clone()))
        {
            lines.push(Line { shown: true, ..line });
        }
    }
    lines
}

/// A page has at most this many templates, each of which may become a module of its own. The most known is 65.
const MAX_TEMPLATES: usize = 1_000;

fn parse_lines(laid: &Laid<'_>, blocks: &[(usize, &Block)], findings: &mut Findings) -> Vec<Line> {
    let mut out = Vec::new();
    let mut read = 0;
    // The first template with a repeated placeholder, and the number of such templates: reported once for each page.
    let mut repeated = None;
    'blocks: for (section, block) in blocks {
        let head = laid.layout.operation(*section);
        for line in http::template_lines(block) {
            if read == MAX_TEMPLATES {
                let message = format!("the page has more than {MAX_TEMPLATES} request templates; the rest is not read");
                findings.report(Code::FileTooLarge, line.target.span, message);
                break 'blocks;
            }
            read += 1;
            match Template::parse(&line.target.value) {
                Ok(template) => {
                    if let Some(name) = repeated_placeholder(&template) {
                        let message = format!("`{{{name}}}` occurs twice in `{}`", template.text);
                        let first = repeated.get_or_insert((line.target.span, message, 0usize));
                        first.2 += 1;
                    }
                    let template = forms::without_samples(template);
                    let method = line.method.value.to_uppercase();
                    let query = line.target.value.split_once('?').map_or("", |(_, query)| query);
                    let options = options::of_query(query).collect();
                    out.push(Line { method, template, span: line.method.span, shown: false, head, options });
                }
                Err(error) => findings.report_with_help(
                    Code::TemplateMalformed,
                    line.target.span,
                    format!("`{}` is not a request template: {error}", line.target.value),
                    "write `/word/{placeholder}/word`",
                ),
            }
        }
    }
    if let Some((span, message, count)) = repeated {
        let more = if count > 1 {
            format!(
                ", and a placeholder occurs twice in {} more template{} of this page",
                count - 1,
                if count == 2 { "" } else { "s" }
            )
        } else {
            String::new()
        };
        findings.report_with_help(
            Code::DuplicatePlaceholder,
            span,
            message + &more,
            "name each placeholder after what it identifies",
        );
    }
    out
}

/// The name of a placeholder that occurs twice in a template.
fn repeated_placeholder(template: &Template) -> Option<&str> {
    let mut seen: Vec<&str> = Vec::new();
    template.segments.iter().find_map(|segment| match segment {
        Segment::Key(key) if seen.contains(&key.name.as_str()) => Some(key.name.as_str()),
        Segment::Key(key) => {
            seen.push(&key.name);
            None
        }
        _ => None,
    })
}

/// Reports templates without any documented word: a misspelled path, or one from elsewhere.
pub(super) fn unknown_words(lines: &[Line], page: &Page, types: &Types) -> Option<Diagnostic> {
    let is_known = |segment: &Segment| match segment {
        Segment::Literal(word) | Segment::Function { name: word, .. } => {
            let word = word.rsplit('.').next().unwrap_or(word);
            types.has_word(word) || page.stem.split('-').any(|part| part.starts_with(&word.to_lowercase()))
        }
        Segment::Cast(_) => true,
        _ => false,
    };
    let mut strange = lines.iter().filter(|l| !l.shown && !l.template.segments.iter().any(is_known));
    let first = strange.next()?;
    let more = match strange.count() {
        0 => String::new(),
        1 => "; neither does one more template of this page".to_owned(),
        more => format!("; neither do {more} more templates of this page"),
    };
    let message = format!("`{}` does not contain the name of a documented type or property{more}", first.template.text);
    Some(Diagnostic::new(Code::TemplateUnknown, first.span, message))
}
