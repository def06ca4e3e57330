//! Decodes JSON in memory, strictly or tolerantly.

use std::cell::{Cell, RefCell};

use serde::de::value::{MapAccessDeserializer, SeqDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value as Json;

use super::failure::{DecodeFailure, escape};
use super::item::{ITEM, Unreadable};
use super::name::{PREFIX, REQUIRED};
use super::report::Deviation;

/// The findings of tolerant decoding so far.
#[derive(Default)]
pub(super) struct Findings {
    deviations: RefCell<Vec<Deviation>>,
    /// Whether something read from the current member does not encode to the same JSON.
    inexact: Cell<bool>,
}

impl Findings {
    pub(super) fn into_deviations(self) -> Vec<Deviation> {
        self.deviations.into_inner()
    }

    fn len(&self) -> usize {
        self.deviations.borrow().len()
    }

    /// Replaces the deviations from index `from` on with one deviation.
    fn replace(&self, from: usize, deviation: Deviation) {
        let mut deviations = self.deviations.borrow_mut();
        deviations.truncate(from);
        deviations.push(deviation);
    }
}

/// Decodes a JSON value.
///
/// With findings, it is tolerant. If the value of a member has the wrong kind, the field gets a placeholder for "no
/// value"; if a part of it is readable (some elements of an array, a number in quotes), the field gets that part. In
/// both cases, the member follows again under its name as [`Raw`](super::Kind::Raw), and the findings report it. This
/// is done only for readers of this runtime, which understand it.
#[derive(Clone, Copy)]
pub(super) struct TolerantDeserializer<'de, 'p> {
    json: &'de Json,
    at: Option<&'p Step<'p>>,
    /// The enclosing member that can follow as raw; without one, a part is not enough.
    kept: Option<&'p Step<'p>>,
    findings: Option<&'p Findings>,
}

impl<'de, 'p> TolerantDeserializer<'de, 'p> {
    pub(super) fn new(json: &'de Json, findings: Option<&'p Findings>) -> Self {
        Self { json, at: None, kept: None, findings }
    }

    /// The result of `read` for a value that does not have its documented kind, if it is readable anyway.
    fn in_part<V>(self, wrong: DecodeFailure, read: impl FnOnce() -> Option<V>) -> Result<V, DecodeFailure> {
        let (Some(findings), Some(kept), Some(at)) = (self.findings, self.kept, self.at) else { return Err(wrong) };
        let Some(value) = read() else { return Err(wrong) };
        findings.replace(findings.len(), wrong.deviation(at, kept));
        findings.inexact.set(true);
        Ok(value)
    }

    /// Reads the elements of an array. With `some`, the readable ones are enough, unless there are none.
    fn elements<V: Visitor<'de>>(
        self,
        elements: &'de [Json],
        visitor: V,
        some: bool,
    ) -> Result<V::Value, DecodeFailure> {
        let mut access = Elements { left: elements.iter(), next: 0, read: 0, some, left_out: None, around: self };
        let value = visitor.visit_seq(&mut access)?;
        match (access.left_out, access.left.len()) {
            (Some(wrong), _) if access.read == 0 => Err(wrong),
            (_, 0) => Ok(value),
            _ => Err(DecodeFailure::invalid_length(elements.len(), &"fewer elements in array")),
        }
    }
}

/// The location of a value: one step below its parent.
pub(super) struct Step<'p> {
    parent: Option<&'p Step<'p>>,
    to: To<'p>,
}

enum To<'p> {
    Member(&'p str),
    Element(usize),
}

impl Step<'_> {
    /// The location as a JSON pointer.
    pub(super) fn pointer(&self) -> String {
        let mut steps: Vec<&Step<'_>> = std::iter::successors(Some(self), |step| step.parent).collect();
        steps.reverse();
        steps.iter().fold(String::new(), |path, step| match step.to {
            To::Member(name) => path + "/" + &escape(name),
            To::Element(index) => format!("{path}/{index}"),
        })
    }
}

/// Methods that read a number through `serde_json`, because only it knows how it stores numbers. In tolerant decoding,
/// an integer can be in quotes.
macro_rules! numbers {
    ($($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
            match self.json {
                Json::Number(number) => Ok(number.$method(visitor)?),
                Json::String(text) if self.kept.is_some() => match quoted(text) {
                    Some(number) => {
                        let wrong = DecodeFailure::invalid_type(Unexpected::Str(text), &visitor);
                        self.in_part(wrong, || visitor.visit_i64::<DecodeFailure>(number).ok())
                    }
                    None => self.deserialize_any(visitor),
                },
                _ => self.deserialize_any(visitor),
            }
        }
    )* };
}

