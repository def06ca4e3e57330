//! The runtime as used by generated code: hand-written types of the generated shape, requests and responses.

mod support;

use graph_models::runtime::object;
use graph_models::*;
use serde_json::{Value as Json, json};
use support::{Node, Status, TimePeriod};

const ROOT: &str = "https://graph.microsoft.com/v1.0";

fn node() -> Json {
    json!({
        "@odata.type": "#microsoft.graph.node",
        "@odata.etag": "W/\"1\"",
        "id": "a",
        "parent": {"id": "b", "parent": null, "x@odata.bind": "https://x"},
        "period": {"endDateTime": "0001-01-01T00:00:00.1234567+05:30", "startDateTime": null},
        "status": "Draft",
        "tags": ["x", "y"],
        "children": [{"id": "c", "status": "active"}, {}],
        "size": "9007199254740993",
        "ratio": 1,
        "age": 3,
        "any": {"deep": [null, 1.0]},
        "future": {"members": [1, 2.5, null]},
        "manager": {"id": "m"},
    })
}

mod objects {
    use super::*;

    #[test]
    fn everything_survives_from_text_value_and_reader() {
        let json = node();
        let text = json.to_string();
        let from_text: Node = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&from_text).unwrap(), json);
        assert_eq!(serde_json::from_slice::<Node>(text.as_bytes()).unwrap(), from_text);
        assert_eq!(serde_json::from_reader::<_, Node>(text.as_bytes()).unwrap(), from_text);
        assert_eq!(serde_json::from_value::<Node>(json.clone()).unwrap(), from_text);
        assert_eq!(serde_json::to_string_pretty(&from_text).unwrap().parse::<Json>().unwrap(), json);

        assert_eq!(from_text.parent.as_deref().and_then(|it| it.id.as_ref()).unwrap_or(&String::new()), "b");
        assert_eq!(from_text.status, Status::UnknownValue("Draft".into()));
        assert_eq!(from_text.size, 9007199254740993_i64);
        assert_eq!(from_text.ratio, 1.0);
        assert_eq!(from_text.additional.odata_type(), Some("microsoft.graph.node"));
        assert_eq!(from_text.additional.etag(), Some("W/\"1\""));
        assert!(from_text.period.as_ref().unwrap_or(&TimePeriod::default()).start_date_time.is_null());
    }

    #[test]
    fn the_three_states_are_written_differently() {
        let patch = Node { id: Property::Null, age: 4.into(), ..Default::default() };
        assert_eq!(serde_json::to_string(&patch).unwrap(), r#"{"id":null,"age":4}"#);
    }

    #[test]
    fn names_with_escapes_reach_their_fields() {
        let node: Node = serde_json::from_str(r#"{"\u0069d": "a", "\u0078": 1}"#).unwrap();
        assert_eq!(node.id, "a");
        assert_eq!(node.additional.get("x"), Some(&json!(1)));
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        for count in [2_usize, 15, 16, 17, 5000] {
            let members: Vec<String> = (0..count).map(|at| format!("\"m{}\": {at}", at % (count - 1))).collect();
            let text = format!("{{\"id\": \"a\", {}, \"id\": \"b\"}}", members.join(","));
            let node: Node = serde_json::from_str(&text).unwrap();
            assert_eq!(node.id, "b");
            assert_eq!(node.additional.len(), count - 1);
            assert_eq!(node.additional.get("m0"), Some(&json!(count - 1)));
        }
    }

    #[test]
    fn a_field_wins_over_additional_of_its_name() {
        let mut node = Node { id: "field".into(), ..Default::default() };
        node.additional.insert("id", "additional");
        node.additional.insert("age", "raw");
        assert_eq!(serde_json::to_string(&node).unwrap(), r#"{"id":"field","age":"raw"}"#);
    }

    #[test]
    fn debug_leaves_absent_members_out() {
        let mut node = Node { id: "a".into(), status: Status::Draft.into(), age: Property::Null, ..Default::default() };
        assert_eq!(format!("{node:?}"), r#"Node { id: "a", status: Draft, age: null }"#);
        node.additional.insert("x", json!({"y": 1}));
        node.period = TimePeriod::default().into();
        let pretty = "Node {\n    id: \"a\",\n    period: TimePeriod,\n    status: Draft,\n    age: null,\n    \
                      additional: {\n        \"x\": {\n          \"y\": 1\n        },\n    },\n}";
        assert_eq!(format!("{node:#?}"), pretty);
    }

    #[test]
    fn relationships_are_decoded_when_asked() {
        let mut node: Node = serde_json::from_value(node()).unwrap();
        let manager: Option<Node> = object::relationship(&node.additional, "manager").unwrap();
        assert_eq!(manager.unwrap().id, "m");
        assert_eq!(object::relationship::<Node>(&node.additional, "nobody").unwrap(), None);
        node.additional.insert("manager", Json::Null);
        assert_eq!(object::relationship::<Node>(&node.additional, "manager").unwrap(), None);
        node.additional.insert("manager", 3);
        let error = object::relationship::<Node>(&node.additional, "manager").unwrap_err();
        assert_eq!(error.path(), "/manager");
        let other = Node { id: "n".into(), ..Default::default() };
        object::set_relationship(&mut node.additional, "manager", &other).unwrap();
        assert_eq!(object::relationship(&node.additional, "manager").unwrap(), Some(other));
    }

    #[test]
    fn a_value_that_is_not_an_object_is_rejected_with_its_type() {
        for text in ["null", "[]", "3", "\"x\"", "{", "{\"id\": 3}", "{\"age\": 1.5}"] {
            let error = serde_json::from_str::<Node>(text).unwrap_err().to_string();
            assert!(!matches!(text, "null" | "[]" | "3") || error.contains("microsoft.graph.node"), "{error}");
        }
    }
}

mod properties {
    use super::*;

    #[test]
    fn reads_like_an_option() {
        let mut text: Property<String> = "a".into();
        assert!(text.is_value() && !text.is_null() && !text.is_absent());
        assert_eq!(text, "a");
        assert_eq!(text, *"a");
        assert_eq!(text, "a".to_owned());
        assert_eq!(text, Some("a".to_owned()));
        assert_eq!(text.as_deref().unwrap_or("b"), "a");
        assert_eq!(text.as_ref().map(String::len), Property::Value(1));
        assert_eq!(text.iter().count(), 1);
        assert_eq!((&text).into_iter().next().unwrap(), "a");
        for value in &mut text {
            value.push('!');
        }
        assert!(text.contains("a!"));
        assert_eq!(text.take(), "a!");
        assert!(text.is_absent() && text == None);
        assert_eq!(text.get_or_insert_with(|| "c".into()), "c");
        assert_eq!(text.get_or_insert("d".into()), "c");
        assert_eq!(text.insert("e".into()), "e");
        assert_eq!(text.replace("f".into()), "e");
        assert_eq!(text.into_option().as_deref(), Some("f"));

        let null = Property::<i32>::Null;
        assert_eq!(null.map(|it| it + 1), Property::Null);
        assert_eq!(null.and_then(|it| Property::Value(it + 1)), Property::Null);
        assert_eq!(null.ok_or("none"), Err("none"));
        assert_eq!(null.unwrap_or_default(), 0);
        assert_eq!(null.or(Property::Value(2)), 2);
        assert_eq!(null.into_iter().count(), 0);
        assert_eq!(null.into_nested(), Some(None));
        assert_eq!(null, None);
        assert_eq!(Property::<i32>::Absent.and_then(|it| Property::Value(it + 1)), Property::Absent);
        assert_eq!(Property::<i32>::Absent.into_nested(), None);
        assert_eq!(Property::Value(4).into_nested(), Some(Some(4)));
        assert_eq!(*Property::Null.get_or_insert(5), 5);
        assert_eq!(*Property::Null.get_or_insert_with(|| 6), 6);
        assert_eq!(*Property::<i32>::Null.get_or_insert_default(), 0);
        assert_eq!(Property::Value(&3).copied(), 3);
        assert_eq!(Property::Value(&3).cloned(), 3);
        assert_ne!(null, Property::Absent);
    }

    #[test]
    fn is_created_from_common_types() {
        let boxed: Property<Box<Node>> = Node::default().into();
        assert!(boxed.as_deref().is_value());
        assert_eq!(Property::<i32>::from(None), Property::Absent);
        assert_eq!(Property::from_nullable(None::<i32>), Property::Null);
        assert_eq!(Property::<i32>::from(Some(1)), 1);
        let expected = Property::Value(vec!["a".to_owned()]);
        assert_eq!(Property::<Vec<String>>::from(["a"]), expected);
        assert_eq!(Property::<Vec<String>>::from(vec!["a"]), expected);
        assert_eq!(Property::<Vec<String>>::from(&["a"][..]), expected);
        assert_eq!(Property::<Vec<i32>>::from([1]), Property::Value(vec![1]));
        assert_eq!(Property::<DateTimeOffset>::from("2020"), "2020");
        assert_eq!(Property::<Int64>::from(5), 5);
        assert_eq!(Property::<Double>::from(0.5), 0.5);
        assert_eq!(Option::from(Property::Value(1)), Some(1));
        assert_eq!(format!("{:?} {:?}", Property::<i32>::Absent, Property::<i32>::Null), "absent null");
        assert_eq!(
            serde_json::to_string(&[Property::Value(1), Property::Null, Property::Absent]).unwrap(),
            "[1,null,null]"
        );
        assert_eq!(
            serde_json::from_str::<[Property<i32>; 2]>("[1,null]").unwrap(),
            [Property::Value(1), Property::Null]
        );
    }
}

mod additional {
    use super::*;

    #[test]
    fn keeps_order_and_replaces_in_place() {
        let mut members = Additional::new();
        assert_eq!(members.insert("b", 1), None);
        assert_eq!(members.insert("a", 2), None);
        assert_eq!(members.insert("b", 3), Some(json!(1)));
        assert_eq!(members.keys().collect::<Vec<_>>(), ["b", "a"]);
        *members.get_mut("a").unwrap() = json!(4);
        assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"b":3,"a":4}"#);
        assert_eq!(members, Additional::from_iter([("a", 4), ("b", 3)]));
        assert_ne!(members, Additional::from_iter([("a", 4), ("b", 5)]));
        assert_ne!(members, Additional::from_iter([("a", 4)]));
        assert_ne!(Additional::from_iter([("a", 4)]), members);
        let mut letters = Additional::from_iter([("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
        letters.remove("b");
        assert_eq!(letters.keys().collect::<Vec<_>>(), ["a", "c", "d"], "the others keep their order");
        letters.retain(|name, value| name != "a" && value != 4);
        assert_eq!(letters.keys().collect::<Vec<_>>(), ["c"]);
        assert_eq!(members.remove("b"), Some(json!(3)));
        assert!(!members.contains("b") && members.len() == 1);
        members.extend([("a", 5), ("c", 6), ("c", 7)]);
        assert_eq!(format!("{members:?}"), r#"{"a": 5, "c": 7}"#);
        members.clear();
        assert!(members.is_empty());
    }

    #[test]
    fn knows_the_annotations_of_odata() {
        let mut members: Additional = serde_json::from_value(json!({
            "@odata.type": "#microsoft.graph.user",
            "@odata.id": "users('1')",
            "members@odata.nextLink": "https://next",
            "@removed": {"reason": "deleted"},
        }))
        .unwrap();
        assert_eq!(members.odata_type(), Some("microsoft.graph.user"));
        assert_eq!(members.odata_id(), Some("users('1')"));
        assert_eq!(members.next_link("members"), Some("https://next"));
        assert!(members.is_removed());
        assert_eq!(members.removed_reason(), Some("deleted"));
        members.bind("owner", "https://o").bind_all("members", ["https://m"]);
        assert_eq!(members.get("owner@odata.bind"), Some(&json!("https://o")));
        assert_eq!(members.get("members@odata.bind"), Some(&json!(["https://m"])));
        assert!(!Additional::new().is_removed());
    }
}

mod enums {
    use super::*;

    #[test]
    fn any_text_survives() {
        for text in ["draft", "Draft", "unknownFutureValue", "", "a,b"] {
            let status: Status = serde_json::from_value(json!(text)).unwrap();
            assert_eq!(serde_json::to_value(&status).unwrap(), json!(text));
            assert_eq!(status.is_known(), text == "draft");
            assert_eq!(status, text);
            assert_eq!(status, text.parse::<Status>().unwrap());
            assert_eq!(status.to_string(), text);
            assert_eq!(status, Status::from(text.to_owned()));
        }
        assert_eq!(Status::from("active"), Status::Active);
        assert_eq!(Status::from("draft, active,,").flags().collect::<Vec<_>>(), ["draft", "active"]);
        assert!(serde_json::from_str::<Status>("3").is_err());
    }

    #[test]
    fn members_are_known_in_any_case() {
        for (text, known) in [
            ("draft", Some(Status::Draft)),
            ("Draft", Some(Status::Draft)),
            ("ACTIVE", Some(Status::Active)),
            ("draft,active", None),
            ("", None),
        ] {
            let status = Status::from(text);
            assert_eq!(status.known_ignoring_case(), known);
            assert_eq!(status, text);
        }
        let members: Vec<Status> = Status::from("draft, Active,other").members().collect();
        assert_eq!(members, [Status::Draft, Status::from("Active"), Status::UnknownValue("other".into())]);
        assert_eq!(members[1].known_ignoring_case(), Some(Status::Active));
    }
}

mod paths {
    use super::*;

    fn path() -> Path {
        Path::new(ROOT)
    }

    #[test]
    fn mirrors_the_docs() {
        assert_eq!(path().literal("users").key("a@b.c").literal("messages").as_str(), "/users/a@b.c/messages");
        assert_eq!(Path::new("https://h/beta//").literal("me").url(), "https://h/beta/me");
        assert_eq!(path().literal("me").cast("microsoft.graph.user").as_str(), "/me/microsoft.graph.user");
        let range = path().literal("workbook").function("range", &[("address", Argument::quoted("A1:B2"))]);
        assert_eq!(range.as_str(), "/workbook/range(address='A1:B2')");
        let several = [("text", Argument::quoted("it's 1/2")), ("count", Argument::raw(3))];
        assert_eq!(path().function("f", &several).as_str(), "/f(text='it%27%27s%201%2F2',count=3)");
        assert_eq!(path().function("f", &[]).as_str(), "/f()");
        assert_eq!(path().function("f", &[("", Argument::quoted("x"))]).as_str(), "/f('x')");
        let alternate = path().literal("applications").alternate_key(&[("appId", Argument::quoted("1"))]);
        assert_eq!(alternate.as_str(), "/applications(appId='1')");
        let segment = path().literal("directoryRoles").alternate_key_segment("roleTemplateId", Argument::raw("1-2"));
        assert_eq!(segment.as_str(), "/directoryRoles/roleTemplateId=1-2");
        assert_eq!(path().function("f", &[("a", Argument::raw("1),b=('x"))]).as_str(), "/f(a=1%29%2Cb%3D%28%27x)");
    }

    #[test]
    fn drive_items_by_path() {
        let item = path().literal("root").item_path("/a b/c:d#.txt/");
        assert_eq!(item.as_str(), "/root:/a%20b/c%3Ad%23.txt");
        assert_eq!(item.clone().literal("children").as_str(), "/root:/a%20b/c%3Ad%23.txt:/children");
        assert_eq!(item.clone().closed().as_str(), "/root:/a%20b/c%3Ad%23.txt:");
        assert_eq!(item.clone().closed().literal("content").as_str(), "/root:/a%20b/c%3Ad%23.txt:/content");
        assert_eq!(item.item_path("e").as_str(), "/root:/a%20b/c%3Ad%23.txt::/e", "the first path is closed");
        let error = |path: &str| Path::new(ROOT).literal("root").item_path(path).error().cloned();
        assert!(matches!(error("a/../b"), Some(RequestError::DotSegment { .. })));
        assert!(matches!(error("a//b"), Some(RequestError::EmptyKey { .. })));
        assert!(matches!(error("/"), Some(RequestError::EmptyKey { .. })));
        assert!(error("a/...").is_none());
    }

    #[test]
    fn a_path_of_the_caller_stays_below_the_service() {
        let below = |text: &str| path().below(text);
        for (text, url) in [
            ("/me/chats", "/me/chats"),
            ("me/chats/", "/me/chats"),
            ("/me/a b/é#1", "/me/a%20b/%C3%A9%231"),
            ("/users/a%2Fb", "/users/a%2Fb"),
            ("/me/messages?$search=\"a/\"&$top=5", "/me/messages?$search=%22a/%22&$top=5"),
            ("/x?a=b/", "/x?a=b/"),
            ("/x?a=#b", "/x?a=%23b"),
        ] {
            let path = below(text);
            assert_eq!((path.as_str(), path.error().is_none()), (url, true), "{text}");
        }
        for text in ["", "/", "/users//messages", "https://evil.example/x"] {
            assert!(matches!(below(text).error(), Some(RequestError::EmptyKey { .. })), "{text}");
        }
        for text in ["/users/../me", "/users/./me", "/users/%2e%2E/me", "/.."] {
            assert!(matches!(below(text).error(), Some(RequestError::DotSegment { .. })), "{text}");
        }
    }

    #[test]
    fn a_path_of_the_caller_goes_on() {
        for (text, url) in [
            ("/me/drive", "/me/drive/children"),
            ("/me/drive/root:/a/b", "/me/drive/root:/a/b:/children"),
            ("/me/drive/root:/a/b:", "/me/drive/root:/a/b:/children"),
            ("/me/drive/root:/a:/workbook", "/me/drive/root:/a:/workbook/children"),
            ("/range(address='A1:B2')", "/range(address='A1:B2')/children"),
        ] {
            let longer = path().below(text).literal("children");
            assert_eq!((longer.as_str(), longer.error().is_none()), (url, true), "{text}");
        }
        let query = path().below("/me/drive?$top=1");
        assert!(query.error().is_none());
        for longer in [query.literal("x"), query.key("x"), query.item_path("x"), query.below("x")] {
            assert!(matches!(longer.error(), Some(RequestError::Url { .. })), "{longer}");
        }
    }

    #[test]
    fn a_key_is_always_one_segment_and_survives() {
        let nasty = [
            "/", "?", "#", "%", "%2F", "..%2F", "a/../b", "\\", " ", "+", "&", "'", "''", "\"", "<>", "`", "{}", "|",
            "^", "\0", "\n", "\u{7f}", "é", "日本", "🦀", "\u{202e}", "a:b", "@", "$value", ";", "=", "(x)", "*", "~",
            "...", "!", "[", "]",
        ];
        let pairs = nasty.iter().flat_map(|first| nasty.iter().map(move |second| format!("{first}{second}")));
        for key in nasty.iter().map(|&key| key.to_owned()).chain(pairs) {
            let request =
                Request::<()>::new(http::Method::GET, &path().literal("users").key(&key).literal("messages"), &[]);
            let uri = request.query("q", &key).into_http().unwrap().uri().clone();
            let segments: Vec<&str> = uri.path().split('/').collect();
            let ["", "v1.0", "users", segment, "messages"] = segments[..] else { panic!("{key:?} gives {uri}") };
            assert_eq!(percent_encoding::percent_decode_str(segment).decode_utf8().unwrap(), key);
            assert!(segment.bytes().all(|byte| byte.is_ascii_graphic() && !b"'\"+&\\<>".contains(&byte)), "{segment}");
            let value = uri.query().unwrap().strip_prefix("q=").unwrap();
            assert_eq!(percent_encoding::percent_decode_str(value).decode_utf8().unwrap(), key);
            assert!(!value.contains(['&', '+', '=', '#', ' ']), "{value}");

            let quoted = path().function("f", &[("a", Argument::quoted(&key))]);
            let inside = quoted.as_str().strip_prefix("/f(a='").and_then(|rest| rest.strip_suffix("')")).unwrap();
            let decoded = percent_encoding::percent_decode_str(inside).decode_utf8().unwrap().into_owned();
            assert!(!inside.contains(['/', '\'', '?', '#']));
            assert!(!decoded.replace("''", "\u{1}").contains('\''));
            assert_eq!(decoded.replace("''", "'"), key);
        }
    }

    #[test]
    fn paths_of_other_resources_are_rejected() {
        let send = |path: &Path| Request::<()>::new(http::Method::DELETE, path, &[]).into_http().map(|_| ());
        let empty = path().literal("users").key("");
        assert!(matches!(send(&empty), Err(RequestError::EmptyKey { after }) if after == "/users"));
        for key in [".", ".."] {
            let dots = path().literal("users").key(key);
            assert!(matches!(send(&dots), Err(RequestError::DotSegment { after }) if after == "/users"));
            assert!(!dots.url().ends_with(key));
        }
        assert!(send(&path().function("f", &[("a", Argument::raw(""))])).is_err());
        assert!(send(&path().function("f", &[("a", Argument::quoted(""))])).is_ok());
    }
}

mod requests {
    use super::*;

    const OPERATION: Operation = Operation {
        name: "node-get",
        method: "GET",
        templates: &["/nodes", "/nodes/{id}"],
        statuses: &[200, 302],
        permissions: Permissions { delegated_work: &["Node.Read"], ..Permissions::NONE },
        page: "https://learn.microsoft.com/graph/api/node-get",
    };

    fn get<T>() -> Request<T> {
        Request::new(http::Method::GET, &Path::new(ROOT).literal("nodes"), &[&OPERATION])
    }

    fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> http::Response<Vec<u8>> {
        let mut response = http::Response::new(body.as_bytes().to_vec());
        *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
        for &(name, value) in headers {
            response.headers_mut().insert(name, http::HeaderValue::from_static(value));
        }
        response
    }

    #[test]
    fn builds_an_http_request() {
        let request = get::<()>()
            .select(["id", "displayName"])
            .select(["mail"])
            .filter("startsWith(displayName,'A & B') eq true")
            .order_by("displayName desc")
            .expand("manager($select=id)")
            .search("\"a:b\"")
            .top(5)
            .top(6)
            .skip(1)
            .count(true)
            .query("x y", "1+1=2")
            .eventual()
            .if_match("W/\"1\"")
            .prefer("a")
            .prefer("b=\"c\"")
            .header("Authorization", "Bearer secret")
            .json(&json!({"a": 1}));
        assert!(!format!("{request:?}").contains("secret"));
        assert_eq!(request.operations()[0].name, "node-get");
        let http = request.into_http().unwrap();
        assert_eq!(
            http.uri().to_string(),
            "https://graph.microsoft.com/v1.0/nodes?$select=id,displayName,mail\
             &$filter=startsWith(displayName,'A%20%26%20B')%20eq%20true&$orderby=displayName%20desc\
             &$expand=manager($select%3Did)&$search=%22a:b%22&$top=6&$skip=1&$count=true&x%20y=1%2B1%3D2"
        );
        assert_eq!(http.method(), http::Method::GET);
        assert_eq!(http.headers()["consistencylevel"], "eventual");
        assert_eq!(http.headers()["if-match"], "W/\"1\"");
        assert_eq!(http.headers()["prefer"], "a, b=\"c\"");
        assert_eq!(http.headers()["content-type"], "application/json");
        assert_eq!(http.body(), br#"{"a":1}"#);
    }

    #[test]
    fn an_error_is_kept_until_the_request_is_sent() {
        let broken = std::collections::BTreeMap::from([(vec![1], 2)]);
        assert!(matches!(get::<()>().json(&broken).to_http(), Err(RequestError::Body(_))));
        assert!(
            matches!(get::<()>().header("a b", "c").into_http(), Err(RequestError::Header { name }) if name == "a b")
        );
        assert!(matches!(get::<()>().header("a", "b\r\nc: d").into_http(), Err(RequestError::Header { .. })));
        assert!(matches!(get::<()>().bytes("a\nb", "x").into_http(), Err(RequestError::Header { .. })));
        let nowhere = Request::<()>::new(http::Method::GET, &Path::new("no url"), &[]);
        assert!(matches!(nowhere.into_http(), Err(RequestError::Url { .. })));
        let bytes = get::<()>().bytes("text/plain", "x").into_http().unwrap();
        assert_eq!(
            (bytes.body().as_slice(), &bytes.headers()["content-type"]),
            (&b"x"[..], &"text/plain".parse().unwrap())
        );
    }

    #[test]
    fn decodes_every_kind_of_body() {
        assert_eq!(get::<Node>().decode(&answer(200, &[], "\u{feff}{\"id\": \"a\"}")).unwrap().id, "a");
        get::<()>().decode(&answer(204, &[], "")).unwrap();
        assert_eq!(get::<runtime::response::Bytes>().decode(&answer(200, &[], "\0x")).unwrap().as_ref(), b"\0x");
        assert_eq!(get::<Text>().decode(&answer(200, &[], "\u{feff}42\n")).unwrap().count(), Ok(42));
        assert!(get::<Text>().decode(&http::Response::new(vec![255])).is_err());
        assert_eq!(get::<Json>().decode(&answer(200, &[], "[1]")).unwrap(), json!([1]));
        assert_eq!(get::<Option<Node>>().decode(&answer(204, &[], "")).unwrap(), None);
        assert!(get::<Option<Node>>().decode(&answer(200, &[], "{}")).unwrap().is_some());
        // A redirect that was not followed is not an empty file.
        let elsewhere = answer(302, &[("location", "https://files.example/1")], "");
        assert!(matches!(get::<Bytes>().decode(&elsewhere), Err(Error::Decode(_))));
        assert_eq!(get::<Located>().decode(&elsewhere).unwrap().location, "https://files.example/1");
        assert!(get::<Bytes>().decode(&answer(307, &[], "")).is_err());

        let body = json!({"@odata.context": "c", "value": "active"});
        let value = get::<Value<Status>>().decode(&answer(200, &[], &body.to_string())).unwrap();
        assert_eq!(value.value, Status::Active);
        assert_eq!(serde_json::to_value(&value).unwrap(), body);
        assert!(
            get::<Value<i32>>()
                .decode(&answer(200, &[], "{}"))
                .unwrap_err()
                .to_string()
                .contains("missing field `value`")
        );
        assert!(get::<Value<i32>>().decode(&answer(200, &[], "{\"value\":null}")).unwrap().value.is_null());
    }

    #[test]
    fn a_wrong_body_has_a_reason_and_a_location() {
        let error =
            get::<Page<Node>>().decode_strict(&answer(200, &[], "{\"value\": [{},\n {\"age\": \"x\"}]}")).unwrap_err();
        let Error::Decode(error) = error else { panic!("{error}") };
        assert_eq!((error.path(), error.line()), ("/value/1/age", 2));
        assert_eq!(error.message(), "invalid type: string \"x\", expected i32");
        let body = "{\"children\": [{\"age\": {}}]}";
        let error = get::<Node>().decode_strict(&answer(200, &[], body)).unwrap_err().to_string();
        assert!(error.contains("microsoft.graph.node") && error.contains("/children/0/age"), "{error}");
        let error = get::<Node>().decode(&answer(204, &[], "")).unwrap_err().to_string();
        assert_eq!(error, "cannot decode microsoft.graph.node: the body is empty");
    }

    #[test]
    fn errors_of_the_service_are_kept_whole() {
        let body = json!({"error": {
            "code": "outer", "message": "No.", "target": "t", "extra": 1,
            "details": [{"code": "d", "message": "m", "target": null, "x": 2}],
            "innerError": {
                "code": "middle", "date": "2024-01-01T00:00:00", "request-id": "r1", "client-request-id": "c1", "y": [],
                "innererror": {"code": "innermost"},
            },
        }, "top": true});
        let headers = [("request-id", "r2"), ("retry-after", "1.5")];
        let error = get::<Node>().decode(&answer(429, &headers, &body.to_string())).unwrap_err();
        assert_eq!(error.to_string(), "429 Too Many Requests: outer: No. (request-id r2)");
        let error = error.as_graph().unwrap();
        assert_eq!((error.code(), error.message(), error.target()), (Some("outer"), Some("No."), Some("t")));
        assert_eq!(error.details()[0].code, "d");
        assert_eq!(error.codes().collect::<Vec<_>>(), ["outer", "middle", "innermost"]);
        assert!(error.has_code("INNERMOST") && !error.has_code("other") && error.is_throttled());
        assert_eq!(error.client_request_id.as_deref(), Some("c1"));
        assert_eq!(error.date.as_deref(), Some("2024-01-01T00:00:00"));
        assert_eq!(error.retry_delay(), Some(std::time::Duration::from_millis(1500)));
        assert_eq!(error.text, None);
        let whole: runtime::error::ErrorResponse = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&whole).unwrap(), body);

        let both = json!({"innerError": {"code": "a"}, "innererror": {"code": "b"}});
        let twice: ErrorBody = serde_json::from_value(both.clone()).unwrap();
        assert_eq!(serde_json::to_value(&twice).unwrap(), both);
    }

    #[test]
    fn errors_without_an_error_object_keep_their_text() {
        for body in ["<html>502</html>", "{\"error\": \"invalid_grant\"}", "[]", "{}"] {
            let error = GraphError::new(http::StatusCode::BAD_GATEWAY, &http::HeaderMap::new(), body.as_bytes());
            assert_eq!((error.text.as_deref(), error.code()), (Some(body), None));
            assert_eq!(error.to_string(), format!("502 Bad Gateway: not an error of Microsoft Graph, but {body:?}"));
        }
        assert_eq!(GraphError::new(http::StatusCode::NOT_FOUND, &http::HeaderMap::new(), b"").text, None);
        let date = "Wed, 21 Oct 2015 07:28:00 GMT";
        assert_eq!(RetryAfter::parse(date), RetryAfter::At(date.into()));
        for odd in ["-1", "inf", "nan", "", "."] {
            assert_eq!(RetryAfter::parse(odd), RetryAfter::At(odd.into()));
        }
        // A wait that is too long to represent is not ignored.
        for (long, seconds) in [("1e5", 100_000), ("99999999999999999999999999", u64::MAX)] {
            let RetryAfter::Delay(delay) = RetryAfter::parse(long) else { panic!("{long}") };
            assert_eq!(delay.as_secs(), seconds);
        }
        assert_eq!(RetryAfter::parse(" 120 "), RetryAfter::Delay(std::time::Duration::from_secs(120)));
    }

    #[test]
    fn pages_keep_everything() {
        for body in [
            json!({"@odata.context": "c", "@odata.count": 2, "@odata.nextLink": "https://n", "value": [{"id": "a"}, {}]}),
            json!({"@odata.deltaLink": "https://d", "@odata.nextLink": null, "value": [{"@removed": {"reason": "changed"}}]}),
            json!({"@odata.count": "2", "@odata.deltaLink": null, "value": []}),
        ] {
            let page: Page<Node> = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(serde_json::to_value(&page).unwrap(), body);
            assert_eq!(page.count, body["@odata.count"].as_i64());
            assert_eq!(page.next_link.as_deref(), body["@odata.nextLink"].as_str());
            assert_eq!(page.delta_link.as_deref(), body["@odata.deltaLink"].as_str());
            assert_eq!((&page).into_iter().count(), page.len());
            assert_eq!(page.len(), page.into_iter().count());
        }
        assert!(serde_json::from_str::<Page<Node>>("{}").is_err());

        let text = r#"{"@odata.count":1,"@odata.nextLink":null,"value":[]}"#;
        let mut page: Page<Node> = serde_json::from_str(text).unwrap();
        assert_eq!(page.additional.keys().collect::<Vec<_>>(), ["@odata.nextLink"]);
        page.next_link = Some("n".into());
        let written = serde_json::to_string(&page).unwrap();
        assert_eq!(written, r#"{"@odata.count":1,"@odata.nextLink":"n","value":[]}"#);
    }

    #[test]
    fn a_page_leads_to_the_next_with_its_headers() {
        let request = get::<Page<Node>>().top(1).eventual().json(&1);
        let mut page = Page::<Node>::default();
        assert!(page.next_request(&request).is_none() && page.delta_request(&request).is_none());
        page.next_link = Some("HTTPS://Graph.microsoft.com:443/v1.0/nodes?$skiptoken=a%2Bb|c d&x='é'".into());
        let next = page.next_request(&request).unwrap().unwrap();
        let http = next.query("y", "1").into_http().unwrap();
        let expected = "/v1.0/nodes?$skiptoken=a%2Bb%7Cc%20d&x='%C3%A9'&y=1";
        assert_eq!(http.uri().path_and_query().unwrap().as_str(), expected);
        assert_eq!(
            (http.method(), &http.headers()["consistencylevel"]),
            (&http::Method::GET, &"eventual".parse().unwrap())
        );
        assert!(http.body().is_empty() && !http.headers().contains_key("content-type"));
        page.delta_link = Some("https://graph.microsoft.com/v1.0/nodes/delta?t=1".into());
        let delta = page.delta_request(&request).unwrap().unwrap();
        assert_eq!(delta.relative_url().as_deref(), Some("/nodes/delta?t=1"));
        assert_eq!(request.relative_url().as_deref(), Some("/nodes?$top=1"));
        page.delta_link = Some("https://graph.microsoft.com/beta/nodes".into());
        assert_eq!(page.delta_request(&request).unwrap().unwrap().relative_url(), None);
    }

    #[test]
    fn a_link_to_elsewhere_is_refused() {
        let request = get::<Page<Node>>();
        for link in [
            "http://graph.microsoft.com/v1.0/nodes",
            "https://graph.microsoft.com.evil.example/v1.0",
            "https://evil.example/graph.microsoft.com",
            "https://graph.microsoft.com@evil.example/",
            "https://graph.microsoft.com:444/v1.0",
            "https://user@graph.microsoft.com/v1.0",
            "https://graph.microsoft.com\\@evil.example/",
            "https://graph.microsoft.com\t.evil.example/",
            "https:\\\\evil.example/",
            "//evil.example/v1.0/nodes",
            "///evil.example/v1.0/nodes",
            "x:y",
            "ftp://graph.microsoft.com/",
            "https://",
            "",
        ] {
            let page = Page::<Node> { next_link: Some(link.into()), ..Page::default() };
            let error = page.next_request(&request).unwrap().unwrap_err();
            assert!(matches!(&error, RequestError::ForeignLink { link: it, .. } if it == link), "{link}: {error}");
        }
    }

    #[test]
    fn a_relative_link_stays_with_the_service() {
        let request = get::<Page<Node>>().top(1);
        for (link, url) in [
            ("/v1.0/nodes?a=b", "https://graph.microsoft.com/v1.0/nodes?a=b"),
            ("//graph.microsoft.com/v1.0", "https://graph.microsoft.com/v1.0"),
            ("\\\\evil.example/", "https://graph.microsoft.com/v1.0/%5C%5Cevil.example/"),
            ("/\\evil.example/", "https://graph.microsoft.com/%5Cevil.example/"),
            ("../../../x", "https://graph.microsoft.com/x"),
            ("?$skip=1", "https://graph.microsoft.com/v1.0/nodes?$skip=1"),
        ] {
            assert_eq!(request.follow::<Page<Node>>(link).unwrap().url(), url, "{link}");
        }
    }

    #[test]
    fn a_root_that_only_begins_like_that_of_the_service_is_another() {
        for other in ["https://graph.microsoft.com/v1.0x/nodes", "https://graph.microsoft.com/v1.0-x"] {
            assert_eq!(get::<Node>().follow::<Node>(other).unwrap().relative_url(), None, "{other}");
        }
        let same = get::<Node>().follow::<Node>("https://graph.microsoft.com/v1.0?x").unwrap();
        assert_eq!(same.relative_url().as_deref(), Some("?x"));
    }

    #[test]
    fn errors_and_requests_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        fn is_error<T: std::error::Error>() {}
        crosses::<(Error, GraphError, DecodeError, RequestError, EncodeError, Request<std::rc::Rc<()>>, Path)>();
        is_error::<Error>();
        is_error::<ScalarError>();
    }
}
