//! The two sweeps as blocks of IR: the forward sweep with its recording, the reverse sweep with its replaying.

use super::adjoint::{Node, Replay, Segments, Sweep};
use crate::ir::{Block, Expr, LoopHead, Stmt, Var};
use std::collections::HashSet;

/// The forward sweep.
pub fn forward(sweep: &Sweep) -> Block {
    let mut stmts = Vec::new();
    for node in &sweep.nodes {
        match node {
            Node::Simple {
                forward,
                saved,
                pullback,
                ..
            } => forward_simple(forward, saved, *pullback, &mut stmts),
            Node::If {
                condition,
                then,
                otherwise,
                branch,
            } => stmts.push(forward_if(condition, then, otherwise, *branch)),
            Node::Loop {
                head,
                body,
                exit,
                segments: Some(segments),
                ..
            } if body.has_reverse() => stmts.push(Stmt::CheckpointLoop {
                head: head.clone(),
                body: segments.primal.clone(),
                exit: *exit,
                checkpoints: segments.checkpoints,
                keep: segments.keep(),
                kept: segments.kept(),
                watched: segments.watched.clone(),
            }),
            Node::Loop {
                head,
                body,
                exit,
                stack,
                trips,
                replay,
                ..
            } => {
                let records = is_recorded(body, *replay) && body.has_reverse();
                stmts.push(Stmt::RecordLoop {
                    head: head.clone(),
                    body: forward(body),
                    exit: *exit,
                    stack: records.then_some(*stack),
                    record: body.record.clone(),
                    trips: sweep.record.contains(trips).then_some(*trips),
                });
            }
        }
    }
    Block { stmts }
}

/// Whether something of each iteration is recorded: of a block of iterations, its tape.
fn is_recorded(body: &Sweep, replay: Replay) -> bool {
    !body.record.is_empty() || replay == Replay::Blocks
}

fn forward_simple(forward: &[Stmt], saved: &[(Var, crate::ir::Place)], pullback: Option<Var>, out: &mut Vec<Stmt>) {
    if forward.is_empty() {
        // Nothing is overwritten here, but by what follows.
        out.extend(saved.iter().map(|(var, place)| Stmt::Save {
            var: *var,
            place: place.clone(),
            shared: true,
        }));
    }
    for stmt in forward {
        let shared = matches!(stmt, Stmt::Call(_));
        if matches!(stmt, Stmt::Assign { .. } | Stmt::Update { .. } | Stmt::Call(_)) {
            out.extend(saved.iter().map(|(var, place)| Stmt::Save {
                var: *var,
                place: place.clone(),
                shared,
            }));
        }
        match (stmt, pullback) {
            (Stmt::Call(call), Some(pullback)) => out.push(Stmt::Forward {
                call: call.clone(),
                pullback,
            }),
            (stmt, _) => out.push(stmt.clone()),
        }
    }
}

fn forward_if(condition: &crate::ir::Operand, then: &Sweep, otherwise: &Sweep, branch: Var) -> Stmt {
    if then.record.is_empty() && otherwise.record.is_empty() {
        return Stmt::If {
            condition: condition.clone(),
            then: forward(then),
            otherwise: forward(otherwise),
        };
    }
    Stmt::RecordIf {
        branch,
        condition: condition.clone(),
        then: forward(then),
        then_record: then.record.clone(),
        otherwise: forward(otherwise),
        otherwise_record: otherwise.record.clone(),
    }
}

