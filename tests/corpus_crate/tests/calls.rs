//! Calls as in an application, with the crate of all of v1.0: they compile, mirror the pages, and make the documented
//! requests.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a panic fails the test")]

use graph_2021_07::models::*;
use graph_2021_07::requests::{self, Graph};
use graph_2021_07::runtime::{Access, Batch, Bytes, Cloud, LeastPermissions, Method, Search, Text};
use graph_2021_07::{Page, Property, Request, operations};
use serde_json::{Value as Json, json};

fn graph() -> Graph {
    Graph::new()
}

/// Method and URL below the root of the service, with decoded query; headers, except the content type of JSON; body.
#[track_caller]
fn check<T>(request: &Request<T>, line: &str, headers: &[(&str, &str)], body: Json) {
    let http = request.to_http().unwrap();
    let url = http.uri().to_string();
    let below = url.strip_prefix("https://graph.microsoft.com/v1.0").unwrap();
    let (path, query) = below.split_once('?').unwrap_or((below, ""));
    assert!(!query.contains(['+', ' ']), "{url}");
    let query = percent_encoding::percent_decode_str(query).decode_utf8().unwrap();
    let question = if query.is_empty() { "" } else { "?" };
    assert_eq!(format!("{} {path}{question}{query}", http.method()), line);
    let sent: Vec<(&str, &str)> = http
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, value)| (*name, *value) != ("content-type", "application/json"))
        .collect();
    assert_eq!(sent, headers);
    let sent = if http.body().is_empty() { Json::Null } else { serde_json::from_slice(http.body()).unwrap() };
    assert_eq!(sent, body);
}

/// Checks only that the response of a request has this type.
fn answers<T>(_: &Request<T>) {}

// Mail

#[test]
fn unread_mail_from_one_sender() {
    let from = Message::FROM.then(Recipient::EMAIL_ADDRESS).then(EmailAddress::ADDRESS);
    let request = graph()
        .me()
        .messages()
        .get()
        .filter(
            Message::IS_READ.eq(false)
                & from.eq("o'neill@fabrikam.example")
                & !Message::CATEGORIES.any(|it| it.eq("Done")),
        )
        .select((Message::SUBJECT, Message::FROM, Message::RECEIVED_DATE_TIME))
        .order_by(Message::RECEIVED_DATE_TIME.desc())
        .top(25)
        .prefer("outlook.body-content-type=\"text\"");
    check(
        &request,
        "GET /me/messages?$filter=isRead eq false and from/emailAddress/address eq 'o''neill@fabrikam.example' \
         and not categories/any(a:a eq 'Done')&$select=subject,from,receivedDateTime\
         &$orderby=receivedDateTime desc&$top=25",
        &[("prefer", "outlook.body-content-type=\"text\"")],
        Json::Null,
    );
    answers::<Page<Message>>(&request);
}

#[test]
fn send_a_mail() {
    let to = EmailAddress { address: "adele@fabrikam.example".into(), ..Default::default() };
    let message = Message {
        subject: "Lunch?".into(),
        body: ItemBody { content_type: BodyType::Text.into(), content: "At noon.".into(), ..Default::default() }.into(),
        to_recipients: vec![Recipient { email_address: to.into(), ..Default::default() }.into()].into(),
        ..Default::default()
    };
    let parameters =
        requests::UserSendMailParameters { message: message.into(), save_to_sent_items: false.into(), ..Default::default() };
    check(
        &graph().me().send_mail().post(&parameters),
        "POST /me/sendMail",
        &[],
        json!({
            "message": {
                "subject": "Lunch?",
                "body": {"contentType": "text", "content": "At noon."},
                "toRecipients": [{"emailAddress": {"address": "adele@fabrikam.example"}}],
            },
            "saveToSentItems": false,
        }),
    );
}

#[test]
fn move_a_message() {
    let parameters = requests::MessageMoveParameters { destination_id: "archive".into(), ..Default::default() };
    check(
        &graph().me().messages().id("AAMk/1=").r#move().post(&parameters),
        "POST /me/messages/AAMk%2F1=/move",
        &[],
        json!({"destinationId": "archive"}),
    );
}

#[test]
fn a_message_as_mime() {
    let request = graph().me().messages().id("AAMk").value().get();
    check(&request, "GET /me/messages/AAMk/$value", &[], Json::Null);
    answers::<Bytes>(&request);
}

// Calendar

