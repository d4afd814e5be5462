//! What is said to a service, with what is known of a message put in, and nothing that its text
//! holds taken for anything but text.

use serde_json::Value as Json;

/// What can be put in, by the name in braces.
#[derive(Clone, Debug)]
pub(super) struct Values {
    /// `{to}`: the number with its country and a plus.
    pub(super) to: String,
    /// `{digits}`: the same without the plus.
    pub(super) digits: String,
    /// `{text}`.
    pub(super) text: String,
    /// `{from}`.
    pub(super) from: String,
    /// `{reference}`: our own name of the message, the same at every attempt.
    pub(super) reference: String,
}

impl Values {
    fn of(&self, name: &str) -> Option<&str> {
        Some(match name {
            "to" => &self.to,
            "digits" => &self.digits,
            "text" => &self.text,
            "from" => &self.from,
            "reference" => &self.reference,
            _ => return None,
        })
    }

    /// Puts values in where they are named, each as `escape` writes it. What was put in is not
    /// looked at again, and braces around anything else stay as they are.
    pub(super) fn fill(&self, template: &str, escape: impl Fn(&str) -> String) -> String {
        let (mut filled, mut rest) = (String::new(), template);
        while let Some(open) = rest.find('{') {
            let named = rest[open + 1..].split_once('}');
            let value = named.and_then(|(name, behind)| Some((self.of(name)?, behind)));
            filled.push_str(&rest[..open]);
            match value {
                Some((value, behind)) => {
                    filled.push_str(&escape(value));
                    rest = behind;
                }
                None => {
                    filled.push('{');
                    rest = &rest[open + 1..];
                }
            }
        }
        filled + rest
    }

    /// The same in all texts of a JSON value, so that none of them can end its own.
    pub(super) fn fill_json(&self, template: &Json) -> Json {
        match template {
            Json::String(text) => Json::String(self.fill(text, str::to_owned)),
            Json::Array(all) => all.iter().map(|one| self.fill_json(one)).collect(),
            Json::Object(all) => {
                all.iter().map(|(key, one)| (key.clone(), self.fill_json(one))).collect()
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => template.clone(),
        }
    }
}

/// As a part of an address.
pub(super) fn in_url(value: &str) -> String {
    // A plus means a space only in forms; written out it means the same everywhere.
    form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn values(text: &str) -> Values {
        Values {
            to: "+393331234567".into(),
            digits: "393331234567".into(),
            text: text.into(),
            from: "Aurora".into(),
            reference: "r1".into(),
        }
    }

    #[test]
    fn a_text_is_a_text_whatever_it_holds() {
        let hostile = "\"}, {from} {reference}&to=1\\\n{text}";
        let values = values(hostile);
        let template = json!({ "a": ["{to}", { "b": "x{text}{oops}{" }], "{to}": 1, "c": null });
        let expected = json!({
            "a": ["+393331234567", { "b": format!("x{hostile}{{oops}}{{") }],
            "{to}": 1,
            "c": null,
        });
        assert_eq!(values.fill_json(&template), expected);
        let url = values.fill("https://x.test/{digits}?t={text}&s={from}", in_url);
        assert_eq!(
            url,
            "https://x.test/393331234567?t=%22%7D%2C%20%7Bfrom%7D%20%7Breference%7D%26to%3D1%5C\
             %0A%7Btext%7D&s=Aurora"
        );
    }
}