/// The reverse sweep.
pub fn reverse(sweep: &Sweep) -> Block {
    let mut stmts: Vec<Stmt> = sweep
        .recompute
        .iter()
        .map(|(var, value)| Stmt::Let {
            var: *var,
            value: value.clone(),
        })
        .collect();
    stmts.extend(sweep.adjoints.iter().cloned());
    for node in sweep.nodes.iter().rev() {
        match node {
            Node::Simple {
                forward,
                reverse,
                saved,
                ..
            } => {
                let shared = forward.is_empty() || forward.iter().any(|stmt| matches!(stmt, Stmt::Call(_)));
                stmts.extend(saved.iter().rev().map(|(saved, place)| Stmt::Restore {
                    place: place.clone(),
                    saved: *saved,
                    shared,
                }));
                stmts.extend(reverse.iter().cloned());
            }
            Node::If { then, otherwise, .. } if !then.has_reverse() && !otherwise.has_reverse() => {}
            Node::If {
                condition,
                then,
                otherwise,
                branch,
            } => stmts.push(reverse_if(condition, then, otherwise, *branch)),
            Node::Loop { body, .. } if !body.has_reverse() => {}
            Node::Loop {
                head,
                body,
                stack,
                trips,
                segments: Some(segments),
                ..
            } => stmts.push(replay_segments(head, body, *stack, *trips, segments)),
            Node::Loop {
                head,
                body,
                stack,
                trips,
                replay,
                ..
            } => {
                let head = match (head, replay) {
                    (LoopHead::For { var, range }, Replay::Range | Replay::Blocks) => Some((*var, range.clone())),
                    _ => None,
                };
                let trips = head.is_none().then_some(*trips);
                let stack = is_recorded(body, *replay).then_some(*stack);
                stmts.push(Stmt::ReplayLoop {
                    head,
                    trips,
                    stack,
                    record: body.record.clone(),
                    body: reverse(body),
                });
            }
        }
    }
    Block { stmts }
}

/// The reverse of a loop that kept checkpoints.
fn replay_segments(head: &LoopHead<Block>, body: &Sweep, stack: Var, trips: Var, segments: &Segments) -> Stmt {
    let stack = (!body.record.is_empty()).then_some(stack);
    let of = match head {
        LoopHead::For { var, range } => Some((*var, range.clone())),
        _ => None,
    };
    let mut again_body = forward(body);
    if let Some(result) = segments.result {
        drop_assignments(&mut again_body, result);
    }
    let again = Stmt::RecordLoop {
        head: LoopHead::Segment {
            of,
            done: segments.done,
            trips,
        },
        body: again_body,
        exit: None,
        stack,
        record: body.record.clone(),
        trips: None,
    };
    let back = Stmt::ReplayLoop {
        head: None,
        trips: Some(trips),
        stack,
        record: body.record.clone(),
        body: reverse(body),
    };
    let again = Block { stmts: vec![again] };
    Stmt::ReplaySegments {
        checkpoints: segments.checkpoints,
        kept: segments.kept(),
        watched: segments.watched.clone(),
        done: segments.done,
        trips,
        stacks: stacks(&again),
        restore: segments.restore(),
        again,
        back: Block { stmts: vec![back] },
    }
}

/// Leaves the assignments of the result out, which has been returned by now.
fn drop_assignments(block: &mut Block, result: Var) {
    block
        .stmts
        .retain(|stmt| !matches!(stmt, Stmt::Assign { place, .. } if place.root == result));
    for stmt in &mut block.stmts {
        let blocks = stmt.blocks_mut();
        blocks.into_iter().for_each(|inner| drop_assignments(inner, result));
    }
}

fn reverse_if(condition: &crate::ir::Operand, then: &Sweep, otherwise: &Sweep, branch: Var) -> Stmt {
    if then.record.is_empty() && otherwise.record.is_empty() {
        return Stmt::If {
            condition: condition.clone(),
            then: reverse(then),
            otherwise: reverse(otherwise),
        };
    }
    Stmt::ReplayIf {
        branch,
        then: reverse(then),
        then_record: then.record.clone(),
        otherwise: reverse(otherwise),
        otherwise_record: otherwise.record.clone(),
    }
}

/// What is kept if it is a value, and made again if it is a reference, in a reverse sweep.
pub fn returned(block: &Block) -> HashSet<Var> {
    let own = block.stmts.iter().filter_map(|stmt| match stmt {
        Stmt::Let {
            var,
            value: Expr::Returned { .. },
        } => Some(*var),
        _ => None,
    });
    let inner = block.stmts.iter().flat_map(Stmt::blocks).flat_map(returned);
    own.chain(inner).collect()
}

/// The stacks of all loops that record, which are made once, outside every loop.
pub fn stacks(block: &Block) -> Vec<Var> {
    let mut stacks = Vec::new();
    fn visit(block: &Block, stacks: &mut Vec<Var>) {
        for stmt in &block.stmts {
            match stmt {
                Stmt::RecordLoop { stack, body, .. } => {
                    stacks.extend(stack);
                    visit(body, stacks);
                }
                Stmt::If { then, otherwise, .. } | Stmt::RecordIf { then, otherwise, .. } => {
                    visit(then, stacks);
                    visit(otherwise, stacks);
                }
                _ => {}
            }
        }
    }
    visit(block, &mut stacks);
    stacks
}
