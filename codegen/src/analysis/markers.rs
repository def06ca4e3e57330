//! Descriptions that say of a property or parameter, in a sentence of one word, whether a request has it.

use super::facts::sentences;
use super::language::{self, Role};
use crate::model::Description;

/// Whether one of the sentences is the single word "Required".
pub(super) fn says_required(description: &Description) -> bool {
    is_sentence(description, Role::Required) && !says_optional(description)
}

/// Whether one of the sentences is the single word "Optional".
pub(super) fn says_optional(description: &Description) -> bool {
    is_sentence(description, Role::Optional)
}

/// Whether one of the sentences is the single word "Read-only": a request does not contain it.
pub(super) fn says_read_only(description: &Description) -> bool {
    is_sentence(description, Role::ReadOnly)
}

/// Whether one of the sentences is a word of this role.
fn is_sentence(description: &Description, role: Role) -> bool {
    sentences(description.words().trim()).into_iter().any(|sentence| language::says(sentence, role))
}
