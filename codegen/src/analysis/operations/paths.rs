//! The paths of an api page: its request lines, and the operations that they are lines of.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashSet};

use super::super::examples::{Pair, ResponseBlock};
use super::super::layout::{Laid, part};
use super::super::options;
use super::super::types::Types;
use super::forms::{self, Form};
use super::functions;
use crate::diagnostic::{Code, Diagnostic};
use crate::docs::{Block, Page, http};
use crate::model::{Primitive, Segment, Template, is_graph};
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

/// The request lines of one operation: a verb and an ending.
pub(super) struct Group {
    pub method: String,
    /// The heading of the operation; 0 for the first one of the page.
    pub head: usize,
    /// What makes it an operation of its own, in lower case: `$ref`, `$value`, a cast; empty for most.
    pub ending: String,
    pub lines: Vec<Line>,
}

/// One operation for each verb and special ending below a heading; all other lines of a page are one operation with alternates.
pub(super) fn groups(lines: Vec<Line>, pairs: &[Pair<'_>]) -> Vec<Group> {
    let media = media(pairs, &lines);
    let mut groups: Vec<Group> = Vec::new();
    for line in lines {
        let ending = ending(&line.template, &media);
        let is_one =
            |group: &&mut Group| group.method == line.method && group.head == line.head && group.ending == ending;
        match groups.iter_mut().find(is_one) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { method: line.method.clone(), head: line.head, ending, lines: vec![line] }),
        }
    }
    groups
}

impl Group {
    /// Puts the canonical line first: it does not start at the signed-in user, if the page has such a one.
    pub fn canonical_first(&mut self) {
        if let Some(at) = self.lines.iter().position(|line| !line.shown && !line.template.starts_with_me()) {
            self.lines.get_mut(..=at).into_iter().for_each(|lines| lines.rotate_right(1));
        }
    }

    /// The templates, each once; `users('{id}')` is `users/{id}`, if the page has both.
    pub fn templates(&self) -> Vec<Template> {
        let mut texts: HashSet<&str> = HashSet::new();
        let lines = self.lines.iter().filter(|line| texts.insert(&line.template.text));
        let templates: Vec<&Template> = lines.map(|line| &line.template).collect();
        let is_twin = |t: &Template| t.text.contains('(') && templates.iter().any(|other| t.is_twin(other));
        templates.iter().filter(|template| !is_twin(template)).map(|template| (*template).clone()).collect()
    }
}

/// The last words, in lower case, of paths that answer the bytes of a medium where the path in front of them answers an object:
/// `/transcripts/{id}` and `/transcripts/{id}/content` on one page are two operations.
fn media(pairs: &[Pair<'_>], lines: &[Line]) -> HashSet<String> {
    let mut out = HashSet::new();
    for line in lines {
        let Some((Segment::Literal(word), before)) = line.template.segments.split_last() else { continue };
        let is_below = |other: &Line| other.method == line.method && other.template.segments == before;
        if before.is_empty() || !lines.iter().any(is_below) {
            continue;
        }
        let shows = |pair: &&Pair<'_>| {
            let address = pair.request.as_ref().and_then(|request| request.address.as_ref());
            address.is_some_and(|address| line.template.arguments_of(address).is_some())
        };
        let mut answers = pairs.iter().filter(shows).filter_map(|pair| pair.response.as_ref()).peekable();
        let is_medium = |answer: &ResponseBlock<'_>| {
            let named = answer.annotation.and_then(|annotation| annotation.odata_type());
            let is_stream = |name: &str| Primitive::parse(name) == Some(Primitive::Stream);
            answer.json().is_none() && named.is_some_and(|name| is_stream(&name.value))
        };
        if answers.peek().is_some() && answers.all(is_medium) {
            out.insert(word.to_lowercase());
        }
    }
    out
}

/// Adds the forms of the page's paths that only its examples show.
pub(super) fn add_shown_forms(laid: &Laid<'_>, pairs: &[Pair<'_>], lines: &mut Vec<Line>) {
    let parameters: OnceCell<HashSet<String>> = OnceCell::new();
    let parameters = || parameters.get_or_init(|| functions::documented_parameters(laid));
    let shows = |template: &Template| {
        let mut addresses = pairs.iter().filter_map(|pair| pair.request.as_ref()?.address.as_ref());
        addresses.any(|address| template.arguments_of(address).is_some())
    };
    for request in pairs.iter().filter_map(|pair| pair.request.as_ref()) {
        let message = &request.message;
        let (method, url) = (&message.method.value, message.target.value.as_str());
        let same_verb = |l: &&Line| l.method.eq_ignore_ascii_case(method);
        let Some(address) = request.address.as_ref().filter(|_| is_graph(url)) else { continue };
        if lines.iter().filter(same_verb).any(|l| l.template.arguments_of(address).is_some()) {
            continue;
        }
        let shown = lines
            .iter()
            .enumerate()
            .filter(|(_, l)| l.method.eq_ignore_ascii_case(method))
            .find_map(|(at, l)| forms::shown(&l.template, url).map(|form| (at, form)));
        let Some((at, form)) = shown else { continue };
        match (form, lines.get_mut(at)) {
            (Form::Corrected(template), Some(line)) => line.template = template,
            // The template leaves out what the page says to be its parameters.
            (Form::Alternate(template), Some(line))
                if functions::is_call(&line.template, &template, parameters) && !shows(&line.template) =>
            {
                let called = template.segments.last().cloned();
                line.template = template;
                let others = lines.iter_mut().filter(|line| line.method.eq_ignore_ascii_case(method));
                for line in others.filter(|line| !shows(&line.template)) {
                    functions::call(&mut line.template, called.as_ref());
                }
            }
            (Form::Alternate(template), Some(line)) => {
                let line = Line { template, shown: true, options: Vec::new(), ..line.clone() };
                lines.push(line);
            }
            (_, None) => {}
        }
    }
}

