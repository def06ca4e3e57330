//! Percent-encoding of URL parts. A space is `%20` everywhere, never `+`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters that RFC 3986 never reserves.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One path segment: characters that the documented examples do not encode are kept. `'`, `+` and `&` are encoded: the
/// first ends an OData string, and servers interpret the others differently.
const SEGMENT: &AsciiSet = &UNRESERVED
    .remove(b'@')
    .remove(b':')
    .remove(b'!')
    .remove(b'$')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// A piece of a drive item's path: `:` is encoded too, because it ends the item's path.
const PIECE: &AsciiSet = &SEGMENT.add(b':');

/// An argument without quotes: separators of arguments are encoded too.
const RAW_ARGUMENT: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=').add(b'(').add(b')');

/// The name of a query option, such as `$select`.
const QUERY_NAME: &AsciiSet = &UNRESERVED.remove(b'$').remove(b'@').remove(b':').remove(b'/').remove(b',');

/// The value of a query option: OData expressions stay readable.
const QUERY_VALUE: &AsciiSet = &UNRESERVED
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b'\'')
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b';')
    .remove(b'*')
    .remove(b'!');

/// A whole URL from a service: only characters that are invalid in a URL are encoded, `%` is kept.
const LINK: &AsciiSet = &UNRESERVED
    .remove(b'%')
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'#')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Appends one path segment (without its slash).
pub(crate) fn segment(text: &str, out: &mut impl for<'t> Extend<&'t str>) {
    push(text, SEGMENT, out);
}

/// Appends one piece of a drive item's path.
pub(crate) fn piece(text: &str, out: &mut impl for<'t> Extend<&'t str>) {
    push(text, PIECE, out);
}

/// Appends an argument without quotes.
pub(crate) fn raw_argument(text: &str, out: &mut impl for<'t> Extend<&'t str>) {
    push(text, RAW_ARGUMENT, out);
}

/// Appends the name of a query option.
pub(crate) fn query_name(text: &str, out: &mut impl for<'t> Extend<&'t str>) {
    push(text, QUERY_NAME, out);
}

/// Appends the value of a query option.
pub(crate) fn query_value(text: &str, out: &mut impl for<'t> Extend<&'t str>) {
    push(text, QUERY_VALUE, out);
}

/// Encodes invalid characters in a URL from a service.
pub(crate) fn link(text: &str) -> String {
    utf8_percent_encode(text, LINK).collect()
}

fn push(text: &str, set: &'static AsciiSet, out: &mut impl for<'t> Extend<&'t str>) {
    out.extend(utf8_percent_encode(text, set));
}
