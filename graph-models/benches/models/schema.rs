//! The fields of the benchmarked types: names and types as in the reference of Microsoft Graph.

/// Calls the macro `$make` with the types of users and messages.
macro_rules! outlook {
    ($make:ident) => {
        $make! {
            enum AgeGroup = "ageGroup" { Null = "null", Minor = "minor", NotAdult = "notAdult", Adult = "adult" }
            enum BodyType = "bodyType" { Text = "text", Html = "html" }
            enum ConsentProvidedForMinor = "consentProvidedForMinor" {
                Null = "null", Granted = "granted", Denied = "denied", NotRequired = "notRequired",
            }
            enum FollowupFlagStatus = "followupFlagStatus" {
                NotFlagged = "notFlagged", Complete = "complete", Flagged = "flagged",
            }
            enum Importance = "importance" { Low = "low", Normal = "normal", High = "high" }
            enum InferenceClassificationType = "inferenceClassificationType" { Focused = "focused", Other = "other" }
            enum LegalAgeGroupClassification = "legalAgeGroupClassification" {
                Null = "null", MinorWithoutParentalConsent = "minorWithoutParentalConsent", Adult = "adult",
            }

            struct AssignedLicense = "assignedLicense" {
                disabled_plans: Vec<Guid> = "disabledPlans",
                sku_id: Guid = "skuId",
            }
            struct AssignedPlan = "assignedPlan" {
                assigned_date_time: DateTimeOffset = "assignedDateTime",
                capability_status: String = "capabilityStatus",
                service: String = "service",
                service_plan_id: Guid = "servicePlanId",
            }
            struct DateTimeTimeZone = "dateTimeTimeZone" {
                date_time: String = "dateTime",
                time_zone: String = "timeZone",
            }
            struct EmailAddress = "emailAddress" {
                address: String = "address",
                name: String = "name",
            }
            struct EmployeeOrgData = "employeeOrgData" {
                division: String = "division",
                cost_center: String = "costCenter",
            }
            struct FollowupFlag = "followupFlag" {
                completed_date_time: Box<DateTimeTimeZone> = "completedDateTime",
                due_date_time: Box<DateTimeTimeZone> = "dueDateTime",
                flag_status: FollowupFlagStatus = "flagStatus",
                start_date_time: Box<DateTimeTimeZone> = "startDateTime",
            }
            struct InternetMessageHeader = "internetMessageHeader" {
                name: String = "name",
                value: String = "value",
            }
            struct ItemBody = "itemBody" {
                content: String = "content",
                content_type: BodyType = "contentType",
            }
            struct LicenseAssignmentState = "licenseAssignmentState" {
                assigned_by_group: String = "assignedByGroup",
                disabled_plans: Vec<String> = "disabledPlans",
                error: String = "error",
                sku_id: String = "skuId",
                state: String = "state",
            }
            struct Message = "message" {
                bcc_recipients: Vec<AnyRecipient> = "bccRecipients",
                body: Box<ItemBody> = "body",
                body_preview: String = "bodyPreview",
                categories: Vec<String> = "categories",
                cc_recipients: Vec<AnyRecipient> = "ccRecipients",
                change_key: String = "changeKey",
                conversation_id: String = "conversationId",
                conversation_index: Binary = "conversationIndex",
                created_date_time: DateTimeOffset = "createdDateTime",
                flag: Box<FollowupFlag> = "flag",
                from: AnyRecipient = "from",
                has_attachments: bool = "hasAttachments",
                id: String = "id",
                importance: Importance = "importance",
                inference_classification: InferenceClassificationType = "inferenceClassification",
                internet_message_headers: Vec<InternetMessageHeader> = "internetMessageHeaders",
                internet_message_id: String = "internetMessageId",
                is_delivery_receipt_requested: bool = "isDeliveryReceiptRequested",
                is_draft: bool = "isDraft",
                is_read: bool = "isRead",
                is_read_receipt_requested: bool = "isReadReceiptRequested",
                last_modified_date_time: DateTimeOffset = "lastModifiedDateTime",
                parent_folder_id: String = "parentFolderId",
                received_date_time: DateTimeOffset = "receivedDateTime",
                reply_to: Vec<AnyRecipient> = "replyTo",
                sender: AnyRecipient = "sender",
                sent_date_time: DateTimeOffset = "sentDateTime",
                subject: String = "subject",
                to_recipients: Vec<AnyRecipient> = "toRecipients",
                unique_body: Box<ItemBody> = "uniqueBody",
                web_link: String = "webLink",
            }
            struct ObjectIdentity = "objectIdentity" {
                sign_in_type: String = "signInType",
                issuer: String = "issuer",
                issuer_assigned_id: String = "issuerAssignedId",
            }
            struct OnPremisesExtensionAttributes = "onPremisesExtensionAttributes" {
                extension_attribute1: String = "extensionAttribute1",
                extension_attribute2: String = "extensionAttribute2",
                extension_attribute3: String = "extensionAttribute3",
                extension_attribute4: String = "extensionAttribute4",
                extension_attribute5: String = "extensionAttribute5",
                extension_attribute6: String = "extensionAttribute6",
                extension_attribute7: String = "extensionAttribute7",
                extension_attribute8: String = "extensionAttribute8",
                extension_attribute9: String = "extensionAttribute9",
                extension_attribute10: String = "extensionAttribute10",
                extension_attribute11: String = "extensionAttribute11",
                extension_attribute12: String = "extensionAttribute12",
                extension_attribute13: String = "extensionAttribute13",
                extension_attribute14: String = "extensionAttribute14",
                extension_attribute15: String = "extensionAttribute15",
            }
            struct OnPremisesProvisioningError = "onPremisesProvisioningError" {
                category: String = "category",
                occurred_date_time: DateTimeOffset = "occurredDateTime",
                property_causing_error: String = "propertyCausingError",
                value: String = "value",
            }
            struct PasswordProfile = "passwordProfile" {
                force_change_password_next_sign_in: bool = "forceChangePasswordNextSignIn",
                force_change_password_next_sign_in_with_mfa: bool = "forceChangePasswordNextSignInWithMfa",
                password: String = "password",
            }
            struct ProvisionedPlan = "provisionedPlan" {
                capability_status: String = "capabilityStatus",
                provisioning_status: String = "provisioningStatus",
                service: String = "service",
            }
            struct Recipient = "recipient" {
                email_address: Box<EmailAddress> = "emailAddress",
            }
            struct User = "user" {
                about_me: String = "aboutMe",
                account_enabled: bool = "accountEnabled",
                age_group: AgeGroup = "ageGroup",
                assigned_licenses: Vec<AssignedLicense> = "assignedLicenses",
                assigned_plans: Vec<AssignedPlan> = "assignedPlans",
                birthday: DateTimeOffset = "birthday",
                business_phones: Vec<String> = "businessPhones",
                city: String = "city",
                company_name: String = "companyName",
                consent_provided_for_minor: ConsentProvidedForMinor = "consentProvidedForMinor",
                country: String = "country",
                created_date_time: DateTimeOffset = "createdDateTime",
                creation_type: String = "creationType",
                deleted_date_time: DateTimeOffset = "deletedDateTime",
                department: String = "department",
                display_name: String = "displayName",
                employee_hire_date: DateTimeOffset = "employeeHireDate",
                employee_id: String = "employeeId",
                employee_org_data: Box<EmployeeOrgData> = "employeeOrgData",
                employee_type: String = "employeeType",
                external_user_state: String = "externalUserState",
                external_user_state_change_date_time: DateTimeOffset = "externalUserStateChangeDateTime",
                fax_number: String = "faxNumber",
                given_name: String = "givenName",
                hire_date: DateTimeOffset = "hireDate",
                id: String = "id",
                identities: Vec<ObjectIdentity> = "identities",
                im_addresses: Vec<String> = "imAddresses",
                interests: Vec<String> = "interests",
                is_resource_account: bool = "isResourceAccount",
                job_title: String = "jobTitle",
                last_password_change_date_time: DateTimeOffset = "lastPasswordChangeDateTime",
                legal_age_group_classification: LegalAgeGroupClassification = "legalAgeGroupClassification",
                license_assignment_states: Vec<LicenseAssignmentState> = "licenseAssignmentStates",
                mail: String = "mail",
                mail_nickname: String = "mailNickname",
                mobile_phone: String = "mobilePhone",
                my_site: String = "mySite",
                office_location: String = "officeLocation",
                on_premises_distinguished_name: String = "onPremisesDistinguishedName",
                on_premises_domain_name: String = "onPremisesDomainName",
                on_premises_extension_attributes: Box<OnPremisesExtensionAttributes> = "onPremisesExtensionAttributes",
                on_premises_immutable_id: String = "onPremisesImmutableId",
                on_premises_last_sync_date_time: DateTimeOffset = "onPremisesLastSyncDateTime",
                on_premises_provisioning_errors: Vec<OnPremisesProvisioningError> = "onPremisesProvisioningErrors",
                on_premises_sam_account_name: String = "onPremisesSamAccountName",
                on_premises_security_identifier: String = "onPremisesSecurityIdentifier",
                on_premises_sync_enabled: bool = "onPremisesSyncEnabled",
                on_premises_user_principal_name: String = "onPremisesUserPrincipalName",
                other_mails: Vec<String> = "otherMails",
                password_policies: String = "passwordPolicies",
                password_profile: Box<PasswordProfile> = "passwordProfile",
                past_projects: Vec<String> = "pastProjects",
                postal_code: String = "postalCode",
                preferred_language: String = "preferredLanguage",
                preferred_name: String = "preferredName",
                provisioned_plans: Vec<ProvisionedPlan> = "provisionedPlans",
                proxy_addresses: Vec<String> = "proxyAddresses",
                refresh_tokens_valid_from_date_time: DateTimeOffset = "refreshTokensValidFromDateTime",
                responsibilities: Vec<String> = "responsibilities",
                schools: Vec<String> = "schools",
                show_in_address_list: bool = "showInAddressList",
                skills: Vec<String> = "skills",
                sign_in_sessions_valid_from_date_time: DateTimeOffset = "signInSessionsValidFromDateTime",
                state: String = "state",
                street_address: String = "streetAddress",
                surname: String = "surname",
                usage_location: String = "usageLocation",
                user_principal_name: String = "userPrincipalName",
                user_type: String = "userType",
                device_enrollment_limit: i32 = "deviceEnrollmentLimit",
            }
        }
    };
}