#[test]
fn my_week_in_my_time_zone() {
    let request = graph()
        .me()
        .calendar_view()
        .get()
        .query("startDateTime", "2026-03-09T00:00:00+01:00")
        .query("endDateTime", "2026-03-16T00:00:00+01:00")
        .select((Event::SUBJECT, Event::START, Event::END))
        .filter(Event::IMPORTANCE.eq(Importance::High))
        .prefer("outlook.timezone=\"W. Europe Standard Time\"")
        .prefer("odata.maxpagesize=50");
    check(
        &request,
        "GET /me/calendarView?startDateTime=2026-03-09T00:00:00+01:00&endDateTime=2026-03-16T00:00:00+01:00\
         &$select=subject,start,end&$filter=importance eq 'high'",
        &[("prefer", "outlook.timezone=\"W. Europe Standard Time\", odata.maxpagesize=50")],
        Json::Null,
    );
    answers::<Page<Event>>(&request);
}

#[test]
fn an_event_in_another_users_calendar() {
    let at = |hour: &str| DateTimeTimeZone {
        date_time: format!("2026-03-09T{hour}:00").into(),
        time_zone: "UTC".into(),
        ..Default::default()
    };
    let event = Event {
        subject: "Review".into(),
        start: at("09:00").into(),
        end: at("10:00").into(),
        location: Property::Null,
        ..Default::default()
    };
    check(
        &graph().users().id("adele@fabrikam.example").calendar().events().post(&event),
        "POST /users/adele@fabrikam.example/calendar/events",
        &[],
        json!({
            "subject": "Review",
            "start": {"dateTime": "2026-03-09T09:00:00", "timeZone": "UTC"},
            "end": {"dateTime": "2026-03-09T10:00:00", "timeZone": "UTC"},
            "location": null,
        }),
    );
}

#[test]
fn accept_an_event() {
    let parameters = requests::EventAcceptParameters {
        comment: "With pleasure".into(),
        send_response: true.into(),
        ..Default::default()
    };
    check(
        &graph().me().events().id("AAMk").accept().post(&parameters),
        "POST /me/events/AAMk/accept",
        &[],
        json!({"comment": "With pleasure", "sendResponse": true}),
    );
}

// Files

#[test]
fn upload_a_file_by_its_path() {
    let request = graph().me().drive().root().path("Reports/2026 (new)/Q1: 100%.txt").content().put("text/plain", "…");
    let http = request.to_http().unwrap();
    assert_eq!(http.method(), "PUT");
    assert_eq!(http.uri().path(), "/v1.0/me/drive/root:/Reports/2026%20(new)/Q1%3A%20100%25.txt:/content");
    assert_eq!(
        (http.headers()["content-type"].as_bytes(), http.body().as_slice()),
        (&b"text/plain"[..], "…".as_bytes())
    );
    answers::<DriveItem>(&request);
}

#[test]
fn contents_of_a_folder() {
    let request = graph()
        .drives()
        .id("b!1")
        .root()
        .path("/Reports/2026")
        .children()
        .get()
        .filter(DriveItem::SIZE.gt(1_000_000) & DriveItem::LAST_MODIFIED_DATE_TIME.ge("2026-01-01T00:00:00Z"))
        .select((DriveItem::ID, DriveItem::NAME, DriveItem::SIZE))
        .expand(DriveItem::THUMBNAILS);
    check(
        &request,
        "GET /drives/b!1/root:/Reports/2026:/children?$filter=size gt 1000000 and lastModifiedDateTime ge \
         2026-01-01T00:00:00Z&$select=id,name,size&$expand=thumbnails",
        &[],
        Json::Null,
    );
}

#[test]
fn search_my_files() {
    check(
        &graph().me().drive().root().search("Adele's plan").get().top(5),
        "GET /me/drive/root/search(q='Adele%27%27s%20plan')?$top=5",
        &[],
        Json::Null,
    );
}

#[test]
fn the_visible_cells_of_a_range() {
    let sheet = graph().me().drive().root().path("Book.xlsx").workbook().worksheets().id("Sheet 1");
    check(
        &sheet.range_by_address("A1:C3").visible_view().get().header("workbook-session-id", "s1"),
        "GET /me/drive/root:/Book.xlsx:/workbook/worksheets/Sheet%201/range(address='A1:C3')/visibleView",
        &[("workbook-session-id", "s1")],
        Json::Null,
    );
}

// Users, groups and roles

