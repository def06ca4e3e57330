//! Strict and tolerant decoding, envelopes, delta pages.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a panic fails the test")]

mod support;

use std::collections::BTreeMap;

use graph_models::runtime::decode::{self, Decoded};
use graph_models::runtime::object;
use graph_models::*;
use serde_json::{Value as Json, json};
use support::*;

/// Decodes in all three ways: the results agree, and the decoded value encodes to an equal value.
fn check<T>(json: &Json) -> Decoded<T>
where
    T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + PartialEq,
{
    let text = json.to_string();
    let decoded = decode::with_report::<T>(text.as_bytes()).unwrap();
    assert_eq!(serde_json::to_value(&decoded.value).unwrap(), *json);
    assert_eq!(decode::tolerant::<T>(text.as_bytes()).unwrap(), decoded.value);
    assert_eq!(decode::value::<T>(json).unwrap(), decoded);
    let strict = decode::strict::<T>(text.as_bytes());
    assert_eq!(strict.is_ok(), decoded.is_exact(), "{strict:?} but {:?}", decoded.deviations);
    assert_eq!(serde_json::from_str::<T>(&text).ok(), strict.ok());
    decoded
}

/// Like `check`, but returns the report, sorted by path, because features of `serde_json` affect the order of members.
fn report<T>(json: Json) -> Vec<(String, String)>
where
    T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug + PartialEq,
{
    let mut report: Vec<_> =
        check::<T>(&json).deviations.into_iter().map(|it| (it.member.clone(), it.to_string())).collect();
    report.sort();
    report
}

fn says(member: &str, text: &str) -> (String, String) {
    (member.to_owned(), text.to_owned())
}

mod members {
    use super::*;

    #[test]
    fn one_wrong_member_costs_nothing_else() {
        let json = json!({"id": "a", "age": "three", "size": 5, "other": [1], "parent": {"id": 7, "age": 8}});
        let decoded = check::<Node>(&json);
        let node = &decoded.value;
        assert_eq!(node.id, "a");
        assert!(node.age.is_absent());
        assert_eq!(node.additional.get("age"), Some(&json!("three")));
        assert_eq!(node.additional.get("other"), Some(&json!([1])));
        assert_eq!(node.size, 5);
        let parent = node.parent.as_deref().into_option().unwrap();
        assert_eq!((&parent.age, parent.additional.get("id")), (&8.into(), Some(&json!(7))));
        assert_eq!(
            report::<Node>(json),
            [
                says("/age", "/age: expected i32, found string \"three\""),
                says("/parent/id", "/parent/id: expected a string, found integer `7`"),
            ]
        );
    }