/// Calls the macro `$make` with the types of restore artifacts, which are also in this crate.
macro_rules! backup {
    ($make:ident) => {
        $make! {
            enum ArtifactRestoreStatus = "artifactRestoreStatus" {
                Added = "added", Scheduling = "scheduling", Scheduled = "scheduled", InProgress = "inProgress",
                Succeeded = "succeeded", Failed = "failed", UnknownFutureValue = "unknownFutureValue",
            }
            enum DestinationType = "destinationType" {
                New = "new", InPlace = "inPlace", UnknownFutureValue = "unknownFutureValue",
            }

            struct MailboxRestoreArtifact = "mailboxRestoreArtifact" {
                completion_date_time: DateTimeOffset = "completionDateTime",
                destination_type: DestinationType = "destinationType",
                error: Box<PublicError> = "error",
                id: String = "id",
                restored_folder_id: String = "restoredFolderId",
                restored_folder_name: String = "restoredFolderName",
                restored_item_count: i32 = "restoredItemCount",
                start_date_time: DateTimeOffset = "startDateTime",
                status: ArtifactRestoreStatus = "status",
            }
            struct PublicError = "publicError" {
                code: String = "code",
                details: Vec<PublicErrorDetail> = "details",
                inner_error: Box<PublicInnerError> = "innerError",
                message: String = "message",
                target: String = "target",
            }
            struct PublicErrorDetail = "publicErrorDetail" {
                code: String = "code",
                message: String = "message",
                target: String = "target",
            }
            struct PublicInnerError = "publicInnerError" {
                code: String = "code",
                details: Vec<PublicErrorDetail> = "details",
                message: String = "message",
                target: String = "target",
            }
        }
    };
}