#[test]
fn users_of_a_division_with_their_managers() {
    let request = graph()
        .users()
        .get()
        .filter(
            User::EMPLOYEE_ORG_DATA.then(EmployeeOrgData::DIVISION).is_in(["Sales", "R&D"])
                & User::ACCOUNT_ENABLED.eq(true)
                & (User::DISPLAY_NAME.starts_with("A") | User::MAIL.ends_with("@fabrikam.example")),
        )
        .select((User::ID, User::DISPLAY_NAME))
        .expand(User::MANAGER.select((DirectoryObject::ID, User::DISPLAY_NAME)).levels(2))
        .count(true)
        .eventual();
    check(
        &request,
        "GET /users?$filter=employeeOrgData/division in ('Sales','R&D') and accountEnabled eq true and \
         (startswith(displayName,'A') or endswith(mail,'@fabrikam.example'))&$select=id,displayName\
         &$expand=manager($levels=2;$select=id,displayName)&$count=true",
        &[("consistencylevel", "eventual")],
        Json::Null,
    );
}

#[test]
fn how_many_users_have_a_license() {
    let request = graph().users().count().get().filter(User::ASSIGNED_LICENSES.count().ne(0)).eventual();
    check(
        &request,
        "GET /users/$count?$filter=assignedLicenses/$count ne 0",
        &[("consistencylevel", "eventual")],
        Json::Null,
    );
    answers::<Text>(&request);
}

#[test]
fn take_a_phone_number_away() {
    let change = User { mobile_phone: Property::Null, department: "Sales".into(), ..Default::default() };
    let body = json!({"mobilePhone": null, "department": "Sales"});
    check(&graph().me().patch(&change), "PATCH /me", &[], body.clone());
    check(&graph().users().id("7/8").patch(&change), "PATCH /users/7%2F8", &[], body);
}

#[test]
fn add_and_remove_a_member() {
    let members = graph().groups().id("g1").members();
    check(
        &members.clone().reference().post("https://graph.microsoft.com/v1.0/directoryObjects/u1"),
        "POST /groups/g1/members/$ref",
        &[],
        json!({"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/u1"}),
    );
    check(&members.id("u1").reference().delete(), "DELETE /groups/g1/members/u1/$ref", &[], Json::Null);
}

#[test]
fn users_among_all_members_of_a_group() {
    let request = graph()
        .groups()
        .id("g1")
        .transitive_members()
        .as_user()
        .get()
        .search(Search::field(User::DISPLAY_NAME, "tier"))
        .order_by((User::DISPLAY_NAME, User::ID.desc()))
        .eventual();
    check(
        &request,
        "GET /groups/g1/transitiveMembers/microsoft.graph.user?$search=\"displayName:tier\"\
         &$orderby=displayName,id desc",
        &[("consistencylevel", "eventual")],
        Json::Null,
    );
    answers::<Page<User>>(&request);
}

#[test]
fn groups_of_microsoft_365() {
    let request = graph()
        .groups()
        .get()
        .filter(Group::GROUP_TYPES.any(|it| it.eq("Unified")) & Group::RENEWED_DATE_TIME.lt("2026-01-01T00:00:00Z"))
        .expand(Group::OWNERS.select((User::DISPLAY_NAME, "mail")));
    check(
        &request,
        "GET /groups?$filter=groupTypes/any(a:a eq 'Unified') and renewedDateTime lt 2026-01-01T00:00:00Z\
         &$expand=owners($select=displayName,mail)",
        &[],
        Json::Null,
    );
}

#[test]
fn a_role_by_its_template() {
    check(
        &graph().directory_roles().by_role_template_id("fe930be7-5e62-47db-91af-98c3a49a38b1").members().get(),
        "GET /directoryRoles/roleTemplateId=fe930be7-5e62-47db-91af-98c3a49a38b1/members",
        &[],
        Json::Null,
    );
}

#[test]
fn which_of_these_groups() {
    let parameters = requests::UserCheckMemberGroupsParameters { group_ids: vec!["g1", "g2"].into(), ..Default::default() };
    let request = graph().users().id("u1").check_member_groups().post(&parameters);
    check(&request, "POST /users/u1/checkMemberGroups", &[], json!({"groupIds": ["g1", "g2"]}));
    answers::<Page<String>>(&request);
}

#[test]
fn changes_among_users() {
    check(
        &graph().users().delta().get().select([User::DISPLAY_NAME, User::MAIL]),
        "GET /users/delta?$select=displayName,mail",
        &[],
        Json::Null,
    );
}

// Teams, planner, reports

