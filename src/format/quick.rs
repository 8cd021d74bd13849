//! Reads a file in the one spelling in which this program writes it, several times as fast as `ron` does.
//!
//! Nearly every file is spelt so, and a project has thousands. On anything else this gives up, an unknown field or a
//! comment included, and leaves the file to `ron`, which knows all spellings and says what is wrong and where. What this
//! reads, `ron` reads as the same value.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Visitor};

/// The first line of each file that is written.
const HEADER: &str = "#![enable(implicit_some)]\n";

/// Reads a file; none if it is spelt in another way, or is no such value.
pub(super) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Option<T> {
    let mut reader = Reader {
        text: text.strip_prefix(HEADER)?,
        at: 0,
    };
    let value = T::deserialize(&mut reader).ok()?;
    reader.is_at_end().then_some(value)
}

/// Says that something is spelt in another way than the usual one.
#[derive(Debug)]
struct Unusual;

impl fmt::Display for Unusual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it is not spelt in the usual way")
    }
}

impl std::error::Error for Unusual {}

impl de::Error for Unusual {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Reader<'de> {
    text: &'de str,
    /// Up to where it is read. Invariant: on a character border, unless reading has failed.
    at: usize,
}

impl<'de> Reader<'de> {
    fn rest(&self) -> &'de str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(b' ' | b'\n') = bytes.get(self.at) {
            self.at += 1;
        }
    }

    /// Skips blanks and then a character, if it is this one; tells whether it was.
    fn skip(&mut self, wanted: u8) -> bool {
        self.skip_blanks();
        let is_there = self.text.as_bytes().get(self.at) == Some(&wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn take(&mut self, wanted: u8) -> Result<(), Unusual> {
        if self.skip(wanted) {
            Ok(())
        } else {
            Err(Unusual)
        }
    }

    /// Skips blanks and takes all characters of a sort, which are ASCII.
    fn take_while(&mut self, is_part: impl Fn(u8) -> bool) -> &'de str {
        self.skip_blanks();
        let rest = self.rest();
        let end = rest.bytes().position(|byte| !is_part(byte));
        let (taken, _) = rest.split_at(end.unwrap_or(rest.len()));
        self.at += taken.len();
        taken
    }

    /// Takes the name of a field or a variant.
    fn word(&mut self) -> &'de str {
        self.take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    }

    fn integer(&mut self) -> Result<u64, Unusual> {
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        let is_usual = digits == "0" || !digits.starts_with('0');
        parsed(digits).filter(|_| is_usual).ok_or(Unusual)
    }

    fn float(&mut self) -> Result<f64, Unusual> {
        let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'-');
        parsed(self.take_while(is_part)).ok_or(Unusual)
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Unusual> {
        self.take(b'"')?;
        let mut owned = String::new();
        loop {
            let rest = self.rest();
            let end = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'));
            let end = end.ok_or(Unusual)?;
            let plain = &rest[..end];
            self.at += end + 1;
            if rest.as_bytes()[end] == b'\\' {
                owned.push_str(plain);
                owned.push(self.escaped()?);
            } else if owned.is_empty() {
                return Ok(Cow::Borrowed(plain));
            } else {
                owned.push_str(plain);
                return Ok(Cow::Owned(owned));
            }
        }
    }

    /// Takes what stands after a backslash.
    fn escaped(&mut self) -> Result<char, Unusual> {
        let byte = *self.text.as_bytes().get(self.at).ok_or(Unusual)?;
        self.at += 1;
        match byte {
            b'n' => Ok('\n'),
            b'r' => Ok('\r'),
            b't' => Ok('\t'),
            b'0' => Ok('\0'),
            b'\'' | b'"' | b'\\' => Ok(char::from(byte)),
            b'u' => self.code_point(),
            _ => Err(Unusual),
        }
    }

    /// Takes a code point in braces.
    fn code_point(&mut self) -> Result<char, Unusual> {
        let rest = self.rest().strip_prefix('{').ok_or(Unusual)?;
        let end = rest.bytes().take(7).position(|byte| byte == b'}');
        let digits = &rest[..end.ok_or(Unusual)?];
        self.at += digits.len() + 2;
        let is_usual = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let code = u32::from_str_radix(digits, 16).ok();
        let code = code.filter(|_| is_usual);
        code.and_then(char::from_u32).ok_or(Unusual)
    }

    /// Tells whether nothing follows but a comment of one line.
    fn is_at_end(&mut self) -> bool {
        self.skip_blanks();
        let rest = self.rest();
        let line = rest.strip_suffix('\n').unwrap_or(rest);
        rest.is_empty() || (line.starts_with("//") && !line.contains('\n'))
    }

    fn fields(&mut self) -> Result<Parts<'_, 'de>, Unusual> {
        self.take(b'(')?;
        Ok(Parts {
            reader: self,
            close: b')',
            is_first: true,
        })
    }
}

fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Unusual;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unusual> {
        Err(Unusual)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.word() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(Unusual),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        visitor.visit_u64(self.integer()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        visitor.visit_u64(self.integer()?)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        visitor.visit_f64(self.float()?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        match self.string()? {
            Cow::Borrowed(string) => visitor.visit_borrowed_str(string),
            Cow::Owned(string) => visitor.visit_string(string),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        const NONE: &str = "None";
        self.skip_blanks();
        if self.rest().starts_with(NONE) {
            self.at += NONE.len();
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        self.take(b'[')?;
        visitor.visit_seq(Parts {
            reader: self,
            close: b']',
            is_first: true,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        visitor.visit_map(self.fields()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        visitor.visit_enum(self)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unusual> {
        visitor.visit_borrowed_str(self.word())
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u128 f32 char bytes byte_buf unit unit_struct newtype_struct tuple tuple_struct map
        ignored_any
    }
}

/// The entries of a list, or the fields of a struct.
struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    is_first: bool,
}

impl Parts<'_, '_> {
    /// Goes on to the next part; tells whether there is one.
    fn is_more(&mut self) -> Result<bool, Unusual> {
        let is_apart = std::mem::take(&mut self.is_first) || self.reader.skip(b',');
        match (self.reader.skip(self.close), is_apart) {
            (true, _) => Ok(false),
            (false, true) => Ok(true),
            (false, false) => Err(Unusual),
        }
    }
}

impl<'de> de::SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Unusual;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unusual> {
        if self.is_more()? {
            return seed.deserialize(&mut *self.reader).map(Some);
        }
        Ok(None)
    }
}

impl<'de> de::MapAccess<'de> for Parts<'_, 'de> {
    type Error = Unusual;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unusual> {
        if self.is_more()? {
            return seed.deserialize(&mut *self.reader).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unusual> {
        self.reader.take(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> de::EnumAccess<'de> for &mut Reader<'de> {
    type Error = Unusual;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Unusual> {
        let variant = seed.deserialize(&mut *self)?;
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for &mut Reader<'de> {
    type Error = Unusual;

    fn unit_variant(self) -> Result<(), Unusual> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Unusual> {
        Err(Unusual)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Unusual> {
        Err(Unusual)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unusual> {
        visitor.visit_map(self.fields()?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;

    use super::super::ron_file;
    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(rename = "sample")]
    struct Sample {
        #[serde(default)]
        words: Vec<String>,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        share: Option<f64>,
        #[serde(default)]
        count: u32,
        #[serde(default)]
        flag: bool,
        #[serde(default)]
        origin: Origin,
        #[serde(default)]
        inner: Option<Box<Sample>>,
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Origin {
        #[default]
        ByHand,
        From {
            place: String,
        },
    }

    fn by_ron(text: &str) -> Option<Sample> {
        let read = ron_file::understand::<Sample>(text).ok()?;
        read.unknown.is_empty().then_some(read.value)
    }

    /// Reads a value in brackets; it must be taken, or left to `ron`, which may take it or not.
    #[track_caller]
    fn check(body: &str, is_taken: bool) {
        let text = format!("{HEADER}{body}");
        let found = read::<Sample>(&text);
        assert_eq!(found.is_some(), is_taken, "{body}");
        assert!(found.is_none() || found == by_ron(&text), "{body}");
    }

    #[test]
    fn only_the_usual_spelling_is_read() {
        check("()", true);
        check("(count: 0)\n", true);
        check(
            "(\n    count: 12,\n    flag: true,\n)\n// integrity: x\n",
            true,
        );
        check(
            r#"(words: ["a", "it\'s \"so\"\\\n\t\r\0\u{301}"], note: None)"#,
            true,
        );
        check(
            "(words: [], note: \"\", share: 0.25, origin: by_hand)",
            true,
        );
        check("(share: 1e-7, origin: from(place: \"x\"))", true);
        check("(inner: (count: 4294967295, inner: (flag: false)))", true);
        // What `ron` reads too, in another spelling.
        check("sample(count: 1)", false);
        check("(count: 0x1F)", false);
        check("(count: 1_000)", false);
        check("(count: 007)", false);
        check("(note: Some(\"a\"))", false);
        check("(note: r#\"a\"#)", false);
        check("(words: [\"\\x41\"])", false);
        check("(/* a */ count: 1)", false);
        check("(count: 1) // a\n// b\n", false);
        check("(\tcount: 1)", false);
        // What nobody reads.
        for bad in [
            "",
            "(",
            "(count)",
            "(count: )",
            "(count: 1",
            "(count: 1))",
            "(count: 1,,)",
            "(,)",
            "(count: 4294967296)",
            "(count: -1)",
            "(count: 1, count: 2)",
            "(other: 1)",
            "(words: [\"a\" \"b\"])",
            "(words: [\"a])",
            "(note: Nonesuch)",
            "(flag: yes)",
            "(share: 1.2.3)",
            "(origin: from)",
            "(origin: nowhere)",
            "(words: [\"\\u{d800}\"])",
            "(words: [\"\\u{}\"])",
            "(words: [\"\\u{+1}\"])",
            "(words: [\"\\é\"])",
            "(words: [\"\\u{1234567}\"])",
            "(words: [\"\\u{é}\"])",
        ] {
            check(bad, false);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn whatever_is_written_is_read(
            words in proptest::collection::vec("\\PC{0,9}|[\"'\\\\\n\t\u{301}é😀(),:\\[\\]]{0,9}", 0..4),
            note in proptest::option::of("\\PC{0,9}"),
            share in proptest::option::of(-1e9..1e9_f64),
            count: u32,
            flag: bool,
            place in proptest::option::of("\\PC{0,9}"),
            depth in 0..4_usize,
        ) {
            let inner = Sample { words: words.clone(), count: 7, ..Sample::default() };
            let origin = place.map_or(Origin::ByHand, |place| Origin::From { place });
            let sample = Sample { words, note, share, count, flag, origin, inner: Some(Box::new(inner)) };
            let text = ron_file::write(&sample, depth).unwrap();
            let found = read::<Sample>(&text);
            prop_assert!(found == by_ron(&text));
            prop_assert_eq!(found, Some(sample));
            // Cut anywhere, or with any character changed, it is read as `ron` reads it or not at all.
            for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
                for changed in [text[..at].to_owned(), format!("{},{}", &text[..at], &text[at..])] {
                    let found = read::<Sample>(&changed);
                    prop_assert!(found.is_none() || found == by_ron(&changed), "{changed}");
                }
            }
        }
    }
}
