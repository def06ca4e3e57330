//! `Edm.Date`.

use super::ScalarError;

text_scalar! {
    /// A date without a time, such as `2014-01-31`, as on the wire.
    Date
}

impl Date {
    /// Year, month (1 to 12) and day (1 to the month's last).
    ///
    /// # Errors
    /// The text is not a date of the form `YYYY-MM-DD`.
    pub fn parts(&self) -> Result<(i32, u8, u8), ScalarError> {
        let text = self.as_str();
        parts(text).ok_or_else(|| ScalarError::new("a date (YYYY-MM-DD)", text))
    }
}

fn parts(text: &str) -> Option<(i32, u8, u8)> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let mut fields = digits.split('-');
    let (year, month, day) = (fields.next()?, fields.next()?, fields.next()?);
    // `parse` would accept a sign, and any number of digits.
    let numeric = [year, month, day].iter().all(|field| field.bytes().all(|byte| byte.is_ascii_digit()));
    if fields.next().is_some() || !numeric || year.len() < 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let (year, month, day): (i32, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    (1..=last).contains(&day).then_some((sign * year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_checked() {
        assert_eq!(Date::new("2024-02-29").parts(), Ok((2024, 2, 29)));
        assert_eq!(Date::new("0001-01-01").parts(), Ok((1, 1, 1)));
        assert_eq!(Date::new("-0044-03-15").parts(), Ok((-44, 3, 15)));
        assert_eq!(Date::new("2000-02-29").parts(), Ok((2000, 2, 29)), "every 400 years");
        assert_eq!(Date::new("12024-02-29").parts(), Ok((12024, 2, 29)));
        for wrong in [
            "",
            "2023-02-29",
            "1900-02-29",
            "999-01-01",
            "2023-13-01",
            "2023-00-01",
            "2023-1-01",
            "2023-01-01T",
            "+2023-01-01",
            "2023-01-00",
        ] {
            let error = Date::new(wrong).parts().unwrap_err();
            assert_eq!(error.text(), wrong);
        }
    }
}
