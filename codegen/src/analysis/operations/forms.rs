//! Other forms of a documented path: those that the examples of a page show, but its request section does not list.
//!
//! A page that lists `/users/{id}/assignLicense` and shows `POST /me/assignLicense` documents both. Only forms that are
//! the same resource by the rules of OData and of Graph's addressing are taken: the signed-in user for a user, one way
//! to reach a drive item for another, the arguments of a function, and the casts and `$count` behind a collection.

use super::super::names::is_guid;
use crate::model::{Parameter, Placeholder, Segment, Template};

/// The addition of an example to the documented templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The same template, its arguments written as the example writes them.
    Corrected(Template),
    /// One more path of the same operation.
    Alternate(Template),
}

/// The form of `template` that `url` shows; `None` if it shows none.
pub(super) fn shown(template: &Template, url: &str) -> Option<Form> {
    let concrete = Template::parse(url).ok()?;
    let (known, given) = (root(&template.segments), root(&concrete.segments));
    let same_class = known.class == given.class && known.class != Class::Other;
    let (mut segments, known_tail, given_tail) = if same_class && !alike(&known.segments, &given.segments) {
        (given.segments, template.segments.get(known.len..)?, concrete.segments.get(given.len..)?)
    } else {
        (Vec::new(), template.segments.as_slice(), concrete.segments.as_slice())
    };
    let mut other = !segments.is_empty();
    let mut given = given_tail.iter();
    for segment in known_tail {
        segments.push(aligned(segment, given.next()?, &mut other)?);
    }
    for rest in given {
        match rest {
            Segment::Count | Segment::Cast(_) | Segment::Value => segments.push(rest.clone()),
            _ => return None,
        }
        other = true;
    }
    let form = Template::from_segments(segments);
    if form.segments == template.segments || form.arguments(url).is_none() {
        return None;
    }
    Some(if other { Form::Alternate(form) } else { Form::Corrected(form) })
}

/// Whether two starts have the same words; the names of placeholders do not matter.
fn alike(a: &[Segment], b: &[Segment]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| match (a, b) {
            (Segment::Literal(a), Segment::Literal(b)) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        })
}

/// One segment of the form: as documented, its arguments as shown. `None` if the two are different segments.
fn aligned(known: &Segment, given: &Segment, other: &mut bool) -> Option<Segment> {
    match (known, given) {
        (Segment::Key(_), Segment::Key(_) | Segment::Literal(_) | Segment::AlternateKey(_) | Segment::Cast(_)) => {
            Some(known.clone())
        }
        (Segment::Literal(a), Segment::Literal(b)) | (Segment::Cast(a), Segment::Cast(b))
            if a.eq_ignore_ascii_case(b) =>
        {
            Some(known.clone())
        }
        (Segment::Literal(name), Segment::Function { name: b, parameters }) if name.eq_ignore_ascii_case(b) => {
            *other = true;
            let parameters = parameters.iter().map(|p| argument(None, p)).collect();
            Some(Segment::Function { name: name.clone(), parameters })
        }
        (Segment::Function { name, .. }, Segment::Literal(b)) if name.eq_ignore_ascii_case(b) => {
            *other = true;
            Some(Segment::Literal(name.clone()))
        }
        (Segment::Function { name, parameters: known }, Segment::Function { name: b, parameters: given })
            if name.eq_ignore_ascii_case(b) =>
        {
            *other |= known.len() != given.len();
            let find = |p: &Parameter| {
                known
                    .iter()
                    .find(|k| k.name.eq_ignore_ascii_case(&p.name))
                    .or_else(|| known.first().filter(|k| k.name.is_empty()))
            };
            *other |= given.iter().any(|p| find(p).is_none());
            let parameters = given.iter().map(|p| argument(find(p), p)).collect();
            Some(Segment::Function { name: name.clone(), parameters })
        }
        (Segment::AlternateKey(a), Segment::AlternateKey(b)) if a.name.eq_ignore_ascii_case(&b.name) => {
            Some(Segment::AlternateKey(argument(Some(a), b)))
        }
        (Segment::ItemPath(_), Segment::ItemPath(_))
        | (Segment::Value, Segment::Value)
        | (Segment::Ref, Segment::Ref)
        | (Segment::Count, Segment::Count) => Some(known.clone()),
        _ => None,
    }
}

