//! Conversions from and to the types of the crate `jiff`.
//!
//! Conversions can fail, because these types keep any text; the error gives the reason. The text itself never changes.

use jiff::civil;
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp, ZonedDateTime};

use super::{Date, DateTimeOffset, Duration, ScalarError, TimeOfDay};
use crate::runtime::property::Property;

impl DateTimeOffset {
    /// The point in time.
    ///
    /// ```
    /// use graph_models::DateTimeOffset;
    ///
    /// let time = DateTimeOffset::new("2024-02-29T12:00:00.1234567+05:30");
    /// assert_eq!(time.to_jiff()?.to_string(), "2024-02-29T06:30:00.1234567Z");
    /// # Ok::<(), graph_models::ScalarError>(())
    /// ```
    ///
    /// # Errors
    /// The text is not a date and time, or has no offset, so that it is not a point in time. Or it is out of the range
    /// of [`Timestamp`], which ends on 30 December 9999, one day before the `9999-12-31T23:59:59.9999999Z` with which
    /// some services represent "never". [`DateTimeOffset::to_jiff_pieces`] can convert that.
    pub fn to_jiff(&self) -> Result<Timestamp, ScalarError> {
        let (local, offset) = self.with_offset()?;
        offset.to_timestamp(local).map_err(|error| self.wrong().because(error))
    }

    /// The point in time with the offset of the text as its time zone.
    ///
    /// # Errors
    /// See [`DateTimeOffset::to_jiff`].
    pub fn to_jiff_zoned(&self) -> Result<ZonedDateTime, ScalarError> {
        let (_, offset) = self.with_offset()?;
        Ok(self.to_jiff()?.to_zoned_datetime(TimeZone::fixed(offset)))
    }

    /// Date and time in the text, and the offset if there is one: for services that omit it.
    ///
    /// # Errors
    /// The text is not a date and time.
    pub fn to_jiff_pieces(&self) -> Result<(civil::DateTime, Option<Offset>), ScalarError> {
        let pieces = Pieces::parse(self.as_str()).map_err(|error| self.wrong().because(error))?;
        let Some(time) = pieces.time() else { return Err(self.wrong().because("the time is missing")) };
        if pieces.time_zone_annotation().is_some() {
            return Err(self.wrong().because("a time zone in brackets is not allowed"));
        }
        Ok((pieces.date().to_datetime(time), pieces.to_numeric_offset()))
    }

    fn with_offset(&self) -> Result<(civil::DateTime, Offset), ScalarError> {
        let (local, offset) = self.to_jiff_pieces()?;
        let offset = offset.ok_or_else(|| self.wrong().because("the offset is missing, such as Z or +01:00"))?;
        Ok((local, offset))
    }

    fn wrong(&self) -> ScalarError {
        ScalarError::new("a date and time with an offset", self.as_str())
    }
}

