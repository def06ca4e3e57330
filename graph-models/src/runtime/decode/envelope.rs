//! Single objects that come as `{"@odata.context": …, "value": {…}}`.
//!
//! Some services answer so although the docs say object, and some pages say so in their examples alone.

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::report::Decoded;
use super::{Mode, body, walk};
use crate::runtime::error::DecodeError;
use crate::runtime::object::{Object, Writer};
use crate::runtime::property::Property;

const VALUE: &str = "value";

/// Decodes the response of an object, whether it is in an envelope or not.
pub(crate) fn object<T: Object + DeserializeOwned>(json: &[u8], mode: Mode) -> Result<Decoded<T>, DecodeError> {
    let mut outer: Decoded<T> = body(json, T::TYPE, mode)?;
    if !is_envelope(&outer.value) {
        return Ok(outer);
    }
    let mut envelope = std::mem::take(outer.value.additional_mut());
    let value = envelope.remove(VALUE).unwrap_or_default();
    let mut inner: Decoded<T> = walk(&value, mode).map_err(|wrong| wrong.into_error(T::TYPE, "/value"))?;
    for deviation in &mut inner.deviations {
        deviation.path.insert_str(0, "/value");
        deviation.member.insert_str(0, "/value");
    }
    inner.envelope = Some(envelope);
    Ok(inner)
}

/// Whether what was read as an object is an envelope: nothing but a member `value`, itself an object, and annotations
/// that do not name a type; and the type knows no member of that name.
fn is_envelope<T: Object>(object: &T) -> bool {
    let additional = object.additional();
    additional.get(VALUE).is_some_and(serde_json::Value::is_object)
        && additional.keys().all(|name| name == VALUE || (name.starts_with('@') && name != "@odata.type"))
        && all_absent(object)
}

/// Whether no field has a value, and none is called `value`.
fn all_absent<T: Object>(object: &T) -> bool {
    let mut fields = OnlyAbsent(true);
    object.write(&mut fields);
    fields.0
}

/// Whether all fields so far are absent and none of them is called `value`.
struct OnlyAbsent(bool);

impl Writer for OnlyAbsent {
    fn property<T: Serialize + fmt::Debug>(&mut self, name: &'static str, value: &Property<T>) {
        self.0 &= name != VALUE && value.is_absent();
    }
}

/// The object alone. Annotations of an envelope (`@odata.context`) become its own, as they are without an envelope.
pub(crate) fn merge<T: Object>(decoded: Decoded<T>) -> T {
    let mut value = decoded.value;
    for (name, annotation) in decoded.envelope.unwrap_or_default() {
        if !value.additional().contains(&name) {
            value.additional_mut().insert(name, annotation);
        }
    }
    value
}
