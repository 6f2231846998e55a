//! Where the ranks meet, once per evaluation: each brings the sums of its shards and takes the sum of all with it.
//!
//! Every message has the same length and says what its rank is doing, and at which position. So ranks that do different things notice it
//! in the very meeting in which they do, all of them, and never meet again: each goes its way with an error.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::ShardError;
use super::tree::{add_up, part, subtrees};
use crate::communicator::{Communicator, CommunicatorError, Ranks};
use crate::samplers::panic_message;

/// What a rank comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The value at a position.
    Value,
    /// The value and its gradient.
    Gradient,
    /// How the gradient moves along a direction.
    Product,
    /// The least of the numbers that ranks offer.
    Agreement,
}

/// What is sent before the sums: the purpose, a fingerprint of the position, what went wrong, and the number that is offered, as two.
const HEAD: usize = 5;

/// What went wrong at a rank, as a number.
const NOTHING: f64 = 0.0;
const RECOVERABLE: f64 = 1.0;
const FATAL: f64 = 2.0;

/// What goes wrong in an evaluation, at all ranks alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The density of some shard cannot be evaluated at this position.
    Recoverable,
    /// There is no going on.
    Fatal(String),
}

/// The sum of one shard, or what happened there.
#[derive(Debug, Default)]
pub(super) struct Partial {
    pub numbers: Vec<f64>,
    fault: Option<Fault>,
}

impl Partial {
    /// Lets `fill` append the value and the gradient.
    pub fn fill(&mut self, fill: impl FnOnce(&mut Vec<f64>) -> Result<(), Fault>) {
        self.numbers.clear();
        // What the closure touched is made anew before it is looked at again.
        let filled = catch_unwind(AssertUnwindSafe(|| fill(&mut self.numbers)));
        let filled = filled.unwrap_or_else(|panic| Err(Fault::Fatal(format!("panicked: {}", panic_message(&*panic)))));
        self.fault = filled.err();
    }
}

/// The ranks, and what each of them holds.
#[derive(Debug)]
pub(super) struct Meeting {
    ranks: Ranks,
    shards: usize,
    /// This rank's shards.
    held: Range<usize>,
    /// Subtrees of each rank, and of all together.
    subtrees: Vec<Vec<Range<usize>>>,
    all_subtrees: Vec<Range<usize>>,
    /// The shards as trees of one leaf each.
    leaves: Vec<Range<usize>>,
    room: Mutex<Room>,
}

/// Memory for messages, and what has been learnt in earlier meetings.
#[derive(Debug)]
struct Room {
    /// Numbers of each sum; `None` before the first evaluation.
    width: Option<usize>,
    /// Why the ranks do not meet any more.
    closed: Option<String>,
    partials: Vec<Partial>,
    own: Vec<f64>,
    lengths: Vec<usize>,
    all: Vec<f64>,
    sums: Vec<f64>,
}

