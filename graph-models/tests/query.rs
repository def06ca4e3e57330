//! Query options: names, expressions and literals, which cannot become other expressions.

#![cfg(feature = "m365-backup-storage")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

#[path = "query/parser.rs"]
mod parser;

use graph_models::models::{
    AnyProtectionPolicyBase, BackupRestoreRoot, ExchangeProtectionPolicy, Identity, IdentitySet, ProtectionPolicyBase,
    ProtectionPolicyStatus, RestorePoint, RetentionSetting,
};
use graph_models::requests::Graph;
use graph_models::runtime::Many;
use graph_models::{
    Binary, Date, DateTimeOffset, Double, Duration, Field, Filter, Guid, Int64, Page, Relationship, Search, TimeOfDay,
};
use parser::Tree;
use proptest::prelude::*;

/// A property of any kind.
const fn field<V>(name: &'static str) -> Field<RestorePoint, V> {
    Field::new(name)
}

/// The value of a query option in the URL of a request, decoded as by a server.
fn option(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let found: Vec<String> = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .filter(|(it, _)| decode(it) == name)
        .map(|(_, value)| decode(value))
        .collect();
    assert!(found.len() < 2, "{name} occurs twice in {url}");
    found.into_iter().next()
}

#[test]
fn every_scalar_has_its_literal() {
    let cases: [(Filter<RestorePoint>, &str); 23] = [
        (field::<String>("a").eq("it's"), "a eq 'it''s'"),
        (field::<String>("a").ne(String::new()), "a ne ''"),
        (field::<bool>("a").eq(true), "a eq true"),
        (field::<i32>("a").lt(-3), "a lt -3"),
        (field::<u8>("a").le(7), "a le 7"),
        (field::<Int64>("a").gt(5_000_000_000), "a gt 5000000000"),
        (field::<Double>("a").ge(1.5), "a ge 1.5"),
        (field::<Double>("a").ge(2), "a ge 2"),
        (field::<Double>("a").lt(f64::INFINITY), "a lt INF"),
        (field::<Double>("a").gt(f64::NEG_INFINITY), "a gt -INF"),
        (field::<Double>("a").ne(f64::NAN), "a ne NaN"),
        (field::<Guid>("a").eq("9f1a2b3c-0000-4000-8000-00000000000F"), "a eq 9f1a2b3c-0000-4000-8000-00000000000F"),
        (field::<DateTimeOffset>("a").ge("2026-03-08T00:00:00.5+01:00"), "a ge 2026-03-08T00:00:00.5+01:00"),
        (field::<DateTimeOffset>("a").ge("-0001-03-08T00:00:00Z"), "a ge -0001-03-08T00:00:00Z"),
        (field::<DateTimeOffset>("a").ge("2026-03-08t00:00:00z"), "a ge 2026-03-08t00:00:00z"),
        (field::<Date>("a").lt("2026-03-08"), "a lt 2026-03-08"),
        (field::<TimeOfDay>("a").gt("07:30:00.1"), "a gt 07:30:00.1"),
        (field::<Duration>("a").le("PT1H"), "a le duration'PT1H'"),
        (field::<Binary>("a").eq("+/8="), "a eq binary'-_8='"),
        (field::<ProtectionPolicyStatus>("a").eq(ProtectionPolicyStatus::Active), "a eq 'active'"),
        (field::<ProtectionPolicyStatus>("a").eq("it's new"), "a eq 'it''s new'"),
        (
            field::<ProtectionPolicyStatus>("a").has(ProtectionPolicyStatus::Active),
            "a has microsoft.graph.protectionPolicyStatus'active'",
        ),
        (field::<String>("a").is_null() | field::<i32>("b").is_not_null(), "a eq null or b ne null"),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.as_str(), expected);
    }
}

