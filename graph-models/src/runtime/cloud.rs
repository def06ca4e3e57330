//! The services of Microsoft Graph: one for each cloud, in two versions.

use std::fmt;

/// A cloud with its own Microsoft Graph.
///
/// <https://learn.microsoft.com/graph/deployments>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cloud {
    /// The worldwide service, which US Government GCC uses as well.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovernmentL4,
    /// US Government L5 (DoD).
    UsGovernmentL5,
    /// China, operated by 21Vianet.
    China,
}

impl Cloud {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Global, Self::UsGovernmentL4, Self::UsGovernmentL5, Self::China];

    /// The URL without a version: `https://graph.microsoft.com`.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernmentL4 => "https://graph.microsoft.us",
            Self::UsGovernmentL5 => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// The authority for tokens: `https://login.microsoftonline.com`.
    ///
    /// These are the names in the [documentation of Microsoft
    /// Entra](https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud). For China, the page about
    /// Microsoft Graph still has the older `https://login.chinacloudapi.cn`.
    pub const fn sign_in(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernmentL4 | Self::UsGovernmentL5 => "https://login.microsoftonline.us",
            Self::China => "https://login.partner.microsoftonline.cn",
        }
    }

    /// The root of a version, which requests start from: `https://graph.microsoft.com/beta`.
    ///
    /// ```
    /// use graph_models::runtime::cloud::{Cloud, Version};
    ///
    /// assert_eq!(Cloud::China.root(Version::V1), "https://microsoftgraph.chinacloudapi.cn/v1.0");
    /// ```
    pub fn root(self, version: impl AsRef<str>) -> String {
        format!("{}/{}", self.address(), version.as_ref())
    }

    /// The scope of a token for all permissions that an administrator has granted:
    /// `https://graph.microsoft.com/.default`.
    pub fn default_scope(self) -> String {
        format!("{}/.default", self.address())
    }

    /// A permission as the scope of a token: `https://graph.microsoft.us/User.Read`.
    pub fn scope(self, permission: &str) -> String {
        format!("{}/{permission}", self.address())
    }
}

/// A version of Microsoft Graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Version {
    /// `v1.0`, for production.
    #[default]
    V1,
    /// `beta`, which may change at any time.
    Beta,
}

impl Version {
    /// The version in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

impl AsRef<str> for Version {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
