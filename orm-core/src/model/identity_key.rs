//! [`IdentityKey`]: a primary key as the identity map compares it, the same type for all models.

use std::hash::{Hash, Hasher};

use crate::value::Value;

/// The primary key of a row without its type. Most keys are one integer, a UUID or a text, and need no list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityKey(Form);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Integer(i64),
    #[cfg(feature = "uuid")]
    Uuid([u8; 16]),
    Text(Box<str>),
    Values(Box<[Value]>),
}

/// Without the form: keys of one model hardly ever differ in it.
impl Hash for Form {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Form::Integer(integer) => integer.hash(state),
            #[cfg(feature = "uuid")]
            Form::Uuid(uuid) => uuid.hash(state),
            Form::Text(text) => text.hash(state),
            Form::Values(values) => values.hash(state),
        }
    }
}

impl IdentityKey {
    /// Of the values of the key columns, in order.
    pub fn of(mut values: Vec<Value>) -> Self {
        match (values.len(), values.pop()) {
            (1, Some(only)) => only.into(),
            (_, last) => {
                values.extend(last);
                IdentityKey(Form::Values(values.into()))
            }
        }
    }
}

/// Of the value of the only key column.
impl From<Value> for IdentityKey {
    fn from(value: Value) -> Self {
        if let Some(integer) = value.as_i64() {
            return IdentityKey(Form::Integer(integer));
        }
        // A value with a named type equals the one that it travels as.
        IdentityKey(match value {
            Value::Text(text) => Form::Text(text.into()),
            #[cfg(feature = "uuid")]
            Value::Uuid(uuid) => Form::Uuid(uuid.into_bytes()),
            Value::Typed(_, value) => return IdentityKey::from(*value),
            other => Form::Values(Box::new([other])),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::IdentityKey;
    use crate::schema::ColumnType;
    use crate::value::Value;

    #[test]
    fn what_the_database_takes_for_equal_is_equal() {
        assert_eq!(IdentityKey::of(vec![Value::I32(7)]), IdentityKey::from(Value::I64(7)));
        let text = Value::Text("a".to_owned());
        let typed = Value::Typed(ColumnType::Text(None), Box::new(text.clone()));
        assert_eq!(IdentityKey::from(typed), IdentityKey::of(vec![text.clone()]));
        assert_ne!(IdentityKey::of(vec![text.clone(), text.clone()]), IdentityKey::from(text));
        assert_eq!(
            IdentityKey::of(vec![Value::I64(1), Value::I16(2)]),
            IdentityKey::of(vec![Value::I32(1), Value::I64(2)])
        );
    }
}