/// A parameter with the words of the template, named and quoted as in the example: an example is a call that worked.
fn argument(known: Option<&Parameter>, given: &Parameter) -> Parameter {
    let words = match known {
        Some(known) => known.placeholder.name.clone(),
        None if given.name.is_empty() => "value".to_owned(),
        None => given.name.clone(),
    };
    Parameter { name: given.name.clone(), placeholder: Placeholder { name: words }, quoted: given.quoted }
}

/// Where a path starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A user: `/me`, `/users/{id}`.
    User,
    /// A drive: `/drive`, `/me/drive`, `/groups/{id}/drive`, `/drives/{id}`.
    Drive,
    /// An item of a drive: `root`, `items/{id}`, either with a path behind it.
    Item,
    /// A user of the education service.
    EducationUser,
    /// Anything else.
    Other,
}

/// The start of a path that can be written in several ways.
struct Root {
    class: Class,
    /// How many segments it takes.
    len: usize,
    /// These segments with placeholders for keys.
    segments: Vec<Segment>,
}

/// Reads the start of a path.
fn root(segments: &[Segment]) -> Root {
    let word = |at: usize, word: &str| matches!(segments.get(at), Some(Segment::Literal(found)) if found.eq_ignore_ascii_case(word));
    let is_key = |at: usize| matches!(segments.get(at), Some(Segment::Key(_) | Segment::Literal(_)));
    let literal = |word: &str| Segment::Literal(word.to_owned());
    let key = |name: &str| Segment::Key(Placeholder { name: name.to_owned() });

    let mut out = Root { class: Class::Other, len: 0, segments: Vec::new() };
    let education = word(0, "education");
    if education {
        out.segments.push(literal("education"));
        out.len = 1;
    }
    // Whose it is.
    if word(out.len, "me") {
        out.segments.push(literal("me"));
        out.len += 1;
        out.class = Class::User;
    } else {
        for (owner, name) in [("users", "user-id"), ("groups", "group-id"), ("sites", "site-id")] {
            if word(out.len, owner) && is_key(out.len + 1) {
                out.segments.extend([literal(owner), key(name)]);
                out.len += 2;
                if owner == "users" {
                    out.class = Class::User;
                }
                break;
            }
        }
    }
    if education {
        if out.class == Class::User {
            out.class = Class::EducationUser;
        }
        return out;
    }
    // Which drive.
    if word(out.len, "drive") {
        out.segments.push(literal("drive"));
        out.len += 1;
    } else if out.len == 0 && word(0, "drives") && is_key(1) {
        out.segments.extend([literal("drives"), key("drive-id")]);
        out.len = 2;
    } else {
        return out;
    }
    out.class = Class::Drive;
    // Which item.
    if word(out.len, "root") {
        out.segments.push(literal("root"));
        out.len += 1;
    } else if word(out.len, "items") && is_key(out.len + 1) {
        out.segments.extend([literal("items"), key("item-id")]);
        out.len += 2;
    } else {
        return out;
    }
    out.class = Class::Item;
    if matches!(segments.get(out.len), Some(Segment::ItemPath(_))) {
        out.segments.push(Segment::ItemPath(Placeholder { name: "item-path".to_owned() }));
        out.len += 1;
    }
    out
}

/// A documented path that is a sample of itself: an id or a host name in the place of a placeholder, and `...` for
/// folders in between. The ids become placeholders, the dots go.
pub(super) fn without_samples(template: Template) -> Template {
    let is_sample = |word: &str| {
        let host = word.contains('.')
            && !word.to_ascii_lowercase().starts_with("microsoft.")
            && word.split('.').all(|label| !label.is_empty());
        is_guid(word) || host
    };
    let is_left_out = |word: &str| word.chars().all(|c| matches!(c, '.' | '…'));
    let is_odd = |segment: &Segment| matches!(segment, Segment::Literal(word) if is_left_out(word) || is_sample(word));
    if !template.segments.iter().any(is_odd) {
        return template;
    }
    let mut changed = false;
    let mut segments = Vec::new();
    for segment in &template.segments {
        match segment {
            Segment::Literal(dots) if is_left_out(dots) => changed = true,
            Segment::Literal(word) if is_sample(word) && !segments.is_empty() => {
                changed = true;
                segments.push(Segment::Key(Placeholder { name: "id".to_owned() }));
            }
            _ => segments.push(segment.clone()),
        }
    }
    if changed && !segments.is_empty() { Template::from_segments(segments) } else { template }
}
