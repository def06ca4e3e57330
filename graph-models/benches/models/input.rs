//! Response bodies of about a megabyte, the same in each run.

/// The approximate size of a body.
const LENGTH: usize = 1_000_000;

/// Response bodies.
pub struct Bodies {
    pub users: Vec<u8>,
    pub messages: Vec<u8>,
    pub artifacts: Vec<u8>,
}

/// Creates the bodies. With `annotated`, each item of a page starts with two members that have no field, `@odata.type`
/// and `@odata.etag`.
pub fn bodies(annotated: bool) -> Bodies {
    let page = |item: fn(&mut Random, &mut Members), name: &str| page(annotated, item, name).into_bytes();
    Bodies {
        users: page(user, "user"),
        messages: page(message, "message"),
        artifacts: page(artifact, "mailboxRestoreArtifact"),
    }
}

/// One user without annotations.
pub fn one_user() -> Vec<u8> {
    let mut members = Members::new();
    user(&mut Random(7), &mut members);
    members.end().into_bytes()
}

fn page(annotated: bool, item: fn(&mut Random, &mut Members), name: &str) -> String {
    let random = &mut Random(0x9E37_79B9_7F4A_7C15);
    let mut page = format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#{name}s","value":["#);
    while page.len() < LENGTH {
        if !page.ends_with('[') {
            page.push(',');
        }
        let mut members = Members::new();
        if annotated {
            members.text("@odata.type", &format!("#microsoft.graph.{name}"));
            members.text("@odata.etag", &format!("W/\"{}\"", random.letters(20)));
        }
        item(random, &mut members);
        page.push_str(&members.end());
    }
    page.push_str("]}");
    page
}