#[test]
fn texts_that_are_no_scalars_stay_texts() {
    for wrong in ["displayName", "null", "1 or true", "", "2026-01-01T00:00:00Z or 1 eq 1", "-x", "INF", "9'"] {
        let quoted = format!("a eq '{}'", wrong.replace('\'', "''"));
        assert_eq!(field::<Guid>("a").eq(wrong).as_str(), quoted);
        assert_eq!(field::<DateTimeOffset>("a").eq(wrong).as_str(), quoted);
        assert_eq!(field::<Date>("a").eq(wrong).as_str(), quoted);
        assert_eq!(field::<TimeOfDay>("a").eq(wrong).as_str(), quoted);
    }
}

#[test]
fn functions_lists_and_lambdas() {
    let name = || field::<String>("name");
    let tags = || field::<Vec<String>>("tags");
    let sets = || field::<Vec<IdentitySet>>("sets");
    let rules = Relationship::<RestorePoint, Identity, Many>::new("rules");
    let cases: [(Filter<RestorePoint>, &str); 16] = [
        (name().starts_with("O'"), "startswith(name,'O''')"),
        (name().ends_with("x"), "endswith(name,'x')"),
        (name().contains("%&"), "contains(name,'%&')"),
        (name().to_lower().eq("a"), "tolower(name) eq 'a'"),
        (name().is_in(["a", "b'c"]), "name in ('a','b''c')"),
        (field::<i32>("n").is_in(vec![1, 2]), "n in (1,2)"),
        (name().is_in::<[&str; 0]>([]), "false"),
        (tags().any(|tag| tag.eq("a")), "tags/any(a:a eq 'a')"),
        (tags().all(|tag| tag.ne("a") & tag_free()), "tags/all(a:a ne 'a' and name eq null)"),
        (tags().is_not_empty(), "tags/any()"),
        (tags().count().gt(1), "tags/$count gt 1"),
        (sets().any(|set| set.then(IdentitySet::USER).then(Identity::ID).eq("u")), "sets/any(a:a/user/id eq 'u')"),
        (
            sets().any(|set| tags().any(|tag| tag.eq("x") & set.then(IdentitySet::USER).is_null())),
            "sets/any(a:tags/any(b:b eq 'x' and a/user eq null))",
        ),
        (
            tags().any(|tag| tag.eq("x")) & tags().any(|tag| tag.eq("y")),
            "tags/any(a:a eq 'x') and tags/any(a:a eq 'y')",
        ),
        (rules.any(|rule| rule.then(Identity::DISPLAY_NAME).is_null()), "rules/any(a:a/displayName eq null)"),
        (rules.count().eq(0) & !rules.is_not_empty(), "rules/$count eq 0 and not rules/any()"),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.as_str(), expected);
    }
    // A condition that panics does not affect the names in others.
    let _ = std::panic::catch_unwind(|| tags().any(|_| -> Filter<RestorePoint> { panic!("in a condition") }));
    assert_eq!(tags().any(|tag| tag.is_null()).as_str(), "tags/any(a:a eq null)");
}

fn tag_free() -> Filter<RestorePoint> {
    field::<String>("name").is_null()
}

#[test]
fn parentheses_are_added_where_needed() {
    let is = |name: &'static str| field::<i32>(name).eq(1);
    let cases: [(Filter<RestorePoint>, &str); 9] = [
        (is("a") & is("b") | is("c"), "a eq 1 and b eq 1 or c eq 1"),
        (is("a") & (is("b") | is("c")), "a eq 1 and (b eq 1 or c eq 1)"),
        ((is("a") | is("b")) & is("c"), "(a eq 1 or b eq 1) and c eq 1"),
        (!(is("a") | is("b")), "not (a eq 1 or b eq 1)"),
        (!is("a"), "not (a eq 1)"),
        (!!is("a"), "not (not (a eq 1))"),
        (!field::<String>("a").contains("x") & is("b"), "not contains(a,'x') and b eq 1"),
        (is("a").and("b eq 1 or c eq 1"), "a eq 1 and (b eq 1 or c eq 1)"),
        (is("a").and(field::<bool>("b")).not(), "not (a eq 1 and b)"),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.as_str(), expected);
    }
    assert_eq!(Filter::all_of(["a", "b", "c"].map(is)).unwrap().as_str(), "a eq 1 and b eq 1 and c eq 1");
    assert_eq!(Filter::any_of(["a", "b"].map(is)).unwrap().as_str(), "a eq 1 or b eq 1");
    assert!(Filter::<RestorePoint>::all_of([]).is_none());
}