/// The ending that makes an operation of its own: `$ref`, `$value`, `$count`, a cast, the count behind a cast, or the word
/// of a medium.
fn ending(template: &Template, media: &HashSet<String>) -> String {
    match template.segments.as_slice() {
        [.., Segment::Ref] => "$ref".to_owned(),
        [.., Segment::Value] => "$value".to_owned(),
        [.., Segment::Cast(name), Segment::Count] => format!("{}/$count", name.to_lowercase()),
        [.., Segment::Count] => "$count".to_owned(),
        [.., Segment::Cast(name)] => name.to_lowercase(),
        [.., Segment::Literal(word)] if media.contains(&word.to_lowercase()) => word.to_lowercase(),
        _ => String::new(),
    }
}

/// The request lines of a page: under an "HTTP request" heading, whatever the block is labelled; if there is none,
/// from any other block that is no example.
pub(super) fn template_lines(laid: &Laid<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let in_examples = |section: usize| laid.layout.within(section, part::EXAMPLE);
    let under_heading = |section: usize| laid.layout.within(section, part::TEMPLATES) && !in_examples(section);
    let blocks: Vec<(usize, &Block)> = laid.blocks().filter(|(s, _)| under_heading(*s)).collect();
    let mut lines = parse_lines(laid, &blocks, diagnostics);
    if lines.is_empty() {
        let blocks: Vec<(usize, &Block)> = laid
            .blocks()
            .filter(|(s, b)| !in_examples(*s) && matches!(b.block_type(), "ignored" | "samples" | "request" | ""))
            .collect();
        lines = parse_lines(laid, &blocks, diagnostics);
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
    for line in parse_lines(laid, &blocks, &mut Vec::new()) {
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

fn parse_lines(laid: &Laid<'_>, blocks: &[(usize, &Block)], diagnostics: &mut Vec<Diagnostic>) -> Vec<Line> {
    let mut out = Vec::new();
    let mut read = 0;
    // The first template with a placeholder that is there twice, and how many there are: a page is told once.
    let mut repeated = None;
    'blocks: for (section, block) in blocks {
        let head = laid.layout.operation(*section);
        for line in http::template_lines(block) {
            if read == MAX_TEMPLATES {
                let message =
                    format!("the page has more than {MAX_TEMPLATES} request templates; the others are left out");
                diagnostics.push(Diagnostic::new(Code::FileTooLarge, line.target.span, message));
                break 'blocks;
            }
            read += 1;
            match Template::parse(&line.target.value) {
                Ok(template) => {
                    if let Some(name) = twice(&template) {
                        let message = format!("`{{{name}}}` is there twice in `{}`", template.text);
                        let first = repeated.get_or_insert((line.target.span, message, 0usize));
                        first.2 += 1;
                    }
                    let template = forms::without_samples(template);
                    let method = line.method.value.to_uppercase();
                    let query = line.target.value.split_once('?').map_or("", |(_, query)| query);
                    let options = options::of_query(query).collect();
                    out.push(Line { method, template, span: line.method.span, shown: false, head, options });
                }
                Err(error) => diagnostics.push(
                    Diagnostic::new(
                        Code::TemplateMalformed,
                        line.target.span,
                        format!("`{}` is no request template: {error}", line.target.value),
                    )
                    .help("write `/word/{placeholder}/word`"),
                ),
            }
        }
    }
    if let Some((span, message, count)) = repeated {
        let more = if count > 1 {
            format!(", and so in {} more template{} of this page", count - 1, if count == 2 { "" } else { "s" })
        } else {
            String::new()
        };
        diagnostics.push(
            Diagnostic::new(Code::DuplicatePlaceholder, span, message + &more)
                .help("name each placeholder after what it identifies"),
        );
    }
    out
}

/// A placeholder name that a template has twice.
fn twice(template: &Template) -> Option<&str> {
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

/// Says which templates have not one word that a page documents: a misspelled path, or one from elsewhere.
pub(super) fn unknown_words(lines: &[Line], page: &Page, types: &Types, diagnostics: &mut Vec<Diagnostic>) {
    let is_known = |segment: &Segment| match segment {
        Segment::Literal(word) | Segment::Function { name: word, .. } => {
            let word = word.rsplit('.').next().unwrap_or(word);
            types.has_word(word) || page.stem.split('-').any(|part| part.starts_with(&word.to_lowercase()))
        }
        Segment::Cast(_) => true,
        _ => false,
    };
    let mut strange = lines.iter().filter(|l| !l.shown && !l.template.segments.iter().any(is_known));
    let Some(first) = strange.next() else { return };
    let more = match strange.count() {
        0 => String::new(),
        1 => ", nor of one more template of this page".to_owned(),
        more => format!(", nor of {more} more templates of this page"),
    };
    let message = format!("no word of `{}` is the name of a documented type or property{more}", first.template.text);
    diagnostics.push(Diagnostic::new(Code::TemplateUnknown, first.span, message));
}
