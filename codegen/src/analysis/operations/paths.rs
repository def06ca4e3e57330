//! The paths of an api page: the operations to which its request lines belong, and the paths that its examples add.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::super::exchanges::{Pair, ResponseBlock};
use super::super::layout::Laid;
use super::forms::{self, Form};
use super::functions;
use super::lines::Line;
use crate::model::{Primitive, Segment, Template, is_graph};

/// The request lines of one operation: a verb and an ending.
pub(super) struct Group {
    pub method: String,
    /// The heading of the operation; 0 for the first one of the page.
    pub head: usize,
    /// The ending that makes it a separate operation, in lower case: `$ref`, `$value`, a cast; empty for most.
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

/// The last words, in lower case, of paths that return the bytes of a medium if the path before them returns an object:
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