#[test]
fn post_in_a_channel() {
    let message = ChatMessage {
        body: ItemBody {
            content: "Hello <b>team</b>".into(),
            content_type: BodyType::Html.into(),
            ..Default::default()
        }
        .into(),
        ..Default::default()
    };
    check(
        &graph().teams().id("t1").channels().id("19:abc@thread.tacv2").messages().post(&message),
        "POST /teams/t1/channels/19:abc@thread.tacv2/messages",
        &[],
        json!({"body": {"content": "Hello <b>team</b>", "contentType": "html"}}),
    );
}

#[test]
fn finish_a_task_unless_somebody_changed_it() {
    let change = PlannerTask { percent_complete: 100.into(), ..Default::default() };
    check(
        &graph().planner().tasks().id("k1").patch(&change).if_match("W/\"JzE\"").prefer("return=representation"),
        "PATCH /planner/tasks/k1",
        &[("if-match", "W/\"JzE\""), ("prefer", "return=representation")],
        json!({"percentComplete": 100}),
    );
}

#[test]
fn a_report_and_a_photo() {
    let report = graph().reports().get_email_activity_counts("D7").get();
    check(&report, "GET /reports/getEmailActivityCounts(period='D7')", &[], Json::Null);
    answers::<Bytes>(&report);
    let photo = graph().groups().id("g1").photo().value().put("image/png", [0x89, b'P']).to_http().unwrap();
    assert_eq!((photo.uri().path(), photo.body().as_slice()), ("/v1.0/groups/g1/photo/$value", &b"\x89P"[..]));
}

// Several at once

#[test]
fn a_user_their_manager_and_unread_mail_in_one_call() {
    let me = graph().me();
    let mut batch = Batch::new();
    let user = batch.add(&me.clone().get().select((User::ID, User::DISPLAY_NAME))).unwrap();
    let mail = batch.add(&me.messages().get().filter(Message::IS_READ.eq(false)).top(1)).unwrap();
    let mut run = batch.start();
    let call = run.request().unwrap().unwrap();
    assert_eq!((call.method().as_str(), call.uri().path()), ("POST", "/v1.0/$batch"));
    let sent: Json = serde_json::from_slice(call.body()).unwrap();
    assert_eq!(sent["requests"][0]["url"], "/me?$select=id,displayName");

    // Responses come in any order.
    let answers = sent["requests"].as_array().unwrap().iter().rev().map(|request| {
        let body = match request["url"].as_str().unwrap() {
            url if url.starts_with("/me/messages") => json!({"value": [{"subject": "Hello"}]}),
            _ => json!({"id": "u1", "displayName": "Adele"}),
        };
        json!({"id": request["id"], "status": 200, "headers": {"Content-Type": "application/json"}, "body": body})
    });
    let answer = json!({"responses": answers.collect::<Vec<_>>()}).to_string();
    run.accept(&http::Response::new(answer)).unwrap();
    assert!(run.request().unwrap().is_none());
    let answers = run.into_answers();
    assert_eq!(answers.get(user).unwrap().display_name, "Adele");
    assert_eq!(answers.get(mail).unwrap().value.len(), 1);
}

// What is known beside the calls

#[test]
fn permissions_to_request_from_an_administrator() {
    let least = LeastPermissions::of(
        Access::Application,
        [&operations::USER_GET, &operations::USER_UPDATE, &operations::GROUP_LIST_MEMBERS],
    );
    assert!(least.unsupported.is_empty());
    assert!(least.permissions.contains(&"User.ReadWrite.All") && !least.permissions.contains(&"User.Read.All"));
    let send = graph().me().send_mail().post(&Default::default());
    assert_eq!(send.permissions(Access::DelegatedPersonal).permissions, ["Mail.Send"]);
}

#[test]
fn another_cloud() {
    let delta = Graph::on(Cloud::UsGovernmentL5).groups().delta().get();
    assert_eq!(delta.url(), "https://dod-graph.microsoft.us/v1.0/groups/delta");
    let _: fn(&requests::Group) -> Request<Group> = requests::Group::get;
}

// Builders by what they address

/// One function serves a delegated and an app-only program.
#[test]
fn a_message_is_one_builder_wherever_it_lies() {
    fn archive(message: &requests::Message) -> String {
        let to = requests::MessageMoveParameters { destination_id: "archive".into(), ..Default::default() };
        message.r#move().post(&to).url()
    }
    let graph = graph();
    for (message, path) in [
        (graph.me().messages().id("1"), "me/messages/1"),
        (graph.users().id("u").messages().id("1"), "users/u/messages/1"),
        (graph.me().mail_folders().id("f").messages().id("1"), "me/mailFolders/f/messages/1"),
    ] {
        assert_eq!(archive(&message), format!("https://graph.microsoft.com/v1.0/{path}/move"));
    }
    let _: [requests::User; 2] = [graph.me(), graph.users().id("u")];
}

