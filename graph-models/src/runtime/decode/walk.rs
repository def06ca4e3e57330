//! Decoding from JSON in memory, strictly or tolerantly.

use std::cell::RefCell;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value as Json;

use super::name::{PREFIX, REQUIRED};
use super::report::Deviation;
use super::wrong::{Wrong, escape};

type Report<'p> = Option<&'p RefCell<Vec<Deviation>>>;

/// Reads a JSON value.
///
/// With a report it is tolerant: where the value of a member is of the wrong kind, the field gets what stands for "no
/// value", the member follows once more under its name as [`Raw`](super::Kind::Raw), and the report says so. That is
/// done only for readers of this runtime, which understand it.
pub(super) struct Walk<'de, 'p> {
    json: &'de Json,
    at: Option<&'p Step<'p>>,
    report: Report<'p>,
}

impl<'de, 'p> Walk<'de, 'p> {
    pub(super) fn new(json: &'de Json, report: Report<'p>) -> Self {
        Self { json, at: None, report }
    }
}

/// Where a value is: a step down from where its parent is.
pub(super) struct Step<'p> {
    parent: Option<&'p Step<'p>>,
    to: To<'p>,
}

enum To<'p> {
    Member(&'p str),
    Element(usize),
}

impl Step<'_> {
    /// The place as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        let mut steps: Vec<&Step<'_>> = std::iter::successors(Some(self), |step| step.parent).collect();
        steps.reverse();
        steps.iter().fold(String::new(), |path, step| match step.to {
            To::Member(name) => path + "/" + &escape(name),
            To::Element(index) => format!("{path}/{index}"),
        })
    }
}

