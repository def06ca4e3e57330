//! Request templates.

use graph_codegen::model::{Segment, Template};

/// A printed template is read again as the same template, and its arguments are found in a path made of them.
pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(template) = Template::parse(text) else { return };
    assert_eq!(Template::parse(text).as_ref(), Ok(&template));
    assert!(template.text.starts_with('/'), "{template:?}");
    assert!(!template.segments.is_empty() && template.segments.len() <= 64);

    // Behind another host, a version is a segment as any other.
    if !matches!(template.segments.first(), Some(Segment::Literal(word)) if is_version(word)) {
        let again = Template::parse(&template.text).unwrap_or_else(|error| panic!("{:?}: {error}", template.text));
        assert_eq!(again, template);
    }

    let arguments = arguments(&template.segments);
    let values: Vec<String> = (0..arguments).map(|number| format!("value{number}")).collect();
    let path = template.filled(&values);
    if plain(&template.segments) {
        let rebuilt = Template::from_segments(template.segments.clone());
        let read = Template::parse(&rebuilt.text).unwrap_or_else(|error| panic!("{:?}: {error}", rebuilt.text));
        assert_eq!(read.segments, template.segments, "{}", rebuilt.text);
        assert_eq!(template.arguments(&path).as_deref(), Some(values.as_slice()), "{path} by {template}");
    }
    drop(template.arguments(text));
}

/// How many values the caller supplies.
fn arguments(segments: &[Segment]) -> usize {
    let of = |segment: &Segment| match segment {
        Segment::Key(_) | Segment::AlternateKey(_) | Segment::ItemPath(_) => 1,
        Segment::Function { parameters, .. } => parameters.len(),
        _ => 0,
    };
    segments.iter().map(of).sum()
}

/// Whether the template consists of simple words: the meaning of others depends on the text around them.
fn plain(segments: &[Segment]) -> bool {
    let word =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let mut before_path = true;
    segments.iter().all(|segment| {
        let follows_path = !std::mem::replace(&mut before_path, true);
        match segment {
            Segment::Literal(text) => word(text),
            Segment::Cast(text) => text.split('.').all(word),
            Segment::Key(key) => word(&key.name),
            Segment::Function { name, parameters } => {
                let named = parameters.iter().all(|p| word(&p.name));
                word(name) && named && parameters.iter().all(|p| word(&p.placeholder.name))
            }
            Segment::AlternateKey(key) => word(&key.name) && word(&key.placeholder.name),
            Segment::ItemPath(path) => {
                before_path = false;
                word(&path.name) && !follows_path
            }
            Segment::Value | Segment::Ref | Segment::Count => true,
        }
    }) && !matches!(segments.first(), Some(Segment::ItemPath(_)))
        && !matches!(segments.first(), Some(Segment::Literal(word)) if is_version(word))
}

fn is_version(word: &str) -> bool {
    ["v1.0", "beta"].iter().any(|version| word.eq_ignore_ascii_case(version))
}