/// What is documented under one drive can be called under every drive.
#[test]
fn an_item_is_one_builder_in_every_drive() {
    let graph = graph();
    let root = graph.drives().id("d").root();
    let item = graph.sites().id("s").drive().items().id("i");
    for (url, path) in [
        (graph.drives().id("d").items().id("i").workbook().worksheets().get().url(), "drives/d/items/i/workbook/worksheets"),
        (item.workbook().tables().get().url(), "sites/s/drive/items/i/workbook/tables"),
        (root.get().url(), "drives/d/root"),
        (root.path("a/b.txt").content().get().url(), "drives/d/root:/a/b.txt:/content"),
        (graph.me().drive().root().path("a").children().get().url(), "me/drive/root:/a:/children"),
        (item.delete().url(), "sites/s/drive/items/i"),
    ] {
        assert_eq!(url, format!("https://graph.microsoft.com/v1.0/{path}"));
    }
}

#[test]
fn a_request_says_whether_its_own_path_is_documented() {
    let graph = graph();
    let documented = graph.me().drive().items().id("i").workbook().worksheets().get();
    let other = graph.sites().id("s").drive().items().id("i").workbook().worksheets().get();
    assert!(documented.is_documented() && !other.is_documented());
    assert!(documented.operations().contains(&&operations::WORKBOOK_LIST_WORKSHEETS));
    assert!(!documented.permissions(Access::DelegatedWork).permissions.is_empty());
    assert!(other.operations().is_empty() && other.permissions(Access::DelegatedWork).permissions.is_empty());
}

/// Neither the page about extensions of anything nor the one of another product counts.
#[test]
fn a_user_is_read_with_the_permission_of_its_own_page() {
    let request = graph().users().id("u").get();
    assert_eq!(request.operations(), [&operations::USER_GET]);
    assert_eq!(request.permissions(Access::DelegatedWork).permissions, ["User.Read"]);
    assert_eq!(graph().me().get().permissions(Access::DelegatedWork).permissions, ["User.Read"]);
}

#[test]
fn what_the_docs_do_not_have_can_be_called() {
    let graph = graph();
    let chats = graph.request::<Page<Chat>>(Method::GET, "/me/chats?$expand=members").top(5);
    check(&chats, "GET /me/chats?$expand=members&$top=5", &[], Json::Null);
    assert!(!chats.is_documented());
    let workbook: requests::Workbook = graph.builder_at("/shares/u!1/driveItem/workbook");
    check(&workbook.worksheets().get(), "GET /shares/u!1/driveItem/workbook/worksheets", &[], Json::Null);
    assert!(graph.request::<User>(Method::GET, "/users/../me").to_http().is_err());
}

/// Where a function has several lists of parameters, none has the plain name.
#[test]
fn overloads_are_named_after_their_parameters() {
    let reports = graph().reports();
    let period = reports.get_office365_active_user_detail_by_period("D7").get();
    let date = reports.get_office365_active_user_detail_by_date("2026-03-09").get();
    check(&period, "GET /reports/getOffice365ActiveUserDetail(period='D7')", &[], Json::Null);
    check(&date, "GET /reports/getOffice365ActiveUserDetail(date=2026-03-09)", &[], Json::Null);
}

// Derived types

/// Mail is read without a match; who needs the derived type asks for it.
#[test]
fn a_meeting_request_is_a_message() {
    let json = json!({"@odata.type": "#microsoft.graph.eventMessage", "subject": "Review", "meetingMessageType": "meetingRequest"});
    let message: Message = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(message.subject, "Review");
    let request: EventMessage = message.downcast().unwrap();
    assert_eq!(request.meeting_message_type, MeetingMessageType::MeetingRequest);
    assert_eq!(serde_json::to_value(Message::from(request)).unwrap(), json);
    let plain = Message { subject: "Lunch".into(), ..Default::default() };
    assert_eq!(plain.clone().downcast::<EventMessage>().unwrap_err(), plain);
}

/// Where the pages tell derived types apart, programs do too.
#[test]
fn attachments_and_members_of_groups_are_matched() {
    answers::<Page<AnyAttachment>>(&graph().me().messages().id("1").attachments().get());
    answers::<Page<AnyDirectoryObject>>(&graph().groups().id("g").members().get());
    answers::<Page<Message>>(&graph().me().mail_folders().id("inbox").messages().get());
    answers::<Page<MailFolder>>(&graph().me().mail_folders().get());
}