/// Methods that read a number, if there is one, through `serde_json`: it alone knows how it keeps numbers.
macro_rules! numbers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
            match self.json {
                Json::Number(number) => Ok(number.$method(visitor)?),
                _ => self.deserialize_any(visitor),
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Walk<'de, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.json {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(number) => Ok(number.deserialize_any(visitor)?),
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Array(elements) => {
                let mut access = Elements { left: elements.iter(), next: 0, at: self.at, report: self.report };
                let value = visitor.visit_seq(&mut access)?;
                match access.left.len() {
                    0 => Ok(value),
                    _ => Err(Wrong::invalid_length(elements.len(), &"fewer elements in array")),
                }
            }
            Json::Object(members) => {
                let mut access = Members::new(members, self.at, self.report);
                visitor.visit_map(&mut access)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.json {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self.json {
            Json::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Json::Object(members) => {
                let access = Members::new(members, self.at, self.report);
                MapAccessDeserializer::new(access).deserialize_enum(name, variants, visitor)
            }
            _ => Err(Wrong::invalid_type(Unexpected::Other("neither a string nor an object"), &"an enum")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier
    }
}

/// The elements of an array.
struct Elements<'de, 'p> {
    left: std::slice::Iter<'de, Json>,
    next: usize,
    at: Option<&'p Step<'p>>,
    report: Report<'p>,
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Wrong;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Wrong> {
        let Some(json) = self.left.next() else { return Ok(None) };
        let step = Step { parent: self.at, to: To::Element(self.next) };
        self.next += 1;
        match seed.deserialize(Walk { json, at: Some(&step), report: self.report }) {
            Ok(value) => Ok(Some(value)),
            Err(wrong) => Err(wrong.below(self.next - 1)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

type Member<'de> = (&'de str, &'de Json);

/// The members of an object.
struct Members<'de, 'p> {
    members: &'de serde_json::Map<String, Json>,
    left: serde_json::map::Iter<'de>,
    /// Whether a name was asked for.
    asked: bool,
    /// The member that came first because it was asked for.
    first: Option<&'de str>,
    /// The member whose name was given, but not yet its value.
    pending: Option<Member<'de>>,
    /// The member that comes next, to stay raw.
    raw: Option<Member<'de>>,
    /// Whether the name that was given last went to a reader of this runtime, and was not that of a raw member.
    ours: bool,
    /// Whether there is nothing left.
    ended: bool,
    at: Option<&'p Step<'p>>,
    report: Report<'p>,
}

impl<'de, 'p> Members<'de, 'p> {
    fn new(members: &'de serde_json::Map<String, Json>, at: Option<&'p Step<'p>>, report: Report<'p>) -> Self {
        Self {
            members,
            left: members.iter(),
            asked: false,
            first: None,
            pending: None,
            raw: None,
            ours: false,
            ended: false,
            at,
            report,
        }
    }

    /// Takes the member whose name was given last.
    fn take(&mut self) -> Result<Member<'de>, Wrong> {
        self.pending.take().ok_or_else(|| Wrong::custom("a value was asked for before its name"))
    }

    /// Goes on to the next member and gives its name.
    fn advance(&mut self) -> Result<&'de str, Wrong> {
        let first = self.first;
        match self.left.find(|(name, _)| first != Some(name)) {
            Some((name, value)) => {
                self.pending = Some((name, value));
                Ok(name)
            }
            None => {
                self.ended = true;
                Err(Wrong::custom("no member is left"))
            }
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = Wrong;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Wrong> {
        // Even where nothing is left, the seed is asked: it may want to know that a member is missing.
        match seed.deserialize(Key(self)) {
            Ok(name) => Ok(Some(name)),
            Err(_) if self.ended => Ok(None),
            Err(wrong) => Err(wrong),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        let (name, json) = self.take()?;
        let step = Step { parent: self.at, to: To::Member(name) };
        seed.deserialize(Walk { json, at: Some(&step), report: self.report }).map_err(|wrong| wrong.below(name))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, Wrong> {
        let (name, json) = self.take()?;
        let step = Step { parent: self.at, to: To::Member(name) };
        let reported = self.report.map_or(0, |report| report.borrow().len());
        let wrong = match V::deserialize(Walk { json, at: Some(&step), report: self.report }) {
            Ok(value) => return Ok(value),
            Err(wrong) => wrong,
        };
        let Some(report) = self.report.filter(|_| self.ours) else { return Err(wrong.below(name)) };
        let mut kinds = [Nothing::Absent, Nothing::Empty, Nothing::Null].into_iter();
        let Some(nothing) = kinds.find_map(|nothing| V::deserialize(nothing).ok()) else {
            return Err(wrong.below(name));
        };
        // What was reported from inside the value does not count: all of it stays raw.
        report.borrow_mut().truncate(reported);
        report.borrow_mut().push(wrong.into_deviation(&step));
        self.raw = Some((name, json));
        Ok(nothing)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The next name of an object's members, and whatever else its reader asked to be told.
struct Key<'m, 'de, 'p>(&'m mut Members<'de, 'p>);

impl<'de> Deserializer<'de> for Key<'_, 'de, '_> {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        (self.0.asked, self.0.ours) = (true, false);
        if self.0.raw.is_some() {
            return Err(Wrong::custom("a member that stays raw has no reader"));
        }
        visitor.visit_borrowed_str(self.0.advance()?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, newtype: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        let Some(wanted) = newtype.strip_prefix(PREFIX) else { return visitor.visit_newtype_struct(self) };
        let members = self.0;
        let start = !std::mem::replace(&mut members.asked, true);
        members.ours = true;
        if let Some((name, json)) = members.raw.take() {
            (members.pending, members.ours) = (Some((name, json)), false);
            return visitor.visit_borrowed_bytes(name.as_bytes());
        }
        if start && !wanted.is_empty() {
            let required = wanted.strip_prefix(REQUIRED);
            let wanted = required.unwrap_or(wanted);
            let Some((name, json)) = members.members.get_key_value(wanted) else {
                if let (Some(report), Some(name)) = (members.report, required) {
                    let step = Step { parent: members.at, to: To::Member(name) };
                    report.borrow_mut().push(Deviation::missing(&step));
                }
                return visitor.visit_bool(members.report.is_some());
            };
            members.first = Some(name);
            members.pending = Some((name, json));
            return visitor.visit_borrowed_str(name);
        }
        visitor.visit_borrowed_str(members.advance()?)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What a field gets whose value stays raw: the only thing that can be read from it is that there is none.
#[derive(Clone, Copy)]
enum Nothing {
    /// What a [`Property`](crate::Property) reads as absent.
    Absent,
    /// What a collection reads as empty.
    Empty,
    /// What reads as null.
    Null,
}

impl<'de> Deserializer<'de> for Nothing {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Absent | Self::Empty => Err(Wrong::custom("there is no value")),
            Self::Null => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Absent => visitor.visit_newtype_struct(self),
            Self::Empty => Err(Wrong::custom("there is no value")),
            Self::Null => visitor.visit_none(),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Empty => visitor.visit_seq(Elements { left: [].iter(), next: 0, at: None, report: None }),
            Self::Absent | Self::Null => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What a member reads as that is missing: absent, else null.
pub(crate) fn missing<'de, T: Deserialize<'de>>() -> Option<T> {
    T::deserialize(Nothing::Absent).or_else(|_| T::deserialize(Nothing::Null)).ok()
}
