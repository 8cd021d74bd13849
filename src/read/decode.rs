//! Bytes to text, or a clear word on why they are none.

use super::unreadable;
use crate::model::problem::Problem;

/// How far into a file the share of NUL is taken.
const SAMPLE: usize = 8192;

/// Files that are often given the wrong extension, by their first bytes.
const MAGIC: [(&[u8], &str); 14] = [
    (b"%PDF-", "a PDF file"),
    (
        b"PK\x03\x04",
        "a zip archive, as Word, Excel and EPUB files are",
    ),
    (b"\xD0\xCF\x11\xE0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"7z\xBC\xAF\x27\x1C", "a 7-Zip archive"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"bplist00", "a property list"),
];

/// Decodes UTF-8, dropping one leading byte order mark.
///
/// # Errors
///
/// A [`Problem`] if the file is empty, binary, in another encoding, or broken; with the place of the first bad byte.
pub(super) fn utf8(path: &str, bytes: &[u8]) -> Result<String, Problem> {
    if bytes.is_empty() {
        return Err(unreadable(path, "the file is empty"));
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(unreadable(path, format!("the file is not text but {what}"))
            .hinted("Save its text as a .txt file"));
    }
    if let Some(name) = utf16(bytes) {
        return Err(
            unreadable(path, format!("the file is {name}, not UTF-8")).hinted("Save it as UTF-8")
        );
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if count_nuls(sample, 0, 1) * 10 > sample.len() {
        return Err(unreadable(
            path,
            "the file is not text: it is full of NUL bytes",
        ));
    }
    let content = without_mark(bytes);
    match std::str::from_utf8(content) {
        Ok(text) if text.trim().is_empty() => {
            Err(unreadable(path, "the file holds nothing but white space"))
        }
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(not_utf8(
            path,
            bytes,
            bytes.len() - content.len() + error.valid_up_to(),
        )),
    }
}

/// Returns the bytes after one leading byte order mark.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)
}

/// Decodes as much of the first bytes of a file as is UTF-8; for showing.
pub(super) fn prefix(bytes: &[u8]) -> &str {
    let content = without_mark(bytes);
    match std::str::from_utf8(content) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&content[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// Names the encoding of UTF-16, by its mark or by the NULs that every other byte of English is.
fn utf16(bytes: &[u8]) -> Option<&'static str> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let nuls = |at: usize| count_nuls(sample, at, 2);
    let half = sample.len() / 2;
    let mostly = |nuls: usize| sample.len() >= 8 && nuls * 10 > half * 7;
    if bytes.starts_with(b"\xFF\xFE") || (mostly(nuls(1)) && nuls(0) == 0) {
        Some("UTF-16 (little endian)")
    } else if bytes.starts_with(b"\xFE\xFF") || (mostly(nuls(0)) && nuls(1) == 0) {
        Some("UTF-16 (big endian)")
    } else {
        None
    }
}

/// Counts the NULs among every `step`th byte from the offset `from`.
fn count_nuls(bytes: &[u8], from: usize, step: usize) -> usize {
    let some = bytes.iter().skip(from).step_by(step);
    some.filter(|&&byte| byte == 0).count()
}

/// Describes the first byte that is not UTF-8; `at` is its offset in the file.
fn not_utf8(path: &str, bytes: &[u8], at: usize) -> Problem {
    let before = &bytes[..at];
    let line = before.split(|&byte| byte == b'\n').count();
    let start = before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
    let byte = bytes.get(at).copied().unwrap_or_default();
    unreadable(
        path,
        format!("the file is not UTF-8 (byte 0x{byte:02X} at offset {at})"),
    )
    .at(line, column)
    .hinted("Save it as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(utf8("a.txt", bytes).unwrap_err().to_string(), expected);
    }

    #[test]
    fn what_is_not_text_is_named() {
        check(b"", "a.txt: the file is empty");
        check(
            b"\xEF\xBB\xBF \r\n\t",
            "a.txt: the file holds nothing but white space",
        );
        check(
            b"%PDF-1.7\n",
            "a.txt: the file is not text but a PDF file. Save its text as a .txt file",
        );
        check(
            b"\xFF\xFEH\0i\0",
            "a.txt: the file is UTF-16 (little endian), not UTF-8. Save it as UTF-8",
        );
        check(
            b"\0H\0e\0l\0l\0o\0!",
            "a.txt: the file is UTF-16 (big endian), not UTF-8. Save it as UTF-8",
        );
        check(
            b"H\0\0\0\0\0\0\0x\0\0",
            "a.txt: the file is not text: it is full of NUL bytes",
        );
    }

    #[test]
    fn a_bad_byte_has_its_place() {
        check(
            b"One.\r\nTw\xC3\xA9\xE9 three",
            "a.txt:2:4: the file is not UTF-8 (byte 0xE9 at offset 10). Save it as UTF-8",
        );
        check(
            b"\xEF\xBB\xBFab\xFF",
            "a.txt:1:4: the file is not UTF-8 (byte 0xFF at offset 5). Save it as UTF-8",
        );
        check(
            b"cut \xE2\x80",
            "a.txt:1:5: the file is not UTF-8 (byte 0xE2 at offset 4). Save it as UTF-8",
        );
    }
}
