//! Query options: which properties and objects to return, and in what order.
//!
//! Each generated type has a constant for each of its properties ([`Field`]) and relationships ([`Relationship`]).
//! Misspelled names, properties of another type, and comparisons of a date with a number do not compile. Plain strings
//! are accepted everywhere too, and are sent unchanged.
//!
//! ```
//! use graph_models::runtime::query::{Field, Filter};
//! # #[derive(Clone, Copy)] struct User;
//! # impl User {
//! #     const DISPLAY_NAME: Field<Self, String> = Field::new("displayName");
//! #     const ACCOUNT_ENABLED: Field<Self, bool> = Field::new("accountEnabled");
//! #     const OTHER_MAILS: Field<Self, Vec<String>> = Field::new("otherMails");
//! # }
//!
//! let filter = User::ACCOUNT_ENABLED.eq(true)
//!     & (User::DISPLAY_NAME.starts_with("O'N") | User::OTHER_MAILS.any(|mail| mail.eq("o@fabrikam.example")));
//! assert_eq!(
//!     filter.to_string(),
//!     "accountEnabled eq true and (startswith(displayName,'O''N') or otherMails/any(a:a eq 'o@fabrikam.example'))"
//! );
//! ```
//!
//! Only values of the same type can be compared,
//!
//! ```compile_fail,E0277
//! # use graph_models::runtime::query::Field;
//! # struct User;
//! const ACCOUNT_ENABLED: Field<User, bool> = Field::new("accountEnabled");
//! ACCOUNT_ENABLED.eq("yes");
//! ```
//!
//! and a request accepts only properties of its own type:
//!
//! ```compile_fail,E0277
//! # use graph_models::Request;
//! # use graph_models::runtime::query::Field;
//! # use graph_models::runtime::error::{ErrorBody as User, InnerError as Group};
//! const VISIBILITY: Field<Group, String> = Field::new("visibility");
//! fn users(request: Request<User>) -> Request<User> {
//!     request.select(VISIBILITY)
//! }
//! ```

mod applies;
mod expand;
mod field;
mod filter;
mod list;
mod literal;
mod relationship;
mod search;
mod variable;

pub use applies::Applies;
pub use expand::Expansion;
pub use field::Field;
pub use filter::{Condition, Filter};
pub use list::{Expand, List, Order, OrderBy, Select};
pub use literal::{Literal, Ordered};
pub use relationship::{Many, One, Relationship};
pub use search::Search;
