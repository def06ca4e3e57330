//! Checks for dates, times, durations and GUIDs as defined by OData and ISO 8601, and for placeholders.

use crate::model::Primitive;

/// The expected form, if a text is not a valid value of this type; nothing if it is valid or the type has no form.
pub(super) fn wrong(primitive: Primitive, text: &str) -> Option<&'static str> {
    let (is_right, form) = match primitive {
        Primitive::DateTimeOffset => (is_date_time(text), "a date and time with an offset, `2026-03-08T09:30:00Z`"),
        Primitive::Date => (is_date(text), "a date, `2026-03-08`"),
        Primitive::TimeOfDay => (is_time(text), "a time of day, `09:30:00`"),
        Primitive::Duration => (is_duration(text), "a duration, `P3DT12H`"),
        Primitive::Guid => (is_guid(text), "a GUID, `9f1a2b3c-0000-4000-8000-000000000000`"),
        _ => return None,
    };
    (!is_right).then_some(form)
}

/// Whether a text is a placeholder for a value: `String (timestamp)`, `datetime-value`, `{id}`, `...`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    let bracketed = [('{', '}'), ('<', '>'), ('[', ']')].iter().any(|&(a, b)| text.starts_with(a) && text.ends_with(b));
    let dots = !text.is_empty() && text.chars().all(|c| matches!(c, '.' | '…'));
    let word = lower.split([' ', '(', ',']).next().unwrap_or_default().trim_start_matches("edm.");
    bracketed
        || dots
        || lower.ends_with("-value")
        || lower.ends_with(" value")
        || lower.contains(" | ")
        || lower.starts_with("microsoft.graph.")
        || lower.starts_with("#microsoft.graph.")
        || lower.starts_with("collection(")
        || matches!(
            word,
            "string"
                | "boolean"
                | "datetimeoffset"
                | "datetime"
                | "timestamp"
                | "date"
                | "guid"
                | "duration"
                | "int32"
                | "int64"
                | "integer"
                | "number"
                | "double"
                | "timeofday"
                | "binary"
                | "enum"
                | "identifier"
                | "value"
        )
}

/// The given number of digits.
fn digits(text: &str, from: usize, to: usize) -> bool {
    (from..=to).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// A two-digit number in a range.
fn two(text: &str, low: u32, high: u32) -> bool {
    digits(text, 2, 2) && text.parse::<u32>().is_ok_and(|number| (low..=high).contains(&number))
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let last = match month {
        "02" => 29,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    };
    digits(year, 4, 4) && two(month, 1, 12) && two(day, 1, last)
}

fn is_time(text: &str) -> bool {
    let mut parts = text.split(':');
    let (Some(hour), Some(minute), second, None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    // 24:00 is the end of a day; second 60 is a leap second.
    two(hour, 0, 24) && two(minute, 0, 59) && second.is_none_or(is_second)
}

fn is_second(text: &str) -> bool {
    match text.split_once('.') {
        Some((whole, fraction)) => two(whole, 0, 60) && digits(fraction, 1, 12),
        None => two(text, 0, 60),
    }
}

fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', 't']) else { return false };
    let time = if let Some(time) = rest.strip_suffix(['Z', 'z']) {
        time
    } else if let Some(at) = rest.rfind(['+', '-']) {
        let (time, offset) = rest.split_at(at);
        let Some((hour, minute)) = offset.get(1..).and_then(|o| o.split_once(':')) else { return false };
        if !(two(hour, 0, 14) && two(minute, 0, 59)) {
            return false;
        }
        time
    } else {
        return false;
    };
    is_date(date) && is_time(time)
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['-', '+']).unwrap_or(text).strip_prefix('P') else { return false };
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) => (days, Some(time)),
        None => (rest, None),
    };
    let parts = parts(days, "YMWD").and_then(|days| Some((days, time.map_or(Some(0), |time| parts(time, "HMS"))?)));
    parts.is_some_and(|(days, times)| days + times > 0 && (time.is_none() || times > 0))
}

/// The number of components, each a number and a unit; nothing if the text has another form. Units must be in order.
fn parts(text: &str, units: &str) -> Option<usize> {
    let mut units = units.chars();
    let (mut number, mut count) = (String::new(), 0);
    for c in text.chars() {
        if c.is_ascii_digit() || (c == '.' && !number.is_empty()) {
            number.push(c);
        } else {
            units.find(|&unit| unit == c)?;
            if number.is_empty() || number.ends_with('.') || number.matches('.').count() > 1 {
                return None;
            }
            number.clear();
            count += 1;
        }
    }
    number.is_empty().then_some(count)
}

fn is_guid(text: &str) -> bool {
    let groups = text.split('-');
    groups.clone().map(str::len).eq([8, 4, 4, 4, 12]) && groups.flat_map(str::bytes).all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_wire_pass_and_others_do_not() {
        let right = [
            (Primitive::DateTimeOffset, "2021-02-03T04:05:06.1234567Z"),
            (Primitive::DateTimeOffset, "0001-01-01T00:00:00Z"),
            (Primitive::DateTimeOffset, "2021-02-03T04:05-08:00"),
            (Primitive::Date, "2020-02-29"),
            (Primitive::TimeOfDay, "23:59:59.0000000"),
            (Primitive::Duration, "-P1Y2M3DT4H5M6.5S"),
            (Primitive::Duration, "PT0S"),
            (Primitive::Guid, "9F1a2b3c-0000-4000-8000-000000000000"),
            (Primitive::String, "anything"),
        ];
        for (primitive, text) in right {
            assert_eq!(wrong(primitive, text), None, "{text}");
        }
        let not = [
            (Primitive::DateTimeOffset, "2021-02-03T04:05:06"),
            (Primitive::DateTimeOffset, "2021-13-03T04:05:06Z"),
            (Primitive::DateTimeOffset, "2021-02-03 04:05:06Z"),
            (Primitive::DateTimeOffset, "2021-02-03T04:05:06-0800"),
            (Primitive::Date, "2021-04-31"),
            (Primitive::Date, "03/02/2021"),
            (Primitive::TimeOfDay, "7:30"),
            (Primitive::Duration, "P"),
            (Primitive::Duration, "P1DT"),
            (Primitive::Duration, "PT1.S"),
            (Primitive::Duration, "1 hour"),
            (Primitive::Guid, "9f1a2b3g-0000-4000-8000-000000000000"),
            (Primitive::Guid, ""),
        ];
        for (primitive, text) in not {
            assert!(wrong(primitive, text).is_some(), "{text}");
        }
    }

    #[test]
    fn placeholders_are_distinguished_from_values() {
        for text in ["String (timestamp)", "datetime-value", "{id}", "...", "DateTimeOffset", "string", "a | b"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["", "2021-02-03", "Contoso", "stringent"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