/// The integer in a string; only in its usual form, because `007` is probably not a number.
fn quoted(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| number.to_string() == text)
}

impl<'de> Deserializer<'de> for TolerantDeserializer<'de, '_> {
    type Error = DecodeFailure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self.json {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(number) => Ok(number.deserialize_any(visitor)?),
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Array(elements) => self.elements(elements, visitor, false),
            Json::Object(members) => visitor.visit_map(&mut Members::new(members, self)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self.json {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        // An unreadable item is stored as such.
        let kept = self.kept.filter(|_| name != ITEM);
        visitor.visit_newtype_struct(Self { kept, ..self })
    }

    /// In tolerant decoding, also some elements of an array, and flags in a string.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self.json {
            Json::Array(elements) => self.elements(elements, visitor, self.kept.is_some()),
            Json::String(text) if self.kept.is_some() => {
                let wrong = DecodeFailure::invalid_type(Unexpected::Str(text), &visitor);
                let mut flags = text.split(',').map(str::trim).filter(|flag| !flag.is_empty()).map(Flag).peekable();
                self.in_part(wrong, || {
                    flags.peek()?;
                    visitor.visit_seq(SeqDeserializer::new(flags)).ok()
                })
            }
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
        match self.json {
            Json::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Json::Object(members) => {
                let access = Members::new(members, self);
                MapAccessDeserializer::new(access).deserialize_enum(name, variants, visitor)
            }
            _ => Err(DecodeFailure::invalid_type(Unexpected::Other("neither a string nor an object"), &"an enum")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_unit()
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier
    }
}

/// One flag of a string such as `browser,mobile`. Only for enums, which request a `str`; elements of a collection of
/// strings, which request a `string`, can contain commas.
struct Flag<'de>(&'de str);

impl<'de> IntoDeserializer<'de, DecodeFailure> for Flag<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Flag<'de> {
    type Error = DecodeFailure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        Err(DecodeFailure::invalid_type(Unexpected::Str(self.0), &visitor))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        visitor.visit_borrowed_str(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The elements of an array.
struct Elements<'de, 'p> {
    left: std::slice::Iter<'de, Json>,
    next: usize,
    /// The number of readable elements.
    read: usize,
    /// Whether unreadable elements are skipped.
    some: bool,
    /// Why the first one was skipped.
    left_out: Option<DecodeFailure>,
    /// The array.
    around: TolerantDeserializer<'de, 'p>,
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = DecodeFailure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeFailure> {
        let Some(json) = self.left.next() else { return Ok(None) };
        let index = self.next;
        self.next += 1;
        let step = Step { parent: self.around.at, to: To::Element(index) };
        seed.deserialize(TolerantDeserializer { json, at: Some(&step), ..self.around })
            .map(Some)
            .map_err(|wrong| wrong.below(index))
    }

    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, DecodeFailure> {
        for json in self.left.by_ref() {
            let index = self.next;
            self.next += 1;
            let step = Step { parent: self.around.at, to: To::Element(index) };
            let walk = TolerantDeserializer { json, at: Some(&step), ..self.around };
            let reported = walk.findings.map_or(0, Findings::len);
            let wrong = match T::deserialize(walk) {
                Ok(element) => {
                    self.read += 1;
                    return Ok(Some(element));
                }
                Err(wrong) => wrong,
            };
            let Some(findings) = walk.findings else { return Err(wrong.below(index)) };
            let deviation = wrong.deviation(&step, &step);
            if let Ok(item) = T::deserialize(Unreadable::new(json, &deviation)) {
                findings.replace(reported, deviation);
                return Ok(Some(item));
            }
            let Some(kept) = walk.kept.filter(|_| self.some) else { return Err(wrong.below(index)) };
            findings.replace(reported, wrong.deviation(&step, kept));
            findings.inexact.set(true);
            self.left_out.get_or_insert_with(|| wrong.below(index));
        }
        Ok(None)
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
    /// Whether a name was requested.
    asked: bool,
    /// The member that comes first because it was requested.
    first: Option<&'de str>,
    /// The member whose name was returned, but not yet its value.
    pending: Option<Member<'de>>,
    /// The next member, which stays raw.
    raw: Option<Member<'de>>,
    /// Whether the last name was returned to a reader of this runtime, and was not that of a raw member.
    ours: bool,
    /// Whether there are no more members.
    ended: bool,
    /// The object.
    around: TolerantDeserializer<'de, 'p>,
}

impl<'de, 'p> Members<'de, 'p> {
    fn new(members: &'de serde_json::Map<String, Json>, around: TolerantDeserializer<'de, 'p>) -> Self {
        Self {
            members,
            left: members.iter(),
            asked: false,
            first: None,
            pending: None,
            raw: None,
            ours: false,
            ended: false,
            around,
        }
    }

    /// Takes the member whose name was returned last.
    fn take(&mut self) -> Result<Member<'de>, DecodeFailure> {
        self.pending.take().ok_or_else(|| DecodeFailure::custom("a value was requested before its name"))
    }

    /// Continues with the next member and returns its name.
    fn advance(&mut self) -> Result<&'de str, DecodeFailure> {
        let first = self.first;
        match self.left.find(|(name, _)| first != Some(name)) {
            Some((name, value)) => {
                self.pending = Some((name, value));
                Ok(name)
            }
            None => {
                self.ended = true;
                Err(DecodeFailure::custom("no member is left"))
            }
        }
    }
}

impl<'de> MapAccess<'de> for Members<'de, '_> {
    type Error = DecodeFailure;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, DecodeFailure> {
        // The seed is called even without a member: it may need to know that a member is missing.
        match seed.deserialize(Key(self)) {
            Ok(name) => Ok(Some(name)),
            Err(_) if self.ended => Ok(None),
            Err(wrong) => Err(wrong),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, DecodeFailure> {
        let (name, json) = self.take()?;
        let step = Step { parent: self.around.at, to: To::Member(name) };
        seed.deserialize(TolerantDeserializer { json, at: Some(&step), ..self.around })
            .map_err(|wrong| wrong.below(name))
    }

    fn next_value<V: Deserialize<'de>>(&mut self) -> Result<V, DecodeFailure> {
        let (name, json) = self.take()?;
        let step = Step { parent: self.around.at, to: To::Member(name) };
        let walk = TolerantDeserializer { json, at: Some(&step), ..self.around };
        let Some(findings) = walk.findings.filter(|_| self.ours) else {
            return V::deserialize(walk).map_err(|wrong| wrong.below(name));
        };
        let (reported, outer) = (findings.len(), findings.inexact.replace(false));
        let read = V::deserialize(TolerantDeserializer { kept: Some(&step), ..walk });
        let inexact = findings.inexact.replace(outer);
        let wrong = match read {
            Ok(value) => {
                self.raw = inexact.then_some((name, json));
                return Ok(value);
            }
            Err(wrong) => wrong,
        };
        // A collection is empty only if the service returns null.
        let empty = json.is_null().then_some(Nothing::Empty);
        let mut kinds = [Some(Nothing::Absent), empty, Some(Nothing::Null)].into_iter().flatten();
        let Some(nothing) = kinds.find_map(|nothing| V::deserialize(nothing).ok()) else {
            return Err(wrong.below(name));
        };
        // Deviations inside the value do not count, because all of it stays raw.
        findings.replace(reported, wrong.deviation(&step, &step));
        self.raw = Some((name, json));
        Ok(nothing)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left.len())
    }
}

/// The next name of an object's members, for a reader of this runtime or any other.
struct Key<'m, 'de, 'p>(&'m mut Members<'de, 'p>);

impl<'de> Deserializer<'de> for Key<'_, 'de, '_> {
    type Error = DecodeFailure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        (self.0.asked, self.0.ours) = (true, false);
        if self.0.raw.is_some() {
            return Err(DecodeFailure::custom("a member that stays raw has no reader"));
        }
        visitor.visit_borrowed_str(self.0.advance()?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        newtype: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeFailure> {
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
                let findings = members.around.findings;
                if let (Some(findings), Some(name)) = (findings, required) {
                    let step = Step { parent: members.around.at, to: To::Member(name) };
                    findings.replace(findings.len(), Deviation::missing(&step));
                }
                return visitor.visit_bool(findings.is_some());
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

/// The value of a field whose member stays raw: it can only be read as "no value".
#[derive(Clone, Copy)]
enum Nothing {
    /// Read as absent by a [`Property`](crate::Property).
    Absent,
    /// Read as empty by a collection.
    Empty,
    /// Read as null.
    Null,
}

impl<'de> Deserializer<'de> for Nothing {
    type Error = DecodeFailure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self {
            Self::Absent | Self::Empty => Err(DecodeFailure::custom("there is no value")),
            Self::Null => visitor.visit_unit(),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self {
            Self::Absent => visitor.visit_newtype_struct(self),
            Self::Empty => Err(DecodeFailure::custom("there is no value")),
            Self::Null => visitor.visit_none(),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeFailure> {
        match self {
            Self::Empty => TolerantDeserializer::new(&Json::Null, None).elements(&[], visitor, false),
            Self::Absent | Self::Null => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct map struct enum identifier ignored_any
    }
}
