//! Pictures with few colours as palettes: a third of the size, and no difference that an eye could see.

use std::collections::HashMap;

/// A picture as indices into at most 256 colours.
pub(super) struct Indexed {
    /// Three bytes for each colour.
    pub(super) palette: Vec<u8>,
    /// One index for each pixel.
    pub(super) pixels: Vec<u8>,
}

type Colour = [u8; 3];

/// How much a channel may change: steps of 1/255 that smooth edges of text hide.
const TOLERANCE: u8 = 12;
/// So many colours, the most frequent ones, stay exactly what they are.
const EXACT: usize = 64;

/// The picture of `pixels` (three bytes each) in at most 256 colours; `None` if that would change a colour by more than what
/// goes unnoticed.
pub(super) fn indexed(pixels: &[u8]) -> Option<Indexed> {
    let (colours, _) = pixels.as_chunks::<3>();
    let mut counts: HashMap<Colour, usize> = HashMap::new();
    // Most pixels equal their neighbours: runs are fast.
    for run in colours.chunk_by(Colour::eq) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    let mut frequent: Vec<(usize, Colour)> = counts.into_iter().map(|(colour, count)| (count, colour)).collect();
    // The colour decides between equal counts: files are the same in every run.
    frequent.sort_unstable_by(|one, other| other.cmp(one));
    // Each further colour is drawn as one of those kept so far, or kept.
    let mut kept: Vec<Colour> = Vec::new();
    let mut index_of = HashMap::with_capacity(frequent.len());
    for (_, colour) in frequent {
        let nearest = kept
            .iter()
            .enumerate()
            .map(|(index, &other)| (change(colour, other), index))
            .min();
        let index = match nearest {
            Some((change, index)) if change <= TOLERANCE && kept.len() >= EXACT => index,
            _ => {
                kept.push(colour);
                kept.len() - 1
            }
        };
        index_of.insert(colour, u8::try_from(index).ok()?);
    }
    Some(Indexed {
        palette: kept.concat(),
        pixels: colours
            .chunk_by(Colour::eq)
            .flat_map(|run| std::iter::repeat_n(index_of[&run[0]], run.len()))
            .collect(),
    })
}

/// The largest difference of a channel.
fn change(one: Colour, other: Colour) -> u8 {
    one.iter().zip(other).map(|(a, b)| a.abs_diff(b)).fold(0, u8::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_kept_exactly() {
        let pixels = [255, 255, 255, 0, 114, 178, 255, 255, 255];
        let picture = indexed(&pixels).unwrap();
        assert_eq!(picture.palette, [255, 255, 255, 0, 114, 178]);
        assert_eq!(picture.pixels, [0, 1, 0]);
    }

    #[test]
    fn many_colours_far_apart_are_left_alone() {
        let pixels: Vec<u8> = (0..8u8)
            .flat_map(|red| (0..8u8).flat_map(move |green| (0..8u8).flat_map(move |blue| [red, green, blue])))
            .map(|channel| channel * 36)
            .collect();
        assert!(indexed(&pixels).is_none());
    }
}
