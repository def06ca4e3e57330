//! Request templates: splitting a documented path into segments.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_codegen::model::{Segment, Template, TemplateError, is_graph, split_url};

fn parse(text: &str) -> Vec<Segment> {
    Template::parse(text).unwrap().segments
}

/// The template without everything that is not part of the path.
fn text(text: &str) -> String {
    Template::parse(text).unwrap().text
}

fn literal(word: &str) -> Segment {
    Segment::Literal(word.into())
}

#[test]
fn every_kind_of_segment() {
    assert_eq!(parse("https://graph.microsoft.com/v1.0/a/?$top=1"), [literal("a")]);
    assert_eq!(parse("a/b/"), [literal("a"), literal("b")]);
    assert!(matches!(&parse("/a/{id | name}")[1], Segment::Key(k) if k.name == "id | name"));
    assert!(matches!(&parse("/a/{id} | name")[1], Segment::Key(k) if k.name == "id | name"));
    assert!(matches!(&parse("/a/<the name>")[1], Segment::Key(k) if k.name == "the name"));
    assert!(matches!(&parse("/a/(team-id)")[1], Segment::Key(k) if k.name == "team-id"));
    assert!(matches!(&parse("/a/f(x='{x}',y={y})")[1], Segment::Function { name, parameters }
        if name == "f" && parameters.len() == 2 && parameters[0].quoted && !parameters[1].quoted));
    assert!(
        matches!(&parse("/a/range(<address>)")[1], Segment::Function { parameters, .. } if parameters[0].name.is_empty())
    );
    assert!(matches!(&parse("/a/role={id}")[1], Segment::AlternateKey(p) if p.name == "role"));
    assert!(
        matches!(parse("/root:/{item-path}:/children").as_slice(), [Segment::Literal(_), Segment::ItemPath(p), Segment::Literal(_)] if p.name == "item-path")
    );
    assert!(matches!(&parse("/a/microsoft.graph.b")[1], Segment::Cast(c) if c == "microsoft.graph.b"));
    assert_eq!(parse("/a/$value")[1], Segment::Value);
    assert_eq!(parse("/a/$ref")[1], Segment::Ref);
    assert_eq!(parse("/a/$count")[1], Segment::Count);
}

#[test]
fn the_colon_behind_the_path_of_an_item_may_be_left_out() {
    assert!(
        matches!(&parse("/drive/root:/{item-path}/bind")[2..], [Segment::ItemPath(p), Segment::Literal(bind)] if p.name == "item-path" && bind == "bind")
    );
    assert!(matches!(&parse("/drive/root:/{folder}/{name}")[2..], [Segment::ItemPath(p)] if p.name == "folder/name"));
}

#[test]
fn text_that_is_not_a_template() {
    for text in [
        "",
        "/",
        "/a/{id",
        "/a/** not found **",
        "https://graph.microsoft.com/v1.0** not found/a",
        "/a/{b}c",
        "/a/f{x}(y)",
        "/a/f(x)y)",
    ] {
        assert!(Template::parse(text).is_err(), "{text}");
    }
    assert_eq!(Template::parse("/a/{id"), Err(TemplateError::Unclosed('{')));
}

#[test]
fn segments_make_the_template_that_they_were_read_from() {
    for text in
        ["/a/{id}/f(x='{x}',y={y})/$ref", "/drive/root:/{item-path}:/children", "/a/role={id}/microsoft.graph.b/$count"]
    {
        assert_eq!(Template::from_segments(parse(text)).text, text);
    }
}

#[test]
fn host_version_and_query_are_no_part_of_a_path() {
    for (target, path) in [
        ("https://graph.microsoft.com/v1.0/users?$top=1", "/users"),
        ("https://graph.microsoft.com/beta/users", "/users"),
        ("http://graph.microsoft.com/v1.0/users", "/users"),
        ("https://graph/microsoft.com/v1.0/users", "/users"),
        ("HTTPS://Graph.Microsoft.com/V1.0/users", "/users"),
        ("graph.microsoft.com/v1.0/users", "/users"),
        ("//graph.microsoft.com/beta/users", "/users"),
        ("/graph.microsoft/users", "/graph.microsoft/users"),
        ("https://other.example.com/users", "/users"),
        ("https://{host}/v1.0/users", "/users"),
        ("/v1.0/users", "/users"),
        ("/beta/users", "/users"),
        ("Beta/users", "/users"),
        ("/betas/users", "/betas/users"),
        ("/a/{b?c}/d", "/a/{b?c}/d"),
        ("/a(x='?')/b?y", "/a(x='?')/b"),
        // An odd quote hides the query.
        ("/a'b?$top=1", "/a'b"),
    ] {
        assert_eq!(text(target), path, "{target}");
    }
}

