use crate::Value;
use bytes::{BufMut, BytesMut};
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::error::Error;

type Encoded = Result<IsNull, Box<dyn Error + Sync + Send>>;

/// A value is written as whatever type the server took the `$n` for.
impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Encoded {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Bool(fact) if *kind == Type::BOOL => fact.to_sql(kind, out),
            Value::Bool(fact) => whole(i64::from(*fact), kind, out),
            Value::Int(number) => whole(*number, kind, out),
            Value::Real(number) => real(*number, kind, out),
            Value::Text(text) => written(text, kind, out),
            Value::Bytes(bytes) if *kind == Type::BYTEA || bytes.len() == 16 => {
                sixteen_or_more(bytes, kind, out)
            }
            Value::Bytes(_) => refuse("bytes", kind),
            Value::Uuid(id) => sixteen_or_more(id, kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn whole(number: i64, kind: &Type, out: &mut BytesMut) -> Encoded {
    match *kind {
        Type::INT8 => number.to_sql(kind, out),
        Type::INT4 => i32::try_from(number)?.to_sql(kind, out),
        Type::INT2 => i16::try_from(number)?.to_sql(kind, out),
        Type::OID => u32::try_from(number)?.to_sql(kind, out),
        Type::FLOAT8 => (number as f64).to_sql(kind, out),
        Type::FLOAT4 => (number as f32).to_sql(kind, out),
        Type::BOOL if number == 0 || number == 1 => (number == 1).to_sql(kind, out),
        Type::NUMERIC => numeric(number, out),
        _ => refuse("a whole number", kind),
    }
}

fn real(number: f64, kind: &Type, out: &mut BytesMut) -> Encoded {
    match *kind {
        Type::FLOAT8 => number.to_sql(kind, out),
        Type::FLOAT4 => (number as f32).to_sql(kind, out),
        _ => refuse("a number with a fraction", kind),
    }
}

fn written(text: &str, kind: &Type, out: &mut BytesMut) -> Encoded {
    match *kind {
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON => {
            out.put_slice(text.as_bytes());
        }
        Type::JSONB => {
            out.put_u8(1);
            out.put_slice(text.as_bytes());
        }
        _ => return refuse("text", kind),
    }
    Ok(IsNull::No)
}

fn sixteen_or_more(bytes: &[u8], kind: &Type, out: &mut BytesMut) -> Encoded {
    if !matches!(*kind, Type::UUID | Type::BYTEA) {
        return refuse("bytes", kind);
    }
    out.put_slice(bytes);
    Ok(IsNull::No)
}

/// Count of digits, weight of the first, sign, scale, then digits of base 10000.
fn numeric(number: i64, out: &mut BytesMut) -> Encoded {
    let (mut digits, mut rest) = (Vec::new(), number.unsigned_abs());
    while rest > 0 {
        digits.push(u16::try_from(rest % 10_000)?);
        rest /= 10_000;
    }
    let count = u16::try_from(digits.len())?;
    out.put_u16(count);
    out.put_u16(count.saturating_sub(1));
    out.put_u16(if number < 0 { 0x4000 } else { 0 });
    out.put_u16(0);
    digits.iter().rev().for_each(|digit| out.put_u16(*digit));
    Ok(IsNull::No)
}

fn refuse(what: &str, kind: &Type) -> Encoded {
    Err(format!("{what} cannot be written as {kind}").into())
}