#[test]
fn generated_names_go_into_requests() {
    let points = Graph::new().solutions().backup_restore().restore_points();
    let request = points
        .get()
        .select((RestorePoint::ID, RestorePoint::PROTECTION_DATE_TIME, "extra"))
        .select([RestorePoint::TAGS.as_str()])
        .filter(RestorePoint::PROTECTION_DATE_TIME.ge("2026-03-08T00:00:00Z"))
        .order_by((RestorePoint::PROTECTION_DATE_TIME.desc(), RestorePoint::ID))
        .order_by(RestorePoint::TAGS.asc())
        .expand(RestorePoint::PROTECTION_UNIT.select("id").levels(2))
        .search(Search::field(RestorePoint::ID, "a \"b\"").and(Search::phrase("x").or(Search::phrase("y"))))
        .top(3)
        .skip(4)
        .skip_token("X'1&2")
        .count(true)
        .format("application/json");
    let url = request.url();
    for (name, value) in [
        ("$select", "id,protectionDateTime,extra,tags"),
        ("$filter", "protectionDateTime ge 2026-03-08T00:00:00Z"),
        ("$orderby", "protectionDateTime desc,id,tags asc"),
        ("$expand", "protectionUnit($levels=2;$select=id)"),
        ("$search", r#""id:a \"b\"" AND ("x" OR "y")"#),
        ("$top", "3"),
        ("$skip", "4"),
        ("$skiptoken", "X'1&2"),
        ("$count", "true"),
        ("$format", "application/json"),
    ] {
        assert_eq!(option(&url, name).as_deref(), Some(value), "{name}");
    }
    assert!(!url.contains(['+', ' ', '"']), "{url}");
}

/// If a base type is documented, properties of derived types are accepted too; if no type is, any are.
#[test]
fn properties_of_derived_types_apply() {
    let policies = Graph::new().solutions().backup_restore().protection_policies();
    let request = policies
        .clone()
        .get()
        .select((ProtectionPolicyBase::ID, ExchangeProtectionPolicy::DISPLAY_NAME))
        .order_by(ExchangeProtectionPolicy::DISPLAY_NAME.cast().desc())
        .filter(
            ProtectionPolicyBase::STATUS
                .eq(ProtectionPolicyStatus::Active)
                .and(ProtectionPolicyBase::DISPLAY_NAME.is_not_null())
                .widen::<AnyProtectionPolicyBase>()
                .and(ExchangeProtectionPolicy::DISPLAY_NAME.is_not_null().widen()),
        );
    assert_eq!(option(&request.url(), "$select").unwrap(), "id,displayName");
    assert_eq!(
        option(&request.url(), "$orderby").unwrap(),
        "microsoft.graph.exchangeProtectionPolicy/displayName desc"
    );
    // A request that is changed to another type accepts properties of that type.
    let delta = policies.get().returning::<Page<graph_models::DeltaItem<RestorePoint>>>().select(RestorePoint::ID);
    assert!(delta.url().ends_with("?$select=id"));
    let untyped = delta.returning::<serde_json::Value>().select((Identity::ID, RestorePoint::TAGS));
    assert!(untyped.url().ends_with("?$select=id,id,tags"));
    assert!(
        untyped.clone().returning::<()>().select(["a", "", "b"]).select("").url().ends_with("?$select=id,id,tags,a,b")
    );
    let nothing: [&str; 0] = [];
    assert!(!untyped.returning::<()>().expand(nothing).url().contains("$expand"));
}

#[test]
fn expansions_nest() {
    let rules = BackupRestoreRoot::RESTORE_POINTS;
    let expansion = rules
        .filter(RestorePoint::ID.eq("a;b)"))
        .select((RestorePoint::ID, RestorePoint::TAGS))
        .order_by(RestorePoint::ID.desc())
        .top(2)
        .skip(1)
        .count(true)
        .expand(RestorePoint::PROTECTION_UNIT.expansion().all_levels());
    assert_eq!(
        expansion.to_string(),
        "restorePoints($count=true;$expand=protectionUnit($levels=max);$filter=id eq 'a;b)';$orderby=id desc;\
         $select=id,tags;$skip=1;$top=2)"
    );
    assert_eq!(rules.expansion().to_string(), "restorePoints");
    assert_eq!(
        ProtectionPolicyBase::RETENTION_SETTINGS.any(|it| it.then(RetentionSetting::INTERVAL).is_null()).as_str(),
        "retentionSettings/any(a:a/interval eq null)"
    );
}

/// Trees of conditions, each with its text.
fn condition() -> impl Strategy<Value = (Tree, Filter<RestorePoint>)> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|text| (Tree::leaf("eq", "a", &text), field::<String>("a").eq(&text))),
        any::<String>().prop_map(|text| (Tree::leaf("contains", "b", &text), field::<String>("b").contains(&text))),
        any::<String>().prop_map(|text| {
            let (tree, inner) = (Tree::leaf("ne", "a", &text), text);
            (Tree::Any("c".to_owned(), Box::new(tree)), field::<Vec<String>>("c").any(|item| item.ne(inner)))
        }),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|((a, x), (b, y))| (Tree::And(Box::new(a), Box::new(b)), x & y)),
            (inner.clone(), inner.clone()).prop_map(|((a, x), (b, y))| (Tree::Or(Box::new(a), Box::new(b)), x | y)),
            inner.prop_map(|(a, x)| (Tree::Not(Box::new(a)), !x)),
        ]
    })
}

