//! What is documented about an operation, except its types.

use super::permissions::Permissions;

/// An operation of Microsoft Graph: one page of the docs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operation {
    /// Its unique name: the file stem of its page, such as `user-get`.
    pub name: &'static str,
    /// The HTTP method in upper case.
    pub method: &'static str,
    /// The documented paths, such as `/users/{id}`; the first is the canonical one.
    pub templates: &'static [&'static str],
    /// The documented success statuses.
    pub statuses: &'static [u16],
    /// The permissions of callers.
    pub permissions: Permissions,
    /// Absolute URL of the published page.
    pub page: &'static str,
}

impl Operation {
    /// Whether a path is one of the documented ones: a path below the root of the service, percent-encoded and without a
    /// query, such as `/users/1`.
    ///
    /// ```
    /// # use graph_models::{Operation, Permissions};
    /// # const fn operation(templates: &'static [&'static str]) -> Operation {
    /// #     Operation { name: "", method: "GET", templates, statuses: &[], permissions: Permissions::NONE, page: "" }
    /// # }
    /// let get_user = operation(&["/users/{id | userPrincipalName}", "/me"]);
    /// assert!(get_user.has_path("/users/adele@contoso.com"));
    /// assert!(!get_user.has_path("/users/adele@contoso.com/manager"));
    /// ```
    #[must_use]
    pub fn has_path(&self, path: &str) -> bool {
        let path = plain(path);
        self.templates.iter().any(|template| fits(&plain(template), &path))
    }
}

/// A path or template as it is compared: letter case, quotation marks and the colon behind the path of a drive item do
/// not matter.
fn plain(path: &str) -> String {
    path.trim_end_matches(['/', ':']).replace('\'', "").to_ascii_lowercase()
}

/// Whether a path fits a template. A value is one segment, or what is between other parts of it; only the path of a drive
/// item contains slashes.
fn fits(template: &str, path: &str) -> bool {
    let Some((fixed, rest)) = template.split_once('{') else { return template == path };
    let (Some(value), Some((_, rest))) = (path.strip_prefix(fixed), rest.split_once('}')) else { return false };
    let is_item_path = fixed.ends_with(":/");
    let is_value = |value: &str| !value.is_empty() && (is_item_path || !value.contains('/'));
    let ends = value.char_indices().map(|(at, _)| at).chain([value.len()]);
    ends.filter_map(|end| value.split_at_checked(end)).any(|(value, behind)| is_value(value) && fits(rest, behind))
}

#[cfg(test)]
mod tests {
    use super::{fits, plain};

    #[test]
    fn paths_fit_their_templates() {
        let has = |template: &str, path: &str| fits(&plain(template), &plain(path));
        for (template, path) in [
            ("/me", "/me"),
            ("/users/{id | userPrincipalName}/messages", "/users/a%2Fb/messages"),
            ("/Users/{id}", "/users/1/"),
            ("/me/drive/root:/{item-path}:/content", "/me/drive/root:/a/b.txt:/content"),
            ("/me/drive/root:/{item-path}:", "/me/drive/root:/a/b.txt"),
            ("/worksheets/{id}/range(address='{address}')", "/worksheets/1/range(address='A1%3AB2')"),
            ("/cell(row={row},column={column})", "/cell(row=1,column=2)"),
            ("/reports/f(period='{period}')", "/reports/f(period='D7')"),
        ] {
            assert!(has(template, path), "{template} {path}");
        }
        for (template, path) in [
            ("/me", "/me/messages"),
            ("/users/{id}", "/users/1/messages"),
            ("/users/{id}", "/users/"),
            ("/users/{id}/messages", "/users/1/events"),
            ("/me/drive/root:/{item-path}:/content", "/me/drive/root:/a/b.txt:/children"),
            ("/cell(row={row},column={column})", "/cell(row=1)"),
            ("/a{", "/a{"),
        ] {
            assert!(!has(template, path), "{template} {path}");
        }
    }
}