#[test]
fn brackets_and_quotes_hold_slashes_and_commas() {
    let parameters = |target: &str| match parse(target).swap_remove(0) {
        Segment::Function { parameters, .. } => {
            parameters.into_iter().map(|parameter| (parameter.name, parameter.placeholder.name)).collect()
        }
        _ => Vec::new(),
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(parameters("/f(a=[x,y],b=2)"), [pair("a", "[x,y]"), pair("b", "2")]);
    assert_eq!(parameters("/f(a='x,y',b=2)"), [pair("a", "x,y"), pair("b", "2")]);
    assert_eq!(parameters("/f(a={'x'})"), [pair("a", "x")]);
    assert_eq!(parameters("/f(a='x)y')/b"), [pair("a", "x)y")]);
    assert_eq!(parse("/f(a='x)/y')/b").len(), 2);
    assert_eq!(parse("/f(a='x/y',b=(c/d))/{e/f}").len(), 2);
    // An unclosed parenthesis ends with its segment.
    assert_eq!(parse("/f(a='{a}'/b").len(), 2);
}

#[test]
fn a_template_has_at_most_64_segments_and_64_parameters() {
    let path = |count: usize| Template::parse(&"/a".repeat(count)).map(|template| template.segments.len());
    assert_eq!((path(64), path(65)), (Ok(64), Err(TemplateError::TooLong)));
    let call = |count: usize| Template::parse(&format!("/f({})", vec!["a=1"; count].join(","))).err();
    assert_eq!((call(64), call(65)), (None, Some(TemplateError::Parameters)));
}

#[test]
fn paths_of_the_signed_in_user() {
    for (path, is_of_me) in [
        ("/me/messages", true),
        ("/Me", true),
        ("/users/me/messages", true),
        ("/users/{id}/me", false),
        ("/groups/me", false),
        ("/mean", false),
    ] {
        assert_eq!(Template::parse(path).unwrap().starts_with_me(), is_of_me, "{path}");
    }
}

#[test]
fn addresses_of_graph() {
    for (url, is_of_graph) in [
        ("/users", true),
        ("users/1?link=x", true),
        ("https://graph.microsoft.com/v1.0/users", true),
        ("HTTPS://Graph.microsoft.us/v1.0/users", true),
        ("https://graph/microsoft.com/v1.0/users", true),
        ("https://graphs.example.com/users", false),
        ("https://callback.example.com/graph.microsoft.com", false),
    ] {
        assert_eq!(is_graph(url), is_of_graph, "{url}");
    }
}

#[test]
fn version_and_path_of_an_address() {
    assert_eq!(split_url("https://graph.microsoft.com/v1.0/users/1"), Some(("v1.0", "/users/1")));
    assert_eq!(split_url("http://Graph.microsoft.com/beta?x=1"), Some(("beta", "?x=1")));
    assert_eq!(split_url("https://graph.microsoft.com/v1.0"), Some(("v1.0", "")));
    for url in
        ["https://www.example.com/v1.0/users", "/v1.0/users", "https://graph.microsoft.com", "ftp://graph.a/v1.0/b"]
    {
        assert_eq!(split_url(url), None, "{url}");
    }
}

/// An extra slash does not end the path of an item: the text of a template reads as the template.
#[test]
fn an_empty_segment_does_not_end_the_path_of_an_item() {
    for text in ["/drive/root:/{path}//{id}", "/ba/=:/'{x}'users//{id}/"] {
        let template = Template::parse(text).unwrap();
        assert_eq!(Template::parse(&template.text), Ok(template), "{text}");
    }
}