impl Meeting {
    /// Collective: all ranks have the same number of shards.
    pub fn new(ranks: &(impl Communicator + Clone + 'static), shards: usize) -> Result<Arc<Self>, ShardError> {
        let ranks = Ranks::new(ranks);
        let here = shards as u64;
        for (rank, there) in ranks.all_gather(&here.to_le_bytes())?.into_iter().enumerate() {
            let there = there.try_into().map_err(|_| CommunicatorError::Unexpected { rank })?;
            let there = u64::from_le_bytes(there);
            if there != here {
                return Err(ShardError::Differ { rank, there, here });
            }
        }
        if shards == 0 {
            return Err(ShardError::NoShards);
        }
        let held = part(shards, ranks.rank(), ranks.size());
        let of_rank = |rank| subtrees(shards, &part(shards, rank, ranks.size()));
        let subtrees: Vec<_> = (0..ranks.size()).map(of_rank).collect();
        Ok(Arc::new(Self {
            shards,
            all_subtrees: subtrees.concat(),
            leaves: (0..shards).map(|shard| shard..shard + 1).collect(),
            subtrees,
            room: Mutex::new(Room {
                width: None,
                closed: None,
                partials: held.clone().map(|_| Partial::default()).collect(),
                own: Vec::new(),
                lengths: vec![0; ranks.size()],
                all: Vec::new(),
                sums: Vec::new(),
            }),
            held,
            ranks,
        }))
    }

    /// Numbers of the shards that this rank holds.
    pub fn held(&self) -> Range<usize> {
        self.held.clone()
    }

    pub fn shards(&self) -> usize {
        self.shards
    }

    pub fn ranks(&self) -> &Ranks {
        &self.ranks
    }

    /// Collective: the sum over all shards of `width` numbers each, of which `fill` makes those of the shards that this rank holds; then
    /// `take` is given the sums.
    pub fn evaluate<T>(
        &self,
        purpose: Purpose,
        width: usize,
        fingerprint: f64,
        fill: impl FnOnce(&mut [Partial]),
        take: impl FnOnce(&[f64]) -> T,
    ) -> Result<T, Fault> {
        let room = &mut *self.room();
        room.require_open()?;
        self.require_width(room, width)?;
        fill(&mut room.partials);
        let fault = self.first_fault(&room.partials);
        let code = match &fault {
            None => NOTHING,
            Some((_, Fault::Recoverable)) => RECOVERABLE,
            Some((_, Fault::Fatal(_))) => FATAL,
        };
        self.pack(
            room,
            [purpose as u8 as f64, fingerprint, code, 0.0, 0.0],
            fault.is_none(),
        );
        let heads = self.meet(room, width)?;
        self.require_same(room, &heads)?;
        let worst = heads.iter().map(|head| head[2]).fold(NOTHING, f64::max);
        if worst == FATAL {
            return Err(self.tell_fault(room, fault));
        }
        if worst == RECOVERABLE {
            return Err(Fault::Recoverable);
        }
        add_up(0..self.shards, &self.all_subtrees, width, &mut room.sums);
        Ok(take(&room.sums[..width]))
    }

    /// Collective: the least of the numbers that ranks offer; this rank's own where they do not meet any more.
    pub fn agree(&self, offer: u64) -> u64 {
        let room = &mut *self.room();
        if room.closed.is_some() {
            return offer;
        }
        let Some(width) = room.width else {
            let agreed = self.meet_in_bytes(room, Purpose::Agreement, offer);
            return agreed.map_or(offer, |offers| offers.into_iter().min().unwrap_or(offer));
        };
        let [high, low] = [(offer >> 32) as u32, offer as u32].map(f64::from);
        self.pack(room, [Purpose::Agreement as u8 as f64, 0.0, NOTHING, high, low], false);
        let Ok(heads) = self.meet(room, width) else {
            return offer;
        };
        if self.require_same(room, &heads).is_err() {
            return offer;
        }
        let offer_of = |head: &[f64; HEAD]| ((head[3] as u64) << 32) | head[4] as u64;
        heads.iter().map(offer_of).min().unwrap_or(offer)
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        // What a panic leaves half-done is made anew.
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first shard, by number, where something went wrong; what is fatal comes before what is not.
    fn first_fault(&self, partials: &[Partial]) -> Option<(usize, Fault)> {
        let faults = self.held().zip(partials);
        let faults = faults.filter_map(|(shard, partial)| Some((shard, partial.fault.clone()?)));
        faults.min_by_key(|(_, fault)| *fault == Fault::Recoverable)
    }

    /// Writes this rank's message: the head, and the sums of its subtrees, if they are to be had.
    fn pack(&self, room: &mut Room, head: [f64; HEAD], with_sums: bool) {
        let width = room.width.unwrap_or_default();
        let Room {
            own,
            partials,
            lengths,
            all,
            ..
        } = room;
        own.clear();
        own.extend(head);
        let own_subtrees = &self.subtrees[self.ranks.rank()];
        for subtree in own_subtrees {
            let begin = own.len();
            if with_sums {
                let local = subtree.start - self.held.start..subtree.end - self.held.start;
                // Leaves one after the other, added up in place; all but the sum is cut off again.
                partials[local].iter().for_each(|partial| own.extend(&partial.numbers));
                add_up(subtree.clone(), &self.leaves[subtree.clone()], width, &mut own[begin..]);
            }
            own.resize(begin + width, 0.0);
        }
        for (length, subtrees) in lengths.iter_mut().zip(&self.subtrees) {
            *length = HEAD + subtrees.len() * width;
        }
        all.resize(lengths.iter().sum(), 0.0);
    }

    /// Exchanges the messages; returns the heads, and leaves the sums of all subtrees in the room.
    fn meet(&self, room: &mut Room, width: usize) -> Result<Vec<[f64; HEAD]>, Fault> {
        let met = self.ranks.all_gather_f64(&room.own, &room.lengths, &mut room.all);
        if let Err(error) = met {
            return Err(room.close(error.to_string()));
        }
        room.sums.clear();
        let mut heads = Vec::with_capacity(self.subtrees.len());
        let mut rest = &room.all[..];
        for subtrees in &self.subtrees {
            let (head, after) = rest.split_at(HEAD);
            let (sums, after) = after.split_at(subtrees.len() * width);
            heads.push(std::array::from_fn(|i| head[i]));
            room.sums.extend(sums);
            rest = after;
        }
        Ok(heads)
    }

    /// Before anything is known of the sums' width: what ranks come for, and one number of each.
    fn meet_in_bytes(&self, room: &mut Room, purpose: Purpose, number: u64) -> Result<Vec<u64>, Fault> {
        let mut message = vec![purpose as u8];
        message.extend(number.to_le_bytes());
        let met = match self.ranks.all_gather(&message) {
            Ok(met) => met,
            Err(error) => return Err(room.close(error.to_string())),
        };
        let number_of = |(rank, message): (usize, Vec<u8>)| match message.split_first() {
            Some((found, number)) if *found == purpose as u8 => {
                let number = number.try_into().map_err(|_| rank)?;
                Ok(u64::from_le_bytes(number))
            }
            _ => Err(rank),
        };
        let numbers: Result<Vec<u64>, usize> = met.into_iter().enumerate().map(number_of).collect();
        numbers.map_err(|rank| room.close(other_purpose(rank)))
    }

    /// Sees to it in the first evaluation that all ranks add up equally many numbers.
    fn require_width(&self, room: &mut Room, width: usize) -> Result<(), Fault> {
        match room.width {
            Some(known) if known == width => Ok(()),
            Some(known) => Err(room.close(format!(
                "the gradient had {} numbers, and now has {}",
                known - 1,
                width - 1
            ))),
            None => {
                let widths = self.meet_in_bytes(room, Purpose::Gradient, width as u64)?;
                let other = widths.iter().position(|other| *other != width as u64);
                if let Some(rank) = other {
                    let there = widths[rank].saturating_sub(1);
                    return Err(room.close(format!(
                        "the gradient has {} numbers here and {there} at rank {rank}: parameters must have the same lengths",
                        width - 1
                    )));
                }
                room.width = Some(width);
                Ok(())
            }
        }
    }

    /// Checks that all ranks have come for the same.
    fn require_same(&self, room: &mut Room, heads: &[[f64; HEAD]]) -> Result<(), Fault> {
        for (rank, head) in heads.iter().enumerate() {
            if head[0] != heads[0][0] {
                return Err(room.close(other_purpose(rank)));
            }
            if head[1].to_bits() != heads[0][1].to_bits() {
                return Err(room.close(format!(
                    "rank {rank} evaluates at another position than rank 0: all ranks must run the same program with the same seed, on \
                     processors that compute the same numbers"
                )));
            }
        }
        Ok(())
    }

    /// Collective: the words for what was fatal at some rank, the same at all.
    fn tell_fault(&self, room: &mut Room, own: Option<(usize, Fault)>) -> Fault {
        let text = match own {
            Some((shard, Fault::Fatal(text))) => format!("shard {shard} (of {}) {text}", self.shards),
            _ => String::new(),
        };
        match self.ranks.all_gather(text.as_bytes()) {
            Err(error) => room.close(error.to_string()),
            Ok(texts) => {
                let told = texts.iter().enumerate().find(|(_, text)| !text.is_empty());
                let (rank, text) = told.map_or((0, "".into()), |(rank, text)| (rank, String::from_utf8_lossy(text)));
                Fault::Fatal(format!("at rank {rank}, {text}"))
            }
        }
    }
}

impl Room {
    fn require_open(&self) -> Result<(), Fault> {
        match &self.closed {
            None => Ok(()),
            Some(reason) => Err(Fault::Fatal(reason.clone())),
        }
    }

    /// The ranks do not meet again.
    fn close(&mut self, reason: String) -> Fault {
        let reason = format!("the ranks cannot evaluate their shards together any more: {reason}");
        self.closed = Some(reason.clone());
        Fault::Fatal(reason)
    }
}

fn other_purpose(rank: usize) -> String {
    format!("rank {rank} does something else than rank 0, perhaps since an error has occurred at one of them")
}

/// A number that is the same for the same numbers and hardly ever for others: FNV-1a (Fowler, Noll & Vo) of their bits, as many of which
/// as a floating-point number keeps.
pub(super) fn fingerprint(numbers: &[f64]) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for number in numbers {
        for byte in number.to_bits().to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    (hash >> 12) as f64
}
