use kernel::{Date, Id, Instant, Language};
use std::hash::{Hash, Hasher};

/// The shapes both engines store alike.
///
/// Two reals are equal when their bits are, so that a value can be a key.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing.
    Null,
    /// A truth value: 0 or 1 on SQLite.
    Bool(bool),
    /// A whole number; PostgreSQL stores it in whatever numeric type the column has.
    Int(i64),
    /// A number with a fraction. Nothing that is published or compared is one.
    Real(f64),
    /// Text, JSON included.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An identity: `uuid` on PostgreSQL, sixteen bytes on SQLite.
    Uuid([u8; 16]),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::Int(one), Value::Int(two)) => one == two,
            (Value::Real(one), Value::Real(two)) => one.to_bits() == two.to_bits(),
            (Value::Text(one), Value::Text(two)) => one == two,
            (Value::Bytes(one), Value::Bytes(two)) => one == two,
            (Value::Uuid(one), Value::Uuid(two)) => one == two,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Value::Null => {}
            Value::Bool(value) => value.hash(state),
            Value::Int(value) => value.hash(state),
            Value::Real(value) => value.to_bits().hash(state),
            Value::Text(value) => value.hash(state),
            Value::Bytes(value) => value.hash(state),
            Value::Uuid(value) => value.hash(state),
        }
    }
}

/// What can be bound to a `$n`.
///
/// ```
/// use db::{ToValue, Value};
/// assert_eq!("ink".to_value(), Value::Text("ink".to_owned()));
/// assert_eq!(None::<i64>.to_value(), Value::Null);
/// ```
pub trait ToValue {
    /// The value to store.
    fn to_value(&self) -> Value;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// What it is, in words, for the error that says it is not there.
    const NAME: &'static str;
    /// The value, if it is one of these.
    fn from_value(value: &Value) -> Option<Self>;
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl FromValue for Value {
    const NAME: &'static str = "value";
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

macro_rules! written {
    ($($type:ty: $one:ident => $value:expr;)*) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value {
                let $one = self;
                $value
            }
        }
    )*};
}

written! {
    i64: number => Value::Int(*number);
    i32: number => Value::Int((*number).into());
    u32: number => Value::Int((*number).into());
    u16: number => Value::Int((*number).into());
    u8: number => Value::Int((*number).into());
    bool: fact => Value::Bool(*fact);
    f64: number => Value::Real(*number);
    str: text => Value::Text(text.to_owned());
    String: text => Value::Text(text.clone());
    [u8]: bytes => Value::Bytes(bytes.to_vec());
    Vec<u8>: bytes => Value::Bytes(bytes.clone());
    [u8; 16]: id => Value::Uuid(*id);
    Instant: instant => Value::Int(instant.micros());
    Date: day => Value::Text(day.to_string());
    Language: language => Value::Text(language.code().to_owned());
}

impl<T> ToValue for Id<T> {
    fn to_value(&self) -> Value {
        Value::Uuid(self.bytes())
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

macro_rules! read {
    ($($type:ty as $name:literal: $($shape:pat => $value:expr),+;)*) => {$(
        impl FromValue for $type {
            const NAME: &'static str = $name;
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    $($shape => $value,)+
                    _ => None,
                }
            }
        }
    )*};
}

read! {
    i64 as "whole number": Value::Int(number) => Some(*number);
    i32 as "small whole number": Value::Int(number) => (*number).try_into().ok();
    u32 as "small whole number": Value::Int(number) => (*number).try_into().ok();
    u16 as "small whole number": Value::Int(number) => (*number).try_into().ok();
    u8 as "small whole number": Value::Int(number) => (*number).try_into().ok();
    bool as "truth value":
        Value::Bool(fact) => Some(*fact), Value::Int(0) => Some(false), Value::Int(1) => Some(true);
    f64 as "number":
        Value::Real(number) => Some(*number), Value::Int(number) => Some(*number as f64);
    String as "text": Value::Text(text) => Some(text.clone());
    Vec<u8> as "row of bytes":
        Value::Bytes(bytes) => Some(bytes.clone()), Value::Uuid(id) => Some(id.to_vec());
    [u8; 16] as "identity":
        Value::Uuid(id) => Some(*id), Value::Bytes(bytes) => bytes.as_slice().try_into().ok();
    Instant as "instant": Value::Int(micros) => Some(Instant::from_micros(*micros));
    Date as "day": Value::Text(text) => text.parse().ok();
    Language as "language": Value::Text(code) => code.parse().ok();
}

impl<T> FromValue for Id<T> {
    const NAME: &'static str = "identity";
    fn from_value(value: &Value) -> Option<Self> {
        <[u8; 16]>::from_value(value).map(Id::from_bytes)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const NAME: &'static str = T::NAME;
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}