    #[test]
    fn every_kind_at_every_place() {
        let samples = [
            json!(null),
            json!(true),
            json!(0),
            json!(-1),
            json!(256),
            json!(40000),
            json!(3_000_000_000_u64),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1.5),
            json!(1e300),
            json!(2.0),
            json!(""),
            json!("5"),
            json!("INF"),
            json!([]),
            json!([1]),
            json!([null]),
            json!([1, "x"]),
            json!({}),
            json!({"a": 1}),
        ];
        for sample in &samples {
            for name in ["byte", "short", "int", "long", "double", "flag", "text", "list"] {
                let decoded = check::<Numbers>(&json!({name: sample, "flag2": 1}));
                assert!(decoded.deviations.len() <= 1);
                check::<Vec<Numbers>>(&json!([{"text": "a"}, {name: sample}]));
            }
            for name in ["id", "parent", "period", "status", "tags", "children", "size", "ratio", "age", "any"] {
                check::<Node>(&json!({"id": "a", name: sample}));
                check::<Node>(&json!({"parent": {"children": [{}, {"id": "a", name: sample}]}}));
                check::<Page<Node>>(&json!({"value": [{"id": "a", name: sample}]}));
                check::<Property<Node>>(&json!({name: sample}));
            }
            // A link of another kind is an error: `an_unreadable_link_does_not_end_a_collection`.
            let is_link = sample.is_null() || sample.is_string();
            let links = ["@odata.nextLink", "@odata.deltaLink"].into_iter().filter(|_| is_link);
            for name in ["@odata.count", "@odata.context"].into_iter().chain(links) {
                check::<Page<Node>>(&json!({"value": [{"id": "a"}], name: sample}));
                check::<Page<String>>(&json!({"value": ["a", sample], name: sample}));
                check::<DeltaPage<Node>>(&json!({"value": [{"id": "a"}, sample], name: sample}));
                check::<Value<i32>>(&json!({"value": sample, name: sample}));
            }
            check::<Value<bool>>(&json!({"value": sample}));
            check::<Value<String>>(&json!({"value": sample}));
            check::<Value<Guid>>(&json!({"value": sample}));
            check::<Value<Status>>(&json!({"value": sample}));
            check::<Value<Property<i16>>>(&json!({"value": sample}));
            check::<Value<Option<Node>>>(&json!({"value": sample}));
            check::<Value<Vec<String>>>(&json!({"value": sample}));
            check::<Value<Vec<u8>>>(&json!({"value": [sample, 1]}));
            check::<Page<i32>>(&json!({"value": [sample, 1]}));
            check::<Page<Status>>(&json!({"value": [sample, "active"]}));
            for name in ["@odata.type", "id", "radius", "size"] {
                check::<AnyShape>(&json!({name: sample, "size": "wrong", "x": 1}));
                check::<Drawing>(&json!({"main": {name: sample}, "shapes": [{"radius": 1, name: sample}]}));
                check::<Drawing>(&json!({"main": {"@odata.type": "#microsoft.graph.circle", name: sample}}));
            }
        }
    }

    #[test]
    fn a_collection_keeps_the_elements_that_fit_and_reports_the_others() {
        let json = json!({"tags": ["a", null, "b", 3], "children": [{"age": "x"}, 5, {"age": "y"}], "id": "a"});
        assert_eq!(
            report::<Node>(json.clone()),
            [
                says("/children", "/children/1: expected an object (microsoft.graph.node), found integer `5`"),
                says("/children/0/age", "/children/0/age: expected i32, found string \"x\""),
                says("/children/2/age", "/children/2/age: expected i32, found string \"y\""),
                says("/tags", "/tags/1: expected a string, found null"),
                says("/tags", "/tags/3: expected a string, found integer `3`"),
            ]
        );
        let node = check::<Node>(&json).value;
        assert_eq!(node.tags.as_deref().unwrap_or(&[]), ["a", "b"]);
        assert_eq!(node.children.as_deref().unwrap_or(&[]).len(), 2);
        assert_eq!(node.additional.get("tags"), json.get("tags"));
        let nested = check::<Node>(&json!({"parent": {"children": [{"tags": [null, "x"]}, null]}})).value;
        let parent = nested.parent.as_deref().into_option().unwrap();
        assert_eq!(parent.children.as_deref().unwrap_or(&[])[0].tags.as_deref().unwrap_or(&[]), ["x"]);
    }

    #[test]
    fn a_collection_without_a_single_element_that_fits_is_absent() {
        let json = json!({"tags": [null, 3], "children": []});
        assert_eq!(report::<Node>(json.clone()), [says("/tags", "/tags/0: expected a string, found null")]);
        let node = check::<Node>(&json).value;
        assert!(node.tags.is_absent() && node.children == Vec::new());
    }

    /// The encoded member: unchanged, unless the field was changed.
    #[test]
    fn a_partly_read_member_is_written_unchanged_until_its_field_changes() {
        let json = json!({"tags": ["a", null], "age": "5"});
        let read = || -> Node { decode::tolerant(json.to_string().as_bytes()).unwrap() };
        let written = |node: &Node| serde_json::to_value(node).unwrap();
        assert_eq!(written(&read()), json);
        assert_eq!(written(&read().clone()), json);

        let mut node = read();
        node.tags.as_mut().into_option().unwrap().push("b".to_owned());
        node.age = 6.into();
        assert_eq!(written(&node), json!({"tags": ["a", "b"], "age": 6}));
        node.tags = Property::Value(Vec::new());
        node.age = Property::Null;
        assert_eq!(written(&node), json!({"tags": [], "age": null}));

        let mut node = read();
        node.additional.remove("tags");
        node.additional.remove("age");
        assert_eq!(written(&node), json!({"tags": ["a"], "age": 5}));

        // A member set by the caller is like any other member: the field wins.
        let mut node = read();
        node.additional.insert("tags", json!(["c"]));
        assert_eq!(written(&node), json!({"tags": ["a"], "age": "5"}));
    }

    #[test]
    fn integers_in_quotes_are_read_and_written_back_in_quotes() {
        let json = json!({"byte": "255", "short": "-32768", "int": "1", "list": ["7", 8, "x"], "long": "9"});
        let decoded = check::<Numbers>(&json);
        let numbers = &decoded.value;
        assert_eq!((&numbers.byte, &numbers.short, &numbers.int), (&255.into(), &(-32768).into(), &1.into()));
        assert_eq!((numbers.list.as_deref().unwrap_or(&[]), &numbers.long), (&[7, 8][..], &Int64::new(9).into()));
        let mut paths: Vec<&str> = decoded.deviations.iter().map(|it| &*it.path).collect();
        paths.sort_unstable();
        assert_eq!(paths, ["/byte", "/int", "/list/0", "/list/2", "/short"]);
        assert_eq!(
            report::<Signed>(json!({"tiny": "-128"})),
            [says("/tiny", "/tiny: expected i8, found string \"-128\"")]
        );
        assert_eq!(check::<Signed>(&json!({"tiny": "-128"})).value.tiny, -128);
        for other in ["256", "-1", "007", "+5", " 5", "", "1.0", "x"] {
            let numbers = check::<Numbers>(&json!({"byte": other})).value;
            assert!(numbers.byte.is_absent(), "{other:?}");
        }
    }

    #[test]
    fn flags_in_one_text_are_a_list_of_them() {
        let json = json!({"states": "active, unheardOf,draft", "state": "active,draft"});
        let decoded = check::<Signed>(&json);
        let states = decoded.value.states.as_deref().unwrap_or(&[]).to_vec();
        assert_eq!(states, [Status::Active, Status::UnknownValue("unheardOf".to_owned()), Status::Draft]);
        assert_eq!(decoded.deviations.len(), 1);
        assert_eq!(decoded.deviations[0].path, "/states");
        // Strings in a list can contain commas, and an empty string is not a flag.
        assert!(check::<Node>(&json!({"tags": "Doe, John"})).value.tags.is_absent());
        assert!(check::<Signed>(&json!({"states": ""})).value.states.is_absent());
    }

    #[test]
    fn an_array_of_fixed_length_rejects_other_lengths() {
        assert_eq!(decode::tolerant::<(Node, [u8; 2])>(b"[{\"age\": \"x\"}, [1, 2]]").unwrap().1, [1, 2]);
        for wrong in ["[1, 2, 3]", "[1]", "[1, \"2\"]", "[null, 1, 2]"] {
            let text = format!("[{{\"age\": \"x\"}}, {wrong}]");
            assert!(decode::tolerant::<(Node, [u8; 2])>(text.as_bytes()).is_err(), "{wrong}");
            assert!(decode::tolerant::<(Node, (u8, u8))>(text.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn paths_are_json_pointers_and_long_texts_are_cut() {
        let json = json!({"children": [{}, {"period": {"endDateTime": "é".repeat(200).split_off(2).len()}}]});
        assert_eq!(report::<Node>(json)[0].0, "/children/1/period/endDateTime");
        let map: BTreeMap<String, Node> = decode::tolerant(br#"{"a/b~c": {"id": 1}}"#).unwrap();
        assert_eq!(map["a/b~c"].additional.get("id"), Some(&json!(1)));
        let report = report::<BTreeMap<String, Node>>(json!({"a/b~c": {"age": "é".repeat(200)}}));
        assert_eq!(report[0].0, "/a~1b~0c/age");
        assert!(report[0].1.ends_with('…') && report[0].1.chars().count() < 130, "{report:?}");
    }

    #[test]
    fn the_last_of_repeated_members_counts() {
        for (text, exact) in [
            (r#"{"age": "x", "age": 3}"#, false),
            (r#"{"age": 3, "age": "x"}"#, false),
            (r#"{"age": 3, "age": 4, "x": 1, "x": 2}"#, true),
            (r#"{"parent": {"age": "x"}, "parent": {"id": "a"}}"#, false),
        ] {
            let json: Json = serde_json::from_str(text).unwrap();
            let decoded = decode::with_report::<Node>(text.as_bytes()).unwrap();
            assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json, "{text}");
            assert_eq!(decode::strict::<Node>(text.as_bytes()).is_ok(), exact);
        }
        let text = r#"{"value": [{"id": "a"}], "value": "x"}"#;
        assert!(decode::tolerant::<Page<Node>>(text.as_bytes()).is_err(), "the last one counts, and is not a page");
    }

    #[test]
    fn deep_nesting_is_fine_as_far_as_json_is_read() {
        for wrong in [r#"{"age": []}"#, "7"] {
            let nest = |depth: usize| format!("{}{wrong}{}", r#"{"parent":"#.repeat(depth), "}".repeat(depth));
            let json: Json = serde_json::from_str(&nest(125)).unwrap();
            assert_eq!(check::<Node>(&json).deviations.len(), 1);
            assert!(decode::tolerant::<Node>(nest(200).as_bytes()).is_err());
        }
        let list = format!("{{\"any\": {}{}, \"age\": \"x\"}}", "[".repeat(126), "]".repeat(126));
        check::<Node>(&serde_json::from_str(&list).unwrap());
    }

    #[test]
    fn a_field_that_is_set_later_wins_over_the_raw_member() {
        let mut node: Node = decode::tolerant(br#"{"age": "x", "id": "a"}"#).unwrap();
        node.age = 4.into();
        assert_eq!(serde_json::to_value(&node).unwrap(), json!({"age": 4, "id": "a"}));
    }

    #[test]
    fn a_value_that_is_not_an_object_is_an_error() {
        for (text, found) in [("5", "integer `5`"), ("\"x\"", "string \"x\""), ("[]", "sequence"), ("null", "null")] {
            let error = decode::tolerant::<Node>(text.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(&format!("{found}, expected an object (microsoft.graph.node)")), "{error}");
            assert!(decode::tolerant::<AnyShape>(text.as_bytes()).is_err());
            assert!(decode::tolerant::<Page<Node>>(text.as_bytes()).is_err());
            assert!(decode::tolerant::<Value<Option<i32>>>(text.as_bytes()).is_err());
        }
        // The first wrong value could have stayed raw; the error is about the one that could not.
        let error = decode::tolerant::<Vec<Node>>(b"[{\"age\": \"x\"}, 3]").unwrap_err();
        assert_eq!(error.path(), "/1");
        let error = decode::strict::<Value<i32>>(b"{\n\"value\": \"x\"}").unwrap_err();
        assert_eq!((error.path(), error.line()), ("/value", 2));
        assert!(decode::tolerant::<Value<i32>>(b"{}").unwrap_err().to_string().contains("missing field `value`"));
        let error = decode::tolerant::<Node>(b"{\"age\": \"x\", nonsense").unwrap_err();
        assert!(error.message().contains("key must be a string"), "{error}");
        assert!(decode::tolerant::<Node>(b"  ").unwrap_err().to_string().contains("the body is empty"));
    }

    #[test]
    fn foreign_types_are_strict_and_contain_tolerant_ones() {
        assert_eq!(report::<(i32, Node)>(json!([1, {"age": "x"}])).len(), 1);
        assert_eq!(report::<Vec<Option<Node>>>(json!([null, {"age": "x"}]))[0].0, "/1/age");
        assert_eq!(report::<Result<Node, i32>>(json!({"Ok": {"age": "x"}}))[0].0, "/Ok/age");
        assert!(decode::tolerant::<BTreeMap<String, i32>>(b"{\"a\": \"x\"}").is_err());
        assert!(decode::tolerant::<BTreeMap<String, Property<i32>>>(b"{\"a\": \"x\"}").is_err());
    }

    #[test]
    fn relationships_are_tolerant() {
        let node: Node = serde_json::from_value(json!({"manager": {"id": "m", "age": "x"}})).unwrap();
        let manager: Node = object::relationship(&node.additional, "manager").unwrap().unwrap();
        assert_eq!((manager.id.as_deref().unwrap_or(""), manager.additional.get("age")), ("m", Some(&json!("x"))));
    }
}

mod derived {
    use super::*;

    #[test]
    fn the_type_can_be_anywhere_and_be_anything() {
        let circle = json!({"a": 1, "id": "c", "radius": "x", "@odata.type": "#Microsoft.Graph.circle", "size": "y"});
        let decoded = check::<AnyShape>(&circle);
        let AnyShape::Circle(value) = decoded.value else { panic!("{:?}", decoded.value) };
        assert_eq!(value.id, "c");
        assert_eq!(value.additional.get("radius"), Some(&json!("x")));
        assert_eq!(decoded.deviations.len(), 2);

        for odd in [json!(5), json!(null), json!(["#microsoft.graph.circle"]), json!("#microsoft.graph.square")] {
            let decoded = check::<AnyShape>(&json!({"@odata.type": odd, "size": "y", "radius": 2}));
            assert!(matches!(decoded.value, AnyShape::Shape(_)));
            assert_eq!(decoded.deviations.len(), 1);
        }
        let decoded = check::<Drawing>(&json!({"main": {"size": "y"}, "shapes": [circle, {"id": 3}]}));
        let mut paths: Vec<&str> = decoded.deviations.iter().map(|it| &*it.path).collect();
        paths.sort();
        assert_eq!(paths, ["/main/size", "/shapes/0/radius", "/shapes/0/size", "/shapes/1/id"]);
        let drawing = json!({"shapes": [circle, null]});
        assert_eq!(
            report::<Drawing>(drawing.clone())[0],
            says("/shapes", "/shapes/1: expected an object (microsoft.graph.shape), found null")
        );
        assert!(matches!(check::<Drawing>(&drawing).value.shapes.as_deref().unwrap_or(&[]), [AnyShape::Circle(_)]));
    }

    #[test]
    fn a_late_type_is_as_good_as_an_early_one() {
        let late =
            r##"{"size": 3, "@odata.etag": "e", "radius": 2, "x": [1], "@odata.type": "#microsoft.graph.circle"}"##;
        let AnyShape::Circle(circle) = decode::strict(late.as_bytes()).unwrap() else { panic!("a shape") };
        assert_eq!((circle.size, circle.radius), (3.into(), 2.into()));
        let names: Vec<&str> = circle.additional.keys().collect();
        assert_eq!(names, ["@odata.etag", "x", "@odata.type"]);

        // The members kept for the derived type are decoded as strictly as the rest.
        let wrong = late.replace("2", "true");
        let error = decode::strict::<AnyShape>(wrong.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("expected i32"), "{error}");
        check::<AnyShape>(&serde_json::from_str(&wrong).unwrap());
    }

    /// A property that the derived type redeclares cannot be read before the type is known.
    #[test]
    fn a_late_type_may_change_the_type_of_a_property() {
        let late = r##"{"size": "big", "@odata.type": "#microsoft.graph.badge"}"##;
        let AnySign::Badge(badge) = decode::strict(late.as_bytes()).unwrap() else { panic!("a shape") };
        assert_eq!(badge.size, "big");
        assert!(decode::strict::<AnySign>(br#"{"size": "big"}"#).is_err());
        assert!(matches!(decode::strict(br#"{"size": 3}"#).unwrap(), AnySign::Shape(_)));
    }

    #[test]
    fn the_last_of_two_types_counts_unless_decoding_is_strict() {
        let text = r##"{"@odata.type": "#x", "radius": 1, "@odata.type": "#microsoft.graph.circle"}"##;
        let error = decode::strict::<AnyShape>(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("duplicate field `@odata.type`"), "{error}");
        assert!(matches!(decode::tolerant::<AnyShape>(text.as_bytes()).unwrap(), AnyShape::Circle(_)));
    }

    #[test]
    fn a_response_is_of_the_type_it_names() {
        let request = Request::<AnyShape>::new(http::Method::GET, &Path::new("https://x.example"), &[]);
        let body = r##"{"id": "a", "@odata.type": "#microsoft.graph.circle", "radius": 3}"##;
        let decoded = request.decode(&http::Response::new(body)).unwrap();
        assert!(matches!(decoded, AnyShape::Circle(circle) if circle.radius == 3));
    }
}

mod requests {
    use super::*;

    fn get<T>() -> Request<T> {
        Request::new(http::Method::GET, &Path::new("https://graph.example/v1.0").literal("nodes"), &[])
    }

    #[test]
    fn the_caller_chooses() {
        let response = http::Response::new(r#"{"value": [{"id": "a", "age": "x"}]}"#);
        let page = get::<Page<Node>>().decode(&response).unwrap();
        assert_eq!(page.value[0].id, "a");
        let error = get::<Page<Node>>().decode_strict(&response).unwrap_err().to_string();
        assert!(error.contains("/value/0/age") && error.contains("line 1"), "{error}");
        let decoded = get::<Page<Node>>().decode_with_report(&response).unwrap();
        assert_eq!(decoded.deviations[0].path, "/value/0/age");
        assert!(get::<Option<Page<Node>>>().decode_strict(&response).is_err());
        assert!(!get::<Option<Page<Node>>>().decode_with_report(&response).unwrap().is_exact());
        assert_eq!(get::<Option<Node>>().decode_with_report(&http::Response::new("")).unwrap(), Decoded::default());
        assert_eq!(get::<Text>().decode_strict(&http::Response::new("x")).unwrap(), Text("x".into()));
        assert!(get::<Text>().decode_with_report(&http::Response::new("x")).unwrap().is_exact());
    }

    #[test]
    fn an_error_with_a_wrong_member_is_still_an_error_of_graph() {
        let body = r#"{"error": {"code": 5, "message": "No.", "details": "none"}}"#;
        let response = http::Response::builder().status(400).body(body).unwrap();
        let error = get::<Node>().decode(&response).unwrap_err();
        let error = error.as_graph().unwrap();
        assert_eq!((error.message(), error.code(), &error.text), (Some("No."), None, &None));
        assert_eq!(error.body.additional.get("details"), Some(&json!("none")));
    }

    #[test]
    fn an_object_is_taken_out_of_its_envelope() {
        let body = json!({"@odata.context": "c", "value": {"id": "a", "age": "x", "@odata.etag": "e"}});
        let response = http::Response::new(body.to_string());
        let decoded = get::<Node>().decode_with_report(&response).unwrap();
        assert_eq!(serde_json::to_value(&decoded).unwrap(), body);
        assert_eq!(decoded.value.id, "a");
        assert!(!decoded.value.additional.contains("@odata.context"));
        assert_eq!(decoded.deviations[0].path, "/value/age");
        assert_eq!(decoded.deviations[0].member, "/value/age");
        let node = get::<Node>().decode(&response).unwrap();
        assert_eq!(node.id, "a");
        assert_eq!(node.additional.get_str("@odata.context"), Some("c"));
        assert_eq!(get::<Node>().decode_strict(&response).unwrap_err().to_string().matches("/value/age").count(), 1);

        let explicit = get::<Value<Node>>().decode(&response).unwrap();
        assert_eq!(explicit.value.as_option().unwrap().id, "a");
        assert_eq!(serde_json::to_value(&explicit).unwrap(), body);

        let derived = json!({"value": {"@odata.type": "microsoft.graph.circle", "radius": 1}});
        let decoded = get::<AnyShape>().decode_strict(&http::Response::new(derived.to_string())).unwrap();
        assert!(matches!(decoded, AnyShape::Circle(_)));
    }

    #[test]
    fn an_array_of_one_object_is_that_object() {
        for (body, at) in [
            (json!([{"id": "a", "age": "x"}]), ""),
            (json!({"@odata.context": "c", "value": [{"id": "a", "age": "x"}]}), "/value"),
        ] {
            let response = http::Response::new(body.to_string());
            let decoded = get::<Node>().decode_with_report(&response).unwrap();
            assert_eq!((&decoded.value.id, decoded.in_array), (&"a".into(), true));
            assert_eq!(serde_json::to_value(&decoded).unwrap(), body);
            let paths: Vec<&str> = decoded.deviations.iter().map(|it| &*it.path).collect();
            assert_eq!(paths, [at, &format!("{at}/0/age")]);
            assert_eq!(get::<Node>().decode(&response).unwrap().id, "a");
            assert!(get::<Node>().decode_strict(&response).is_err());
        }
        let circle = json!([{"@odata.type": "#microsoft.graph.circle", "radius": 3}]);
        let shape = get::<AnyShape>().decode(&http::Response::new(circle.to_string())).unwrap();
        assert!(matches!(shape, AnyShape::Circle(circle) if circle.radius == 3));
    }

    #[test]
    fn an_array_of_none_or_several_is_not_an_object() {
        for body in [
            json!([]),
            json!([{}, {}]),
            json!([null]),
            json!({"value": []}),
            json!({"value": [{"id": "a"}, {"id": "b"}], "@odata.nextLink": "n"}),
            json!({"value": [5]}),
        ] {
            let response = http::Response::new(body.to_string());
            let error = get::<Node>().decode(&response).unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{error}");
            assert!(get::<Node>().decode_strict(&response).is_err(), "{body}");
            assert!(get::<AnyShape>().decode(&response).is_err(), "{body}");
        }
        let error = get::<Node>().decode(&http::Response::new(r#"{"value": []}"#)).unwrap_err().to_string();
        assert!(error.contains("an array of 0, expected an object (microsoft.graph.node), at /value"), "{error}");
        // The member belongs to the type.
        assert!(get::<Setting>().decode(&http::Response::new(r#"{"value": []}"#)).unwrap().value.is_absent());
    }

    #[test]
    fn a_value_of_another_kind_is_reported_and_kept() {
        fn odd<T>(value: Json)
        where
            T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug,
        {
            let body = json!({"@odata.context": "c", "value": value});
            let response = http::Response::new(body.to_string());
            let decoded = get::<Value<T>>().decode_with_report(&response).unwrap();
            assert!(decoded.value.value.is_absent(), "{:?}", decoded.value);
            assert_eq!(decoded.value.additional.get("value"), Some(&value));
            assert_eq!(decoded.deviations[0].path, "/value");
            assert_eq!(serde_json::to_value(&decoded.value).unwrap(), body);
            assert!(get::<Value<T>>().decode_strict(&response).is_err());

            let bare = http::Response::new(value.to_string());
            let decoded = get::<Value<T>>().decode_with_report(&bare);
            if !value.is_object() {
                let decoded = decoded.unwrap();
                assert_eq!(serde_json::to_value(&decoded.value).unwrap(), value);
                assert_eq!(decoded.deviations.len(), 2);
            }
        }
        odd::<String>(json!(true));
        odd::<String>(json!(5));
        odd::<bool>(json!("yes"));
        odd::<i32>(json!("many"));
        odd::<Int64>(json!(1.5));
        odd::<Double>(json!("much"));
        odd::<Date>(json!(20260101));
        odd::<DateTimeOffset>(json!({"dateTime": "x"}));
        odd::<Guid>(json!(["a"]));
        odd::<Status>(json!(1));
        odd::<Vec<String>>(json!("a, b"));
        odd::<Property<bool>>(json!([]));
        odd::<Option<u8>>(json!(256));
    }

    #[test]
    fn a_value_is_read_with_and_without_its_envelope() {
        let bare = http::Response::new("true");
        let decoded = get::<Value<bool>>().decode_with_report(&bare).unwrap();
        assert_eq!((&decoded.value.value, decoded.deviations.len()), (&true.into(), 1));
        assert_eq!(serde_json::to_value(&decoded.value).unwrap(), json!(true));
        assert!(get::<Value<bool>>().decode_strict(&bare).is_err());
        assert_eq!(get::<Value<Vec<i32>>>().decode(&http::Response::new("[1]")).unwrap().value, vec![1]);
        assert!(get::<Value<String>>().decode(&http::Response::new("null")).unwrap().value.is_null());

        let mut quoted = get::<Value<i32>>().decode(&http::Response::new(r#"{"value": "3"}"#)).unwrap();
        assert_eq!(quoted.value, 3);
        assert_eq!(serde_json::to_value(&quoted).unwrap(), json!({"value": "3"}));
        quoted.value = 4.into();
        assert_eq!(serde_json::to_value(&quoted).unwrap(), json!({"value": 4}));

        let null = json!({"@odata.null": true});
        assert!(check::<Value<bool>>(&null).value.value.is_absent());
        for body in ["{}", r#"{"@odata.context": "c"}"#, r#"{"@odata.null": false}"#, "", "{"] {
            assert!(get::<Value<bool>>().decode(&http::Response::new(body)).is_err(), "{body:?}");
        }
    }

    #[test]
    fn annotations_of_the_object_take_precedence_over_its_envelope() {
        let body =
            r#"{"@odata.context": "outer", "@odata.etag": "e", "value": {"id": "a", "@odata.context": "inner"}}"#;
        let node = get::<Node>().decode(&http::Response::new(body)).unwrap();
        assert_eq!(node.additional.get_str("@odata.context"), Some("inner"));
        assert_eq!(node.additional.etag(), Some("e"));
    }

    #[test]
    fn an_object_with_a_string_named_value_is_not_an_envelope() {
        let body = json!({"value": {"id": "a"}});
        let decoded = get::<Constant>().decode_with_report(&http::Response::new(body.to_string())).unwrap();
        assert_eq!((decoded.envelope, serde_json::to_value(&decoded.value).unwrap()), (None, body));
        let listed = json!({"value": [{"id": "a"}]});
        let decoded = get::<Constant>().decode(&http::Response::new(listed.to_string())).unwrap();
        assert_eq!(serde_json::to_value(&decoded).unwrap(), listed);
    }

    #[test]
    fn an_object_that_is_not_an_envelope_is_kept() {
        for body in [
            json!({"value": {"id": "a"}, "id": "b"}),
            json!({"value": {"id": "a"}, "x": 1}),
            json!({"value": {"id": "a"}, "age": "x"}),
            json!({"value": {"id": "a"}, "@odata.type": "#microsoft.graph.node"}),
            json!({"value": [{"id": "a"}], "x": 1}),
            json!({"value": null}),
            json!({}),
        ] {
            let decoded = get::<Node>().decode_with_report(&http::Response::new(body.to_string())).unwrap();
            assert_eq!((decoded.envelope, serde_json::to_value(&decoded.value).unwrap()), (None, body));
        }
        for value in [json!({"id": "a"}), json!({"id": 1}), json!(5)] {
            let body = json!({"@odata.context": "c", "value": value});
            let decoded = get::<Setting>().decode_with_report(&http::Response::new(body.to_string())).unwrap();
            assert_eq!((decoded.envelope, serde_json::to_value(&decoded.value).unwrap()), (None, body));
        }
    }
}

mod pages {
    use super::*;

    #[test]
    fn a_page_without_items_keeps_what_it_has() {
        for body in [json!({"value": null}), json!({"@odata.nextLink": "n", "x": 1}), json!({"@odata.deltaLink": "d"})]
        {
            let text = body.to_string();
            assert!(decode::strict::<Page<Node>>(text.as_bytes()).is_err());
            let decoded = decode::with_report::<Page<Node>>(text.as_bytes()).unwrap();
            let mut page = decoded.value;
            assert_eq!((page.len(), decoded.deviations.len()), (0, 1));
            assert_eq!(serde_json::to_value(&page).unwrap(), body);
            assert_eq!(page.next_link.as_deref(), body["@odata.nextLink"].as_str());
            assert_eq!(decoded.deviations[0].member, "/value");
            page.value.push(Node::default());
            assert_eq!(serde_json::to_value(&page).unwrap()["value"], json!([{}]));
        }
    }

    fn get() -> Request<Page<Node>> {
        Request::new(http::Method::GET, &Path::new("https://graph.example/v1.0").literal("nodes"), &[])
    }

    #[test]
    fn a_value_that_is_not_a_page_is_an_error() {
        for body in [
            json!({}),
            json!({"@odata.context": "c", "@odata.count": 0}),
            json!({"@odata.nextLink": ""}),
            json!({"value": {}}),
            json!({"value": {"id": "a"}, "@odata.nextLink": "n"}),
            json!({"value": "x"}),
            json!({"value": 3}),
            json!([]),
            json!([{"id": "a"}]),
            json!(null),
        ] {
            let response = http::Response::new(body.to_string());
            assert!(matches!(get().decode(&response), Err(Error::Decode(_))), "{body}");
            assert!(matches!(get().decode_with_report(&response), Err(Error::Decode(_))), "{body}");
            assert!(get().decode_strict(&response).is_err(), "{body}");
            assert!(get().returning::<DeltaPage<Node>>().decode(&response).is_err(), "{body}");
        }
    }

    #[test]
    fn an_error_with_a_success_status_is_an_error_of_the_service() {
        let body = r#"{"error": {"code": "itemNotFound", "message": "No such item."}}"#;
        let response = http::Response::builder().header("request-id", "r").body(body).unwrap();
        let is_it = |error: Error| {
            let graph = error.as_graph().unwrap();
            assert_eq!((graph.code(), graph.message()), (Some("itemNotFound"), Some("No such item.")));
            assert_eq!((graph.status.as_u16(), graph.request_id.as_deref()), (200, Some("r")));
        };
        is_it(get().decode(&response).unwrap_err());
        is_it(get().decode_strict(&response).unwrap_err());
        is_it(get().returning::<Node>().decode(&response).unwrap_err());
        is_it(get().returning::<Node>().decode_strict(&response).unwrap_err());
        is_it(get().returning::<AnyShape>().decode_with_report(&response).unwrap_err());
        is_it(get().returning::<Option<Node>>().decode(&response).unwrap_err());
        is_it(get().returning::<Value<String>>().decode(&response).unwrap_err());
        // An object with further members, and a type that has the member, are not errors.
        let more = http::Response::new(body.replace("{\"error\"", "{\"id\": \"a\", \"error\""));
        assert_eq!(get().returning::<Node>().decode(&more).unwrap().id, "a");
        assert!(get().returning::<runtime::error::ErrorResponse>().decode(&response).unwrap().error.is_value());
    }

    #[test]
    fn an_unreadable_item_keeps_its_position() {
        let body = json!({"value": [null, {"id": "a"}, 5, {"id": "b", "age": "x"}, [1]]});
        let decoded = check::<Page<Node>>(&body);
        let reported: Vec<_> = decoded.deviations.iter().map(|it| (&*it.path, &*it.member)).collect();
        assert_eq!(
            reported,
            [
                ("/value/0", "/value/0"),
                ("/value/2", "/value/2"),
                ("/value/3/age", "/value/3/age"),
                ("/value/4", "/value/4"),
            ]
        );
        let mut page = decoded.value;
        assert_eq!((page.len(), page.iter().count(), page.is_empty()), (2, 2, false));
        let places: Vec<_> = page.unreadable.iter().map(|it| (it.index, it.json.to_string())).collect();
        assert_eq!(places, [(0, "null".to_owned()), (2, "5".to_owned()), (4, "[1]".to_owned())]);
        assert!(page.unreadable[0].to_string().ends_with("/value/0: expected an object (microsoft.graph.node)"));
        let kinds: Vec<bool> = page.results().map(|it| it.is_ok()).collect();
        assert_eq!(kinds, [false, true, false, true, false]);
        assert_eq!(page.clone().into_results().len(), 5);

        // A changed page keeps the order.
        page.value.remove(0);
        let written = |page: &Page<Node>| serde_json::to_value(page).unwrap()["value"].clone();
        assert_eq!(written(&page), json!([null, {"id": "b", "age": "x"}, 5, [1]]));
        page.value.clear();
        assert_eq!(written(&page), json!([null, 5, [1]]));
        page.unreadable.clear();
        assert_eq!(written(&page), json!([]));
        // A page with only unreadable items is not an empty page.
        assert_eq!(check::<Page<Node>>(&json!({"value": [1]})).value.unreadable.len(), 1);
        check::<DeltaPage<Node>>(&json!({"value": [{"id": "b", "@removed": {}}, null]}));
        check::<Page<i32>>(&json!({"value": [1, "2", null]}));
        check::<Page<Vec<String>>>(&json!({"value": [["a"], ["a", null]]}));
    }

    #[test]
    fn an_empty_link_is_missing() {
        let body = json!({"value": [], "@odata.nextLink": "", "@odata.deltaLink": " "});
        let page = check::<Page<Node>>(&body).value;
        assert_eq!((page.next_link, page.delta_link), (None, None));
    }

    #[test]
    fn an_unreadable_link_does_not_end_a_collection() {
        for name in ["@odata.nextLink", "@odata.deltaLink"] {
            for link in [json!({"href": "x"}), json!(["x"]), json!(7), json!(true)] {
                let body = serde_json::to_vec(&json!({"value": [], name: link})).unwrap();
                let error = decode::tolerant::<Page<Node>>(&body).unwrap_err();
                assert!(error.to_string().contains(&format!("`{name}` is not a string")), "{error}");
                assert!(decode::strict::<Page<Node>>(&body).is_err());
            }
        }
    }

    #[test]
    fn fields_of_a_page_are_written_once() {
        let body = json!({"value": [], "@odata.deltaLink": "d", "@odata.count": 3});
        let mut page = check::<Page<Node>>(&body).value;
        assert!(page.additional.is_empty());
        page.additional.insert("@odata.count", 5);
        page.additional.insert("@odata.deltaLink", "e");
        let text = serde_json::to_string(&page).unwrap();
        assert_eq!((text.matches("@odata.count").count(), text.matches("@odata.deltaLink").count()), (1, 1));
        assert_eq!(serde_json::to_value(&page).unwrap(), body);

        page.value.push(Node::default());
        page.additional.insert("value", "mine");
        let text = serde_json::to_string(&page).unwrap();
        assert_eq!(text.matches(r#""value":"#).count(), 1, "{text}");
        assert_eq!(serde_json::from_str::<Page<Node>>(&text).unwrap().len(), 1);
    }

    #[test]
    fn an_item_of_a_delta_page_is_present_or_removed() {
        let body = json!({"@odata.deltaLink": "d", "value": [
            {"id": "a", "age": 3},
            {"@removed": {"reason": "changed"}, "id": "b", "extra": 1},
            {"id": 7, "@removed": "odd"},
            {"age": "x"},
        ]});
        let page = check::<DeltaPage<Node>>(&body).value;
        assert_eq!(page.delta_link.as_deref(), Some("d"));
        assert_eq!(page.iter().map(DeltaItem::is_removed).collect::<Vec<_>>(), [false, true, true, false]);
        assert_eq!(page.value[0].present().unwrap().id, "a");
        let removed = page.value[1].removed().unwrap();
        assert_eq!((removed.id().as_deref(), removed.reason()), (Some("b"), Some("changed")));
        let odd = page.value[2].removed().unwrap();
        assert_eq!((odd.id(), odd.reason()), (None, None));
        assert_eq!(page.into_iter().nth(1).unwrap().into_object().additional.get("extra"), Some(&json!(1)));

        let request = Request::<Page<Node>>::new(http::Method::GET, &Path::new("https://x.example"), &[]);
        let request = request.returning::<DeltaPage<Node>>();
        let page = request.decode(&http::Response::new(r#"{"value": [], "@odata.deltaLink": "https://x.example/d"}"#));
        assert_eq!(page.unwrap().delta_request(&request).unwrap().unwrap().url(), "https://x.example/d");
    }
}

/// A reader that requests elements by seed, as hand-written ones can.
mod seeds {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Deserialize, DeserializeOwned, Deserializer, SeqAccess, Visitor};

    use super::*;

    #[derive(Debug)]
    struct BySeed<T>(Vec<T>);

    impl<'de, T: DeserializeOwned> Deserialize<'de> for BySeed<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Elements<T>(PhantomData<T>);

            impl<'de, T: DeserializeOwned> Visitor<'de> for Elements<T> {
                type Value = BySeed<T>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an array")
                }

                fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<BySeed<T>, A::Error> {
                    let mut all = Vec::new();
                    while let Some(element) = seq.next_element_seed(PhantomData)? {
                        all.push(element);
                    }
                    Ok(BySeed(all))
                }
            }

            deserializer.deserialize_seq(Elements(PhantomData))
        }
    }

    #[test]
    fn errors_and_deviations_name_the_element() {
        assert_eq!(decode::tolerant::<BySeed<u8>>(b"[1, 2, 3]").unwrap().0, [1, 2, 3]);
        let error = decode::tolerant::<BySeed<u8>>(br#"[1, 2, "x"]"#).unwrap_err();
        assert_eq!(error.path(), "/2");
        let body = br#"[{"id": "a"}, {"id": "b"}, {"id": "c", "age": "old"}]"#;
        let decoded = decode::with_report::<BySeed<Node>>(body).unwrap();
        assert_eq!(decoded.value.0[2].id, "c");
        assert_eq!(decoded.deviations.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["/2/age"]);
    }
}
