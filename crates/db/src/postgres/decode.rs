use crate::Value;
use postgres::types::{FromSql, Type};
use std::{error::Error, fmt::Write};

type Decoded<T> = Result<T, Box<dyn Error + Sync + Send>>;

impl<'a> FromSql<'a> for Value {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Decoded<Self> {
        Ok(match *kind {
            Type::INT8 => Value::Int(i64::from_sql(kind, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(kind, raw)?.into()),
            Type::OID => Value::Int(u32::from_sql(kind, raw)?.into()),
            Type::BOOL => Value::Bool(bool::from_sql(kind, raw)?),
            Type::FLOAT8 => Value::Real(f64::from_sql(kind, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(kind, raw)?.into()),
            Type::NUMERIC => numeric(raw)?,
            Type::UUID => Value::Uuid(raw.try_into()?),
            Type::BYTEA => Value::Bytes(raw.to_vec()),
            Type::VOID => Value::Null,
            // The first byte of `jsonb` is its version.
            Type::JSONB => Value::Text(str::from_utf8(raw.get(1..).unwrap_or(raw))?.to_owned()),
            _ => Value::Text(str::from_utf8(raw)?.to_owned()),
        })
    }

    fn from_sql_null(_: &Type) -> Decoded<Self> {
        Ok(Value::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8 | Type::INT4 | Type::INT2 | Type::OID | Type::BOOL | Type::FLOAT8
        ) || matches!(*kind, Type::FLOAT4 | Type::NUMERIC | Type::UUID | Type::BYTEA | Type::VOID)
            || matches!(*kind, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME)
            || matches!(*kind, Type::JSON | Type::JSONB | Type::UNKNOWN)
    }
}

/// Sums and means of whole numbers are `numeric`: whole ones become `Int`, others `Real`.
///
/// The form is: count of digits, weight of the first, sign, scale, then digits of base 10000.
fn numeric(raw: &[u8]) -> Decoded<Value> {
    const NEGATIVE: u16 = 0x4000;
    let mut words = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let mut next = || words.next().ok_or("a numeric value is too short");
    let (count, weight, sign, _scale) = (next()?, next()?.cast_signed(), next()?, next()?);
    if sign != 0 && sign != NEGATIVE {
        return Ok(Value::Real(f64::NAN));
    }
    let digits: Vec<u16> = (0..count).map(|_| next()).collect::<Result<_, _>>()?;
    let places = i32::from(weight) + 1;
    let mut text = if sign == NEGATIVE { "-0".to_owned() } else { "0".to_owned() };
    for place in 0..places {
        let digit = usize::try_from(place).ok().and_then(|place| digits.get(place));
        write!(text, "{:04}", digit.copied().unwrap_or(0))?;
    }
    let whole = digits.iter().skip(places.max(0).cast_unsigned() as usize).all(|digit| *digit == 0);
    if let (true, Ok(number)) = (whole, text.parse()) {
        return Ok(Value::Int(number));
    }
    text.push('.');
    for place in places.min(0)..0 {
        text.push_str(if place < 0 { "0000" } else { "" });
    }
    for digit in digits.iter().skip(places.max(0).cast_unsigned() as usize) {
        write!(text, "{digit:04}")?;
    }
    Ok(Value::Real(text.parse()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numeric_of(words: &[u16]) -> Value {
        let raw: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        numeric(&raw).expect("a whole form")
    }

    #[test]
    fn whole_numerics_are_int_and_others_real() {
        assert_eq!(numeric_of(&[0, 0, 0, 0]), Value::Int(0));
        assert_eq!(numeric_of(&[2, 1, 0, 0, 12, 34]), Value::Int(120_034));
        assert_eq!(numeric_of(&[1, 1, 0, 0, 12]), Value::Int(120_000));
        assert_eq!(numeric_of(&[2, 0, 0x4000, 2, 7, 5_000]), Value::Real(-7.5));
        assert_eq!(numeric_of(&[1, 0xffff, 0, 2, 2_500]), Value::Real(0.25));
        assert_eq!(numeric_of(&[1, 0xfffe, 0, 6, 100]), Value::Real(0.000_001));
        assert_eq!(numeric_of(&[2, 0, 0, 2, 7, 0]), Value::Int(7));
    }
}
