//! Pieces of files that know whether they are whole: a mark, the length, a checksum, and the contents in postcard's format.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::CheckpointError;

/// Begins every piece; the last byte is the version of the format.
const MARK: [u8; 8] = *b"pullbck\x01";
/// Mark, length and checksum.
const HEAD: usize = MARK.len() + size_of::<u64>() + size_of::<u32>();

/// The bytes of a piece.
pub(super) fn encode(contents: &impl Serialize) -> Result<Vec<u8>, postcard::Error> {
    let payload = postcard::to_stdvec(contents)?;
    let mut bytes = Vec::with_capacity(HEAD + payload.len());
    bytes.extend(MARK);
    bytes.extend((payload.len() as u64).to_le_bytes());
    bytes.extend(crc32fast::hash(&payload).to_le_bytes());
    bytes.extend(payload);
    Ok(bytes)
}

/// Takes the first piece off `bytes`, which come from the file at `path`.
///
/// # Errors
///
/// If the piece is not whole.
pub(super) fn decode<T: DeserializeOwned>(bytes: &mut &[u8], path: &Path) -> Result<T, CheckpointError> {
    let damaged = |problem: &str| CheckpointError::damaged(path, problem);
    let rest = bytes.strip_prefix(&MARK).ok_or_else(|| {
        damaged(if bytes.starts_with(&MARK[..MARK.len() - 1]) {
            "it has another version of the format"
        } else {
            "it is not a checkpoint of this library"
        })
    })?;
    let (length, rest) = rest.split_first_chunk().ok_or_else(|| damaged("it is cut off"))?;
    let (checksum, rest) = rest.split_first_chunk().ok_or_else(|| damaged("it is cut off"))?;
    let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let (payload, rest) = rest.split_at_checked(length).ok_or_else(|| damaged("it is cut off"))?;
    if crc32fast::hash(payload) != u32::from_le_bytes(*checksum) {
        return Err(damaged("its checksum is wrong"));
    }
    let contents = postcard::from_bytes(payload).map_err(|error| damaged(&error.to_string()))?;
    *bytes = rest;
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cut_and_every_wrong_byte_is_noticed() {
        let contents = (vec![1.5, f64::NAN, -0.0], "text".to_owned(), 7_u64);
        let whole = encode(&contents).expect("it can be encoded");
        let read = |bytes: &[u8]| decode::<(Vec<f64>, String, u64)>(&mut &*bytes, Path::new("piece"));
        let (numbers, text, count) = read(&whole).expect("it is whole");
        let bits = |numbers: &[f64]| numbers.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&numbers), bits(&contents.0));
        assert_eq!((text, count), (contents.1, contents.2));
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut to {length}");
        }
        for place in 0..whole.len() {
            let mut wrong = whole.clone();
            wrong[place] ^= 1;
            assert!(read(&wrong).is_err(), "byte {place}");
        }
    }

    #[test]
    fn pieces_follow_each_other() {
        let bytes = [encode(&1_u32), encode(&2_u32)]
            .map(|piece| piece.expect("it can be encoded"))
            .concat();
        let mut rest = bytes.as_slice();
        assert_eq!(decode::<u32>(&mut rest, Path::new("pieces")), Ok(1));
        assert_eq!(decode::<u32>(&mut rest, Path::new("pieces")), Ok(2));
        assert!(rest.is_empty());
    }
}
