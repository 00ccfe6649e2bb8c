//! As much of JSON as messages need. Numbers are kept as they are written.

use std::fmt;

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut reader = Reader { rest: text.trim() };
        let value = reader.value()?;
        match reader.rest {
            "" => Ok(value),
            rest => Err(format!("more after the end: {rest:?}")),
        }
    }

    pub fn get(&self, key: &str) -> &Json {
        match self {
            Json::Object(fields) => {
                fields.iter().find(|(name, _)| name == key).map_or(&Json::Null, |(_, value)| value)
            }
            _ => &Json::Null,
        }
    }

    pub fn text(&self) -> &str {
        match self {
            Json::Text(text) => text,
            _ => "",
        }
    }

    pub fn int(&self) -> i64 {
        match self {
            Json::Number(digits) => digits.parse().unwrap_or(0),
            _ => 0,
        }
    }

    pub fn list(&self) -> &[Json] {
        match self {
            Json::List(values) => values,
            _ => &[],
        }
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Json {
        Json::Number(value.to_string())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_string())
    }
}

impl FromIterator<i64> for Json {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Json {
        Json::List(values.into_iter().map(Json::from).collect())
    }
}

/// An object of fields in this order.
pub fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Json::Null => write!(f, "null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(digits) => write!(f, "{digits}"),
            Json::Text(text) => quote(f, text),
            Json::List(values) => {
                write!(f, "[")?;
                for (i, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if i == 0 { "" } else { "," })?;
                }
                write!(f, "]")
            }
            Json::Object(fields) => {
                write!(f, "{{")?;
                for (i, (name, value)) in fields.iter().enumerate() {
                    write!(f, "{}", if i == 0 { "" } else { "," })?;
                    quote(f, name)?;
                    write!(f, ":{value}")?;
                }
                write!(f, "}}")
            }
        }
    }
}

fn quote(f: &mut fmt::Formatter, text: &str) -> fmt::Result {
    write!(f, "\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if (c as u32) < 0x20 => write!(f, "\\u{:04x}", c as u32)?,
            c => write!(f, "{c}")?,
        }
    }
    write!(f, "\"")
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// Takes the text and the blanks after it, where it stands there.
    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, text: &str) -> Result<(), String> {
        if self.take(text) {
            Ok(())
        } else {
            Err(format!("{text} is missing before {:?}", self.rest))
        }
    }

    fn value(&mut self) -> Result<Json, String> {
        if self.take("null") {
            return Ok(Json::Null);
        }
        if self.take("true") {
            return Ok(Json::Bool(true));
        }
        if self.take("false") {
            return Ok(Json::Bool(false));
        }
        if self.rest.starts_with('"') {
            return Ok(Json::Text(self.string()?));
        }
        if self.take("[") {
            let mut values = Vec::new();
            while !self.take("]") {
                if !values.is_empty() {
                    self.expect(",")?;
                }
                values.push(self.value()?);
            }
            return Ok(Json::List(values));
        }
        if self.take("{") {
            let mut fields = Vec::new();
            while !self.take("}") {
                if !fields.is_empty() {
                    self.expect(",")?;
                }
                let name = self.string()?;
                self.expect(":")?;
                fields.push((name, self.value()?));
            }
            return Ok(Json::Object(fields));
        }
        let length = self.rest.find(|c: char| !"+-.0123456789eE".contains(c)).unwrap_or(self.rest.len());
        if length == 0 {
            return Err(format!("no value: {:?}", self.rest));
        }
        let digits = self.rest[..length].to_string();
        self.rest = self.rest[length..].trim_start();
        Ok(Json::Number(digits))
    }

    fn string(&mut self) -> Result<String, String> {
        let mut units: Vec<u16> = Vec::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = self.rest[at + 1..].trim_start();
                    return String::from_utf16(&units).map_err(|error| error.to_string());
                }
                '\\' => match chars.next().map_or(' ', |(_, c)| c) {
                    'u' => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        units.push(u16::from_str_radix(&digits, 16).map_err(|error| error.to_string())?);
                    }
                    'n' => units.push(b'\n'.into()),
                    't' => units.push(b'\t'.into()),
                    'r' => units.push(b'\r'.into()),
                    'b' => units.push(8),
                    'f' => units.push(12),
                    c => units.push(c as u16),
                },
                c => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
            }
        }
        Err("a string does not end".to_string())
    }
}