proptest! {
    /// A service reads the intended condition: through the expression, its encoding and a URL.
    #[test]
    fn an_expression_is_read_as_it_was_built((tree, filter) in condition()) {
        let points = Graph::new().solutions().backup_restore().restore_points();
        let http = points.get().filter(&filter).top(1).into_http().unwrap();
        let read = option(&http.uri().to_string(), "$filter").unwrap();
        prop_assert_eq!(&read, filter.as_str());
        prop_assert_eq!(parser::parse(&read).map(Tree::flat), Ok(tree.flat()), "{}", read);
        prop_assert_eq!(option(&http.uri().to_string(), "$top"), Some("1".to_owned()));
    }

    /// A text cannot leave its quotes, whatever its type.
    #[test]
    fn a_value_stays_one_value(text in any::<String>()) {
        for filter in [
            field::<String>("a").eq(&text),
            field::<Guid>("a").eq(&*text),
            field::<DateTimeOffset>("a").eq(&*text),
            field::<Date>("a").eq(&*text),
            field::<TimeOfDay>("a").eq(&*text),
            field::<ProtectionPolicyStatus>("a").eq(&*text),
            field::<Duration>("a").eq(&*text),
            field::<Binary>("a").eq(&*text),
        ] {
            let parsed = parser::parse(filter.as_str());
            prop_assert!(matches!(parsed, Ok(Tree::Leaf { .. })), "{filter}: {parsed:?}");
        }
        let search = Search::phrase(&text);
        let inner = search.as_str().strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap();
        let mut rest = inner.chars();
        let mut read = String::new();
        while let Some(c) = rest.next() {
            prop_assert_ne!(c, '"');
            read.push(if c == '\\' { rest.next().unwrap() } else { c });
        }
        prop_assert_eq!(read, text);
    }
}
