//! Kinds of elements and their bytes.

use super::super::dataset::Elements;

/// A kind of elements, as NumPy writes it: `<f8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Float {
        bytes: usize,
    },
    Integer {
        bytes: usize,
        signed: bool,
    },
    Flag,
    /// Texts of so many letters, each of four bytes, filled up with zeros.
    Text {
        letters: usize,
    },
}

impl Type {
    /// The kind of elements.
    pub fn of(elements: &Elements) -> Self {
        match elements {
            Elements::Floats(_) => Self::Float { bytes: 8 },
            Elements::Integers(_) => Self::Integer { bytes: 8, signed: true },
            Elements::Bytes(_) => Self::Integer {
                bytes: 1,
                signed: false,
            },
            Elements::Flags(_) => Self::Flag,
            Elements::Texts(texts) => Self::Text {
                letters: texts.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1),
            },
        }
    }

    pub fn name(self) -> String {
        match self {
            Self::Float { bytes } => format!("<f{bytes}"),
            Self::Integer { bytes: 1, signed } => if signed { "|i1" } else { "|u1" }.to_owned(),
            Self::Integer { bytes, signed } => format!("<{}{bytes}", if signed { 'i' } else { 'u' }),
            Self::Flag => "|b1".to_owned(),
            Self::Text { letters } => format!("<U{letters}"),
        }
    }

    /// The kind of this name; `None` if it is none that can be read.
    pub fn named(name: &str) -> Option<Self> {
        let (order, rest) = name.split_at_checked(1)?;
        let (kind, size) = rest.split_at_checked(1)?;
        let size: usize = size.parse().ok()?;
        let single = size == 1;
        match (order, kind) {
            ("<", "f") if [4, 8].contains(&size) => Some(Self::Float { bytes: size }),
            ("<", "i" | "u") if [2, 4, 8].contains(&size) => Some(Self::Integer {
                bytes: size,
                signed: kind == "i",
            }),
            ("|", "i" | "u") if single => Some(Self::Integer {
                bytes: 1,
                signed: kind == "i",
            }),
            ("|", "b") if single => Some(Self::Flag),
            ("<", "U") => Some(Self::Text { letters: size }),
            _ => None,
        }
    }

    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Self::Float { bytes } | Self::Integer { bytes, .. } => bytes,
            Self::Flag => 1,
            Self::Text { letters } => 4 * letters,
        }
    }

    /// No elements of this kind yet.
    pub fn none(self) -> Elements {
        match self {
            Self::Float { .. } => Elements::Floats(Vec::new()),
            Self::Integer {
                bytes: 1,
                signed: false,
            } => Elements::Bytes(Vec::new()),
            Self::Integer { .. } => Elements::Integers(Vec::new()),
            Self::Flag => Elements::Flags(Vec::new()),
            Self::Text { .. } => Elements::Texts(Vec::new()),
        }
    }

    /// Appends the bytes of one element.
    pub fn encode(self, elements: &Elements, index: usize, bytes: &mut Vec<u8>) {
        match elements {
            Elements::Floats(numbers) => bytes.extend(numbers[index].to_le_bytes()),
            Elements::Integers(numbers) => bytes.extend(numbers[index].to_le_bytes()),
            Elements::Bytes(all) => bytes.push(all[index]),
            Elements::Flags(flags) => bytes.push(u8::from(flags[index])),
            Elements::Texts(texts) => {
                let end = bytes.len() + self.size();
                bytes.extend(texts[index].chars().flat_map(|letter| u32::from(letter).to_le_bytes()));
                bytes.resize(end, 0);
            }
        }
    }

    /// Appends the element that these bytes are.
    pub fn decode(self, bytes: &[u8], elements: &mut Elements) -> Result<(), String> {
        let wide = |bytes: &[u8]| {
            let mut all = [0; 8];
            all[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(all)
        };
        match (self, elements) {
            (Self::Float { bytes: 4 }, Elements::Floats(numbers)) => {
                numbers.push(f64::from(f32::from_bits(wide(bytes) as u32)));
            }
            (Self::Float { .. }, Elements::Floats(numbers)) => numbers.push(f64::from_bits(wide(bytes))),
            (Self::Integer { bytes: size, signed }, Elements::Integers(numbers)) => {
                let unused = 64 - 8 * size as u32;
                let number = wide(bytes);
                let too_large = "a whole number is beyond what can be read".to_owned();
                // Shifting up and down again repeats the sign.
                let signed_number = (number << unused) as i64 >> unused;
                numbers.push(if signed {
                    signed_number
                } else {
                    i64::try_from(number).map_err(|_| too_large)?
                });
            }
            (Self::Integer { .. }, Elements::Bytes(all)) => all.extend_from_slice(bytes),
            (Self::Flag, Elements::Flags(flags)) => flags.push(bytes[0] != 0),
            (Self::Text { .. }, Elements::Texts(texts)) => {
                let (letters, _) = bytes.as_chunks::<4>();
                let letters = letters
                    .iter()
                    .map(|letter| u32::from_le_bytes(*letter))
                    .take_while(|letter| *letter != 0);
                let text: Option<String> = letters.map(char::from_u32).collect();
                texts.push(text.ok_or("a text is damaged")?);
            }
            _ => return Err("elements of two kinds".to_owned()),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_survive_their_bytes() {
        let all = [
            Elements::Floats(vec![-0.0, f64::INFINITY, 5e-324, 0.1]),
            Elements::Integers(vec![i64::MIN, -1, 0, i64::MAX]),
            Elements::Flags(vec![true, false]),
            Elements::Texts(vec!["Pütz 𝛼".to_owned(), String::new(), "b".to_owned()]),
        ];
        for elements in all {
            let kind = Type::of(&elements);
            assert_eq!(Type::named(&kind.name()), Some(kind));
            let mut bytes = Vec::new();
            (0..if kind == Type::Flag { 2 } else { 3 }).for_each(|index| kind.encode(&elements, index, &mut bytes));
            let mut read = kind.none();
            for element in bytes.chunks(kind.size()) {
                kind.decode(element, &mut read).expect("these are its bytes");
            }
            let same = match (&read, &elements) {
                (Elements::Floats(read), Elements::Floats(written)) => {
                    read.iter().zip(written).all(|(a, b)| a.to_bits() == b.to_bits())
                }
                (Elements::Integers(read), Elements::Integers(written)) => read[..] == written[..3],
                _ => read == elements,
            };
            assert!(same, "{read:?}");
        }
    }

    #[test]
    fn short_numbers_are_read() {
        let read = |name: &str, bytes: &[u8]| {
            let kind = Type::named(name).expect("a kind");
            let mut elements = kind.none();
            kind.decode(bytes, &mut elements).expect("its bytes");
            elements
        };
        assert_eq!(read("|i1", &[0xfe]), Elements::Integers(vec![-2]));
        assert_eq!(read("|u1", &[0xfe]), Elements::Bytes(vec![254]));
        assert_eq!(read("<i4", &[0xff, 0xff, 0xff, 0xff]), Elements::Integers(vec![-1]));
        assert_eq!(read("<f4", &0.5_f32.to_le_bytes()), Elements::Floats(vec![0.5]));
        assert_eq!([">f8", "|O", "<f16", "<M8[ns]", "", "é"].map(Type::named), [None; 6]);
    }
}