/// A user of a directory that is synchronized from on-premises, with all properties selected: 49 of 72 members, some
/// of them null or empty.
fn user(random: &mut Random, members: &mut Members) {
    let (given, surname) = (random.word(), random.word());
    let account = format!("{given}.{surname}");
    let address = format!("{account}@contoso.example");
    members.text("id", &random.guid());
    members.null("deletedDateTime");
    members.raw("accountEnabled", "true");
    members.null("ageGroup");
    members.raw("businessPhones", &format!("[\"+47 {}\"]", random.digits(8)));
    members.text("city", &random.word());
    members.text("createdDateTime", &random.date_time());
    members.null("creationType");
    members.text("companyName", &random.words(2));
    members.null("consentProvidedForMinor");
    members.text("country", &random.word());
    members.text("department", &random.words(2));
    members.text("displayName", &format!("{given} {surname}"));
    members.text("employeeId", &random.digits(6));
    members.null("employeeHireDate");
    members.text("employeeType", "Employee");
    members.null("faxNumber");
    members.text("givenName", &given);
    members.raw("imAddresses", &format!("[\"{address}\"]"));
    members.null("isResourceAccount");
    members.text("jobTitle", &random.words(2));
    members.null("legalAgeGroupClassification");
    members.text("mail", &address);
    members.text("mailNickname", &account);
    members.text("mobilePhone", &format!("+47 {}", random.digits(8)));
    members.text("onPremisesDistinguishedName", &format!("CN={given} {surname},OU=Users,DC=contoso,DC=example"));
    members.text("officeLocation", &format!("{}/{}", random.digits(2), random.digits(4)));
    members.text("onPremisesDomainName", "contoso.example");
    members.text("onPremisesImmutableId", &random.letters(24));
    members.text("onPremisesLastSyncDateTime", &random.date_time());
    members.text("onPremisesSecurityIdentifier", &format!("S-1-5-21-{}-{}", random.digits(10), random.digits(10)));
    members.text("onPremisesSamAccountName", &account);
    members.raw("onPremisesSyncEnabled", "true");
    members.text("onPremisesUserPrincipalName", &address);
    members.raw("otherMails", "[]");
    members.text("passwordPolicies", "DisablePasswordExpiration");
    members.text("postalCode", &random.digits(4));
    members.text("preferredLanguage", "nb-NO");
    members.raw("proxyAddresses", &format!("[\"SMTP:{address}\",\"smtp:{}@contoso.example\"]", random.word()));
    members.text("refreshTokensValidFromDateTime", &random.date_time());
    members.null("showInAddressList");
    members.text("signInSessionsValidFromDateTime", &random.date_time());
    members.null("state");
    members.text("streetAddress", &random.words(2));
    members.text("surname", &surname);
    members.text("usageLocation", "NO");
    members.text("userPrincipalName", &address);
    members.text("userType", "Member");
    let license = |random: &mut Random| format!(r#"{{"disabledPlans":[],"skuId":"{}"}}"#, random.guid());
    members.raw("assignedLicenses", &format!("[{},{}]", license(random), license(random)));
    let plan = |random: &mut Random| {
        let mut plan = Members::new();
        plan.text("assignedDateTime", &random.date_time());
        plan.text("capabilityStatus", "Enabled");
        plan.text("service", &random.word());
        plan.text("servicePlanId", &random.guid());
        plan.end()
    };
    members.raw("assignedPlans", &format!("[{},{},{}]", plan(random), plan(random), plan(random)));
    members.raw(
        "identities",
        &format!(r#"[{{"signInType":"userPrincipalName","issuer":"contoso.example","issuerAssignedId":"{address}"}}]"#),
    );
    let mut attributes = Members::new();
    for number in 1..=15 {
        let name = format!("extensionAttribute{number}");
        if number < 4 { attributes.text(&name, &random.word()) } else { attributes.null(&name) }
    }
    members.raw("onPremisesExtensionAttributes", &attributes.end());
    members.raw("onPremisesProvisioningErrors", "[]");
}

/// A received message with some kilobytes of HTML.
fn message(random: &mut Random, members: &mut Members) {
    let recipient = |random: &mut Random| {
        let (given, surname) = (random.word(), random.word());
        format!(r#"{{"emailAddress":{{"name":"{given} {surname}","address":"{given}.{surname}@contoso.example"}}}}"#)
    };
    let sender = recipient(random);
    members.text("id", &random.letters(152));
    members.text("createdDateTime", &random.date_time());
    members.text("lastModifiedDateTime", &random.date_time());
    members.text("changeKey", &random.letters(40));
    members.raw("categories", "[]");
    members.text("receivedDateTime", &random.date_time());
    members.text("sentDateTime", &random.date_time());
    members.raw("hasAttachments", "false");
    members.text("internetMessageId", &format!("<{}@contoso.example>", random.letters(60)));
    members.text("subject", &random.words(6));
    members.text("bodyPreview", &random.words(35));
    members.text("importance", "normal");
    members.text("parentFolderId", &random.letters(120));
    members.text("conversationId", &random.letters(80));
    members.text("conversationIndex", &random.letters(30));
    members.null("isDeliveryReceiptRequested");
    members.raw("isReadReceiptRequested", "false");
    members.raw("isRead", "true");
    members.raw("isDraft", "false");
    members.text("webLink", &format!("https://outlook.example/owa/?ItemID={}&exvsurl=1", random.letters(160)));
    members.text("inferenceClassification", "focused");
    let mut body = Members::new();
    body.text("contentType", "html");
    let mut html =
        String::from("<html><head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html\"></head><body>\r\n");
    for _ in 0..8 + random.below(24) {
        html.push_str(&format!("<p style=\"margin:0\" class=\"MsoNormal\">{}</p>\r\n", random.words(12)));
    }
    body.text("content", &html);
    members.raw("body", &body.end());
    members.raw("sender", &sender);
    members.raw("from", &sender);
    members.raw("toRecipients", &format!("[{},{},{}]", recipient(random), recipient(random), recipient(random)));
    members.raw("ccRecipients", &format!("[{}]", recipient(random)));
    members.raw("bccRecipients", "[]");
    members.raw("replyTo", "[]");
    members.raw("flag", r#"{"flagStatus":"notFlagged"}"#);
}

fn artifact(random: &mut Random, members: &mut Members) {
    members.text("id", &random.guid());
    members.text("destinationType", if random.below(2) == 0 { "new" } else { "inPlace" });
    members.text("startDateTime", &random.date_time());
    if random.below(8) == 0 {
        members.text("status", "failed");
        members.null("completionDateTime");
        let error = r#"{"code":"resourceNotFound","message":"The folder is gone.","details":[],"target":null}"#;
        members.raw("error", error);
    } else {
        members.text("status", "succeeded");
        members.text("completionDateTime", &random.date_time());
        members.null("error");
    }
    members.text("restoredFolderId", &random.letters(40));
    members.text("restoredFolderName", &random.words(3));
    members.raw("restoredItemCount", &random.below(10_000).to_string());
}

/// The members of an object, in order.
struct Members(String);

impl Members {
    fn new() -> Self {
        Self(String::from("{"))
    }

    fn raw(&mut self, name: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&format!("\"{name}\":{json}"));
    }

    fn text(&mut self, name: &str, text: &str) {
        self.raw(name, &serde_json::to_string(text).unwrap());
    }

    fn null(&mut self, name: &str) {
        self.raw(name, "null");
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

/// Pseudo-random numbers (xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn pick(&mut self, from: &[u8], count: usize) -> String {
        (0..count).map(|_| char::from(from[usize::try_from(self.below(from.len() as u64)).unwrap()])).collect()
    }

    fn digits(&mut self, count: usize) -> String {
        self.pick(b"0123456789", count)
    }

    fn letters(&mut self, count: usize) -> String {
        self.pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count)
    }

    fn word(&mut self) -> String {
        let length = 3 + usize::try_from(self.below(8)).unwrap();
        self.pick(b"eeeettaaooiinnsshrdlu", length)
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn guid(&mut self) -> String {
        let part = |random: &mut Self, count| random.pick(b"0123456789abcdef", count);
        [8, 4, 4, 4, 12].map(|count| part(self, count)).join("-")
    }

    fn date_time(&mut self) -> String {
        let (month, day, hour) = (1 + self.below(12), 1 + self.below(28), self.below(24));
        format!("2024-{month:02}-{day:02}T{hour:02}:{:02}:{:02}Z", self.below(60), self.below(60))
    }
}
