//! Reading a part from its beginning, frame by frame, past whatever is damaged.

use std::io::{self, Read};

use super::frame::{CUT_OFF, HEAD, Head, MARK, VERSION};

/// So many bytes are read at once.
const CHUNK: usize = 1 << 16;

/// What stands in a file, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// The contents of a frame.
    Contents(Vec<u8>),
    /// Bytes that belong to no whole frame, and the first thing that is wrong with them.
    Damage {
        offset: u64,
        bytes: u64,
        problem: &'static str,
    },
    /// A whole frame of another version of the format.
    Version(u8),
}

/// A file that is read in pieces; no more of it than a frame is in memory at a time.
#[derive(Debug)]
pub(super) struct Scanner<R> {
    input: R,
    /// Bytes of the input from `offset` on, as far as they have been read; those before `start` are done with.
    window: Vec<u8>,
    start: usize,
    /// Where in the input `start` is.
    offset: u64,
    ended: bool,
    /// A frame that was found behind damage.
    next: Option<Piece>,
}

impl<R: Read> Scanner<R> {
    pub fn new(input: R) -> Self {
        Self {
            input,
            window: Vec::new(),
            start: 0,
            offset: 0,
            ended: false,
            next: None,
        }
    }

    /// The next piece, or `None` at the end.
    ///
    /// # Errors
    ///
    /// If the input cannot be read.
    pub fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some(piece) = self.next.take() {
            return Ok(Some(piece));
        }
        if self.fill(1)?.is_empty() {
            return Ok(None);
        }
        let problem = match self.frame()? {
            Ok(piece) => return Ok(Some(piece)),
            Err(problem) => problem,
        };
        let offset = self.offset;
        loop {
            self.advance(1);
            self.skip_to_mark()?;
            if self.fill(1)?.is_empty() {
                break;
            }
            let end = self.offset;
            if let Ok(piece) = self.frame()? {
                self.next = Some(piece);
                let bytes = end - offset;
                return Ok(Some(Piece::Damage { offset, bytes, problem }));
            }
        }
        let bytes = self.offset - offset;
        Ok(Some(Piece::Damage { offset, bytes, problem }))
    }

    /// Takes the frame that begins here, if one does.
    fn frame(&mut self) -> io::Result<Result<Piece, &'static str>> {
        let head = match Head::parse(self.fill(HEAD)?) {
            Ok(head) => head,
            Err(problem) => return Ok(Err(problem)),
        };
        if head.version != VERSION {
            self.advance(HEAD);
            return Ok(Ok(Piece::Version(head.version)));
        }
        let whole = self.fill(HEAD + head.length)?;
        let contents = whole.get(HEAD..HEAD + head.length);
        Ok(match contents {
            None => Err(CUT_OFF),
            Some(contents) if !head.is_of(contents) => Err("the checksum of a record is wrong"),
            Some(contents) => {
                let piece = Piece::Contents(contents.to_vec());
                self.advance(HEAD + head.length);
                Ok(piece)
            }
        })
    }

    /// Goes to the next mark, or to the end.
    fn skip_to_mark(&mut self) -> io::Result<()> {
        loop {
            let ahead = self.fill(CHUNK)?;
            if let Some(at) = ahead.windows(MARK.len()).position(|bytes| bytes == MARK) {
                self.advance(at);
                return Ok(());
            }
            // A mark may begin in the last bytes, unless these are the file's.
            let keep = if self.ended { 0 } else { MARK.len() - 1 };
            let without = self.window.len() - self.start - keep;
            self.advance(without);
            if self.ended {
                return Ok(());
            }
        }
    }

    /// At least `wanted` bytes from here on, or all that there are.
    fn fill(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if !self.ended && self.window.len() - self.start < wanted {
            self.window.drain(..self.start);
            self.start = 0;
            let missing = (wanted - self.window.len()).max(CHUNK);
            let read = (&mut self.input).take(missing as u64).read_to_end(&mut self.window)?;
            self.ended = read < missing;
        }
        Ok(&self.window[self.start..])
    }

    fn advance(&mut self, bytes: usize) {
        self.start += bytes;
        self.offset += bytes as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame::frame;
    use super::*;
    use proptest::prelude::*;

    fn pieces(bytes: &[u8]) -> Vec<Piece> {
        let mut scanner = Scanner::new(bytes);
        std::iter::from_fn(|| scanner.next().expect("memory can be read")).collect()
    }

    fn file(contents: &[Vec<u8>]) -> (Vec<u8>, Vec<usize>) {
        let mut bytes = Vec::new();
        let mut ends = vec![0];
        for one in contents {
            bytes.extend(frame(one).expect("it is short"));
            ends.push(bytes.len());
        }
        (bytes, ends)
    }

    fn contents(pieces: &[Piece]) -> Vec<Vec<u8>> {
        let contents = pieces.iter().filter_map(|piece| match piece {
            Piece::Contents(contents) => Some(contents.clone()),
            _ => None,
        });
        contents.collect()
    }

    fn damaged(pieces: &[Piece]) -> Vec<(u64, u64)> {
        let damaged = pieces.iter().filter_map(|piece| match piece {
            Piece::Damage { offset, bytes, .. } => Some((*offset, *bytes)),
            _ => None,
        });
        damaged.collect()
    }

    /// Contents that are hard to tell from heads: parts of marks are among them.
    fn records() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let bytes = prop_oneof![any::<u8>(), proptest::sample::select(MARK.to_vec())];
        proptest::collection::vec(proptest::collection::vec(bytes, 0..60), 1..6)
    }

    proptest! {
        #[test]
        fn a_changed_byte_costs_its_record_and_no_other(records in records(), at in any::<proptest::sample::Index>(), change in 1_u8..) {
            let (mut bytes, ends) = file(&records);
            prop_assert_eq!(contents(&pieces(&bytes)), records.clone());
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            let hit = ends.iter().rposition(|end| *end <= at).expect("the first is 0");
            let mut left = records;
            left.remove(hit);
            let pieces = pieces(&bytes);
            prop_assert_eq!(contents(&pieces), left);
            let (begin, end) = (ends[hit] as u64, ends[hit + 1] as u64);
            prop_assert_eq!(damaged(&pieces), vec![(begin, end - begin)]);
        }

        #[test]
        fn a_cut_costs_the_last_record_only(records in records(), at in any::<proptest::sample::Index>()) {
            let (bytes, ends) = file(&records);
            let length = at.index(bytes.len());
            let whole = ends.iter().rposition(|end| *end <= length).expect("the first is 0");
            let pieces = pieces(&bytes[..length]);
            prop_assert_eq!(contents(&pieces), records[..whole].to_vec());
            let rest = (length - ends[whole]) as u64;
            let expected = if rest > 0 { vec![(ends[whole] as u64, rest)] } else { vec![] };
            prop_assert_eq!(damaged(&pieces), expected);
        }

        #[test]
        fn anything_at_all_is_read_to_its_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let covered: u64 = damaged(&pieces(&bytes)).iter().map(|(_, bytes)| bytes).sum();
            prop_assert_eq!(covered, bytes.len() as u64);
        }
    }

    #[test]
    fn a_mark_across_two_chunks_is_found() {
        let record = frame(b"star").expect("it is short");
        for shift in 0..MARK.len() + 1 {
            let mut bytes = vec![b'x'; CHUNK + 1 - shift];
            let garbage = bytes.len() as u64;
            bytes.extend(&record);
            let pieces = pieces(&bytes);
            assert_eq!(damaged(&pieces), [(0, garbage)]);
            assert_eq!(contents(&pieces), [b"star".to_vec()]);
        }
    }

    #[test]
    fn another_version_is_told_from_damage() {
        let mut bytes = frame(b"star").expect("it is short");
        bytes[MARK.len()] = 9;
        let checksum = crc32fast::hash(&bytes[..HEAD - 4]).to_le_bytes();
        bytes[HEAD - 4..HEAD].copy_from_slice(&checksum);
        assert_eq!(pieces(&bytes)[0], Piece::Version(9));
    }
}