impl Date {
    /// The date.
    ///
    /// # Errors
    /// The text is not a date of the form `YYYY-MM-DD`, or its year is out of the range of `jiff` (-9999 to 9999).
    pub fn to_jiff(&self) -> Result<civil::Date, ScalarError> {
        let (year, month, day) = self.parts()?;
        let wrong = || ScalarError::new("a date between the years -9999 and 9999", self.as_str());
        let (month, day) = (i8::try_from(month), i8::try_from(day));
        match (i16::try_from(year), month, day) {
            (Ok(year), Ok(month), Ok(day)) => civil::Date::new(year, month, day).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

impl TimeOfDay {
    /// The time.
    ///
    /// # Errors
    /// The text is not a time of the form `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f`, with up to nine digits of a fraction.
    pub fn to_jiff(&self) -> Result<civil::Time, ScalarError> {
        let text = self.as_str();
        let wrong = || ScalarError::new("a time (hh:mm:ss.f)", text);
        // `jiff` also parses the time of a date and time, and forms without colons.
        match text.bytes().find(|byte| !matches!(byte, b'0'..=b'9' | b':' | b'.')) {
            Some(_) => Err(wrong()),
            None if text.as_bytes().get(2) != Some(&b':') => Err(wrong()),
            None => text.parse().map_err(|error: jiff::Error| wrong().because(error)),
        }
    }
}

impl Duration {
    /// The length. A day is 24 hours.
    ///
    /// # Errors
    /// The text is not an ISO 8601 duration, or has years or months, which have no fixed length.
    pub fn to_jiff(&self) -> Result<SignedDuration, ScalarError> {
        let span = self.to_jiff_span()?;
        span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|error| self.wrong().because(error))
    }

    /// The duration in the units of the text.
    ///
    /// # Errors
    /// The text is not an ISO 8601 duration.
    pub fn to_jiff_span(&self) -> Result<Span, ScalarError> {
        let text = self.as_str();
        // `jiff` also parses its own format, such as `1h 5m`.
        if !text.trim_start_matches(['+', '-']).starts_with(['P', 'p']) {
            return Err(self.wrong().because("it does not start with P"));
        }
        text.parse().map_err(|error: jiff::Error| self.wrong().because(error))
    }

    fn wrong(&self) -> ScalarError {
        ScalarError::new("an ISO 8601 duration", self.as_str())
    }
}

/// With the offset `Z`.
impl From<Timestamp> for DateTimeOffset {
    fn from(time: Timestamp) -> Self {
        Self::new(time.to_string())
    }
}

/// With the offset of the time zone at that time.
impl From<&ZonedDateTime> for DateTimeOffset {
    fn from(time: &ZonedDateTime) -> Self {
        Self::new(time.timestamp().display_with_offset(time.offset()).to_string())
    }
}

/// With the offset of the time zone at that time.
impl From<ZonedDateTime> for DateTimeOffset {
    fn from(time: ZonedDateTime) -> Self {
        Self::from(&time)
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        // `jiff` writes a negative year with six digits, Microsoft Graph with four.
        let sign = if date.year() < 0 { "-" } else { "" };
        Self::new(format!("{sign}{:04}-{:02}-{:02}", date.year().unsigned_abs(), date.month(), date.day()))
    }
}

impl From<civil::Time> for TimeOfDay {
    fn from(time: civil::Time) -> Self {
        Self::new(time.to_string())
    }
}

/// In hours, minutes and seconds.
impl From<SignedDuration> for Duration {
    fn from(duration: SignedDuration) -> Self {
        Self::new(duration.to_string())
    }
}

/// In the units of the span.
impl From<Span> for Duration {
    fn from(span: Span) -> Self {
        Self::new(span.to_string())
    }
}

/// Fields accept these types directly.
macro_rules! into_property {
    ($($from:ty => $to:ty),+ $(,)?) => { $(
        impl From<$from> for Property<$to> {
            fn from(value: $from) -> Self {
                Self::Value(value.into())
            }
        }
    )+ };
}

into_property! {
    Timestamp => DateTimeOffset,
    ZonedDateTime => DateTimeOffset,
    &ZonedDateTime => DateTimeOffset,
    civil::Date => Date,
    civil::Time => TimeOfDay,
    SignedDuration => Duration,
    Span => Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Result<String, String> {
        DateTimeOffset::new(text).to_jiff().map(|time| time.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn points_in_time_of_every_form() {
        for (text, expected) in [
            ("2014-01-01T00:00:00Z", "2014-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-30T21:59:59.9999999Z", "9999-12-30T21:59:59.9999999Z"),
            ("2020-06-01T12:00:00.1234567Z", "2020-06-01T12:00:00.1234567Z"),
            ("2020-06-01T12:00:00.123456789-07:00", "2020-06-01T19:00:00.123456789Z"),
            ("2020-06-01T12:00:00+14:00", "2020-05-31T22:00:00Z"),
            ("2020-06-01T12:00:00-00:44", "2020-06-01T12:44:00Z"),
            ("2020-06-01T12:00Z", "2020-06-01T12:00:00Z"),
            ("0001-01-01T00:00:00+05:30", "0000-12-31T18:30:00Z"),
        ] {
            assert_eq!(time(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn errors_say_what_is_wrong() {
        for (text, reason) in [
            ("2020-06-01T12:00:00", "the offset is missing"),
            ("2020-06-01", "the time is missing"),
            ("2020-06-01T12:00:00.1234567891Z", "unparsed input \"1Z\""),
            ("9999-12-31T23:59:59.9999999Z", "not in the required range"),
            ("2020-06-31T12:00:00Z", "day"),
            ("2020-06-01T12:00:00+99:00", "offset"),
            ("2020-06-01T12:00:00+01:00[Europe/Oslo]", "time zone in brackets"),
            ("", "end of input"),
            ("tomorrow", "year"),
        ] {
            let error = time(text).unwrap_err();
            assert!(error.starts_with(&format!("{text:?} is not a date and time with an offset: ")), "{error}");
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn the_offset_of_the_text_is_kept() {
        for text in ["2020-06-01T12:00:00.5+05:30", "0001-01-01T00:00:00-03:00"] {
            let zoned = DateTimeOffset::new(text).to_jiff_zoned().unwrap();
            assert_eq!(DateTimeOffset::from(&zoned), text);
            assert_eq!(Property::<DateTimeOffset>::from(zoned), text);
        }
        let (never, offset) = DateTimeOffset::new("9999-12-31T23:59:59.9999999Z").to_jiff_pieces().unwrap();
        assert_eq!((never.to_string(), offset), ("9999-12-31T23:59:59.9999999".to_owned(), Some(Offset::UTC)));
        let (local, offset) = DateTimeOffset::new("2020-06-01T12:00:00").to_jiff_pieces().unwrap();
        assert_eq!((local.to_string(), offset), ("2020-06-01T12:00:00".to_owned(), None));
    }

    #[test]
    fn dates_times_and_durations() {
        for text in ["2024-02-29", "0001-01-01", "9999-12-31", "-0044-03-15"] {
            assert_eq!(Date::from(Date::new(text).to_jiff().unwrap()), text);
        }
        for wrong in ["2023-02-29", "10000-01-01", "20240229", ""] {
            assert!(Date::new(wrong).to_jiff().is_err(), "{wrong}");
        }
        for text in ["00:00:00", "07:59:59.999", "23:59:59.1234567"] {
            assert_eq!(TimeOfDay::from(TimeOfDay::new(text).to_jiff().unwrap()), text);
        }
        for wrong in ["24:00:00", "7:00:00", "070000", "07", "07:00:00Z", "2020-01-01T07:00:00", "07:00:00.1234567891"]
        {
            assert!(TimeOfDay::new(wrong).to_jiff().is_err(), "{wrong}");
        }
        for (text, seconds) in [("P1DT2H", 93_600), ("-PT5M", -300), ("P2W", 1_209_600), ("PT0S", 0)] {
            assert_eq!(Duration::new(text).to_jiff().unwrap(), SignedDuration::from_secs(seconds));
        }
        assert_eq!(Duration::new("PT0.1234567S").to_jiff().unwrap().subsec_nanos(), 123_456_700);
        for wrong in ["P1Y", "P1M", "1h 5m", "PT", "", "P1.5D"] {
            assert!(Duration::new(wrong).to_jiff().is_err(), "{wrong}");
        }
        assert_eq!(Duration::new("P1Y2M").to_jiff_span().unwrap().get_months(), 2);
        assert_eq!(Property::<Duration>::from(SignedDuration::from_mins(90)), "PT1H30M");
        assert_eq!(Property::<Duration>::from(Duration::new("P1DT2H").to_jiff_span().unwrap()), "P1DT2H");
        assert_eq!(Property::<DateTimeOffset>::from(Timestamp::UNIX_EPOCH), "1970-01-01T00:00:00Z");
    }
}
