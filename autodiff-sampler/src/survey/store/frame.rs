//! Frames: bytes in a file that know where they begin, how many they are, and whether they are whole.
//!
//! | bytes | are |
//! |---|---|
//! | 7 | the mark `pbsurv\n` |
//! | 1 | the version of the format |
//! | 4 | the length of the contents, as all numbers with the lowest byte first |
//! | 4 | the CRC-32 of the contents |
//! | 4 | the CRC-32 of the sixteen bytes before |
//! | … | the contents |
//!
//! The head has a checksum of its own, so that a wrong length is never believed. Behind a damaged frame the next one is found by its
//! mark.

/// Begins every frame.
pub(super) const MARK: [u8; 7] = *b"pbsurv\n";
/// The version of the format.
pub(super) const VERSION: u8 = 1;
/// The length of a frame without its contents.
pub(super) const HEAD: usize = 20;

/// What is wrong with a frame whose end is missing.
pub(super) const CUT_OFF: &str = "a record is cut off";

/// The bytes of a frame; `None` if the contents are too long for one (4 GiB).
pub(super) fn frame(contents: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(contents.len()).ok()?;
    let mut bytes = Vec::with_capacity(HEAD + contents.len());
    bytes.extend(MARK);
    bytes.push(VERSION);
    bytes.extend(length.to_le_bytes());
    bytes.extend(crc32fast::hash(contents).to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(contents);
    Some(bytes)
}

/// A head that is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub version: u8,
    pub length: usize,
    checksum: u32,
}

impl Head {
    /// Reads a head.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, &'static str> {
        let bytes: &[u8; HEAD] = bytes.first_chunk().ok_or(CUT_OFF)?;
        if !bytes.starts_with(&MARK) {
            return Err("no record begins here");
        }
        let number = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        if crc32fast::hash(&bytes[..HEAD - 4]) != number(HEAD - 4) {
            return Err("the checksum of a record's head is wrong");
        }
        Ok(Self {
            version: bytes[MARK.len()],
            length: number(8) as usize,
            checksum: number(12),
        })
    }

    /// Whether these are the contents that belong to the head.
    pub fn is_of(&self, contents: &[u8]) -> bool {
        contents.len() == self.length && crc32fast::hash(contents) == self.checksum
    }
}
