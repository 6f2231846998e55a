//! Collective calls and messages on several ranks.

use super::{Communicator, CommunicatorError, SingleProcess, Tag, ThreadRanks};

const RANKS: [usize; 4] = [1, 2, 3, 5];

#[test]
fn every_rank_gets_what_all_of_them_give() {
    for size in RANKS {
        let gathered = ThreadRanks::run(size, |ranks| ranks.all_gather(&vec![7; ranks.rank()]));
        let expected: Vec<Vec<u8>> = (0..size).map(|rank| vec![7; rank]).collect();
        assert_eq!(gathered, vec![Ok(expected); size]);
    }
}

#[test]
fn numbers_arrive_with_their_bits() {
    let special = [f64::NAN, -0.0, f64::MIN_POSITIVE / 8.0, f64::INFINITY, 0.1];
    let all = ThreadRanks::run(3, |ranks| {
        // Rank 0 gives none, rank 1 one, rank 2 two.
        let own = &special[..ranks.rank()];
        let mut all = [1.0; 3];
        ranks
            .all_gather_f64(own, &[0, 1, 2], &mut all)
            .map(|()| all.map(f64::to_bits))
    });
    let expected = [special[0], special[0], special[1]].map(f64::to_bits);
    assert_eq!(all, vec![Ok(expected); 3]);
}

#[test]
fn sums_are_added_in_the_order_of_the_ranks() {
    // (1e16 + 1) − 1e16 is 0, and (1e16 − 1e16) + 1 is 1.
    let terms = [1e16, 1.0, -1e16];
    let sums = ThreadRanks::run(3, |ranks| {
        let mut sum = [terms[ranks.rank()], 1.0];
        ranks.sum_in_order(&mut sum).map(|()| sum)
    });
    assert_eq!(sums, vec![Ok([0.0, 3.0]); 3]);
}

#[test]
fn one_rank_tells_the_others_and_is_told() {
    for size in RANKS {
        let root = size - 1;
        let told = ThreadRanks::run(size, |ranks| {
            let mut message = vec![ranks.rank() as u8];
            ranks.broadcast(root, &mut message)?;
            Ok((message, ranks.gather(root, &[ranks.rank() as u8])?))
        });
        for (rank, told) in told.into_iter().enumerate() {
            let (message, gathered) = told.unwrap_or_else(|error: CommunicatorError| panic!("{error}"));
            assert_eq!(message, [root as u8]);
            let all = (0..size).map(|rank| vec![rank as u8]).collect();
            assert_eq!(gathered, (rank == root).then_some(all));
        }
    }
}

#[test]
fn messages_of_one_tag_keep_their_order_and_others_wait() {
    let (first, second) = (Tag(1), Tag(2));
    let received = ThreadRanks::run(2, |ranks| {
        if ranks.rank() == 1 {
            for (tag, byte) in [(first, 10), (second, 20), (first, 11)] {
                ranks.send(0, tag, &[byte])?;
            }
            return Ok(Vec::new());
        }
        let mut bytes = vec![ranks.receive(Some(1), second)?.bytes[0]];
        bytes.push(ranks.receive(None, first)?.bytes[0]);
        bytes.push(ranks.receive(Some(1), first)?.bytes[0]);
        Ok::<_, CommunicatorError>(bytes)
    });
    assert_eq!(received[0], Ok(vec![20, 10, 11]));
}

#[test]
fn nobody_waits_for_a_rank_that_has_ended() {
    let waited = ThreadRanks::run(3, |ranks| match ranks.rank() {
        2 => Ok(Vec::new()),
        _ => ranks.all_gather(&[1]),
    });
    let ended = Err(CommunicatorError::Ended { rank: 2 });
    assert_eq!(waited[..2], [ended.clone(), ended]);
}

#[test]
fn nobody_waits_for_a_rank_that_has_panicked() {
    let run = || {
        ThreadRanks::run(2, |ranks| {
            assert!(ranks.rank() == 0, "rank 1 does not like this");
            assert_eq!(ranks.receive(None, Tag(0)), Err(CommunicatorError::Ended { rank: 0 }));
        })
    };
    let panic = std::panic::catch_unwind(run).expect_err("rank 1 panics");
    assert_eq!(panic.downcast_ref(), Some(&"rank 1 does not like this"));
}

#[test]
fn calls_that_do_not_fit_are_errors() {
    let alone = SingleProcess::new();
    let no_such_rank = CommunicatorError::NoSuchRank { rank: 1, size: 1 };
    assert_eq!(alone.send(1, Tag(0), &[]), Err(no_such_rank.clone()));
    assert_eq!(alone.broadcast(1, &mut Vec::new()), Err(no_such_rank));
    let unequal = ThreadRanks::run(2, |ranks| ranks.sum_in_order(&mut vec![0.0; 1 + ranks.rank()]));
    let length = |rank, found, expected| Err(CommunicatorError::Length { rank, found, expected });
    assert_eq!(unequal, [length(1, 16, 8), length(0, 8, 16)]);
}

#[test]
fn a_single_process_is_all_ranks() {
    let alone = SingleProcess::new();
    assert_eq!((alone.rank(), alone.size()), (0, 1));
    assert_eq!(alone.all_gather(&[1, 2]), Ok(vec![vec![1, 2]]));
    assert_eq!(alone.try_receive(None, Tag(0)), Ok(None));
    alone.send(0, Tag(0), &[3]).expect("it is there");
    assert_eq!(alone.receive(None, Tag(0)).map(|message| message.bytes), Ok(vec![3]));
}
